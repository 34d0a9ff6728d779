//! The wires of the top-up: what it sees of the rest, and what comes of it.

use std::sync::Arc;

use alloy::primitives::Address;

use super::chains::Watched;
use super::connecting::facts;
use super::effect::Effect;
use super::feed;
use super::host_event::{HostEvent, TopUpDetail, TopUpStage};
use super::protection;
use super::requests::Purpose;
use super::rescue::{Around, Input, Output, Picture, Second};
use super::telling::{self, About};
use super::view::{LogKind, PositionKey, Ranked};
use super::{Engine, Millis, key_of};
use crate::alert::{Episode, Level};
use crate::chain::{Call, ChainId};
use crate::protocols::{Layout, Reading, Snapshot};
use crate::risk::Health;
use crate::top_up::{Slot, StrategyId, TopUpView};

impl Engine {
    /// Hands the top-up something, and does what comes of it.
    pub(super) fn rescue_on(&mut self, now: Millis, input: Input) {
        // While it looks at the rest it is not part of it.
        let mut rescue = core::mem::take(&mut self.rescue);
        let outputs = rescue.on(now, self, input);
        self.rescue = rescue;
        if !outputs.is_empty() {
            self.touch();
        }
        for output in outputs {
            self.rescue_put(now, output);
        }
    }

    fn rescue_put(&mut self, now: Millis, output: Output) {
        match output {
            Output::Ask(question, via, request) => {
                self.ask(now, Purpose::Rescue(question), via, request);
            }
            Output::Forget(which) => self.requests.forget(|purpose| match purpose {
                Purpose::Rescue(question) => which.has(question),
                _ => false,
            }),
            Output::ReadRecord(slot) => self.effects.push(Effect::ReadRecord(slot)),
            Output::ChangeRecord { slot, from, to } => {
                self.effects.push(Effect::ChangeRecord { slot, from, to });
            }
            Output::Emit(stage, key) => {
                if stage == TopUpStage::Done {
                    self.protection_on(now, protection::Input::AskAgain);
                }
                let market = telling::market(self.chains.snapshot(&key));
                self.emit(HostEvent::TopUp(TopUpDetail { stage, market }));
            }
            Output::Look(chain) => self.look(now, chain),
            Output::LookIn(chain, ms) => self.feed_on(now, chain, feed::Input::LookIn(ms)),
            Output::Sweep(chain) => self.sweep(now, chain),
            Output::WantWitness(chain) => self.want_witness(now, chain),
            Output::Knows(chain, contract) => self.know_contract(now, chain, contract),
            Output::Sent(key, hash) => {
                self.remember_approvals(now, &key);
                self.note(now, Some(key), LogKind::Sent { hash });
            }
            Output::ToppedUp(key, health) => self.topped_up(now, key, health),
        }
    }

    /// A position was topped up, as read from the chain: its episode begins anew from there.
    fn topped_up(&mut self, now: Millis, key: PositionKey, health: Health) {
        self.note(now, Some(key.clone()), LogKind::ToppedUp { health });
        self.mark_top_up(&key);
        if let Some(snapshot) = self.chains.snapshot(&key).cloned()
            && let Some(current) = self.current(now, &snapshot)
        {
            let rules = self.rules_for(Some(&snapshot));
            let seen = self.observation(&current);
            let episode = self.episode_of(&key);
            let notice = episode.confirmed_top_up(&rules, now.timestamp(), seen);
            if let Some(notice) = notice {
                self.tell(now, &notice, About::Position(&snapshot));
            }
        }
        self.store();
    }

    /// A person wants to see what one way would sign. Where another position's transaction is under way, that
    /// is what is shown.
    pub(super) fn review_way(&mut self, now: Millis, key: PositionKey, way: StrategyId) {
        self.rescue_on(now, Input::Open(key.clone()));
        if self.tops_up(&key) {
            for input in [Input::Back, Input::Choose(way.into()), Input::Review] {
                self.rescue_on(now, input);
            }
        }
    }

