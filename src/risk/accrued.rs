//! A position at one time, as prices alone see it: many prices can be asked cheaply.

use alloy::primitives::U256;

use super::{AssetId, Health, RiskError};
use crate::math::contract::{add, div_floor, mul, mul_div_ceil, mul_div_floor, mul_div_half_up};
use crate::math::{BasisPoints, MathError, Timestamp, WAD, Wad};

/// A position whose health factor is a quotient of sums over its legs.
///
/// Apart from [`Position`](super::Position), because not every protocol's health has this form.
pub trait Accrue {
    /// The position at a time: its health at any prices is the same as
    /// [`health_with_prices`](super::Position::health_with_prices) there.
    ///
    /// # Errors
    /// [`RiskError::Math`].
    fn accrued(&self, at: Timestamp) -> Result<Accrued, RiskError>;
}

/// A position at one time: balances grown, thresholds chosen, only the prices open.
///
/// The health factor is a quotient of sums over the legs, each summand from one price. So sums of
/// legs whose prices stay can be kept, and a grid over two prices costs one division a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accrued {
    /// How many legs, and prices, the position has.
    pub legs: usize,
    /// What counts, in any order; a leg may be there as collateral, as debt, as both, or not.
    pub entries: Vec<Entry>,
    /// What is owed in units of the base currency, whatever the prices.
    pub owed: U256,
    /// How the sums make the health factor.
    pub rule: Rule,
}

/// One balance that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose price it has.
    pub asset: AssetId,
    /// Smallest units of the token.
    pub balance: U256,
    /// `balance * price / unit` is the value in units of the base currency.
    pub unit: U256,
    /// What the value counts as.
    pub counts: Counts,
}

/// What a value counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// As collateral, its value rounded down, times this weight in the scale of the rule.
    Collateral(U256),
    /// As debt, its value rounded up.
    DebtUp,
    /// As debt, its value rounded down.
    DebtDown,
}

/// How sums make a health factor. `C` is the collateral, `S` the weighted collateral, `D` the debt,
/// `W` is 10^18; `⟦⟧` rounds half up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Weights in basis points; `⌊⟦S * W / D⟧ / 10^4⌋`. Aave from 3.5 on.
    Sum,
    /// Weights in basis points; `⟦⟦C * ⌊S / C⌋ / 10^4⟧ * W / D⟧`. Aave before 3.5.
    Average,
    /// Weights in wad, each weighted value rounded down to the base currency; `⌊S * W / D⌋`.
    /// Compound III and Morpho Blue.
    Each,
}

/// Sums over some legs at some prices. Sums of disjoint legs may be added in any order: nothing is
/// negative, so an overflow on the way is one in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    collateral: U256,
    weighted: U256,
    debt: U256,
}

impl Sums {
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert.
    pub(super) fn plus(self, other: &Self) -> Result<Self, MathError> {
        Ok(Self {
            collateral: add(self.collateral, other.collateral)?,
            weighted: add(self.weighted, other.weighted)?,
            debt: add(self.debt, other.debt)?,
        })
    }
}

impl Accrued {
    /// The health factor at these prices, one per leg. Allocates nothing.
    ///
    /// # Errors
    /// [`RiskError::WrongPriceCount`]; [`RiskError::Math`] where the contract would revert.
    pub fn health(&self, prices: &[U256]) -> Result<Health, RiskError> {
        if prices.len() != self.legs {
            return Err(RiskError::WrongPriceCount);
        }
        let mut sums = self.fixed();
        for entry in &self.entries {
            let price = prices.get(entry.asset.0);
            self.count(
                &mut sums,
                entry,
                *price.ok_or(RiskError::UnknownAsset(entry.asset))?,
            )?;
        }
        Ok(self.quotient(&sums)?)
    }

    /// The sums that no price moves.
    pub(super) fn fixed(&self) -> Sums {
        Sums {
            debt: self.owed,
            ..Sums::default()
        }
    }

    /// Adds what an entry counts for at a price.
    pub(super) fn count(
        &self,
        sums: &mut Sums,
        entry: &Entry,
        price: U256,
    ) -> Result<(), MathError> {
        let (balance, unit) = (entry.balance, entry.unit);
        match entry.counts {
            Counts::Collateral(weight) => {
                let value = mul_div_floor(balance, price, unit)?;
                let weighted = match self.rule {
                    Rule::Sum | Rule::Average => mul(value, weight)?,
                    Rule::Each => mul_div_floor(value, weight, WAD)?,
                };
                sums.collateral = add(sums.collateral, value)?;
                sums.weighted = add(sums.weighted, weighted)?;
            }
            Counts::DebtUp => sums.debt = add(sums.debt, mul_div_ceil(balance, price, unit)?)?,
            Counts::DebtDown => sums.debt = add(sums.debt, mul_div_floor(balance, price, unit)?)?,
        }
        Ok(())
    }

