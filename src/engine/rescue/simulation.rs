//! What the chain itself says that the steps would do.
//!
//! Three ways to ask, the best first: the steps one after the other in a block that there is not
//! (`eth_simulateV1`); all of them and the reading of the health in one call, for which the account
//! is given the code of Multicall3; and, where a node can do neither, the next step alone. What a
//! node answers without a reason of a contract is no refusal: the next way is asked.

use alloy::primitives::{Bytes, U256};

use super::super::event::RequestFailure;
use super::answer::read;
use super::around::Picture;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::CallAnswer;
use crate::chain::rpc::{self, Request};
use crate::chain::{at_account, simulate};
use crate::protocols::PositionKey;
use crate::protocols::aave_v3::{AccountData, revert};
use crate::top_up::{FlowFailure, Plan, SimulationView};

/// What the chain said.
#[derive(Debug)]
pub(super) enum Said {
    /// What was asked about happens.
    Happens(SimulationView),
    /// A contract refuses the step at this place, counted from the next; none: nobody says which.
    Refuses(Option<usize>, FlowFailure),
    /// Nothing that is understood: this node cannot be asked so.
    Nothing,
}

/// Asks what all remaining steps together would do.
pub(super) fn ask_bundle(
    turn: &mut Turn<'_>,
    key: &PositionKey,
    plan: &Plan,
    picture: &Picture<'_>,
) {
    let calls = calls(key, plan);
    let request = simulate::request(key.account, &calls, plan.evaluated_at, picture.at());
    turn.ask(Question::Bundle, picture.via(), request);
}

/// The steps, and the reading of the health after them.
fn calls(key: &PositionKey, plan: &Plan) -> Vec<crate::chain::Call> {
    let steps = plan.steps.iter().map(|step| step.call.clone());
    let health = AccountData::ask(key.market, key.account);
    steps.chain([health]).collect()
}

/// What all remaining steps together would do.
pub(super) fn bundle(plan: &Plan, answer: Answer) -> Result<Said, FlowFailure> {
    // Some nodes refuse the whole when a contract refuses a part.
    if let Some(reason) = reason(&answer) {
        return Ok(Said::Refuses(None, would_revert(&reason)));
    }
    let results = read(answer, |answer| simulate::parse(answer, count(plan)));
    results.map_or(Ok(Said::Nothing), |results| judge(plan, &results))
}

/// Asks for the code that makes several calls in one.
pub(super) fn ask_code(turn: &mut Turn<'_>, key: &PositionKey) {
    let picture = turn.picture(key);
    let request = at_account::code(key.chain, picture.at());
    turn.ask(Question::BatchCode, picture.via(), request);
}

/// Asks what all remaining steps would do in one call of the account itself, where the code for that
/// is there.
pub(super) fn ask_at_account(
    turn: &mut Turn<'_>,
    key: &PositionKey,
    plan: &Plan,
    code: Answer,
) -> bool {
    let code = read(code, rpc::parse_bytes).filter(|code| !code.is_empty());
    let Some(code) = code else {
        return false;
    };
    let picture = turn.picture(key);
    let request = at_account::request(key.account, &calls(key, plan), &code, picture.at());
    turn.ask(Question::AtAccount, picture.via(), request);
    true
}

/// The same. A failure of the whole is the node's: its contracts refuse each call by itself.
pub(super) fn at_account(plan: &Plan, answer: Answer) -> Result<Said, FlowFailure> {
    let results = read(answer, |answer| at_account::parse(answer, count(plan)));
    results.map_or(Ok(Said::Nothing), |results| judge(plan, &results))
}

fn count(plan: &Plan) -> usize {
    plan.steps.len().saturating_add(1)
}

/// What results of the steps and of the reading after them mean.
fn judge(plan: &Plan, results: &[CallAnswer]) -> Result<Said, FlowFailure> {
    let refused = results.iter().position(|result| !result.success);
    if let Some((place, failed)) = refused.and_then(|place| Some((place, results.get(place)?))) {
        return Ok(Said::Refuses(Some(place), would_revert(&failed.data)));
    }
    let account = results.last();
    let account = account.and_then(|last| AccountData::decode(&last.data));
    let after = account.ok_or(FlowFailure::CannotRead)?.health();
    match after.reaches(plan.target) {
        true => Ok(Said::Happens(SimulationView::Restores(after))),
        false => Err(FlowFailure::FallsShort(after)),
    }
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

/// What the next step alone would do: of a permission that says nothing of the action after it.
pub(super) fn step(plan: &Plan, answer: Answer) -> Result<Said, FlowFailure> {
    if let Some(reason) = reason(&answer) {
        return Ok(Said::Refuses(Some(0), would_revert(&reason)));
    }
    // Not every node attaches what a contract gave no reason for.
    let is_refused = matches!(answer, Err(RequestFailure::Refused { .. }));
    match (read(answer, rpc::parse_bytes), plan.steps.len()) {
        (None, _) if is_refused => Ok(Said::Refuses(Some(0), FlowFailure::CannotRead)),
        (None, _) => Err(FlowFailure::CannotRead),
        (Some(_), 0 | 1) => Ok(Said::Happens(SimulationView::StepSucceeds)),
        (Some(_), _) => Ok(Said::Happens(SimulationView::NotYet)),
    }
}

/// The reason of a contract that refused.
fn reason(answer: &Answer) -> Option<Bytes> {
    answer.as_ref().err().and_then(RequestFailure::revert_data)
}

fn would_revert(reason: &[u8]) -> FlowFailure {
    FlowFailure::WouldRevert(revert::decode(reason))
}
