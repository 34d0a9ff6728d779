//! The legs of a position as what is shown.

use super::view::leg::{LegView, LiquidationPriceView};
use crate::math::{TokenAmount, WAD, Wad, mul_div_floor};
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Leg, LiquidationPrice, Side};

/// Every collateral and debt of a position, collateral first.
pub(super) fn legs(snapshot: &Snapshot) -> Vec<LegView> {
    let position = snapshot.position_unverified();
    let at = snapshot.block.timestamp;
    let Ok(legs) = position.legs(at) else {
        return Vec::new();
    };
    let earlier = snapshot.earlier();
    let earlier = earlier.as_ref();
    let side = |side| {
        let legs = legs.iter().enumerate();
        legs.filter_map(move |(place, leg)| leg_view(snapshot, earlier, AssetId(place), leg, side))
    };
    side(Side::Collateral).chain(side(Side::Debt)).collect()
}

fn leg_view(
    snapshot: &Snapshot,
    earlier: Option<&Snapshot>,
    asset: AssetId,
    leg: &Leg,
    side: Side,
) -> Option<LegView> {
    let base = snapshot.position_unverified().base();
    let (amount, value, yearly_rate, threshold, not_counted) = match side {
        Side::Collateral => {
            let supplied = leg.collateral.as_ref()?;
            let threshold = Some(supplied.liquidation_threshold);
            (
                supplied.balance,
                supplied.value,
                supplied.yearly_rate,
                threshold,
                supplied.not_counted,
            )
        }
        Side::Debt => {
            let owed = leg.debt.as_ref()?;
            (owed.balance, Some(owed.value), owed.yearly_rate, None, None)
        }
    };
    let earlier = earlier.filter(|_| side == Side::Collateral);
    let pre_liquidation_price = earlier.zip(leg.price).map(|(earlier, own)| {
        let price = earlier.position_unverified().prices().get(asset.0);
        let price = price.map_or(own, |&raw| TokenAmount { raw, ..own });
        liquidation_price(earlier, asset, side, price)
    });
    let liquidation_price = match (not_counted, leg.price) {
        (None, Some(price)) => liquidation_price(snapshot, asset, side, price),
        _ => LiquidationPriceView::Unknown,
    };
    Some(LegView {
        asset: leg.asset,
        symbol: leg.symbol.clone(),
        protocol: snapshot.market.protocol(),
        side,
        amount,
        value: value.map(|value| TokenAmount::new(value, base.decimals)),
        yearly_rate,
        currency: base.currency,
        price: leg.price,
        liquidation_threshold: threshold,
        liquidation_price,
        pre_liquidation_price,
        not_counted,
    })
}

fn liquidation_price(
    snapshot: &Snapshot,
    asset: AssetId,
    side: Side,
    price: TokenAmount,
) -> LiquidationPriceView {
    let at = snapshot.block.timestamp;
    let Some(position) = snapshot.position() else {
        return LiquidationPriceView::Unknown;
    };
    let (last_safe, distance) = match position.liquidation_price(asset, side, at) {
        Ok(LiquidationPrice::Below(last)) => (last, price.raw.checked_sub(last)),
        Ok(LiquidationPrice::Above(last)) => (last, last.checked_sub(price.raw)),
        Ok(LiquidationPrice::Never) => return LiquidationPriceView::Never,
        Ok(LiquidationPrice::Always) => return LiquidationPriceView::Passed,
        Ok(LiquidationPrice::Unit) => return LiquidationPriceView::Unit,
        Err(_) => return LiquidationPriceView::Unknown,
    };
    let Some(distance) = distance else {
        return LiquidationPriceView::Passed;
    };
    match mul_div_floor(distance, WAD, price.raw) {
        Ok(moved) => LiquidationPriceView::At {
            price: TokenAmount::new(last_safe, price.decimals),
            move_wad: Wad::from_raw(moved),
        },
        Err(_) => LiquidationPriceView::Unknown,
    }
}
