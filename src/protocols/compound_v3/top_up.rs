//! What restores an account: the least supply or repayment to a target, and whether it can run.
//!
//! Mirrors `Comet.supplyInternal`, `supplyCollateral` and `supplyBase`. The inverses are exact and
//! need no search: each rounding of the way there is undone by the opposite one.

use alloy::primitives::U256;

use super::accrual::{INDEX_SCALE, lent_principal, owed_principal, present_value};
use super::health::ratio;
use super::liquidation::greatest_factor;
use super::position::{LegOf, owed_part};
use super::{CometAsset, CometPosition};
use crate::math::contract::{add, sub};
use crate::math::{MathError, Timestamp, TokenAmount, WAD, Wad, mul_div_ceil, mul_div_floor};
use crate::risk::{AssetId, Change, Health, Inverse, Obstacle, RiskError};

impl CometPosition {
    /// The least supply of a collateral that reaches `target`.
    ///
    /// With `D` the debt, `N` what the other collateral allows, `t` the target: the asset must
    /// allow `⌈t * D / W⌉ - N`, be worth `⌈that * W / factor⌉`, so there must be
    /// `⌈that * scale / price⌉` of it.
    pub(super) fn least_supply(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let leg = self.leg(asset)?;
        if self.health_at(at, &self.prices)?.reaches(target) {
            return Ok(Inverse::Already);
        }
        let LegOf::Collateral(collateral, price) = leg else {
            return Ok(Inverse::Unreachable(Obstacle::NotCollateral));
        };
        if let Err(obstacle) = self.takes(collateral) {
            return Ok(Inverse::Unreachable(obstacle));
        }
        let price = price.filter(|price| !price.is_zero());
        let Some(price) = price.filter(|_| !collateral.liquidate_factor.is_zero()) else {
            return Ok(Inverse::Unreachable(Obstacle::NotCollateral));
        };
        let debt = self.debt_at(at)?;
        let others = self.weighted_without(collateral, |one| one.liquidate_factor)?;
        // The target is not reached now, so more is needed than the others allow.
        let own = sub(mul_div_ceil(target.raw(), debt, WAD)?, others)?;
        let value = mul_div_ceil(own, WAD, collateral.liquidate_factor)?;
        let balance = mul_div_ceil(value, collateral.scale()?, price)?;
        let amount = sub(balance, collateral.balance)?;
        if let Err(obstacle) = collateral.has_room(amount) {
            return Ok(Inverse::Unreachable(obstacle));
        }
        Ok(Inverse::Amount {
            amount: TokenAmount::new(amount, collateral.decimals),
            health_after: self.after_supply(asset, amount, at)?,
            full: false,
        })
    }

    /// The least repayment that reaches `target`.
    ///
    /// With `N` what the collateral allows: the debt may be worth `⌊N * W / t⌋`, so the greatest
    /// balance worth no more, and the greatest principal with no more balance, may be kept.
    pub(super) fn least_repayment(
        &self,
        asset: AssetId,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let leg = self.leg(asset)?;
        if self.health_at(at, &self.prices)?.reaches(target) {
            return Ok(Inverse::Already);
        }
        let LegOf::Base(price) = leg else {
            return Ok(Inverse::Unreachable(Obstacle::NothingOwed));
        };
        if let Err(obstacle) = self.takes_base() {
            return Ok(Inverse::Unreachable(obstacle));
        }
        let index = self.base.borrow_index_at(at)?;
        let allowed = self.weighted(&self.prices, |one| one.liquidate_factor)?;
        let carried = mul_div_floor(allowed, WAD, target.raw())?;
        // Neither divides by zero: a debt that misses a target has a price and an index.
        let balance = greatest_factor(carried, self.base_scale()?, price)?;
        let principal = greatest_factor(balance, INDEX_SCALE, index)?;
        let debt = present_value(self.owed(), index)?;
        // The target is not reached now, so less may be kept than is owed.
        let amount = sub(debt, present_value(principal, index)?)?;
        Ok(Inverse::Amount {
            amount: self.base_amount(amount),
            health_after: self.after_repayment(asset, amount, at)?,
            full: amount == debt,
        })
    }

    /// The health factor after a supply. A supply of the base token is a repayment.
    pub(super) fn after_supply(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let LegOf::Collateral(collateral, price) = self.leg(asset)? else {
            return self.after_repayment(asset, amount, at);
        };
        let taken = self.takes(collateral).and(collateral.has_room(amount));
        taken.map_err(RiskError::Refused)?;
        let balance = add(collateral.balance, amount)?;
        let own = match price {
            Some(price) => collateral.weighted(balance, price, |one| one.liquidate_factor)?,
            None => U256::ZERO,
        };
        let others = self.weighted_without(collateral, |one| one.liquidate_factor)?;
        let debt = self.debt_at(at)?;
        Ok(ratio(add(others, own)?, debt)?)
    }

