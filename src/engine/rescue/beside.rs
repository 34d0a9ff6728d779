//! What other weak positions of the account need of the wallet that pays for the one that is open.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::aim::Aim;
use super::around::Around;
use crate::math::{Timestamp, Wad};
use crate::protocols::{PositionKey, Snapshot};
use crate::top_up::{
    LeftOut, Part, Plan, Purse, Reserved, Unavailable, Weak, parse_target, together,
};

/// So many positions are looked at together, the one that is open among them: with more of them the time it
/// takes is felt.
const MOST: usize = 4;

/// What a position takes; none where it is left out.
pub(super) type Share = Option<Result<Plan, Unavailable>>;

/// The weak positions of the account on the chain, and what each takes of the wallet. It is worked out once for
/// what is known of them, however often it is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// The worst first, the one that is open among them; none where there is no other.
    members: Vec<Member>,
    purse: Option<Purse>,
    /// What each takes.
    shares: Vec<Share>,
    /// What those that are not open take.
    reserved: Reserved,
    /// What each takes where the one that is open takes this, for what was asked first.
    after: OnceLock<(Reserved, Vec<Share>)>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) key: PositionKey,
    pub(super) is_open: bool,
    /// It stands where it was restored to: nothing is kept for it, unless a person chooses so.
    is_secured: bool,
    /// Where it is to go, or why nothing is kept for it.
    pub(super) wants: Result<Wanting, LeftOut>,
}

/// A position that is to be restored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanting {
    pub(super) snapshot: Arc<Snapshot>,
    target: Wad,
    latest: Timestamp,
}

impl Wanting {
    /// Up to where it is restored, and by when.
    pub(super) fn weak(&self) -> Weak<'_> {
        Weak {
            snapshot: &self.snapshot,
            target: self.target,
            latest: self.latest,
        }
    }
}

/// The weak positions of the account, in this order, and the one that is open, which comes after those that
/// are weak where it is not, as where it is restored already.
pub(super) fn members(
    around: &dyn Around,
    aim: &Aim,
    mut weak: Vec<PositionKey>,
    is_secured: bool,
) -> Vec<Member> {
    if !weak.contains(&aim.key) {
        weak.push(aim.key.clone());
    }
    let usual = parse_target(&around.restore_to()).ok();
    let mut looked_at = 0_usize;
    let member = |key: PositionKey| {
        let is_open = key == aim.key;
        // What is typed may be no target yet.
        let target = aim.wanted().filter(|_| is_open).or(usual);
        let mut wants = wanting(around, &key, target);
        // The one that is open keeps a place.
        if !is_open && wants.is_ok() {
            looked_at = looked_at.saturating_add(1);
            if looked_at >= MOST {
                wants = Err(LeftOut::TooMany);
            }
        }
        Member {
            key,
            is_open,
            is_secured: is_open && is_secured,
            wants,
        }
    };
    weak.into_iter().map(member).collect()
}

/// A position that can be looked at: known now, and one that can be topped up.
fn wanting(
    around: &dyn Around,
    key: &PositionKey,
    target: Option<Wad>,
) -> Result<Wanting, LeftOut> {
    let picture = around.picture(key);
    let snapshot = around.held(key).filter(|_| picture.is_known);
    let snapshot = snapshot.ok_or(LeftOut::NotKnown)?;
    if !picture.can_be_opened {
        return Err(LeftOut::CannotBe);
    }
    Ok(Wanting {
        target: target.ok_or(LeftOut::CannotBe)?,
        latest: picture.latest_inclusion(&snapshot),
        snapshot,
    })
}

impl Beside {
    /// What these take.
    pub(super) fn of(members: Vec<Member>, purse: Option<&Purse>) -> Self {
        // There is nobody else.
        if members.iter().all(|one| one.is_open) {
            return Self::default();
        }
        let shares = shares(&members, purse, &Reserved::nothing(), |_| true);
        let others = members.iter().zip(&shares).filter(|(one, _)| !one.is_open);
        let reserved = others.fold(Reserved::nothing(), |taken, (one, share)| {
            with_share(taken, one, share, purse)
        });
        Self {
            members,
            purse: purse.copied(),
            shares,
            reserved,
            after: OnceLock::new(),
        }
    }

