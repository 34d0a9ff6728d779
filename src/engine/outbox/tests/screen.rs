//! A person's screen, on which positions are called.

use super::super::super::view::PositionKey;
use super::super::*;
use crate::alert::{Level, Reading};
use crate::chain::ChainId;
use crate::math::{Timestamp, Wad, decimal};
use crate::risk::Health;

pub(super) const ALICE: Address = Address::repeat_byte(0xa1);
pub(super) const BOB: Address = Address::repeat_byte(0xb0);

pub(super) fn of(account: Address) -> Subject {
    Subject::Position(PositionKey {
        chain: ChainId(1),
        market: Address::repeat_byte(1),
        id: None,
        account,
    })
}

pub(super) fn tag(account: Address) -> String {
    format!("1:0xpool:{account:#x}:health:1")
}

pub(super) fn notice(
    kind: NoticeKind,
    level: Level,
    account: Address,
    at: u64,
    health: &str,
) -> Notice {
    let ratio = Wad::from_raw(decimal::parse(health, 18).unwrap());
    Notice {
        kind,
        level,
        tag: tag(account),
        reading: Some(Reading {
            block_number: at,
            health: Health::Ratio(ratio),
            lasts: None,
        }),
        current: true,
        at: Timestamp(at),
        changes: Vec::new(),
        without: None,
        takings: Vec::new(),
    }
}

/// The person's screen: what has which tag, whom it names, and how often it was heard.
#[derive(Default)]
pub(super) struct Screen {
    pub(super) outbox: Outbox,
    pub(super) shows: Vec<(String, Vec<Address>)>,
    pub(super) heard: usize,
    pub(super) refuses: bool,
    /// The browser does not say what it shows.
    pub(super) is_mute: bool,
    pub(super) waits: Vec<Address>,
}

impl Screen {
    pub(super) fn called(&mut self, level: Level, account: Address, at: u64, health: &str) {
        self.decides(NoticeKind::Entered, level, account, at, health);
    }

    pub(super) fn decides(
        &mut self,
        kind: NoticeKind,
        level: Level,
        account: Address,
        at: u64,
        health: &str,
    ) {
        let notice = notice(kind, level, account, at, health);
        self.on(at, Input::Decided(of(account), &notice));
    }

    pub(super) fn on(&mut self, at: u64, input: Input<'_>) {
        let outputs = self.outbox.on(Millis(at * 1_000), input);
        self.take(at, outputs);
    }

    /// What is due at a moment is shown.
    pub(super) fn passes(&mut self, at: u64) {
        let waits = self.waits.clone();
        let standing = |letter: &Letter| match letter.about().account() {
            Some(account) if waits.contains(&account) => Standing::Waits,
            _ => Standing::Stands,
        };
        let outputs = self.outbox.on(Millis(at * 1_000), Input::Time(&standing));
        self.take(at, outputs);
    }

    fn take(&mut self, at: u64, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Close(tag) => self.shows.retain(|(shown, _)| *shown != tag),
                Output::Send(envelope) if self.refuses => {
                    self.outbox
                        .on(Millis(at * 1_000), Input::Refused(&envelope.tag));
                }
                Output::Send(envelope) => {
                    self.shows.retain(|(shown, _)| *shown != envelope.tag);
                    let named = envelope.letters().filter_map(|one| one.about().account());
                    self.shows.push((envelope.tag.clone(), named.collect()));
                    self.heard += usize::from(envelope.is_loud);
                    if self.is_mute {
                        continue;
                    }
                    self.outbox
                        .on(Millis(at * 1_000), Input::Shown(&envelope.tag));
                }
                Output::Keep | Output::Pass(_) => {}
            }
        }
    }

    pub(super) fn names(&self) -> Vec<&[Address]> {
        self.shows
            .iter()
            .map(|(_, named)| named.as_slice())
            .collect()
    }

    /// Both at the level of a call, told as one.
    pub(super) fn both() -> Self {
        Self::default().with_both()
    }

    /// Nothing that it shows is confirmed.
    pub(super) fn mute() -> Self {
        Self {
            is_mute: true,
            ..Self::default()
        }
    }

    /// Nothing is shown.
    pub(super) fn refusing() -> Self {
        Self {
            refuses: true,
            ..Self::default()
        }
    }

    /// Both come to the level of a call at once.
    pub(super) fn with_both(mut self) -> Self {
        self.called(Level::Call, ALICE, 10, "1.09");
        self.called(Level::Call, BOB, 10, "1.08");
        self.passes(10);
        self
    }
}