    /// The health factor of the sums over all entries.
    pub(super) fn quotient(&self, sums: &Sums) -> Result<Health, MathError> {
        if sums.debt.is_zero() {
            return Ok(Health::NoDebt);
        }
        let one = BasisPoints::ONE.to_u256();
        let ratio = match self.rule {
            Rule::Sum => sum_ratio(sums.weighted, sums.debt)?,
            Rule::Average if sums.collateral.is_zero() => U256::ZERO,
            Rule::Average => {
                let average = div_floor(sums.weighted, sums.collateral)?;
                let counted = mul_div_half_up(sums.collateral, average, one)?;
                mul_div_half_up(counted, WAD, sums.debt)?
            }
            // The contracts compare and never divide: only the ratio must fit.
            Rule::Each => crate::math::mul_div_floor(sums.weighted, WAD, sums.debt)?,
        };
        Ok(Health::Ratio(Wad::from_raw(ratio)))
    }
}

/// `⌊⟦S * W / D⟧ / 10^4⌋` in one division: a floor of a floor is the floor by the product of the
/// divisors.
fn sum_ratio(weighted: U256, debt: U256) -> Result<U256, MathError> {
    let rounded = add(mul(weighted, WAD)?, debt.wrapping_shr(1))?;
    match debt.checked_mul(BasisPoints::ONE.to_u256()) {
        Some(divisor) => div_floor(rounded, divisor),
        // The divisor exceeds every 256-bit number.
        None => Ok(U256::ZERO),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_u256() -> impl Strategy<Value = U256> {
        (any::<[u64; 4]>(), 0_usize..256)
            .prop_map(|(limbs, shift)| U256::from_limbs(limbs) >> shift)
    }

    proptest! {
        /// One division gives what the contract's two give, and fails where they fail.
        #[test]
        fn one_division_is_two(weighted in any_u256(), debt in any_u256()) {
            prop_assume!(!debt.is_zero());
            let half_up = mul_div_half_up(weighted, WAD, debt);
            let two = half_up.and_then(|ratio| div_floor(ratio, BasisPoints::ONE.to_u256()));
            prop_assert_eq!(sum_ratio(weighted, debt), two);
        }
    }

    fn health(rule: Rule, counts: &[(Counts, u64)], owed: u64) -> Result<Health, RiskError> {
        let entries = counts
            .iter()
            .enumerate()
            .map(|(place, &(counts, balance))| Entry {
                asset: AssetId(place),
                balance: U256::from(balance),
                unit: U256::from(10),
                counts,
            });
        let accrued = Accrued {
            legs: counts.len(),
            entries: entries.collect(),
            owed: U256::from(owed),
            rule,
        };
        accrued.health(&vec![U256::ONE; counts.len()])
    }

    fn ratio(raw: u128) -> Result<Health, RiskError> {
        Ok(Health::Ratio(Wad::from_raw(U256::from(raw))))
    }

    #[test]
    fn each_rule_rounds_as_its_protocol_does() {
        let bps = |weight: u64| Counts::Collateral(U256::from(weight));
        // Values of 1 (of 19 tenths) at 50% and 2 (of 29 tenths) at 75%: S = 20,000, C = 3.
        let collateral = [(bps(5_000), 19), (bps(7_500), 29)];
        assert_eq!(
            health(Rule::Sum, &collateral, 3),
            ratio(666_666_666_666_666_666)
        );
        // An average of 6,666 of 3 is 1.9998, which is 2.
        assert_eq!(
            health(Rule::Average, &collateral, 3),
            ratio(666_666_666_666_666_667)
        );
        let wad = |percent: u64| Counts::Collateral(U256::from(percent) * WAD / U256::from(100));
        // ⌊0.5⌋ and ⌊1.5⌋.
        let collateral = [(wad(50), 19), (wad(75), 29)];
        assert_eq!(
            health(Rule::Each, &collateral, 3),
            ratio(333_333_333_333_333_333)
        );
    }

    #[test]
    fn debts_round_to_their_own_side_and_none_is_no_debt() {
        let collateral = (Counts::Collateral(WAD), 100);
        let with = |debt| health(Rule::Each, &[collateral, (debt, 11)], 0);
        assert_eq!(with(Counts::DebtUp), ratio(5_000_000_000_000_000_000));
        assert_eq!(with(Counts::DebtDown), ratio(10_000_000_000_000_000_000));
        assert_eq!(health(Rule::Each, &[collateral], 0), Ok(Health::NoDebt));
        for rule in [Rule::Sum, Rule::Average, Rule::Each] {
            assert_eq!(health(rule, &[(Counts::DebtUp, 1)], 0), ratio(0));
        }
    }

    #[test]
    fn prices_are_one_per_leg() {
        let accrued = Accrued {
            legs: 1,
            entries: vec![],
            owed: U256::ZERO,
            rule: Rule::Sum,
        };
        assert_eq!(accrued.health(&[]), Err(RiskError::WrongPriceCount));
        assert_eq!(accrued.health(&[U256::ONE]), Ok(Health::NoDebt));
    }
}
