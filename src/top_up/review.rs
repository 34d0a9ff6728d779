//! Between the review and the signature time passes and prices move.

use super::making::plan_without;
use super::plan::{of_parts, still_restores};
use super::remedy::{Remedy, find};
use super::single::wrappable;
use super::value::value_of_parts;
use super::{Chosen, Plan, Purse, Reserved, Source, Unavailable};
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
/// a new plan is made, out of what is not `reserved` for others by then. What was agreed to stays although a
/// little more is: what others need grows with every block.
///
/// # Errors
/// [`Unavailable`] where the strategy does not lead to the target any more.
pub fn review_again(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    reserved: &Reserved,
    reviewed: &Plan,
    soonest_last: Timestamp,
    latest: Timestamp,
) -> Result<Reviewed, Unavailable> {
    let rest = purse.map(|purse| purse.for_the_rest());
    let (chosen, goal) = (reviewed.chosen, reviewed.goal);
    let made = |purse, reserved| plan_without(snapshot, purse, reserved, chosen, goal, latest);
    let (rest, nothing) = (rest.as_ref(), Reserved::nothing());
    let alone = &nothing;
    // Fees that were paid meanwhile make nothing void, and are no reason to take what others need.
    let fresh = made(purse, reserved)
        .or_else(|_| made(rest, reserved))
        .or_else(|_| made(purse, alone))
        .or_else(|why| made(rest, alone).map_err(|_| why))?;
    // The same bytes, which do what was promised: nothing to show, however old they are.
    if fresh.steps == reviewed.steps && fresh.target >= reviewed.target {
        return Ok(Reviewed::Holds(fresh));
    }
    if reviewed.evaluated_at < soonest_last || !still_closes(snapshot, reviewed) {
        return Ok(Reviewed::Changed(fresh));
    }
    let same = of_parts(
        snapshot,
        reviewed.chosen,
        reviewed.goal,
        reviewed.target,
        reviewed.evaluated_at,
        reviewed.parts.clone(),
    );
    // What would be refused now, or is not there to pay with, does not hold.
    let same = same.ok().filter(|same| same.steps == reviewed.steps);
    let same = same.filter(|_| is_there(snapshot, rest, reviewed));
    let restores = || still_restores(snapshot, reviewed).unwrap_or(false);
    match same {
        Some(same) if restores() && !is_surplus(snapshot, reviewed, &fresh)? => {
            Ok(Reviewed::Holds(same))
        }
        _ => Ok(Reviewed::Changed(fresh)),
    }
}

/// Whether what the parts move out of the wallet is there.
fn is_there(snapshot: &Snapshot, purse: Option<&Purse>, reviewed: &Plan) -> bool {
    let Some(position) = snapshot.position() else {
        return false;
    };
    let purse = purse.map(|purse| match reviewed.chosen {
        Chosen::One(_) => *purse,
        Chosen::Mix => purse.for_several(),
    });
    let purse = purse.as_ref();
    let mut coin = purse.map_or(U256::ZERO, Purse::spendable);
    reviewed.parts.iter().all(|part| {
        let Ok(asset) = find(position, part.way.asset, reviewed.evaluated_at) else {
            return false;
        };
        let held = snapshot.wallet(asset).map(|wallet| wallet.balance.raw);
        let made = wrappable(snapshot, purse, asset).min(coin);
        match part.way.means.source() {
            Some(Source::Token) => {
                let held = held.unwrap_or_default();
                let taken = reviewed.takes(part.way.asset);
                let short = taken.saturating_sub(held);
                short <= made
            }
            Some(Source::Coin) => {
                let is_there = part.amount.raw <= coin;
                coin = coin.saturating_sub(part.amount.raw);
                is_there
            }
            // Of what is supplied the position says so.
            Some(Source::Supply) | None => true,
        }
    })
}

