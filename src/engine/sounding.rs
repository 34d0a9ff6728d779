//! The wires of the tones: what is told is heard, where a person wants that.

use super::sound::{Hearing, Tone, tone_of};
use super::telling::About;
use super::{Effect, Engine};
use crate::alert::Notice;

impl Engine {
    pub(super) fn set_sound(&mut self, on: bool) {
        *self.stored.sound = on;
        self.store();
        // In the click that turned it on: a browser that lets none be heard without one lets this be.
        self.test_sound();
    }

    pub(super) fn test_sound(&mut self) {
        self.speaker.call(Tone::Call);
    }

    /// Prepares for tones, or ends them, where the person has said so, here or in another tab; then one is
    /// played, if any is due.
    pub(super) fn follow_sound(&mut self) {
        let request = self.speaker.follow(*self.stored.sound);
        let requests = request.into_iter().chain(self.speaker.play());
        self.effects.extend(requests.map(Effect::Sound));
    }

    pub(super) fn hearing_is(&mut self, hearing: Hearing) {
        if self.speaker.hears(hearing) {
            self.touch();
        }
    }

    /// A notice is told: it is heard too, unless nobody is to be disturbed by it.
    pub(super) fn sound_for(&mut self, notice: &Notice, about: About<'_>) {
        let account = about.snapshot().map(|one| one.account);
        let is_muted = account.is_some_and(|account| self.stored.list.is_muted(account));
        if let Some(tone) = tone_of(notice)
            && !is_muted
            && !self.holds_back(notice)
        {
            self.speaker.call(tone);
        }
    }
}
