//! The weak positions of the account of the one that is open: in which order they stand, which are done, and
//! what each takes.

use std::borrow::Cow;

use alloy::primitives::U256;

use super::super::view::worst_first;
use super::aim::Aim;
use super::around::Around;
use super::beside::{Beside, Member, members};
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
        own.any(|(_, target)| is_nearly_at(health, *target))
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
        let members = self.members(around, aim);
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
        let members = self.members(around, aim);
        match self.beside.is_of(&members, purse) {
            true => Cow::Borrowed(&self.beside),
            false => Cow::Owned(Beside::of(members, purse)),
        }
    }

    fn members(&self, around: &dyn Around, aim: &Aim) -> Vec<Member> {
        let weak = self.weak(around, Slot::of(&aim.key));
        let open = around.picture(&aim.key).snapshot;
        let is_secured = open.is_some_and(|one| self.is_secured(&aim.key, one.first_health()));
        members(around, aim, weak, is_secured)
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

/// Whether no more than a tenth of the way from liquidation to a target is lost.
fn is_nearly_at(health: Health, target: Wad) -> bool {
    let Health::Ratio(health) = health else {
        return true;
    };
    let ten = health.raw().saturating_mul(U256::from(10));
    let nine = target.raw().saturating_mul(U256::from(9));
    ten >= nine.saturating_add(Wad::ONE.raw())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::WAD;

    #[test]
    fn what_was_restored_is_no_weak_one_until_a_tenth_of_the_way_is_lost() {
        let thousandths = |number: u64| Wad::from_raw(WAD / U256::from(1_000) * U256::from(number));
        let record = crate::top_up::a_record();
        let (key, other) = (
            &record.position,
            PositionKey {
                market: record.position.account,
                ..record.position.clone()
            },
        );
        let mut several = Several::default();
        several.secure(key, thousandths(1_200));
        let is_secured = |several: &Several, key: &PositionKey, health| {
            several.is_secured(key, Health::Ratio(thousandths(health)))
        };
        assert!(is_secured(&several, key, 1_180) && !is_secured(&several, key, 1_179));
        assert!(!is_secured(&several, &other, 1_200));
        // Near liquidation that is little.
        several.secure(key, thousandths(1_050));
        assert!(is_secured(&several, key, 1_045) && !is_secured(&several, key, 1_044));
        assert!(several.is_secured(key, Health::NoDebt));
        // What was never sent has restored nothing.
        let mut never = Record {
            hashes: Vec::new(),
            ..record.clone()
        };
        let mut several = Several::default();
        several.learn(&never);
        assert!(!several.is_secured(key, Health::NoDebt));
        never.hashes.push(alloy::primitives::B256::repeat_byte(1));
        several.learn(&never);
        assert_eq!(several.is_secured(key, Health::NoDebt), never.acts());
    }
}
