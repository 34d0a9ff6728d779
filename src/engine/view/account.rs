//! An account that is watched, or cannot be.

use alloy::primitives::Address;

/// An account that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// Its address.
    pub account: Address,
    /// Why it is watched.
    pub origin: Origin,
    /// What the person calls it.
    pub name: Option<String>,
    /// Its calls are shown on the page alone.
    pub muted: bool,
}

/// Why an account is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The wallet shares it.
    Wallet,
    /// The host page named it.
    Host,
    /// The person typed it.
    Typed,
    /// A wallet shared it before, and it holds something.
    Kept,
}

/// Why an address cannot be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchProblem {
    /// It is not 20 bytes of hexadecimal.
    NotAnAddress,
    /// Its capital letters do not fit (EIP-55): a letter was mistyped.
    Checksum,
}
