//! The wires of the tones: what is told is heard, where a person wants that.

use super::chains::Watched;
use super::sound::{Hearing, Tone, tone_at, tone_of};
use super::telling::About;
use super::{Effect, Engine, key_of};
use crate::alert::{Level, Notice, Phase};

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
        if !self.is_quiet() && self.speaker.let_go() {
            self.touch();
            let still = self.called().into_iter().filter_map(tone_at).max();
            still.into_iter().for_each(|tone| self.speaker.call(tone));
        }
        let requests = request.into_iter().chain(self.speaker.play(self.by_person));
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
        if let Some(tone) = tone_of(notice).filter(|_| !is_muted) {
            match self.holds_back(notice) {
                true => self.speaker.hold_back(),
                false => self.speaker.call(tone),
            }
        }
    }

    /// The levels at which this tab calls somebody who has not answered.
    fn called(&self) -> Vec<Level> {
        let own = self.chains.iter().filter(|one| !one.is_led);
        let positions = own.flat_map(Watched::positions);
        let heard = positions.filter(|one| !self.stored.list.is_muted(one.account));
        let levels = heard.filter_map(|one| {
            let episode = self.known_episode(&key_of(one))?;
            match episode.phase(&self.rules_for(Some(one))) {
                Phase::Firing(level) => Some(level),
                _ => None,
            }
        });
        levels.collect()
    }
}
