//! What a way is asked to do.

use alloy::primitives::U256;

use super::StrategyId;
use crate::math::decimal::{self, DecimalError};
use crate::math::{WAD, Wad, pow10};
use crate::protocols::Snapshot;
use crate::risk::Health;

/// The highest restore target that makes sense.
const HIGHEST: u64 = 100;

/// What a way is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Restore this health factor, with as little as that takes.
    Restore(Wad),
    /// Move this much, in the token's smallest units, wherever that leads.
    Exactly(U256),
}

/// Why a restore target cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetProblem {
    /// It is not a number.
    NotANumber,
    /// It is not above 1.
    TooLow,
    /// It is above what makes sense (100).
    TooHigh,
}

/// Why a typed amount cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountProblem {
    /// It is not a number.
    NotANumber,
    /// It is nothing.
    Nothing,
    /// It has more digits than the token.
    TooPrecise,
}

/// A restore target as a person types it: a health factor above 1.
///
/// # Errors
/// [`TargetProblem`] names what is wrong.
pub fn parse_target(typed: &str) -> Result<Wad, TargetProblem> {
    let raw = decimal::parse(typed.trim(), 18).map_err(|_| TargetProblem::NotANumber)?;
    if raw <= WAD {
        Err(TargetProblem::TooLow)
    } else if raw > highest() {
        Err(TargetProblem::TooHigh)
    } else {
        Ok(Wad::from_raw(raw))
    }
}

/// An amount as a person types it, in the smallest units of the token of a way.
///
/// # Errors
/// [`AmountProblem`] names what is wrong.
pub fn parse_amount(
    snapshot: &Snapshot,
    way: StrategyId,
    typed: &str,
) -> Result<U256, AmountProblem> {
    let legs = snapshot
        .position()
        .and_then(|position| position.legs(snapshot.block.timestamp).ok());
    let legs = legs.unwrap_or_default();
    let leg = legs.iter().find(|leg| leg.asset == way.asset);
    let decimals = leg.ok_or(AmountProblem::NotANumber)?.decimals;
    match decimal::parse(typed.trim(), decimals) {
        Ok(raw) if raw.is_zero() => Err(AmountProblem::Nothing),
        Ok(raw) => Ok(raw),
        Err(DecimalError::TooPrecise) => Err(AmountProblem::TooPrecise),
        Err(_) => Err(AmountProblem::NotANumber),
    }
}

/// A health factor cut to what is shown of it: what can be promised of one that moves with interest.
pub(super) fn as_shown(ratio: Wad) -> Wad {
    let raw = ratio.raw().min(highest());
    let cut = 18_u8.saturating_sub(Health::Ratio(ratio).digits());
    // At most 10^18.
    let step = pow10(cut).unwrap_or(U256::ONE);
    Wad::from_raw(raw.saturating_sub(raw.wrapping_rem(step)))
}

fn highest() -> U256 {
    // 10^20: far from 256 bits.
    WAD.saturating_mul(U256::from(HIGHEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::aave_v3::{AavePosition, ReserveConfig, UserConfig};
    use crate::protocols::{Holding, a_snapshot, a_snapshot_of};
    use crate::top_up::Means;

    #[test]
    fn a_target_is_a_health_factor_above_one() {
        assert_eq!(parse_target("1"), Err(TargetProblem::TooLow));
        assert_eq!(parse_target("100.1"), Err(TargetProblem::TooHigh));
        let most = Wad::from_raw(WAD * U256::from(100));
        assert_eq!(parse_target("100"), Ok(most));
        assert_eq!(parse_target("much"), Err(TargetProblem::NotANumber));
        assert_eq!(parse_target("1,5"), Err(TargetProblem::NotANumber));
        let least = Wad::from_raw(WAD + U256::from(1));
        assert_eq!(parse_target("1.000000000000000001"), Ok(least));
    }

    #[test]
    fn an_amount_is_in_the_units_of_its_token_and_more_than_nothing() {
        let snapshot = a_snapshot(100, U256::ZERO);
        let legs = snapshot.position().expect("a position");
        let legs = legs.legs(snapshot.block.timestamp).expect("legs");
        let way = StrategyId {
            means: Means::Repay,
            asset: legs[1].asset,
        };
        let parsed = |typed| parse_amount(&snapshot, way, typed);
        let one = U256::from(10).pow(U256::from(legs[1].decimals));
        assert_eq!(parsed(" 2.50 "), Ok(one * U256::from(5) / U256::from(2)));
        assert_eq!(parsed("0.0"), Err(AmountProblem::Nothing));
        assert_eq!(parsed("1e3"), Err(AmountProblem::NotANumber));
        let beyond = format!("0.{}1", "0".repeat(legs[1].decimals.into()));
        assert_eq!(parsed(&beyond), Err(AmountProblem::TooPrecise));
    }

    #[test]
    fn what_is_promised_is_what_is_shown() {
        let cut = |raw: u128| as_shown(Wad::from_raw(U256::from(raw))).raw();
        let mills = |mills: u128| U256::from(mills * 10_u128.pow(15));
        assert_eq!(cut(1_489_999_999_999_999_999), mills(1_480));
        assert_eq!(cut(1_490_000_000_000_000_000), mills(1_490));
        // Near the thresholds three digits are shown.
        assert_eq!(cut(1_056_999_999_999_999_999), mills(1_056));
        assert_eq!(cut(9_999_999), mills(0));
        assert_eq!(as_shown(Wad::from_raw(U256::MAX)).raw(), mills(100_000));
    }

    /// Of two tokens with other decimals: what is a sum of the one is too precise for the other.
    #[test]
    fn an_amount_is_in_the_units_of_its_own_token() {
        let before = a_snapshot(100, U256::ZERO);
        let Holding::AaveV3(position) = before.holding() else {
            unreachable!("a position in Aave")
        };
        let mut reserves = position.reserves().to_vec();
        let tokens = [reserves[0].asset, reserves[1].asset];
        reserves[1].config = ReserveConfig(U256::from(6) << 48 | U256::ONE << 56);
        let (profile, prices) = (position.profile(), vec![U256::ONE; 2]);
        let position = AavePosition::new(profile, UserConfig(U256::ZERO), None, reserves, prices);
        let snapshot = a_snapshot_of(position.expect("a position"), before.block.timestamp);
        let parsed = tokens.map(|asset| {
            let means = Means::AddCollateral;
            parse_amount(&snapshot, StrategyId { means, asset }, "0.0000005")
        });
        let sum = Ok(U256::from(500_000_000_000_u64));
        assert_eq!(parsed, [sum, Err(AmountProblem::TooPrecise)]);
    }
}
