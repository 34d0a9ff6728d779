//! Everything once more, before anything is shown to be signed and before the wallet is asked.

use serde_json::Value;

use super::super::effect::Endpoint;
use super::super::event::RequestFailure;
use super::super::requests::Purpose;
use super::super::view::ReadProblem;
use super::super::{Engine, Millis};
use super::{Reviewed, Stage};
use crate::chain::rpc::{self, Request};
use crate::chain::simulate;
use crate::math::Timestamp;
use crate::protocols::aave_v3::AccountData;
use crate::top_up::{
    FlowFailure, Plan, Reviewed as SecondLook, SimulationView, parse_target, plan, review_again,
};

/// What was confirmed so far.
#[derive(Debug, Default)]
pub(super) struct Check {
    chain: bool,
    account: bool,
    code: bool,
    /// The position was read after the check began.
    read: bool,
    /// The plan of which a step was carried out: its amount is kept as long as it serves.
    agreed: Option<Plan>,
    /// What is being simulated, once the rest is confirmed.
    pub(super) plan: Option<Plan>,
    /// It differs from what was reviewed and must be shown before it is signed.
    changed: bool,
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
        self.chain && self.account && self.code && self.read
    }
}

impl Engine {
    /// Check everything and show what would be signed.
    pub(in super::super) fn review(&mut self, now: Millis) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        if matches!(rescue.stage, Stage::Choosing | Stage::Failed { .. })
            && !rescue.is_unknown()
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
        let via = self.config.reads_through();
        let block = self.reader.block.map_or(0, |block| block.number);
        self.ask(
            now,
            Purpose::CheckChain,
            Endpoint::Wallet,
            Request::chain_id(),
        );
        self.ask(
            now,
            Purpose::CheckAccounts,
            Endpoint::Wallet,
            Request::accounts(),
        );
        self.ask(
            now,
            Purpose::CheckCode,
            via,
            Request::code(key.market, block),
        );
        self.look(now);
    }

    pub(super) fn checking(&mut self) -> Option<&mut Check> {
        match &mut self.rescue.as_mut()?.stage {
            Stage::Checking(check) | Stage::Rechecking(_, check) => Some(check),
            _ => None,
        }
    }

    pub(super) fn fail_check(&mut self, failure: FlowFailure) {
        self.forget_checks();
        if self.checking().is_some()
            && let Some(rescue) = &mut self.rescue
        {
            rescue.fail(failure);
            self.emit_top_up("failed");
        }
    }

    pub(in super::super) fn check_chain_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        let expected = self.rescue.as_ref().map(|rescue| rescue.key.chain);
        let told = self.believe(answer, rpc::parse_chain_id);
        self.confirm(now, told.map(|chain| Some(chain) == expected), |check| {
            check.chain = true;
        });
    }

    pub(in super::super) fn check_accounts_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        let expected = self.rescue.as_ref().map(|rescue| rescue.key.account);
        let told = self.believe(answer, rpc::parse_accounts);
        let same = told.map(|accounts| accounts.first().copied() == expected);
        self.confirm(now, same, |check| check.account = true);
    }

    fn confirm(
        &mut self,
        now: Millis,
        same: Result<bool, ReadProblem>,
        confirm: impl FnOnce(&mut Check),
    ) {
        match same {
            Ok(true) => {
                if let Some(check) = self.checking() {
                    confirm(check);
                }
                self.check_further(now);
            }
            Ok(false) => self.fail_check(FlowFailure::ContextChanged),
            Err(_) => self.fail_check(FlowFailure::Disconnected),
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
        if let Some(check) = self.checking() {
            check.read = true;
        }
        self.check_further(now);
    }

    pub(in super::super) fn check_could_not_read(&mut self) {
        self.fail_check(FlowFailure::CannotRead);
    }

    /// Once everything is confirmed: make the plan from what was just read, and simulate it.
    fn check_further(&mut self, now: Millis) {
        if !self
            .checking()
            .is_some_and(|check| check.is_confirmed() && check.plan.is_none())
        {
            return;
        }
        // An endpoint that stands still reads well, and old.
        if !self.data_is_known(now) {
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
        let block = self.reader.block.map_or(0, |block| block.number);
        let request = simulate::request(key.account, &calls, plan.evaluated_at, block);
        if let Some(check) = self.checking() {
            check.plan = Some(plan);
            check.changed = changed;
        }
        let via = self.config.reads_through();
        self.ask(now, Purpose::SimulateBundle, via, request);
    }

    /// The plan on the newest snapshot, and whether it differs from the one that was reviewed.
    #[allow(clippy::type_complexity)]
    fn make_plan(&self) -> Option<Result<(Plan, bool), crate::top_up::Unavailable>> {
        let rescue = self.rescue.as_ref()?;
        let snapshot = self.reader.snapshot(&rescue.key)?;
        let latest = self.latest_inclusion(snapshot);
        let agreed = match &rescue.stage {
            Stage::Rechecking(reviewed, _) => Some(&reviewed.plan),
            Stage::Checking(check) => check.agreed.as_ref(),
            _ => None,
        };
        if let Some(agreed) = agreed {
            // Half of the margin may be used up by reading and thinking.
            let half = self.facts().inclusion_margin_s.div_euclid(2);
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

    /// Everything is confirmed and simulated: show it, or ask the wallet for what was shown.
    pub(super) fn checked(&mut self, now: Millis, simulation: SimulationView) {
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
                rescue.stage = Stage::Review(Reviewed {
                    plan,
                    simulation,
                    amount_before: agreed.filter(|_| changed).map(|agreed| agreed.amount),
                });
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
                    rescue.stage = Stage::Review(Reviewed {
                        plan,
                        simulation,
                        amount_before,
                    });
                } else {
                    self.send(now, reviewed);
                }
            }
            other => rescue.stage = other,
        }
    }
}
