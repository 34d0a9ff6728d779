//! Our arithmetic against the real contracts, on a local chain.
//!
//! Random positions are opened on Aave v3.0.2, Aave v3.6 and Morpho Blue; what we compute must be
//! what the chain says, to the last unit, now and later; what we offer must do what we say when the
//! chain runs it, where one unit less does not; and a liquidator must succeed, and take, where and
//! what we say.
//!
//! `CHAIN_POSITIONS=n` sets how many positions each test opens (40), `CHAIN_SEED=n` which ones, and
//! `CHAIN_FIRST=n` (0) with which to begin: a failure names the seed and the position. Needs the
//! local chains of this folder; README.md says how to get them.

mod aave;
mod mixes;
mod morpho;
mod node;
mod random;
mod reader;
mod ways;

use alloy::primitives::U256;
use margin_call::math::Wad;

/// How many random positions each test opens in an ordinary run.
const USUAL: u64 = 40;

/// The numbers of the random positions that each test opens.
fn streams() -> std::ops::Range<u64> {
    let first = number_from("CHAIN_FIRST", 0);
    first..first + number_from("CHAIN_POSITIONS", USUAL)
}

/// A quarter of them, where each position meets most cases by itself.
fn fewer_streams() -> std::ops::Range<u64> {
    let all = streams();
    all.start..all.start + (all.end - all.start).div_ceil(4)
}

/// What the random positions are made from.
fn seed() -> u64 {
    number_from("CHAIN_SEED", 20_260_601)
}

/// A run of the usual length meets every case, or it shows less than it says; one of a few
/// positions may not.
fn covers(every_case: bool) {
    let streams = streams();
    let is_short = streams.end - streams.start < USUAL;
    assert!(every_case || is_short, "a case was hardly met");
}

fn number_from(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is not a number")),
        Err(_) => default,
    }
}

fn wad_from_thousandths(thousandths: u64) -> Wad {
    Wad::from_raw(U256::from(thousandths) * U256::from(10).pow(U256::from(15)))
}
