//! A step is in a block: the position is read at that block or later, and what that says is done.

use super::super::feed::Input;
use super::super::telling::About;
use super::super::view::LogKind;
use super::super::{Engine, Millis, key_of};
use super::check::Check;
use super::{Rescue, Reviewed, Stage};
use crate::chain::ChainId;
use crate::protocols::Snapshot;
use crate::top_up::{Decoded, read_step};

/// How soon to look again when the read is older than the receipt, milliseconds.
const BEHIND_MS: u64 = 500;

impl Engine {
    /// The position was read: is it the read that a confirmed step waits for?
    pub(in super::super) fn rescue_read(&mut self, now: Millis, chain: ChainId) {
        if self.rescue_chain() == Some(chain) {
            self.check_read(now);
            self.name_pending_step();
        }
        self.open_clicked(now);
        self.choose_fitting();
        let Some(Rescue {
            key,
            stage: Stage::Rereading { block, .. },
            ..
        }) = &self.rescue
        else {
            return;
        };
        let (key, block) = (key.clone(), *block);
        if key.chain != chain {
            return;
        }
        let Some(snapshot) = self.chains.snapshot(&key).cloned() else {
            return;
        };
        if snapshot.block.number >= block {
            self.step_reread(now, &snapshot);
        } else if !self.could_not_read(&key) {
            // The node that reads is behind the one that had the receipt.
            self.feed_on(now, key.chain, Input::LookIn(BEHIND_MS));
        }
    }

    /// A step was confirmed and the position re-read: done, or on to the next step.
    fn step_reread(&mut self, now: Millis, snapshot: &Snapshot) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Stage::Rereading { pending, .. } =
            core::mem::replace(&mut rescue.stage, Stage::Choosing)
        else {
            return;
        };
        let was_last = match &pending.reviewed {
            Some(reviewed) => reviewed.plan.steps.len() <= 1,
            None => {
                let known = pending.step.clone();
                let step = known.or_else(|| read_step(snapshot, pending.record.call.clone()).ok());
                step.is_none_or(|step| !matches!(step.decoded, Decoded::Approve { .. }))
            }
        };
        if !was_last {
            rescue.hidden = false;
            let agreed = pending.reviewed.map(Reviewed::without_first_step);
            rescue.stage = Stage::Checking(Check::after_step(agreed.map(|one| one.plan)));
            return self.begin_check(now);
        }
        let after = snapshot.health;
        rescue.hidden = false;
        rescue.stage = Stage::Done {
            before: rescue.before,
            after,
            reached: rescue.has_reached(after),
        };
        self.note(
            now,
            Some(key_of(snapshot)),
            LogKind::ToppedUp { health: after },
        );
        if let Some(current) = self.current(now, snapshot) {
            let rules = self.rules_for(Some(snapshot));
            let seen = self.observation(&current);
            let episode = self.episode_of(&key_of(snapshot));
            let notice = episode.confirmed_top_up(&rules, now.timestamp(), seen);
            if let Some(notice) = notice {
                self.tell(now, &notice, About::Position(snapshot));
            }
        }
        self.store();
        self.emit_top_up("done");
    }
}
