use super::mix::mix;
use super::single::single;
use super::{Chosen, Goal, Plan, Purse, Reserved, Unavailable};
use crate::math::Timestamp;
use crate::protocols::Snapshot;

/// The plan of what was chosen: what it takes for the rule by which the position is liquidated first.
///
/// # Errors
/// [`Unavailable`] says why it does not lead to the target.
pub fn plan(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    chosen: impl Into<Chosen>,
    goal: Goal,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    plan_beside(snapshot, purse, &Reserved::nothing(), chosen, goal, latest)
}

/// The same where other positions need some of the wallet: a mix goes without that, as far as it can. One way
/// is what a person chose, and takes what it takes.
///
/// # Errors
/// [`Unavailable`] says why it does not lead to the target.
pub fn plan_beside(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    reserved: &Reserved,
    chosen: impl Into<Chosen>,
    goal: Goal,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let chosen = chosen.into();
    let nothing = Reserved::nothing();
    let made = |reserved| plan_without(snapshot, purse, reserved, chosen, goal, latest);
    made(reserved).or_else(
        |why| match chosen == Chosen::Mix && !reserved.is_nothing() {
            true => made(&nothing),
            false => Err(why),
        },
    )
}

/// The same where a mix leaves what others need to them, or there is none.
pub(super) fn plan_without(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    reserved: &Reserved,
    chosen: Chosen,
    goal: Goal,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    match (chosen, goal) {
        (Chosen::One(way), goal) => single(snapshot, purse, way, goal, latest),
        (Chosen::Mix, Goal::Restore(target)) => {
            let purse = purse.map(|purse| purse.for_several());
            mix(snapshot, purse.as_ref(), reserved, target, latest)
        }
        // An amount is one of one token.
        (Chosen::Mix, Goal::Exactly(_)) => Err(Unavailable::NotComputable),
    }
}
