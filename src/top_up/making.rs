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
    let made = |reserved| plan_without(snapshot, purse, reserved, chosen, goal, latest);
    let nothing = Reserved::nothing();
    match chosen {
        Chosen::Mix if !reserved.is_nothing() => made(reserved).or_else(|_| made(&nothing)),
        _ => made(&nothing),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{WAD, Wad};
    use crate::protocols::{a_snapshot_in, registry};
    use crate::top_up::{Means, StrategyId};
    use alloy::primitives::{Address, U256, address};

    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    /// To repay 0.8 tokens of a thousand dollars is cheapest; half an ether does it, too.
    #[test]
    fn a_mix_leaves_to_others_what_they_need_as_far_as_it_can_and_one_way_takes_what_it_takes() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = a_snapshot_in(core, 100, [WETH, DAI], [(WAD, U256::ZERO); 2]);
        let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(3) / U256::from(2)));
        let now = snapshot.block.timestamp;
        let tokens = |chosen: Chosen, spoken_for: &[Address]| {
            let mut reserved = Reserved::nothing();
            for token in spoken_for {
                reserved.add(*token, WAD);
            }
            let plan = plan_beside(&snapshot, None, &reserved, chosen, goal, now);
            let parts = plan.expect("a plan").parts.into_iter();
            parts.map(|part| part.way.asset).collect::<Vec<_>>()
        };
        assert_eq!(tokens(Chosen::Mix, &[]), [DAI]);
        assert_eq!(tokens(Chosen::Mix, &[DAI]), [WETH]);
        assert_eq!(
            tokens(Chosen::Mix, &[DAI, WETH]),
            [DAI],
            "before the others"
        );
        let (means, asset) = (Means::Repay, DAI);
        let repay = StrategyId { means, asset }.into();
        assert_eq!(tokens(repay, &[DAI]), [DAI]);
    }
}
