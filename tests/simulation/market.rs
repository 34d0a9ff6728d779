//! A small Aave v3.6 market in straight big-integer formulas, written without the crate's own.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256, U512, address};

use super::governance::Change;
use super::isolated::Isolated;

pub const RAY: U256 = U256::from_limbs([0x9fd0_803c_e800_0000, 0x033b_2e3c, 0, 0]);
pub const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const YEAR: u64 = 31_536_000;

pub const SYMBOLS: [&str; 4] = ["WETH", "USDC", "WBTC", "GOV"];

#[derive(Clone, Debug)]
pub struct Reserve {
    pub price: U256,
    pub decimals: u8,
    pub ltv: u64,
    pub threshold: u64,
    pub supply_index: U256,
    pub supply_rate: U256,
    pub borrow_index: U256,
    pub borrow_rate: U256,
    pub updated: u64,
    pub total_supply: U256,
    pub total_debt: U256,
    pub feed: Feed,
}

/// Where a price comes from, and what that says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Feed {
    pub address: Address,
    /// Whether it says that it caps what it passes on; none: it knows no such question.
    pub capped: Option<bool>,
    /// When it was given a price last; none: it does not say.
    pub moved_at: Option<u64>,
}

/// Other thresholds, in basis points, for the reserves of one bitmap, of which those of another may be owed.
#[derive(Clone, Copy, Debug)]
pub struct EMode {
    pub id: u8,
    pub ltv: u64,
    pub threshold: u64,
    pub collateral: u64,
    pub borrowable: u64,
}

/// What one account has of one reserve.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holding {
    pub supply_scaled: U256,
    pub debt_scaled: U256,
    pub used: bool,
    pub wallet: U256,
    pub allowance: U256,
}

#[derive(Clone, Debug)]
pub struct Market {
    /// Which of a chain's it is: its own tokens are named by that.
    pub place: u8,
    pub pool: Address,
    pub provider: Address,
    pub oracle: Address,
    pub reserves: Vec<Reserve>,
    pub accounts: BTreeMap<Address, Vec<Holding>>,
    /// Its e-modes, and who is in one.
    pub e_modes: Vec<EMode>,
    pub members: BTreeMap<Address, u8>,
    /// Its pool reverts, whatever it is asked.
    pub broken: bool,
    /// Its pool burns all the gas of whoever asks it, and with it the whole batch.
    pub burns: bool,
    /// Its tokens take no permission in place of another.
    pub keeps_permissions: bool,
    /// Its tokens, but the one that wraps the coin, take signed permissions.
    pub takes_permits: bool,
    /// How many each has taken of whom.
    pub permits: BTreeMap<(Address, usize), u64>,
    /// It is no pool but a market of Morpho Blue.
    pub isolated: Option<Isolated>,
    /// Who carries out what governance has queued for it, and what there is of that.
    pub controller: Address,
    pub queue: Vec<Change>,
    /// What it logs is cut off.
    pub garbles_logs: bool,
    /// Who was liquidated in this block: how much was taken, and how much was paid for it.
    pub liquidated: Vec<(Address, [U256; 2])>,
}

/// Why the pool or a token reverts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reverted;

pub fn scaled(a: U256, b: U256, divisor: U256, up: bool) -> U256 {
    let product = a.widening_mul::<256, 4, 512, 8>(b);
    let divisor = U512::from(divisor);
    let extra = up && product % divisor != U512::ZERO;
    U256::from(product / divisor + U512::from(extra))
}

fn half_up(a: U256, b: U256, divisor: U256) -> U256 {
    let product = a.widening_mul::<256, 4, 512, 8>(b);
    U256::from((product + U512::from(divisor / U256::from(2))) / U512::from(divisor))
}

pub fn units(whole: u64, decimals: u8) -> U256 {
    U256::from(whole) * U256::from(10).pow(U256::from(decimals))
}

impl Reserve {
    pub fn supply_index_at(&self, at: u64) -> U256 {
        let seconds = U256::from(at - self.updated);
        let growth = RAY + self.supply_rate * seconds / U256::from(YEAR);
        half_up(growth, self.supply_index, RAY)
    }

    pub fn borrow_index_at(&self, at: u64) -> U256 {
        let seconds = U256::from(at - self.updated);
        let x = self.borrow_rate * seconds / U256::from(YEAR);
        let third = half_up(x, x / U256::from(6), RAY);
        let growth = RAY + x + half_up(x, x / U256::from(2) + third, RAY);
        half_up(growth, self.borrow_index, RAY)
    }

    fn unit(&self) -> U256 {
        units(1, self.decimals)
    }

