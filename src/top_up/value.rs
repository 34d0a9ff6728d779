//! What is moved, in the market's own currency.

use alloy::primitives::U256;

use super::fee::APPROVING_GAS;
use super::single::wraps_coin;
use super::{Means, Part, Purse, Unavailable};
use crate::math::{Timestamp, TokenAmount, WAD, mul_div_ceil, mul_div_floor, pow10};
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Leg, Position};

/// Value in the base currency, rounded up: what it costs.
pub(super) fn value_of(amount: TokenAmount, price: TokenAmount, base_decimals: u8) -> TokenAmount {
    // The price's digits beyond those of the value go with the amount's.
    let digits = amount
        .decimals
        .saturating_add(price.decimals)
        .saturating_sub(base_decimals);
    let value = pow10(digits).and_then(|unit| mul_div_ceil(amount.raw, price.raw, unit));
    // More than fits is shown as the most that can be: never as less.
    TokenAmount::new(value.unwrap_or(U256::MAX), base_decimals)
}

/// What moving a value saves or earns a year. What is repaid out of a supply saves the interest, and earns
/// no more what that supply did.
pub(super) fn yearly(means: Means, leg: &Leg, value: TokenAmount) -> Option<TokenAmount> {
    let (gained, lost) = gained_and_lost(means, leg, value)?;
    let raw = gained.checked_sub(lost)?;
    (!raw.is_zero()).then(|| TokenAmount::new(raw, value.decimals))
}

/// The same of parts together: what one loses goes off what another saves.
pub(super) fn yearly_of(
    parts: impl Iterator<Item = (Means, Leg, TokenAmount)>,
    decimals: u8,
) -> Option<TokenAmount> {
    let both = parts.filter_map(|(means, leg, value)| gained_and_lost(means, &leg, value));
    let none = (U256::ZERO, U256::ZERO);
    let (gained, lost) = both.fold(none, |(all, gone), (gained, lost)| {
        (all.saturating_add(gained), gone.saturating_add(lost))
    });
    let raw = gained.checked_sub(lost)?;
    (!raw.is_zero()).then(|| TokenAmount::new(raw, decimals))
}

/// What a year brings, rounded down, and what it takes, rounded up; none where that is not known.
fn gained_and_lost(means: Means, leg: &Leg, value: TokenAmount) -> Option<(U256, U256)> {
    let interest = || Some(leg.debt.as_ref()?.yearly_rate.raw());
    let yield_ = || Some(leg.collateral.as_ref()?.yearly_rate.raw());
    let gained = |rate: U256| mul_div_floor(value.raw, rate, WAD).ok();
    Some(match means {
        Means::Repay | Means::RepayCoin => (gained(interest()?)?, U256::ZERO),
        Means::AddCollateral | Means::AddCoin => (gained(yield_()?)?, U256::ZERO),
        Means::RepaySupplied => {
            let lost = mul_div_ceil(value.raw, yield_()?, WAD).ok()?;
            (gained(interest()?)?, lost)
        }
        Means::Enable | Means::EnterEMode(_) | Means::TakeBack | Means::Authorize { .. } => {
            return None;
        }
    })
}

/// What the network takes for one part and the permission before it, in the base currency; none where no price of its coin is known.
pub(super) fn fee_of_a_part(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    position: &dyn Position,
    at: Timestamp,
) -> Option<TokenAmount> {
    let gas = snapshot.market.acting_gas().saturating_add(APPROVING_GAS);
    let fee = purse?.fee(gas, U256::ZERO).amount;
    let legs = position.legs(at).ok()?;
    let mut legs = legs.iter().enumerate();
    let (_, coin) = legs.find(|(place, _)| wraps_coin(snapshot, AssetId(*place)))?;
    Some(value_of(fee, coin.price?, position.base().decimals))
}

