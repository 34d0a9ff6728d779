use super::mix::mix;
use super::single::single;
use super::{Chosen, Goal, Plan, Purse, Unavailable};
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
    match (chosen.into(), goal) {
        (Chosen::One(way), goal) => single(snapshot, purse, way, goal, latest),
        (Chosen::Mix, Goal::Restore(target)) => {
            let purse = purse.map(|purse| purse.for_several());
            mix(snapshot, purse.as_ref(), target, latest)
        }
        // An amount is one of one token.
        (Chosen::Mix, Goal::Exactly(_)) => Err(Unavailable::NotComputable),
    }
}
