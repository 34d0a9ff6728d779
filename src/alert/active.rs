use serde::{Deserialize, Serialize};

use super::{Level, NoticeKind, Reading, Rules};
use crate::math::Timestamp;

/// An episode that was told and is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Active {
    pub(super) level: Level,
    /// What was told is the liquidation of a part only.
    pub(super) partial: bool,
    /// When it was told last.
    pub(super) told_at: Timestamp,
    /// By which reading it came to the worst level that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) told: Option<Reading>,
    pub(super) answer: Answer,
    pub(super) leaving: Option<Leaving>,
}

/// What the borrower said to the last notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Answer {
    None,
    Acknowledged { until: Timestamp },
    Snoozed { until: Timestamp },
}

/// The health is past the deadband; not yet for long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Leaving {
    pub(super) since: Timestamp,
    pub(super) first_block: u64,
    /// The worst level still held at any time since then.
    pub(super) toward: Option<Level>,
}

impl Active {
    /// How its end is told. What these rules would not have called has not recovered.
    pub(super) fn end(&self, rules: &Rules) -> NoticeKind {
        let footing = self.told.as_ref().map(Reading::footing);
        match footing.map(|footing| rules.level_of(footing)) {
            Some(None) => NoticeKind::Relaxed,
            Some(Some(_)) | None => NoticeKind::Cleared,
        }
    }

    /// Takes over what was answered to the same notice: of this moment, and of no milder level.
    pub(super) fn heed(&mut self, other: &Self, now: Timestamp) {
        let is_same = self.told_at == other.told_at && self.level <= other.level;
        let holds = match other.answer {
            Answer::None => false,
            Answer::Acknowledged { until } | Answer::Snoozed { until } => now < until,
        };
        if self.answer == Answer::None && is_same && holds {
            self.answer = other.answer;
        }
    }

    /// When the present silence ends; `None`: not by time.
    pub(super) fn due_at(&self, rules: &Rules) -> Option<Timestamp> {
        match self.answer {
            Answer::None => rules
                .repeat_after_s(self.level)
                .map(|seconds| later(self.told_at, seconds)),
            Answer::Acknowledged { until } | Answer::Snoozed { until } => Some(until),
        }
    }

    /// Whether the silence is over. Also when its end is further off than any silence that the
    /// rules allow: then the clock was set back, and that must not lengthen it.
    pub(super) fn is_due(&self, rules: &Rules, now: Timestamp) -> bool {
        let longest = match self.answer {
            Answer::None => rules.repeat_after_s(self.level).unwrap_or(u64::MAX),
            Answer::Acknowledged { .. } => rules.acknowledged_s.max(rules.acknowledged_urgent_s),
            Answer::Snoozed { .. } => self.level.snooze_at_most_s(),
        };
        // Twice, so that a correction of the clock by seconds does not count.
        self.due_at(rules).is_some_and(|due| {
            now >= due || due.0.saturating_sub(now.0) > longest.saturating_mul(2)
        })
    }
}

/// The end of time stands for any later time.
pub(super) fn later(time: Timestamp, seconds: u64) -> Timestamp {
    Timestamp(time.0.saturating_add(seconds))
}
