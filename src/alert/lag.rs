use serde::{Deserialize, Serialize};

use crate::math::Timestamp;

/// A block this much later than blocks usually come is stale, however fast new ones come: the
/// endpoint lags.
pub(super) const LAG_S: u64 = 300;

/// One that is within a minute of that limit is at times too late, and at times not: what was lost
/// sight of is found again by one that is further from it, or by those that stay within it.
const FOUND_AGAIN_S: u64 = 240;

/// For so long: one that wanders around the limit is told of once.
const WITHIN_FOR_S: u64 = 600;

/// A difference between our clock and the chain's that the first blocks show is believed when it
/// has stayed the same for so long: an endpoint that catches up does not keep it. Shorter than a
/// silence, so that a clock which is wrong raises no alarm.
const BELIEVED_AFTER_S: u64 = 40;

/// The same where our clock was right before: after a sleep, or when somebody corrected it. Longer,
/// because an endpoint that woke with us may be late.
const BELIEVED_AGAIN_AFTER_S: u64 = 600;

/// Differences within so many seconds are the same one: blocks do not come evenly.
const SAME_WITHIN_S: u64 = 30;

/// From so many seconds on a difference between our clock and the chain's is worth naming.
pub const NAMED_FROM_S: u64 = 60;

/// How late blocks are, beside how late they usually are: a computer's clock that is minutes wrong
/// makes every block look late, or early, by as much. What is learnt is the least that was seen,
/// because an endpoint can only be late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lag {
    /// Seconds by which blocks are late when they are in time.
    usual: Option<i64>,
    /// Another lateness that new blocks keep, and since when.
    other: Option<(i64, Timestamp)>,
    /// Time jumped since: the computer slept, or its clock was corrected.
    jumped: bool,
    /// No new block was too late since then.
    within_since: Option<Timestamp>,
}

impl Lag {
    /// Nothing is learnt yet.
    pub(super) const NEW: Self = Self {
        usual: None,
        other: None,
        jumped: false,
        within_since: None,
    };

    /// Whether it is being found out by how much our clock and the chain's differ.
    pub(super) const fn is_finding_out(&self) -> bool {
        self.usual.is_none() && self.other.is_some()
    }

    /// A new block of this time was read.
    pub(super) fn learn(&mut self, now: Timestamp, block: Timestamp) {
        let late = late(now, block);
        match self.usual {
            Some(usual) if late <= usual => match within(usual, late, SAME_WITHIN_S) {
                true => self.settle(late),
                // One block of the future may be a mistake, or a lie; until it is believed it is not late.
                false => self.consider(now, late, true),
            },
            None if within(late, 0, LAG_S) && within(0, late, LAG_S) => self.settle(late),
            // The clock is what it was: the computer slept.
            Some(usual) if within(late, usual, SAME_WITHIN_S) => self.settle(usual),
            Some(_) if !self.jumped => {}
            // Perhaps; blocks that stay near what they were say so too.
            Some(usual) if within(late, usual, FOUND_AGAIN_S) => self.consider(now, usual, false),
            usual => self.consider(now, late, usual.is_none()),
        }
        let usual = self.usual.unwrap_or_default();
        self.within_since = match within(late, usual, LAG_S) {
            true => self.within_since.or(Some(now)),
            false => None,
        };
    }

    /// It was told that nothing is known: what blocks were before finds nothing again.
    pub(super) fn lose(&mut self) {
        self.within_since = None;
    }

    /// Time jumped.
    pub(super) fn jump(&mut self) {
        self.jumped = true;
        self.within_since = None;
    }

    /// Whether a block of this time is too late to describe anything. `lost`: it was told that nothing
    /// is known.
    pub(super) fn is_too_late(&self, now: Timestamp, block: Timestamp, lost: bool) -> bool {
        let stays_within = self
            .within_since
            .is_some_and(|since| now.0.saturating_sub(since.0) >= WITHIN_FOR_S);
        let most = if lost && !stays_within {
            FOUND_AGAIN_S
        } else {
            LAG_S
        };
        !within(late(now, block), self.usual.unwrap_or_default(), most)
    }

    /// When a block of this time will be too late.
    pub(super) fn too_late_at(&self, block: Timestamp) -> Timestamp {
        let usual = self.usual.unwrap_or_default();
        let after = block.0.saturating_add_signed(usual);
        Timestamp(after.saturating_add(LAG_S).saturating_add(1))
    }

