use alloy::primitives::U256;

use super::TargetProblem;
use crate::math::{WAD, Wad, decimal};

/// The highest restore target that makes sense.
const HIGHEST: u64 = 100;

/// A restore target as a person types it: a health factor above 1.
///
/// # Errors
/// [`TargetProblem`] names what is wrong.
pub fn parse_target(typed: &str) -> Result<Wad, TargetProblem> {
    let raw = decimal::parse(typed.trim(), 18).map_err(|_| TargetProblem::NotANumber)?;
    if raw <= WAD {
        Err(TargetProblem::TooLow)
    } else if raw > WAD.saturating_mul(U256::from(HIGHEST)) {
        Err(TargetProblem::TooHigh)
    } else {
        Ok(Wad::from_raw(raw))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_health_factor_above_one() {
        assert_eq!(parse_target("1"), Err(TargetProblem::TooLow));
        assert_eq!(parse_target("100.1"), Err(TargetProblem::TooHigh));
        assert_eq!(parse_target("much"), Err(TargetProblem::NotANumber));
        assert_eq!(parse_target("1,5"), Err(TargetProblem::NotANumber));
        let least = Wad::from_raw(WAD + U256::from(1));
        assert_eq!(parse_target("1.000000000000000001"), Ok(least));
    }
}
