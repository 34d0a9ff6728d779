//! Whether an action can run, and whether it counts.
//!
//! Mirrors `ValidationLogic.validateSupply`, `validateRepay`, `validateSetUseReserveAsCollateral` and
//! `validateAutomaticUseAsCollateral`.

use alloy::primitives::U256;

use super::profile::{Balances, Rules};
use super::{AavePosition, Reserve};
use crate::math::contract::{add, mul, mul_div_floor, mul_div_half_up, sub};
use crate::math::{BasisPoints, MathError, RAY, Ray, Timestamp};
use crate::risk::{Halted, Obstacle};

impl AavePosition {
    /// What the pool has stopped for this account: a liquidation needs a collateral and a debt that
    /// are not paused.
    #[must_use]
    pub fn halted(&self) -> Halted {
        let all_paused = |is_meant: &dyn Fn(&Reserve) -> bool| {
            let mut meant = self.reserves.iter().filter(|one| is_meant(one)).peekable();
            meant.peek().is_some() && meant.all(|one| one.config.is_paused())
        };
        let supply = all_paused(&|one| self.user.uses_as_collateral(one.id));
        let repayment = all_paused(&|one| self.user.borrows(one.id));
        Halted {
            liquidation: supply || repayment,
            supply,
            repayment,
        }
    }

    /// Whether a supply of this reserve would count in the health factor.
    ///
    /// The pool enables a reserve as collateral by itself, but only on the first supply to it.
    pub(super) fn supply_counts(&self, reserve: &Reserve) -> Result<(), Obstacle> {
        if self.threshold(reserve) == BasisPoints::ZERO {
            return Err(Obstacle::NotCollateral);
        }
        if self.user.uses_as_collateral(reserve.id) {
            return Ok(());
        }
        if !reserve.supply_scaled.is_zero() {
            return Err(Obstacle::CollateralDisabled);
        }
        self.takes_as_collateral(reserve)
    }

    /// Whether the account may let its supply of this reserve count, which does not.
    pub(super) fn can_enable(&self, reserve: &Reserve) -> Result<(), Obstacle> {
        reserve.runs()?;
        if self.threshold(reserve) == BasisPoints::ZERO {
            return Err(Obstacle::NotCollateral);
        }
        if reserve.supply_scaled.is_zero() || self.user.uses_as_collateral(reserve.id) {
            return Err(Obstacle::TooSmall);
        }
        self.takes_as_collateral(reserve)
    }

    /// Mirrors `ValidationLogic.validateUseAsCollateral`, for an account that has other collateral.
    fn takes_as_collateral(&self, reserve: &Reserve) -> Result<(), Obstacle> {
        if self.loan_to_value(reserve) == BasisPoints::ZERO {
            return Err(Obstacle::ZeroLtv);
        }
        let isolates = |reserve: &Reserve| !reserve.config.debt_ceiling().is_zero();
        let account_isolated = self.user.uses_one_collateral()
            && self
                .reserves
                .iter()
                .any(|one| self.user.uses_as_collateral(one.id) && isolates(one));
        if self.rules().debt_ceiling_isolates && (isolates(reserve) || account_isolated) {
            return Err(Obstacle::Isolation);
        }
        Ok(())
    }

    /// The most of a reserve that may still be supplied at a time; `None`: no cap.
    pub(super) fn headroom(
        &self,
        reserve: &Reserve,
        at: Timestamp,
    ) -> Result<Option<U256>, MathError> {
        let cap = reserve.config.supply_cap();
        if cap.is_zero() {
            return Ok(None);
        }
        let cap = mul(cap, reserve.unit()?)?;
        let rules = self.rules();
        let borrow_index = reserve.borrow_index_at(at, self.profile())?;
        let index = reserve.liquidity_index_at(at)?;
        let treasury = reserve.treasury_at(rules, borrow_index, index)?;
        let taken = add(reserve.total_supply_scaled, treasury)?;
        match rules.rounding {
            // `⟦taken * I / R⟧ + amount <= cap`
            Balances::Nearest => {
                let taken = rules.supply_balance(taken, index)?;
                Ok(Some(cap.saturating_sub(taken)))
            }
            // `⌊(taken + ⌊amount * R / I⌋) * I / R⌋ <= cap`: the greatest scaled total within the
            // cap, and the greatest amount that mints no more than is left to it.
            Balances::Protocol => {
                let most = rules.of_supply().greatest(cap, index.raw(), RAY)?;
                let Some(room) = most.checked_sub(taken) else {
                    return Ok(Some(U256::ZERO));
                };
                rules.of_supply().greatest(room, RAY, index.raw()).map(Some)
            }
        }
    }
}

