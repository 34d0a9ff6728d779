use super::rungs::Rung;
use super::{Footing, Ladder, Lasts, Level, TimeLadder};
use crate::math::BasisPoints;
use crate::risk::Health;

/// How an episode behaves: its ladders, and how patient it is. A level is the worse of what the health and
/// what interest alone make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which health is which level.
    pub ladder: Ladder,
    /// How far past its threshold the health must be to leave a level, as a share of the
    /// threshold. Without it a health that trembles at a threshold would call at every block.
    pub deadband: BasisPoints,
    /// How long it lasts on interest alone at which level.
    pub times: TimeLadder,
    /// How far past its threshold that time must be, as a share of the threshold: rates move at every
    /// block, and by more than prices.
    pub times_deadband: BasisPoints,
    /// How long it must stay past a level to leave it, in seconds.
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
        times: TimeLadder::STANDARD,
        times_deadband: BasisPoints::from_raw(2_500),
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

    /// The same rules with another ladder of times.
    #[must_use]
    pub const fn with_times(self, times: TimeLadder) -> Self {
        Self { times, ..self }
    }

    /// The level of a position as it is, without memory.
    #[must_use]
    pub fn level_of(&self, footing: Footing) -> Option<Level> {
        let by_time = footing.lasts.and_then(|lasts| self.times.level_of(lasts));
        self.ladder.level_of(footing.health).max(by_time)
    }

    /// The worst level, up to `from`, that a position has not left by its health and by its time both.
    #[must_use]
    pub fn held_level(&self, footing: Footing, from: Level) -> Option<Level> {
        let by_health = match footing.health {
            Health::Ratio(factor) => self.ladder.held(factor, from, self.deadband),
            Health::NoDebt => None,
        };
        by_health.max(self.held_by_time(footing, from))
    }

    fn held_by_time(&self, footing: Footing, from: Level) -> Option<Level> {
        self.times.held(footing.lasts?, from, self.times_deadband)
    }

    /// The level of what was at `from`, which it holds until it has left it; a worse one at once.
    #[must_use]
    pub fn level_from(&self, footing: Footing, from: Option<Level>) -> Option<Level> {
        let held = from.and_then(|from| self.held_level(footing, from));
        self.level_of(footing).max(held)
    }

    /// How long a position at `level` lasts, where that and not its health is why it is there.
    #[must_use]
    pub fn why_by_time(&self, footing: Footing, level: Level) -> Option<Lasts> {
        let is_by_health = self.ladder.level_of(footing.health) >= Some(level);
        let is_by_time = self.held_by_time(footing, level) == Some(level);
        footing.lasts.filter(|_| is_by_time && !is_by_health)
    }

    /// What lasts longer than so many seconds is at no level by that, and holds none.
    #[must_use]
    pub fn horizon_s(&self) -> u64 {
        let longest = self.times.threshold(Level::Watch);
        longest.with_deadband(self.times_deadband).seconds()
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
    use crate::alert::Rungs;
    use crate::math::{Wad, decimal};

    const HOUR: u64 = 3_600;

    fn ratio(text: &str) -> Health {
        Health::Ratio(Wad::from_raw(decimal::parse(text, 18).unwrap()))
    }

    fn by_health(text: &str) -> Footing {
        Footing::from(ratio(text))
    }

    fn lasting(text: &str, seconds: u64) -> Footing {
        Footing {
            health: ratio(text),
            lasts: Some(Lasts::new(seconds)),
        }
    }

    #[test]
    fn a_level_is_held_through_the_deadband() {
        let held = |text, from| Rules::STANDARD.held_level(by_health(text), from);
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
            Rules::STANDARD.held_level(Footing::from(Health::NoDebt), Level::Call),
            None
        );
    }

    #[test]
    fn a_level_is_the_worse_of_health_and_time() {
        let level = |text, seconds| Rules::STANDARD.level_of(lasting(text, seconds));
        assert_eq!(level("1.3", 7 * 24 * HOUR + 1), None);
        assert_eq!(level("1.3", 7 * 24 * HOUR), Some(Level::Watch));
        assert_eq!(level("1.3", 48 * HOUR), Some(Level::Call));
        assert_eq!(level("1.3", 12 * HOUR), Some(Level::Urgent));
        // Only the health says that anyone may liquidate now.
        assert_eq!(level("1.3", 1), Some(Level::Urgent));
        assert_eq!(level("1.08", 100 * HOUR), Some(Level::Call));
        assert_eq!(level("1.2", 40 * HOUR), Some(Level::Call));
        assert_eq!(level("0.99", 1), Some(Level::Liquidatable));
    }

    #[test]
    fn a_level_is_held_until_both_are_past_and_by_time_for_a_quarter_more() {
        let held = |text, seconds, from| Rules::STANDARD.held_level(lasting(text, seconds), from);
        assert_eq!(held("1.5", 60 * HOUR, Level::Call), Some(Level::Call));
        assert_eq!(held("1.5", 60 * HOUR + 1, Level::Call), Some(Level::Watch));
        assert_eq!(held("1.5", 210 * HOUR, Level::Watch), Some(Level::Watch));
        assert_eq!(held("1.5", 210 * HOUR + 1, Level::Watch), None);
        assert_eq!(held("1.12", 300 * HOUR, Level::Call), Some(Level::Call));
        assert_eq!(held("1.5", HOUR, Level::Watch), Some(Level::Watch));
        // Nothing is liquidatable by time.
        assert_eq!(held("1.5", 1, Level::Liquidatable), Some(Level::Urgent));
        assert_eq!(Rules::STANDARD.horizon_s(), 210 * HOUR);
    }

    #[test]
    fn time_is_why_only_where_health_is_not() {
        let why = |text, hours, level| {
            let why = Rules::STANDARD.why_by_time(lasting(text, hours * HOUR), level);
            why.map(Lasts::seconds)
        };
        assert_eq!(why("1.3", 40, Level::Call), Some(40 * HOUR));
        assert_eq!(why("1.2", 40, Level::Call), Some(40 * HOUR));
        assert_eq!(why("1.1", 40, Level::Call), None);
        // In the deadband it still is, past it nothing is.
        assert_eq!(why("1.3", 60, Level::Call), Some(60 * HOUR));
        assert_eq!(why("1.3", 61, Level::Call), None);
        assert_eq!(why("0.9", 1, Level::Liquidatable), None);
    }

    /// Somebody types thresholds that lie closer together than the deadband is wide.
    #[test]
    fn a_level_is_not_held_where_the_next_milder_one_has_not_begun() {
        let close = "1.02, 1.015, 1.01".parse().expect("a ladder");
        let rules = Rules::STANDARD.with_ladder(close);
        let left = |text| rules.level_from(lasting(text, 1_000 * HOUR), Some(Level::Urgent));
        assert_eq!(left("1.0149"), Some(Level::Urgent));
        assert_eq!(left("1.016"), Some(Level::Call));
        assert_eq!(left("1.0201"), Some(Level::Watch));
        assert_eq!(left("1.0303"), None);
    }

    /// Otherwise a level could be left only by leaving the next milder one too.
    #[test]
    fn the_deadband_of_a_level_ends_before_the_next_milder_level_does() {
        fn check<T: Rung + core::fmt::Debug>(ladder: &Rungs<T>, deadband: BasisPoints) {
            for pair in Level::ALL.windows(2) {
                let held_up_to = ladder.threshold(pair[1]).with_deadband(deadband);
                assert!(held_up_to < ladder.threshold(pair[0]), "{pair:?}");
            }
        }
        for rules in [Rules::STANDARD, Rules::CORRELATED] {
            check(&rules.ladder, rules.deadband);
            check(&rules.times, rules.times_deadband);
        }
    }
}
