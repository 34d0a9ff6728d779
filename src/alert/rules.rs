use alloy::primitives::U256;

use super::{Ladder, Level};
use crate::math::{BasisPoints, Wad, mul_div_ceil};
use crate::risk::Health;

/// How an episode behaves: its ladder, and how patient it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which health is which level.
    pub ladder: Ladder,
    /// How far past its threshold the health must be to leave a level, as a share of the
    /// threshold. Without it a health that trembles at a threshold would call at every block.
    pub deadband: BasisPoints,
    /// How long it must stay there, in seconds.
    pub off_delay_s: u64,
    /// How often an unanswered call is repeated, in seconds.
    pub repeat_call_s: u64,
    /// The same for urgent and liquidatable.
    pub repeat_urgent_s: u64,
    /// How long an acknowledgement of watch and call lasts, in seconds.
    pub acknowledged_s: u64,
    /// The same for urgent and liquidatable.
    pub acknowledged_urgent_s: u64,
}

impl Rules {
    /// For collateral and debt whose prices move freely.
    pub const STANDARD: Self = Self {
        ladder: Ladder::STANDARD,
        deadband: BasisPoints::from_raw(100),
        off_delay_s: 60,
        repeat_call_s: 4 * 3_600,
        repeat_urgent_s: 600,
        acknowledged_s: 12 * 3_600,
        acknowledged_urgent_s: 3_600,
    };

    /// For collateral and debt that move together. The deadband shrinks with the ladder: 1% of
    /// health would reach from urgent into call.
    pub const CORRELATED: Self = Self {
        ladder: Ladder::CORRELATED,
        deadband: BasisPoints::from_raw(20),
        ..Self::STANDARD
    };

    /// The same rules with another ladder.
    #[must_use]
    pub const fn with_ladder(self, ladder: Ladder) -> Self {
        Self { ladder, ..self }
    }

    /// The greatest health factor at which `level` is still held: threshold and deadband,
    /// rounded up.
    #[must_use]
    pub fn held_up_to(&self, level: Level) -> Wad {
        let whole = BasisPoints::ONE.to_u256();
        let factor = whole.saturating_add(self.deadband.to_u256());
        let raw = mul_div_ceil(self.ladder.threshold(level).raw(), factor, whole);
        // A threshold so great that the sum needs more than 256 bits is never left.
        Wad::from_raw(raw.unwrap_or(U256::MAX))
    }

    /// The worst level, up to `from`, that `health` has not left.
    #[must_use]
    pub fn held_level(&self, health: Health, from: Level) -> Option<Level> {
        let Health::Ratio(health_factor) = health else {
            return None;
        };
        Level::ALL
            .into_iter()
            .rev()
            .filter(|&level| level <= from)
            .find(|&level| health_factor <= self.held_up_to(level))
    }

    /// The level at a health of what was at `from`, which it holds until it has left it; a worse one at once.
    #[must_use]
    pub fn level_from(&self, health: Health, from: Option<Level>) -> Option<Level> {
        let held = from.and_then(|from| self.held_level(health, from));
        self.ladder.level_of(health).max(held)
    }

    /// Seconds from one unanswered notice to the next; `None`: told once.
    #[must_use]
    pub const fn repeat_after_s(&self, level: Level) -> Option<u64> {
        match level {
            Level::Watch => None,
            Level::Call => Some(self.repeat_call_s),
            Level::Urgent | Level::Liquidatable => Some(self.repeat_urgent_s),
        }
    }

    /// Seconds for which an acknowledgement keeps an episode quiet.
    #[must_use]
    pub const fn acknowledged_for_s(&self, level: Level) -> u64 {
        match level {
            Level::Watch | Level::Call => self.acknowledged_s,
            Level::Urgent | Level::Liquidatable => self.acknowledged_urgent_s,
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::STANDARD
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::decimal;

    fn ratio(text: &str) -> Health {
        Health::Ratio(Wad::from_raw(decimal::parse(text, 18).unwrap()))
    }

    #[test]
    fn a_level_is_held_through_the_deadband() {
        let held = |text, from| Rules::STANDARD.held_level(ratio(text), from);
        assert_eq!(held("1.2625", Level::Watch), Some(Level::Watch));
        assert_eq!(held("1.262500000000000001", Level::Watch), None);
        assert_eq!(held("1.12", Level::Call), Some(Level::Call));
        assert_eq!(held("1.13", Level::Call), Some(Level::Watch));
        assert_eq!(
            held("1.005", Level::Liquidatable),
            Some(Level::Liquidatable)
        );
        assert_eq!(held("1.011", Level::Liquidatable), Some(Level::Urgent));
        assert_eq!(held("0.5", Level::Watch), Some(Level::Watch));
        assert_eq!(
            Rules::STANDARD.held_level(Health::NoDebt, Level::Call),
            None
        );
    }

    /// Otherwise a level could be left only by leaving the next milder one too.
    #[test]
    fn the_deadband_of_a_level_ends_before_the_next_milder_level_does() {
        for rules in [Rules::STANDARD, Rules::CORRELATED] {
            for pair in Level::ALL.windows(2) {
                assert!(
                    rules.held_up_to(pair[1]) < rules.ladder.threshold(pair[0]),
                    "{pair:?}"
                );
            }
        }
    }
}
