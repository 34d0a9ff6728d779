use core::cmp::Ordering;

use alloy::primitives::U256;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::math::{WAD, Wad, decimal, mul_div_ceil};

const DECIMALS: u8 = 18;

/// Below this a health factor is near the thresholds.
const NEAR: Wad = Wad::from_raw(U256::from_limbs([1_300_000_000_000_000_000, 0, 0, 0]));

/// The health factor: what the collateral allows to be owed, divided by what is owed.
///
/// Ordered by safety: no debt is safer than any ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Health {
    /// Nothing is owed, so nothing can be liquidated.
    NoDebt,
    /// The ratio as the contract rounds it; below 1 anyone may liquidate.
    Ratio(Wad),
}

impl Health {
    /// Whether anyone may liquidate the position: the ratio is below 1. At exactly 1 it is safe.
    #[must_use]
    pub fn is_liquidatable(self) -> bool {
        self < Self::Ratio(Wad::ONE)
    }

    /// Whether the ratio is `target` or more. No debt is more than any target.
    #[must_use]
    pub fn reaches(self, target: Wad) -> bool {
        self >= Self::Ratio(target)
    }

    /// Whether it lies below another by more than a fiftieth: what is nearer may change places from block to
    /// block.
    #[must_use]
    pub fn is_clearly_below(self, other: Self) -> bool {
        match (self, other) {
            (Self::Ratio(own), Self::Ratio(other)) => {
                let own = own.raw().saturating_mul(U256::from(51));
                own < other.raw().saturating_mul(U256::from(50))
            }
            (own, other) => own < other,
        }
    }

    /// How many digits after the point are shown of it: three near the thresholds, two elsewhere.
    #[must_use]
    pub fn digits(self) -> u8 {
        if self < Self::Ratio(NEAR) { 3 } else { 2 }
    }

    /// `1 - 1/HF`, rounded down: the share of its value that the collateral can lose before
    /// liquidation. `None` without debt; zero at and below a ratio of 1, where none is left.
    #[must_use]
    pub fn distance(self) -> Option<Wad> {
        let Self::Ratio(ratio) = self else {
            return None;
        };
        // A ratio so small that its inverse does not exist leaves nothing either.
        let inverse_wad = mul_div_ceil(WAD, WAD, ratio.raw()).unwrap_or(WAD);
        Some(Wad::from_raw(WAD.saturating_sub(inverse_wad)))
    }
}

impl Ord for Health {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::NoDebt, Self::NoDebt) => Ordering::Equal,
            (Self::NoDebt, Self::Ratio(_)) => Ordering::Greater,
            (Self::Ratio(_), Self::NoDebt) => Ordering::Less,
            (Self::Ratio(one), Self::Ratio(two)) => one.cmp(two),
        }
    }
}

impl PartialOrd for Health {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As stored text: all its digits, or nothing where there is no debt.
impl Serialize for Health {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = match self {
            Self::NoDebt => None,
            Self::Ratio(ratio) => Some(decimal::format_floor(ratio.raw(), DECIMALS, DECIMALS)),
        };
        text.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Health {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<String>::deserialize(from)?
            .map_or(Ok(Self::NoDebt), |text| {
                decimal::parse(&text, DECIMALS).map(|raw| Self::Ratio(Wad::from_raw(raw)))
            })
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::U256;

    fn ratio(raw: u128) -> Health {
        Health::Ratio(Wad::from_raw(U256::from(raw)))
    }

    #[test]
    fn what_is_clearly_below_is_so_by_more_than_a_fiftieth() {
        let ratio = |thousandths: u64| {
            let wad = U256::from(thousandths) * WAD / U256::from(1_000);
            Health::Ratio(Wad::from_raw(wad))
        };
        assert!(ratio(1_999).is_clearly_below(ratio(2_040)));
        assert!(!ratio(2_000).is_clearly_below(ratio(2_040)));
        assert!(!ratio(2_040).is_clearly_below(ratio(2_000)));
        assert!(ratio(2_000).is_clearly_below(Health::NoDebt));
        assert!(!Health::NoDebt.is_clearly_below(Health::NoDebt));
    }

    #[test]
    fn one_is_safe_and_the_last_unit_below_is_not() {
        assert!(!ratio(1_000_000_000_000_000_000).is_liquidatable());
        assert!(ratio(999_999_999_999_999_999).is_liquidatable());
        assert!(!Health::NoDebt.is_liquidatable());
        assert!(Health::NoDebt > Health::Ratio(Wad::from_raw(U256::MAX)));
    }

    #[test]
    fn distance_is_rounded_down() {
        let distance = |raw| ratio(raw).distance().map(Wad::raw);
        let wad = |raw: u128| Some(U256::from(raw));
        assert_eq!(
            distance(1_250_000_000_000_000_000),
            wad(200_000_000_000_000_000)
        );
        assert_eq!(
            distance(3_000_000_000_000_000_000),
            wad(666_666_666_666_666_666)
        );
        assert_eq!(distance(1_000_000_000_000_000_000), wad(0));
        assert_eq!(distance(500_000_000_000_000_000), wad(0));
        assert_eq!(distance(0), wad(0));
        assert_eq!(Health::NoDebt.distance(), None);
    }
}
