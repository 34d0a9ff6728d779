//! The wires of the heartbeat: whether the page watches, and who is asked.

use super::heartbeat::{Input, Output};
use super::push::Watch;
use super::requests::Purpose;
use super::view::HeartbeatView;
use super::{Effect, Engine, Millis};

impl Engine {
    /// Hands the heartbeat something, and does what comes of it.
    pub(super) fn heart_on(&mut self, now: Millis, input: Input<'_>) {
        let heart = &mut self.heart;
        let mut outputs = Vec::new();
        let kept = self.stored.heartbeat.edit(|kept| {
            outputs = heart.on(now, kept, input);
            outputs.contains(&Output::Keep).then_some(())
        });
        if kept.is_some() {
            self.store();
            self.touch();
        }
        for output in outputs {
            if let Output::Ask(url) = output {
                let id = self.requests.begin(now, Purpose::Heartbeat(url.clone()));
                self.effects.push(Effect::Beat { id, url });
            }
        }
    }

    /// Asks the person's own address, where that is due.
    pub(super) fn beat(&mut self, now: Millis) {
        if self.stored.heartbeat.is_some() {
            let is_watching = self.is_seeing(now);
            self.heart_on(now, Input::Time { is_watching });
        }
    }

    /// When that is due.
    pub(super) fn next_beat(&self) -> Option<Millis> {
        let kept = self.stored.heartbeat.as_ref()?;
        let now = self.clock.now();
        self.heart.due(now, Some(kept), self.is_seeing(now))
    }

    pub(super) fn heartbeat_view(&self) -> HeartbeatView {
        self.heart.view(self.stored.heartbeat.as_ref())
    }

    /// Whether this tab watches somebody, and sees what there is to be seen: nothing that could be lost is
    /// something, too.
    fn is_seeing(&self, now: Millis) -> bool {
        match self.push_watch(now) {
            Watch::Sees(_) => true,
            Watch::Nobody => {
                let mut chains = self.chains.iter();
                !self.accounts().is_empty() && chains.any(|one| self.data_is_known(now, one))
            }
            Watch::Elsewhere | Watch::Blind => false,
        }
    }
}
