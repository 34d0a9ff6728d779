//! How healthy an account is, block by block: what the world knows of it.

use alloy::primitives::U256;
use margin_call::alert::Level;

use crate::days::market;

/// Blocks in a row at a level or worse.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub since: u64,
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

/// By level.
#[derive(Clone, Debug, Default)]
pub struct Truth([AtLevel; 4]);

pub fn place(level: Level) -> usize {
    let mut all = Level::ALL.iter();
    all.position(|one| *one == level).expect("a level")
}

impl Truth {
    pub fn of(&self, level: Level) -> &AtLevel {
        &self.0[place(level)]
    }

    /// What was there before is not known to have been read: the newest block is the first.
    pub fn anew(&mut self) {
        for run in self.0.iter_mut().filter_map(|one| one.run.as_mut()) {
            run.second = None;
        }
    }

    /// The newest block was read as a lie, and is not read again: the next one is the first.
    pub fn unread(&mut self) {
        self.0.iter_mut().for_each(|one| one.run = None);
    }

    /// A block came with this health.
    pub fn came(&mut self, now: u64, health: U256) {
        for level in Level::ALL {
            let one = &mut self.0[place(level)];
            one.read.next_came(now);
            one.past.next_came(now);
            match (market::is_at(health, level), &mut one.run) {
                (false, run) => *run = None,
                (true, Some(run)) => _ = run.second.get_or_insert(now),
                (true, run) => {
                    *run = Some(Run {
                        since: now,
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
            let one = &mut self.0[place(level)];
            if market::is_at(health, level) {
                one.read.again(now);
            }
            if market::is_past(health, level) {
                one.past.again(now);
            }
        }
    }
}
