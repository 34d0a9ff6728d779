//! What restores an account: the least collateral or repayment to a target.
//!
//! Mirrors `Morpho.supplyCollateral` and `Morpho.repay`. Neither checks health; nothing can be
//! paused, frozen or capped. Collateral has an exact inverse; a repayment moves the price of a
//! share that the rest of the debt is counted in, so its inverse is a search.

use alloy::primitives::U256;

use super::accrual::stored;
use super::health::Sums;
use super::price::PRICE_SCALE;
use super::{Account, MarketState, MorphoPosition};
use crate::math::contract::{add, sub};
use crate::math::{MathError, Timestamp, TokenAmount, WAD, Wad, mul_div_ceil};
use crate::risk::{Change, Health, Inverse, Obstacle, Position, RiskError};

/// What a repayment leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repaid {
    /// What is taken from the payer, in units of the loan token.
    pub paid: U256,
    /// The market after it.
    pub market: MarketState,
    /// The account after it.
    pub account: Account,
}

impl Repaid {
    /// What the account still owes, rounded up.
    fn borrowed(&self) -> Result<U256, MathError> {
        let shares = U256::from(self.account.borrow_shares);
        self.market.borrowed().assets_up(shares)
    }
}

/// The most collateral that an account can have in a market.
const MOST_COLLATERAL: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

impl MorphoPosition {
    /// The least collateral to add, at a target `t`: with `borrowed` the debt and `c` the
    /// collateral there is, `⌈⌈⌈t * borrowed / W⌉ * W / lltv⌉ * 10^36 / price⌉ - c`.
    pub(super) fn least_collateral(
        &self,
        target: Wad,
        at: Timestamp,
    ) -> Result<Inverse, RiskError> {
        let sums = self.sums(at)?;
        if sums.health()?.reaches(target) {
            return Ok(Inverse::Already);
        }
        if self.price().is_zero() || self.params.lltv == Wad::ZERO {
            return Ok(Inverse::Unreachable(Obstacle::NotCollateral));
        }
        let max_borrow = mul_div_ceil(target.raw(), sums.borrowed, WAD)?;
        let value = mul_div_ceil(max_borrow, WAD, self.params.lltv.raw())?;
        let collateral = mul_div_ceil(value, PRICE_SCALE, self.price())?;
        // The target is not reached now, so more is needed than there is.
        let amount = sub(collateral, U256::from(self.account.collateral))?;
        if let Err(obstacle) = self.takes_collateral(amount) {
            return Ok(Inverse::Unreachable(obstacle));
        }
        Ok(Inverse::Amount {
            amount: TokenAmount::new(amount, self.tokens.collateral.decimals),
            health_after: self.after_collateral(amount, at)?,
            full: false,
        })
    }

    /// The least repayment, in units of the loan token.
    ///
    /// What is owed after a repayment never rises with the amount: the account's share of the
    /// rest falls, and the rest falls. So it is bisected.
    pub(super) fn least_repayment(&self, target: Wad, at: Timestamp) -> Result<Inverse, RiskError> {
        let now = self.sums(at)?;
        if now.health()?.reaches(target) {
            return Ok(Inverse::Already);
        }
        let market = self.market_at(at)?;
        let after = |amount: U256| -> Result<Health, MathError> {
            let borrowed = self.repaid(&market, now.borrowed, amount)?.borrowed()?;
            Sums { borrowed, ..now }.health()
        };
        let (mut short, mut enough) = (U256::ZERO, now.borrowed);
        loop {
            // Both are at most what is owed, which has 129 bits.
            let middle = short.wrapping_add(enough).wrapping_shr(1);
            if middle == short {
                break;
            }
            if after(middle)?.reaches(target) {
                enough = middle;
            } else {
                short = middle;
            }
        }
        Ok(Inverse::Amount {
            amount: TokenAmount::new(enough, self.tokens.loan.decimals),
            health_after: after(enough)?,
            full: enough == now.borrowed,
        })
    }

    /// The health factor with `amount` more collateral.
    pub(super) fn after_collateral(
        &self,
        amount: U256,
        at: Timestamp,
    ) -> Result<Health, RiskError> {
        self.takes_collateral(amount).map_err(RiskError::Refused)?;
        let mut sums = self.sums(at)?;
        if !sums.borrowed.is_zero() {
            let collateral = add(U256::from(self.account.collateral), amount)?;
            sums.max_borrow = self.max_borrow(collateral, self.price())?;
        }
        Ok(sums.health()?)
    }

