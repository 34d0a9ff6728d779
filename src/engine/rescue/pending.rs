//! A transaction whose end is not known: what is known of it, and how it is shown.

use alloy::primitives::{Address, U256};

use super::super::clock::Millis;
use super::aim::Reviewed;
use super::io::Looker;
use super::looking::Looking;
use crate::protocols::Snapshot;
use crate::top_up::look::Sight;
use crate::top_up::{Doubt, Part, Record, Reserved, Step, StepStatus, StepView, held};

/// How often it is looked for where nothing is seen of it, milliseconds.
pub(super) const UNSEEN_EVERY_MS: u64 = 6_000;

/// Nodes hear of a transaction within so much time after it was sent, if they ever do; after it,
/// milliseconds, the person is told that none has.
const HEARD_OF_WITHIN_MS: u64 = 120_000;

/// A person who reads what the wallet asks is not disturbed for so long, milliseconds. After it the
/// question may be one that the wallet has lost.
const ASKING_MS: u64 = 300_000;

/// A transaction whose end is not known.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) record: Record,
    /// What its bytes say, one for each payment; none where they cannot be read back yet.
    pub(super) steps: Vec<Step>,
    /// The plan that it begins; none after a reload.
    pub(super) reviewed: Option<Reviewed>,
    /// The wallet has been asked by this page, since then, and has not answered.
    pub(super) asking_since: Option<Millis>,
    /// The wallet said that it shows an earlier question still.
    pub(super) asks_already: bool,
    /// What was seen of it last; none before the first look.
    pub(super) sight: Option<Sight>,
    pub(super) unseen_since: Option<Millis>,
    /// So many looks in a row found it in a block, and nobody who names it.
    pub(super) unnamed: u8,
    /// Since it is in a block so many reads did not say who may act.
    pub(super) unsaid: u8,
    /// The person said that it was cancelled, or whoever resolved it said that it has ended: if
    /// then nothing is seen of it, that is its end.
    pub(super) is_given_up: bool,
    pub(super) looking: Looking,
    /// When to look next; none while a look is under way.
    pub(super) next_look: Option<Millis>,
    /// What the wallet held of each of its tokens when it was seen first.
    held: Option<Vec<(Address, U256)>>,
}

/// How a transaction whose end is not known is shown.
pub(super) enum Face {
    /// The wallet asks.
    Asked,
    /// It is on its way.
    OnItsWay,
    /// It cannot be said where it is.
    Doubtful(Doubt),
}

impl Pending {
    /// Found again, to be looked up at once.
    pub(super) fn found(now: Millis, record: Record, steps: Vec<Step>) -> Self {
        Self {
            record,
            steps,
            reviewed: None,
            asking_since: None,
            asks_already: false,
            sight: None,
            unseen_since: None,
            unnamed: 0,
            unsaid: 0,
            is_given_up: false,
            looking: Looking::of(Looker::Pending),
            next_look: Some(now),
            held: None,
        }
    }

    /// The wallet is asked for what comes next of a plan.
    pub(super) fn asked(now: Millis, reviewed: Reviewed, record: Record) -> Self {
        let steps = reviewed.next().to_vec();
        Self {
            reviewed: Some(reviewed),
            asking_since: Some(now),
            next_look: Some(now.plus(UNSEEN_EVERY_MS)),
            ..Self::found(now, record, steps)
        }
    }

    /// Whether what was mined is known to be what was asked for.
    pub(super) const fn is_named(&self) -> bool {
        !matches!(self.sight, Some(Sight::Unnamed(_)))
    }

    /// Looks as soon as it can.
    pub(super) fn look_now(&mut self, now: Millis) {
        if !self.looking.is_under_way() {
            self.next_look = Some(now);
        }
    }

    /// The wallet has said something, or will not: now the chain is asked.
    pub(super) fn heard_out(&mut self, now: Millis) {
        self.asking_since = None;
        self.look_now(now);
    }