    /// Seconds by which our clock and the chain's differ, if that is worth naming: ours is ahead,
    /// or behind where negative.
    pub(super) fn difference_s(&self) -> Option<i64> {
        self.usual
            .filter(|usual| usual.unsigned_abs() >= NAMED_FROM_S)
    }

    fn consider(&mut self, now: Timestamp, late: i64, is_first: bool) {
        let needed = match is_first {
            true => BELIEVED_AFTER_S,
            false => BELIEVED_AGAIN_AFTER_S,
        };
        match self.other {
            Some((other, since)) if late.abs_diff(other) <= SAME_WITHIN_S => {
                if now.0.saturating_sub(since.0) >= needed {
                    self.settle(other.min(late));
                }
            }
            // It catches up, or falls behind.
            _ => self.other = Some((late, now)),
        }
    }

    fn settle(&mut self, usual: i64) {
        *self = Self {
            usual: Some(usual),
            other: None,
            jumped: false,
            within_since: self.within_since,
        };
    }
}

/// Seconds from the block to now; negative where the block is of our future.
fn late(now: Timestamp, block: Timestamp) -> i64 {
    let late = i128::from(now.0).saturating_sub(i128::from(block.0));
    i64::try_from(late).unwrap_or(i64::MAX)
}

/// Whether one is at most so much more than another.
fn within(late: i64, usual: i64, seconds: u64) -> bool {
    let more = i128::from(late).saturating_sub(i128::from(usual));
    more <= i128::from(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000;

    /// Blocks every 12 seconds for so long, each late by what `late` says of the seconds so far.
    fn watch(lag: &mut Lag, from: u64, seconds: u64, late: impl Fn(u64) -> i64) -> bool {
        let mut is_too_late = true;
        for passed in (0..=seconds).step_by(12) {
            let now = Timestamp(from + passed);
            let block = Timestamp(now.0.saturating_add_signed(-late(passed)));
            lag.learn(now, block);
            is_too_late = lag.is_too_late(now, block, false);
        }
        is_too_late
    }

    #[test]
    fn a_block_may_be_five_minutes_later_than_usual_and_no_more() {
        let mut lag = Lag::NEW;
        assert!(!watch(&mut lag, NOW - 1_200, 1_200, |_| 2));
        let block = Timestamp(NOW);
        for (lost, most) in [(false, 302), (true, 242)] {
            lag.lose();
            assert!(!lag.is_too_late(Timestamp(NOW + most), block, lost));
            assert!(lag.is_too_late(Timestamp(NOW + most + 1), block, lost));
        }
        assert_eq!(lag.too_late_at(block), Timestamp(NOW + 303));
    }

    #[test]
    fn what_was_lost_is_found_by_blocks_that_stay_within_the_limit() {
        let mut lag = Lag::NEW;
        assert!(!watch(&mut lag, NOW, 60, |_| 2));
        assert!(watch(&mut lag, NOW + 1_000, 120, |_| 320));
        let (block, now) = (Timestamp(NOW + 1_200 - 290), Timestamp(NOW + 1_200));
        lag.learn(now, block);
        assert!(lag.is_too_late(now, block, true), "not by the first");
        let finds = |lag: &Lag, passed: u64| {
            let now = NOW + 1_200 + passed;
            !lag.is_too_late(Timestamp(now), Timestamp(now - 290), true)
        };
        let _ = watch(&mut lag, NOW + 1_212, 588, |_| 290);
        assert!(!finds(&lag, 599) && finds(&lag, 600));
        // Where they are at times too late nothing is found.
        for passed in (1_812..4_800).step_by(12) {
            let now = Timestamp(NOW + passed);
            let late = if passed % 360 == 0 { 310 } else { 295 };
            let block = Timestamp(now.0 - late);
            lag.learn(now, block);
            assert!(passed < 2_160 || lag.is_too_late(now, block, true));
        }
    }

    #[test]
    fn a_block_of_the_future_makes_none_late_that_comes_in_time() {
        for first in [60, 0] {
            let mut lag = Lag::NEW;
            if first > 0 {
                assert!(!watch(&mut lag, NOW, first, |_| 2));
            }
            let (block, now) = (Timestamp(NOW + 3_700), Timestamp(NOW + 100));
            lag.learn(now, block);
            assert!(!lag.is_too_late(now, block, false));
            assert!(!watch(&mut lag, NOW + 112, 60, |_| 2));
            assert_eq!(lag.difference_s(), None);
        }
    }

    #[test]
    fn the_doubt_after_a_sleep_ends_where_blocks_stay_near_what_they_were() {
        let mut lag = Lag::NEW;
        assert!(!watch(&mut lag, NOW, 60, |_| 2));
        lag.jump();
        assert!(!watch(&mut lag, NOW + 3_660, 700, |passed| {
            40 + (passed % 180).cast_signed()
        }));
        // The endpoint falls behind.
        assert!(watch(&mut lag, NOW + 5_000, 7_200, |_| 540));
        assert_eq!(lag.difference_s(), None);
    }

    #[test]
    fn a_clock_that_is_wrong_from_the_start_is_recognised_by_the_chains_progress_and_named() {
        for late in [540, 6 * 3_600] {
            let mut lag = Lag::NEW;
            assert!(watch(&mut lag, NOW, 24, |_| late), "not at once");
            assert!(lag.is_finding_out());
            assert!(!watch(&mut lag, NOW + 36, 12, |_| late));
            assert_eq!(lag.difference_s(), Some(late));
        }
        // Ours is slow: a block of the future is no late one.
        let mut lag = Lag::NEW;
        assert!(!watch(&mut lag, NOW, 24, |_| -540));
        assert!(!watch(&mut lag, NOW + 36, 12, |_| -540));
        assert_eq!(lag.difference_s(), Some(-540));
    }

    #[test]
    fn a_difference_is_the_same_within_half_a_minute_for_forty_seconds_and_named_from_a_minute_on()
    {
        for (passed, late, is_believed) in [(40, 570, true), (39, 570, false), (40, 571, false)] {
            let mut lag = Lag::NEW;
            let mut learn = |passed: u64, late: u64| {
                lag.learn(Timestamp(NOW + passed), Timestamp(NOW + passed - late));
            };
            learn(0, 540);
            learn(passed, late);
            assert_eq!(lag.difference_s().is_some(), is_believed, "{passed} {late}");
        }
        for (late, named) in [(59, None), (60, Some(60))] {
            let mut lag = Lag::NEW;
            assert!(!watch(&mut lag, NOW, 0, |_| late));
            assert_eq!(lag.difference_s(), named);
        }
    }

    #[test]
    fn an_endpoint_that_catches_up_is_late_until_it_has() {
        let mut lag = Lag::NEW;
        let catches_up = |passed: u64| 1_000 - 2 * passed.cast_signed();
        assert!(watch(&mut lag, NOW, 300, catches_up));
        assert!(!watch(&mut lag, NOW + 312, 200, |passed| catches_up(
            312 + passed
        )
        .max(0)));
        assert_eq!(lag.difference_s(), None);
    }

    #[test]
    fn an_endpoint_that_falls_behind_stays_late_however_long_it_moves() {
        // One block that is in time shows that our clock is right.
        for in_time_for in [0, 60] {
            let mut lag = Lag::NEW;
            assert!(!watch(&mut lag, NOW, in_time_for, |_| 2));
            assert!(watch(&mut lag, NOW + 700, 7_200, |_| 540));
            assert_eq!(lag.difference_s(), None);
        }
    }

    #[test]
    fn a_clock_that_was_right_after_a_sleep_is_not_doubted_later() {
        for late in [2, 8] {
            let mut lag = Lag::NEW;
            assert!(!watch(&mut lag, NOW, 60, |_| 2));
            lag.jump();
            assert!(!watch(&mut lag, NOW + 3_660, 0, |_| late));
            // The endpoint falls behind.
            assert!(watch(&mut lag, NOW + 7_000, 7_200, |_| 540));
            assert_eq!(lag.difference_s(), None);
        }
    }

    #[test]
    fn a_clock_that_is_corrected_is_recognised_after_a_while() {
        let mut lag = Lag::NEW;
        assert!(!watch(&mut lag, NOW, 60, |_| 2));
        lag.jump();
        assert!(watch(&mut lag, NOW + 3_660, 300, |_| 3_602));
        assert!(!watch(&mut lag, NOW + 3_972, 600, |_| 3_602));
        assert_eq!(lag.difference_s(), Some(3_602));
        // A little is believed like much.
        lag.jump();
        assert!(!watch(&mut lag, NOW + 5_000, 620, |_| 3_852));
        assert_eq!(lag.difference_s(), Some(3_852));
        // And back again: sooner, and no block is late meanwhile.
        assert!(!watch(&mut lag, NOW + 8_000, 48, |_| 2));
        assert_eq!(lag.difference_s(), None);
    }
}
