use super::fee::fee_of;
use super::value::{fee_of_a_part, value_of, value_of_parts, yearly_of};
use super::{
    Chosen, Goal, MixView, OptionView, Part, PartView, Plan, Purse, Reserved, Unavailable,
    plan_beside,
};
use crate::chain::ChainFacts;
use crate::math::{Timestamp, Wad, mul_div_floor};
use crate::protocols::Snapshot;
use alloy::primitives::U256;

/// A mix is shown beside a way that leads there alone where it takes less than this share of its value, in
/// basis points, with the fees of its further parts: a little less is not worth more signatures.
const WORTH_MORE_SIGNATURES_BPS: u64 = 9_500;

/// The mix that is worth to be shown beside `ways`: where none of them leads to `target` alone, or none as
/// cheaply, out of what is not spoken for. One that is chosen is shown whatever became of it.
#[must_use]
pub fn mixed(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    reserved: &Reserved,
    ways: &[OptionView],
    is_chosen: bool,
    target: Wad,
    latest: Timestamp,
) -> Option<Result<MixView, Unavailable>> {
    let goal = Goal::Restore(target);
    let plan = plan_beside(snapshot, purse, reserved, Chosen::Mix, goal, latest);
    let lets_mix = plan
        .as_ref()
        .is_ok_and(|plan| reserved.lets(snapshot, purse, &plan.parts));
    let shown =
        plan.and_then(|plan| shown(snapshot, purse, &plan).ok_or(Unavailable::NotComputable));
    if is_chosen {
        return Some(shown);
    }
    let shown = shown.ok().filter(|mix| mix.parts.len() > 1)?;
    // One that leaves to others what they need is not beaten by a way that does not.
    let compared = ways.iter();
    let compared = compared.filter(|way| !lets_mix || reserved.lets_way(snapshot, purse, way));
    let offers = compared.filter_map(|way| way.offer.as_ref().ok());
    let cheapest = offers.map(|offer| offer.value.raw).min();
    let ruling = snapshot.ruling();
    let fee = ruling
        .position()
        .and_then(|position| fee_of_a_part(snapshot, purse, position, latest));
    let more = U256::from(shown.parts.len().saturating_sub(1));
    let fees = fee.map_or(U256::ZERO, |fee| fee.raw.saturating_mul(more));
    let cost = shown.value.raw.saturating_add(fees);
    let is_cheaper = cheapest.is_none_or(|value| {
        let most = U256::from(WORTH_MORE_SIGNATURES_BPS);
        let most = mul_div_floor(value, most, U256::from(10_000));
        most.is_ok_and(|most| cost < most)
    });
    is_cheaper.then_some(Ok(shown))
}

/// Parts as they are shown; those of a token that the position does not know are none of it.
#[must_use]
pub fn part_views(snapshot: &Snapshot, parts: &[Part]) -> Vec<PartView> {
    let position = snapshot.position();
    let legs = position.and_then(|one| one.legs(snapshot.block.timestamp).ok());
    let legs = legs.unwrap_or_default();
    let coin = ChainFacts::of(snapshot.market.chain).map(|facts| facts.native_symbol);
    let view = |part: &Part| {
        let leg = legs.iter().find(|leg| leg.asset == part.way.asset)?;
        Some(PartView {
            way: part.way,
            symbol: leg.symbol.clone(),
            coin,
            amount: part.amount,
            closes_debt: part.closes_debt,
        })
    };
    parts.iter().filter_map(view).collect()
}

fn shown(snapshot: &Snapshot, purse: Option<&Purse>, plan: &Plan) -> Option<MixView> {
    let ruling = snapshot.ruling();
    let position = ruling.position()?;
    let base = position.base();
    let legs = position.legs(plan.evaluated_at).ok()?;
    let leg = |part: &Part| legs.iter().find(|leg| leg.asset == part.way.asset);
    let parts = part_views(snapshot, &plan.parts);
    if parts.len() < plan.parts.len() {
        return None;
    }
    let moved = plan.parts.iter().filter_map(|part| {
        let leg = leg(part)?;
        let value = value_of(part.amount, leg.price?, base.decimals);
        Some((part.way.means, leg.clone(), value))
    });
    Some(MixView {
        parts,
        value: value_of_parts(&ruling, &plan.parts, plan.evaluated_at).ok()?,
        currency: base.currency,
        yearly: yearly_of(moved, base.decimals),
        health_after: plan.health_after,
        signatures: plan.steps.len(),
        fee: fee_of(&plan.steps, &snapshot.market, purse),
    })
}