    /// What is carried out by it, and what is to come after it as far as that is known.
    pub(super) fn parts(&self, snapshot: Option<&Snapshot>) -> Vec<Part> {
        match (&self.reviewed, snapshot) {
            (Some(reviewed), _) => reviewed.plan.parts.clone(),
            (None, Some(snapshot)) => {
                let parts = self.steps.iter().filter_map(|step| step.part(snapshot));
                parts.collect()
            }
            (None, None) => Vec::new(),
        }
    }

    /// Sees what the wallet holds, before it takes any of that.
    pub(super) fn see_wallet(&mut self, snapshot: &Snapshot) {
        if self.held.is_some() || self.steps.is_empty() {
            return;
        }
        let mut all: Vec<(Address, U256)> = Vec::new();
        for part in self.parts(Some(snapshot)) {
            let token = part.way.asset;
            if !all.iter().any(|(one, _)| *one == token) {
                all.push((token, held(snapshot, token)));
            }
        }
        self.held = Some(all);
    }

    /// What of the wallet it takes yet: the wallet may be read after it was carried out, and before that is
    /// known here. What is known of the coin is of before.
    pub(super) fn still_there(&self, snapshot: &Snapshot, mut taken: Reserved) -> Reserved {
        // Found again, and the position is where it was to lead: it took what it takes before the wallet was seen.
        let is_there = || self.record.is_reached_by(snapshot.first_health());
        if self.reviewed.is_none() && self.record.acts() && is_there() {
            return Reserved::nothing();
        }
        let paid = self.record.asked.coin();
        let parts = self.parts(Some(snapshot));
        for (token, before) in self.held.iter().flatten() {
            let now = held(snapshot, *token);
            let spent = before.saturating_sub(now);
            taken = taken.less(*token, spent, &parts, now);
            let made = now.saturating_sub(*before).min(paid);
            taken = taken.with_coin(made);
        }
        taken
    }

    /// As they are shown, each alike.
    pub(super) fn step_views(&self, status: &StepStatus) -> Vec<StepView> {
        let view = |step: &Step| step.view(status.clone());
        self.steps.iter().map(view).collect()
    }

    /// How they stand while their end is not known; the hash is the one that they are known by last.
    pub(super) fn status(&self) -> StepStatus {
        match self.record.hashes.last() {
            Some(&hash) => StepStatus::Sent { hash },
            None if self.record.is_taken() => StepStatus::Taken,
            None => StepStatus::Asked,
        }
    }

    /// How it is shown now.
    pub(super) fn face(&self, now: Millis) -> Face {
        let is_taken = self.record.is_taken();
        let within = |since: Option<Millis>, ms| since.is_none_or(|since| now < since.plus(ms));
        let asks = self.asking_since.is_some() && within(self.asking_since, ASKING_MS);
        match self.sight {
            None | Some(Sight::Unseen | Sight::Dropped) if asks && !is_taken => Face::Asked,
            None | Some(Sight::Waiting | Sight::Unnamed(_)) if is_taken => Face::OnItsWay,
            Some(Sight::Unseen | Sight::Held)
                if is_taken && within(self.unseen_since, HEARD_OF_WITHIN_MS) =>
            {
                Face::OnItsWay
            }
            None | Some(Sight::Unseen) if self.asks_already && !is_taken => {
                Face::Doubtful(Doubt::EarlierQuestion)
            }
            None => Face::Doubtful(Doubt::NotLooked),
            Some(Sight::Held) => Face::Doubtful(Doubt::WithWallet),
            Some(Sight::Waiting | Sight::Unnamed(_)) => Face::Doubtful(Doubt::SomethingWaits),
            Some(Sight::Untold) => Face::Doubtful(Doubt::SomethingMined),
            Some(
                Sight::Unseen
                | Sight::Mined(_)
                | Sight::Other(..)
                | Sight::Undone(_)
                | Sight::Replaced
                | Sight::Dropped,
            ) => Face::Doubtful(Doubt::Unseen),
        }
    }
}
