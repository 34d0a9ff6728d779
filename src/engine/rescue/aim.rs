//! What a top-up is to do, and what of it was shown.

use super::around::Picture;
use crate::math::TokenAmount;
use crate::protocols::PositionKey;
use crate::risk::Health;
use crate::top_up::{
    Fee, OptionView, Plan, Purse, SimulationView, StrategyId, options, parse_target,
};

/// What is to be done: for which position, up to where, and how.
#[derive(Clone, Debug)]
pub(super) struct Aim {
    pub(super) key: PositionKey,
    /// As typed.
    pub(super) target: String,
    pub(super) chosen: Option<StrategyId>,
}

impl Aim {
    /// The ways to get there.
    pub(super) fn options(&self, picture: &Picture<'_>, purse: Option<&Purse>) -> Vec<OptionView> {
        match (picture.snapshot, parse_target(&self.target)) {
            (Some(snapshot), Ok(target)) => {
                let latest = picture.latest_inclusion(snapshot);
                options(snapshot, purse, target, latest)
            }
            _ => Vec::new(),
        }
    }

    /// Whether a health is what is wanted.
    pub(super) fn is_reached_by(&self, health: Health) -> bool {
        parse_target(&self.target).is_ok_and(|target| health.reaches(target))
    }
}

/// A plan as it was shown.
#[derive(Clone, Debug)]
pub(super) struct Reviewed {
    pub(super) plan: Plan,
    pub(super) simulation: SimulationView,
    /// What the network takes for it, where the node says so.
    pub(super) fee: Option<Fee>,
    /// The amount changed since it was last shown: the amount before.
    pub(super) amount_before: Option<TokenAmount>,
}

impl Reviewed {
    /// What remains when the first step was carried out, or failed and is told of by itself.
    pub(super) fn without_first_step(mut self) -> Self {
        self.plan.steps = self.plan.steps.split_off(1.min(self.plan.steps.len()));
        self
    }
}