    /// A chain was read, whether or not anything changed.
    pub(super) fn rescue_read(&mut self, now: Millis, chain: ChainId) {
        self.rescue_on(now, Input::Read(chain));
        self.open_arrived(now);
        self.rescue_on(now, Input::ReadOut(chain));
    }

    /// The chain of the position that is topped up.
    pub(super) fn rescue_chain(&self) -> Option<ChainId> {
        self.rescue.key().map(|key| key.chain)
    }

    /// Whether it is this position that is topped up.
    pub(super) fn tops_up(&self, key: &PositionKey) -> bool {
        self.rescue.key() == Some(key)
    }

    /// Whether a position stands where a top-up restored it to.
    pub(super) fn is_secured(&self, one: &Ranked) -> bool {
        self.rescue.is_secured(one)
    }

    pub(super) fn rescue_view(&self, now: Millis) -> Option<TopUpView> {
        self.rescue.view(now, self)
    }
}

impl Around for Engine {
    fn picture(&self, key: &PositionKey) -> Picture<'_> {
        let chain = key.chain;
        let snapshot = self.chains.snapshot(key);
        Picture {
            snapshot,
            is_known: self.position_is_known(self.clock.now(), key),
            could_not_read: self.could_not_read(key),
            can_be_opened: snapshot.is_some_and(|one| self.can_authorize(one).is_ok()),
            facts: facts(chain),
            block: self.block(chain).map(|block| block.number),
            source: self.source(chain),
            another: self.another_source(chain),
            second: match (self.is_witnessing(chain), self.is_disputed(chain)) {
                (true, _) => Second::Asked,
                (false, true) => Second::Contradicts,
                (false, false) => Second::Silent,
            },
        }
    }

    fn held(&self, key: &PositionKey) -> Option<Arc<Snapshot>> {
        let known = self.chains.market(key)?.known.as_ref()?;
        Some(known.snapshot().clone())
    }

    fn weak(&self, slot: Slot, before: &[Ranked]) -> Vec<Ranked> {
        let watched = self.chains.get(slot.chain);
        let all = watched.into_iter().flat_map(Watched::known);
        let own = all.filter(|one| one.snapshot().account == slot.account);
        own.filter_map(|one| {
            let key = key_of(one.snapshot());
            let rules = self.rules_for(Some(one.snapshot()));
            let footing = one.footing(&rules);
            // Of two ladders one price moves one alone over a threshold: what it was at it holds until it has
            // left that.
            let was = before.iter().find(|one| one.key == key);
            let told = self.known_episode(&key).and_then(Episode::level);
            let from = was.and_then(|one| one.level).max(told);
            let level = rules.level_from(footing, from);
            let health = footing.health;
            level.is_some().then_some(Ranked { key, level, health })
        })
        .collect()
    }

    fn begin_reading(
        &self,
        key: &PositionKey,
        also: Option<Address>,
    ) -> Option<(Reading, Vec<Call>)> {
        let watched = self.chains.market(key)?;
        let known = watched.layout.clone().map(Layout::for_trial);
        let market = &watched.market;
        let mut contracts = self.pre_liquidators(key.chain);
        contracts.extend(also.filter(|one| !contracts.contains(one)));
        Some(Reading::start(market, key.account, &contracts, known))
    }

    fn signs(&self) -> Option<Slot> {
        let (account, chain) = self.session.signs()?;
        Some(Slot { chain, account })
    }

    fn level(&self, key: &PositionKey) -> Option<Level> {
        self.level_of(self.chains.known(key)?)
    }

    fn level_at(&self, key: &PositionKey, health: Health) -> Option<Level> {
        let snapshot = self.chains.snapshot(key);
        self.rules_for(snapshot).ladder.level_of(health)
    }

    fn restore_to(&self) -> String {
        self.restore_to()
    }

    fn instance(&self) -> u64 {
        self.config.instance
    }
}
