//! What happened, kept between visits: what was told and how it arrived, what was answered, when nobody
//! watched, what changed, what was paid.
//!
//! Every tab writes it. Of two of them nothing is lost: lines are told apart by what they say, and how far
//! the same line has come is the farther of both.

mod export;
#[cfg(test)]
mod tests;

use core::cmp::Reverse;
use core::mem::discriminant;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::view::{LogEntry, LogKind};
use crate::math::Timestamp;
pub use export::{journal_csv, journal_json};

/// So many lines are kept, the newest.
const LINES: usize = 300;

/// The lines, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Journal(Arc<Vec<LogEntry>>);

/// On which way a notice arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The browser showed it.
    Browser,
    /// The push server took it.
    Push,
}

impl Journal {
    /// Something happened. The same is not noted twice.
    pub(super) fn note(&mut self, entry: LogEntry) {
        if self.0.iter().any(|one| is_same(one, &entry)) {
            return;
        }
        let lines = Arc::make_mut(&mut self.0);
        let newer = lines.iter().take_while(|one| one.at > entry.at).count();
        lines.insert(newer, entry);
        lines.truncate(LINES);
    }

    /// The notice of this tag and time arrived on one way. Whether it had not before.
    pub(super) fn arrived(
        &mut self,
        now: Timestamp,
        (tag, told_at): (&str, Timestamp),
        way: Way,
    ) -> bool {
        let is_its = |one: &LogEntry| one.tag.as_deref() == Some(tag) && one.at == told_at;
        let is_open = |one: &LogEntry| match way {
            Way::Browser => one.shown_at.is_none(),
            Way::Push => one.pushed_at.is_none(),
        };
        let place = self.0.iter().position(|one| is_its(one) && is_open(one));
        let line = place.and_then(|place| Arc::make_mut(&mut self.0).get_mut(place));
        let Some(line) = line else {
            return false;
        };
        match way {
            Way::Browser => line.shown_at = Some(now),
            Way::Push => line.pushed_at = Some(now),
        }
        true
    }

    /// Takes in the lines as another tab keeps them. Whether there is more to be stored than those.
    pub(super) fn learn(&mut self, theirs: &Self) -> bool {
        let mut lines: Vec<LogEntry> = theirs.0.to_vec();
        for own in self.0.iter() {
            match lines.iter_mut().find(|one| is_same(one, own)) {
                None => lines.push(own.clone()),
                Some(line) => {
                    line.shown_at = earlier(line.shown_at, own.shown_at);
                    line.pushed_at = earlier(line.pushed_at, own.pushed_at);
                }
            }
        }
        lines.sort_by_key(|one| Reverse(one.at));
        lines.truncate(LINES);
        let is_more = lines != *theirs.0;
        if lines != *self.0 {
            self.0 = Arc::new(lines);
        }
        is_more
    }

    /// Forgets lines. Whether there were any of those.
    pub(super) fn forget(&mut self, is_gone: impl Fn(&LogEntry) -> bool) -> bool {
        let is_less = self.0.iter().any(&is_gone);
        if is_less {
            Arc::make_mut(&mut self.0).retain(|line| !is_gone(line));
        }
        is_less
    }

    /// The lines, to be shown.
    pub(super) fn lines(&self) -> Arc<Vec<LogEntry>> {
        Arc::clone(&self.0)
    }
}

fn is_same(one: &LogEntry, other: &LogEntry) -> bool {
    let is_of_same = one.at == other.at && one.position == other.position && one.tag == other.tag;
    is_of_same
        && match (&one.what, &other.what) {
            (LogKind::Sent { hash: own }, LogKind::Sent { hash: other }) => own == other,
            (LogKind::Called { level: own, .. }, LogKind::Called { level: other, .. }) => {
                own == other
            }
            // Several changes may be queued, and called off, at once.
            (own @ (LogKind::QueuedUnread { .. } | LogKind::QueueDropped { .. }), other) => {
                own == other
            }
            (own, other) => discriminant(own) == discriminant(other),
        }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
