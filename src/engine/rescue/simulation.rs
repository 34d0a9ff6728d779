//! What the chain itself says that the steps would do.
//!
//! The steps are made, and then the position is read as ever, in whatever market it is. Three ways to
//! ask for that, the best first: one after the other in a block that there is not (`eth_simulateV1`);
//! all in one call, for which the account is given the code of Multicall3; and, where a node can do
//! neither, the next step alone. What a node answers without a reason of a contract is no refusal:
//! the next way is asked.

use alloy::primitives::Bytes;

use super::super::event::RequestFailure;
use super::aim::Aim;
use super::answer::read;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::rpc::{self, Request};
use crate::chain::{Call, CallAnswer, Payment, at_account, multicall, simulate};
use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::protocols::{Market, PositionKey, Reading, Snapshot, Step, revert};
use crate::risk::Health;
use crate::top_up::{Chosen, FlowFailure, Means, Plan, SimulationView, Unvouched};

/// What the chain said.
#[derive(Debug)]
pub(super) enum Said {
    /// What was asked about happens, and takes so much gas, where the node says how much.
    Happens(SimulationView, Option<u64>),
    /// To know the health after it, more has to be asked; in the same way.
    More(Trial),
    /// A contract refuses the step at this place, counted from the next; none: nobody says which.
    Refuses(Option<usize>, FlowFailure),
    /// Nothing that is understood: this node cannot be asked so.
    Nothing,
}

/// How to ask what several steps would do.
#[derive(Debug)]
pub(super) enum Way {
    /// One after the other, in a block that there is not.
    Block,
    /// In one call of the account itself, which has this code for that.
    Account(Bytes),
}

/// More rounds than a reading takes: a node that makes it ask for ever is not understood.
const ROUNDS: usize = 8;

/// The position, being read after the steps.
#[derive(Debug)]
pub(super) struct Trial {
    way: Way,
    reading: Reading,
    /// What it asks for next.
    asked: Vec<Call>,
    rounds: usize,
}

impl Trial {
    /// Nothing is read yet; none where the market of a position is not watched any more.
    pub(super) fn begin(turn: &Turn<'_>, aim: &Aim, way: Way) -> Option<Self> {
        // A contract that is to be authorised counts from then on.
        let means = aim.chosen().and_then(Chosen::means);
        let authorized = means.and_then(Means::authorizes);
        let (reading, asked) = turn.around.begin_reading(&aim.key, authorized)?;
        Some(Self {
            way,
            reading,
            asked,
            rounds: 1,
        })
    }

    /// Asks what all remaining steps together would do, and how the position is read after them.
    pub(super) fn ask(&self, turn: &mut Turn<'_>, key: &PositionKey, plan: &Plan) {
        let picture = turn.picture(key);
        let steps = plan.steps.iter().map(|step| step.payment.clone());
        let read = multicall::encode_latest(&self.asked, key.chain, None);
        let calls: Vec<Payment> = steps.chain([read.into()]).collect();
        let (account, at) = (key.account, picture.at());
        let (question, request) = match &self.way {
            Way::Block => (
                Question::Bundle,
                simulate::request(account, &calls, plan.evaluated_at, at),
            ),
            Way::Account(code) => (
                Question::AtAccount,
                at_account::request(account, &calls, code, at),
            ),
        };
        turn.ask(question, picture.via(), request);
    }

    /// What the answer to that means; `vouched`: what the contract goes by that is to be authorised.
    pub(super) fn answered(
        self,
        market: &Market,
        plan: &Plan,
        vouched: Option<PreLiquidationParams>,
        answer: Answer,
    ) -> Result<Said, FlowFailure> {
        let count = plan.steps.len().saturating_add(1);
        let said = answer.as_ref().ok();
        let gas = said.and_then(|said| simulate::gas_used(said, plan.steps.len()));
        let results = match self.way {
            // Some nodes refuse the whole when a contract refuses a part.
            Way::Block if let Some(reason) = reason(&answer) => {
                return Ok(Said::Refuses(None, would_revert(market, &reason)));
            }
            Way::Block => read(answer, |answer| simulate::parse(answer, count)),
            // A failure of the whole is the node's: its contracts refuse each call by itself.
            Way::Account(_) => read(answer, |answer| at_account::parse(answer, count)),
        };
        results.map_or(Ok(Said::Nothing), |results| {
            self.judge(market, plan, vouched, &results, gas)
        })
    }

