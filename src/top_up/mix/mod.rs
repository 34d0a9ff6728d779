//! The cheapest mix: several ways together, where none does it alone, or none as cheaply; for one position, or
//! for several that are paid for out of one wallet.
//!
//! In values the target is a straight line. With `A` what the debt `D` is measured against and `t` the
//! target, `A >= t * D` must hold afterwards; what is supplied adds its threshold's share to `A`, what is
//! repaid takes `t` times itself away from the right. So what is missing is `t * D - A`, and each way
//! brings a weight a unit of value, up to what there is of it. What is to be small is the value that is
//! moved, and a fee for each signature.
//!
//! Of several positions this is a transportation problem: each has its need, and each token of the wallet is
//! there once. What costs the least is a corner of what is possible, fees or not. At a corner nothing goes
//! round in a circle: the positions can be put in an order in which each takes some ways whole, all that
//! those before it have left, and of one way a part. So no equations are solved here, and nothing is rounded
//! that a unit could get lost by: the orders are gone through, and in each the sets of whole ways with the one
//! that is partial ([`search`]), as long as no bound says that nothing cheaper comes of it. Of one position
//! it is every set of up to eight ways, of the lightest of which a part is taken. What switches (supplies
//! that are enabled, another e-mode) is tried before each.
//!
//! The cheapest are then worked out to the unit, in the same order: all parts at what there is, and the last
//! by the exact inverse of the protocol with the others in place. At one time that is at most a unit of each
//! token, for each position, above the least of these ways, up to 3.4, where Aave cuts the average threshold
//! off, a basis point of the collateral; between two times the last units that several parts are rounded by
//! come on top. For several positions a bounded number of shares is looked at, those of the worst first and
//! the cheapest before all; where none of these serves all, each is served by itself, the worst first. Where
//! there is enough by less than a unit of each token, it may be said that there is not. Where the coin and its
//! token repay one debt, it is the token that is whole.
//!
//! [`search`]: search::search

mod case;
mod column;
mod columns;
mod need;
mod search;
mod stock;
#[cfg(test)]
mod tests;
mod worth;
mod yardstick;

use super::plan::of_parts;
use super::{Chosen, Goal, Plan, Purse, Reserved, Unavailable};
use crate::math::{Timestamp, Wad};
use crate::protocols::Snapshot;
use crate::risk::Position;
use case::Case;
use column::Column;
use need::Need;
use search::{Joint, Taken, search};
use yardstick::Yardstick;

/// The plan of the cheapest mix, out of what is not spoken for. Of what is carried out of one already the rest
/// may be a single way.
///
/// # Errors
/// [`Unavailable`] says why none leads to the target.
pub(super) fn mix(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    reserved: &Reserved,
    target: Wad,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let case = Case::of(snapshot, purse, target, latest);
    let needs = [case.needs(reserved)?];
    let cheapest = search(&needs, reserved).into_iter().find_map(|joint| {
        let [taken] = &joint.taken[..] else {
            return None;
        };
        worked_out(&case, &needs[0], taken, reserved)
    });
    match cheapest {
        Some(plan) => Ok(plan),
        None => all_in_turn(&case, &needs[0], reserved),
    }
}

/// A position that is to be restored.
#[derive(Clone, Copy, Debug)]
pub struct Weak<'a> {
    /// As it was read.
    pub snapshot: &'a Snapshot,
    /// Up to where.
    pub target: Wad,
    /// The latest likely inclusion.
    pub latest: Timestamp,
}

/// What each of several positions takes of one wallet, beside what is spoken for, so that all are restored for
/// the least together. The worst comes first: where there is not enough for all, those are restored that come
/// first and can be. Of the others it is said how far what is left reaches. Fees are kept for those that are
/// restored, and for no others: coin that nobody's fees take is there for the worst.
#[must_use]
pub fn together(
    positions: &[Weak<'_>],
    purse: Option<&Purse>,
    reserved: &Reserved,
) -> Vec<Result<Plan, Unavailable>> {
    let out_of = OutOf { purse, reserved };
    // Each keeps the fees of its own ways.
    let purse = purse.map(|purse| purse.for_several());
    let cases: Vec<Case<'_>> = positions
        .iter()
        .map(|one| Case::of(one.snapshot, purse.as_ref(), one.target, one.latest))
        .collect();
    let needs = cases.iter().map(|case| case.needs(reserved));
    let mut all: Vec<Result<Vec<Need>, Unavailable>> = needs.collect();
    let known: Vec<&dyn Position> = cases.iter().filter_map(|one| one.position().ok()).collect();
    let at = positions.iter().map(|one| one.latest).max();
    if let Some(at) = at.filter(|_| known.len() == cases.len()) {
        let yardstick = Yardstick::of(&known, at);
        for (place, needs) in all.iter_mut().enumerate() {
            if let Ok(needs) = needs {
                yardstick.measure(place, needs);
            }
        }
    }
    served(&cases, all, &out_of)
}

/// The wallet that several are restored out of.
struct OutOf<'a> {
    purse: Option<&'a Purse>,
    reserved: &'a Reserved,
}

impl OutOf<'_> {
    /// What is spoken for where so many are restored: the fees of one are kept by itself.
    fn beside_fees_of(&self, positions: usize) -> Reserved {
        let others = positions.saturating_sub(1);
        self.reserved.clone().with_fees(self.purse, others)
    }
}

