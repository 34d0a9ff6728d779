use core::cmp::{Ordering, Reverse};

use alloy::primitives::{Address, U256};

use super::position::PositionView;
use crate::alert::Level;
use crate::chain::ChainId;
use crate::math::Wad;
use crate::protocols::PositionKey;
use crate::risk::Health;

/// A position, and what it is ranked by among others.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Which.
    pub key: PositionKey,
    /// Its level now.
    pub level: Option<Level>,
    /// Its health, by the rule that comes first.
    pub health: Health,
}

impl From<&PositionView> for Ranked {
    fn from(position: &PositionView) -> Self {
        Self {
            key: position.key.clone(),
            level: position.alarm.level,
            health: position.first_health,
        }
    }
}

impl Ranked {
    /// Whether it is worse than another by more than what may change back from block to block.
    fn is_clearly_worse_than(&self, other: &Self) -> bool {
        if self.health.is_liquidatable() != other.health.is_liquidatable() {
            return self.health.is_liquidatable();
        }
        let is_below = is_clearly_nearer(self.health, other.health);
        let is_near = !is_below && !is_clearly_nearer(other.health, self.health);
        // Another level says nothing where a threshold lies between two that are nearly alike.
        match self.level.cmp(&other.level) {
            Ordering::Greater => !is_near,
            Ordering::Equal => is_below,
            Ordering::Less => false,
        }
    }

    fn place(&self) -> (Address, ChainId, Option<Level>) {
        (self.key.account, self.key.chain, self.level)
    }
}

/// Positions that are arranged so `now`, in the order in which they were shown before where the worst is the
/// same and those of one level in one group changed places alone, by little: what is moved on a screen loses
/// the focus, and a click or a drag that has begun.
#[must_use]
pub fn steadied(before: &[Ranked], now: Vec<Ranked>) -> Vec<Ranked> {
    let own = |key: &PositionKey| now.iter().find(|one| one.key == *key);
    let kept: Option<Vec<&Ranked>> = before.iter().map(|one| own(&one.key)).collect();
    let kept = kept.filter(|kept| {
        kept.first().map(|one| &one.key) == now.first().map(|one| &one.key)
            && kept
                .iter()
                .map(|one| one.place())
                .eq(now.iter().map(Ranked::place))
            && kept.is_sorted_by(|one, next| {
                one.place() != next.place() || !next.health.is_clearly_below(one.health)
            })
    });
    match kept {
        Some(kept) => kept.into_iter().cloned().collect(),
        None => now,
    }
}

/// Whether a health is clearly below another, or has less than three quarters of its way to liquidation left: where
/// that is short, little is much.
fn is_clearly_nearer(own: Health, other: Health) -> bool {
    let way = |health: Health, times: u64| match health {
        Health::Ratio(ratio) => {
            let left = ratio.raw().saturating_sub(Wad::ONE.raw());
            left.saturating_mul(U256::from(times))
        }
        Health::NoDebt => U256::MAX,
    };
    own.is_clearly_below(other) || way(own, 4) < way(other, 3)
}

