//! The health under rules as they were before.

use super::AavePosition;
use super::profile::CategoryKind;
use crate::math::{BasisPoints, Timestamp};
use crate::protocols::terms::{Term, TermChange, of_share};
use crate::risk::Health;

impl AavePosition {
    /// The health with each rule of these as it was before; none where a category of e-mode may have priced
    /// what it held, as up to 3.1, and the account is in another now.
    ///
    /// Which threshold holds for the account is told of each reserve, whatever it came from: so each has that
    /// as its own, and no category is asked.
    pub(in super::super) fn health_under(
        &self,
        changes: &[TermChange],
        at: Timestamp,
    ) -> Option<Health> {
        let mut position = Self {
            e_mode: None,
            ..self.clone()
        };
        for (own, reserve) in position.reserves.iter_mut().zip(&self.reserves) {
            own.config = own.config.with_threshold(self.threshold(reserve));
        }
        let is_priced = self.rules().category == CategoryKind::Number;
        for change in changes {
            let before = change.before.number();
            let token = change.term.token();
            let place = token.and_then(|token| position.find(token));
            let reserve = place.and_then(|place| position.reserves.get_mut(place.0));
            match (change.term, reserve) {
                (Term::LiquidationThreshold(_), Some(reserve)) => {
                    let before = BasisPoints::from_raw(of_share(before?)?);
                    reserve.config = reserve.config.with_threshold(before);
                }
                (Term::UsedAsCollateral(_), Some(reserve)) => {
                    position.user.set_collateral(reserve.id, before? != 0);
                }
                (Term::LiquidationThreshold(_) | Term::UsedAsCollateral(_), None) => return None,
                (Term::EMode, _) if is_priced => return None,
                _ => {}
            }
        }
        let totals = position.totals(at, &position.prices).ok()?;
        totals.health(position.rules()).ok()
    }
}
