//! The top-up, from the choice to the re-read.
//!
//! A flow belongs to one account on one chain through one wallet. The wallet is asked once per
//! click, for bytes that were shown, after everything was checked again; and never twice for the
//! same step.

mod check;
mod outcome;
mod resume;
mod show;
mod simulation;

use alloy::primitives::B256;

use super::requests::Purpose;
use super::view::PositionKey;
use super::{Engine, Millis, telling};
use crate::chain::json::Object;
use crate::chain::rpc::Request;
use crate::math::TokenAmount;
use crate::risk::Health;
use crate::top_up::{FlowFailure, Plan, SimulationView, StepView, StrategyId, parse_target};
use check::Check;
use outcome::Pending;

/// An open top-up.
#[derive(Debug)]
pub(super) struct Rescue {
    pub(super) key: PositionKey,
    target: String,
    chosen: Option<StrategyId>,
    /// Health when the first step was reviewed.
    before: Option<Health>,
    /// Steps that were sent and ended.
    ended: Vec<StepView>,
    stage: Stage,
    /// Closed while a transaction is on its way; it shows itself again when that ends.
    hidden: bool,
}

#[derive(Debug)]
enum Stage {
    Choosing,
    /// Everything is read once more; then the review is shown.
    Checking(Check),
    Review(Reviewed),
    /// Everything is read once more; then the wallet is asked for what was reviewed.
    Rechecking(Reviewed, Check),
    Signing(Reviewed),
    Pending(Pending),
    /// Waiting for a read at this block or later.
    Rereading {
        pending: Pending,
        block: u64,
    },
    Done {
        before: Option<Health>,
        after: Health,
        reached: bool,
    },
    Failed {
        reviewed: Option<Reviewed>,
        failure: FlowFailure,
    },
}

/// A plan as it was shown.
#[derive(Clone, Debug)]
struct Reviewed {
    plan: Plan,
    simulation: SimulationView,
    amount_before: Option<TokenAmount>,
}

impl Reviewed {
    /// What remains when the first step was carried out, or failed and is told of by itself.
    fn without_first_step(mut self) -> Self {
        self.plan.steps = self.plan.steps.split_off(1.min(self.plan.steps.len()));
        self
    }
}

impl Rescue {
    fn new(key: PositionKey, target: String) -> Self {
        Self {
            key,
            target,
            chosen: None,
            before: None,
            ended: Vec::new(),
            stage: Stage::Choosing,
            hidden: false,
        }
    }

    fn fail(&mut self, failure: FlowFailure) {
        let stage = core::mem::replace(&mut self.stage, Stage::Choosing);
        let reviewed = match stage {
            Stage::Review(reviewed) | Stage::Rechecking(reviewed, _) | Stage::Signing(reviewed) => {
                Some(reviewed)
            }
            Stage::Failed { reviewed, .. } => reviewed,
            _ => None,
        };
        self.hidden = false;
        self.stage = Stage::Failed { reviewed, failure };
    }

    fn has_reached(&self, health: Health) -> bool {
        parse_target(&self.target).is_ok_and(|target| health.reaches(target))
    }

    /// Whether the wallet was asked and nobody knows what came of it. Out of here leads only a
    /// look at what is on the chain: anything else could send the same twice.
    fn is_unknown(&self) -> bool {
        matches!(
            self.stage,
            Stage::Failed {
                failure: FlowFailure::OutcomeUnknown | FlowFailure::Dropped { .. },
                ..
            }
        )
    }

    /// Whether nothing more will come of it.
    fn has_ended(&self) -> bool {
        matches!(self.stage, Stage::Done { .. } | Stage::Failed { .. }) && !self.is_unknown()
    }

    /// Whether closing it would lose sight of a transaction.
    fn is_under_way(&self) -> bool {
        matches!(
            self.stage,
            Stage::Signing(_) | Stage::Pending(_) | Stage::Rereading { .. }
        )
    }
}

