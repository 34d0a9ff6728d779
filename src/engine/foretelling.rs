//! The wires of what governance has queued: when it is asked about, for whom, and who is told.

use alloy::primitives::Address;
use serde_json::Value;

use super::chains::Watched;
use super::effect::Endpoint;
use super::event::RequestFailure;
use super::queue::{Input, News, One, Output, Tried, Voice};
use super::requests::Purpose;
use super::telling::About;
use super::view::{LogKind, PositionKey, QueuedView};
use super::watch::Known;
use super::{Engine, Millis, key_of};
use crate::alert::{Notice, level_of_queued, queued_tag};
use crate::chain::rpc;
use crate::chain::{BlockRef, ChainId};
use crate::protocols::Snapshot;
use crate::protocols::queued::{Ended, Foretold, Queued, Trial, Unread};

impl Engine {
    /// Looks at what is queued on a chain, where that is due and concerns anybody.
    pub(super) fn queue_due(&mut self, now: Millis, chain: ChainId) {
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        // What is not known now cannot be compared.
        if !watched.queue.is_due(now) || watched.witness.is_disputed() {
            return;
        }
        if let Some(controller) = controller_of(watched) {
            let known = self.stored.queue.known(chain);
            self.queue_on(now, chain, Input::Look { controller, known });
        }
    }

    /// Hands the queue of a chain something, and does what comes of it.
    fn queue_on(&mut self, now: Millis, chain: ChainId, input: Input) {
        let limits = self.limits();
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        for output in watched.queue.on(now, limits, input) {
            match output {
                Output::Ask(voice, request) => match self.voice(chain, voice) {
                    Some(via) => {
                        self.count(now, chain, &via);
                        self.ask(now, Purpose::Queue(chain), via, request);
                    }
                    None => self.queue_answered(now, chain, Err(RequestFailure::Unreachable)),
                },
                Output::Simulate(voice, request) => match self.voice(chain, voice) {
                    Some(via) => {
                        self.count(now, chain, &via);
                        self.ask(now, Purpose::Trial(chain), via, request);
                    }
                    None => self.trial_answered(now, chain, Err(RequestFailure::Unreachable)),
                },
                Output::Found(queued, ended) => self.queue_found(now, chain, &queued, &ended),
                Output::Foretold(key, queued, came) => self.foretold(now, &key, queued, came),
            }
        }
    }

    fn voice(&self, chain: ChainId, voice: Voice) -> Option<Endpoint> {
        match voice {
            Voice::First => self.source(chain),
            Voice::Another => self.another_source(chain),
        }
    }

    /// What the controller says.
    pub(super) fn queue_answered(
        &mut self,
        now: Millis,
        chain: ChainId,
        answer: Result<Value, RequestFailure>,
    ) {
        let said = self.believe(answer, rpc::parse_bytes);
        self.queue_on(now, chain, Input::Said(said));
    }

    /// What a node simulates.
    pub(super) fn trial_answered(
        &mut self,
        now: Millis,
        chain: ChainId,
        answer: Result<Value, RequestFailure>,
    ) {
        let answer = answer.map_err(Into::into);
        self.queue_on(now, chain, Input::Simulated(answer));
    }

    /// What waits is tried on every position that it may concern; what does not any more is over.
    fn queue_found(
        &mut self,
        now: Millis,
        chain: ChainId,
        queued: &[Queued],
        ended: &[(u64, Ended)],
    ) {
        let unseen = ended.iter().filter(|(_, ended)| *ended == Ended::Unseen);
        let unseen: Vec<u64> = unseen.map(|(payload, _)| *payload).collect();
        let miss = |all: &mut super::queue::AllForetold| all.miss(chain, &unseen, now.timestamp());
        let _ = self.stored.queue.edit(miss);
        for (payload, ended) in ended.iter().filter(|(_, ended)| *ended != Ended::Unseen) {
            let over = self.stored.queue.edit(|all| all.end(chain, *payload));
            for one in over.unwrap_or_default() {
                self.queue_ended(now, one, *ended);
            }
        }
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let Some(head) = watched.feed.block() else {
            return;
        };
        let owes = |key: &PositionKey| self.chains.snapshot(key).is_none_or(Snapshot::owes);
        let is_gone = |key: &PositionKey| key.chain == chain && !owes(key);
        let forget = |all: &mut super::queue::AllForetold| all.forget(now.timestamp(), is_gone);
        let _ = self.stored.queue.edit(forget);
        let tried = tried(watched, queued, head);
        self.touch();
        self.store();
        self.queue_on(now, chain, Input::Try(tried));
    }

