//! A debt that is repaid out of the account's own supply of the same token: both get less, nothing
//! comes out of the wallet.
//!
//! Mirrors `BorrowLogic.executeRepay` with `useATokens`, which `Pool.repayWithATokens` calls. It asks
//! for no allowance and no liquidity: the token stays in the reserve.

use alloy::primitives::U256;

use super::AavePosition;
use super::health::Totals;
use crate::math::contract::{add, sub};
use crate::math::{MathError, RAY, Ray, Timestamp, TokenAmount, WAD, Wad, mul_div_ceil};
use crate::risk::{AssetId, Change, Health, Obstacle, RiskError};

impl AavePosition {
    /// The health factor after `amount`, or all that is owed when that is less, is repaid out of the
    /// supply.
    pub(super) fn after_repaying_supplied(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let totals = self.repaid_supplied(asset, amount, at)?;
        Ok(totals.health(self.rules())?)
    }

    /// What is burnt of the debt and taken of the supply, in scaled units.
    ///
    /// The debt's round as in any repayment, the supply's as in a withdrawal: to the nearest in both up
    /// to 3.4, from 3.5 on down and up. A burn of none reverts, in either token
    /// (`ScaledBalanceTokenBase._burnScaled`); so does one of more than there is.
    pub(super) fn burnt_supplied(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<(U256, U256), RiskError> {
        let (reserve, _) = self.leg(asset)?;
        reserve.takes_repayment().map_err(RiskError::Refused)?;
        let rules = self.rules();
        let borrow_index = reserve.borrow_index_at(at, self.profile)?;
        let index = reserve.liquidity_index_at(at)?;
        let paid = amount.min(rules.debt_balance(reserve.debt_scaled, borrow_index)?);
        let burnt = rules.scaled(paid, borrow_index)?;
        let taken = rules.withdrawn(paid, index)?;
        if burnt.is_zero() || taken.is_zero() {
            return Err(RiskError::Refused(Obstacle::TooSmall));
        }
        if taken <= reserve.supply_scaled {
            return Ok((burnt, taken));
        }
        let supplied = rules.supply_balance(reserve.supply_scaled, index)?;
        Err(RiskError::Refused(match supplied.is_zero() {
            true => Obstacle::NothingSupplied,
            false => Obstacle::SupplyShort {
                supplied: TokenAmount::new(supplied, reserve.config.decimals()),
            },
        }))
    }

    /// The account's sums after that.
    ///
    /// From 3.5 on (`BorrowLogic.executeRepay`, to 3.7), where the supply was collateral and anything
    /// is still owed, `ValidationLogic.validateHealthFactor` demands a health factor of 1 afterwards. It
    /// goes by the account's bit alone: a threshold of zero does not spare the check. Neither 3.0 to
    /// 3.4 nor Spark has it.
    pub(super) fn repaid_supplied(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Totals, RiskError> {
        let (burnt, taken) = self.burnt_supplied(asset, amount, at)?;
        let (reserve, price) = self.leg(asset)?;
        let rules = self.rules();
        let kept = sub(reserve.supply_scaled, taken)?;
        let owed = sub(reserve.debt_scaled, burnt)?;
        let used = self.user.uses_as_collateral(reserve.id);
        let supply = if used { kept } else { U256::ZERO };
        let own = self.contribution_of(reserve, price, at, supply, owed)?;
        let totals = self.totals_without(reserve, at)?.plus(own)?;
        let is_checked = used && rules.supplied_repayment_is_checked;
        if is_checked && !totals.health(rules)?.reaches(Wad::ONE) {
            return Err(RiskError::Refused(Obstacle::StillLiquidatable));
        }
        Ok(totals)
    }

    /// The health factor that must be there at either end of a time after changes, so that `target` is at
    /// every second between, whatever is rounded there.
    ///
    /// Without rounding what counts grows in a line, `a`, and what is owed at least so, `d`: so `a - t*d`
    /// is least at an end. Between the ends the contract's sums are below `a` by less than the last unit of
    /// each balance and of its value, and above `d` by less: by `e` and `f`, of a reserve that is changed by
    /// another scaled unit each time, for what is minted or burnt. With `t + (e + t*f) / D` at both ends, where `D` is the
    /// lesser of the two debts, it is `t` between. The threshold of what counts is taken for 1, and the
    /// health factor's own rounding for two of its units.
    pub(super) fn target_despite_rounding(
        &self,
        changes: &[Change],
        target: Wad,
        within: [Timestamp; 2],
    ) -> Result<Wad, RiskError> {
        let [from, to] = within;
        let debt = self.totals_after(changes, from)?.debt;
        if from == to || debt.is_zero() {
            return Ok(target);
        }
        let times = |place| {
            let assets = changes.iter().filter_map(|change| change.asset());
            U256::from(assets.filter(|asset| *asset == AssetId(place)).count())
        };
        let (mut counts, mut owed) = (U256::ZERO, U256::ZERO);
        for (place, (reserve, &price)) in self.reserves.iter().zip(&self.prices).enumerate() {
            let unit = reserve.unit()?;
            let rest = |index: Ray| -> Result<U256, MathError> {
                let scaled = mul_div_ceil(times(place), index.raw(), RAY)?;
                add(
                    mul_div_ceil(add(scaled, U256::ONE)?, price, unit)?,
                    U256::ONE,
                )
            };
            if self.user.uses_as_collateral(reserve.id) || !times(place).is_zero() {
                counts = add(counts, rest(reserve.liquidity_index_at(to)?)?)?;
            }
            if self.user.borrows(reserve.id) {
                owed = add(owed, rest(reserve.borrow_index_at(to, self.profile)?)?)?;
            }
        }
        let for_counts = mul_div_ceil(counts, WAD, debt)?;
        let for_owed = mul_div_ceil(owed, target.raw(), debt)?;
        let more = add(add(for_counts, for_owed)?, U256::from(2))?;
        Ok(Wad::from_raw(add(target.raw(), more)?))
    }
}
