//! After the end was seen: a transaction that a reorganisation may still take away is looked for
//! again until it lies deep enough. Where it is taken away its record is open once more, as if it
//! had never ended. Until then nothing else is asked for that pays.

use super::super::clock::Millis;
use super::super::host_event::TopUpStage;
use super::io::{Answer, Forgotten, Looker, Node};
use super::looking::{Looked, Looking};
use super::turn::Turn;
use crate::top_up::look::{self, Sight};
use crate::top_up::{End, Record};

/// How often it is looked for, milliseconds.
const EVERY_MS: u64 = 6_000;

/// So many looks in a row must miss it: behind one address are several nodes, and one of them may
/// be behind. Nothing is lost by waiting, since nothing is asked for meanwhile.
const MISSED: u8 = 2;

/// A transaction that has ended and not settled.
#[derive(Debug)]
pub(super) struct Settling {
    /// As it lies in the store.
    record: Record,
    /// How it was seen to have ended last.
    ended: Option<Ended>,
    looking: Looking,
    next_look: Option<Millis>,
    missed: u8,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Mined { succeeded: bool },
    Other,
    Replaced,
}

impl Settling {
    fn new(now: Millis, record: Record, end: End) -> Self {
        // One that was left to itself is looked for at once; clocks can be set.
        let next_look = Millis(end.at_ms).plus(EVERY_MS).min(now.plus(EVERY_MS));
        Self {
            record,
            ended: None,
            looking: Looking::of(Looker::Settling),
            next_look: Some(next_look),
            missed: 0,
        }
    }

    /// When there is something to do.
    pub(super) fn due(&self) -> Option<Millis> {
        self.next_look
    }

    /// Watches what the store says to be settling.
    pub(super) fn follow(settling: &mut Option<Self>, turn: &mut Turn<'_>) {
        let told = turn.records.settling();
        match (told, settling.as_mut()) {
            (None, None) => {}
            (None, Some(_)) => {
                *settling = None;
                turn.forget(Forgotten::Settling);
            }
            (Some((record, _)), Some(known)) if known.record.is_same_ask(record) => {
                known.record = record.clone();
            }
            (Some((record, end)), known) => {
                let was_known = known.is_some();
                *settling = Some(Self::new(turn.now, record.clone(), end));
                if was_known {
                    turn.forget(Forgotten::Settling);
                }
            }
        }
    }

    /// Time has passed.
    pub(super) fn time(&mut self, turn: &mut Turn<'_>) {
        if self.next_look.is_none_or(|at| turn.now < at) {
            return;
        }
        let picture = turn.picture(&self.record.position);
        if picture.source.is_none() || picture.block.is_none() {
            self.next_look = Some(turn.now.plus(EVERY_MS));
            return;
        }
        self.next_look = None;
        let looked = self.looking.begin(turn, self.record.clone());
        self.looked(turn, looked);
    }

    /// A question of a look was answered.
    pub(super) fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        node: Node,
        question: look::Question,
        answer: Answer,
    ) {
        let key = &self.record.position;
        let looked = self.looking.answered(turn, key, node, question, answer);
        self.looked(turn, looked);
    }

    fn looked(&mut self, turn: &mut Turn<'_>, looked: Option<Looked>) {
        let Some(looked) = looked else {
            return;
        };
        self.next_look = Some(turn.now.plus(EVERY_MS));
        let Looked::Seen(sight, learnt) = looked else {
            return;
        };
        let learnt = *learnt;
        match sight {
            Sight::Mined(receipt) | Sight::Unnamed(receipt) => {
                let succeeded = receipt.succeeded;
                self.still(turn, learnt, Ended::Mined { succeeded }, receipt.block);
            }
            Sight::Undone(receipt) => {
                let succeeded = false;
                self.still(turn, learnt, Ended::Mined { succeeded }, receipt.block);
            }
            Sight::Other(receipt, _) => self.still(turn, learnt, Ended::Other, receipt.block),
            Sight::Replaced => {
                let block = self.record.end.map_or(0, |end| end.block);
                self.still(turn, learnt, Ended::Replaced, block);
            }
            Sight::Waiting | Sight::Unseen | Sight::Untold | Sight::Dropped | Sight::Held => {
                self.missed = self.missed.saturating_add(1);
                if self.missed >= MISSED {
                    self.open_again(turn, learnt);
                }
            }
        }
    }

    /// It has still ended, in this block.
    fn still(&mut self, turn: &mut Turn<'_>, learnt: Record, ended: Ended, block: u64) {
        self.missed = 0;
        if self.ended.replace(ended).is_some_and(|was| was != ended) {
            // On another branch it went otherwise, and that is to be told.
            return self.open_again(turn, learnt);
        }
        let picture = turn.picture(&self.record.position);
        let deep = block.saturating_add(picture.facts.settles_after);
        let settles = picture.at() < deep;
        let end = self.record.end.map(|end| End {
            block,
            settles,
            ..end
        });
        if end != self.record.end {
            self.write(turn, Record { end, ..learnt });
        }
    }

    fn open_again(&mut self, turn: &mut Turn<'_>, learnt: Record) {
        self.next_look = None;
        turn.emit(TopUpStage::Unknown, &self.record.position);
        let end = None;
        self.write(turn, Record { end, ..learnt });
    }

    fn write(&self, turn: &mut Turn<'_>, record: Record) {
        turn.keep_record(record, Some(&self.record));
    }
}
