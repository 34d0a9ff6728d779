//! An open top-up: how far it is.

use super::aim::{Aim, Reviewed};
use super::check::Check;
use super::claim::Claim;
use super::coin::Coin;
use super::manner::Choice;
use super::pending::Pending;
use super::several::Several;
use super::turn::Turn;
use super::unread::Unread;
use crate::protocols::PositionKey;
use crate::risk::Health;
use crate::top_up::{FlowFailure, Record, Step, StepView, ToSign, read_step};

/// An open top-up. It belongs to one account on one chain.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) aim: Aim,
    /// What the account has of the chain's coin, while the way is chosen.
    pub(super) coin: Coin,
    /// Whether the wallet is asked for everything at once.
    pub(super) choice: Choice,
    /// Health when the first step was reviewed.
    pub(super) before: Option<Health>,
    /// Steps that were sent and ended.
    pub(super) ended: Vec<StepView>,
    /// The permission that was signed here last, until what was done by it is in a block.
    pub(super) signed: Option<Box<ToSign>>,
    pub(super) stage: Stage,
    /// Closed while a transaction is on its way; it shows itself again when that ends.
    pub(super) hidden: bool,
}

#[derive(Debug)]
pub(super) enum Stage {
    Choosing,
    /// Everything is read once more; then the review is shown.
    Checking(Check),
    Review(Box<Reviewed>),
    /// Everything is read once more; then the wallet is asked for what was reviewed.
    Rechecking(Box<Reviewed>, Check),
    /// The wallet is asked to sign the permission that was reviewed. Nothing is sent by that.
    Permitting(Box<Reviewed>),
    /// The record is written; then the wallet is asked.
    Claiming(Box<Reviewed>, Claim),
    /// The wallet is asked, or was, here or elsewhere, and the end of that is not known.
    Pending(Box<Pending>),
    /// Something lies where the record would, and cannot be read: it may tell of a transaction.
    Unreadable(Unread),
    /// Waiting for a read at this block or later.
    Rereading {
        pending: Box<Pending>,
        block: u64,
        /// It was read, and what comes next waits until nothing takes that transaction away.
        settles: bool,
    },
    Done {
        before: Option<Health>,
        after: Health,
        reached: bool,
    },
    Failed {
        reviewed: Option<Reviewed>,
        failure: FlowFailure,
    },
}

impl Flow {
    /// Nothing is done yet.
    pub(super) fn new(aim: Aim, stage: Stage) -> Self {
        Self {
            aim,
            coin: Coin::default(),
            choice: Choice::default(),
            before: None,
            ended: Vec::new(),
            signed: None,
            stage,
            hidden: false,
        }
    }

    /// A transaction is under way of which only the record is known.
    pub(super) fn found(turn: &Turn<'_>, record: Record) -> Self {
        let aim = Aim::of(&record);
        let steps = steps_of(turn, &record);
        let pending = Pending::found(turn.now, record, steps);
        Self::new(aim, Stage::Pending(Box::new(pending)))
    }

    /// Which position it repairs.
    pub(super) fn key(&self) -> &PositionKey {
        &self.aim.key
    }

    /// Whether nothing more will come of it.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self.stage, Stage::Done { .. } | Stage::Failed { .. })
    }

    /// Whether the wallet is, was or may have been asked, and the end of that is not known. Out of
    /// here leads only what the chain says, or a person: anything else could send the same twice.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(
            self.stage,
            Stage::Claiming(..)
                | Stage::Pending(_)
                | Stage::Unreadable(_)
                | Stage::Rereading { .. }
        )
    }

    /// The transaction whose end is waited for.
    pub(super) fn pending(&mut self) -> Option<&mut Pending> {
        match &mut self.stage {
            Stage::Pending(pending) => Some(pending),
            _ => None,
        }
    }

    /// Takes what it was at; it is to be put at something else.
    pub(super) fn take_stage(&mut self) -> Stage {
        core::mem::replace(&mut self.stage, Stage::Choosing)
    }

    /// Among those that are done, once it is.
    pub(super) fn count_in(&self, several: &mut Several) {
        if matches!(self.stage, Stage::Done { reached: true, .. }) {
            several.finish(&self.aim.key);
        }
    }

    /// The position was read: now what is on its way can be said in words.
    pub(super) fn name_steps(&mut self, turn: &Turn<'_>) {
        if let Some(pending) = self.pending()
            && pending.steps.is_empty()
        {
            pending.steps = steps_of(turn, &pending.record);
        }
    }

    /// It ends otherwise than well.
    pub(super) fn fail(&mut self, failure: FlowFailure) {
        let reviewed = match self.take_stage() {
            Stage::Review(reviewed)
            | Stage::Permitting(reviewed)
            | Stage::Rechecking(reviewed, _)
            | Stage::Claiming(reviewed, _) => Some(*reviewed),
            Stage::Pending(pending) => pending.reviewed,
            Stage::Failed { reviewed, .. } => reviewed,
            _ => None,
        };
        self.hidden = false;
        self.stage = Stage::Failed { reviewed, failure };
    }
}

/// What the bytes of a record say, read back from them; none while the position is not read.
fn steps_of(turn: &Turn<'_>, record: &Record) -> Vec<Step> {
    let picture = turn.picture(&record.position);
    let steps = picture.snapshot.and_then(|snapshot| {
        let payments = record.asked.payments().iter().cloned();
        let steps = payments.map(|payment| read_step(snapshot, payment));
        steps.collect::<Result<_, _>>().ok()
    });
    steps.unwrap_or_default()
}
