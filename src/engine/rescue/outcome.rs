//! After the wallet was asked: what became of it. Never asked twice; looked up instead.

use super::io::{Answer, Forgotten, Node, Output};
use super::looking::Looked;
use super::pending::{Pending, UNSEEN_EVERY_MS};
use super::turn::Turn;
use crate::chain::transactions::{Difference, Receipt};
use crate::top_up::Record;
use crate::top_up::look::{self, Sight};

/// How often what became of it is looked up, milliseconds.
const LOOK_EVERY_MS: u64 = 2_000;

/// How often where an endpoint cannot tell what was mined, milliseconds: it asks much.
const UNTOLD_EVERY_MS: u64 = 30_000;

/// So many looks in a row must find nobody who names what is in a block: behind one address are several
/// nodes, and one of them may be behind.
const UNNAMED: u8 = 3;

/// The end of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is in a block.
    Mined(Receipt),
    /// Something else than what was asked for is in a block under its hash.
    Other(Receipt, Difference),
    /// What is in a block under its hash cannot be compared with what was asked for.
    Unnamed(Receipt),
    /// Its number was taken by another transaction, so it never can be.
    Replaced,
    /// The wallet says that it did not send it, and never will.
    Dropped,
    /// Nothing is seen of it, and somebody said that nothing will be.
    GivenUp,
}

impl Pending {
    /// Time has passed: it is looked up when that is due.
    pub(super) fn time(&mut self, turn: &mut Turn<'_>) -> Option<Fate> {
        if self.next_look.is_none_or(|at| turn.now < at) {
            return None;
        }
        let picture = turn.picture(&self.record.position);
        // What an endpoint of another chain says of the account is of that chain.
        if picture.source.is_none() {
            self.next_look = Some(turn.now.plus(UNSEEN_EVERY_MS));
            return None;
        }
        self.next_look = None;
        let looked = self.looking.begin(turn, self.record.clone());
        self.looked(turn, looked)
    }

    /// If a look from here on sees nothing of it, that is its end.
    pub(super) fn give_up(&mut self, turn: &mut Turn<'_>) {
        // What a look saw so far is older than the word.
        turn.forget(Forgotten::Looks);
        self.is_given_up = true;
        self.looking.stop();
        self.next_look = Some(turn.now);
    }

    /// A question of a look was answered.
    pub(super) fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        node: Node,
        question: look::Question,
        answer: Answer,
    ) -> Option<Fate> {
        let key = &self.record.position;
        let looked = self.looking.answered(turn, key, node, question, answer);
        self.looked(turn, looked)
    }

    fn looked(&mut self, turn: &mut Turn<'_>, looked: Option<Looked>) -> Option<Fate> {
        match looked? {
            Looked::Failed => {
                self.next_look = Some(turn.now.plus(UNSEEN_EVERY_MS));
                None
            }
            Looked::Seen(sight, learnt) => self.seen(turn, sight, *learnt),
        }
    }

    fn seen(&mut self, turn: &mut Turn<'_>, sight: Sight, learnt: Record) -> Option<Fate> {
        // What the wallet told while the look was under way stays.
        let mut record = learnt;
        record.add_hashes(&self.record.hashes);
        if let Sight::Mined(receipt) = sight {
            // Of an account's own hash: the transaction around it, which every node knows.
            record.add_hashes(&[receipt.hash]);
        }
        record.asked.learn(&self.record.asked);
        let before = core::mem::replace(&mut self.record, record.clone());
        let seen_before = self.sight.replace(sight);
        let is_given_up = core::mem::take(&mut self.is_given_up);
        if !matches!(sight, Sight::Unnamed(_)) {
            self.unnamed = 0;
        }
        let (unseen_since, wait) = match sight {
            Sight::Unseen | Sight::Held => (self.unseen_since.or(Some(turn.now)), UNSEEN_EVERY_MS),
            // A node that is in the midst of a block contradicts itself for a moment.
            Sight::Untold if seen_before != Some(sight) => (None, LOOK_EVERY_MS),
            Sight::Untold => (None, UNTOLD_EVERY_MS),
            Sight::Unnamed(_) => (None, UNSEEN_EVERY_MS),
            Sight::Waiting
            | Sight::Mined(_)
            | Sight::Other(..)
            | Sight::Undone(_)
            | Sight::Replaced
            | Sight::Dropped => (None, LOOK_EVERY_MS),
        };
        self.unseen_since = unseen_since;
        self.next_look = Some(turn.now.plus(wait));
        let learnt = record.hashes.last().copied();
        if before != record {
            turn.keep_record(record, Some(&before));
        }
        // Of one transaction the wallet tells it.
        if let (true, Some(hash)) = (before.hashes.is_empty(), learnt)
            && before.asked.together().is_some()
        {
            turn.put(Output::Sent(before.position.clone(), hash));
        }
        match sight {
            Sight::Mined(receipt) => Some(Fate::Mined(receipt)),
            Sight::Undone(receipt) => Some(Fate::Mined(Receipt {
                succeeded: false,
                ..receipt
            })),
            // What it says while it asks is of something else.
            Sight::Dropped => self.asking_since.is_none().then_some(Fate::Dropped),
            Sight::Other(receipt, difference) => Some(Fate::Other(receipt, difference)),
            Sight::Unnamed(receipt) => self.unnamed(turn, receipt),
            Sight::Replaced => Some(Fate::Replaced),
            Sight::Unseen | Sight::Untold | Sight::Held => is_given_up.then_some(Fate::GivenUp),
            Sight::Waiting => None,
        }
    }

    /// It is in a block, and nobody names it. Where that stays so until the block lies as deep as one
    /// that stays, a name is not waited for any longer.
    fn unnamed(&mut self, turn: &Turn<'_>, receipt: Receipt) -> Option<Fate> {
        self.unnamed = self.unnamed.saturating_add(1);
        let picture = turn.picture(&self.record.position);
        let deep = receipt.block.saturating_add(picture.facts.settles_after);
        let stays = self.unnamed >= UNNAMED && picture.at() >= deep;
        stays.then_some(Fate::Unnamed(receipt))
    }
}