impl Engine {
    pub(super) fn open_top_up(&mut self, now: Millis, key: PositionKey) {
        if let Some(open) = &mut self.rescue
            && (open.is_under_way() || open.is_unknown() || (open.key == key && !open.has_ended()))
        {
            open.hidden = false;
            return;
        }
        let snapshot = self.reader.snapshot(&key);
        if snapshot.is_none_or(|snapshot| self.can_top_up(snapshot).is_err()) {
            return;
        }
        self.rescue = Some(Rescue::new(key, self.restore_to()));
        // Balances of tokens that were not held when the market was first read.
        self.sweep(now);
        self.choose_fitting();
    }

    /// Chooses the first way that leads to the target, where nothing is chosen yet.
    pub(super) fn choose_fitting(&mut self) {
        let Some(rescue) = &self.rescue else { return };
        if rescue.chosen.is_some() || !matches!(rescue.stage, Stage::Choosing) {
            return;
        }
        let first = self
            .rescue_options(rescue)
            .into_iter()
            .find(|one| one.offer.is_ok());
        if let (Some(first), Some(rescue)) = (first, &mut self.rescue) {
            rescue.chosen = Some(first.id);
        }
    }

    pub(super) fn close_top_up(&mut self) {
        let Some(open) = &mut self.rescue else {
            return;
        };
        if open.is_under_way() || open.is_unknown() {
            open.hidden = true;
        } else {
            self.forget_checks();
            self.rescue = None;
        }
    }

    pub(super) fn choose_strategy(&mut self, id: StrategyId) {
        if let Some(rescue) = &mut self.rescue
            && matches!(rescue.stage, Stage::Choosing)
        {
            rescue.chosen = Some(id);
        }
    }

    pub(super) fn set_target(&mut self, typed: String) {
        if let Some(rescue) = &mut self.rescue
            && matches!(rescue.stage, Stage::Choosing)
        {
            rescue.target = typed;
        }
    }

    pub(super) fn back_to_choice(&mut self) {
        self.forget_checks();
        if let Some(rescue) = &mut self.rescue
            && !rescue.is_under_way()
            && !rescue.is_unknown()
        {
            rescue.stage = Stage::Choosing;
            rescue.ended.clear();
        }
    }

    pub(super) fn forget_checks(&mut self) {
        self.requests.forget(|purpose| {
            matches!(
                purpose,
                Purpose::CheckChain
                    | Purpose::CheckAccounts
                    | Purpose::CheckCode
                    | Purpose::SimulateBundle
                    | Purpose::SimulateStep
            )
        });
    }

    /// Account, chain or wallet changed: what was begun for the old ones is void.
    pub(super) fn context_changed(&mut self) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        match rescue.stage {
            // Where the wallet was asked, or has sent, what is stored finds it again: looked for
            // on another chain it would seem dropped.
            Stage::Choosing
            | Stage::Done { .. }
            | Stage::Failed { .. }
            | Stage::Signing(_)
            | Stage::Pending(_)
            | Stage::Rereading { .. } => self.rescue = None,
            Stage::Checking(_) | Stage::Review(_) | Stage::Rechecking(..) => {
                rescue.fail(FlowFailure::ContextChanged);
            }
        }
    }

    /// The reviewed bytes go to the wallet. Called once per click, after all checks.
    fn send(&mut self, now: Millis, reviewed: Reviewed) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Some(step) = reviewed.plan.steps.first() else {
            return;
        };
        let call = step.call.clone();
        let key = rescue.key.clone();
        rescue.before.get_or_insert(reviewed.plan.health_before);
        self.stored.forget_in_flight(&key);
        let in_flight = resume::in_flight(rescue, &reviewed.plan, &call);
        self.stored.in_flight.push(in_flight);
        rescue.stage = Stage::Signing(reviewed);
        self.store();
        let request =
            Request::send_transaction(key.account, &call, alloy::primitives::U256::ZERO, key.chain);
        self.ask(now, Purpose::Send(key), super::Endpoint::Wallet, request);
    }

    fn note_sent(&mut self, now: Millis, key: PositionKey, hash: B256) {
        self.note(now, Some(key), super::view::LogKind::Sent { hash });
    }

    fn emit_top_up(&mut self, stage: &'static str) {
        let market = self
            .rescue
            .as_ref()
            .and_then(|rescue| self.reader.snapshot(&rescue.key));
        let detail = Object::new()
            .text("stage", &stage)
            .with("market", telling::market(market));
        self.emit("top-up", detail);
    }
}
