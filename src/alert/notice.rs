use core::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{Level, Reading, Rule, RuleKey};
use crate::math::Timestamp;
use crate::protocols::{PositionKey, TermChange};

/// Something that the borrower must be told. Data only; [`super::notice_text`] has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// How bad it is. For [`NoticeKind::Cleared`] the level that was left.
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
    /// Collateral was seized.
    Liquidated,
    /// Collateral and debt both fell; whether collateral was seized is not known.
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
    /// under the new ones.
    #[must_use]
    pub fn rules_changed(
        position: &PositionKey,
        reading: Reading,
        changes: Vec<TermChange>,
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
            | NoticeKind::MaybeLiquidated
            | NoticeKind::Unwatched { .. } => true,
            NoticeKind::Cleared | NoticeKind::WatchingAgain { .. } => false,
        }
    }
}

/// A rule that is worse may call for an answer. What everybody's doing moves is worth a look: what it does to
/// the health calls by itself.
fn level_of(changes: &[TermChange]) -> Level {
    let mut rules = changes.iter().filter(|change| change.term.is_rule());
    let is_worse = rules.any(|change| change.is_worse());
    if is_worse { Level::Call } else { Level::Watch }
}
