//! One turn of the top-up: an input is worked on.

use super::super::clock::Millis;
use super::super::effect::Endpoint;
use super::super::host_event::TopUpStage;
use super::around::{Around, Picture};
use super::io::{Forgotten, Output, Question};
use super::manner::Choice;
use super::records::Records;
use super::several::Several;
use crate::chain::BlockPace;
use crate::chain::rpc::Request;
use crate::protocols::PositionKey;
use crate::top_up::{End, Record};

/// How long an end holds back the next transaction on a chain that can be turned back, where its
/// block may never come, milliseconds.
const TURNED_BACK_AFTER_MS: u64 = 60_000;

/// When it is, what is seen, what is stored, and what has come of the input so far.
pub(super) struct Turn<'a> {
    pub(super) now: Millis,
    pub(super) around: &'a dyn Around,
    pub(super) records: &'a mut Records,
    /// What is known of the account's other weak positions.
    pub(super) several: &'a mut Several,
    /// In the order in which it is to be done.
    pub(super) outputs: Vec<Output>,
}

impl<'a> Turn<'a> {
    /// What is known of a position now.
    pub(super) fn picture(&self, key: &PositionKey) -> Picture<'a> {
        self.around.picture(key)
    }

    /// Whether the wallet's own node can be asked about a record beside the one that reads. It knows
    /// of what the wallet sent where others may not.
    pub(super) fn has_second_node(&self, record: &Record) -> bool {
        let key = &record.position;
        self.around.signs() == Some(record.slot()) && self.picture(key).via() != Endpoint::Wallet
    }

    /// Does this next.
    pub(super) fn put(&mut self, output: Output) {
        self.outputs.push(output);
    }

    /// Asks this next.
    pub(super) fn ask(&mut self, question: Question, via: Endpoint, request: Request) {
        self.put(Output::Ask(question, via, request));
    }

    /// Asks the wallet what it can, where that was not heard.
    pub(super) fn ask_what_it_can(&mut self, choice: Choice, key: &PositionKey) {
        if !choice.is_known() {
            let request = Request::capabilities(key.account, key.chain);
            let question = Question::Capabilities(Box::new(key.clone()));
            self.ask(question, Endpoint::Wallet, request);
        }
    }

    /// Waits for no answer of this kind any more.
    pub(super) fn forget(&mut self, which: Forgotten) {
        self.put(Output::Forget(which));
    }

    /// Tells the host page how far it is.
    pub(super) fn emit(&mut self, stage: TopUpStage, key: &PositionKey) {
        self.put(Output::Emit(stage, key.clone()));
    }

    /// Asks the store what lies in the slot that is followed.
    pub(super) fn read_record(&mut self) {
        let slot = self.records.slot();
        self.outputs.extend(slot.map(Output::ReadRecord));
    }

    /// Wants a record to be stored; `before` is what is known to lie there, where that is not what
    /// the store said last.
    pub(super) fn keep_record(&mut self, record: Record, before: Option<&Record>) {
        let change = self.records.wish(record, before);
        self.put(change);
    }

    /// Marks a record as ended of which no block tells: nothing was sent.
    pub(super) fn end_record(&mut self, record: &Record, block: u64) {
        self.write_end(record, record, block, false);
    }

    /// Marks a record as ended because somebody says so, and nothing else does.
    pub(super) fn end_by_word(&mut self, record: &Record) {
        let mut doubted = record.clone();
        doubted.doubt();
        self.write_end(record, &doubted, record.block, false);
    }

    /// Marks a record as ended by what lies in a block; what is left to do can be read from `block`
    /// on. It settles first, unless it pays nothing: see [`Record::pays`].
    pub(super) fn settle_record(&mut self, record: &Record, block: u64) {
        match record.pays() {
            true => self.settle_whatever(record, block),
            false => self.write_end(record, record, block, false),
        }
    }

    /// The same, whatever was asked for.
    pub(super) fn settle_whatever(&mut self, record: &Record, block: u64) {
        let stays = self.picture(&record.position).facts.settles_after == 0;
        self.write_end(record, record, block, !stays);
    }

    fn write_end(&mut self, before: &Record, record: &Record, block: u64, settles: bool) {
        let ended = Record {
            end: Some(End {
                block,
                at_ms: self.now.0,
                settles,
            }),
            ..record.clone()
        };
        self.keep_record(ended, Some(before));
    }

    /// Whether what the last transaction left to do is not read yet: the node that reads is behind
    /// the block in which it ended.
    pub(super) fn is_behind_an_end(&self, picture: &Picture<'_>) -> bool {
        let Some(end) = self.records.last_end() else {
            return false;
        };
        let ended_at = Millis(end.at_ms);
        let turned_back = picture.facts.blocks == BlockPace::OnDemand
            && self.now >= ended_at.plus(TURNED_BACK_AFTER_MS);
        picture.at() < end.block && !turned_back
    }
}
