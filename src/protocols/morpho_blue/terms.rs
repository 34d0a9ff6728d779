//! The rules under which an account is liquidated. Those of a market never move; which contracts may
//! come before it is the account's own word.

use super::MorphoPosition;
use crate::protocols::terms::{Term, Terms, share};

impl MorphoPosition {
    /// The market's LLTV, and the contracts that may liquidate a part before it does.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let lltv = share(self.params.lltv);
        let market = [(
            Term::LiquidationThreshold(self.params.collateral_token),
            lltv,
        )];
        let contracts = self.pre_liquidations.iter();
        let contracts = contracts.map(|one| (Term::PreLiquidation(one.contract), 1));
        Terms::new(market.into_iter().chain(contracts))
    }
}