/// Whether what was to repay all of a debt still does, and nothing else would.
fn still_closes(snapshot: &Snapshot, reviewed: &Plan) -> bool {
    let ruling = snapshot.ruling();
    let mut parts = reviewed.parts.iter().enumerate();
    parts.all(|(place, part)| {
        let (before, _) = reviewed.parts.split_at(place);
        let remedy = Remedy::after(&ruling, before, part.way, reviewed.evaluated_at);
        let given = remedy.and_then(|remedy| remedy.given(part.amount));
        given.is_ok_and(|(_, closes)| closes == part.closes_debt)
    })
}

/// Whether what was reviewed takes more than is needed now.
fn is_surplus(snapshot: &Snapshot, reviewed: &Plan, fresh: &Plan) -> Result<bool, Unavailable> {
    let at = fresh.evaluated_at;
    let value = |plan: &Plan| value_of_parts(snapshot, &plan.parts, at).map(|value| value.raw);
    let keep = U256::from(10_000_u64.saturating_sub(SURPLUS_BPS));
    let least = mul_div_floor(value(reviewed)?, keep, U256::from(10_000));
    Ok(value(fresh)? < least.map_err(|_| Unavailable::NotComputable)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{WAD, Wad};
    use crate::protocols::{a_snapshot_at, a_snapshot_in, registry};
    use crate::top_up::{Goal, Means, Step, StrategyId, plan, plan_beside};
    use alloy::primitives::address;

    #[test]
    fn fees_that_were_paid_meanwhile_make_nothing_void_and_coin_that_is_gone_does() {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let empty = [(U256::ZERO, U256::ZERO); 2];
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = a_snapshot_in(core, 100, [weth, dai], empty);
        let way = StrategyId {
            means: Means::AddCoin,
            asset: weth,
        };
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        // Half an ether does it, and 1,500,000 gas is kept at a price of one.
        let half = WAD / U256::from(2);
        let purse = |more: u64| Purse::new(half + U256::from(more), U256::ONE);
        let now = snapshot.block.timestamp;
        let made = |more| {
            plan(
                &snapshot,
                Some(&purse(more)),
                way,
                Goal::Restore(target),
                now,
            )
        };
        let reviewed = made(1_500_000).expect("a plan");
        assert!(made(1_499_999).is_err());
        let nothing = Reserved::nothing();
        let again =
            |more| review_again(&snapshot, Some(&purse(more)), &nothing, &reviewed, now, now);
        assert_eq!(again(500_000), Ok(Reviewed::Holds(reviewed.clone())));
        assert!(matches!(again(499_999), Err(Unavailable::Balance { .. })));
    }

    /// Others need the other token: what was agreed to leaves it to them, and still does.
    #[test]
    fn fees_that_were_paid_meanwhile_take_nothing_from_others() {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let core = registry::on_chain(ChainId(1)).remove(0);
        let wallets = [Default::default(), (U256::from(1_000) * WAD, U256::ZERO)];
        let snapshot = a_snapshot_in(core, 100, [weth, dai], wallets);
        let mut reserved = Reserved::nothing();
        reserved.add(dai, U256::from(1_000) * WAD);
        let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(3) / U256::from(2)));
        let now = snapshot.block.timestamp;
        // 3,000,000 gas is kept for several ways at a price of one, and a third of it for the rest.
        let purse = |more: u64| Purse::new(WAD / U256::from(2) + U256::from(more), U256::ONE);
        let made = |purse: &Purse| {
            let chosen = Chosen::Mix;
            plan_beside(&snapshot, Some(purse), &reserved, chosen, goal, now)
        };
        let reviewed = made(&purse(3_000_000)).expect("a plan");
        let takes_dai = |plan: &Plan| plan.parts.iter().any(|part| part.way.asset == dai);
        assert!(!takes_dai(&reviewed));
        let again = |more| {
            let purse = purse(more);
            review_again(&snapshot, Some(&purse), &reserved, &reviewed, now, now)
        };
        assert_eq!(again(1_000_000), Ok(Reviewed::Holds(reviewed.clone())));
        // Where there is not even that, it goes before the others.
        let alone = again(999_999);
        assert!(
            matches!(&alone, Ok(Reviewed::Changed(plan)) if takes_dai(plan)),
            "{alone:?}"
        );
    }

    /// A little less is needed by now than was shown.
    #[test]
    fn what_was_shown_to_be_paid_in_coin_holds_while_the_coin_is_there() {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let empty = [(U256::ZERO, U256::ZERO); 2];
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = a_snapshot_in(core, 100, [weth, dai], empty);
        let way = StrategyId {
            means: Means::AddCoin,
            asset: weth,
        };
        let now = snapshot.block.timestamp;
        let made = |target: u64, purse: &Purse| {
            let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(target) / U256::from(10_000)));
            plan(&snapshot, Some(purse), way, goal, now).expect("a plan")
        };
        let plenty = Purse::new(WAD, U256::ONE);
        let needed = made(15_000, &plenty);
        let shown = Plan {
            goal: needed.goal,
            target: needed.target,
            ..made(15_001, &plenty)
        };
        let amount = |plan: &Plan| plan.parts[0].amount.raw;
        assert!(amount(&needed) < amount(&shown));
        let again = |coin: U256| {
            let purse = Purse::new(coin, U256::ONE);
            review_again(
                &snapshot,
                Some(&purse),
                &Reserved::nothing(),
                &shown,
                now,
                now,
            )
        };
        // What is kept for the rest of the fees is a third.
        let kept = U256::from(500_000);
        assert_eq!(
            again(amount(&shown) + kept),
            Ok(Reviewed::Holds(shown.clone()))
        );
        let less = again(amount(&shown) + kept - U256::ONE);
        assert_eq!(less, Ok(Reviewed::Changed(needed)));
    }

    /// What a person typed is by now a little more than is needed.
    #[test]
    fn what_was_shown_holds_while_it_is_there_is_not_too_old_and_is_no_more_than_a_surplus() {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let core = || registry::on_chain(ChainId(1)).remove(0);
        let unit = WAD / U256::from(100_000);
        let holding = |units: u64| {
            let wallets = [(unit * U256::from(units), U256::ZERO), Default::default()];
            a_snapshot_in(core(), 100, [weth, dai], wallets)
        };
        let way = StrategyId {
            means: Means::AddCollateral,
            asset: weth,
        };
        let now = holding(0).block.timestamp;
        let goal = |units: u64| Goal::Exactly(unit * U256::from(units));
        let of = |units| plan(&holding(10_000), None, way, goal(units), now).expect("a plan");
        let shown = |needed| Plan {
            goal: goal(needed),
            ..of(10_000)
        };
        let again = |held, needed, soonest| {
            let shown = shown(needed);
            match review_again(
                &holding(held),
                None,
                &Reserved::nothing(),
                &shown,
                soonest,
                soonest,
            ) {
                Ok(Reviewed::Holds(same)) => {
                    assert_eq!(same, shown);
                    true
                }
                Ok(Reviewed::Changed(fresh)) => {
                    assert_eq!(fresh.steps, of(needed).steps);
                    false
                }
                Err(why) => panic!("{why:?}"),
            }
        };
        // Half a percent more is no surplus.
        assert!(again(10_000, 9_950, now));
        assert!(!again(10_000, 9_949, now));
        assert!(!again(9_999, 9_950, now), "it is not there any more");
        assert!(!again(10_000, 9_950, Timestamp(now.0 + 1)), "it is too old");
        // The very same bytes are never too old.
        assert!(matches!(
            review_again(
                &holding(10_000),
                None,
                &Reserved::nothing(),
                &of(10_000),
                Timestamp(now.0 + 1),
                Timestamp(now.0 + 1)
            ),
            Ok(Reviewed::Holds(_))
        ));
    }

    /// What becomes of a plan for a goal by a way, made with a wallet that holds plenty, where an ether is worth
    /// so many dollars and so many hundredths of a token are owed, when it is looked at with others.
    fn again(
        chosen: impl Into<Chosen>,
        goal: Goal,
        [before, now]: [(u64, u64); 2],
    ) -> (Plan, Reviewed) {
        let [before, now] = [before, now].map(|(ether, owed)| a_snapshot_at(ether, owed));
        let at = before.block.timestamp;
        let shown = plan(&before, None, chosen, goal, at).expect("a plan");
        let nothing = Reserved::nothing();
        let looked_at = review_again(&now, None, &nothing, &shown, at, at).expect("a plan");
        (shown, looked_at)
    }

    /// What is signed as it was shown.
    fn held(looked_at: &Reviewed) -> Option<&Vec<Step>> {
        match looked_at {
            Reviewed::Holds(same) => Some(&same.steps),
            Reviewed::Changed(_) => None,
        }
    }

    /// A price that falls by a third of a percent between the review and the signature.
    #[test]
    fn what_does_not_reach_the_target_any_more_is_shown_anew_and_never_signed_as_it_was() {
        let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(3) / U256::from(2)));
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let ways = [(Means::AddCollateral, weth), (Means::Repay, dai)];
        let ways = ways.map(|(means, asset)| StrategyId { means, asset });
        let all = ways.map(Chosen::One).into_iter().chain([Chosen::Mix]);
        for chosen in all {
            let (shown, fell) = again(chosen, goal, [(3_000, 400), (2_990, 400)]);
            let Reviewed::Changed(fresh) = fell else {
                panic!("{chosen:?}")
            };
            assert!(fresh.parts[0].amount.raw > shown.parts[0].amount.raw);
            assert!(fresh.health_after.reaches(shown.target));
            // A little more than the same restores it still, and is no surplus.
            let (shown, rose) = again(chosen, goal, [(3_000, 400), (3_001, 400)]);
            assert_eq!(held(&rose), Some(&shown.steps), "{chosen:?}");
        }
    }

    /// Somebody else repays some, or owes more by now: an amount that was typed is all of it, or is not any more.
    #[test]
    fn what_was_to_repay_a_part_is_never_signed_where_it_would_be_all_nor_the_other_way_round() {
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let way = StrategyId {
            means: Means::Repay,
            asset: dai,
        };
        let four = Goal::Exactly(U256::from(4) * WAD);
        let closes = |plan: &Plan| plan.parts[0].closes_debt;
        for (owed, by_now) in [(450, 399), (400, 401)] {
            let (shown, looked_at) = again(way, four, [(3_000, owed), (3_000, by_now)]);
            let Reviewed::Changed(fresh) = looked_at else {
                panic!("{owed}, {by_now}")
            };
            assert_eq!(
                (closes(&shown), closes(&fresh)),
                (owed == 400, by_now == 399)
            );
        }
        let (shown, looked_at) = again(way, four, [(3_000, 450), (3_000, 449)]);
        assert_eq!(held(&looked_at), Some(&shown.steps));
    }

    /// Half an ether was shown. By now the wallet holds tokens of 1,000 dollars, of which 0.8 would do.
    #[test]
    fn what_is_a_surplus_goes_by_what_it_is_worth_and_not_by_how_many_units_it_has() {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let core = registry::on_chain(ChainId(1)).remove(0);
        let holding = |dollars: u64| {
            let wallets = [WAD, U256::from(dollars) * WAD].map(|held| (held, U256::ZERO));
            a_snapshot_in(core.clone(), 100, [weth, dai], wallets)
        };
        let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(3) / U256::from(2)));
        let now = holding(0).block.timestamp;
        let shown = plan(&holding(0), None, Chosen::Mix, goal, now).expect("a plan");
        let nothing = Reserved::nothing();
        let again = review_again(&holding(1), None, &nothing, &shown, now, now);
        let Ok(Reviewed::Changed(fresh)) = again else {
            panic!("{again:?}")
        };
        let parts =
            [&shown, &fresh].map(|plan| (plan.parts[0].way.asset, plan.parts[0].amount.raw));
        let hundredths = |number: u64| WAD / U256::from(100) * U256::from(number);
        assert_eq!(parts, [(weth, hundredths(50)), (dai, hundredths(80))]);
    }
}