/// Serves as many as can be, the first before all.
fn served(
    cases: &[Case<'_>],
    mut needs: Vec<Result<Vec<Need>, Unavailable>>,
    out_of: &OutOf<'_>,
) -> Vec<Result<Plan, Unavailable>> {
    let wanting: Vec<usize> = needs
        .iter()
        .enumerate()
        .filter_map(|(place, needs)| needs.is_ok().then_some(place))
        .collect();
    let mut plans: Vec<Result<Plan, Unavailable>> = needs
        .iter()
        .map(|needs| {
            Err(needs
                .as_ref()
                .err()
                .copied()
                .unwrap_or(Unavailable::NotComputable))
        })
        .collect();
    let mut serve_these = |places: &[usize]| {
        let reserved = out_of.beside_fees_of(places.len());
        serve(cases, &mut needs, places, &reserved)
    };
    let mut best = serve_these(&wanting);
    // Of one alone there is nothing less to try.
    if best.is_none() && wanting.len() > 1 {
        let mut served: Vec<usize> = Vec::new();
        for place in &wanting {
            served.push(*place);
            match serve_these(&served) {
                Some(plans) => best = Some(plans),
                None => drop(served.pop()),
            }
        }
    }
    let best = best.unwrap_or_default();
    // One more would have its own fees beside those of all of them.
    let mut taken = out_of.beside_fees_of(best.len().saturating_add(1));
    for (place, plan) in best {
        if let (Some(slot), Some(case)) = (plans.get_mut(place), cases.get(place)) {
            taken = taken.with(case.snapshot, &plan.parts);
            *slot = Ok(plan);
        }
    }
    for place in wanting {
        if let (Some(slot @ Err(_)), Some(case)) = (plans.get_mut(place), cases.get(place)) {
            *slot = Err(case.short_of_all(&taken));
        }
    }
    plans
}

/// The plans of these, where all can be served.
fn serve(
    cases: &[Case<'_>],
    all: &mut [Result<Vec<Need>, Unavailable>],
    places: &[usize],
    reserved: &Reserved,
) -> Option<Vec<(usize, Plan)>> {
    // The search counts them by themselves.
    let mut needs: Vec<Vec<Need>> = Vec::new();
    for place in places {
        let own = all.get_mut(*place)?.as_mut().ok()?;
        needs.push(core::mem::take(own));
    }
    let tries = search(&needs, reserved);
    let done = tries
        .into_iter()
        .find_map(|joint| carried_out(cases, &needs, places, &joint, reserved))
        .or_else(|| one_after_another(cases, &needs, places, reserved));
    for (place, own) in places.iter().zip(needs) {
        if let Some(Ok(slot)) = all.get_mut(*place) {
            *slot = own;
        }
    }
    done
}

/// What was found worked out to the unit, in its order.
fn carried_out(
    cases: &[Case<'_>],
    needs: &[Vec<Need>],
    places: &[usize],
    joint: &Joint,
    reserved: &Reserved,
) -> Option<Vec<(usize, Plan)>> {
    let mut taken = reserved.clone();
    let mut plans = Vec::new();
    for one in &joint.taken {
        let place = *places.get(one.position)?;
        let case = cases.get(place)?;
        let plan = worked_out(case, needs.get(one.position)?, one, &taken)?;
        taken = taken.with(case.snapshot, &plan.parts);
        plans.push((place, plan));
    }
    Some(plans)
}

/// Each by itself, the first before all: where roundings are more than a line says, or too much is to be
/// looked at.
fn one_after_another(
    cases: &[Case<'_>],
    needs: &[Vec<Need>],
    places: &[usize],
    reserved: &Reserved,
) -> Option<Vec<(usize, Plan)>> {
    let mut taken = reserved.clone();
    let mut plans = Vec::new();
    for (place, needs) in places.iter().zip(needs) {
        let case = cases.get(*place)?;
        let plan = all_in_turn(case, needs, &taken).ok()?;
        taken = taken.with(case.snapshot, &plan.parts);
        plans.push((*place, plan));
    }
    Some(plans)
}

/// A set of one position worked out to the unit.
fn worked_out(case: &Case<'_>, needs: &[Need], taken: &Taken, reserved: &Reserved) -> Option<Plan> {
    let need = needs.get(taken.need)?;
    let columns = taken.places.iter();
    let columns: Vec<Column> = columns
        .filter_map(|place| need.columns.get(*place).cloned())
        .collect();
    planned(case, need, &columns, reserved)
}

fn planned(case: &Case<'_>, need: &Need, columns: &[Column], reserved: &Reserved) -> Option<Plan> {
    let parts = case.parts(&need.switches, columns, reserved).ok()?;
    let goal = Goal::Restore(case.target);
    let latest = case.later();
    of_parts(case.snapshot, Chosen::Mix, goal, case.target, latest, parts).ok()
}

/// The most helpful ways one after another: where roundings are more than a line says, more of what there is
/// does it.
fn all_in_turn(case: &Case<'_>, needs: &[Need], reserved: &Reserved) -> Result<Plan, Unavailable> {
    let mut plans = needs.iter().flat_map(|need| {
        let counts = 1..=need.columns.len();
        counts.filter_map(move |count| planned(case, need, need.columns.get(..count)?, reserved))
    });
    let plan = plans.next();
    plan.ok_or_else(|| case.short_of_all(reserved))
}
