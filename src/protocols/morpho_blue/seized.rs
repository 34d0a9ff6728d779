use alloy::primitives::Address;
use alloy::sol_types::SolEvent;

use super::super::taking::{Told, words};
use super::abi::Liquidate;
use super::market::MarketParams;
use crate::chain::logs::Entry;

/// What `Liquidate`, or the `PreLiquidate` of a contract that comes before, says: assets and shares that were
/// repaid, and what was seized. Debt that nobody pays is not paid for it.
pub(in super::super) fn told(entry: &Entry, params: &MarketParams) -> Option<Told> {
    let is_whole = entry.topics.first() == Some(&Liquidate::SIGNATURE_HASH);
    let [paid, _shares, taken] = match is_whole {
        true => words(entry).map(|[paid, shares, taken, _bad, _bad_shares]| [paid, shares, taken]),
        false => words(entry),
    }?;
    let token = |token: Address, amount| Some((token, amount));
    Some(Told {
        taken: token(params.collateral_token, taken),
        paid: token(params.loan_token, paid),
        leaves_out_fee: false,
    })
}