    /// What results of the steps and of the reading after them mean.
    fn judge(
        self,
        market: &Market,
        plan: &Plan,
        vouched: Option<PreLiquidationParams>,
        results: &[CallAnswer],
        gas: Option<u64>,
    ) -> Result<Said, FlowFailure> {
        let Some((after, steps)) = results.split_last() else {
            return Ok(Said::Nothing);
        };
        let refused = steps.iter().position(|result| !result.success);
        if let Some((place, failed)) = refused.and_then(|place| Some((place, steps.get(place)?))) {
            let why = would_revert(market, &failed.data);
            return Ok(Said::Refuses(Some(place), why));
        }
        let read = multicall::decode_latest(&after.data, self.asked.len(), market.chain, None);
        let Some((block, answers)) = read.ok().filter(|_| after.success) else {
            return Ok(Said::Nothing);
        };
        match self.reading.feed(block, &answers) {
            Err(_) => Err(FlowFailure::CannotRead),
            Ok(Step::Need(..)) if self.rounds >= ROUNDS => Err(FlowFailure::CannotRead),
            Ok(Step::Need(reading, asked)) => Ok(Said::More(Self {
                reading,
                asked,
                rounds: self.rounds.saturating_add(1),
                ..self
            })),
            Ok(Step::Done(after, _)) if !plan.is_done_in(&after) => Err(FlowFailure::CannotRead),
            Ok(Step::Done(after, _)) if !goes_by(&after, plan, vouched) => {
                Err(FlowFailure::NotVouched(Unvouched::Differ))
            }
            Ok(Step::Done(after, _)) => {
                let after = worst(&after, plan).ok_or(FlowFailure::CannotRead)?;
                match after.reaches(plan.target) {
                    true => Ok(Said::Happens(SimulationView::Restores(after), gas)),
                    false => Err(FlowFailure::FallsShort(after)),
                }
            }
        }
    }
}

/// Whether a contract that it lets act goes by what was vouched for, as it was read after the steps.
fn goes_by(after: &Snapshot, plan: &Plan, vouched: Option<PreLiquidationParams>) -> bool {
    let read = |contract| after.authorized_goes_by(contract);
    let is_vouched = |contract| vouched.is_some() && read(contract) == vouched;
    plan.authorizes().is_none_or(is_vouched)
}

/// The health after the steps, at the time of which it was read or at that of the plan, whichever is
/// worse; none where our arithmetic does not reproduce what the contracts say.
fn worst(after: &Snapshot, plan: &Plan) -> Option<Health> {
    let ruling = after.ruling();
    let at = plan.evaluated_at.max(after.block.timestamp);
    let later = ruling.position()?.health(at).ok()?;
    Some(ruling.health.min(later))
}

/// Asks for the code that makes several calls in one.
pub(super) fn ask_code(turn: &mut Turn<'_>, key: &PositionKey) {
    let picture = turn.picture(key);
    let request = at_account::code(key.chain, picture.at());
    turn.ask(Question::BatchCode, picture.via(), request);
}

/// That code, where it is there.
pub(super) fn code(answer: Answer) -> Option<Bytes> {
    read(answer, rpc::parse_bytes).filter(|code| !code.is_empty())
}

/// Asks what the next step alone would do.
pub(super) fn ask_step(
    turn: &mut Turn<'_>,
    key: &PositionKey,
    plan: &Plan,
) -> Result<(), FlowFailure> {
    let step = plan.steps.first().ok_or(FlowFailure::CannotRead)?;
    let picture = turn.picture(key);
    let request = Request::simulate(key.account, &step.payment, picture.at());
    turn.ask(Question::Step, picture.via(), request);
    Ok(())
}

/// What the next step alone would do: of a permission that says nothing of the action after it.
pub(super) fn step(market: &Market, plan: &Plan, answer: Answer) -> Result<Said, FlowFailure> {
    if let Some(reason) = reason(&answer) {
        return Ok(Said::Refuses(Some(0), would_revert(market, &reason)));
    }
    // Not every node attaches what a contract gave no reason for.
    let is_refused = matches!(answer, Err(RequestFailure::Refused { .. }));
    match (read(answer, rpc::parse_bytes), plan.steps.len()) {
        (None, _) if is_refused => Ok(Said::Refuses(Some(0), FlowFailure::CannotRead)),
        (None, _) => Err(FlowFailure::CannotRead),
        (Some(_), 0 | 1) => Ok(Said::Happens(SimulationView::StepSucceeds, None)),
        (Some(_), _) => Ok(Said::Happens(SimulationView::NotYet, None)),
    }
}

/// The reason of a contract that refused.
fn reason(answer: &Answer) -> Option<Bytes> {
    answer.as_ref().err().and_then(RequestFailure::revert_data)
}

fn would_revert(market: &Market, reason: &[u8]) -> FlowFailure {
    FlowFailure::WouldRevert(revert::decode(market.protocol(), reason))
}
