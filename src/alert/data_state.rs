use serde::{Deserialize, Serialize};

use super::lag::Lag;
use super::{Level, Notice, NoticeKind, RuleKey};
use crate::chain::BlockPace;
use crate::math::Timestamp;

/// No fewer seconds than this without news count as silence.
const SILENCE_AT_LEAST_S: u64 = 60;

/// So many blocks that did not come count as silence.
const SILENCE_BLOCKS: u64 = 5;

/// A longer time without a tick means that the page slept: what it missed is told in a summary.
/// Hidden pages are woken once a minute.
const SLEEP_S: u64 = 180;

/// A tick that comes this much later than the next one was planned means that the page was held
/// up: it reads first, and raises its alarm after.
const HELD_UP_S: u64 = 15;

/// How much can be known of the health now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataState {
    /// Nothing was read yet.
    Unread,
    /// Read, and as new as the chain's pace allows.
    Fresh,
    /// Read, but our arithmetic and the chain's view differ: the chain's number is shown.
    Divergent,
    /// Nothing new since then: the health is not known.
    Stale {
        /// When the last knowledge was new.
        since: Timestamp,
    },
    /// The last read failed.
    Failing {
        /// When reads began to fail.
        since: Timestamp,
    },
}

impl DataState {
    /// Since when nothing is known; none while something is, or before the first read.
    #[must_use]
    pub const fn unknown_since(self) -> Option<Timestamp> {
        match self {
            Self::Stale { since } | Self::Failing { since } => Some(since),
            Self::Unread | Self::Fresh | Self::Divergent => None,
        }
    }
}

/// How often news can be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// The chain's pace.
    pub blocks: BlockPace,
    /// Seconds between two reads as they are planned now.
    pub read_every_s: u64,
}

impl Cadence {
    /// Seconds without news after which nothing is known: five blocks, two reads, or a minute,
    /// whichever is longest.
    #[must_use]
    pub fn silence_s(self) -> u64 {
        let blocks_s = match self.blocks {
            BlockPace::Every { ms } => SILENCE_BLOCKS.saturating_mul(ms).div_ceil(1_000),
            BlockPace::OnDemand => 0,
        };
        let reads_s = self.read_every_s.saturating_mul(2);
        SILENCE_AT_LEAST_S.max(blocks_s).max(reads_s)
    }
}

/// Watches the watching: tells once when nothing is known any more, and once when it is again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataWatch {
    key: RuleKey,
    number: u64,
    /// When something new was last learnt; before the first read, when watching began.
    news_at: Timestamp,
    block: Option<Block>,
    lag: Lag,
    /// The last read brought a block that was too late then.
    is_late: bool,
    divergent: bool,
    failing_since: Option<Timestamp>,
    /// The silence was told.
    told: bool,
    last_tick: Timestamp,
    /// What stood between the page and the chain ended then, and no read has since: it was asleep,
    /// held up, or out of sight.
    woke_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    number: u64,
    timestamp: Timestamp,
}

impl DataWatch {
    /// Watching begins now.
    #[must_use]
    pub const fn new(key: RuleKey, now: Timestamp) -> Self {
        Self {
            key,
            number: 0,
            news_at: now,
            block: None,
            lag: Lag::NEW,
            is_late: false,
            divergent: false,
            failing_since: None,
            told: false,
            last_tick: now,
            woke_at: None,
        }
    }

    /// Goes on under another name, as when the chain becomes known. Returns the tag of a notice that
    /// stands under the old name.
    pub fn rename(&mut self, key: RuleKey) -> Option<String> {
        let stands = self.standing_tag().filter(|_| self.key != key);
        self.key = key;
        stands
    }

    /// The tag of the notice that stands, if the silence was told and has not ended.
    #[must_use]
    pub fn standing_tag(&self) -> Option<String> {
        self.told.then(|| self.key.tag(self.number))
    }

    /// What can be known now.
    #[must_use]
    pub fn state(&self, now: Timestamp, cadence: Cadence) -> DataState {
        match (self.failing_since, self.block) {
            (Some(since), _) => DataState::Failing { since },
            (None, None) => DataState::Unread,
            (None, Some(_)) if !self.is_known(now, cadence) => DataState::Stale {
                since: self.news_at,
            },
            (None, Some(_)) if self.divergent => DataState::Divergent,
            (None, Some(_)) => DataState::Fresh,
        }
    }

    /// Whether the latest reading still describes the position. A read that failed a moment ago
    /// does not unmake what was read before it; silence does.
    #[must_use]
    pub fn is_known(&self, now: Timestamp, cadence: Cadence) -> bool {
        let Some(block) = self.block else {
            return false;
        };
        !self.is_too_late(now, cadence, block.timestamp)
            && since(self.news_at, now) <= cadence.silence_s()
    }

    /// Whether a block of this time would be too late to say anything about now. Where blocks come
    /// only on demand, an old block is no sign of anything.
    #[must_use]
    pub fn is_too_late(&self, now: Timestamp, cadence: Cadence, block: Timestamp) -> bool {
        cadence.blocks != BlockPace::OnDemand && self.lag.is_too_late(now, block, self.told)
    }

    /// Seconds by which the computer's clock and the chain's differ, if that is worth naming: ours
    /// is ahead, or behind where negative.
    #[must_use]
    pub fn clock_differs_s(&self, cadence: Cadence) -> Option<i64> {
        match cadence.blocks {
            BlockPace::OnDemand => None,
            BlockPace::Every { .. } => self.lag.difference_s(),
        }
    }

