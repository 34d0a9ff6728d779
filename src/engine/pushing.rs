//! The wires of the channel outside of the browser: how the watch stands, and what its server is asked.

use super::outbox::Input as Letters;
use super::push::{Input, Output, Watch, Worst};
use super::requests::Purpose;
use super::view::PushView;
use super::{Effect, Engine, Millis, key_of};
use crate::protocols::Snapshot;

impl Engine {
    /// Hands the channel something, and does what comes of it.
    pub(super) fn push_on(&mut self, now: Millis, input: Input<'_>) {
        let page = self.config.page.as_deref();
        let push = &mut self.push;
        let mut outputs = Vec::new();
        let kept = self.stored.push.edit(|topic| {
            outputs = push.on(now, topic, page, input);
            outputs.contains(&Output::Keep).then_some(())
        });
        if kept.is_some() {
            self.store();
        }
        if !outputs.is_empty() {
            self.touch();
        }
        for output in outputs {
            match output {
                Output::Keep => {}
                Output::Ask(question, request) => {
                    let id = self.requests.begin(now, Purpose::Push(question));
                    self.effects.push(Effect::Push { id, request });
                }
                Output::Passed(tag) => {
                    self.outbox_on(now, Letters::Passed(&tag));
                    self.store();
                }
            }
        }
    }

    /// Sends there what is due: calls, and beats.
    pub(super) fn pass_on(&mut self, now: Millis) {
        if self.stored.push.is_none() || !self.memory.is_read() {
            return;
        }
        self.pass_letters(now);
        let watch = self.push_watch(now);
        self.push_on(now, Input::Time(&watch));
    }

    /// When something is due there.
    pub(super) fn next_push(&self) -> Option<Millis> {
        let topic = self.stored.push.as_ref()?;
        let watch = self.push_watch(self.clock.now());
        let beat = self.push.due(topic, &watch);
        beat.into_iter().chain(self.next_passed()).min()
    }

    pub(super) fn push_view(&self, now: Millis) -> PushView {
        self.push.view(now, self.stored.push.as_ref())
    }

    /// How the watch stands, as far as a beat goes: it is only as good as what is known now.
    fn push_watch(&self, now: Millis) -> Watch {
        if self.role.follows() || !self.memory.is_read() {
            return Watch::Elsewhere;
        }
        if self.accounts().is_empty() {
            // A wallet that has not said yet whose accounts it has is nobody's doing.
            return match self.session.is_finding_out() {
                true => Watch::Blind,
                false => Watch::Nobody,
            };
        }
        let owing: Vec<&Snapshot> = self.chains.snapshots().filter(|one| one.owes()).collect();
        let known = owing
            .iter()
            .filter(|one| self.position_is_known(now, &key_of(one)));
        if let Some(worst) = known.min_by_key(|one| one.first_health()) {
            let health = worst.first_health();
            let market = worst.market.title();
            let level = self.rules_for(Some(worst)).ladder.level_of(health);
            return Watch::Sees(Some(Worst {
                market,
                health,
                level,
            }));
        }
        let mut chains = self.chains.iter().filter(|one| one.matters());
        let sees = owing.is_empty() && chains.any(|one| self.data_is_known(now, one));
        match sees {
            true => Watch::Sees(None),
            false => Watch::Blind,
        }
    }
}
