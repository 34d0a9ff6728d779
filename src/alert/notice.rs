use core::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{Level, Reading, Rule, RuleKey};
use crate::math::Timestamp;
use crate::protocols::{PositionKey, Taking, TermChange};
use crate::risk::Health;

/// Something that the borrower must be told. Data only; [`super::notice_text`] has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// How bad it is. For [`NoticeKind::Cleared`] and [`NoticeKind::Relaxed`] the level that was left.
    pub level: Level,
    /// `chain:market:account:rule:episode`: a notice replaces the one before it with this tag.
    pub tag: String,
    /// The newest health that was read, if the notice is about a health.
    pub reading: Option<Reading>,
    /// False when the reading is old: nothing newer is known.
    pub current: bool,
    /// When it was decided.
    pub at: Timestamp,
    /// What changed of the rules, if it is about that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<TermChange>,
    /// The health of the same block, at its prices, had they not; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<Health>,
    /// What was taken, if collateral was seized and its log can be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takings: Vec<Taking>,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// The position came to a level.
    Entered,
    /// It came to a worse one.
    Escalated,
    /// It is still there, and nobody answered; or an answer ran out.
    Repeated,
    /// It left all levels.
    Cleared,
    /// It is at none, and has not recovered: other thresholds are in force than when it was called.
    Relaxed,
    /// Collateral was seized.
    Liquidated,
    /// Collateral fell; whether it was seized is not known.
    MaybeLiquidated,
    /// Nothing is known since then.
    Unwatched {
        /// When the last knowledge was new.
        since: Timestamp,
    },
    /// Two endpoints say different things of it.
    Disputed,
    /// The rules of its market are others than before.
    RulesChanged,
    /// Governance has queued a change that makes it worse.
    ChangeQueued {
        /// When it can be carried out at the earliest.
        earliest: Timestamp,
        /// The health with it, as one endpoint simulates it.
        after: Health,
    },
    /// It is known again.
    WatchingAgain {
        /// When the last knowledge before the gap was new.
        from: Timestamp,
        /// When the gap ended.
        to: Timestamp,
    },
}

impl Notice {
    /// The rules of a position's market are others than when it was read before; `reading`: its health
    /// under the new ones; `without`: under the old ones, at the same block.
    #[must_use]
    pub fn rules_changed(
        position: &PositionKey,
        reading: Reading,
        changes: Vec<TermChange>,
        without: Option<Health>,
        now: Timestamp,
    ) -> Self {
        Self {
            kind: NoticeKind::RulesChanged,
            level: level_of(&changes),
            tag: RuleKey::of(position, Rule::Terms).tag(reading.block_number),
            reading: Some(reading),
            current: true,
            at: now,
            changes,
            without,
            takings: Vec::new(),
        }
    }

    /// The same with what was taken, where it says that collateral was seized.
    #[must_use]
    pub fn of_takings(self, takings: Vec<Taking>) -> Self {
        match self.kind {
            NoticeKind::Liquidated => Self { takings, ..self },
            _ => self,
        }
    }

    /// Tells also of the rules that changed before, and of none that is again what it was then. Whether
    /// any is left; if not it tells what it told.
    pub fn take_in(&mut self, earlier: &[TermChange]) -> bool {
        let mut all = earlier.to_vec();
        for change in &self.changes {
            match all.iter_mut().find(|one| one.term == change.term) {
                Some(one) => one.after = change.after,
                None => all.push(*change),
            }
        }
        all.retain(|one| one.before != one.after);
        if all.is_empty() {
            return false;
        }
        self.level = level_of(&all);
        // Without these it was another block's.
        self.without = self.without.filter(|_| all == self.changes);
        self.changes = all;
        true
    }

    /// How bad it is beside others: the worst is the least.
    #[must_use]
    pub fn badness(&self) -> impl Ord + use<> {
        (Reverse(self.level), self.reading.map(|read| read.health))
    }

    /// The tag without the number of the episode: all notices of one rule, of which the newest counts.
    #[must_use]
    pub fn slot(&self) -> &str {
        self.tag
            .rsplit_once(':')
            .map_or(&self.tag, |(slot, _)| slot)
    }

    /// Whether it must be heard even where it replaces an earlier notice. Good news is silent.
    #[must_use]
    pub const fn renotify(&self) -> bool {
        match self.kind {
            NoticeKind::Entered
            | NoticeKind::Escalated
            | NoticeKind::Repeated
            | NoticeKind::Liquidated
            | NoticeKind::Disputed
            | NoticeKind::RulesChanged
            | NoticeKind::ChangeQueued { .. }
            | NoticeKind::MaybeLiquidated
            | NoticeKind::Unwatched { .. } => true,
            NoticeKind::Cleared | NoticeKind::Relaxed | NoticeKind::WatchingAgain { .. } => false,
        }
    }
}

/// A rule that is worse may call for an answer. What everybody's doing moves is worth a look: what it does to
/// the health calls by itself.
pub(super) fn level_of(changes: &[TermChange]) -> Level {
    let is_worse = changes.iter().any(|change| change.calls_for_an_answer());
    if is_worse { Level::Call } else { Level::Watch }
}
