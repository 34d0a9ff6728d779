//! What every lending position can be asked, whatever its protocol.
//!
//! A protocol room keeps the protocol's own integers and implements [`Position`]; what can be
//! answered from that trait alone is written once, here: [`drawdown`] and [`time`].
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod drawdown;
mod health;
mod inverse;
mod leg;
mod loss;
mod position;
pub mod time;

pub use health::Health;
pub use inverse::{Inverse, Obstacle};
pub use leg::{AssetId, Collateral, Debt, Leg, Side};
pub use loss::Loss;
pub use position::{BaseCurrency, LiquidationPrice, Position, RiskError};
