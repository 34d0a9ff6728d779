//! What the chain itself says that the steps would do.

use alloy::primitives::U256;
use serde_json::Value;

use super::super::event::RequestFailure;
use super::super::requests::Purpose;
use super::super::{Engine, Millis};
use crate::chain::rpc::{self, Request};
use crate::chain::simulate;
use crate::protocols::aave_v3::{AccountData, revert};
use crate::top_up::{FlowFailure, Plan, SimulationView};

impl Engine {
    /// What all remaining steps together would do.
    pub(in super::super) fn bundle_simulated(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        let Some(plan) = self.checking().and_then(|check| check.plan.clone()) else {
            return;
        };
        if let Err(failure) = &answer {
            // Not every node has the method: then the next step alone is simulated.
            if failure.is_missing_method() {
                return self.simulate_step(now, &plan);
            }
            // Some nodes refuse the whole when a contract refuses a part.
            if let Some(reason) = failure.revert_data() {
                return self.fail_check(FlowFailure::WouldRevert(revert::decode(&reason)));
            }
        }
        let count = plan.steps.len().saturating_add(1);
        let read = self.believe(answer, |answer| simulate::parse(answer, count));
        let Ok(results) = read else {
            return self.fail_check(FlowFailure::CannotRead);
        };
        if let Some(failed) = results.iter().find(|result| !result.success) {
            let reason = revert::decode(&failed.data);
            return self.fail_check(FlowFailure::WouldRevert(reason));
        }
        let account = results
            .last()
            .and_then(|last| AccountData::decode(&last.data));
        let Some(after) = account.map(|account| account.health()) else {
            return self.fail_check(FlowFailure::CannotRead);
        };
        if !after.reaches(plan.target) {
            return self.fail_check(FlowFailure::FallsShort(after));
        }
        self.simulated(now, SimulationView::Restores(after));
    }

    fn simulate_step(&mut self, now: Millis, plan: &Plan) {
        let Some(key) = self.rescue.as_ref().map(|rescue| rescue.key.clone()) else {
            return;
        };
        let Some(step) = plan.steps.first() else {
            return self.fail_check(FlowFailure::CannotRead);
        };
        let block = self.rescue_block().unwrap_or(0);
        let request = Request::simulate(key.account, &step.call, U256::ZERO, block);
        let via = self.rescue_source();
        self.ask(now, Purpose::SimulateStep, via, request);
    }

    /// What the next step alone would do.
    pub(in super::super) fn step_simulated(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        if let Some(reason) = answer.as_ref().err().and_then(RequestFailure::revert_data) {
            return self.fail_check(FlowFailure::WouldRevert(revert::decode(&reason)));
        }
        match self.believe(answer, rpc::parse_bytes) {
            Ok(_) => self.simulated(now, SimulationView::StepSucceeds),
            Err(_) => self.fail_check(FlowFailure::CannotRead),
        }
    }
}
