//! Wallets of the browser: found by EIP-6963, asked by EIP-1193. Their words are data.

mod announcement;
mod discovery;
mod failure;
mod provider;

pub use discovery::Discovery;
pub use provider::{Provider, Subscription};
