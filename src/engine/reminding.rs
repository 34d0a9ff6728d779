//! The wires of the reminder that nobody watches.

use super::reminder::{ReminderView, Waking};
use super::{Effect, Engine};

impl Engine {
    pub(super) fn set_reminder(&mut self, on: bool) {
        *self.stored.reminder = on;
        self.store();
    }

    /// Begins it, or ends it, where the person has said so, here or in another tab. It is of the page itself: what
    /// an embedding is part of may be installed for something else.
    pub(super) fn follow_reminder(&mut self) {
        if !self.config.is_page || !self.memory.is_read() || !self.may_notify() {
            return;
        }
        // A wallet may not have said yet whose accounts it has.
        let is_settled = !self.session.is_finding_out();
        let is_watching = match self.accounts().is_empty() {
            true => is_settled.then_some(false),
            false => Some(true),
        };
        let request = self.reminder.follow(*self.stored.reminder, is_watching);
        self.effects.extend(request.map(Effect::Remind));
    }

    pub(super) fn waking_is(&mut self, waking: Waking) {
        if self.reminder.is(waking) {
            self.touch();
        }
    }

    /// None where there is nothing to choose: nobody would see it either.
    pub(super) fn reminder_view(&self) -> Option<ReminderView> {
        let view = self.reminder.view(*self.stored.reminder);
        view.filter(|_| self.may_notify())
    }

    fn may_notify(&self) -> bool {
        self.channel.is_open()
    }
}
