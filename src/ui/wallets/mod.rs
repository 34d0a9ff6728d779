//! The wallets that can be connected, wherever they are offered.

mod wallet_button;
mod wallets_view;

pub use wallets_view::Wallets;
