//! One time out of two clocks.
//!
//! The wall clock is what people read, and what they, or a time server, set. The steady one cannot
//! be set, and stands still while a computer sleeps. What the engine goes by follows the wall clock
//! forward, and where that was set back the steady one: it never goes back, and has slept when the
//! computer has. It does not take whichever ran further each time: both are rounded to milliseconds
//! and keep other time by a little, and what is too much by that would add up over a night.

use crate::math::Timestamp;

/// A wall clock that lost more than this since the last moment was set back, milliseconds: a time server
/// moves it by less at once.
const SET_BACK_MS: u64 = 1_000;

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
    /// By how many minutes the person's clock is ahead of Greenwich; behind where negative.
    pub ahead_of_utc_min: i32,
}

/// The time that the engine goes by. It begins as the wall clock's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    now: Millis,
    /// Where the wall clock has led it to: less than that by what it went back.
    led_to: Millis,
    last: Option<Moment>,
}

impl Clock {
    /// What time it is at a moment.
    pub(super) fn at(&mut self, moment: Moment) -> Millis {
        self.led_to = match self.last {
            None => moment.wall,
            Some(last) => {
                let steady = moment.steady.0.saturating_sub(last.steady.0);
                let kept = moment.wall.0.saturating_add(SET_BACK_MS);
                match kept < last.wall.0.saturating_add(steady) {
                    true => self.now.plus(steady),
                    false => {
                        let back = last.wall.0.saturating_sub(moment.wall.0);
                        let forth = moment.wall.0.saturating_sub(last.wall.0);
                        Millis(self.led_to.0.saturating_add(forth).saturating_sub(back))
                    }
                }
            }
        };
        self.now = self.now.max(self.led_to);
        self.last = Some(moment);
        self.now
    }

    /// What time it was at the last moment.
    pub(super) const fn now(&self) -> Millis {
        self.now
    }

    /// By how many minutes the person's clock is ahead of Greenwich.
    pub(super) fn ahead_of_utc_min(&self) -> i32 {
        self.last.unwrap_or_default().ahead_of_utc_min
    }

    /// The second of the person's day, by the clock on their wall.
    pub(super) fn second_of_day(&self) -> u32 {
        const DAY_S: i128 = 86_400;
        let last = self.last.unwrap_or_default();
        let ahead_s = i128::from(last.ahead_of_utc_min).saturating_mul(60);
        let local_s = i128::from(last.wall.timestamp().0).saturating_add(ahead_s);
        u32::try_from(local_s.rem_euclid(DAY_S)).unwrap_or_default()
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
            ahead_of_utc_min: 0,
        }
    }

    #[test]
    fn the_day_is_the_persons() {
        let mut clock = Clock::default();
        // 08:00 in Greenwich.
        for (ahead_of_utc_min, hour) in [(0, 8), (330, 13), (-540, 23)] {
            let moment = moment(NOON, 50);
            let _ = clock.at(Moment {
                ahead_of_utc_min,
                ..moment
            });
            assert_eq!(clock.second_of_day() / 3_600, hour);
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
    fn what_two_clocks_differ_by_does_not_add_up() {
        let mut clock = Clock::default();
        let _ = clock.at(moment(NOON, 0));
        for second in 1..=36_000_u64 {
            // Each is cut to milliseconds at another place, and the steady one is slow, then fast.
            let wall = NOON + second * 1_000 + second % 2;
            let slow_then_fast = (second * 5 / 10_000).min(18 - second * 5 / 10_000);
            let _ = clock.at(moment(wall, second * 1_000 + slow_then_fast));
        }
        assert_eq!(clock.now(), Millis(NOON + 36_000_000));
        assert_eq!(clock.wall_is_ahead_s(), 0);
    }

    #[test]
    fn a_little_that_a_time_server_takes_back_is_waited_for() {
        let mut clock = Clock::default();
        let _ = clock.at(moment(NOON, 0));
        assert_eq!(clock.at(moment(NOON + 9_300, 10_000)), Millis(NOON + 9_300));
        assert_eq!(clock.at(moment(NOON + 8_900, 10_100)), Millis(NOON + 9_300));
        assert_eq!(clock.at(moment(NOON + 9_400, 10_600)), Millis(NOON + 9_400));
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