    /// The health factor after a repayment of `amount`, or of all when less is owed: the market
    /// takes more, but as a loan to it.
    pub(super) fn after_repayment(
        &self,
        asset: AssetId,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        let LegOf::Base(_) = self.leg(asset)? else {
            return Err(RiskError::Refused(Obstacle::NothingOwed));
        };
        self.takes_base().map_err(RiskError::Refused)?;
        let paid = amount.min(self.borrow_balance(at)?);
        let left = owed_part(self.principal_after(paid, at)?);
        let index = self.base.borrow_index_at(at)?;
        let debt = self.value_of_debt(left, index, self.base_price())?;
        let allowed = self.weighted(&self.prices, |one| one.liquidate_factor)?;
        Ok(ratio(allowed, debt)?)
    }

    /// The same position after a change at a time. A supply of the base token is a repayment.
    ///
    /// # Errors
    /// [`RiskError::Refused`] where the market would refuse it, or knows nothing of the kind;
    /// [`RiskError::Math`].
    pub(super) fn after(&self, change: Change, at: Timestamp) -> Result<Self, RiskError> {
        match change {
            Change::Supply(asset, amount) | Change::Repay(asset, amount) => {
                let LegOf::Collateral(supplied, _) = self.leg(asset)? else {
                    // What the market checks is checked there.
                    self.after_repayment(asset, amount, at)?;
                    let paid = amount.min(self.borrow_balance(at)?);
                    return Ok(Self {
                        principal: self.principal_after(paid, at)?,
                        ..self.clone()
                    });
                };
                let id = supplied.id;
                match change {
                    Change::Repay(..) => return Err(RiskError::Refused(Obstacle::NothingOwed)),
                    _ => self.after_supply(asset, amount, at)?,
                };
                let mut position = self.clone();
                let all = position.assets.iter_mut().chain(&mut position.unpriced);
                for own in all.filter(|one| one.id == id) {
                    own.balance = add(own.balance, amount)?;
                    own.total_supply = add(own.total_supply, amount)?;
                }
                Ok(position)
            }
            Change::RepaySupplied(..) => Err(RiskError::Refused(Obstacle::NothingSupplied)),
            Change::Enable(_) => Err(RiskError::Refused(Obstacle::NotCollateral)),
            Change::EnterEMode(_) => Err(RiskError::Refused(Obstacle::NotInEMode)),
        }
    }

    /// The principal after supplying `amount` units of the base token: positive lent, negative
    /// owed. Mirrors `supplyBase`.
    ///
    /// # Errors
    /// [`MathError::Overflow`] where the contract would revert.
    pub fn principal_after(&self, amount: U256, at: Timestamp) -> Result<i128, MathError> {
        let supply_index = self.base.supply_index_at(at)?;
        let borrow_index = self.base.borrow_index_at(at)?;
        let lent = add(present_value(self.lent(), supply_index)?, amount)?;
        let owed = present_value(self.owed(), borrow_index)?;
        match owed.checked_sub(lent) {
            Some(left) => signed(owed_principal(left, borrow_index)?).map(i128::wrapping_neg),
            None => signed(lent_principal(sub(lent, owed)?, supply_index)?),
        }
    }

    /// Whether the market takes a supply of this collateral.
    fn takes(&self, collateral: &CometAsset) -> Result<(), Obstacle> {
        match self.base.pauses.supply() || collateral.supply_paused {
            true => Err(Obstacle::Paused),
            false => Ok(()),
        }
    }

    /// Whether the market takes a repayment. There is no least one, and no cap.
    fn takes_base(&self) -> Result<(), Obstacle> {
        if self.base.pauses.supply() || self.base.supply_paused {
            return Err(Obstacle::Paused);
        }
        match self.principal < 0 {
            true => Ok(()),
            false => Err(Obstacle::NothingOwed),
        }
    }
}

impl CometAsset {
    /// Whether the cap leaves room: what all have supplied afterwards must not exceed it.
    fn has_room(&self, amount: U256) -> Result<(), Obstacle> {
        let headroom = self.supply_cap.saturating_sub(self.total_supply);
        if amount > headroom {
            let headroom = TokenAmount::new(headroom, self.decimals);
            return Err(Obstacle::SupplyCap { headroom });
        }
        Ok(())
    }
}