/// The value of parts together.
///
/// # Errors
/// [`Unavailable::NotComputable`] where one has no price.
pub(super) fn value_of_parts(
    snapshot: &Snapshot,
    parts: &[Part],
    at: Timestamp,
) -> Result<TokenAmount, Unavailable> {
    let not_computable = Unavailable::NotComputable;
    let position = snapshot.position().ok_or(not_computable)?;
    let legs = position.legs(at).map_err(|_| not_computable)?;
    let decimals = position.base().decimals;
    let mut sum = TokenAmount::zero(decimals);
    for part in parts {
        let leg = legs.iter().find(|leg| leg.asset == part.way.asset);
        let price = leg.and_then(|leg| leg.price).ok_or(not_computable)?;
        let value = value_of(part.amount, price, decimals);
        sum.raw = sum.raw.saturating_add(value.raw);
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Wad;
    use crate::protocols::a_snapshot;
    use crate::risk::{Collateral, Debt};
    use alloy::primitives::Address;

    #[test]
    fn what_a_top_up_costs_is_rounded_up() {
        let amount = TokenAmount::new(U256::ONE, 18);
        let price = TokenAmount::new(U256::from(300_000_000_000_u64), 8);
        let cost = value_of(amount, price, 8);
        assert_eq!(cost, TokenAmount::new(U256::ONE, 8));
    }

    #[test]
    fn a_year_of_interest_is_told_by_the_rate_of_the_leg() {
        let snapshot = a_snapshot(100, U256::ZERO);
        let now = snapshot.block.timestamp;
        let legs = snapshot.position().expect("a position");
        let legs = legs.legs(now).expect("legs");
        let debt = legs.iter().find(|leg| leg.debt.is_some()).expect("a debt");
        let hundred = TokenAmount::new(U256::from(10_000_000_000_u64), 8);
        let rate = debt.debt.as_ref().expect("a debt").yearly_rate;
        let saved = yearly(Means::Repay, debt, hundred).map(|saved| saved.raw);
        let expected = U256::from(10_000_000_000_u64) * rate.raw() / WAD;
        assert_eq!(saved, Some(expected).filter(|saved| !saved.is_zero()));
        assert_eq!(yearly(Means::Enable, debt, hundred), None);
    }

    /// A leg on both sides, at yearly rates in hundredths.
    fn on_both_sides(interest: u64, earned: u64) -> Leg {
        let rate = |percent: u64| Wad::from_raw(WAD / U256::from(100) * U256::from(percent));
        let balance = TokenAmount::new(U256::from(1_000), 6);
        Leg {
            asset: Address::ZERO,
            symbol: "T".into(),
            decimals: 6,
            price: None,
            collateral: Some(Collateral {
                balance,
                value: None,
                yearly_rate: rate(earned),
                liquidation_threshold: rate(80),
                not_counted: None,
            }),
            debt: Some(Debt {
                balance,
                value: U256::ZERO,
                yearly_rate: rate(interest),
            }),
        }
    }

    #[test]
    fn what_one_part_loses_goes_off_what_another_saves() {
        let value = TokenAmount::new(U256::from(10_000), 8);
        let both = |earned| {
            let repaid = (Means::Repay, on_both_sides(3, 0), value);
            let out_of_supply = (Means::RepaySupplied, on_both_sides(3, earned), value);
            yearly_of([repaid, out_of_supply].into_iter(), 8).map(|saved| saved.raw)
        };
        // 300 and 300 less 500; and less than nothing is nothing.
        assert_eq!(both(5), Some(U256::from(100)));
        assert_eq!(both(7), None);
    }

    #[test]
    fn what_a_supply_would_have_earned_goes_off_the_interest_that_is_saved() {
        let saved = |value: u64, interest, earned| {
            let value = TokenAmount::new(U256::from(value), 8);
            let leg = on_both_sides(interest, earned);
            yearly(Means::RepaySupplied, &leg, value).map(|saved| saved.raw)
        };
        assert_eq!(saved(10_000, 7, 4), Some(U256::from(300)));
        // 7.07 is 7, and 4.04 is 5.
        assert_eq!(saved(101, 7, 4), Some(U256::from(2)));
        assert_eq!(saved(10_000, 4, 4), None);
        assert_eq!(saved(10_000, 3, 4), None);
    }
}
