//! The wires of the channel outside of the browser: how the watch stands, and what its server is asked.

use core::cmp::Reverse;

use super::event::Config;
use super::journal::Way;
use super::outbox::Input as Letters;
use super::push::{Input, Output, Page, Watch, Worst};
use super::requests::Purpose;
use super::view::PushView;
use super::watch::Known;
use super::{Effect, Engine, Millis, key_of};

impl Engine {
    /// Hands the channel something, and does what comes of it.
    pub(super) fn push_on(&mut self, now: Millis, input: Input<'_>) {
        let Config { page, is_page, .. } = &self.config;
        let page = Page::of(page.as_deref(), *is_page, self.clock.ahead_of_utc_min());
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
                Output::Forget => self.requests.forget(|one| matches!(one, Purpose::Push(_))),
                Output::Ask(question, request) => {
                    let id = self.requests.begin(now, Purpose::Push(question));
                    self.effects.push(Effect::Push { id, request });
                }
                Output::Passed(tag, order) => {
                    self.outbox_on(now, Letters::Passed(&tag, order));
                    self.arrived(now, &tag, Some(order), Way::Push);
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
        let now = self.clock.now();
        let watch = self.push_watch(now);
        let due = self.push.due(now, topic, &watch);
        // From then on it is not said any more that it waits.
        let fires = topic.fires_at().map(Millis::from);
        let fires = fires.filter(|at| *at > now);
        due.into_iter().chain(fires).chain(self.next_passed()).min()
    }

    pub(super) fn push_view(&self, now: Millis) -> PushView {
        self.push.view(now, self.stored.push.as_ref())
    }

    /// How the watch stands, as far as a beat goes: it is only as good as what is known now.
    pub(super) fn push_watch(&self, now: Millis) -> Watch {
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
        let owing: Vec<&Known> = self.chains.owing().collect();
        if owing
            .iter()
            .any(|one| self.position_is_known(now, &key_of(one.snapshot())))
        {
            return Watch::Sees(self.worst_known(now, &owing));
        }
        let mut chains = self.chains.iter();
        if self.chains.iter().any(|one| one.matters()) {
            let sees = owing.is_empty() && chains.any(|one| self.data_is_known(now, one));
            return if sees {
                Watch::Sees(None)
            } else {
                Watch::Blind
            };
        }
        // Read, and nothing is there that could be lost.
        match chains.any(|one| one.feed.block().is_some()) {
            true => Watch::Nobody,
            false => Watch::Blind,
        }
    }

    /// The worst of what is known, but for accounts that are to be kept quiet.
    fn worst_known(&self, now: Millis, owing: &[&Known]) -> Option<Worst> {
        let known = owing.iter().filter(|one| {
            let is_known = self.position_is_known(now, &key_of(one.snapshot()));
            is_known && !self.stored.list.is_muted(one.snapshot().account)
        });
        let worst = known.map(|one| Worst {
            market: one.snapshot().market.title(),
            health: one.snapshot().first_health(),
            level: self.level_of(one),
        });
        worst.min_by_key(|one| (Reverse(one.level), one.health))
    }
}
