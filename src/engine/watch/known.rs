//! What was read last of a position, and what follows from it alone.

use std::sync::{Arc, OnceLock};

use super::super::analysis;
use super::super::legs::legs;
use super::super::pre_liquidations::pre_liquidations;
use super::super::price_paths;
use super::super::view::{AnalysisView, LegView, PreLiquidationView};
use crate::alert::{Footing, Rules};
use crate::protocols::Snapshot;

/// A snapshot, and what follows from it alone: worked out when it is looked at first, and once.
#[derive(Debug)]
pub(in super::super) struct Known {
    snapshot: Arc<Snapshot>,
    is_position: bool,
    legs: OnceLock<Vec<LegView>>,
    price_paths: OnceLock<Vec<usize>>,
    pre_liquidations: OnceLock<Vec<PreLiquidationView>>,
    analysis: OnceLock<AnalysisView>,
    /// As far ahead as was looked, in seconds, and what was found.
    footing: OnceLock<(u64, Footing)>,
}

impl Known {
    pub(super) fn new(snapshot: Arc<Snapshot>) -> Self {
        let position = snapshot.position_unverified();
        let legs = position.legs(snapshot.block.timestamp).unwrap_or_default();
        let mut sides = legs.iter();
        let has_some = sides.any(|leg| leg.collateral.is_some() || leg.debt.is_some());
        Self {
            is_position: has_some || snapshot.owes(),
            snapshot,
            legs: OnceLock::new(),
            price_paths: OnceLock::new(),
            pre_liquidations: OnceLock::new(),
            analysis: OnceLock::new(),
            footing: OnceLock::new(),
        }
    }

    /// What was read.
    pub(in super::super) const fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Whether there is a position: something is supplied or owed.
    pub(in super::super) const fn is_position(&self) -> bool {
        self.is_position
    }

    /// Every collateral and debt.
    pub(in super::super) fn legs(&self) -> &[LegView] {
        self.legs.get_or_init(|| legs(&self.snapshot))
    }

    /// The places of the legs whose price can liquidate the position, the nearest first.
    pub(in super::super) fn price_paths(&self) -> &[usize] {
        let currency = self.snapshot.position_unverified().base().currency;
        let choose = || price_paths::choose(self.legs(), &currency);
        self.price_paths.get_or_init(choose)
    }

    /// The contracts that may act before the market.
    pub(in super::super) fn pre_liquidations(&self) -> &[PreLiquidationView] {
        let work_out = || pre_liquidations(&self.snapshot);
        self.pre_liquidations.get_or_init(work_out)
    }

    /// What its level is judged by, as far ahead as these rules want to know it.
    pub(in super::super) fn footing(&self, rules: &Rules) -> Footing {
        let horizon_s = rules.horizon_s();
        let look = || analysis::footing(&self.snapshot, horizon_s);
        match *self.footing.get_or_init(|| (horizon_s, look())) {
            (looked_s, footing) if looked_s == horizon_s => footing,
            // Other thresholds were typed since it was read.
            _ => look(),
        }
    }

    /// What can be said beyond the health.
    pub(in super::super) fn analysis(&self) -> &AnalysisView {
        self.analysis.get_or_init(|| analysis::of(&self.snapshot))
    }
}
