//! What is confirmed before something is signed: where the wallet is, and how far the account's row
//! of transactions is.

use super::super::effect::Endpoint;
use super::answer::read;
use super::around::Picture;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::rpc::{self, Request};
use crate::chain::transactions::{AccountKind, CountAt, parse_count};
use crate::protocols::PositionKey;
use crate::top_up::{FlowFailure, NamedBy};

/// What the wallet confirmed of where it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    chain: bool,
    account: bool,
}

impl Context {
    /// Asks the wallet where it is.
    pub(super) fn ask(turn: &mut Turn<'_>) {
        let wallet = Endpoint::Wallet;
        turn.ask(Question::Chain, wallet.clone(), Request::chain_id());
        turn.ask(Question::Accounts, wallet, Request::accounts());
    }

    /// It says on which chain it is.
    pub(super) fn chain(&mut self, key: &PositionKey, answer: Answer) -> Result<(), FlowFailure> {
        let told = read(answer, rpc::parse_chain_id);
        is_same(told.map(|chain| chain == key.chain))?;
        self.chain = true;
        Ok(())
    }

    /// It says which accounts it shares.
    pub(super) fn accounts(
        &mut self,
        key: &PositionKey,
        answer: Answer,
    ) -> Result<(), FlowFailure> {
        let told = read(answer, rpc::parse_accounts);
        is_same(told.map(|accounts| accounts.first() == Some(&key.account)))?;
        self.account = true;
        Ok(())
    }

    pub(super) fn is_confirmed(self) -> bool {
        self.chain && self.account
    }
}

fn is_same(told: Option<bool>) -> Result<(), FlowFailure> {
    match told {
        Some(true) => Ok(()),
        Some(false) => Err(FlowFailure::ContextChanged),
        None => Err(FlowFailure::Disconnected),
    }
}

/// How many transactions the account has had, at the block that the plan was made at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) block: u64,
    pub(super) mined: Option<u64>,
    /// With those that wait for a block.
    pub(super) waiting: Option<u64>,
    /// What the wallet's own node is still asked.
    wallet_owes: u8,
    /// The most that it counts in blocks, and with those that wait.
    wallet_mined: u64,
    wallet_waiting: u64,
}

/// What a claim starts from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// How what the account asks for comes to the chain.
    pub(super) account: AccountKind,
    /// A block that the account's transactions were counted at.
    pub(super) block: u64,
    /// How many there were.
    pub(super) mined: u64,
    /// What the name of several calls as one is made of, where the wallet was asked for it.
    pub(super) name: Option<NamedBy>,
    /// The number that is to be asked for, where the account has a row of its own: whatever else was
    /// asked for under it, here or where nobody remembers it, only one of them can be mined.
    pub(super) number: Option<u64>,
}

impl Counts {
    /// Asks how many there are; where another node than the wallet's own reads, that one too: it
    /// knows of what the wallet sent where others may not.
    pub(super) fn ask(&mut self, turn: &mut Turn<'_>, key: &PositionKey, picture: &Picture<'_>) {
        self.block = picture.at();
        for at in [CountAt::Block(self.block), CountAt::Pending] {
            let request = Request::transaction_count(key.account, at);
            turn.ask(Question::Count(at), picture.via(), request);
        }
        if picture.via() == Endpoint::Wallet {
            return;
        }
        for at in [CountAt::Latest, CountAt::Pending] {
            let request = Request::transaction_count(key.account, at);
            turn.ask(Question::WalletCount(at), Endpoint::Wallet, request);
            self.wallet_owes = self.wallet_owes.saturating_add(1);
        }
    }

    /// The wallet's own node answered, or did not: then the other one counts alone.
    pub(super) fn wallet_counted(&mut self, at: CountAt, answer: Answer) {
        self.wallet_owes = self.wallet_owes.saturating_sub(1);
        let count = read(answer, parse_count).unwrap_or(0);
        match at {
            CountAt::Pending => self.wallet_waiting = count,
            CountAt::Latest | CountAt::Block(_) => self.wallet_mined = count,
        }
    }

    /// Where the account's row of transactions ends, once that is known.
    pub(super) fn row(self, account: AccountKind) -> Option<Result<Row, FlowFailure>> {
        let (mined, waiting) = (self.mined?, self.waiting?);
        if self.wallet_owes > 0 {
            return None;
        }
        if self.wallet_mined > mined {
            return Some(Err(FlowFailure::OtherMined));
        }
        let waiting = waiting.max(self.wallet_waiting);
        let block = self.block;
        Some(match waiting > mined {
            // Whatever is sent now could only come after it.
            true => Err(FlowFailure::OtherWaits),
            false => Ok(Row {
                account,
                block,
                mined,
                name: None,
                number: account.has_row().then_some(mined),
            }),
        })
    }
}