/// The worst first, where nobody is clearly worse in the order of `before`: what is proposed goes by it, and is
/// not to be turned round by a price that moves a little to and fro.
#[must_use]
pub fn worst_first(before: &[PositionKey], mut now: Vec<Ranked>) -> Vec<Ranked> {
    // What is new comes where its health puts it; of what is alike the first stays the first.
    now.sort_by_key(|one| (Reverse(one.level), one.health));
    let known = |one: &Ranked| before.iter().position(|key| *key == one.key);
    let mut left: Vec<Ranked> = Vec::new();
    for one in now {
        // Before the first of those that stood behind it.
        let behind = |other: &Ranked| known(&one).zip(known(other)).is_some_and(|(a, b)| a < b);
        let place = left.iter().position(behind).unwrap_or(left.len());
        left.insert(place, one);
    }
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_first = |one: &Ranked| !left.iter().any(|other| other.is_clearly_worse_than(one));
        let place = left.iter().position(is_first).unwrap_or_default();
        order.push(left.remove(place));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::Rules;
    use crate::math::WAD;

    /// Of an account, by its market, at a level, with this health in thousandths.
    fn position(account: u8, market: u8, level: Option<Level>, thousandths: u64) -> Ranked {
        let health = U256::from(thousandths) * WAD / U256::from(1_000);
        Ranked {
            key: PositionKey {
                chain: ChainId(1),
                market: Address::repeat_byte(market),
                id: None,
                account: Address::repeat_byte(account),
            },
            level,
            health: Health::Ratio(Wad::from_raw(health)),
        }
    }

    fn markets(all: &[Ranked]) -> Vec<u8> {
        all.iter().map(|one| one.key.market[0]).collect()
    }

    #[test]
    fn those_that_change_places_by_little_stay_where_they_are() {
        let worst = || position(1, 1, Some(Level::Watch), 1_200);
        let before = [
            worst(),
            position(1, 2, None, 1_990),
            position(1, 3, None, 2_000),
        ];
        let by_little = vec![
            worst(),
            position(1, 3, None, 1_980),
            position(1, 2, None, 2_000),
        ];
        assert_eq!(markets(&steadied(&before, by_little)), [1, 2, 3]);
        let by_far = vec![
            worst(),
            position(1, 3, None, 1_300),
            position(1, 2, None, 1_990),
        ];
        assert_eq!(markets(&steadied(&before, by_far)), [1, 3, 2]);
    }

    fn keys(all: &[Ranked]) -> Vec<PositionKey> {
        all.iter().map(|one| one.key.clone()).collect()
    }

    #[test]
    fn the_worst_comes_first_and_stays_so_until_another_is_clearly_worse() {
        let at = |market, level, health| position(1, market, Some(level), health);
        let first = worst_first(
            &[],
            vec![at(1, Level::Call, 1_100), at(2, Level::Call, 1_095)],
        );
        assert_eq!(markets(&first), [2, 1]);
        let before = keys(&first);
        let now = |all: Vec<Ranked>| markets(&worst_first(&before, all));
        // A little, and a threshold between them, turns nothing round.
        assert_eq!(
            now(vec![at(1, Level::Call, 1_090), at(2, Level::Call, 1_095)]),
            [2, 1]
        );
        assert_eq!(
            now(vec![at(1, Level::Call, 1_110), at(2, Level::Watch, 1_111)]),
            [2, 1]
        );
        // A fiftieth does, and so does what may be liquidated now.
        assert_eq!(
            now(vec![at(1, Level::Call, 1_060), at(2, Level::Call, 1_095)]),
            [1, 2]
        );
        let liquidatable = at(1, Level::Liquidatable, 999);
        assert_eq!(now(vec![liquidatable, at(2, Level::Urgent, 1_001)]), [1, 2]);
        // Of two that are as good as liquidated a hundredth is the whole way.
        let nearly = at(2, Level::Urgent, 1_019);
        assert_eq!(now(vec![at(1, Level::Urgent, 1_010), nearly]), [1, 2]);
        // By rules of its own one may be worse at a better health.
        assert_eq!(
            now(vec![
                at(1, Level::Urgent, 1_060),
                at(2, Level::Watch, 1_020)
            ]),
            [1, 2]
        );
    }

    /// The price moves one of them alone over a threshold, and back.
    #[test]
    fn a_threshold_that_one_of_two_ladders_has_turns_nothing_round() {
        let mut before: Vec<Ranked> = Vec::new();
        for (thousandths, first) in [(1_052, 1), (1_053, 1), (1_052, 1), (1_056, 1), (1_064, 2)] {
            let all = [
                (1, thousandths, Rules::STANDARD),
                (2, 1_015, Rules::CORRELATED),
            ];
            let now = all.map(|(market, health, rules)| {
                let one = position(1, market, None, health);
                let was = before.iter().find(|other| other.key == one.key);
                let level = rules.level_from(one.health.into(), was.and_then(|one| one.level));
                Ranked { level, ..one }
            });
            before = worst_first(&keys(&before), now.to_vec());
            assert_eq!(markets(&before)[0], first, "at {thousandths}");
        }
    }

    #[test]
    fn what_is_new_comes_where_it_belongs_and_nobody_clearly_worse_stands_behind() {
        let at = |market, health| position(1, market, Some(Level::Watch), health);
        let before = keys(&[at(1, 1_150), at(2, 1_145)]);
        let now = vec![at(1, 1_150), at(2, 1_145), at(3, 1_100), at(4, 1_200)];
        assert_eq!(markets(&worst_first(&before, now)), [3, 1, 2, 4]);
        // Each is near the one before it, and the last is not near the first.
        let before = keys(&[at(1, 1_240), at(2, 1_225), at(3, 1_210)]);
        let now = vec![at(1, 1_240), at(2, 1_225), at(3, 1_210)];
        let order = worst_first(&before, now.clone());
        assert_eq!(markets(&order), [2, 3, 1]);
        assert_eq!(worst_first(&keys(&order), now), order);
    }

    #[test]
    fn another_worst_level_group_or_position_is_a_new_order() {
        let worst = || position(1, 1, None, 1_500);
        let second = || position(1, 2, None, 1_505);
        let third = || position(2, 3, None, 1_500);
        let before = [worst(), second(), third()];
        for now in [
            vec![position(1, 2, None, 1_499), worst(), third()],
            vec![worst(), position(2, 3, None, 1_500), second()],
            vec![worst(), third()],
            vec![worst(), second(), third(), position(2, 4, None, 1_600)],
            vec![position(1, 2, Some(Level::Watch), 1_240), worst(), third()],
        ] {
            assert_eq!(steadied(&before, now.clone()), now);
        }
        assert_eq!(steadied(&[], vec![worst()]), [worst()]);
        // What is known of each is of now.
        let now = vec![position(1, 1, None, 1_490), second(), third()];
        assert_eq!(steadied(&before, now.clone()), now);
    }
}
