//! How healthy an account is, block by block: what the world knows of it.

use alloy::primitives::U256;
use margin_call::alert::Level;

use crate::days::market;

/// Blocks in a row at a level or worse.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub since: u64,
    /// When the one came that is the first to be read for sure.
    first: u64,
    /// When the second of them came, if it did.
    pub second: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct AtLevel {
    /// The truth is at this level or worse.
    pub run: Option<Run>,
    /// Since when the truth has been past its deadband.
    pub calm_since: Option<u64>,
    /// The blocks in which somebody could have read it.
    pub read: Said,
    /// Those past its deadband.
    pub past: Said,
}

/// The last two blocks in which something was to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    pub came: [u64; 2],
    /// Until when the last of them was the newest; none while it is.
    until: Option<u64>,
}

impl Said {
    fn again(&mut self, now: u64) {
        *self = Self {
            came: [self.came[1], now],
            until: None,
        };
    }

    fn next_came(&mut self, now: u64) {
        self.until.get_or_insert(now);
    }

    /// Whether the last of them was the newest so lately.
    pub fn is_within(&self, now: u64, within: u64) -> bool {
        self.came[1] > 0 && self.until.is_none_or(|until| until + within >= now)
    }
}

/// What one account has.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    levels: [AtLevel; 4],
    /// So long a block must be the newest to be read for sure, where the next may come at any time.
    read_after: u64,
}

pub fn place(level: Level) -> usize {
    let mut all = Level::ALL.iter();
    all.position(|one| *one == level).expect("a level")
}

impl Truth {
    pub fn of(&self, level: Level) -> &AtLevel {
        &self.levels[place(level)]
    }

    pub fn new(read_after: u64) -> Self {
        Self {
            levels: [AtLevel::default(); 4],
            read_after,
        }
    }

    /// What was there before is not known to have been read: the newest block is the first.
    pub fn anew(&mut self, now: u64) {
        for run in self.levels.iter_mut().filter_map(|one| one.run.as_mut()) {
            (run.first, run.second) = (now, None);
        }
    }

    /// The newest block was read as a lie, and is not read again: the next one is the first.
    pub fn unread(&mut self) {
        for one in &mut self.levels {
            (one.run, one.calm_since) = (None, None);
        }
    }

    /// A block came with this health.
    pub fn came(&mut self, now: u64, health: U256) {
        for level in Level::ALL {
            let one = &mut self.levels[place(level)];
            one.read.next_came(now);
            one.past.next_came(now);
            match (market::is_at(health, level), &mut one.run) {
                (false, run) => *run = None,
                (true, Some(run)) if run.second.is_some() => {}
                (true, Some(run)) if run.first + self.read_after > now => run.first = now,
                (true, Some(run)) => run.second = Some(now),
                (true, run) => {
                    *run = Some(Run {
                        since: now,
                        first: now,
                        second: None,
                    });
                }
            }
            match market::is_past(health, level) {
                true => _ = one.calm_since.get_or_insert(now),
                false => one.calm_since = None,
            }
        }
        self.said(now, health);
    }

    /// Somebody says so, truly or not.
    pub fn said(&mut self, now: u64, health: U256) {
        for level in Level::ALL {
            let one = &mut self.levels[place(level)];
            if market::is_at(health, level) {
                one.read.again(now);
            }
            if market::is_past(health, level) {
                one.past.again(now);
            }
        }
    }
}