/// A principal as the contract keeps it: 104 bits with a sign.
fn signed(principal: U256) -> Result<i128, MathError> {
    i128::try_from(principal)
        .ok()
        .filter(|principal| *principal < 1 << 103)
        .ok_or(MathError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::compound_v3::PauseFlags;
    use crate::protocols::{Holding, Protocol, a_snapshot, a_snapshot_in, registry};
    use crate::risk::Position;
    use alloy::primitives::Address;

    const ETHER: AssetId = AssetId(0);
    const BASE: AssetId = AssetId(1);

    fn now() -> Timestamp {
        a_snapshot(100, U256::ZERO).block.timestamp
    }

    /// Two ether of 3,000 dollars, of which 80% count, against four tokens of 1,000.
    fn position() -> CometPosition {
        let mut markets = registry::on_chain(crate::chain::ChainId(1)).into_iter();
        let comet = markets.find(|one| one.protocol() == Protocol::CompoundV3);
        let tokens = [1, 2].map(Address::repeat_byte);
        let wallets = [Default::default(); 2];
        let snapshot = a_snapshot_in(comet.expect("a market"), 100, tokens, wallets);
        let Holding::CompoundV3(position) = snapshot.holding() else {
            unreachable!("a position in Compound")
        };
        assert_eq!(position.find(tokens[0]), Some(ETHER));
        (**position).clone()
    }

    fn hundredths(number: u64) -> Wad {
        Wad::from_raw(WAD / U256::from(100) * U256::from(number))
    }

    /// What a supply of collateral and a repayment are refused for, in which way ever they are asked about.
    fn refuses(position: &CometPosition) -> [Option<Obstacle>; 2] {
        let (target, unit) = (hundredths(150), WAD / U256::from(10));
        let least = [
            position.minimal_supply(ETHER, target, now()),
            position.minimal_repay(BASE, target, now()),
        ];
        let after = [
            position.health_after_supply(ETHER, unit, now()),
            position.health_after_repay(BASE, unit, now()),
        ];
        let mut both = least.into_iter().zip(after).map(|both| match both {
            (Ok(Inverse::Unreachable(one)), Err(RiskError::Refused(other))) => {
                assert_eq!(one, other);
                Some(one)
            }
            (Ok(Inverse::Amount { .. }), Ok(_)) => None,
            other => panic!("{other:?}"),
        });
        [both.next().flatten(), both.next().flatten()]
    }

    #[test]
    fn what_the_market_has_paused_is_neither_supplied_nor_repaid() {
        assert_eq!(refuses(&position()), [None; 2]);
        let paused = Some(Obstacle::Paused);
        let mut all = position();
        all.base.pauses = PauseFlags(1);
        assert_eq!(refuses(&all), [paused; 2]);
        let mut one = position();
        one.assets[0].supply_paused = true;
        assert_eq!(refuses(&one), [paused, None]);
        let mut base = position();
        base.base.supply_paused = true;
        assert_eq!(refuses(&base), [None, paused]);
    }

    #[test]
    fn where_nothing_is_owed_nothing_is_repaid() {
        for principal in [0, 10_i128.pow(18)] {
            let position = CometPosition {
                principal,
                ..position()
            };
            let repaid = position.health_after_repay(BASE, WAD, now());
            assert_eq!(repaid, Err(RiskError::Refused(Obstacle::NothingOwed)));
        }
    }

    #[test]
    fn no_more_is_supplied_than_the_cap_leaves_and_no_less() {
        let mut position = position();
        position.assets[0].supply_cap = WAD * U256::from(3);
        let headroom = TokenAmount::new(WAD, 18);
        let refused = Obstacle::SupplyCap { headroom };
        let after = |amount| position.health_after_supply(ETHER, amount, now());
        assert!(after(WAD).is_ok());
        assert_eq!(after(WAD + U256::ONE), Err(RiskError::Refused(refused)));
        // One ether more: 9,000 dollars at 80% against 4,000.
        let just = position.minimal_supply(ETHER, hundredths(180), now());
        assert!(matches!(just, Ok(Inverse::Amount { amount, .. }) if amount == headroom));
        let more = position.minimal_supply(ETHER, hundredths(181), now());
        assert_eq!(more, Ok(Inverse::Unreachable(refused)));
    }

    #[test]
    fn what_is_supplied_is_there_afterwards_and_all_is_said_of_all_that_is_owed_alone() {
        let position = position();
        let supply = Change::Supply(ETHER, WAD);
        let after = position.changed(supply, now()).expect("a position");
        let expected = position.health_after_supply(ETHER, WAD, now());
        assert_eq!(after.health(now()), expected);
        let least =
            |position: &CometPosition, target| match position.minimal_repay(BASE, target, now()) {
                Ok(Inverse::Amount { amount, full, .. }) => (amount.raw, full),
                other => panic!("{other:?}"),
            };
        let (amount, full) = least(&position, hundredths(150));
        assert!(!full && amount < WAD * U256::from(4));
        // In units of which each is worth something nothing may be left.
        let mut coarse = position;
        coarse.base.decimals = 6;
        coarse.principal = -4_000_000;
        let out_of_reach = Wad::from_raw(WAD * WAD * WAD);
        assert_eq!(least(&coarse, out_of_reach), (U256::from(4_000_000), true));
    }

    /// A hundred and four bits, with a sign.
    #[test]
    fn a_principal_that_the_contract_cannot_keep_is_refused() {
        let owed = WAD * U256::from(4);
        let most = (U256::ONE << 103) - U256::ONE;
        let after = |lent: U256| position().principal_after(owed + lent, now());
        assert_eq!(after(most), Ok((1 << 103) - 1));
        assert_eq!(after(most + U256::ONE), Err(MathError::Overflow));
    }
}