    pub fn configuration(&self) -> U256 {
        let at = |value: u64, bit: usize| U256::from(value) << bit;
        let bonus = if self.threshold == 0 { 0 } else { 10_500 };
        at(self.ltv, 0)
            | at(self.threshold, 16)
            | at(bonus, 32)
            | at(self.decimals.into(), 48)
            | at(1, 56)
            | at(1, 58)
    }

    pub fn accrue(&mut self, at: u64) {
        (self.supply_index, self.borrow_index) =
            (self.supply_index_at(at), self.borrow_index_at(at));
        self.updated = at;
    }
}

impl Market {
    pub fn asset(place: usize) -> Address {
        // Ethereum's own: no other tokens are topped up there.
        [
            address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"),
            address!("A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
            address!("2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599"),
            address!("7Fc66500c84A76Ad7e9c93437bFc5Ac33E2DDaE9"),
        ][place]
    }

    pub fn supply_token(&self, place: usize) -> Address {
        self.own_token(0xb0, place)
    }

    pub fn debt_token(&self, place: usize) -> Address {
        self.own_token(0xc0, place)
    }

    /// Those of the first four markets, of four assets each, are told apart.
    fn own_token(&self, kind: u8, place: usize) -> Address {
        Address::repeat_byte(kind + 4 * (self.place % 4) + place as u8)
    }

    /// Which asset a token of its own is one of, and whether it is a debt.
    pub fn own_asset(&self, token: Address) -> Option<(usize, bool)> {
        let is_one =
            |place: &usize| [self.supply_token(*place), self.debt_token(*place)].contains(&token);
        let place = (0..self.reserves.len()).find(is_one)?;
        Some((place, self.debt_token(place) == token))
    }

    /// Gives an account more of an asset.
    pub fn receive(&mut self, account: Address, place: usize, amount: U256) {
        let all = self
            .accounts
            .entry(account)
            .or_insert_with(|| vec![Holding::default(); 4]);
        all[place].wallet += amount;
    }

    pub fn holding(&self, account: Address, place: usize) -> Holding {
        self.accounts
            .get(&account)
            .map_or_else(Holding::default, |all| all[place])
    }

    fn holding_mut(&mut self, account: Address, place: usize) -> &mut Holding {
        let count = self.reserves.len();
        let all = self.accounts.entry(account);
        &mut all.or_insert_with(|| vec![Holding::default(); count])[place]
    }

    pub fn debt(&self, account: Address, place: usize, at: u64) -> U256 {
        let index = self.reserves[place].borrow_index_at(at);
        scaled(self.holding(account, place).debt_scaled, index, RAY, true)
    }

    /// The six words of `getUserAccountData`.
    pub fn account_data(&self, account: Address, at: u64) -> [U256; 6] {
        let (mut collateral, mut debt) = (U256::ZERO, U256::ZERO);
        let (mut by_threshold, mut by_ltv) = (U256::ZERO, U256::ZERO);
        for (place, reserve) in self.reserves.iter().enumerate() {
            let has = self.holding(account, place);
            if has.used {
                let index = reserve.supply_index_at(at);
                let balance = scaled(has.supply_scaled, index, RAY, false);
                let value = balance * reserve.price / reserve.unit();
                collateral += value;
                let (ltv, threshold) = self.counts_for(account, place);
                by_threshold += value * U256::from(threshold);
                by_ltv += value * U256::from(ltv);
            }
            let owed = self.debt(account, place, at);
            debt += scaled(owed, reserve.price, reserve.unit(), true);
        }
        let whole = U256::from(10_000);
        let average = |sum: U256| sum.checked_div(collateral).unwrap_or_default();
        let health = match debt.is_zero() {
            true => U256::MAX,
            false => half_up(by_threshold, WAD, debt) / whole,
        };
        let may_borrow = collateral * average(by_ltv) / whole;
        let left = may_borrow.saturating_sub(debt);
        [
            collateral,
            debt,
            left,
            average(by_threshold),
            average(by_ltv),
            health,
        ]
    }

    /// The loan-to-value and the threshold of a reserve for an account.
    fn counts_for(&self, account: Address, place: usize) -> (u64, u64) {
        let own = self.members.get(&account);
        let mut e_modes = self.e_modes.iter();
        match e_modes.find(|one| Some(&one.id) == own && one.collateral >> place & 1 == 1) {
            Some(e_mode) => (e_mode.ltv, e_mode.threshold),
            None => (self.reserves[place].ltv, self.reserves[place].threshold),
        }
    }

    /// Puts an account into an e-mode, where everything that it owes and uses allows that.
    pub fn enter(&mut self, account: Address, id: u8, at: u64) -> Result<(), Reverted> {
        let e_mode = self.e_modes.iter().find(|one| one.id == id);
        let e_mode = *e_mode.ok_or(Reverted)?;
        self.members.insert(account, id);
        for place in 0..self.reserves.len() {
            let has = self.holding(account, place);
            let owes = !has.debt_scaled.is_zero();
            let is_kept_out = has.used && self.counts_for(account, place).0 == 0;
            if is_kept_out || (owes && e_mode.borrowable >> place & 1 == 0) {
                return Err(Reverted);
            }
        }
        match self.health(account, at) < WAD {
            true => Err(Reverted),
            false => Ok(()),
        }
    }

    pub fn health(&self, account: Address, at: u64) -> U256 {
        match &self.isolated {
            Some(isolated) => isolated.health(),
            None => self.account_data(account, at)[5],
        }
    }

    pub fn approve(&mut self, account: Address, place: usize, amount: U256) {
        self.holding_mut(account, place).allowance = amount;
    }

    pub fn supply(
        &mut self,
        account: Address,
        place: usize,
        amount: U256,
        at: u64,
    ) -> Result<(), Reverted> {
        self.reserves[place].accrue(at);
        let index = self.reserves[place].supply_index;
        let minted = scaled(amount, RAY, index, false);
        let counts = self.reserves[place].ltv > 0;
        self.pay(account, place, amount)?;
        if minted.is_zero() {
            return Err(Reverted);
        }
        let has = self.holding_mut(account, place);
        has.used |= has.supply_scaled.is_zero() && counts;
        has.supply_scaled += minted;
        self.reserves[place].total_supply += minted;
        Ok(())
    }

    /// Repays `amount`, or everything when that is less.
    pub fn repay(
        &mut self,
        account: Address,
        place: usize,
        amount: U256,
        at: u64,
    ) -> Result<U256, Reverted> {
        self.reserves[place].accrue(at);
        let paid = amount.min(self.debt(account, place, at));
        let burnt = scaled(paid, RAY, self.reserves[place].borrow_index, false);
        self.pay(account, place, paid)?;
        let has = self.holding_mut(account, place);
        if burnt.is_zero() || burnt > has.debt_scaled {
            return Err(Reverted);
        }
        has.debt_scaled -= burnt;
        self.reserves[place].total_debt -= burnt;
        Ok(paid)
    }

    /// The same out of the account's own supply, all of it where the amount is the greatest there is.
    pub fn repay_supplied(
        &mut self,
        account: Address,
        place: usize,
        amount: U256,
        at: u64,
    ) -> Result<U256, Reverted> {
        self.reserves[place].accrue(at);
        let Reserve {
            supply_index,
            borrow_index,
            ..
        } = self.reserves[place];
        let owed = self.debt(account, place, at);
        let has = self.holding_mut(account, place);
        let asked = match amount {
            U256::MAX => scaled(has.supply_scaled, supply_index, RAY, false),
            amount => amount,
        };
        let paid = asked.min(owed);
        let burnt = scaled(paid, RAY, borrow_index, false);
        let taken = scaled(paid, RAY, supply_index, true);
        if burnt.is_zero() || burnt > has.debt_scaled || taken > has.supply_scaled {
            return Err(Reverted);
        }
        has.debt_scaled -= burnt;
        has.supply_scaled -= taken;
        let counted = has.used;
        has.used &= !has.supply_scaled.is_zero();
        self.reserves[place].total_debt -= burnt;
        self.reserves[place].total_supply -= taken;
        // Collateral is not used up for a position that stays liquidatable.
        match counted && self.health(account, at) < WAD {
            true => Err(Reverted),
            false => Ok(paid),
        }
    }

    /// Somebody takes one part of so many of an account's collateral, and repays two of its debt.
    pub fn liquidate(&mut self, account: Address, parts: u64) {
        let amounts = |market: &Self| {
            let [ether, dollars] = [0, 1].map(|place| market.holding(account, place));
            [ether.supply_scaled, dollars.debt_scaled]
        };
        let before = amounts(self);
        self.unwind(account, parts);
        let after = amounts(self);
        let moved = [0, 1].map(|side| before[side] - after[side]);
        self.liquidated.push((account, moved));
    }

    /// The account itself does the same.
    pub fn unwind(&mut self, account: Address, parts: u64) {
        let part = |amount: U256| amount / U256::from(parts);
        for has in self.accounts.get_mut(&account).into_iter().flatten() {
            has.debt_scaled -= part(has.debt_scaled * U256::from(2));
            if has.used {
                has.supply_scaled -= part(has.supply_scaled);
            }
        }
    }

    fn pay(&mut self, account: Address, place: usize, amount: U256) -> Result<(), Reverted> {
        let has = self.holding_mut(account, place);
        has.wallet = has.wallet.checked_sub(amount).ok_or(Reverted)?;
        has.allowance = has.allowance.checked_sub(amount).ok_or(Reverted)?;
        Ok(())
    }
}
