//! How a price moves: mostly calmly, at times steadily one way, seldom at once.

use super::market::CENTS;
use crate::random::Random;

/// What a price does for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Calm,
    Falls,
    Rises,
    /// Much in a few blocks.
    Crashes,
    /// In one block, and back in the next.
    Leaps,
    /// To and fro, whichever threshold is near.
    Trembles,
}

#[derive(Clone, Debug)]
pub struct Price {
    /// In cents; parts of a cent are kept so that slow moves are not lost.
    millicents: u64,
    mood: Mood,
    /// Seconds since 1970.
    until: u64,
}

impl Price {
    pub fn new() -> Self {
        Self {
            millicents: CENTS * 1_000,
            mood: Mood::Calm,
            until: 0,
        }
    }

    /// For how many seconds it stays calm, if it is.
    pub fn calm_for(&self, time: u64) -> Option<u64> {
        (self.mood == Mood::Calm).then(|| self.until.saturating_sub(time))
    }

    /// The price in the block of this time, in cents, so many seconds after the last one.
    pub fn next(&mut self, random: &mut Random, time: u64, seconds: u64) -> u64 {
        if time >= self.until {
            (self.mood, self.until) = self.turns(random, time);
        }
        let now = self.millicents;
        // Parts of a million in a second.
        let (down, up) = match self.mood {
            Mood::Calm | Mood::Leaps => (6, 6),
            Mood::Falls => (60, 15),
            Mood::Rises => (15, 60),
            Mood::Crashes => (900, 0),
            Mood::Trembles => (700, 700),
        };
        let (down, up) = (down * seconds.min(60), up * seconds.min(60));
        let moved = 1_000_000 - down + random.within(0, up + down + 1);
        self.millicents = now * moved / 1_000_000;
        let shown = match self.mood {
            Mood::Leaps => {
                self.until = time;
                self.millicents * random.within(78, 96) / 100
            }
            _ => self.millicents,
        };
        shown / 1_000
    }

    fn turns(&self, random: &mut Random, time: u64) -> (Mood, u64) {
        let whole = CENTS * 1_000;
        // Not so far that nothing can be called any more, or nothing else.
        let mood = match self.millicents {
            low if low < whole * 70 / 100 => Mood::Rises,
            low if low < whole * 90 / 100 && random.chance(40) => Mood::Rises,
            high if high > whole * 125 / 100 => Mood::Falls,
            _ => match random.within(0, 100) {
                0..52 => Mood::Calm,
                52..66 => Mood::Falls,
                66..82 => Mood::Rises,
                82..87 => Mood::Crashes,
                87..94 => Mood::Leaps,
                _ => Mood::Trembles,
            },
        };
        let minutes = match mood {
            Mood::Calm => random.within(20, 400),
            Mood::Falls | Mood::Rises => random.within(20, 150),
            Mood::Crashes => random.within(2, 7),
            Mood::Leaps => random.within(1, 2),
            Mood::Trembles => random.within(5, 40),
        };
        (mood, time + minutes * 60)
    }
}
