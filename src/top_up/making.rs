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
    match (chosen.into(), goal) {
        (Chosen::One(way), goal) => single(snapshot, purse, way, goal, latest),
        (Chosen::Mix, Goal::Restore(target)) => {
            let purse = purse.map(|purse| purse.for_several());
            let mix = |reserved| mix(snapshot, purse.as_ref(), reserved, target, latest);
            let without = mix(reserved);
            match (&without, reserved.is_nothing()) {
                (Ok(_), _) | (_, true) => without,
                (Err(_), false) => mix(&Reserved::nothing()),
            }
        }
        // An amount is one of one token.
        (Chosen::Mix, Goal::Exactly(_)) => Err(Unavailable::NotComputable),
    }
}
