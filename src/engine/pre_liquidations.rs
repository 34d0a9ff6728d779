//! The contracts that may liquidate a part of a position early, as what is shown.

use super::view::PreLiquidationView;
use crate::math::TokenAmount;
use crate::protocols::morpho_blue::{MorphoPosition, PreLiquidation};
use crate::protocols::{Holding, Snapshot};
use crate::risk::{LiquidationPrice, Position};
use crate::top_up::{Means, StrategyId};

/// Every one that the account has authorised.
pub(super) fn pre_liquidations(snapshot: &Snapshot) -> Vec<PreLiquidationView> {
    match snapshot.holding() {
        Holding::MorphoBlue(position) => {
            let contracts = position.pre_liquidations().iter();
            contracts
                .filter_map(|contract| view(snapshot, position, contract))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn view(
    snapshot: &Snapshot,
    position: &MorphoPosition,
    contract: &PreLiquidation,
) -> Option<PreLiquidationView> {
    let at = snapshot.block.timestamp;
    let legs = position.legs(at).ok()?;
    let collateral = legs.first()?;
    let decimals = collateral.price?.decimals;
    let priced = |raw| TokenAmount::new(raw, decimals);
    Some(PreLiquidationView {
        contract: contract.contract,
        lltv: contract.params.pre_lltv,
        market_lltv: position.params().lltv,
        goes_by_market: contract.params.oracle == position.params().oracle,
        collateral: collateral.symbol.clone(),
        price: contract.price.map(priced),
        last_safe: match contract.lowest_safe_price(position, at).ok()? {
            LiquidationPrice::Below(lowest) => Some(priced(lowest)),
            _ => None,
        },
        owes: snapshot.owes(),
        take_back: StrategyId {
            means: Means::Authorize {
                contract: contract.contract,
                may: false,
            },
            asset: collateral.asset,
        },
    })
}
