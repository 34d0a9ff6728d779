//! The weak positions of the account of the one that is open: in which order they stand, which are done, and
//! what each takes.

use std::borrow::Cow;

use alloy::primitives::U256;

use super::super::view::{Ranked, worst_first};
use super::aim::Aim;
use super::around::Around;
use super::beside::{Beside, Member, members};
use crate::alert::Level;
use crate::math::Wad;
use crate::protocols::PositionKey;
use crate::risk::Health;
use crate::top_up::{Means, Purse, Record, Slot, parse_target};

/// What is known of several of an account.
#[derive(Debug, Default)]
pub(super) struct Several {
    /// The weak ones as they stood last, the worst first.
    order: Vec<Ranked>,
    /// What was restored by a payment, and up to where.
    secured: Vec<(PositionKey, Wad)>,
    /// What was sent and has ended, the last of each account on a chain: whether it restored anything its
    /// position says.
    ended: Vec<Ended>,
    /// The positions that were topped up since the first of them was opened, in order.
    done: Vec<PositionKey>,
    beside: Beside,
}

/// What was sent for a position, up to where, and has ended.
#[derive(Debug)]
struct Ended {
    record: Record,
    /// From this block on its position says what came of it.
    block: u64,
    target: Wad,
    /// It has.
    is_judged: bool,
}

impl Several {
    /// Whether a position stands where it was restored to last, whatever others are restored to. What interest
    /// and prices take off right after makes it no weak one; what is urgent is, wherever it was to go.
    pub(super) fn is_secured(&self, one: &Ranked) -> bool {
        if one.level >= Some(Level::Urgent) {
            return false;
        }
        let mut own = self.secured.iter().filter(|(key, _)| *key == one.key);
        own.any(|(_, target)| is_nearly_at(one.health, *target))
    }

    /// Whether there is none but the one that is open, as they stood last.
    pub(super) const fn is_nobody(&self) -> bool {
        self.beside.is_nobody()
    }

    /// Those that were topped up since the first of them was opened.
    pub(super) fn done(&self) -> &[PositionKey] {
        &self.done
    }

    /// A position was restored by this, up to here.
    pub(super) fn restored(&mut self, record: &Record, health: Health) {
        if let Some(target) = aimed(record)
            && health.reaches(target)
        {
            self.secure(&record.position, target);
        }
    }

    fn secure(&mut self, key: &PositionKey, target: Wad) {
        self.secured.retain(|(one, _)| one != key);
        self.secured.push((key.clone(), target));
    }

    /// What was sent for a position has ended, before a reload perhaps: it may have reverted, or been replaced, so
    /// its position is to say whether it was restored.
    pub(super) fn learn(&mut self, record: &Record, block: u64) {
        let slot = record.slot();
        let is_known = |one: &Ended| one.block == block && one.record.is_same_ask(record);
        if self.ended.iter().any(is_known) {
            return;
        }
        self.ended.retain(|one| one.record.slot() != slot);
        if let Some(target) = aimed(record).filter(|_| !record.hashes.is_empty()) {
            self.ended.push(Ended {
                record: record.clone(),
                block,
                target,
                is_judged: false,
            });
        }
    }

    /// Sees where they stand of which something has ended, as they were read first after that.
    pub(super) fn judge(&mut self, around: &dyn Around) {
        let mut restored = Vec::new();
        for one in self.ended.iter_mut().filter(|one| !one.is_judged) {
            let key = &one.record.position;
            let snapshot = around.picture(key).snapshot;
            let Some(snapshot) = snapshot.filter(|is| is.block.number >= one.block) else {
                continue;
            };
            one.is_judged = true;
            if is_nearly_at(snapshot.first_health(), one.target) {
                restored.push((key.clone(), one.target));
            }
        }
        for (key, target) in restored {
            self.secure(&key, target);
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
        let open = around.picture(&aim.key).snapshot.map(|one| Ranked {
            key: aim.key.clone(),
            level: around.level(&aim.key),
            health: one.first_health(),
        });
        let is_secured = open.is_some_and(|one| self.is_secured(&one));
        let weak = weak.into_iter().map(|one| one.key).collect();
        members(around, aim, weak, is_secured)
    }

    /// Those that want a top-up, the worst first: below a threshold, and not where they are to be.
    fn weak(&self, around: &dyn Around, slot: Slot) -> Vec<Ranked> {
        let usual = parse_target(&around.restore_to()).ok();
        let mut weak = around.weak(slot, &self.order);
        weak.retain(|one| {
            let is_there = usual.is_some_and(|target| one.health.reaches(target));
            !is_there && !self.is_secured(one)
        });
        let before: Vec<PositionKey> = self.order.iter().map(|one| one.key.clone()).collect();
        worst_first(&before, weak)
    }
}

/// Up to where what was sent was to restore its position; none where an amount was typed: what that promised is no
/// wish of anybody's, however near liquidation it leads.
fn aimed(record: &Record) -> Option<Wad> {
    let means = record.chosen.means();
    let is_top_up = record.acts() && !means.is_some_and(Means::is_no_top_up);
    let is_aimed = is_top_up && record.amount.is_none();
    record.wanted().filter(|_| is_aimed)
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
        let ranked = |key: &PositionKey, health, level| Ranked {
            key: key.clone(),
            level,
            health,
        };
        let mut several = Several::default();
        several.secure(key, thousandths(1_200));
        let is_secured = |several: &Several, key: &PositionKey, health| {
            let health = Health::Ratio(thousandths(health));
            several.is_secured(&ranked(key, health, Some(Level::Call)))
        };
        assert!(is_secured(&several, key, 1_180) && !is_secured(&several, key, 1_179));
        assert!(!is_secured(&several, &other, 1_200));
        // Near liquidation that is little.
        several.secure(key, thousandths(1_050));
        assert!(is_secured(&several, key, 1_045) && !is_secured(&several, key, 1_044));
        assert!(several.is_secured(&ranked(key, Health::NoDebt, None)));
        // What is urgent is weak, wherever it was to go.
        let health = Health::Ratio(thousandths(1_050));
        for level in [Level::Urgent, Level::Liquidatable] {
            assert!(!several.is_secured(&ranked(key, health, Some(level))));
        }
    }

