//! What other weak positions of the account need of the wallet that pays for the one that is open.

use super::aim::Aim;
use super::around::Around;
use crate::math::Wad;
use crate::protocols::{PositionKey, Snapshot};
use crate::top_up::{Part, Plan, Purse, Reserved, Slot, Unavailable, Weak, parse_target, together};

/// So many positions are looked at together, the one that is open among them: with more of them the time it
/// takes is felt.
const MOST: usize = 4;

/// The weak positions of the account on the chain, and what each takes of the wallet.
pub(super) struct Beside<'a> {
    /// The worst first, the one that is open among them.
    members: Vec<Member<'a>>,
    /// What those that are not open take.
    reserved: Reserved,
}

/// One of them.
pub(super) struct Member<'a> {
    pub(super) key: PositionKey,
    pub(super) snapshot: Option<&'a Snapshot>,
    pub(super) is_open: bool,
    /// What it takes; none where it is left out: it is not known now, or cannot be topped up.
    pub(super) share: Option<Result<Plan, Unavailable>>,
    weak: Option<Weak<'a>>,
}

impl<'a> Beside<'a> {
    /// Those that there are.
    pub(super) fn of(around: &'a dyn Around, aim: &Aim, purse: Option<&Purse>) -> Self {
        let mut keys = around.weak(Slot::of(&aim.key));
        if keys.iter().all(|key| *key == aim.key) {
            return Self {
                members: Vec::new(),
                reserved: Reserved::nothing(),
            };
        }
        // What is open and below no threshold comes after those that are.
        if !keys.contains(&aim.key) {
            keys.push(aim.key.clone());
        }
        let usual = parse_target(&around.restore_to()).ok();
        let mut looked_at = 0_usize;
        let mut members: Vec<Member<'a>> = keys
            .into_iter()
            .map(|key| {
                let is_open = key == aim.key;
                let target = if is_open { aim.wanted() } else { usual };
                let mut weak = weak(around, &key, target);
                // The one that is open keeps a place.
                let places = MOST.saturating_sub(usize::from(!is_open));
                weak = weak.filter(|_| is_open || looked_at < places);
                looked_at = looked_at.saturating_add(usize::from(weak.is_some() && !is_open));
                Member {
                    snapshot: around.picture(&key).snapshot,
                    key,
                    is_open,
                    share: None,
                    weak,
                }
            })
            .collect();
        share_out(&mut members, purse, &Reserved::nothing(), |_| true);
        let reserved = taken_by(&members, purse);
        Self { members, reserved }
    }

    /// Whether there is none but the one that is open.
    pub(super) fn is_nobody(&self) -> bool {
        self.members.is_empty()
    }

    /// What the others take of the wallet, and their fees.
    pub(super) const fn reserved(&self) -> &Reserved {
        &self.reserved
    }

    /// All of them, where the one that is open takes this.
    pub(super) fn after(&self, parts: &[Part], purse: Option<&Purse>) -> Vec<Member<'a>> {
        let mut members: Vec<Member<'a>> = self.members.iter().map(Member::again).collect();
        let open = members.iter().find(|one| one.is_open);
        let Some(snapshot) = open
            .and_then(|one| one.snapshot)
            .filter(|_| !parts.is_empty())
        else {
            for (member, known) in members.iter_mut().zip(&self.members) {
                member.share.clone_from(&known.share);
            }
            return members;
        };
        let taken = Reserved::nothing().with(snapshot, parts);
        let taken = taken.with_fees(purse, 1);
        share_out(&mut members, purse, &taken, |one| !one.is_open);
        members
    }

    /// Which of the others could be restored, and cannot be after what the one that is open takes.
    pub(super) fn left_without<'b>(
        &'b self,
        after: &'b [Member<'a>],
    ) -> impl Iterator<Item = (&'b Member<'a>, &'b Plan)> {
        let both = self.members.iter().zip(after);
        let others = both.filter(|(before, _)| !before.is_open);
        others.filter_map(|(before, after)| match (&before.share, &after.share) {
            (Some(Ok(plan)), Some(Err(why))) if *why != Unavailable::AlreadyThere => {
                Some((before, plan))
            }
            _ => None,
        })
    }

    /// Whether there is enough left for the others where the one that is open takes this.
    pub(super) fn is_enough_after(&self, parts: &[Part], purse: Option<&Purse>) -> bool {
        if self.is_nobody() || parts.is_empty() {
            return true;
        }
        let after = self.after(parts, purse);
        self.left_without(&after).next().is_none()
    }
}

/// What all but one take, where the one that is open takes this.
pub(super) fn taken_without(
    key: &PositionKey,
    after: &[Member<'_>],
    parts: &[Part],
    purse: Option<&Purse>,
) -> Reserved {
    let others = after.iter().filter(|one| one.key != *key);
    others.fold(Reserved::nothing(), |taken, one| {
        let own = one.share.as_ref().and_then(|share| share.as_ref().ok());
        let parts = match (one.is_open && !parts.is_empty(), own) {
            (true, _) => parts,
            (false, Some(plan)) => &plan.parts,
            (false, None) => return taken,
        };
        match one.snapshot {
            Some(snapshot) => taken.with(snapshot, parts).with_fees(purse, 1),
            None => taken,
        }
    })
}

impl Member<'_> {
    fn again(&self) -> Self {
        Self {
            key: self.key.clone(),
            share: None,
            ..*self
        }
    }

    /// Up to where it is restored, and by when.
    pub(super) const fn weak(&self) -> Option<Weak<'_>> {
        self.weak
    }
}

/// A position that can be looked at: known now, and one that can be topped up.
fn weak<'a>(around: &'a dyn Around, key: &PositionKey, target: Option<Wad>) -> Option<Weak<'a>> {
    let picture = around.picture(key);
    let can_be = picture.is_known && picture.can_be_opened;
    let snapshot = picture.snapshot.filter(|_| can_be)?;
    Some(Weak {
        snapshot,
        target: target?,
        latest: picture.latest_inclusion(snapshot),
    })
}

/// Says what each of these takes of what is not spoken for.
fn share_out(
    members: &mut [Member<'_>],
    purse: Option<&Purse>,
    reserved: &Reserved,
    is_one: impl Fn(&Member<'_>) -> bool,
) {
    let own = members.iter().filter(|one| is_one(one));
    let weak: Vec<Weak<'_>> = own.filter_map(|one| one.weak).collect();
    let mut shares = together(&weak, purse, reserved).into_iter();
    for member in members.iter_mut().filter(|one| is_one(one)) {
        if member.weak.is_some() {
            member.share = shares.next();
        }
    }
}

/// What all but the one that is open take.
fn taken_by(members: &[Member<'_>], purse: Option<&Purse>) -> Reserved {
    let others = members.iter().filter(|one| !one.is_open);
    let shares = others.filter_map(|one| Some((one.snapshot?, one.share.as_ref()?.as_ref().ok()?)));
    shares.fold(Reserved::nothing(), |taken, (snapshot, plan)| {
        taken.with(snapshot, &plan.parts).with_fees(purse, 1)
    })
}
