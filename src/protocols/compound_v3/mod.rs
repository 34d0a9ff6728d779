//! Compound III (Comet): one token is lent, against collateral that earns nothing.
//!
//! In reading order:
//!
//! - [`Addresses`]: the contract of a market, and the [`Unit`] that it counts in
//! - [`Release`]: where the contract's releases count differently
//! - [`BaseToken`]: the token that is lent; its indices at a later time (`accrual`)
//! - [`CometPosition`]: an account's integers, and every question of
//!   [`Position`](crate::risk::Position): `health`, `liquidation`, `top_up`, `legs`
//! - [`Reading`]: from calls and answers to a [`Snapshot`](crate::protocols::Snapshot), if what
//!   the market itself says of the account ([`Views`]) follows from its numbers
//! - [`act`]: bytes to sign; [`decode`]: an independent reading of such bytes
//! - [`revert`]: why a call failed
//!
//! Collateral earns nothing, so interest moves only the debt. There is no health factor in the
//! contract; ours is what the collateral allows divided by what is owed, below one exactly where
//! the account can be absorbed. The contract's own `isLiquidatable` leaves out the interest since
//! the market was last touched, `absorb` does not:
//!
//! ```
//! use alloy::primitives::{Address, U256};
//! use margin_call::math::{Timestamp, Wad};
//! use margin_call::protocols::compound_v3::{BaseToken, CometAsset, CometPosition, Curve};
//! use margin_call::risk::{AssetId, Health, Inverse, LiquidationPrice, Position, Side};
//!
//! let wad = |thousandths: u64| U256::from(thousandths) * U256::from(10_u64.pow(15));
//! let base = BaseToken {
//!     asset: Address::repeat_byte(1),
//!     symbol: "USDC".into(),
//!     decimals: 6,
//!     supply_index: U256::from(1_043_000_000_000_000_u64),
//!     borrow_index: U256::from(1_087_000_000_000_000_u64),
//!     total_supply: U256::from(500_000_000_000_000_u64),
//!     total_borrow: U256::from(400_000_000_000_000_u64),
//!     last_accrual: Timestamp(1_764_000_000),
//!     // 3.5% a year at full utilisation, up to the kink.
//!     borrow_curve: Curve {
//!         kink: wad(850),
//!         slope_low: U256::from(1_109_842_719),
//!         ..Curve::default()
//!     },
//!     ..BaseToken::default()
//! };
//! let ether = CometAsset {
//!     id: 0,
//!     asset: Address::repeat_byte(2),
//!     symbol: "WETH".into(),
//!     decimals: 18,
//!     borrow_factor: wad(830),
//!     liquidate_factor: wad(895),
//!     liquidation_factor: wad(950),
//!     supply_cap: wad(1_000_000_000),
//!     total_supply: wad(5_000_000),
//!     balance: wad(5_000),
//!     supply_paused: false,
//! };
//! // Five ether at 3,000 dollars; 9,000 owed as principal, which is 9,783 dollars.
//! let prices = vec![U256::from(300_000_000_000_u64), U256::from(100_000_000)];
//! let position = CometPosition::new(base, -9_000_000_000, vec![ether], prices)?;
//!
//! let in_an_hour = Timestamp(1_764_003_600);
//! let Health::Ratio(ratio) = position.health(in_an_hour)? else { panic!("there is debt") };
//! assert_eq!(ratio.raw(), U256::from(1_372_273_870_895_105_938_u64));
//! let (collateral, debt) = (AssetId(0), AssetId(1));
//! // Absorbed when ether is below this many dollars.
//! let price = position.liquidation_price(collateral, Side::Collateral, in_an_hour)?;
//! assert_eq!(price, LiquidationPrice::Below(U256::from(218_615_253_386_u64)));
//! // What brings it to 1.5, to the last unit.
//! let target = Wad::from_raw(wad(1_500));
//! let repay = position.minimal_repay(debt, target, in_an_hour)?;
//! let Inverse::Amount { amount, .. } = repay else { panic!("it can be repaid") };
//! assert_eq!(amount.format_ceil(6), "833.032589");
//! # Ok::<(), margin_call::risk::RiskError>(())
//! ```

mod abi;
mod accrual;
mod accrued;
pub mod act;
mod correlation;
pub mod decode;
mod health;
mod legs;
mod liquidation;
mod market;
mod pauses;
mod position;
mod read;
mod release;
pub mod revert;
mod seized;
mod terms;
mod top_up;
mod under;

pub use accrual::{BaseToken, Curve};
pub use health::Views;
pub use liquidation::Absorption;
pub use market::{Addresses, Unit};
pub use pauses::PauseFlags;
pub use position::{CometAsset, CometPosition};
pub use read::{Layout, Reading, Step};
pub use release::Release;
pub(super) use seized::told;
