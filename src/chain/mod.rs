//! What can be asked of a chain, and what is believed of its answers. Knows no protocol.

pub(crate) mod address_text;
pub mod at_account;
mod block;
mod call;
pub mod calls;
mod chains;
mod known;
pub mod logs;
mod lookup;
pub mod multicall;
pub mod operations;
mod proof;
mod public_endpoints;
pub mod rpc;
pub mod simulate;
pub mod strange;
pub mod transactions;

pub use address_text::short_address;
pub use block::{BlockRef, ChainId};
pub use call::{Call, CallAnswer, Payment};
pub use chains::{BlockPace, ChainFacts, LOCAL};
pub use known::CHAINS;
pub use lookup::public_endpoints;
pub use proof::{DatedBy, Seen};