    /// The health factor after repaying `amount` units, or all when no more is owed.
    pub(super) fn after_repayment(&self, amount: U256, at: Timestamp) -> Result<Health, RiskError> {
        let mut sums = self.sums(at)?;
        if sums.borrowed.is_zero() {
            return Err(RiskError::Refused(Obstacle::NothingOwed));
        }
        if amount.is_zero() {
            return Err(RiskError::Refused(Obstacle::TooSmall));
        }
        sums.borrowed = self.repayment(amount, at)?.borrowed()?;
        Ok(sums.health()?)
    }

    /// The same position after a change at a time.
    ///
    /// # Errors
    /// [`RiskError::Refused`] where the market would refuse it, or knows nothing of the kind;
    /// [`RiskError::Math`].
    pub(super) fn after(&self, change: Change, at: Timestamp) -> Result<Self, RiskError> {
        match change {
            Change::Supply(asset, amount) => {
                // What the market checks is checked there.
                self.health_after_supply(asset, amount, at)?;
                let collateral = add(U256::from(self.account.collateral), amount)?;
                let account = Account {
                    collateral: stored(collateral)?,
                    ..self.account
                };
                Ok(Self {
                    account,
                    ..self.clone()
                })
            }
            Change::Repay(asset, amount) => {
                self.health_after_repay(asset, amount, at)?;
                let Repaid {
                    market, account, ..
                } = self.repayment(amount, at)?;
                Ok(Self {
                    market,
                    account,
                    ..self.clone()
                })
            }
            Change::RepaySupplied(..) => Err(RiskError::Refused(Obstacle::NothingSupplied)),
            Change::Enable(_) => Err(RiskError::Refused(Obstacle::NotCollateral)),
            Change::EnterEMode(_) => Err(RiskError::Refused(Obstacle::NotInEMode)),
        }
    }

    /// What a repayment of `amount` units leaves, or of all when no more is owed.
    ///
    /// # Errors
    /// [`MathError`] where the contract would revert, and before the last accrual.
    pub fn repayment(&self, amount: U256, at: Timestamp) -> Result<Repaid, MathError> {
        let market = self.market_at(at)?;
        self.repaid(&market, self.owed(market.borrowed())?, amount)
    }

    /// The same, of the `borrowed` units at these totals.
    ///
    /// Less than all is repaid by assets, and always leaves a share: rounded down, it is worth
    /// fewer shares than the account's. All is repaid by shares: by assets it would round to more
    /// shares than there are, and revert.
    fn repaid(
        &self,
        market: &MarketState,
        borrowed: U256,
        amount: U256,
    ) -> Result<Repaid, MathError> {
        let paid = amount.min(borrowed);
        let shares = match amount < borrowed {
            true => stored(market.borrowed().shares_down(amount)?)?,
            false => self.account.borrow_shares,
        };
        let left = |from: u128| from.checked_sub(shares).ok_or(MathError::Overflow);
        let assets = U256::from(market.total_borrow_assets);
        Ok(Repaid {
            paid,
            market: MarketState {
                // The contract's own floor: the last asset of a market can be paid twice.
                total_borrow_assets: stored(assets.saturating_sub(paid))?,
                total_borrow_shares: left(market.total_borrow_shares)?,
                ..*market
            },
            account: Account {
                borrow_shares: left(self.account.borrow_shares)?,
                ..self.account
            },
        })
    }

