//! Everything once more, before anything is shown to be signed and before the wallet is asked.

use serde_json::Value;

use super::super::event::RequestFailure;
use super::super::requests::Purpose;
use super::super::{Engine, Millis};
use super::confirmed::{Context, Counts};
use super::{Reviewed, Stage};
use crate::chain::ChainId;
use crate::chain::rpc::{self, Request};
use crate::chain::simulate;
use crate::chain::transactions::{CountAt, parse_count};
use crate::math::Timestamp;
use crate::protocols::aave_v3::AccountData;
use crate::top_up::{
    FlowFailure, Plan, Reviewed as SecondLook, SimulationView, parse_target, plan, review_again,
};

/// What was confirmed so far.
#[derive(Debug, Default)]
pub(super) struct Check {
    pub(super) context: Context,
    code: bool,
    /// The position was read after the check began.
    read: bool,
    /// The plan of which a step was carried out: its amount is kept as long as it serves.
    agreed: Option<Plan>,
    /// What is being simulated, once the rest is confirmed.
    pub(super) plan: Option<Plan>,
    /// It differs from what was reviewed and must be shown before it is signed.
    changed: bool,
    /// What the chain says that it would do.
    pub(super) simulation: Option<SimulationView>,
    counts: Counts,
}

impl Check {
    /// A check after a step was carried out, of the steps that remain.
    pub(super) fn after_step(agreed: Option<Plan>) -> Self {
        Self {
            agreed,
            ..Self::default()
        }
    }

    fn is_confirmed(&self) -> bool {
        self.context.is_confirmed() && self.code && self.read
    }
}