    /// Whether nothing new was learnt for so long that it must be said, also before the first read.
    #[must_use]
    pub fn is_silent(&self, now: Timestamp, cadence: Cadence) -> bool {
        since(self.news_at, now) > cadence.silence_s()
    }

    /// A read ended with values of a block. `agrees`: our arithmetic gave the same.
    pub fn read_succeeded(
        &mut self,
        now: Timestamp,
        cadence: Cadence,
        (block_number, block_timestamp): (u64, Timestamp),
        agrees: bool,
    ) -> Option<Notice> {
        let from = self.news_at;
        let slept = self.woke_at.is_some() && since(from, now) > SLEEP_S;
        self.failing_since = None;
        self.divergent = !agrees;
        let block = Block {
            number: block_number,
            timestamp: block_timestamp,
        };
        if self.block != Some(block) {
            self.lag.learn(now, block_timestamp);
        }
        let on_demand = cadence.blocks == BlockPace::OnDemand;
        let too_late = self.is_too_late(now, cadence, block_timestamp);
        // While it is found out whose clock is wrong, blocks come: that is no silence.
        self.is_late = too_late && !self.lag.is_finding_out();
        if (self.block != Some(block) && !self.is_late) || on_demand {
            self.news_at = now;
        }
        self.block = Some(block);
        // An answer from before the sleep may come after it: that is no news either.
        if !self.is_known(now, cadence) {
            return None;
        }
        self.woke_at = None;
        if !(slept || self.told) {
            return None;
        }
        if !self.told {
            self.number = self.number.saturating_add(1);
        }
        self.told = false;
        let kind = NoticeKind::WatchingAgain { from, to: now };
        Some(self.notice(kind, Level::Watch, now))
    }

    /// A read ended without values.
    pub fn read_failed(&mut self, now: Timestamp) {
        self.failing_since.get_or_insert(now);
        // What fails in the moment of waking was asked before the sleep.
        self.woke_at = self.woke_at.filter(|woke_at| *woke_at == now);
    }

    /// Sees the time before anything else is taken in: what comes first after a sleep must not
    /// hide that there was one. `planned_s`: for how long nothing was to be done; who leaves an endpoint
    /// alone for that long has not slept.
    pub fn see(&mut self, now: Timestamp, planned_s: u64) {
        let passed = since(self.last_tick, now);
        let expected = planned_s.saturating_add(HELD_UP_S);
        if passed > expected.max(SLEEP_S) {
            self.lag.jump();
        }
        if passed > expected {
            self.reads_first(now);
        }
        self.last_tick = now;
    }

    /// A read is made at once, because the page came back to the front or woke: its answer is worth
    /// more than an alarm. Another call before that read ended puts nothing off further.
    pub fn reads_first(&mut self, now: Timestamp) {
        self.woke_at.get_or_insert(now);
    }

    /// Lets time pass. `last_level`: what the position was at when it was last known; from call on
    /// the silence is urgent, because a margin call may be going unheard.
    pub fn tick(
        &mut self,
        now: Timestamp,
        cadence: Cadence,
        last_level: Option<Level>,
    ) -> Option<Notice> {
        self.see(now, cadence.read_every_s);
        // Read first, but not for ever.
        let reading_first = self
            .woke_at
            .is_some_and(|woke_at| since(woke_at, now) <= cadence.silence_s());
        // A block that becomes too late until the next one is read is no alarm: that one tells.
        let unknown = self.is_silent(now, cadence) || self.is_late;
        if self.told || reading_first || !unknown {
            return None;
        }
        self.told = true;
        self.lag.lose();
        self.number = self.number.saturating_add(1);
        let level = match last_level {
            None | Some(Level::Watch) => Level::Watch,
            Some(_) => Level::Urgent,
        };
        let kind = NoticeKind::Unwatched {
            since: self.news_at,
        };
        Some(self.notice(kind, level, now))
    }

    /// When [`tick`](Self::tick) will raise the alarm if nothing is read until then, or what was read will
    /// describe nothing any more, if that is before.
    #[must_use]
    pub fn next_due(&self, cadence: Cadence) -> Option<Timestamp> {
        if self.told {
            return None;
        }
        let after = |time: Timestamp, seconds: u64| {
            Timestamp(time.0.saturating_add(seconds).saturating_add(1))
        };
        let silent = after(self.news_at, cadence.silence_s());
        let read_first = self.woke_at.map(|woke| after(woke, cadence.silence_s()));
        let alarm = read_first.map_or(silent, |read_first| silent.max(read_first));
        let block = self
            .block
            .filter(|_| cadence.blocks != BlockPace::OnDemand && !self.lag.is_finding_out());
        let too_late = block.map(|block| self.lag.too_late_at(block.timestamp));
        let too_late = too_late.filter(|at| *at > self.last_tick);
        Some(too_late.map_or(alarm, |too_late| alarm.min(too_late)))
    }

    fn notice(&self, kind: NoticeKind, level: Level, now: Timestamp) -> Notice {
        Notice {
            kind,
            level,
            tag: self.key.tag(self.number),
            reading: None,
            current: matches!(kind, NoticeKind::WatchingAgain { .. }),
            at: now,
            changes: Vec::new(),
            without: None,
            takings: Vec::new(),
        }
    }
}

/// Seconds from `then` to `now`; none when a clock was set back.
fn since(then: Timestamp, now: Timestamp) -> u64 {
    now.0.saturating_sub(then.0)
}
