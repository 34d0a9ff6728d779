//! Aave v3: many assets against many, one health factor per account and market.
//!
//! In reading order:
//!
//! - [`Addresses`]: the contracts of a market
//! - [`Profile`]: what differs between releases, as one table; the rest is written once
//! - `config`: the bitmaps of reserves and accounts
//! - `rounding`: the three roundings, and each undone
//! - `accrual`: indices and balances at a later time
//! - [`AavePosition`]: an account's integers, and every question of
//!   [`Position`](crate::risk::Position)
//! - `health`: the account's sums, and the six words of the contract's own view
//! - `target`, `sawtooth`: how much collateral and how little debt a health factor takes
//! - `liquidation`: who may be liquidated, at which price, how much of it, and what it costs
//! - `gates`, `top_up`: which action runs, what counts, and the least that restores
//! - `supplied`: a debt that is repaid out of the account's own supply
//! - `e_mode`: what another category would make of it
//! - `after`: the position right after any of these
//! - [`Reading`]: from calls and answers to a [`Snapshot`] that says whether our arithmetic
//!   reproduces the contract's own
//! - [`act`]: bytes to sign; [`decode`]: an independent reading of such bytes
//! - [`revert`]: why a call failed

mod abi;
mod accrual;
mod accrued;
pub mod act;
mod after;
mod config;
mod correlation;
pub mod decode;
mod e_mode;
mod gates;
mod health;
mod liquidation;
mod market;
mod position;
mod profile;
mod read;
pub mod revert;
mod rounding;
mod sawtooth;
mod seized;
mod snapshot;
mod supplied;
mod target;
mod terms;
mod top_up;
mod under;

pub(super) use abi::symbolCall;
pub use config::{ReserveConfig, UserConfig};
pub use health::AccountData;
pub use liquidation::Liquidation;
pub use market::{Addresses, Line};
pub use position::{AavePosition, EMode, Reserve, ToldDebt};
pub use profile::Profile;
pub use read::{Layout, Reading, Step};
pub(super) use seized::told;
pub use snapshot::{Agreement, Snapshot};
