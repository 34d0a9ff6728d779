//! What every lending position can be asked, whatever its protocol.
//!
//! A protocol room keeps the protocol's own integers and implements [`Position`]; what can be
//! answered from that trait alone is written once, here:
//!
//! - [`drawdown`]: how far prices may fall together; [`groups`]: assets that fall together
//! - [`time`]: how long the position lasts on interest alone
//! - [`sensitivity`]: which price it depends on most
//! - [`not_counted`]: what is supplied and does not count, and why
//!
//! Where the health factor is a quotient of sums over the legs, [`Accrue`] gives the position at
//! one time, to ask about many prices: [`stress`] fills a grid over two of them.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod accrued;
pub mod drawdown;
pub mod groups;
mod health;
mod inverse;
mod leg;
mod loss;
mod not_counted;
mod position;
pub mod sensitivity;
pub mod stress;
pub mod time;

pub use accrued::{Accrue, Accrued, Counts, Entry, Rule, Sums};
pub use health::Health;
pub use inverse::{Inverse, Obstacle};
pub use leg::{AssetId, Collateral, Debt, Leg, Side};
pub use loss::Loss;
pub use not_counted::{NotCounted, not_counted};
pub use position::{BaseCurrency, LiquidationPrice, Position, RiskError};
