//! The wires of the witness: when a second source is asked, and what its answers mean.

use serde_json::Value;

use super::effect::Endpoint;
use super::event::RequestFailure;
use super::feed;
use super::requests::Purpose;
use super::rescue;
use super::telling::About;
use super::view::PositionKey;
use super::witness::{Finding, Input, Output};
use super::{Engine, Millis};
use crate::alert::{Level, Notice, NoticeKind, Rule, RuleKey};
use crate::chain::rpc::{self, Request};
use crate::chain::{BlockRef, Call, CallAnswer, ChainId};

impl Engine {
    /// Something calls for a second source to be asked.
    pub(super) fn want_witness(&mut self, now: Millis, chain: ChainId) {
        self.witness_on(now, chain, Input::Want);
        self.witness_due(now, chain);
    }

    /// Asks a second source, where one is due and there is one, about what is held.
    pub(super) fn witness_due(&mut self, now: Millis, chain: ChainId) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let Some(block) = watched.feed.block() else {
            return;
        };
        if watched.feed.is_looking() || !watched.witness.is_due(now, block) {
            return;
        }
        let Some(read) = watched.feed.read_via().cloned() else {
            return;
        };
        let Some(via) = watched.witness.choose(&read, watched.feed.others(now)) else {
            return self.take_what_is_worse(now, chain);
        };
        let mut calls: Vec<Call> = Vec::new();
        watched.compared.clear();
        for watch in &watched.watches {
            let told: Vec<Call> = watch.told_at(block).cloned().collect();
            calls.extend(told.iter().cloned());
            watched.compared.push((watch.account(), told));
        }
        if !calls.is_empty() {
            // What was asked of another before is of another block.
            self.forget_witness(chain);
            let begin = Input::Begin {
                read,
                via,
                block,
                calls,
            };
            self.witness_on(now, chain, begin);
        }
    }

    /// No answer of a second source about a chain is awaited any more.
    pub(super) fn forget_witness(&mut self, chain: ChainId) {
        self.requests.forget(|purpose| {
            matches!(
                purpose,
                Purpose::WitnessBlock(of) | Purpose::WitnessHead(of) | Purpose::WitnessRound(of)
                    if *of == chain
            )
        });
    }

    pub(super) fn witness_on(&mut self, now: Millis, chain: ChainId, input: Input) {
        // Who can be asked is said with every event, and mostly nothing new.
        if !matches!(input, Input::Read(_)) {
            self.touch();
        }
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let was_disputed = watched.witness.is_disputed();
        match watched.witness.on(now, input) {
            None => {}
            Some(Output::AskBlock(via, number)) => {
                self.count(now, chain, &via);
                self.ask(
                    now,
                    Purpose::WitnessBlock(chain),
                    via,
                    Request::block(number),
                );
            }
            Some(Output::AskHead(via)) => {
                self.count(now, chain, &via);
                let request = Request::latest_block();
                self.ask(now, Purpose::WitnessHead(chain), via, request);
            }
            Some(Output::AskBatch(via, request)) => {
                self.count(now, chain, &via);
                self.ask(now, Purpose::WitnessRound(chain), via, request);
            }
            Some(Output::Answers(block, answers)) => self.compare(now, chain, block, &answers),
            Some(Output::OtherBranch) => {
                self.take_what_is_worse(now, chain);
                if !was_disputed {
                    self.tell_disputed(now, chain, None);
                }
                self.rescue_on(now, rescue::Input::Witnessed(chain));
            }
            Some(Output::Silent(via, problem)) => {
                if let Some(problem) = problem
                    && let Some(watched) = self.chains.get_mut(chain)
                {
                    watched.feed.blame(now, &via, problem);
                }
                self.take_what_is_worse(now, chain);
                self.rescue_on(now, rescue::Input::Witnessed(chain));
            }
        }
    }

    pub(super) fn witness_block_answered(
        &mut self,
        now: Millis,
        chain: ChainId,
        answer: Result<Value, RequestFailure>,
    ) {
        let said = self.believe(answer, |answer| match answer {
            Value::Null => Ok(None),
            answer => rpc::parse_block(answer).map(Some),
        });
        self.witness_on(now, chain, Input::Block(said));
    }

    pub(super) fn witness_head_answered(
        &mut self,
        now: Millis,
        chain: ChainId,
        answer: Result<Value, RequestFailure>,
    ) {
        let head = self.believe(answer, rpc::parse_block);
        self.witness_on(now, chain, Input::Head(head));
    }

    pub(super) fn witness_round_answered(
        &mut self,
        now: Millis,
        chain: ChainId,
        answer: Result<Value, RequestFailure>,
    ) {
        let bytes = self.believe(answer, rpc::parse_bytes);
        self.witness_on(now, chain, Input::Batch(bytes));
    }

    /// A second source answered: where it says something else the worse of the two counts.
    fn compare(&mut self, now: Millis, chain: ChainId, block: BlockRef, answers: &[CallAnswer]) {
        let contracts = self.pre_liquidators(chain);
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let mut answers = answers;
        let mut differ = Vec::new();
        for (account, asked) in core::mem::take(&mut watched.compared) {
            let (own, rest) = answers.split_at(asked.len().min(answers.len()));
            answers = rest;
            let mut watches = watched.watches.iter_mut();
            let Some(watch) = watches.find(|watch| watch.account() == account) else {
                continue;
            };
            if !watch.told_at(block).eq(&asked) {
                // Another look has begun meanwhile, at the same block even: that one is compared.
                return self.witness_on(now, chain, Input::Late);
            }
            differ.extend(watch.take_worse(block, own, &contracts));
        }
        self.compared(now, chain, block, differ);
    }

    fn compared(&mut self, now: Millis, chain: ChainId, block: BlockRef, differ: Vec<PositionKey>) {
        let was_disputed = self.is_disputed(chain);
        let same = differ.is_empty();
        let said = match same {
            true => Input::Same,
            false => Input::Differ,
        };
        self.witness_on(now, chain, said);
        let Some(watched) = self.chains.get(chain) else {
            return;
        };
        let counts = !watched.witness.is_disputed() || watched.witness.has_heard_both(block);
        match (watched.is_held_back(), counts) {
            // The same by both, or the worse of two.
            (true, true) => self.read_settled(now, chain),
            (true, false) => self.take_what_is_worse(now, chain),
            (false, _) if !same => self.positions_read(now, chain),
            // What was read while one of them was silent was left: the block is held, its values are not.
            (false, _) if was_disputed && !self.is_disputed(chain) => {
                self.feed_on(now, chain, feed::Input::Anew);
            }
            (false, _) => {}
        }
        if !same && !was_disputed {
            self.tell_disputed(now, chain, differ.first());
        }
        self.rescue_on(now, rescue::Input::Witnessed(chain));
    }

    /// Two contradict each other, and one of them was not heard about what was read: it is taken
    /// where it is worse than what is held, and nowhere else.
    pub(super) fn take_what_is_worse(&mut self, now: Millis, chain: ChainId) {
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        if !watched.witness.is_disputed() || !watched.is_held_back() {
            return;
        }
        for watch in &mut watched.watches {
            watch.leave_better();
        }
        self.read_settled(now, chain);
    }

    /// Two endpoints disagree: said once, at once.
    fn tell_disputed(&mut self, now: Millis, chain: ChainId, key: Option<&PositionKey>) {
        self.take_back(chain, None);
        let snapshot = key.and_then(|key| self.chains.snapshot(key)).cloned();
        let notice = Notice {
            kind: NoticeKind::Disputed,
            level: Level::Call,
            // One on the screen for a chain, however often.
            tag: RuleKey::of_chain(chain, Rule::Agreement).tag(1),
            reading: None,
            current: true,
            at: now.timestamp(),
            changes: Vec::new(),
            without: None,
            takings: Vec::new(),
        };
        self.tell(now, &notice, About::of(snapshot.as_ref(), chain));
        self.tell_doubt(now, chain);
    }

    /// Whether two sources disagree about a chain.
    pub(super) fn is_disputed(&self, chain: ChainId) -> bool {
        let watched = self.chains.get(chain);
        watched.is_some_and(|watched| watched.witness.is_disputed())
    }

    /// Whether a second source is being asked about a chain.
    pub(super) fn is_witnessing(&self, chain: ChainId) -> bool {
        let watched = self.chains.get(chain);
        watched.is_some_and(|watched| watched.witness.is_busy())
    }

    /// Who says the same as the source that is read; or who does not, and whom it contradicts.
    pub(super) fn witnessed_by(&self, chain: ChainId) -> Option<(&Endpoint, Option<&Endpoint>)> {
        match self.chains.get(chain)?.witness.finding() {
            Finding::None => None,
            Finding::Same(via, _) => Some((via, None)),
            Finding::Differ(one, other) => Some((other, Some(one))),
        }
    }

    /// Whether a second source says the same of what was read at a block.
    pub(super) fn witnessed_at(&self, chain: ChainId, block: BlockRef) -> Option<bool> {
        match self.chains.get(chain)?.witness.finding() {
            Finding::Same(_, at) => (at == block).then_some(true),
            Finding::Differ(..) => Some(false),
            Finding::None => None,
        }
    }
}
