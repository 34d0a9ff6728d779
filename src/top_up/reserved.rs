//! What of the wallet is spoken for: other positions of the account need it.

use alloy::primitives::{Address, U256};

use super::remedy::find;
use super::single::wrappable;
use super::{OptionView, Part, Purse, Source};
use crate::protocols::Snapshot;

/// So much of each token and of the coin is not there for this position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    tokens: Vec<(Address, U256)>,
    coin: U256,
}

impl Reserved {
    /// Nothing is.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            tokens: Vec::new(),
            coin: U256::ZERO,
        }
    }

    /// What parts take out of the wallet, beside what is spoken for already: of a token what there is left of
    /// it, and the rest out of coin.
    #[must_use]
    pub fn with(mut self, snapshot: &Snapshot, parts: &[Part]) -> Self {
        for part in parts {
            match part.way.means.source() {
                Some(Source::Token) => {
                    let held = held(snapshot, part.way.asset);
                    let left = held.saturating_sub(self.of(part.way.asset));
                    let of_token = part.amount.raw.min(left);
                    self.add(part.way.asset, of_token);
                    // More of one token alone can be made, out of coin.
                    self.add_coin(part.amount.raw.saturating_sub(of_token));
                }
                Some(Source::Coin) => self.add_coin(part.amount.raw),
                Some(Source::Supply) | None => {}
            }
        }
        self
    }

    /// The fees of so many top-ups more are kept.
    #[must_use]
    pub fn with_fees(mut self, purse: Option<&Purse>, top_ups: usize) -> Self {
        let fees = purse.map_or(U256::ZERO, Purse::kept);
        self.add_coin(fees.saturating_mul(U256::from(top_ups)));
        self
    }

    /// So much of the coin is, too.
    #[must_use]
    pub const fn with_coin(mut self, amount: U256) -> Self {
        self.add_coin(amount);
        self
    }

    /// So much of a token is not any more: it is gone from the wallet, which holds less of it `now`. Of these parts
    /// what that does not hold would be made out of coin: first that is not, for it is paid.
    #[must_use]
    pub fn less(mut self, token: Address, spent: U256, parts: &[Part], now: U256) -> Self {
        let is_of_it = |part: &&Part| {
            part.way.asset == token && part.way.means.source() == Some(Source::Token)
        };
        let needed = parts.iter().filter(is_of_it).map(|part| part.amount.raw);
        let needed = needed.fold(U256::ZERO, U256::saturating_add);
        let of_coin = spent.min(needed.saturating_sub(now));
        self.coin = self.coin.saturating_sub(of_coin);
        if let Some((_, sum)) = self.tokens.iter_mut().find(|(one, _)| *one == token) {
            *sum = sum.saturating_sub(spent.saturating_sub(of_coin));
        }
        self.tokens.retain(|(_, sum)| !sum.is_zero());
        self
    }

    /// Of which tokens there is too little beside it for parts, and whether of the coin.
    #[must_use]
    pub fn leaves_short(
        &self,
        snapshot: &Snapshot,
        purse: Option<&Purse>,
        parts: &[Part],
    ) -> (Vec<Address>, bool) {
        let needs = Self::nothing().with(snapshot, parts);
        let is_short = |(token, needed): &&(Address, U256)| {
            needed.saturating_add(self.of(*token)) > held(snapshot, *token)
        };
        let tokens = needs.tokens.iter().filter(is_short);
        let there = purse.map_or(U256::ZERO, Purse::spendable);
        let coin = !needs.coin.is_zero() && needs.coin.saturating_add(self.coin) > there;
        (tokens.map(|(token, _)| *token).collect(), coin)
    }

    /// Whether nothing is.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::nothing()
    }

    /// How much of a token.
    #[must_use]
    pub fn of(&self, token: Address) -> U256 {
        let mut tokens = self.tokens.iter();
        let own = tokens.find(|(one, _)| *one == token);
        own.map_or(U256::ZERO, |(_, amount)| *amount)
    }

    /// How much of the coin.
    #[must_use]
    pub const fn coin(&self) -> U256 {
        self.coin
    }

    /// Whether parts can be paid for without it.
    #[must_use]
    pub fn lets(&self, snapshot: &Snapshot, purse: Option<&Purse>, parts: &[Part]) -> bool {
        let mut all = self.clone();
        parts.iter().all(|part| {
            let (token, before) = (part.way.asset, all.clone());
            all = before.clone().with(snapshot, core::slice::from_ref(part));
            let coin = all.coin.saturating_sub(before.coin);
            if coin.is_zero() {
                return true;
            }
            let position = snapshot.position();
            let at = snapshot.block.timestamp;
            let asset = position.and_then(|one| find(one, token, at).ok());
            let made = asset.map_or(U256::ZERO, |asset| wrappable(snapshot, purse, asset));
            all.coin <= made
        })
    }

    /// Whether a way can be.
    #[must_use]
    pub fn lets_way(&self, snapshot: &Snapshot, purse: Option<&Purse>, way: &OptionView) -> bool {
        way.part()
            .is_some_and(|part| self.lets(snapshot, purse, &[part]))
    }

    pub(super) fn add(&mut self, token: Address, amount: U256) {
        if amount.is_zero() {
            return;
        }
        match self.tokens.iter_mut().find(|(one, _)| *one == token) {
            Some((_, sum)) => *sum = sum.saturating_add(amount),
            None => self.tokens.push((token, amount)),
        }
    }

    pub(super) const fn add_coin(&mut self, amount: U256) {
        self.coin = self.coin.saturating_add(amount);
    }
}

