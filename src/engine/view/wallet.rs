//! A wallet, and what it would not do.

/// A wallet that announced itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletInfo {
    /// Its announcement.
    pub id: WalletId,
    /// What it calls itself.
    pub name: String,
    /// A `data:` image of its own; never another address.
    pub icon: Option<String>,
    /// Stable name of the wallet's maker in reverse domain order, to find it again after reload.
    pub rdns: Option<String>,
}

/// Names one wallet of this page load.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WalletId {
    /// The provider that the host page handed in. No announcement can take its place.
    Host,
    /// The provider at `window.ethereum`, which does not name itself.
    Injected,
    /// One that announced itself under this `uuid` (EIP-6963).
    Announced(String),
}

/// Why the wallet did not switch its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwitchProblem {
    /// The person said no in the wallet (4001).
    Rejected,
    /// The wallet does not know the chain (4902).
    UnknownChain,
    /// The wallet did not answer.
    NoAnswer,
    /// Anything else, in the wallet's words.
    Other(String),
}

/// Why connecting a wallet did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectProblem {
    /// The person said no in the wallet (4001).
    Rejected,
    /// The wallet still shows an earlier question (-32002).
    AlreadyAsking,
    /// The wallet gave no account.
    NoAccount,
    /// The wallet disconnected.
    Disconnected,
    /// The wallet now offers another account than the one that was watched: that takes a click.
    OtherAccount,
    /// The wallet's answer cannot be read, or there was none.
    NoAnswer,
    /// Anything else, in the wallet's words.
    Other(String),
}
