//! The weak positions of the account of the one that is open: in which order they stand, which are done, and
//! what each takes.

use std::borrow::Cow;

use super::super::view::worst_first;
use super::aim::Aim;
use super::around::Around;
use super::beside::{Beside, members};
use crate::math::Wad;
use crate::protocols::PositionKey;
use crate::risk::Health;
use crate::top_up::{Means, Purse, Record, Slot, parse_target};

/// What is known of several of an account.
#[derive(Debug, Default)]
pub(super) struct Several {
    /// The weak ones as they stood last, the worst first.
    order: Vec<PositionKey>,
    /// What was restored by a payment, and up to where.
    secured: Vec<(PositionKey, Wad)>,
    /// The positions that were topped up since the first of them was opened, in order.
    done: Vec<PositionKey>,
    beside: Beside,
}

impl Several {
    /// Whether a position stands where it was restored to last, whatever others are restored to. What interest
    /// and prices take off right after makes it no weak one.
    pub(super) fn is_secured(&self, key: &PositionKey, health: Health) -> bool {
        let mut own = self.secured.iter().filter(|(one, _)| one == key);
        own.any(|(_, target)| !health.is_clearly_below(Health::Ratio(*target)))
    }

    /// Whether there is none but the one that is open, as they stood last.
    pub(super) const fn is_nobody(&self) -> bool {
        self.beside.is_nobody()
    }

    /// Those that were topped up since the first of them was opened.
    pub(super) fn done(&self) -> &[PositionKey] {
        &self.done
    }

    /// A position was restored, up to here.
    pub(super) fn secure(&mut self, key: &PositionKey, target: Wad) {
        self.secured.retain(|(one, _)| one != key);
        self.secured.push((key.clone(), target));
    }

    /// What was sent for a position and has ended, before a reload perhaps, was to restore it up to there.
    pub(super) fn learn(&mut self, record: &Record) {
        let means = record.chosen.means();
        let is_top_up = record.acts() && !means.is_some_and(Means::is_no_top_up);
        let is_restored = is_top_up && !record.hashes.is_empty();
        if let Some(target) = record.wanted().filter(|_| is_restored)
            && !self.secured.contains(&(record.position.clone(), target))
        {
            self.secure(&record.position, target);
        }
    }

    /// One that is open is done.
    pub(super) fn finish(&mut self, key: &PositionKey) {
        if !self.done.contains(key) {
            self.done.push(key.clone());
        }
    }

    /// Nothing is open any more: what was restored stays so.
    pub(super) fn close(&mut self) {
        self.order.clear();
        self.done.clear();
        self.beside = Beside::default();
    }

    /// Sees how they stand, at the end of what happened.
    pub(super) fn see(&mut self, around: &dyn Around, aim: &Aim, purse: Option<&Purse>) {
        // Those of another account or chain are no others.
        self.done.retain(|one| Slot::of(one) == Slot::of(&aim.key));
        self.order = self.weak(around, Slot::of(&aim.key));
        let _ = self.beside(around, aim, purse);
    }

    /// What others take beside the one that is open.
    pub(super) fn beside(
        &mut self,
        around: &dyn Around,
        aim: &Aim,
        purse: Option<&Purse>,
    ) -> &Beside {
        let members = members(around, aim, self.weak(around, Slot::of(&aim.key)));
        if !self.beside.is_of(&members, purse) {
            self.beside = Beside::of(members, purse);
        }
        &self.beside
    }

    /// The same where nothing may be kept of it.
    pub(super) fn beside_now(
        &self,
        around: &dyn Around,
        aim: &Aim,
        purse: Option<&Purse>,
    ) -> Cow<'_, Beside> {
        let members = members(around, aim, self.weak(around, Slot::of(&aim.key)));
        match self.beside.is_of(&members, purse) {
            true => Cow::Borrowed(&self.beside),
            false => Cow::Owned(Beside::of(members, purse)),
        }
    }

    /// Those that want a top-up, the worst first: below a threshold, and not where they are to be.
    fn weak(&self, around: &dyn Around, slot: Slot) -> Vec<PositionKey> {
        let usual = parse_target(&around.restore_to()).ok();
        let mut weak = around.weak(slot);
        weak.retain(|one| {
            let is_there = usual.is_some_and(|target| one.health.reaches(target));
            !is_there && !self.is_secured(&one.key, one.health)
        });
        let order = worst_first(&self.order, weak).into_iter();
        order.map(|one| one.key).collect()
    }
}