/// What the wallet holds of a token.
#[must_use]
pub fn held(snapshot: &Snapshot, token: Address) -> U256 {
    let position = snapshot.position();
    let asset = position.and_then(|one| find(one, token, snapshot.block.timestamp).ok());
    let wallet = asset.and_then(|asset| snapshot.wallet(asset));
    wallet.map_or(U256::ZERO, |wallet| wallet.balance.raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{TokenAmount, WAD};
    use crate::protocols::{a_snapshot_in, registry};
    use crate::top_up::{Means, Permission, StrategyId};
    use alloy::primitives::address;

    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    fn part(means: Means, asset: Address, hundredths: u64) -> Part {
        let amount = WAD / U256::from(100) * U256::from(hundredths);
        Part {
            way: StrategyId { means, asset },
            amount: TokenAmount::new(amount, 18),
            closes_debt: false,
            permission: Permission::Approved,
        }
    }

    /// Whoever takes something of two tokens strands another by the one alone of which there is too little then.
    #[test]
    fn what_there_is_too_little_of_is_what_the_other_needs_of_it() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let wallets = [(WAD, U256::ZERO), (WAD, U256::ZERO)];
        let snapshot = a_snapshot_in(core, 100, [WETH, DAI], wallets);
        let purse = Purse::new(WAD, U256::ZERO);
        let short = |taken: &[Part], needed: &[Part]| {
            let reserved = Reserved::nothing().with(&snapshot, taken);
            reserved.leaves_short(&snapshot, Some(&purse), needed)
        };
        let needed = [
            part(Means::AddCollateral, WETH, 40),
            part(Means::Repay, DAI, 40),
        ];
        let taken = [
            part(Means::AddCollateral, WETH, 60),
            part(Means::Repay, DAI, 61),
        ];
        assert_eq!(short(&taken, &needed), (vec![DAI], false));
        // What is repaid out of the supply takes nothing.
        let out_of_supply = [part(Means::RepaySupplied, DAI, 100), taken[0]];
        assert_eq!(short(&out_of_supply, &needed), (vec![], false));
        // Coin is not its token.
        let coin = [part(Means::AddCoin, WETH, 70)];
        assert_eq!(
            short(&coin, &[part(Means::RepayCoin, WETH, 31)]),
            (vec![], true)
        );
        assert_eq!(short(&coin, &needed), (vec![], false));
    }

    /// To the last unit of it, and no further.
    #[test]
    fn what_is_just_there_for_both_is_enough_and_what_only_one_needs_is_no_reason() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = a_snapshot_in(core, 100, [WETH, DAI], [(WAD, U256::ZERO); 2]);
        let purse = Purse::new(WAD, U256::ZERO);
        let lets = |taken: &[Part], needed: &[Part]| {
            let reserved = Reserved::nothing().with(&snapshot, taken);
            let (tokens, coin) = reserved.leaves_short(&snapshot, Some(&purse), needed);
            let lets = reserved.lets(&snapshot, Some(&purse), needed);
            assert_eq!(lets, tokens.is_empty() && !coin);
            lets
        };
        let of_coin = |hundredths| part(Means::AddCoin, WETH, hundredths);
        let repay = |hundredths| part(Means::Repay, DAI, hundredths);
        assert!(lets(&[of_coin(60)], &[of_coin(40)]));
        assert!(!lets(&[of_coin(60)], &[of_coin(41)]));
        assert!(lets(&[repay(60)], &[repay(40)]));
        assert!(!lets(&[repay(60)], &[repay(41)]));
        // All of the coin is gone, and more: this needs none.
        assert!(lets(&[of_coin(130)], &[repay(40)]));
        // Two parts of one token count together.
        assert!(!lets(&[repay(60)], &[repay(30), repay(30)]));
    }

    #[test]
    fn what_is_gone_of_one_token_is_no_part_of_another() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let hundredths = |number: u64| WAD / U256::from(100) * U256::from(number);
        let snapshot = a_snapshot_in(core, 100, [WETH, DAI], [(WAD, U256::ZERO); 2]);
        let parts = [
            part(Means::AddCollateral, WETH, 100),
            part(Means::RepayCoin, DAI, 70),
            part(Means::Repay, DAI, 50),
        ];
        let taken = Reserved::nothing().with(&snapshot, &parts);
        let left = taken.less(DAI, hundredths(50), &parts, hundredths(50));
        let expected = [WAD, U256::ZERO, hundredths(70)];
        assert_eq!([left.of(WETH), left.of(DAI), left.coin()], expected);
        assert!(!left.is_nothing());
    }

    #[test]
    fn what_is_gone_from_the_wallet_is_not_spoken_for() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = a_snapshot_in(core, 100, [WETH, DAI], [(WAD, U256::ZERO); 2]);
        let parts = [part(Means::Repay, DAI, 50)];
        let taken = Reserved::nothing().with(&snapshot, &parts);
        let half = WAD / U256::from(2);
        let less = |token, spent| taken.clone().less(token, spent, &parts, WAD);
        assert_eq!(less(DAI, half - U256::ONE).of(DAI), U256::ONE);
        assert!(less(DAI, WAD).is_nothing());
        assert_eq!(less(WETH, WAD).of(DAI), half);
    }

    /// What the wallet does not hold any more is no reason to take it from the coin.
    #[test]
    fn what_was_paid_of_a_token_is_not_taken_from_the_coin() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let hundredths = |number: u64| WAD / U256::from(100) * U256::from(number);
        // Of the wallet's hundred these are paid, or all of it, or nothing.
        for (needed, spent, [of_token, of_coin]) in [
            (80, 80, [0, 0]),
            (100, 100, [0, 0]),
            (30, 30, [0, 0]),
            (80, 0, [80, 0]),
            // More than it held: what is made out of coin is to come.
            (130, 0, [100, 30]),
            (130, 100, [0, 30]),
        ] {
            let now = hundredths(100 - spent);
            let wallets = [(WAD, U256::ZERO), (now, U256::ZERO)];
            let snapshot = a_snapshot_in(core.clone(), 100, [WETH, DAI], wallets);
            let parts = [part(Means::Repay, DAI, needed)];
            let purse = Purse::new(WAD, U256::ZERO);
            let taken = Reserved::nothing().with(&snapshot, &parts);
            let taken = taken.with_fees(Some(&purse), 1).with_coin(U256::ONE);
            let left = taken.less(DAI, hundredths(spent), &parts, now);
            let expected = [hundredths(of_token), hundredths(of_coin) + U256::ONE];
            assert_eq!([left.of(DAI), left.coin()], expected, "{needed}, {spent}");
        }
    }
}
