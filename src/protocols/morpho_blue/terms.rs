//! What can move under a position: nothing but what it costs. The rules of a market there are for good, its
//! interest rate model too.

use super::MorphoPosition;
use crate::math::{Timestamp, yearly_rate};
use crate::protocols::terms::{Term, Terms, share};

impl MorphoPosition {
    /// The rate in force of what is owed.
    #[must_use]
    pub fn terms(&self, at: Timestamp) -> Terms {
        let rate = self.market.rate_in_force(self.irm, at).ok();
        let rate = rate.and_then(|rate| yearly_rate(rate).ok());
        let rate = rate.map(|rate| (Term::BorrowRate(self.params.loan_token), share(rate)));
        Terms::new(rate)
    }
}
