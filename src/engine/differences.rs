//! The wires of what is different from before: what is held, and the rules that it is held under, are
//! compared with those when it was read last, in this load of the page or before. Of what is missed the
//! chain's log is asked whether it was seized.

use alloy::primitives::Address;
use serde_json::Value;

use super::event::RequestFailure;
use super::requests::Purpose;
use super::telling::About;
use super::view::PositionKey;
use super::watch::{Evidence, LastHeld, LastTerms, Verdict};
use super::{Engine, Millis, key_of};
use crate::alert::{Notice, Reading};
use crate::chain::ChainId;
use crate::chain::logs::{LogsQuestion, parse_entries};
use crate::chain::rpc::Request;
use crate::protocols::{Snapshot, Term, TermChange};

impl Engine {
    /// Compares what describes a position now with what was held, and ends a suspicion that is
    /// settled. What is known of it, if collateral was seized.
    pub(super) fn weigh(&mut self, now: Millis, snapshot: &Snapshot) -> Option<Evidence> {
        let key = key_of(snapshot);
        let watched = self.chains.market_mut(&key)?;
        let before = self.stored.held.of(&key);
        let (verdict, held) = watched.weigh(LastHeld::of(snapshot), before);
        if let Some(held) = held {
            self.stored.held.keep(held);
        }
        if verdict == Some(Verdict::Unknown) {
            let notice = self.episode_of(&key).may_be_liquidated(now.timestamp());
            self.tell(now, &notice, About::Position(snapshot));
        }
        match verdict {
            Some(Verdict::Seized(evidence)) => Some(evidence),
            Some(Verdict::NotSeized | Verdict::Unknown) | None => None,
        }
    }

    /// Compares the rules in force with those of before. While two sources disagree it is not known
    /// which they are.
    pub(super) fn compare_terms(&mut self, now: Millis, snapshot: &Snapshot, reading: Reading) {
        // What our arithmetic does not reproduce may be read by the wrong rules.
        let is_sure = snapshot.position().is_some() && !self.is_disputed(snapshot.market.chain);
        if !is_sure {
            return;
        }
        let key = key_of(snapshot);
        let (block, terms) = (snapshot.block.number, snapshot.terms());
        let limits = self.limits();
        let at = now.timestamp();
        let learns = |known: &mut LastTerms| known.learn(at, key.clone(), block, terms, limits);
        let mut changes = self.stored.terms.edit(learns).unwrap_or_default();
        if let Some(e_mode) = self.rescue.enters(&key) {
            without_entering(&mut changes, e_mode);
        }
        if let Some((contract, may)) = self.rescue.authorizes(&key) {
            without_authorizing(&mut changes, contract, may);
        }
        if !changes.is_empty() {
            let without = snapshot.health_without(&changes);
            let notice = Notice::rules_changed(&key, reading, changes, without, now.timestamp());
            self.tell(now, &notice, About::Position(snapshot));
            self.want_witness(now, key.chain);
        }
    }

    /// Asks the log of a chain about what is missed there.
    pub(super) fn ask_log(&mut self, now: Millis, chain: ChainId) {
        let Some(via) = self.source(chain) else {
            return;
        };
        let another = self.another_source(chain);
        let earlier = self.pre_liquidators(chain);
        let Some(watched) = self.chains.get_mut(chain) else {
            return;
        };
        let watches = watched.watches.iter_mut();
        let asked: Vec<_> = watches
            .flat_map(|watch| watch.ask_log(now.timestamp(), &earlier))
            .collect();
        for (is_for_another, one) in asked {
            let via = another.as_ref().filter(|_| is_for_another).unwrap_or(&via);
            let request = Request::logs(&one.1);
            self.ask(now, Purpose::Seizure(Box::new(one)), via.clone(), request);
        }
    }

    /// What the log says.
    pub(super) fn seizure_answered(
        &mut self,
        now: Millis,
        (key, question): &(PositionKey, LogsQuestion),
        answer: Result<Value, RequestFailure>,
    ) {
        let log = self.believe(answer, |answer| parse_entries(answer, question));
        let is_led = self.is_led(key.chain);
        let Some(watched) = self.chains.market_mut(key) else {
            return;
        };
        let is_settled = watched.logged(now.timestamp(), question, log);
        // What is old is told of with the next reading.
        if is_settled
            && !is_led
            && let Some(snapshot) = watched.snapshot().cloned()
        {
            self.observe(now, &snapshot);
            self.store();
        }
    }

    /// Forgets what was held by accounts that are watched no more.
    pub(super) fn forget_held(&mut self) {
        let accounts = self.accounts();
        let is_watched = |account| accounts.iter().any(|(one, _)| *one == account);
        self.stored.held.retain(is_watched);
        self.stored.terms.retain(is_watched);
        self.stored.queue.retain(is_watched);
        self.stored.approvals.retain(is_watched);
        self.forget_past();
    }
}

/// Takes out of changed rules what a person chose by entering an e-mode: that it is entered, and what is
/// better by it. What is worse is told, whoever brought it about.
fn without_entering(changes: &mut Vec<TermChange>, e_mode: u8) {
    let is_entered =
        |one: &TermChange| one.term == Term::EMode && one.after == u64::from(e_mode).into();
    if changes.iter().any(is_entered) {
        changes.retain(|one| match one.term {
            Term::EMode => false,
            Term::LiquidationThreshold(_) | Term::LiquidationPenalty(_) => one.is_worse(),
            _ => true,
        });
    }
}

/// Takes out what a person signed here: that a contract may act for the position, or may not any more.
fn without_authorizing(changes: &mut Vec<TermChange>, contract: Address, may: bool) {
    let is_signed = |one: &TermChange| {
        one.term == Term::PreLiquidation(contract) && (one.after != 0.into()) == may
    };
    changes.retain(|one| !is_signed(one));
}
