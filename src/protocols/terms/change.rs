use serde::{Deserialize, Serialize};

use super::gauge::{Gauge, Limits};
use super::term::Term;
use crate::protocols::term_value::TermValue;

/// A rule that is another than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TermChange {
    /// Which.
    pub term: Term,
    /// What it was, in the units of the rule.
    pub before: TermValue,
    /// What it is.
    pub after: TermValue,
}

impl TermChange {
    /// Whether it can bring a liquidation closer, make it dearer, or stand in the way of a repair.
    #[must_use]
    pub fn is_worse(self) -> bool {
        let Self { before, after, .. } = self;
        match self.term {
            Term::LiquidationThreshold(_)
            | Term::UsedAsCollateral(_)
            | Term::LiquidationPaused
            | Term::RateKink(_)
            | Term::SupplyLimit(_) => after < before,
            Term::LiquidationPenalty(_)
            | Term::Frozen(_)
            | Term::Paused(_)
            | Term::RateAtKink(_)
            | Term::RateAtMost(_)
            | Term::BorrowRate(_)
            | Term::Used(_)
            | Term::SupplyCap(_)
            | Term::PreLiquidation(_)
            | Term::PriceStopped(_) => after > before,
            Term::EMode => true,
            // What another source or a cap does to the health is in the health, and calls by itself; so does
            // what another strategy makes of the rate.
            Term::RateStrategy(_)
            | Term::PriceOracle
            | Term::PriceSource(_)
            | Term::PriceCapped(_) => false,
        }
    }

    /// Whether it may call for an answer. What everybody's doing moves is worth a look: what it does to the
    /// health calls by itself. What a price that stopped would do to it is not known.
    #[must_use]
    pub fn calls_for_an_answer(self) -> bool {
        // A lower cap takes nothing away that is there: whether room is left is told by itself.
        let is_of_room = matches!(self.term, Term::SupplyLimit(_));
        let is_heard =
            (self.term.is_rule() && !is_of_room) || matches!(self.term, Term::PriceStopped(_));
        is_heard && self.is_worse()
    }

    /// Whether a person is told of it.
    pub(super) fn is_news(&self, limits: Limits) -> bool {
        match self.term.gauge(limits) {
            // One that is raised is every week's.
            None if matches!(self.term, Term::SupplyLimit(_)) => self.after < self.before,
            None => self.before != self.after,
            Some(Gauge { limit, .. }) => {
                let limit = limit.into();
                self.before < limit && self.after >= limit
            }
        }
    }
}
