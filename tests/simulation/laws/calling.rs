//! The person is called when they must be, once for each crossing.

use std::collections::BTreeMap;

use margin_call::alert::{Level, TimeLadder};
use margin_call::engine::view::PositionKey;
use margin_call::engine::{Event, HostEvent, LevelKind, UserAction, View};

use super::levels::by_health;
use super::{Law, positions, session};

/// Less a second: moments are kept in seconds.
const REPEAT_MS: u64 = 599_000;

#[derive(Debug, Default)]
pub struct Calling {
    told: Told,
    read: BTreeMap<PositionKey, Read>,
    /// The silence was told and is not over.
    unwatched: BTreeMap<String, bool>,
    /// Accounts and chains that are watched.
    whose: Option<String>,
    /// One of several tabs shows what another is about to tell: so long that may take.
    pub told_within_ms: u64,
    /// Not every tab hears what another tells: what was told may be told again.
    pub may_repeat: bool,
}

/// By the tag without the episode's number.
pub type Told = BTreeMap<String, Call>;

#[derive(Clone, Debug)]
pub struct Call {
    level: Level,
    worst: Level,
    /// Only a part can be liquidated.
    partial: bool,
    at: u64,
    /// The mildest that was read since.
    mildest: Option<Level>,
    /// The person wants to be told again then, whatever the level is by that time.
    again_at: Option<u64>,
}

impl Call {
    /// Before when nothing is repeated; none: never, as what is watched is told once.
    fn quiet_until(&self, level: Level) -> Option<u64> {
        let repeats = (level != Level::Watch).then_some(self.at + REPEAT_MS);
        self.again_at.or(repeats)
    }
}

#[derive(Debug)]
struct Read {
    block: u64,
    /// How far ahead was looked when it was read.
    times: TimeLadder,
    level: Option<Level>,
    earlier: Option<Level>,
    /// Since when something is to be told that was not.
    due_since: Option<u64>,
}

/// What a call about the health of a position is known by.
fn of_health(key: &PositionKey) -> String {
    let (chain, account) = (key.chain.0, key.account);
    let market = key.market_text();
    format!("{chain}:{market}:{account:#x}:health")
}

fn episode(tag: &str) -> String {
    let (key, _) = tag.rsplit_once(':').expect("a tag");
    key.to_owned()
}

impl Calling {
    pub fn loaded(&mut self) {
        self.unwatched.clear();
    }

    /// Nothing is remembered.
    pub fn forget_all(&mut self) {
        *self = Self {
            told_within_ms: self.told_within_ms,
            may_repeat: self.may_repeat,
            ..Self::default()
        };
    }

    /// An item of the memory is lost: an episode fails towards a duplicate.
    pub fn forget(&mut self, item: &str) {
        if let Some(key) = item.strip_prefix("episode:") {
            self.told.remove(key);
            self.read.clear();
        }
    }

    /// What was told, by the tag without the episode's number.
    pub fn told(&self) -> Told {
        self.told.clone()
    }

    /// What another tab has told.
    pub fn heard_from(&mut self, told: &Told) {
        self.told.clone_from(told);
    }

    pub fn before(&mut self, now: u64, event: &Event) {
        let (key, seconds) = match event {
            Event::User(UserAction::Snooze(key, seconds)) => (key, Some(*seconds)),
            Event::User(UserAction::Acknowledge(key)) => (key, None),
            _ => return,
        };
        if let Some(told) = self.told.get_mut(&of_health(key)) {
            let [_, _, longest] = told.level.snoozes_s();
            // Less a second: moments are kept in seconds.
            let after_ms = |seconds: u64| seconds.min(longest) * 1_000 - 999;
            told.again_at = seconds.map(|seconds| now + after_ms(seconds));
        }
    }