    /// A change that was told waits no more: it was carried out, which is news of its own, or never will be.
    fn queue_ended(&mut self, now: Millis, one: One, ended: Ended) {
        let tag = queued_tag(&one.key, one.payload);
        self.outbox_on(now, super::outbox::Input::Answered(&tag));
        if ended == Ended::Dropped && one.was_told() {
            let earliest = one.earliest;
            self.note(now, Some(one.key), LogKind::QueueDropped { earliest });
        }
    }

    /// What a queued change does to a position.
    fn foretold(
        &mut self,
        now: Millis,
        key: &PositionKey,
        queued: Queued,
        came: Result<Foretold, Unread>,
    ) {
        // It may have been left meanwhile.
        let Some(snapshot) = self.chains.snapshot(key).cloned() else {
            return;
        };
        let ladder = self.rules_for(Some(&snapshot)).ladder;
        let level = |foretold: &Foretold| level_of_queued(foretold, &ladder);
        let said = came.clone();
        let learn = |all: &mut super::queue::AllForetold| all.learn(key, queued, came, level);
        let news = self.stored.queue.edit(learn);
        match (news, said) {
            (Some(News::Tell(level)), Ok(foretold)) => {
                let which = (queued.payload, queued.earliest);
                let at = now.timestamp();
                let notice = Notice::change_queued(key, which, &foretold, level, at);
                self.tell(now, &notice, About::Position(&snapshot));
            }
            (Some(News::Unread), _) => {
                let what = LogKind::QueuedUnread {
                    chain: key.chain,
                    earliest: queued.earliest,
                };
                self.note(now, None, what);
            }
            _ => {}
        }
        if news.is_some() {
            self.touch();
            self.store();
        }
    }

    /// Whether what was told under this tag waits still.
    pub(super) fn is_still_queued(&self, key: &PositionKey, tag: &str) -> bool {
        let mut waits = self.stored.queue.of(key);
        waits.any(|one| queued_tag(key, one.payload) == tag)
    }

    /// What waits for a position, to be shown.
    pub(super) fn queued_view(&self, snapshot: &Snapshot) -> Vec<QueuedView> {
        let key = key_of(snapshot);
        let waits = self.stored.queue.of(&key).filter(|_| snapshot.owes());
        let views = waits.map(|one| {
            let foretold = one.foretold.as_ref();
            let changes = foretold.map_or(&[][..], |foretold| &foretold.changes);
            let symbols = super::telling::symbols(changes, Some(snapshot)).into_iter();
            QueuedView {
                payload: one.payload,
                earliest: one.earliest,
                changes: symbols.zip(changes.iter().copied()).collect(),
                health: foretold.map(|foretold| (foretold.before, foretold.after)),
                block: foretold.map(|foretold| foretold.block),
            }
        });
        views.collect()
    }
}

/// Whether what governance does concerns it: it owes something by rules that we reproduce.
fn concerns(known: &Known) -> bool {
    let snapshot = known.snapshot();
    snapshot.owes() && snapshot.position().is_some()
}

/// Who changes the markets of a chain, where that concerns anybody.
fn controller_of(watched: &Watched) -> Option<Address> {
    let mut governed = watched.known().filter(|known| concerns(known));
    governed.find_map(|one| one.snapshot().market.controller())
}

/// Every change that waits, on every position that it may concern.
fn tried(watched: &Watched, queued: &[Queued], head: BlockRef) -> Vec<Tried> {
    let controller = controller_of(watched);
    let governed = watched.markets().filter(|one| {
        let is_one = one.market.controller().is_some() && one.market.controller() == controller;
        is_one && one.known.as_ref().is_some_and(concerns)
    });
    let governed: Vec<_> = governed.collect();
    let all = queued.iter().flat_map(|queued| {
        governed.iter().filter_map(|one| {
            let account = one.snapshot()?.account;
            let layout = one.layout.clone();
            Some(Tried {
                key: one.market.position_of(account),
                queued: *queued,
                trial: Trial::begin(&one.market, account, layout, *queued, head)?,
            })
        })
    });
    all.collect()
}
