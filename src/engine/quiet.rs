//! The wires of the quiet hours: what waits for their end.

use super::outbox::{Letter, Standing};
use super::{Engine, Millis};
use crate::alert::{Notice, NoticeKind};

impl Engine {
    /// A letter that would be told may have to wait.
    pub(super) fn unless_held_back(&self, letter: &Letter, standing: Standing) -> Standing {
        match standing == Standing::Stands && self.holds_back(letter.notice()) {
            true => Standing::Waits,
            false => standing,
        }
    }

    /// When the quiet hours end, where something waits for that which would be told now.
    pub(super) fn next_held_back(&self) -> Option<Millis> {
        let now = self.clock.now();
        let hours = (*self.stored.quiet)?;
        let after_s = hours.end_after_s(self.clock.second_of_day())?;
        let has_topic = self
            .stored
            .push
            .as_ref()
            .is_some_and(|one| !one.is_ending());
        let waits = self.stored.outbox.iter().any(|letter| {
            let is_due = letter.due_at(now).is_some();
            let passes = has_topic && letter.passes_at(now).is_some();
            let would = (is_due && self.would_stand(now, letter) == Standing::Stands)
                || (passes && self.would_pass(now, letter) == Standing::Stands);
            would && self.holds_back(letter.notice())
        });
        let waits = waits || self.speaker.holds_back();
        waits.then(|| now.plus(u64::from(after_s).saturating_mul(1_000)))
    }

    /// Calls that are not urgent wait, and changes of rules. That nobody watches, that two endpoints
    /// disagree, that something may have been lost does not; and the end of what was told makes no sound.
    pub(super) fn holds_back(&self, notice: &Notice) -> bool {
        let may_wait = matches!(
            notice.kind,
            NoticeKind::Entered
                | NoticeKind::Escalated
                | NoticeKind::Repeated
                | NoticeKind::RulesChanged
                | NoticeKind::ChangeQueued { .. }
        );
        let hours = self.stored.quiet.filter(|_| self.is_quiet());
        may_wait && hours.is_some_and(|hours| hours.hold_back(notice.level))
    }

    /// Whether it is one of the quiet hours.
    pub(super) fn is_quiet(&self) -> bool {
        let second = self.clock.second_of_day();
        let mut hours = self.stored.quiet.iter();
        hours.any(|hours| hours.end_after_s(second).is_some())
    }
}
