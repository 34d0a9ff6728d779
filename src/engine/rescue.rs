//! The top-up, from the choice to the re-read.
//!
//! A flow belongs to one account on one chain through one wallet. The wallet is asked once per
//! click, for bytes that were shown, after everything was checked again, and only when a record of
//! it lies in the store; and for nothing more of the account until the end of that is known:
//!
//! - `check`, `context`: everything once more; `simulation`: what the chain says that it would do
//! - `claim`: the record is written, and what can have moved meanwhile asked last
//! - `pending`, `outcome`, `refusal`, `reread`: what became of it
//! - `resume`: taken up again from a record, also another tab's
//! - `show`: all of it as a view

mod check;
mod claim;
mod confirmed;
mod context;
mod outcome;
mod pending;
mod refusal;
mod reread;
mod resume;
mod show;
mod simulation;

use super::connecting::facts;
use super::records::Held;
use super::requests::Purpose;
use super::view::PositionKey;
use super::{Endpoint, Engine, Millis, telling};
use crate::chain::json::Object;
use crate::chain::{ChainFacts, ChainId};
use crate::math::TokenAmount;
use crate::risk::Health;
use crate::top_up::{FlowFailure, Plan, SimulationView, StepView, StrategyId, parse_target};
use check::Check;
use claim::Claim;
use pending::Pending;

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
    Review(Box<Reviewed>),
    /// Everything is read once more; then the wallet is asked for what was reviewed.
    Rechecking(Box<Reviewed>, Check),
    /// The record is written; then the wallet is asked.
    Claiming(Box<Reviewed>, Claim),
    /// The wallet is asked, or was, here or elsewhere, and the end of that is not known.
    Pending(Box<Pending>),
    /// Something lies where the record would, and cannot be read: it may tell of a transaction.
    Unreadable(String),
    /// Waiting for a read at this block or later.
    Rereading {
        pending: Box<Pending>,
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
            Stage::Review(reviewed)
            | Stage::Rechecking(reviewed, _)
            | Stage::Claiming(reviewed, _) => Some(*reviewed),
            Stage::Pending(pending) => pending.reviewed,
            Stage::Failed { reviewed, .. } => reviewed,
            _ => None,
        };
        self.hidden = false;
        self.stage = Stage::Failed { reviewed, failure };
    }

    fn has_reached(&self, health: Health) -> bool {
        parse_target(&self.target).is_ok_and(|target| health.reaches(target))
    }

    /// Whether nothing more will come of it.
    fn has_ended(&self) -> bool {
        matches!(self.stage, Stage::Done { .. } | Stage::Failed { .. })
    }

    /// Whether the wallet is, was or may have been asked, and the end of that is not known. Out of
    /// here leads only what the chain says, or a person: anything else could send the same twice.
    fn is_under_way(&self) -> bool {
        matches!(
            self.stage,
            Stage::Claiming(..)
                | Stage::Pending(_)
                | Stage::Unreadable(_)
                | Stage::Rereading { .. }
        )
    }
}

impl Engine {
    /// The chain of the position that is topped up.
    pub(super) fn rescue_chain(&self) -> Option<ChainId> {
        self.rescue.as_ref().map(|rescue| rescue.key.chain)
    }

    /// Where to ask about it.
    fn rescue_source(&self) -> Endpoint {
        let source = self.rescue_chain().and_then(|chain| self.source(chain));
        source.unwrap_or(Endpoint::Wallet)
    }

    /// The newest block of it whose values are held.
    fn rescue_block(&self) -> Option<u64> {
        let block = self.rescue_chain().and_then(|chain| self.block(chain))?;
        Some(block.number)
    }

    /// What is known of it.
    fn rescue_facts(&self) -> ChainFacts {
        facts(self.rescue_chain().unwrap_or(ChainId(0)))
    }

    /// Reads it now.
    fn look_at_rescued(&mut self, now: Millis) {
        if let Some(chain) = self.rescue_chain() {
            self.look(now, chain);
        }
    }

    pub(super) fn open_top_up(&mut self, now: Millis, key: PositionKey) {
        if let Some(open) = &mut self.rescue
            && (open.is_under_way() || (open.key == key && !open.has_ended()))
        {
            open.hidden = false;
            // Mined, and its market cannot be read: that holds up no other position.
            let waits_blind = matches!(open.stage, Stage::Rereading { .. }) && open.key != key;
            let waited_for = open.key.clone();
            if !waits_blind || !self.could_not_read(&waited_for) {
                return;
            }
        }
        let snapshot = self.chains.snapshot(&key);
        if snapshot.is_none_or(|snapshot| self.can_top_up(snapshot).is_err()) {
            return;
        }
        let mut rescue = Rescue::new(key, self.restore_to());
        if let Held::Unreadable(text) = self.records.held() {
            rescue.stage = Stage::Unreadable(text.clone());
        }
        self.rescue = Some(rescue);
        // Not every tab hears of what another writes.
        self.read_record();
        // Balances of tokens that were not held when the market was first read.
        if let Some(chain) = self.rescue_chain() {
            self.sweep(now, chain);
        }
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
        if open.is_under_way() {
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
        if let Some(rescue) = &mut self.rescue
            && !rescue.is_under_way()
        {
            rescue.stage = Stage::Choosing;
            rescue.ended.clear();
            self.forget_checks();
        }
    }

    pub(super) fn forget_checks(&mut self) {
        self.requests.forget(Purpose::is_check);
    }

    /// The wallet cannot sign now: what was to be signed is void, what was asked goes on.
    pub(super) fn void_review(&mut self) {
        self.give_up_claim(self.clock.now());
        if let Some(rescue) = &mut self.rescue
            && matches!(
                rescue.stage,
                Stage::Checking(_) | Stage::Review(_) | Stage::Rechecking(..) | Stage::Claiming(..)
            )
        {
            rescue.fail(FlowFailure::Disconnected);
            self.forget_checks();
        }
    }

    /// Account, chain or wallet changed: what was begun for the old ones is void.
    pub(super) fn context_changed(&mut self) {
        self.forget_looks();
        // Nothing was asked of the wallet yet.
        self.give_up_claim(self.clock.now());
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        match rescue.stage {
            // Where the wallet was asked, or has sent, what is stored finds it again: looked for
            // on another chain it would seem dropped.
            Stage::Choosing
            | Stage::Done { .. }
            | Stage::Failed { .. }
            | Stage::Pending(_)
            | Stage::Unreadable(_)
            | Stage::Rereading { .. } => self.rescue = None,
            Stage::Checking(_) | Stage::Review(_) | Stage::Rechecking(..) | Stage::Claiming(..) => {
                rescue.fail(FlowFailure::ContextChanged);
            }
        }
    }

    fn emit_top_up(&mut self, stage: &'static str) {
        let market = self
            .rescue
            .as_ref()
            .and_then(|rescue| self.chains.snapshot(&rescue.key));
        let detail = Object::new()
            .text("stage", &stage)
            .with("market", telling::market(market));
        self.emit("top-up", detail);
    }
}
