//! Morpho Blue: one collateral against one loan token per market, priced in the loan token.
//!
//! In reading order:
//!
//! - [`Addresses`], [`MarketParams`], [`market_id`]: what a market is
//! - `shares`: what shares of a total are worth
//! - [`Irm`]: what borrowing costs: the adaptive curve, or another model by its own word
//! - [`MarketState`]: totals, and the same at a later time
//! - [`MorphoPosition`]: an account's integers, and every question of
//!   [`Position`](crate::risk::Position): `health`, `liquidation`, `top_up`
//! - [`Reading`]: from calls and answers to a [`Snapshot`](super::Snapshot)
//! - [`PreLiquidation`]: contracts that an account has let liquidate it earlier; [`Vetting`]: whether one
//!   is what it is taken for
//! - [`act`]: bytes to sign; [`decode`]: an independent reading of such bytes
//! - [`revert`]: why a call failed
//!
//! A position at any later time, without a chain:
//!
//! ```
//! use alloy::primitives::{Address, U256};
//! use margin_call::math::{Timestamp, Wad};
//! use margin_call::protocols::morpho_blue::{
//!     Account, Irm, MarketParams, MarketState, MorphoPosition, Token, Tokens,
//! };
//! use margin_call::risk::{AssetId, Health, Inverse, LiquidationPrice, Position, Side};
//!
//! let token = |symbol: &str, decimals| Token { symbol: symbol.to_owned(), decimals };
//! let position = MorphoPosition::new(
//!     MarketParams {
//!         loan_token: Address::repeat_byte(1),
//!         collateral_token: Address::repeat_byte(2),
//!         oracle: Address::repeat_byte(3),
//!         irm: Address::repeat_byte(4),
//!         lltv: Wad::from_raw(U256::from(860_000_000_000_000_000_u64)),
//!     },
//!     MarketState {
//!         total_supply_assets: 87_654_321_000_000,
//!         total_supply_shares: 80_123_456_000_000_000_000,
//!         total_borrow_assets: 79_765_432_000_000,
//!         total_borrow_shares: 71_234_567_000_000_000_000,
//!         last_update: Timestamp(1_763_913_600),
//!         fee: 100_000_000_000_000_000,
//!     },
//!     Irm::AdaptiveCurve { rate_at_target: 1_268_391_679 },
//!     // Three quarters of a bitcoin against dollars.
//!     Account { borrow_shares: 40_000_000_000_000_000, collateral: 75_000_000 },
//!     U256::from(95_123_456_789_u64) * U256::from(10).pow(U256::from(28)),
//!     Tokens { collateral: token("WBTC", 8), loan: token("USDC", 6) },
//! )?;
//! let (collateral, loan) = (AssetId(0), AssetId(1));
//!
//! let tomorrow = Timestamp(1_764_000_000);
//! assert_eq!(position.borrowed(tomorrow)?, U256::from(44_796_720_613_u64));
//! let health = Wad::from_raw(U256::from(1_369_623_240_014_468_779_u64));
//! assert_eq!(position.health(tomorrow)?, Health::Ratio(health));
//!
//! let price = position.liquidation_price(collateral, Side::Collateral, tomorrow)?;
//! assert!(matches!(price, LiquidationPrice::Below(price) if price < position.price()));
//!
//! let target = Wad::from_raw(U256::from(1_500_000_000_000_000_000_u64));
//! let Inverse::Amount { amount, .. } = position.minimal_repay(loan, target, tomorrow)? else {
//!     panic!("reachable");
//! };
//! assert_eq!(amount.raw, U256::from(3_893_634_195_u64));
//! # Ok::<(), margin_call::risk::RiskError>(())
//! ```

mod abi;
mod accrual;
mod accrued;
pub mod act;
mod correlation;
pub mod decode;
mod health;
mod irm;
mod liquidation;
mod market;
mod position;
mod pre_liquidation;
mod price;
mod read;
pub mod revert;
mod seized;
mod shares;
mod terms;
mod top_up;
mod vetting;

pub use accrual::MarketState;
pub use health::Sums;
pub use irm::{CurveRate, Irm};
pub use liquidation::Liquidation;
pub use market::{Addresses, Factory, MarketParams, market_id};
pub use position::{Account, MorphoPosition, Token, Tokens};
pub use pre_liquidation::{PreLiquidation, PreLiquidationParams, Taken};
pub use read::{Layout, Reading, Step};
pub(super) use seized::told;
pub use top_up::Repaid;
pub use vetting::{Authorization, Unfit, Vetted, Vetting};
