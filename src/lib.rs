//! Margin calls for DeFi borrowers, in the browser.
//!
//! Everything that decides is pure and deterministic: time, chain answers, wallet answers and
//! clicks come in as [`engine::Event`]s, and requests, notifications, stores and timers go out as
//! [`engine::Effect`]s. The browser only runs effects.
//!
//! The rooms, in reading order; each may use those above it, never those below:
//!
//! - [`math`]: fixed point (wad, ray, basis points), rounding named at every call
//! - [`risk`]: what every lending position can be asked, whatever its protocol
//! - [`chain`]: calls, answers and their checks; it knows no protocol
//! - [`protocols`]: one room per lending protocol, all of one shape
//! - [`alert`]: levels, ladders and episodes: when to call
//! - [`top_up`]: what repairs a position, and the flow that carries it out
//! - [`engine`]: the state of one widget: `handle(now, event) -> effects`
//!
//! Compiled for wasm32 only, the edges: `wallet`, `browser`, `ui`, `embed`.
//!
//! Without its default features the crate is the exact risk core alone, native or in WebAssembly:
//! a position from a protocol's integers, and what every position can be asked ([`risk`]).
//!
//! ```
//! use alloy::primitives::{Address, U256};
//! use margin_call::math::{RAY, Ray, Timestamp, Wad};
//! use margin_call::protocols::aave_v3::{AavePosition, Profile, Reserve, ReserveConfig, UserConfig};
//! use margin_call::risk::{AssetId, Health, Inverse, LiquidationPrice, Position, Side};
//!
//! let now = Timestamp(1_764_000_000);
//! // A reserve of 18 decimals and a threshold of 80%, with what the account has in it.
//! let reserve = |id, supply: u64, debt: u64| Reserve {
//!     id,
//!     asset: Address::with_last_byte(id as u8),
//!     symbol: String::new(),
//!     config: ReserveConfig(U256::from(8_000) << 16 | U256::from(18) << 48 | U256::ONE << 56),
//!     liquidity_index: Ray::from_raw(RAY),
//!     liquidity_rate: Ray::from_raw(U256::ZERO),
//!     borrow_index: Ray::from_raw(RAY),
//!     borrow_rate: Ray::from_raw(U256::ZERO),
//!     last_update: now,
//!     treasury_scaled: U256::ZERO,
//!     total_supply_scaled: U256::from(supply),
//!     total_debt_scaled: U256::from(debt),
//!     supply_scaled: U256::from(supply),
//!     debt_scaled: U256::from(debt),
//!     told_debt: None,
//!     grace_until: Timestamp(0),
//! };
//! // Two ether at 3,000 dollars are collateral; four tokens of 1,000 dollars are owed.
//! let ether = reserve(0, 2_000_000_000_000_000_000, 0);
//! let tokens = reserve(1, 0, 4_000_000_000_000_000_000);
//! let prices = vec![U256::from(300_000_000_000_u64), U256::from(100_000_000_000_u64)];
//! let user = UserConfig(U256::from(0b01_10));
//! let position = AavePosition::new(Profile::V3_6, user, None, vec![ether, tokens], prices)?;
//!
//! let Health::Ratio(health) = position.health(now)? else { panic!("there is debt") };
//! assert_eq!(health.raw(), U256::from(1_200_000_000_000_000_000_u64));
//! let price = position.liquidation_price(AssetId(0), Side::Collateral, now)?;
//! assert_eq!(price, LiquidationPrice::Below(U256::from(250_000_000_000_u64)));
//! let target = Wad::from_raw(U256::from(1_500_000_000_000_000_000_u64));
//! let Inverse::Amount { amount, .. } = position.minimal_supply(AssetId(0), target, now)? else {
//!     panic!("ether is collateral");
//! };
//! assert_eq!(amount.format_ceil(18), "0.5");
//! # Ok::<(), margin_call::risk::RiskError>(())
//! ```

pub mod alert;
pub mod chain;
pub mod engine;
pub mod math;
pub mod protocols;
pub mod risk;
pub mod top_up;

#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod browser;
#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod embed;
#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod ui;
#[cfg(all(target_arch = "wasm32", feature = "widget"))]
pub mod wallet;