    pub fn emitted(&mut self, now: u64, event: &HostEvent) -> Law {
        let HostEvent::Level(detail) = event else {
            return Ok(());
        };
        // A seizure has a tag of its own, and ends what was called.
        let key = episode(&detail.tag).replace(":seizure", ":health");
        let (kind, level) = (detail.kind, detail.level);
        let wrong = |why: &str| Err(format!("{kind:?} {level:?} of {key}: {why}"));
        let new = Call {
            level,
            worst: level,
            partial: detail.pre_liquidation,
            at: now,
            mildest: Some(level),
            again_at: None,
        };
        match (kind, self.told.get_mut(&key)) {
            (LevelKind::Entered | LevelKind::Escalated | LevelKind::Repeated, _)
                if self.may_repeat =>
            {
                self.told.insert(key, new);
            }
            (
                LevelKind::Cleared
                | LevelKind::Liquidated
                | LevelKind::Unwatched
                | LevelKind::WatchingAgain,
                _,
            ) if self.may_repeat => {
                self.told.remove(&key);
            }
            (LevelKind::Entered, None) => {
                self.told.insert(key, new);
            }
            (LevelKind::Entered, Some(_)) => return wrong("a second beginning of an episode"),
            (LevelKind::Escalated | LevelKind::Repeated | LevelKind::Cleared, None) => {
                return wrong("nothing began");
            }
            (LevelKind::Escalated, Some(told)) => {
                let is_whole_now = told.partial && !new.partial;
                if level <= told.level && told.mildest >= Some(level) && !is_whole_now {
                    return wrong("told already");
                }
                *told = Call {
                    worst: told.worst.max(level),
                    ..new
                };
            }
            (LevelKind::Repeated, Some(told)) => {
                if told.quiet_until(level).is_none_or(|until| now < until) {
                    return wrong("too soon");
                }
                (told.at, told.again_at) = (now, None);
            }
            (LevelKind::Cleared | LevelKind::Liquidated, _) => {
                self.told.remove(&key);
            }
            // It answers no call.
            (LevelKind::MaybeLiquidated, _) => {}
            (LevelKind::Unwatched, _) => {
                if self.unwatched.insert(key.clone(), true) == Some(true) {
                    return wrong("told already");
                }
            }
            (LevelKind::Disputed | LevelKind::RulesChanged | LevelKind::ChangeQueued, _) => {}
            (LevelKind::WatchingAgain, _) => {
                self.unwatched.insert(key, false);
            }
        }
        Ok(())
    }

    pub fn after(&mut self, now: u64, view: &View, events: &[HostEvent]) -> Law {
        let whose = session(view).map(|one| {
            let chains: Vec<_> = one.chains.iter().map(|one| &one.chain).collect();
            format!("{:?} {chains:?}", one.accounts)
        });
        if self.whose != whose {
            self.unwatched.clear();
            self.whose = whose;
        }
        let liquidated = events.iter().any(
            |event| matches!(event, HostEvent::Level(told) if told.kind == LevelKind::Liquidated),
        );
        for position in positions(view) {
            let times = view.alarm.times;
            let read = self.read.entry(position.key.clone()).or_insert(Read {
                block: 0,
                times,
                level: None,
                earlier: None,
                due_since: None,
            });
            let is_same = read.block == position.block.number;
            // That it is the true one is a law of its own. Where other times were typed since the block was read,
            // it is no proof of a level by time.
            let level = match is_same && read.times != times {
                true => by_health(position),
                false => position.alarm.level,
            };
            if is_same {
                read.level = level;
                if read.due_since.is_none() {
                    continue;
                }
            } else {
                read.earlier = read.level;
                (read.block, read.level) = (position.block.number, level);
                read.times = times;
            }
            let told = self.told.get_mut(&of_health(&position.key));
            let worst = told.as_ref().map(|told| told.worst);
            if let Some(told) = told {
                told.mildest = told.mildest.min(level);
            }
            let at_once = by_health(position).filter(|level| level.enters_at_once());
            let due = level.min(read.earlier).max(at_once);
            if due <= worst || liquidated {
                read.due_since = None;
            } else if now - *read.due_since.get_or_insert(now) >= self.told_within_ms {
                return Err(format!("at {due:?} for two blocks, told {worst:?}"));
            }
        }
        Ok(())
    }
}
