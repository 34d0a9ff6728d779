//! One Morpho Blue market without interest: who owes what in it, and how healthy that is at a price.

use alloy::primitives::{Address, B256, U256, address, keccak256};
use margin_call::alert::Level;

/// Ether and dollars as they are listed on Katana: what nobody lists is not paid in.
pub const COLLATERAL: Address = address!("EE7D8BCFb72bC1880D0Cf19822eB0A2e6577aB62");
pub const LOAN: Address = address!("203A662b0BD271A6ed5a60EdFbd04bFce608FD36");
pub const ORACLE: Address = Address::repeat_byte(0xc2);

pub type Words = Vec<U256>;

/// The market lends 86 for 100.
const LLTV_PERCENT: u64 = 86;

/// A whole unit of health.
pub const ONE: u64 = 1_000_000_000_000_000_000;

/// A million ether each: a debt so large that every price gives another health.
const ETHER: u64 = 1_000_000;

/// What each account owes, millions of dollars: at 3,000 dollars for an ether they are near their
/// first threshold, further from it, and far.
const DEBTS: [u64; 3] = [1_950, 1_700, 1_450];

pub const ACCOUNTS: usize = DEBTS.len();

/// The price at which all worlds begin, in cents for an ether.
pub const CENTS: u64 = 300_000;

pub fn account(place: usize) -> Address {
    Address::repeat_byte([0xa0, 0xa1, 0xa2][place])
}

/// Whoever tops up. What it has in the market is its own doing, so it is no account whose health is told
/// of by the price alone.
pub const PAYER: Address = Address::repeat_byte(0xaf);

/// What it owes, millions of dollars.
const PAYER_OWES: u64 = 1_900;

/// What it has in the market where so much was paid in.
pub fn payer_position(paid: U256) -> Words {
    let shares = U256::from(PAYER_OWES) * U256::from(ONE);
    let collateral = U256::from(ETHER) * U256::from(ONE);
    vec![U256::ZERO, shares, collateral + paid]
}

pub fn is_payer(word: U256) -> bool {
    word == U256::from_be_slice(PAYER.as_slice())
}

pub fn is_account(word: U256) -> Option<usize> {
    (0..ACCOUNTS).find(|place| word == U256::from_be_slice(account(*place).as_slice()))
}

fn lltv() -> U256 {
    U256::from(LLTV_PERCENT) * U256::from(ONE / 100)
}

/// Loan token, collateral, oracle, interest rate model, LLTV.
pub fn params() -> Words {
    let word = |address: Address| U256::from_be_slice(address.as_slice());
    let tokens = [LOAN, COLLATERAL, ORACLE, Address::ZERO].map(word);
    [&tokens[..], &[lltv()]].concat()
}

/// Made once: all that is asked and all that is shown has it.
pub fn id() -> B256 {
    static ID: std::sync::LazyLock<B256> = std::sync::LazyLock::new(|| {
        let words = params();
        let words = words.iter().map(|word| word.to_be_bytes::<32>());
        keccak256(words.collect::<Vec<_>>().concat())
    });
    *ID
}

/// Supply shares, borrow shares, collateral.
pub fn position(place: usize) -> Words {
    let shares = U256::from(DEBTS[place]) * U256::from(ONE);
    vec![U256::ZERO, shares, U256::from(ETHER) * U256::from(ONE)]
}

/// A million shares to a unit, to the last one.
pub fn totals() -> Words {
    let assets = |millions: u64| U256::from(millions) * U256::from(ONE / 1_000_000);
    let shares = |millions: u64| U256::from(millions) * U256::from(ONE);
    let (lent, owed) = (9_000, 6_000);
    let updated = U256::from(1_700_000_000);
    vec![
        assets(lent),
        shares(lent),
        assets(owed),
        shares(owed),
        updated,
        U256::ZERO,
    ]
}

/// A price in the scale of the market, 36 digits and 6 less 18: so many cents, and an amount that is
/// too small to be seen and that no other block has.
pub fn price(cents: u64, mark: u64) -> U256 {
    let (cent, least) = (10_u128.pow(22), 10_u128.pow(13));
    U256::from(u128::from(cents) * cent + u128::from(mark) * least)
}

/// What an endpoint says that lies by so many percent.
pub fn lied(price: U256, percent: u64) -> U256 {
    price * U256::from(percent) / U256::from(100)
}

/// The market's health factor of an account: what it may owe over what it owes, rounded down as the
/// contract does.
pub fn health(place: usize, price: U256) -> U256 {
    let one = U256::from(ONE);
    // The scales of price and ether leave dollars with six digits.
    let worth = U256::from(ETHER) * price / U256::from(ONE);
    let may_owe = worth * lltv() / one;
    let owes = U256::from(DEBTS[place]) * U256::from(ONE / 1_000_000);
    may_owe * one / owes
}

/// Where a level begins: fallen 20, 10 and 5 in a hundred from there a position is liquidated.
fn begins(level: Level) -> U256 {
    const fn of(left: u128) -> u128 {
        (ONE as u128 * 100).div_ceil(left)
    }
    U256::from(match level {
        Level::Watch => of(80),
        Level::Call => of(90),
        Level::Urgent => of(95),
        Level::Liquidatable => of(100),
    })
}

/// Whether a health is at a level or worse.
pub fn is_at(health: U256, level: Level) -> bool {
    match level {
        // Exactly 1 cannot be liquidated.
        Level::Liquidatable => health < begins(level),
        _ => health <= begins(level),
    }
}

/// Whether a health is so far past a level, 1 in a hundred, that the level can be left.
pub fn is_past(health: U256, level: Level) -> bool {
    health * U256::from(100) > begins(level) * U256::from(101)
}
