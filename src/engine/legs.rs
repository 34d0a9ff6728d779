//! The legs of a position as what is shown.

use super::view::leg::{LegView, LiquidationPriceView};
use crate::math::{TokenAmount, WAD, Wad, mul_div_ceil, mul_div_floor};
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
    match position.liquidation_price(asset, side, at) {
        Ok(boundary) => placed(boundary, price),
        Err(_) => LiquidationPriceView::Unknown,
    }
}

/// Where a price liquidates, seen from where it is: the way there is rounded down, the way back up.
fn placed(boundary: LiquidationPrice, price: TokenAmount) -> LiquidationPriceView {
    let (last_safe, is_passed) = match boundary {
        LiquidationPrice::Below(last) => (last, price.raw < last),
        LiquidationPrice::Above(last) => (last, price.raw > last),
        LiquidationPrice::Never => return LiquidationPriceView::Never,
        LiquidationPrice::Always => return LiquidationPriceView::Always,
        LiquidationPrice::Unit => return LiquidationPriceView::Unit,
    };
    let distance = price.raw.abs_diff(last_safe);
    let named = TokenAmount::new(last_safe, price.decimals);
    match is_passed {
        false => match mul_div_floor(distance, WAD, price.raw) {
            Ok(moved) => LiquidationPriceView::At {
                price: named,
                move_wad: Wad::from_raw(moved),
            },
            Err(_) => LiquidationPriceView::Unknown,
        },
        true => match mul_div_ceil(distance, WAD, price.raw) {
            Ok(back) => LiquidationPriceView::Passed {
                price: named,
                back_wad: Wad::from_raw(back),
            },
            // From nothing there is no share of the way.
            Err(_) => LiquidationPriceView::Always,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::U256;

    fn dollars(cents: u64) -> TokenAmount {
        TokenAmount::new(U256::from(cents), 2)
    }

    fn wad(raw: u64) -> Wad {
        Wad::from_raw(U256::from(raw))
    }

    #[test]
    fn the_way_to_a_liquidation_price_is_shown_short_and_the_way_back_long() {
        // 17.81 of 17.40 are 102.356…%.
        let below = LiquidationPrice::Below(U256::from(1_781));
        let above = LiquidationPrice::Above(U256::from(1_740));
        let passed = |cents, back| LiquidationPriceView::Passed {
            price: dollars(cents),
            back_wad: wad(back),
        };
        let ahead = |cents, moved| LiquidationPriceView::At {
            price: dollars(cents),
            move_wad: wad(moved),
        };
        let up = 23_563_218_390_804_598;
        let down = 23_020_774_845_592_363;
        assert_eq!(placed(below, dollars(1_740)), passed(1_781, up));
        assert_eq!(placed(above, dollars(1_781)), passed(1_740, down + 1));
        assert_eq!(placed(above, dollars(1_740)), ahead(1_740, 0));
        assert_eq!(placed(below, dollars(1_781)), ahead(1_781, 0));
        let below = LiquidationPrice::Below(U256::from(1_740));
        assert_eq!(placed(below, dollars(1_781)), ahead(1_740, down));
    }

    #[test]
    fn where_no_price_frees_it_none_is_named() {
        let always = LiquidationPriceView::Always;
        assert_eq!(placed(LiquidationPrice::Always, dollars(1)), always);
        let below = LiquidationPrice::Below(U256::from(5));
        assert_eq!(placed(below, dollars(0)), always);
    }
}
