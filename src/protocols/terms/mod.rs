//! The rules under which a position is liquidated, and what of them is news.
//!
//! - `term`: what can move
//! - `gauge`: what moves at every block, and from where on that is news
//! - `change`: one that is another than before
//! - `known`: all of a position, as they are held against those that come

mod change;
mod gauge;
mod known;
mod term;
#[cfg(test)]
mod tests;

use alloy::primitives::U256;

use crate::math::{BasisPoints, WAD, Wad, mul_div_ceil};
pub use change::TermChange;
pub use gauge::Limits;
pub use known::Terms;
pub use term::Term;

/// A share in the units of a rule: a wad of no more than 18 wholes fits in 64 bits; what is more counts
/// as the most.
pub(super) fn share(wad: Wad) -> u64 {
    wad.raw().saturating_to()
}

/// The same of basis points.
pub(super) fn share_bps(share: BasisPoints) -> u64 {
    share_of_bps(share.raw().into())
}

/// The same where it may be beyond what a share of a whole can be. One basis point is 1e14 of a wad; 184,467 of
/// them fit.
pub(super) fn share_of_bps(bps: u32) -> u64 {
    u64::from(bps).saturating_mul(100_000_000_000_000)
}

/// A share as basis points again; none where it is no whole number of them.
pub(super) fn of_share(share: u64) -> Option<u16> {
    const ONE: u64 = 100_000_000_000_000;
    let whole = u16::try_from(share.div_euclid(ONE)).ok();
    whole.filter(|_| share.rem_euclid(ONE) == 0)
}

/// How much of a cap is taken, as a share in wad, rounded up; all of a cap of nothing.
pub(super) fn taken(taken: U256, cap: U256) -> u64 {
    let share = mul_div_ceil(taken, WAD, cap);
    share.map_or(u64::MAX, |share| share.saturating_to())
}