impl Engine {
    /// Check everything and show what would be signed.
    pub(in super::super) fn review(&mut self, now: Millis) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        if matches!(rescue.stage, Stage::Choosing | Stage::Failed { .. })
            && rescue.chosen.is_some()
            && parse_target(&rescue.target).is_ok()
        {
            rescue.stage = Stage::Checking(Check::default());
            self.begin_check(now);
        }
    }

    /// A click on "sign": check everything again, then ask the wallet.
    pub(in super::super) fn sign(&mut self, now: Millis) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        match core::mem::replace(&mut rescue.stage, Stage::Choosing) {
            Stage::Review(reviewed) => {
                rescue.stage = Stage::Rechecking(reviewed, Check::default());
                self.begin_check(now);
            }
            other => rescue.stage = other,
        }
    }

    pub(super) fn begin_check(&mut self, now: Millis) {
        let Some(key) = self.rescue.as_ref().map(|rescue| rescue.key.clone()) else {
            return;
        };
        self.forget_checks();
        let via = self.rescue_source();
        let block = self.rescue_block().unwrap_or(0);
        self.ask_context(now);
        self.ask(
            now,
            Purpose::CheckCode,
            via,
            Request::code(key.market, block),
        );
        self.look_at_rescued(now);
        self.want_witness(now, key.chain);
    }

    /// A second source was asked about a chain, or could not be.
    pub(in super::super) fn check_witnessed(&mut self, now: Millis, chain: ChainId) {
        if self.rescue_chain() == Some(chain) {
            self.check_further(now);
        }
    }

    pub(super) fn checking(&mut self) -> Option<&mut Check> {
        match &mut self.rescue.as_mut()?.stage {
            Stage::Checking(check) | Stage::Rechecking(_, check) => Some(check),
            _ => None,
        }
    }

    pub(super) fn fail_check(&mut self, failure: FlowFailure) {
        if self.checking().is_some()
            && let Some(rescue) = &mut self.rescue
        {
            rescue.fail(failure);
            self.forget_checks();
            self.emit_top_up("failed");
        }
    }

    pub(in super::super) fn check_code_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        match self.believe(answer, rpc::parse_bytes) {
            Ok(code) if code.is_empty() => self.fail_check(FlowFailure::NoContract),
            Ok(_) => {
                if let Some(check) = self.checking() {
                    check.code = true;
                }
                self.check_further(now);
            }
            Err(_) => self.fail_check(FlowFailure::CannotRead),
        }
    }

    /// The position was read, whether or not it changed.
    pub(in super::super) fn check_read(&mut self, now: Millis) {
        let key = self.rescue.as_ref().map(|rescue| rescue.key.clone());
        if key.is_some_and(|key| self.could_not_read(&key)) {
            return self.fail_check(FlowFailure::CannotRead);
        }
        if let Some(check) = self.checking() {
            check.read = true;
        }
        self.check_further(now);
    }

    /// A chain could not be read.
    pub(in super::super) fn check_could_not_read(&mut self, chain: ChainId) {
        if self.rescue_chain() == Some(chain) {
            self.fail_check(FlowFailure::CannotRead);
        }
    }

    /// Once everything is confirmed: make the plan from what was just read, and simulate it.
    pub(super) fn check_further(&mut self, now: Millis) {
        if !self
            .checking()
            .is_some_and(|check| check.is_confirmed() && check.plan.is_none())
        {
            return;
        }
        // An endpoint that stands still reads well, and old.
        let key = self.rescue.as_ref().map(|rescue| rescue.key.clone());
        if !key.is_some_and(|key| self.position_is_known(now, &key)) {
            return self.fail_check(FlowFailure::CannotRead);
        }
        if self.is_behind_an_end(now) {
            return self.fail_check(FlowFailure::Behind);
        }
        // A second source is heard first, where one was asked.
        if self
            .rescue_chain()
            .is_some_and(|chain| self.is_witnessing(chain))
        {
            return;
        }
        if self
            .rescue_chain()
            .is_some_and(|chain| self.is_disputed(chain))
        {
            return self.fail_check(FlowFailure::CannotRead);
        }
        let Some(made) = self.make_plan() else {
            return self.fail_check(FlowFailure::CannotRead);
        };
        let (plan, changed) = match made {
            Ok(made) => made,
            Err(unavailable) => return self.fail_check(FlowFailure::NotAvailable(unavailable)),
        };
        let Some(key) = self.rescue.as_ref().map(|rescue| rescue.key.clone()) else {
            return;
        };
        let mut calls: Vec<_> = plan.steps.iter().map(|step| step.call.clone()).collect();
        calls.push(AccountData::ask(key.market, key.account));
        let block = self.rescue_block().unwrap_or(0);
        let request = simulate::request(key.account, &calls, plan.evaluated_at, block);
        if let Some(check) = self.checking() {
            check.plan = Some(plan);
            check.changed = changed;
            check.counts.block = block;
        }
        let via = self.rescue_source();
        self.ask(now, Purpose::SimulateBundle, via.clone(), request);
        for at in [CountAt::Block(block), CountAt::Pending] {
            let request = Request::transaction_count(key.account, at);
            self.ask(now, Purpose::CheckCount(at), via.clone(), request);
        }
    }

    /// How many transactions the account has had.
    pub(in super::super) fn count_answered(
        &mut self,
        now: Millis,
        at: CountAt,
        answer: Result<Value, RequestFailure>,
    ) {
        // A node that counts none that wait: then those in blocks are what is known.
        let cannot = matches!(answer, Err(RequestFailure::Refused { .. }));
        let count = self.believe(answer, parse_count);
        if at == CountAt::Latest {
            return self.claim_count(now, count);
        }
        let Some(check) = self.checking() else {
            return;
        };
        match (at, count) {
            (CountAt::Pending, Err(_)) if cannot => check.counts.waiting = Some(0),
            (CountAt::Pending, Ok(count)) => check.counts.waiting = Some(count),
            (_, Ok(count)) => check.counts.mined = Some(count),
            (_, Err(_)) => return self.fail_check(FlowFailure::CannotRead),
        }
        self.checked(now);
    }

    /// The plan on the newest snapshot, and whether it differs from the one that was reviewed.
    #[allow(clippy::type_complexity)]
    fn make_plan(&self) -> Option<Result<(Plan, bool), crate::top_up::Unavailable>> {
        let rescue = self.rescue.as_ref()?;
        let snapshot = self.chains.snapshot(&rescue.key)?;
        let latest = self.latest_inclusion(snapshot);
        let agreed = match &rescue.stage {
            Stage::Rechecking(reviewed, _) => Some(&reviewed.plan),
            Stage::Checking(check) => check.agreed.as_ref(),
            _ => None,
        };
        if let Some(agreed) = agreed {
            // Half of the margin may be used up by reading and thinking.
            let half = self.rescue_facts().inclusion_margin_s.div_euclid(2);
            let soonest = Timestamp(snapshot.block.timestamp.0.saturating_add(half));
            let second = review_again(snapshot, agreed, soonest, latest);
            return Some(second.map(|second| match second {
                SecondLook::Holds(plan) => (plan, false),
                SecondLook::Changed(plan) => (plan, true),
            }));
        }
        let target = parse_target(&rescue.target).ok()?;
        let plan = plan(snapshot, rescue.chosen?, target, latest);
        Some(plan.map(|plan| (plan, false)))
    }

    /// What the chain says that the steps would do.
    pub(super) fn simulated(&mut self, now: Millis, simulation: SimulationView) {
        if let Some(check) = self.checking() {
            check.simulation = Some(simulation);
        }
        self.checked(now);
    }

    /// Once everything is confirmed and simulated: show it, or go on to ask the wallet for what
    /// was shown.
    fn checked(&mut self, now: Millis) {
        let Some((simulation, row)) = self
            .checking()
            .and_then(|check| Some((check.simulation?, check.counts.row()?)))
        else {
            return;
        };
        let row = match row {
            Ok(row) => row,
            Err(failure) => return self.fail_check(failure),
        };
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        match core::mem::replace(&mut rescue.stage, Stage::Choosing) {
            Stage::Checking(Check {
                plan: Some(plan),
                agreed,
                changed,
                ..
            }) => {
                rescue.stage = Stage::Review(Box::new(Reviewed {
                    plan,
                    simulation,
                    amount_before: agreed.filter(|_| changed).map(|agreed| agreed.amount),
                }));
                self.emit_top_up("review");
            }
            Stage::Rechecking(
                reviewed,
                Check {
                    plan: Some(plan),
                    changed,
                    ..
                },
            ) => {
                if changed {
                    let amount_before = Some(reviewed.plan.amount);
                    rescue.stage = Stage::Review(Box::new(Reviewed {
                        plan,
                        simulation,
                        amount_before,
                    }));
                } else {
                    self.claim(now, reviewed, row);
                }
            }
            other => rescue.stage = other,
        }
    }
}
