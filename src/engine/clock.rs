//! One time out of two clocks.
//!
//! The wall clock is what people read, and what they, or a time server, set. The steady one cannot
//! be set, and stands still while a computer sleeps. What the engine goes by runs on when either
//! does: it never goes back, and has slept when the computer has.

use crate::math::Timestamp;

/// A time, milliseconds since 1970 by the clock that it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u64);

impl Millis {
    /// The moment `ms` later.
    #[must_use]
    pub fn plus(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The second that it lies in.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp(self.0.div_euclid(1_000))
    }
}

impl From<Timestamp> for Millis {
    fn from(time: Timestamp) -> Self {
        Self(time.0.saturating_mul(1_000))
    }
}

/// A moment as the edges hand it in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// By the computer's clock.
    pub wall: Millis,
    /// By a clock that only runs forward, from any beginning.
    pub steady: Millis,
}

/// The time that the engine goes by. It begins as the wall clock's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    now: Millis,
    last: Option<Moment>,
}

impl Clock {
    /// What time it is at a moment.
    pub(super) fn at(&mut self, moment: Moment) -> Millis {
        self.now = match self.last {
            None => moment.wall,
            Some(last) => {
                let passed = |now: Millis, then: Millis| now.0.saturating_sub(then.0);
                let wall = passed(moment.wall, last.wall);
                let steady = passed(moment.steady, last.steady);
                self.now.plus(wall.max(steady))
            }
        };
        self.last = Some(moment);
        self.now
    }

    /// What time it was at the last moment.
    pub(super) const fn now(&self) -> Millis {
        self.now
    }

    /// Seconds by which the wall clock is ahead of the time that the engine goes by: it was set
    /// since, where that is not zero.
    pub(super) fn wall_is_ahead_s(&self) -> i64 {
        let wall = self.last.map_or(self.now, |last| last.wall);
        let ahead = i128::from(wall.0).saturating_sub(i128::from(self.now.0));
        i64::try_from(ahead.checked_div(1_000).unwrap_or_default()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_800_000_000_000;

    fn moment(wall: u64, steady: u64) -> Moment {
        Moment {
            wall: Millis(wall),
            steady: Millis(steady),
        }
    }

    #[test]
    fn it_runs_on_whatever_is_done_to_the_wall_clock() {
        let mut clock = Clock::default();
        assert_eq!(clock.at(moment(NOON, 50)), Millis(NOON));
        assert_eq!(clock.at(moment(NOON + 10, 60)), Millis(NOON + 10));
        // Six hours back, and a second later.
        let back = NOON - 6 * 3_600_000;
        assert_eq!(clock.at(moment(back, 1_060)), Millis(NOON + 1_010));
        assert_eq!(clock.at(moment(back + 500, 1_560)), Millis(NOON + 1_510));
        assert_eq!(clock.wall_is_ahead_s(), -6 * 3_600 - 1);
    }

    #[test]
    fn it_has_slept_when_the_computer_has() {
        let mut clock = Clock::default();
        let _ = clock.at(moment(NOON, 50));
        assert_eq!(
            clock.at(moment(NOON + 3_600_000, 70)),
            Millis(NOON + 3_600_000)
        );
        assert_eq!(clock.wall_is_ahead_s(), 0);
    }
}
