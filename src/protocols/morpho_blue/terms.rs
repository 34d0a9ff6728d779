//! What can move under a position: what it costs, and who may act before the market does, as the account itself
//! says. The rules of a market there are for good, its interest rate model too.

use alloy::primitives::{Address, U256};

use super::{MorphoPosition, PreLiquidation};
use crate::math::{Timestamp, yearly_rate};
use crate::protocols::terms::{Term, TermChange, Terms, share, taken};

impl MorphoPosition {
    /// The rate in force of what is owed, and of each contract that was asked for from where on it may act.
    #[must_use]
    pub fn terms(&self, at: Timestamp) -> Terms {
        let rate = self.market.rate_in_force(self.irm, at).ok();
        let rate = rate.and_then(|rate| yearly_rate(rate).ok());
        let rate = rate.map(|rate| (Term::BorrowRate(self.params.loan_token), share(rate)));
        let used = self
            .market_at(at)
            .ok()
            .filter(|one| one.total_supply_assets != 0);
        let used = used.map(|market| {
            let [owed, supplied] =
                [market.total_borrow_assets, market.total_supply_assets].map(U256::from);
            (Term::Used(self.params.loan_token), taken(owed, supplied))
        });
        let may = self.pre_liquidations.iter();
        let may = may.map(|one| (one.contract, share(one.params.pre_lltv)));
        let may_not = self.not_authorized.iter().map(|one| (one.contract, 0));
        // By their addresses: whether one may is no reason to write all of them down anew.
        let mut contracts: Vec<_> = may.chain(may_not).collect();
        contracts.sort_unstable();
        let contracts = contracts.into_iter();
        let contracts = contracts.map(|(contract, lltv)| (Term::PreLiquidation(contract), lltv));
        Terms::new(rate.into_iter().chain(used).chain(contracts))
    }

    /// The same position where each contract of these may act if it could before, and may not if it could not.
    pub(in super::super) fn under(&self, changes: &[TermChange]) -> Self {
        let mut position = self.clone();
        for change in changes {
            if let Term::PreLiquidation(contract) = change.term {
                let (from, to) = match change.before == 0.into() {
                    true => (&mut position.pre_liquidations, &mut position.not_authorized),
                    false => (&mut position.not_authorized, &mut position.pre_liquidations),
                };
                to.extend(out_of(from, contract));
            }
        }
        position
    }
}

fn out_of(from: &mut Vec<PreLiquidation>, contract: Address) -> Option<PreLiquidation> {
    let place = from.iter().position(|one| one.contract == contract)?;
    Some(from.remove(place))
}