    /// Whether the contract records that much more collateral.
    fn takes_collateral(&self, amount: U256) -> Result<(), Obstacle> {
        if amount.is_zero() {
            return Err(Obstacle::TooSmall);
        }
        let room = MOST_COLLATERAL.saturating_sub(U256::from(self.account.collateral));
        if amount > room {
            let headroom = TokenAmount::new(room, self.tokens.collateral.decimals);
            return Err(Obstacle::SupplyCap { headroom });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::{Holding, Protocol, a_snapshot, a_snapshot_in, registry};
    use crate::risk::AssetId;
    use alloy::primitives::Address;

    const COLLATERAL: AssetId = AssetId(0);
    const LOAN: AssetId = AssetId(1);

    fn now() -> Timestamp {
        a_snapshot(100, U256::ZERO).block.timestamp
    }

    /// Two of the collateral, each worth three of the loan token, of which 80% count, against four.
    fn position() -> MorphoPosition {
        let mut markets = registry::on_chain(crate::chain::ChainId(1)).into_iter();
        let morpho = markets.find(|one| one.protocol() == Protocol::MorphoBlue);
        let tokens = [1, 2].map(Address::repeat_byte);
        let wallets = [Default::default(); 2];
        let snapshot = a_snapshot_in(morpho.expect("a market"), 100, tokens, wallets);
        let Holding::MorphoBlue(position) = snapshot.holding() else {
            unreachable!("a position in Morpho")
        };
        (**position).clone()
    }

    fn hundredths(number: u64) -> Wad {
        Wad::from_raw(WAD / U256::from(100) * U256::from(number))
    }

    #[test]
    fn the_least_repayment_restores_and_one_unit_less_does_not() {
        let position = position();
        let least = |target| match position.minimal_repay(LOAN, target, now()) {
            Ok(Inverse::Amount { amount, full, .. }) => (amount.raw, full),
            other => panic!("{other:?}"),
        };
        let (amount, full) = least(hundredths(150));
        let reaches = |amount| {
            let after = position.health_after_repay(LOAN, amount, now());
            after.expect("a health").reaches(hundredths(150))
        };
        assert!(!full && reaches(amount) && !reaches(amount - U256::ONE));
        // Where nothing may be left, all of it.
        let owed = position.sums(now()).expect("sums").borrowed;
        assert_eq!(least(Wad::from_raw(WAD * WAD * WAD)), (owed, true));
    }

    /// By assets it would round to more shares than there are, and revert.
    #[test]
    fn all_that_is_owed_is_repaid_by_its_shares() {
        let position = position();
        let owed = position.sums(now()).expect("sums").borrowed;
        for more in [U256::ZERO, U256::ONE] {
            let repaid = position.repayment(owed + more, now()).expect("a repayment");
            assert_eq!((repaid.paid, repaid.account.borrow_shares), (owed, 0));
        }
        let rest = position
            .repayment(owed - U256::ONE, now())
            .expect("a repayment");
        assert!(rest.account.borrow_shares > 0);
    }

    /// As in most markets: a unit of the loan token has a million shares, of which the last may be half owed.
    #[test]
    fn all_that_is_owed_is_repaid_where_it_rounds_to_more_shares_than_there_are() {
        let mut position = position();
        let owed = 4 * 10_u128.pow(18);
        position.market.total_borrow_assets = 2 * owed;
        position.market.total_borrow_shares = 2 * owed * 1_000_000;
        let shares = owed * 1_000_000 - 500_000;
        position.account.borrow_shares = shares;
        let owed = U256::from(owed);
        assert_eq!(position.sums(now()).expect("sums").borrowed, owed);
        let by_assets = position.market.borrowed().shares_down(owed);
        assert!(by_assets.expect("shares") > U256::from(shares));
        let repaid = position.repayment(owed, now()).expect("a repayment");
        assert_eq!((repaid.paid, repaid.account.borrow_shares), (owed, 0));
    }

    #[test]
    fn no_collateral_is_added_that_the_contract_cannot_keep_nor_none() {
        let position = position();
        let room = MOST_COLLATERAL - U256::from(position.account.collateral);
        let after = |amount| position.health_after_supply(COLLATERAL, amount, now());
        assert_eq!(
            after(U256::ZERO),
            Err(RiskError::Refused(Obstacle::TooSmall))
        );
        assert!(after(room).is_ok());
        let headroom = TokenAmount::new(room, 18);
        let refused = RiskError::Refused(Obstacle::SupplyCap { headroom });
        assert_eq!(after(room + U256::ONE), Err(refused));
    }

    #[test]
    fn what_counts_for_nothing_is_no_way() {
        let mut position = position();
        position.params.lltv = Wad::ZERO;
        let least = position.minimal_supply(COLLATERAL, hundredths(150), now());
        assert_eq!(least, Ok(Inverse::Unreachable(Obstacle::NotCollateral)));
    }
}
