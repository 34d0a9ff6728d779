//! Which positions are restored one after the other out of one wallet.

use super::super::view::{Body, NoTopUp, PositionView, Ranked, TogetherView};
use crate::alert::Level;
use crate::math::Wad;

/// The accounts of which several positions on a chain are below a threshold and below the restore target, or
/// what a top-up of their own restored them to; one of them at a level that calls.
pub(super) fn together(
    body: &Body,
    target: Option<Wad>,
    is_secured: impl Fn(&Ranked) -> bool,
) -> Vec<TogetherView> {
    let (Body::Positions(positions), Some(target)) = (body, target) else {
        return Vec::new();
    };
    let mut groups: Vec<(TogetherView, bool)> = Vec::new();
    let is_weak = |one: &&PositionView| {
        let health = one.first_health;
        one.alarm.level.is_some() && !health.reaches(target) && !is_secured(&Ranked::from(*one))
    };
    for one in positions.iter().filter(is_weak) {
        let (account, chain) = (one.key.account, one.key.chain);
        let place = groups
            .iter()
            .position(|(group, _)| group.account == account && group.chain == chain);
        let place = place.unwrap_or_else(|| {
            let group = TogetherView {
                account,
                chain,
                positions: Vec::new(),
                left_out: Vec::new(),
            };
            groups.push((group, false));
            groups.len().saturating_sub(1)
        });
        let Some((group, is_called)) = groups.get_mut(place) else {
            continue;
        };
        match one.can_top_up {
            Ok(()) => {
                group.positions.push(one.key.clone());
                *is_called |= one.alarm.level >= Some(Level::Call);
            }
            Err(why @ (NoTopUp::Stale | NoTopUp::NotConfirmed)) => {
                group.left_out.push((one.title(), why));
            }
            // Nothing of the account can be topped up there now.
            Err(_) => {}
        }
    }
    let several =
        |(group, is_called): &(TogetherView, bool)| *is_called && group.positions.len() > 1;
    let groups = groups.into_iter().filter(several);
    groups.map(|(group, _)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::example;
    use crate::math::{Timestamp, WAD};
    use crate::risk::Health;
    use alloy::primitives::{Address, U256};

    fn at(market: u8, hundredths: u64, level: Option<Level>) -> PositionView {
        let mut one = example(Timestamp(1_800_000_000)).expect("an example");
        one.key.market = Address::repeat_byte(market);
        let health = U256::from(hundredths) * WAD / U256::from(100);
        one.first_health = Health::Ratio(Wad::from_raw(health));
        one.alarm.level = level;
        one.can_top_up = Ok(());
        one
    }

    fn groups(positions: Vec<PositionView>) -> Vec<TogetherView> {
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        together(&Body::Positions(positions), Some(target), |_| false)
    }

    #[test]
    fn several_are_secured_together_where_one_of_them_is_called() {
        let worst = || at(1, 105, Some(Level::Urgent));
        let watched = || at(2, 120, Some(Level::Watch));
        let both = groups(vec![worst(), watched(), at(3, 140, None)]);
        let keys: Vec<u8> = both[0].positions.iter().map(|key| key.market[0]).collect();
        assert_eq!((both.len(), keys), (1, vec![1, 2]));
        // One alone has its own button, and two that nobody is called for are not urgent.
        assert!(groups(vec![worst(), at(3, 140, None)]).is_empty());
        assert!(groups(vec![watched(), at(3, 122, Some(Level::Watch))]).is_empty());
        // What is below a threshold of its own above the target wants nothing.
        assert!(groups(vec![worst(), at(2, 155, Some(Level::Watch))]).is_empty());
        // Nor does what was restored to less.
        let all = Body::Positions(vec![worst(), watched(), at(3, 121, Some(Level::Watch))]);
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        let both = together(&all, Some(target), |one| one.key.market[0] == 2);
        let keys: Vec<u8> = both[0].positions.iter().map(|key| key.market[0]).collect();
        assert_eq!(keys, [1, 3]);
    }

    #[test]
    fn what_is_not_known_another_account_and_another_chain_are_left_out() {
        let worst = || at(1, 105, Some(Level::Urgent));
        let mut stale = at(2, 107, Some(Level::Call));
        stale.can_top_up = Err(NoTopUp::Stale);
        assert!(groups(vec![worst(), stale.clone()]).is_empty());
        let all = groups(vec![worst(), stale, at(3, 108, Some(Level::Call))]);
        assert_eq!((all[0].positions.len(), all[0].left_out.len()), (2, 1));
        let mut other = at(2, 107, Some(Level::Call));
        other.key.account = Address::repeat_byte(9);
        assert!(groups(vec![worst(), other]).is_empty());
        let mut elsewhere = at(2, 107, Some(Level::Call));
        elsewhere.can_top_up = Err(NoTopUp::OtherChain);
        assert!(groups(vec![worst(), elsewhere]).is_empty());
    }
}
