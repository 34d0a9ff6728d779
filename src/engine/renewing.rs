//! The wires of the page's edition: what a newer one must not take a person out of.

use super::edition::{self, Input};
use super::view::EditionView;
use super::{Effect, Engine, Millis};

impl Engine {
    /// Hands the edition something, and does what comes of it.
    pub(super) fn edition_on(&mut self, now: Millis, input: Input) {
        if !edition::is_ours(&self.config) {
            return;
        }
        let is_busy = self.is_busy();
        let before = self.edition.view(is_busy);
        let request = self.edition.on(now, is_busy, input);
        if self.edition.view(is_busy) != before {
            self.touch();
        }
        self.effects.extend(request.map(Effect::Edition));
    }

    pub(super) fn edition_view(&self) -> Option<EditionView> {
        self.edition.view(self.is_busy())
    }

    /// Whether a top-up is open, or a person is asked to sign.
    fn is_busy(&self) -> bool {
        self.is_in_hand() || self.rescue.key().is_some()
    }
}
