//! What every lending position can be asked, whatever its protocol.
//!
//! A protocol room keeps the protocol's own integers and implements [`Position`]; what can be
//! answered from that trait alone is written once, here:
//!
//! - [`drawdown`]: how far prices may fall together; [`groups`]: assets that fall together
//! - [`time`]: how long the position lasts on interest alone
//! - [`sensitivity`]: which price it depends on most
//! - [`sale`]: what of its own collateral, sold to repay, would restore it
//! - [`not_counted`]: what is supplied and does not count, and why; [`counted_value`]: the rest
//!
//! Where the health factor is a quotient of sums over the legs, [`Accrue`] gives the position at
//! one time, to ask about many prices: [`stress`] fills a grid over two of them.
//!
//! How a position stands when two prices move, with any [`Position`] that can be [`Accrue`]d:
//!
//! ```
//! use margin_call::math::{Timestamp, Wad};
//! use margin_call::risk::stress::{self, Axis};
//! use margin_call::risk::{Accrue, AssetId, Health, Position, RiskError, Sums};
//!
//! /// Health with the first asset's price at each of these shares, and the second's.
//! fn grid<P: Position + Accrue>(
//!     position: &P,
//!     at: Timestamp,
//!     shares: &[Wad],
//! ) -> Result<Vec<Health>, RiskError> {
//!     let axis = |assets| Axis { assets, shares };
//!     let (x, y) = ([AssetId(0)], [AssetId(1)]);
//!     let mut columns = vec![Sums::default(); shares.len()];
//!     let mut cells = vec![Health::NoDebt; shares.len() * shares.len()];
//!     let accrued = position.accrued(at)?;
//!     stress::grid(&accrued, position.prices(), axis(&x), axis(&y), &mut columns, &mut cells)?;
//!     Ok(cells)
//! }
//! ```
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod accrued;
mod currency;
pub mod drawdown;
pub mod groups;
mod halted;
mod health;
mod inverse;
mod leg;
mod loss;
mod names;
mod not_counted;
mod position;
pub mod sale;
pub mod sensitivity;
pub mod stress;
pub mod time;

pub use accrued::{Accrue, Accrued, Counts, Entry, Rule, Sums};
pub use currency::{BaseCurrency, Currency};
pub use halted::Halted;
pub use health::Health;
pub use inverse::{Inverse, Obstacle};
pub use leg::{AssetId, Collateral, Debt, Leg, Side};
pub use loss::Loss;
pub use not_counted::{NotCounted, counted_value, not_counted};
pub use position::{Change, LiquidationPrice, Position, RiskError};
