//! What a session takes in, and what comes of it.

use alloy::primitives::Address;

use super::super::event::RequestFailure;
use super::super::view::{ReadProblem, WalletId, WalletInfo};
use crate::chain::ChainId;

/// What a session takes in.
#[derive(Debug)]
pub(in super::super) enum Input {
    /// A wallet made itself known; the account of it that was watched last, if one was.
    Announced(WalletInfo, Option<Address>),
    /// All wallets that answer at once have answered.
    Settled,
    /// A person wants this one.
    Connect(WalletId),
    /// A person gives up connecting.
    Cancel,
    /// A person wants none.
    Disconnect,
    /// A person unlocks it.
    Unlock,
    /// A person wants it to be on this chain.
    Switch(ChainId),
    /// It says what it shares; nothing: in words that are no list of accounts.
    Said(Option<Vec<Address>>),
    /// It says that something changed.
    Hinted,
    /// A person, or a failure, wants it asked again.
    AskAgain,
    /// What it shares without asking the person, or granted after that.
    Accounts(WalletId, Result<Vec<Address>, RequestFailure>),
    /// What it shares now; nothing: it did not say.
    Shared(Option<Vec<Address>>),
    /// The same, after the person was asked to unlock it.
    Unlocked(Option<Vec<Address>>),
    /// Which chain it is on.
    Chain(Result<ChainId, ReadProblem>),
    /// It was asked to switch.
    Switched(Result<(), RequestFailure>),
    /// Time has passed.
    Time,
}

/// A question to the wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Question {
    /// What it shares, without a question to the person, before it is used.
    SilentAccounts(WalletId),
    /// What the person lets it share.
    GrantedAccounts(WalletId),
    /// What the one in use shares.
    SharedAccounts,
    /// The same of a locked one, which asks the person.
    Unlock,
    /// Which chain it is on.
    Chain,
    /// To go to this chain.
    Switch(ChainId),
}

/// What comes of it.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Output {
    /// Use this wallet from here on, or none.
    Use(Option<WalletId>),
    /// Ask it.
    Ask(Question),
    /// Answers to earlier questions of this kind are of no use.
    Forget(Forgotten),
    /// This account of this wallet is the one to come back to.
    Chose(WalletInfo, Address),
    /// What can be signed is not what could be before: another account, chain or wallet, or none.
    Moved,
    /// It cannot sign now.
    Locked,
    /// It has not said where it is.
    Unnamed(ReadProblem),
    /// What could not be read through it may be readable now.
    LookAgain,
}

/// Which questions are asked in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Forgotten {
    /// Whether the person lets it share.
    Grants,
    /// All of the wallet in use.
    InUse,
    /// For its chain.
    Chain,
}
