//! What of a position's own collateral, sold to repay, would restore it: where the wallet has nothing.

use alloy::primitives::U256;

use super::{AssetId, Health, Leg, Position, RiskError};
use crate::math::{Timestamp, TokenAmount, WAD, Wad, mul_div_ceil, mul_div_floor, pow10};

/// A sale of collateral that repays debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale {
    /// What is sold.
    pub asset: AssetId,
    /// How much of it, rounded up.
    pub amount: TokenAmount,
    /// For how much, in units of the base currency, rounded up: so much is repaid.
    pub value: U256,
}

/// Of all collateral the one of which the least value has to be sold, at today's prices and for no fee,
/// so that repaying debt with it reaches `target`; none where nothing of any one is enough.
///
/// With what counts `A`, the debt `D` and a threshold `L`: `(A - L*v) / (D - v) >= t`, so
/// `v = (t*D - A) / (t - L)`. An exact amount would depend on the price that is got, so this is none to
/// sign: it leaves out the protocol's roundings, which are of a unit.
///
/// # Errors
/// [`RiskError::Math`].
pub fn least(
    position: &dyn Position,
    target: Wad,
    at: Timestamp,
) -> Result<Option<Sale>, RiskError> {
    let Health::Ratio(health) = position.health(at)? else {
        return Ok(None);
    };
    let legs = position.legs(at)?;
    let debt = legs.iter().filter_map(|leg| leg.debt.as_ref());
    let debt = debt.fold(U256::ZERO, |sum, one| sum.saturating_add(one.value));
    let wanted = mul_div_ceil(debt, target.raw(), WAD)?;
    let counts = mul_div_floor(debt, health.raw(), WAD)?;
    let short = wanted.saturating_sub(counts);
    if short.is_zero() {
        return Ok(None);
    }
    let base_decimals = position.base().decimals;
    let mut least: Option<Sale> = None;
    for (place, leg) in legs.iter().enumerate() {
        let sale = sale(AssetId(place), leg, short, target, base_decimals)?;
        let sale = sale.filter(|one| one.value <= debt);
        least = match (least, sale) {
            (Some(before), Some(sale)) if sale.value >= before.value => Some(before),
            (before, sale) => sale.or(before),
        };
    }
    Ok(least)
}

/// How much of one leg; none where it does not count, has no price, or is too little.
fn sale(
    asset: AssetId,
    leg: &Leg,
    short: U256,
    target: Wad,
    base_decimals: u8,
) -> Result<Option<Sale>, RiskError> {
    let (Some(supplied), Some(price)) = (leg.counted(), leg.price) else {
        return Ok(None);
    };
    let threshold = supplied.liquidation_threshold;
    // Where the target is no more than what counts of it, selling does not help.
    let Some(gain) = target.raw().checked_sub(threshold.raw()) else {
        return Ok(None);
    };
    if gain.is_zero() || price.raw.is_zero() {
        return Ok(None);
    }
    let value = mul_div_ceil(short, WAD, gain)?;
    let digits = leg
        .decimals
        .saturating_add(price.decimals)
        .saturating_sub(base_decimals);
    let raw = mul_div_ceil(value, pow10(digits)?, price.raw)?;
    let is_enough = raw <= supplied.balance.raw;
    Ok(is_enough.then(|| Sale {
        asset,
        amount: TokenAmount::new(raw, leg.decimals),
        value,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::a_snapshot;

    fn least_for(hundredths: u64) -> Option<Sale> {
        let snapshot = a_snapshot(100, U256::ZERO);
        let target = Wad::from_raw(WAD / U256::from(100) * U256::from(hundredths));
        let position = snapshot.position().expect("a position");
        super::least(position, target, snapshot.block.timestamp).expect("sums")
    }

    /// 6,000 dollars of ether, of which 80% count, and 4,000 are owed.
    #[test]
    fn a_sale_restores_by_what_it_repays_and_loses_what_counted() {
        // (4,800 - 0.8 v) / (4,000 - v) = 1.5 for v = 1,714.28571428...
        let sale = least_for(150).expect("a sale");
        assert_eq!(sale.asset, AssetId(0));
        assert_eq!(sale.value, U256::from(171_428_571_429_u64));
        // At 3,000 dollars: 0.571428571..., and no digit less.
        assert_eq!(sale.amount.decimals, 18);
        let expected = U256::from(571_428_571_430_000_000_u64);
        assert_eq!(sale.amount.raw, expected);
        let counts = U256::from(480_000_000_000_u64) - sale.value * U256::from(8) / U256::from(10);
        let owed = U256::from(400_000_000_000_u64) - sale.value;
        assert!(counts * U256::from(2) >= owed * U256::from(3));
    }

    #[test]
    fn nothing_is_sold_for_what_is_there() {
        assert_eq!(least_for(120), None);
        assert!(least_for(121).is_some());
    }
}
