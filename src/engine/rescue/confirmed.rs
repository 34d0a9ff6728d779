//! What is confirmed before something is signed: where the wallet is, and how far the account's row
//! of transactions is.

use crate::top_up::FlowFailure;

/// What the wallet confirmed of where it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    pub(super) chain: bool,
    pub(super) account: bool,
}

impl Context {
    pub(super) fn is_confirmed(self) -> bool {
        self.chain && self.account
    }
}

/// How many transactions the account has had, at the block that the plan was made at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) block: u64,
    pub(super) mined: Option<u64>,
    /// With those that wait for a block.
    pub(super) waiting: Option<u64>,
}

/// What a claim starts from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// A block that the account's transactions were counted at.
    pub(super) block: u64,
    /// How many there were.
    pub(super) mined: u64,
}

impl Counts {
    /// Where the account's row of transactions ends, once that is known.
    pub(super) fn row(self) -> Option<Result<Row, FlowFailure>> {
        let (mined, waiting) = (self.mined?, self.waiting?);
        let block = self.block;
        Some(match waiting > mined {
            // Whatever is sent now could only come after it.
            true => Err(FlowFailure::OtherWaits),
            false => Ok(Row { block, mined }),
        })
    }
}
