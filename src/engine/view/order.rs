use alloy::primitives::Address;

use super::position::PositionView;
use crate::alert::Level;
use crate::chain::ChainId;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{WAD, Wad};
    use alloy::primitives::U256;

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