impl Reserve {
    /// Whether the pool takes supplies of this reserve at all.
    pub(super) fn takes_supply(&self) -> Result<(), Obstacle> {
        self.runs()?;
        if self.config.is_frozen() {
            return Err(Obstacle::Frozen);
        }
        Ok(())
    }

    /// Whether the pool takes repayments of the account's debt in this reserve. Frozen is fine.
    pub(super) fn takes_repayment(&self) -> Result<(), Obstacle> {
        self.runs()?;
        if self.debt_scaled.is_zero() && self.told_debt.is_none() {
            return Err(Obstacle::NothingOwed);
        }
        Ok(())
    }

    pub(super) fn runs(&self) -> Result<(), Obstacle> {
        if !self.config.is_active() {
            return Err(Obstacle::Inactive);
        }
        if self.config.is_paused() {
            return Err(Obstacle::Paused);
        }
        Ok(())
    }

    /// The treasury's scaled claim, once accrued to these indices. Mirrors
    /// `ReserveLogic._accrueToTreasury`.
    fn treasury_at(&self, rules: Rules, borrow_index: Ray, index: Ray) -> Result<U256, MathError> {
        let total = self.total_debt_scaled;
        let interest = match rules.rounding {
            Balances::Nearest => sub(
                rules.debt_balance(total, borrow_index)?,
                rules.debt_balance(total, self.borrow_index)?,
            )?,
            Balances::Protocol => {
                let growth = sub(borrow_index.raw(), self.borrow_index.raw())?;
                mul_div_floor(total, growth, RAY)?
            }
        };
        let factor = self.config.reserve_factor().to_u256();
        let share = mul_div_half_up(interest, factor, BasisPoints::ONE.to_u256())?;
        add(self.treasury_scaled, rules.scaled(share, index)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{TokenAmount, WAD, Wad};
    use crate::protocols::aave_v3::{Profile, ReserveConfig, UserConfig};
    use crate::protocols::{Holding, a_snapshot};
    use crate::risk::{AssetId, Inverse, Position, RiskError};

    const ETHER: AssetId = AssetId(0);
    const DOLLARS: AssetId = AssetId(1);

    /// A threshold and a loan-to-value of 80%, of a token that is run.
    fn counts() -> U256 {
        U256::from(8_000) << 16 | U256::from(8_000) | U256::from(18) << 48 | bit(56)
    }

    fn bit(place: usize) -> U256 {
        U256::ONE << place
    }

    /// Two ether are collateral, four tokens are owed; the words of both reserves and of the account, and what
    /// is supplied of the second.
    fn position_in(
        profile: Profile,
        [ether, dollars]: [U256; 2],
        user: u8,
        supplied: U256,
    ) -> AavePosition {
        let snapshot = a_snapshot(100, U256::ZERO);
        let Holding::AaveV3(position) = snapshot.holding() else {
            unreachable!("a position in Aave")
        };
        let mut reserves = position.reserves().to_vec();
        reserves[0].config = ReserveConfig(ether);
        reserves[1].config = ReserveConfig(dollars);
        reserves[1].supply_scaled = supplied;
        let prices = [3_000_u64, 1_000].map(|price| U256::from(price) * U256::from(10_u64.pow(8)));
        let user = UserConfig(U256::from(user));
        AavePosition::new(profile, user, None, reserves, prices.to_vec()).expect("a position")
    }

    fn position(words: [U256; 2]) -> AavePosition {
        position_in(Profile::V3_6, words, 0b01_10, U256::ZERO)
    }

    fn now() -> Timestamp {
        a_snapshot(100, U256::ZERO).block.timestamp
    }

    fn hundredths(number: u64) -> Wad {
        Wad::from_raw(WAD / U256::from(100) * U256::from(number))
    }

    /// What the least of a token that restores it to one and a half is refused for.
    fn refuses(position: &AavePosition, repays: bool) -> Option<Obstacle> {
        let target = hundredths(150);
        let least = match repays {
            true => position.minimal_repay(DOLLARS, target, now()),
            false => position.minimal_supply(ETHER, target, now()),
        };
        // What is proposed and what is carried out are refused for the same.
        let one = U256::from(10_u64.pow(17));
        let after = match repays {
            true => position.health_after_repay(DOLLARS, one, now()),
            false => position.health_after_supply(ETHER, one, now()),
        };
        match (least.expect("an answer"), after) {
            (Inverse::Unreachable(obstacle), Err(RiskError::Refused(refused))) => {
                assert_eq!(obstacle, refused);
                Some(obstacle)
            }
            (Inverse::Amount { .. }, Ok(_)) => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_the_pool_has_stopped_is_neither_supplied_to_nor_repaid() {
        let [inactive, frozen, paused] =
            [counts() ^ bit(56), counts() | bit(57), counts() | bit(60)];
        let of = |ether, dollars, repays| refuses(&position([ether, dollars]), repays);
        assert_eq!(
            [of(counts(), counts(), false), of(counts(), counts(), true)],
            [None; 2]
        );
        assert_eq!(of(inactive, counts(), false), Some(Obstacle::Inactive));
        assert_eq!(of(frozen, counts(), false), Some(Obstacle::Frozen));
        assert_eq!(of(paused, counts(), false), Some(Obstacle::Paused));
        assert_eq!(of(counts(), inactive, true), Some(Obstacle::Inactive));
        assert_eq!(
            of(counts(), frozen, true),
            None,
            "what is frozen can be repaid"
        );
        assert_eq!(of(counts(), paused, true), Some(Obstacle::Paused));
        let nothing = position([counts(); 2]).minimal_repay(ETHER, hundredths(150), now());
        assert_eq!(nothing, Ok(Inverse::Unreachable(Obstacle::NothingOwed)));
    }

    #[test]
    fn a_liquidation_is_stopped_by_either_side_and_by_nothing_of_which_there_is_none() {
        let paused = counts() | bit(60);
        let halted = |words, user| {
            let halted = position_in(Profile::V3_6, words, user, U256::ZERO).halted();
            (halted.liquidation, halted.supply, halted.repayment)
        };
        assert_eq!(halted([counts(); 2], 0b01_10), (false, false, false));
        assert_eq!(halted([paused, counts()], 0b01_10), (true, true, false));
        assert_eq!(halted([counts(), paused], 0b01_10), (true, false, true));
        // Both are collateral, and one of them can be taken.
        assert_eq!(halted([paused, counts()], 0b11_10), (false, false, false));
        assert_eq!(halted([paused; 2], 0), (false, false, false));
    }

    #[test]
    fn no_more_is_supplied_than_the_cap_leaves_and_no_less() {
        // Two of three whole tokens are there.
        let capped = position([counts() | U256::from(3) << 116, counts()]);
        let headroom = TokenAmount::new(WAD, 18);
        let least = |target: Wad| {
            capped
                .minimal_supply(ETHER, target, now())
                .expect("an answer")
        };
        // One token more: 9,000 dollars at 80% against 4,000.
        let just = least(hundredths(180));
        assert!(matches!(just, Inverse::Amount { amount, .. } if amount == headroom));
        let more = least(Wad::from_raw(hundredths(180).raw() + U256::ONE));
        let refused = Obstacle::SupplyCap { headroom };
        assert_eq!(more, Inverse::Unreachable(refused));
        let after = |amount| capped.health_after_supply(ETHER, amount, now());
        assert!(after(WAD).is_ok());
        assert_eq!(after(WAD + U256::ONE), Err(RiskError::Refused(refused)));
        let full = position([counts() | U256::from(1) << 116, counts()]);
        let headroom = TokenAmount::zero(18);
        let refused = RiskError::Refused(Obstacle::SupplyCap { headroom });
        let after = full.health_after_supply(ETHER, WAD, now());
        assert_eq!(after, Err(refused));
        let uncapped = position([counts(); 2]);
        assert_eq!(uncapped.headroom(&uncapped.reserves()[0], now()), Ok(None));
    }

    /// What the pool enables by itself, and what only the account can.
    #[test]
    fn what_would_not_count_is_no_way_and_says_why() {
        let (dollars, isolated) = (counts(), counts() | U256::ONE << 212);
        let (no_collateral, no_loan) =
            (U256::from(18) << 48 | bit(56), dollars ^ U256::from(8_000));
        let of = |profile, words, user, supplied: u64| {
            let position = position_in(profile, words, user, U256::from(supplied) * WAD);
            let supply = match position.minimal_supply(DOLLARS, hundredths(150), now()) {
                Ok(Inverse::Unreachable(obstacle)) => Some(obstacle),
                Ok(Inverse::Amount { .. }) => None,
                other => panic!("{other:?}"),
            };
            let enabled = match position.health_after_enabling(DOLLARS, now()) {
                Err(RiskError::Refused(obstacle)) => Some(obstacle),
                Ok(_) => None,
                other => panic!("{other:?}"),
            };
            [supply, enabled]
        };
        let told = |word, user, supplied| of(Profile::V3_6, [counts(), word], user, supplied);
        let (small, disabled) = (Some(Obstacle::TooSmall), Some(Obstacle::CollateralDisabled));
        // Nothing is supplied; it counts; or it could.
        assert_eq!(told(dollars, 0b01_10, 0), [None, small]);
        assert_eq!(told(dollars, 0b11_10, 1), [None, small]);
        assert_eq!(told(dollars, 0b01_10, 1), [disabled, None]);
        let refused = Some(Obstacle::NotCollateral);
        assert_eq!(told(no_collateral, 0b01_10, 1), [refused; 2]);
        assert_eq!(told(no_loan, 0b01_10, 0)[0], Some(Obstacle::ZeroLtv));
        assert_eq!(told(no_loan, 0b01_10, 1)[1], Some(Obstacle::ZeroLtv));
        let paused = told(dollars | bit(60), 0b01_10, 1);
        assert_eq!(paused[1], Some(Obstacle::Paused));
        // Beside others nothing isolated counts, and beside something isolated nothing does.
        let refused = Some(Obstacle::Isolation);
        assert_eq!(told(isolated, 0b01_10, 0)[0], refused);
        assert_eq!(told(isolated, 0b01_10, 1)[1], refused);
        let beside = of(Profile::V3_6, [isolated, dollars], 0b01_10, 0);
        assert_eq!(beside[0], refused);
        // Of which the last release knows nothing any more.
        assert_eq!(of(Profile::V3_7, [isolated, dollars], 0b01_10, 0)[0], None);
    }

    /// A rest that nobody could pay for is none: all is repaid.
    #[test]
    fn where_nothing_may_be_left_all_that_is_owed_is_repaid() {
        let target = Wad::from_raw(WAD * U256::from(1_000));
        for profile in [Profile::V3_4, Profile::V3_6] {
            let before = position_in(profile, [counts(); 2], 0b01_10, U256::ZERO);
            let mut reserves = before.reserves().to_vec();
            // Three units, which one of the pool's own is worth; two would burn it by rounding.
            reserves[1].debt_scaled = U256::ONE;
            reserves[1].borrow_index = Ray::from_raw(RAY * U256::from(3));
            reserves[0].supply_scaled = U256::from(10);
            let prices = vec![WAD * U256::from(10_u64.pow(8)); 2];
            let user = UserConfig(U256::from(0b01_10));
            let position = AavePosition::new(profile, user, None, reserves, prices);
            let position = position.expect("a position");
            let least = position.minimal_repay(DOLLARS, target, now());
            let Ok(Inverse::Amount { amount, full, .. }) = least else {
                panic!("{least:?}")
            };
            assert_eq!((amount.raw, full), (U256::from(3), true));
        }
        let least = position([counts(); 2]).minimal_repay(DOLLARS, hundredths(150), now());
        assert!(matches!(least, Ok(Inverse::Amount { full: false, .. })));
    }
}
