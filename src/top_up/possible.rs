//! What can be done with a token at all.

use super::single::{takes_coin, wrappable};
use super::{Means, Purse, Source};
use crate::protocols::{Action, Repayment, Snapshot};
use crate::risk::{AssetId, Leg, Obstacle};

/// What can be done with a leg: repay what is owed, from the wallet or out of what is supplied, add what
/// is held or already supplied. Where the market takes coin for it, that is a way of its own; the token is
/// one beside it only where the wallet has any: to make it out of coin first would take more signatures.
/// What is `chosen` stays while the wallet's coin comes and goes.
pub(super) fn means_of(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    asset: AssetId,
    leg: &Leg,
    chosen: Option<Means>,
) -> impl Iterator<Item = Means> + use<> {
    let holds_token = snapshot
        .wallet(asset)
        .is_some_and(|wallet| !wallet.balance.raw.is_zero());
    let holds_coin = !wrappable(snapshot, purse, asset).is_zero();
    let is_chosen = |source| chosen.and_then(Means::source) == Some(source);
    let in_coin = (holds_coin || is_chosen(Source::Coin)) && takes_coin(snapshot, asset);
    let in_token = holds_token || !in_coin || is_chosen(Source::Token);
    let owes = leg.debt.is_some();
    let supplied = leg.collateral.as_ref();
    let has_use = holds_token || in_coin || holds_coin || supplied.is_some();
    let is_idle =
        supplied.is_some_and(|supplied| supplied.not_counted == Some(Obstacle::CollateralDisabled));
    let action = Action::RepaySupplied {
        asset: leg.asset,
        amount: Repayment::All,
    };
    let from_supply = owes && supplied.is_some() && snapshot.payment(action).is_some();
    [
        (Means::Enable, is_idle),
        (Means::Repay, owes && in_token),
        (Means::RepayCoin, owes && in_coin),
        (Means::RepaySupplied, from_supply),
        // Of what costs the same and asks as often the coin stays, for fees.
        (Means::AddCollateral, has_use && in_token),
        (Means::AddCoin, has_use && in_coin),
    ]
    .into_iter()
    .filter_map(|(means, is_one)| is_one.then_some(means))
}
