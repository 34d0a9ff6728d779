//! What the chain itself says that the steps would do.

use alloy::primitives::U256;

use super::super::event::RequestFailure;
use super::answer::read;
use super::around::Picture;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::rpc::{self, Request};
use crate::chain::simulate;
use crate::protocols::PositionKey;
use crate::protocols::aave_v3::{AccountData, revert};
use crate::top_up::{FlowFailure, Plan, SimulationView};

/// Asks what all remaining steps together would do.
pub(super) fn ask_bundle(
    turn: &mut Turn<'_>,
    key: &PositionKey,
    plan: &Plan,
    picture: &Picture<'_>,
) {
    let mut calls: Vec<_> = plan.steps.iter().map(|step| step.call.clone()).collect();
    calls.push(AccountData::ask(key.market, key.account));
    let request = simulate::request(key.account, &calls, plan.evaluated_at, picture.at());
    turn.ask(Question::Bundle, picture.via(), request);
}

/// What all remaining steps together would do; none: the node cannot say.
pub(super) fn bundle(plan: &Plan, answer: Answer) -> Result<Option<SimulationView>, FlowFailure> {
    if let Err(failure) = &answer {
        // Not every node has the method.
        if failure.is_missing_method() {
            return Ok(None);
        }
        // Some nodes refuse the whole when a contract refuses a part.
        if let Some(reason) = failure.revert_data() {
            return Err(FlowFailure::WouldRevert(revert::decode(&reason)));
        }
    }
    let count = plan.steps.len().saturating_add(1);
    let results = read(answer, |answer| simulate::parse(answer, count));
    let results = results.ok_or(FlowFailure::CannotRead)?;
    if let Some(failed) = results.iter().find(|result| !result.success) {
        return Err(FlowFailure::WouldRevert(revert::decode(&failed.data)));
    }
    let account = results.last();
    let account = account.and_then(|last| AccountData::decode(&last.data));
    let after = account.ok_or(FlowFailure::CannotRead)?.health();
    if !after.reaches(plan.target) {
        return Err(FlowFailure::FallsShort(after));
    }
    Ok(Some(SimulationView::Restores(after)))
}

/// Asks what the next step alone would do.
pub(super) fn ask_step(
    turn: &mut Turn<'_>,
    key: &PositionKey,
    plan: &Plan,
) -> Result<(), FlowFailure> {
    let step = plan.steps.first().ok_or(FlowFailure::CannotRead)?;
    let picture = turn.picture(key);
    let request = Request::simulate(key.account, &step.call, U256::ZERO, picture.at());
    turn.ask(Question::Step, picture.via(), request);
    Ok(())
}

/// What the next step alone would do.
pub(super) fn step(answer: Answer) -> Result<SimulationView, FlowFailure> {
    let reason = answer.as_ref().err().and_then(RequestFailure::revert_data);
    if let Some(reason) = reason {
        return Err(FlowFailure::WouldRevert(revert::decode(&reason)));
    }
    match read(answer, rpc::parse_bytes) {
        Some(_) => Ok(SimulationView::StepSucceeds),
        None => Err(FlowFailure::CannotRead),
    }
}
