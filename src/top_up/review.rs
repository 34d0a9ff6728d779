//! Between the review and the signature time passes and prices move.

use super::plan::{still_restores, with_amount};
use super::{Plan, Purse, Unavailable, plan};
use crate::math::{Timestamp, mul_div_floor};
use crate::protocols::Snapshot;
use alloy::primitives::U256;

/// What a second look at a reviewed plan found.
#[derive(Clone, Debug, PartialEq)]
pub enum Reviewed {
    /// What was shown still restores the target, and takes no more than that needs.
    Holds(Plan),
    /// Another amount is needed now: it must be shown before it is signed.
    Changed(Plan),
}

/// The largest share of a reviewed amount that may be more than is needed now, in basis points.
/// Above it, prices have recovered, and the person would pay for what is no longer needed.
const SURPLUS_BPS: u64 = 50;

/// Looks at a reviewed plan again, on the newest snapshot.
///
/// `soonest_last` is the earliest time that counts as a likely last inclusion: when the reviewed
/// plan was made for a time before it, it is too old to be signed. `latest` is the time for which
/// a new plan is made.
///
/// # Errors
/// [`Unavailable`] where the strategy does not lead to the target any more.
pub fn review_again(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    reviewed: &Plan,
    soonest_last: Timestamp,
    latest: Timestamp,
) -> Result<Reviewed, Unavailable> {
    let fresh = plan(snapshot, purse, reviewed.strategy, reviewed.goal, latest)?;
    // The same bytes, which do what was promised: nothing to show, however old they are.
    if fresh.steps == reviewed.steps && fresh.target >= reviewed.target {
        return Ok(Reviewed::Holds(fresh));
    }
    if reviewed.evaluated_at < soonest_last || reviewed.closes_debt != fresh.closes_debt {
        return Ok(Reviewed::Changed(fresh));
    }
    let same = with_amount(
        snapshot,
        reviewed.strategy,
        reviewed.goal,
        reviewed.target,
        reviewed.evaluated_at,
        reviewed.into(),
    )?;
    let restores = still_restores(snapshot, reviewed)?;
    let keep = U256::from(10_000_u64.saturating_sub(SURPLUS_BPS));
    let least = mul_div_floor(reviewed.amount.raw, keep, U256::from(10_000))
        .map_err(|_| Unavailable::NotComputable)?;
    let surplus = fresh.amount.raw < least;
    if restores && !surplus && same.steps == reviewed.steps {
        Ok(Reviewed::Holds(same))
    } else {
        Ok(Reviewed::Changed(fresh))
    }
}