    /// What an amount promised is nobody's wish.
    #[test]
    fn an_amount_that_was_paid_secures_nothing() {
        let record = crate::top_up::a_record();
        assert_eq!(aimed(&record).is_some(), record.acts());
        let target = Record {
            chosen: record.chosen,
            ..record.clone()
        };
        let amount = Record {
            amount: Some("5".to_owned()),
            ..target.clone()
        };
        for (record, is_secured) in [(target, true), (amount, false)] {
            let mut several = Several::default();
            several.restored(&record, Health::NoDebt);
            assert_eq!(several.secured.is_empty(), !is_secured);
        }
    }

    /// A permission alone restores nothing.
    #[test]
    fn what_only_prepares_secures_nothing_whatever_the_position_is_at() {
        let record = crate::top_up::a_record();
        let of = record.position.account;
        let permission = crate::protocols::approve(of, of, U256::ONE);
        let prepares = Record {
            asked: crate::top_up::Asked::One(permission.into()),
            ..record.clone()
        };
        assert!(aimed(&record).is_some() && aimed(&prepares).is_none());
    }

    #[test]
    fn each_position_is_secured_where_it_was_restored_to_last_and_no_other() {
        let thousandths = |number: u64| Wad::from_raw(WAD / U256::from(1_000) * U256::from(number));
        let key = crate::top_up::a_record().position;
        let other = PositionKey {
            market: key.account,
            ..key.clone()
        };
        let mut several = Several::default();
        several.secure(&key, thousandths(1_200));
        several.secure(&other, thousandths(1_500));
        several.secure(&key, thousandths(1_400));
        let is_secured = |key: &PositionKey, health| {
            several.is_secured(&Ranked {
                key: key.clone(),
                level: None,
                health: Health::Ratio(thousandths(health)),
            })
        };
        assert!(is_secured(&key, 1_400) && !is_secured(&key, 1_200));
        assert!(is_secured(&other, 1_500) && !is_secured(&other, 1_400));
    }

    /// Of each account the last one is, and of what is told of again it is known that it was looked at.
    #[test]
    fn what_has_ended_is_remembered_once_for_each_account() {
        let record = crate::top_up::a_record();
        let later = Record {
            written_at_ms: record.written_at_ms + 1,
            ..record.clone()
        };
        let elsewhere = Record {
            position: PositionKey {
                chain: crate::chain::ChainId(2),
                ..record.position.clone()
            },
            ..record.clone()
        };
        let mut several = Several::default();
        let mut ended = |record: &Record, block| {
            several.learn(record, block);
            let known = several.ended.iter_mut();
            let known = known.map(|one| {
                let before = (one.record.slot().chain.0, one.block, one.is_judged);
                one.is_judged = true;
                before
            });
            known.collect::<Vec<_>>()
        };
        assert_eq!(ended(&record, 101), [(1, 101, false)]);
        assert_eq!(ended(&record, 101), [(1, 101, true)], "it was judged");
        assert_eq!(ended(&elsewhere, 101), [(1, 101, true), (2, 101, false)]);
        assert_eq!(ended(&later, 101), [(2, 101, true), (1, 101, false)]);
        assert_eq!(ended(&later, 103), [(2, 101, true), (1, 103, false)]);
    }
}
