//! What the top-up takes in, and what comes of it.

use alloy::primitives::{Address, B256};
use serde_json::Value;

use super::super::effect::Endpoint;
use super::super::event::{NotStored, RequestFailure};
use super::super::host_event::TopUpStage;
use crate::chain::ChainId;
use crate::chain::rpc::Request;
use crate::chain::transactions::CountAt;
use crate::protocols::PositionKey;
use crate::risk::Health;
pub(in super::super) use crate::top_up::Node;
use crate::top_up::{Chosen, Manner, Record, Slot, ToSign, Voice, look};

/// What came back to a question.
pub(in super::super) type Answer = Result<Value, RequestFailure>;

/// What the store says of a slot: what lies there, if anything does.
pub(in super::super) type Said = Result<Option<String>, NotStored>;

/// What a top-up takes in.
#[derive(Debug)]
pub(in super::super) enum Input {
    /// A person wants to top up this position.
    Open(PositionKey),
    /// A person closes it.
    Close,
    /// A person chooses what to do.
    Choose(Chosen),
    /// A person types up to where.
    SetTarget(String),
    /// A person types with how much, by the chosen way.
    SetAmount(String),
    /// A person wants the steps that are shown put to the wallet in this manner.
    SetManner(Manner),
    /// A person wants to see what would be signed.
    Review,
    /// A person wants to choose again.
    Back,
    /// A person wants to sign what is shown.
    Sign,
    /// A person wants it looked up now what became of a transaction.
    LookAgain,
    /// A person says that it was cancelled in the wallet.
    SayCancelled,
    /// A question was answered, or was not in time.
    Answered(Question, Answer),
    /// What lies in a slot: the store was asked, or another tab wrote.
    RecordIs(Slot, Said),
    /// A chain was read, whether or not anything changed.
    Read(ChainId),
    /// The same, once what a click waited for is open.
    ReadOut(ChainId),
    /// A chain could not be read.
    CouldNotRead(ChainId),
    /// A second source was asked about a chain, or could not be.
    Witnessed(ChainId),
    /// Account, chain or wallet changed.
    Moved,
    /// The wallet cannot sign now.
    Locked,
    /// Time has passed.
    Time,
}

/// A question to a wallet or to a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Question {
    /// Once more before signing: the wallet's chain.
    Chain,
    /// Once more before signing: the wallet's accounts.
    Accounts,
    /// Once more before signing: there is a contract.
    Code(Address),
    /// Once more before signing: whether the account is a contract itself.
    AccountCode,
    /// How much of the chain's coin the account has.
    Coin,
    /// What gas costs.
    GasPrice,
    /// Whether the wallet carries out several calls as one, for the account of this position.
    Capabilities(Box<PositionKey>),
    /// Once more before signing: whether a contract that is to be authorised is what it is taken for.
    Vouch(Voice),
    /// Whether the wallet knows what goes by a name.
    CallsStatus,
    /// What a token says of the permissions that it takes.
    PermitTerms(Address),
    /// What the remaining steps would do together.
    Bundle,
    /// The code that makes several calls in one, where a bundle is not understood.
    BatchCode,
    /// What the remaining steps would do in one call of the account itself.
    AtAccount,
    /// What the next step alone would do.
    Step,
    /// Once more before signing: how many transactions the account has had.
    Count(CountAt),
    /// The same, of the wallet's own node.
    WalletCount(CountAt),
    /// Whether this contract may act for the account, once that was to change.
    Authority(Address),
    /// To sign this, which sends nothing.
    Permit(Box<ToSign>),
    /// To sign and send what this record tells of.
    Send(Box<Record>),
    /// What became of a transaction.
    Look(Looker, Node, look::Question),
}

impl Question {
    /// Whether the answer waits for a person, who may take as long as they like.
    pub(in super::super) fn waits_for_person(&self) -> bool {
        matches!(self, Self::Send(_) | Self::Permit(_))
    }
}

/// For what a transaction is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Looker {
    /// Its end is waited for.
    Pending,
    /// It has ended, and must stay so.
    Settling,
}

/// Which questions are asked in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Forgotten {
    /// Those before something is shown to be signed, or signed.
    Checks,
    /// Those about what became of a transaction whose end is waited for.
    Looks,
    /// Those about one that has ended.
    Settling,
}

impl Forgotten {
    /// Whether this is one of them. What the wallet was asked to send is never forgotten.
    pub(in super::super) fn has(self, question: &Question) -> bool {
        match question {
            // What the wallet can it can whatever is done with it.
            Question::Send(_) | Question::Capabilities(_) => false,
            Question::Look(Looker::Pending, ..) => self == Self::Looks,
            Question::Look(Looker::Settling, ..) => self == Self::Settling,
            _ => self == Self::Checks,
        }
    }
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(in super::super) enum Output {
    /// Ask.
    Ask(Question, Endpoint, Request),
    /// Answers to earlier questions of this kind are of no use.
    Forget(Forgotten),
    /// Ask the store what lies in a slot.
    ReadRecord(Slot),
    /// Change what lies in a slot, if it is what is expected there.
    ChangeRecord {
        /// Which slot.
        slot: Slot,
        /// What must lie there before; none: nothing.
        from: Option<String>,
        /// What is to lie there after; none: nothing.
        to: Option<String>,
    },
    /// Tell the host page how far the top-up of a position is.
    Emit(TopUpStage, PositionKey),
    /// Look at a chain now.
    Look(ChainId),
    /// Look at it again in so many milliseconds.
    LookIn(ChainId, u64),
    /// Look at everything on it, also at what changes rarely.
    Sweep(ChainId),
    /// Ask a second source about it.
    WantWitness(ChainId),
    /// A contract is about to be let act for accounts on a chain.
    Knows(ChainId, Address),
    /// The wallet has sent something for a position.
    Sent(PositionKey, B256),
    /// A position was topped up, to this health.
    ToppedUp(PositionKey, Health),
}