    /// Whether it is what these take.
    pub(super) fn is_of(&self, members: &[Member], purse: Option<&Purse>) -> bool {
        match members.iter().all(|one| one.is_open) {
            true => self.is_nobody(),
            false => self.members == members && self.purse.as_ref() == purse,
        }
    }

    /// Whether there is none but the one that is open.
    pub(super) const fn is_nobody(&self) -> bool {
        self.members.is_empty()
    }

    /// All of them.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    /// What the others take of the wallet, and their fees.
    pub(super) const fn reserved(&self) -> &Reserved {
        &self.reserved
    }

    /// What each takes where the one that is open takes this; it itself no other share then.
    pub(super) fn after(&self, taken: Option<&Reserved>) -> Cow<'_, [Share]> {
        let Some(taken) = taken.filter(|taken| !self.is_its_share(taken)) else {
            return Cow::Borrowed(&self.shares);
        };
        let others = || shares(&self.members, self.purse(), taken, |one| !one.is_open);
        let (of, shares) = self.after.get_or_init(|| (taken.clone(), others()));
        match of == taken {
            true => Cow::Borrowed(shares),
            false => Cow::Owned(others()),
        }
    }

    /// Which of the others could be restored, and cannot be after that: with what it takes.
    pub(super) fn left_without<'a>(
        &'a self,
        after: &'a [Share],
    ) -> impl Iterator<Item = (&'a Member, &'a Wanting, &'a Plan)> {
        let both = self.members.iter().zip(self.shares.iter().zip(after));
        let others = both.filter(|(one, _)| !one.is_open);
        others.filter_map(|(one, (before, after))| match (before, after) {
            (Some(Ok(plan)), Some(Err(_))) => Some((one, one.wants.as_ref().ok()?, plan)),
            _ => None,
        })
    }

    /// Whether there is enough left for the others where the one that is open takes this.
    pub(super) fn is_enough_after(&self, taken: Option<&Reserved>) -> bool {
        let after = self.after(taken);
        self.left_without(&after).next().is_none()
    }

    /// What all but one take. Where the one that is open takes this it is one of them.
    pub(super) fn taken_without(
        &self,
        key: &PositionKey,
        after: &[Share],
        taken: Option<&Reserved>,
    ) -> Reserved {
        let others = self.members.iter().zip(after);
        let others = others.filter(|(one, _)| one.key != *key && !(one.is_open && taken.is_some()));
        others.fold(taken.cloned().unwrap_or_default(), |sum, (one, share)| {
            with_share(sum, one, share, self.purse())
        })
    }

    const fn purse(&self) -> Option<&Purse> {
        self.purse.as_ref()
    }

    /// Whether the one that is open takes just what was worked out for it beside the others.
    fn is_its_share(&self, taken: &Reserved) -> bool {
        let mut all = self.members.iter().zip(&self.shares);
        let open = all.find(|(one, _)| one.is_open);
        open.is_some_and(|(one, share)| {
            let own = with_share(Reserved::nothing(), one, share, self.purse());
            matches!(share, Some(Ok(_))) && own == *taken
        })
    }
}

/// What parts take of the wallet, and the fees of a top-up.
pub(super) fn taken_by(snapshot: &Snapshot, parts: &[Part], purse: Option<&Purse>) -> Reserved {
    let taken = Reserved::nothing().with(snapshot, parts);
    taken.with_fees(purse, 1)
}

/// What is taken with what one of them takes.
fn with_share(taken: Reserved, one: &Member, share: &Share, purse: Option<&Purse>) -> Reserved {
    match (&one.wants, share) {
        (Ok(wanting), Some(Ok(plan))) => {
            let taken = taken.with(&wanting.snapshot, &plan.parts);
            taken.with_fees(purse, 1)
        }
        _ => taken,
    }
}

/// What each of these takes of what is not spoken for.
fn shares(
    members: &[Member],
    purse: Option<&Purse>,
    reserved: &Reserved,
    is_one: impl Fn(&Member) -> bool,
) -> Vec<Share> {
    let wants = |one: &Member| is_one(one) && !one.is_secured && one.wants.is_ok();
    let own = members.iter().filter(|one| wants(one));
    let weak: Vec<Weak<'_>> = own
        .filter_map(|one| Some(one.wants.as_ref().ok()?.weak()))
        .collect();
    let mut shares = together(&weak, purse, reserved).into_iter();
    let share = |one: &Member| wants(one).then(|| shares.next()).flatten();
    members.iter().map(share).collect()
}
