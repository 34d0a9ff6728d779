//! Everything once more, before anything is shown to be signed and before the wallet is asked.

use alloy::primitives::{Address, U256};

use super::super::event::RequestFailure;
use super::aim::{Aim, Reviewed};
use super::answer::read;
use super::around::{Picture, Second};
use super::coin::Coin;
use super::confirmed::{Context, Counts, Row};
use super::io::{Answer, Forgotten, Output, Question};
use super::manner::Choice;
use super::naming::Naming;
use super::simulation::{self, Said, Trial, Way};
use super::terms::Heard;
use super::turn::Turn;
use super::vouching::Vouching;
use crate::chain::rpc::{self, Request};
use crate::chain::transactions::{AccountKind, CountAt, parse_count};
use crate::math::Timestamp;
use crate::protocols::Snapshot;
use crate::top_up::{
    Changed, Chosen, Earlier, FlowFailure, Manner, Means, Part, Plan, Reserved,
    Reviewed as SecondLook, SimulationView, Slot, Source, Unvouched, may_be_signed, plan_beside,
    review_again, with_reset,
};

/// A chain's time may be so far beyond the clock's, seconds.
const AHEAD_S: u64 = 3_600;

/// What was confirmed so far.
#[derive(Debug, Default)]
pub(super) struct Check {
    context: Context,
    /// Where a contract is to be found yet.
    contracts: Vec<Address>,
    /// How what the account asks for comes to the chain.
    account: Option<AccountKind>,
    heard: Heard,
    coin: Coin,
    vouching: Vouching,
    /// The position was read after the check began.
    read: bool,
    /// The plan that was shown, as far as it is not carried out: its amount is kept as long as it
    /// serves.
    agreed: Option<Plan>,
    /// What is being simulated, once the rest is confirmed.
    plan: Option<Plan>,
    /// The position after that, while it is being read.
    trial: Option<Trial>,
    /// It differs from what was shown and must be shown before it is signed.
    changed: bool,
    /// What the chain says that it would do.
    simulation: Option<SimulationView>,
    /// How much gas it takes, where that was said.
    gas: Option<u64>,
    counts: Counts,
    choice: Choice,
    naming: Naming,
}

/// Everything is confirmed and simulated.
#[derive(Debug)]
pub(super) struct Passed {
    pub(super) reviewed: Reviewed,
    /// It differs from what was shown.
    pub(super) changed: bool,
    pub(super) row: Row,
}

/// Where a check stands: it goes on, it is passed, or it has failed.
pub(super) type Verdict = Result<Option<Passed>, FlowFailure>;

impl Check {
    /// What the account has of the chain's coin, as far as it was answered.
    pub(super) const fn coin(&self) -> Coin {
        self.coin
    }

    /// Begins to check; `agreed` is the plan that was shown, if one was.
    pub(super) fn begin(
        turn: &mut Turn<'_>,
        aim: &Aim,
        choice: Choice,
        agreed: Option<Plan>,
    ) -> Self {
        turn.forget(Forgotten::Checks);
        let key = &aim.key;
        let picture = turn.picture(key);
        Context::ask(turn);
        let mut coin = Coin::default();
        coin.ask(turn, key);
        // Coin that is sent to where nothing is is gone.
        let pays_coin = aim.chosen().is_some_and(|chosen| match chosen {
            Chosen::One(way) => way.means.source() == Some(Source::Coin),
            Chosen::Mix => true,
        });
        let gateway = picture.snapshot.filter(|_| pays_coin);
        let gateway = gateway.and_then(|snapshot| snapshot.market.gateway());
        let contracts: Vec<Address> = gateway.into_iter().chain([key.market]).collect();
        let codes = contracts.iter().map(|at| (Question::Code(*at), *at));
        for (question, whose) in codes.chain([(Question::AccountCode, key.account)]) {
            let request = Request::code(whose, picture.at());
            turn.ask(question, picture.via(), request);
        }
        let vouching = Vouching::begin(turn, aim);
        turn.put(Output::Look(key.chain));
        turn.put(Output::WantWitness(key.chain));
        Self {
            contracts,
            coin,
            vouching,
            agreed,
            choice,
            ..Self::default()
        }
    }

    /// A question was answered.
    pub(super) fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        aim: &Aim,
        question: &Question,
        answer: Answer,
    ) -> Verdict {
        if self.coin.answered(question, &answer) {
            return self.further(turn, aim);
        }
        match question {
            Question::Chain => self.context.chain(&aim.key, answer)?,
            Question::Accounts => self.context.accounts(&aim.key, answer)?,
            Question::Code(at) => self.code(*at, answer)?,
            Question::Vouch(voice) => self.vouching.answered(*voice, answer)?,
            Question::AccountCode => {
                let code = read(answer, rpc::parse_bytes).ok_or(FlowFailure::CannotRead)?;
                self.account = Some(AccountKind::of(&code));
            }
            Question::PermitTerms(token) => {
                self.heard.answered(&aim.key, *token, answer);
                return self.checked(turn, aim);
            }
            Question::Bundle | Question::BatchCode | Question::AtAccount | Question::Step => {
                return self.simulated(turn, aim, question, answer);
            }
            Question::Count(at) => return self.counted(turn, aim, *at, answer),
            Question::WalletCount(at) => {
                self.counts.wallet_counted(*at, answer);
                return self.checked(turn, aim);
            }
            Question::CallsStatus => {
                self.naming = self.naming.answered(turn, answer)?;
                return self.checked(turn, aim);
            }
            _ => return Ok(None),
        }
        self.further(turn, aim)
    }

    /// The position was read, whether or not it changed.
    pub(super) fn read(&mut self, turn: &mut Turn<'_>, aim: &Aim) -> Verdict {
        if turn.picture(&aim.key).could_not_read {
            return Err(FlowFailure::CannotRead);
        }
        self.read = true;
        self.further(turn, aim)
    }

    fn code(&mut self, at: Address, answer: Answer) -> Result<(), FlowFailure> {
        let code = read(answer, rpc::parse_bytes).ok_or(FlowFailure::CannotRead)?;
        if code.is_empty() {
            return Err(FlowFailure::NoContract);
        }
        self.contracts.retain(|one| *one != at);
        Ok(())
    }

    /// Once everything is confirmed: make the plan from what was just read, and simulate it.
    pub(super) fn further(&mut self, turn: &mut Turn<'_>, aim: &Aim) -> Verdict {
        let is_confirmed = self.context.is_confirmed() && self.coin.is_known();
        let is_confirmed = is_confirmed && self.contracts.is_empty();
        let is_confirmed = is_confirmed && self.account.is_some() && self.read;
        let is_confirmed = self.vouching.is_done()? && is_confirmed;
        if !is_confirmed || self.plan.is_some() {
            return Ok(None);
        }
        let picture = turn.picture(&aim.key);
        // An endpoint that stands still reads well, and old.
        if !picture.is_known {
            return Err(FlowFailure::CannotRead);
        }
        if turn.is_behind_an_end(&picture) {
            return Err(FlowFailure::Behind);
        }
        if turn.records.settling().is_some() {
            return Err(FlowFailure::Settling);
        }
        match picture.second {
            // A second source is heard first, where one was asked.
            Second::Asked => return Ok(None),
            Second::Contradicts => return Err(FlowFailure::CannotRead),
            Second::Silent => {}
        }
        let (plan, changed) = self.make_plan(turn, aim, &picture)?;
        self.changed = changed;
        let timely = picture.snapshot.filter(|one| !is_ahead(turn, one));
        let token = timely.and_then(|one| may_be_signed(one, &plan));
        // What one without code signs is looked at by its key alone.
        let is_plain = self.account == Some(AccountKind::Plain);
        if let Some(token) = token.filter(|_| is_plain && self.choice.may_sign()) {
            self.heard = Heard::ask(turn, &aim.key, token);
        }
        self.simulate(turn, aim, plan)?;
        self.counts.ask(turn, &aim.key, &picture);
        Ok(None)
    }

    /// Asks what a plan would do.
    fn simulate(&mut self, turn: &mut Turn<'_>, aim: &Aim, plan: Plan) -> Result<(), FlowFailure> {
        let trial = Trial::begin(turn, aim, Way::Block).ok_or(FlowFailure::CannotRead)?;
        trial.ask(turn, &aim.key, &plan);
        (self.plan, self.trial) = (Some(plan), Some(trial));
        Ok(())
    }

    /// The plan on the newest snapshot, and whether it differs from the one that was shown.
    fn make_plan(
        &self,
        turn: &mut Turn<'_>,
        aim: &Aim,
        picture: &Picture<'_>,
    ) -> Result<(Plan, bool), FlowFailure> {
        let snapshot = picture.snapshot.ok_or(FlowFailure::CannotRead)?;
        let latest = picture.latest_inclusion(snapshot);
        let purse = self.coin.purse();
        // What others need a mix leaves to them; one way takes what it takes.
        let nothing = Reserved::nothing();
        let reserved = match aim.chosen() {
            Some(Chosen::Mix) => {
                let (around, purse) = (turn.around, purse.as_ref());
                turn.several.beside(around, aim, purse).reserved()
            }
            _ => &nothing,
        };
        let made = match &self.agreed {
            Some(agreed) => {
                // Half of the margin may be used up by reading and thinking.
                let half = picture.facts.inclusion_margin_s.div_euclid(2);
                let soonest = Timestamp(snapshot.block.timestamp.0.saturating_add(half));
                let second =
                    review_again(snapshot, purse.as_ref(), reserved, agreed, soonest, latest);
                second.map(|second| match second {
                    SecondLook::Holds(plan) => (plan, false),
                    SecondLook::Changed(plan) => (plan, true),
                })
            }
            None => {
                let goal = aim.goal(snapshot).ok_or(FlowFailure::CannotRead)?;
                let chosen = aim.chosen().ok_or(FlowFailure::CannotRead)?;
                plan_beside(snapshot, purse.as_ref(), reserved, chosen, goal, latest)
                    .map(|plan| (plan, false))
            }
        };
        made.map_err(FlowFailure::NotAvailable)
    }

    /// What the remaining steps would do; where a node cannot say, it is asked in the next way.
    fn simulated(
        &mut self,
        turn: &mut Turn<'_>,
        aim: &Aim,
        question: &Question,
        answer: Answer,
    ) -> Verdict {
        let picture = turn.picture(&aim.key);
        let (Some(plan), Some(snapshot)) = (&self.plan, picture.snapshot) else {
            return Ok(None);
        };
        let (key, market) = (&aim.key, &snapshot.market);
        let said = match (question, self.trial.take()) {
            (Question::Bundle | Question::AtAccount, Some(trial)) => {
                trial.answered(market, plan, self.vouching.goes_by(), answer)?
            }
            (Question::Step, _) => simulation::step(market, plan, answer)?,
            _ => simulation::code(answer)
                .and_then(|code| Trial::begin(turn, aim, Way::Account(code)))
                .map_or(Said::Nothing, Said::More),
        };
        match (said, question) {
            (Said::Happens(said, gas), _) => (self.simulation, self.gas) = (Some(said), gas),
            (Said::More(trial), _) => {
                trial.ask(turn, key, plan);
                self.trial = Some(trial);
            }
            (Said::Refuses(place, why), _) => return self.refused(turn, aim, place, why),
            (Said::Nothing, Question::Bundle) if !takes_coin_back(plan) => {
                simulation::ask_code(turn, key);
            }
            // What may act for an account is signed only where it is known what comes of it.
            (Said::Nothing, _) if plan.authorizes().is_some() => {
                return Err(FlowFailure::NotVouched(Unvouched::NotSimulated));
            }
            // By its first payment alone nobody would know where several lead.
            (Said::Nothing, _) if plan.parts.len() > 1 => return Err(FlowFailure::NotSimulated),
            (Said::Nothing, _) => simulation::ask_step(turn, key, plan)?,
        }
        self.checked(turn, aim)
    }

    /// A contract refuses a step: a permission over a rest of an earlier one is asked for again, with
    /// the rest taken away first. Once: what is refused then is refused.
    fn refused(
        &mut self,
        turn: &mut Turn<'_>,
        aim: &Aim,
        place: Option<usize>,
        why: FlowFailure,
    ) -> Verdict {
        let picture = turn.picture(&aim.key);
        let reset = match (&self.plan, picture.snapshot) {
            (Some(plan), Some(snapshot)) => with_reset(snapshot, plan, place),
            _ => None,
        };
        let plan = reset.ok_or(why)?;
        // One more transaction than was shown.
        self.changed = self.agreed.is_some();
        self.simulate(turn, aim, plan)?;
        Ok(None)
    }

    /// How many transactions the account has had.
    fn counted(&mut self, turn: &mut Turn<'_>, aim: &Aim, at: CountAt, answer: Answer) -> Verdict {
        // A node that counts none that wait: then those in blocks are what is known.
        let cannot = matches!(answer, Err(RequestFailure::Refused { .. }));
        match (at, read(answer, parse_count)) {
            (CountAt::Latest, _) => return Ok(None),
            (CountAt::Pending, None) if cannot => self.counts.waiting = Some(0),
            (CountAt::Pending, Some(count)) => self.counts.waiting = Some(count),
            (CountAt::Block(_), Some(count)) => self.counts.mined = Some(count),
            (_, None) => return Err(FlowFailure::CannotRead),
        }
        self.checked(turn, aim)
    }

    /// Whether everything is confirmed and simulated.
    fn checked(&mut self, turn: &mut Turn<'_>, aim: &Aim) -> Verdict {
        let row = self.account.and_then(|account| self.counts.row(account));
        let (Some(simulation), Some(row)) = (self.simulation, row) else {
            return Ok(None);
        };
        let mut row = row?;
        if let Some(number) = row.number.filter(|_| self.choice.knows_calls()) {
            if self.naming == Naming::NotAsked {
                self.naming = Naming::ask(turn, Slot::of(&aim.key), number);
            }
            let Some(name) = self.naming.name() else {
                return Ok(None);
            };
            row.name = Some(name);
        }
        if self.heard.is_open() {
            return Ok(None);
        }
        let Some(mut plan) = self.plan.take() else {
            return Ok(None);
        };
        let snapshot = turn.picture(&aim.key).snapshot;
        let to_sign = snapshot.and_then(|one| self.heard.to_sign(one, &plan));
        // By which rule it stands when others may act for it is in nothing that was read before.
        if let (true, SimulationView::Restores(after)) = (is_of_authority(&plan), simulation) {
            plan.health_after = after;
        }
        let changed = self.changed;
        let before = self.agreed.as_ref().filter(|_| changed);
        let sent = plan.steps.iter().fold(U256::ZERO, |sum, step| {
            sum.saturating_add(step.payment.value)
        });
        // What has no row the wallet tells of by its name.
        let slot = Slot::of(&aim.key);
        let earlier = row.number.map_or(Earlier::Ended, |next| {
            turn.records.count(slot, next);
            turn.records.earlier(slot, next)
        });
        let (purse, gas) = (self.coin.purse(), self.gas);
        Ok(Some(Passed {
            reviewed: Reviewed {
                simulation,
                fee: purse.and_then(|purse| Some(purse.fee(gas?, sent))),
                changed: before.map(|agreed| what_changed(agreed, &plan)),
                manner: Manner::Each,
                to_sign,
                goes_by: self.vouching.goes_by(),
                earlier,
                plan,
            },
            changed,
            row,
        }))
    }
}

/// Whether a chain's time is so far beyond the clock's that a permission which ends by it would end when nobody
/// expects it to: one of the two is wrong.
fn is_ahead(turn: &Turn<'_>, snapshot: &Snapshot) -> bool {
    let latest = turn.now.timestamp().0.saturating_add(AHEAD_S);
    snapshot.block.timestamp.0 > latest
}

/// Whether a plan says who may act for the account.
fn is_of_authority(plan: &Plan) -> bool {
    matches!(plan.chosen.means(), Some(Means::Authorize { .. }))
}

/// Whether some of what is sent comes back to the account: the code that makes several calls in one takes
/// no coin, so an account that has it for a call cannot be asked what would happen.
fn takes_coin_back(plan: &Plan) -> bool {
    let comes_back =
        |part: &Part| part.closes_debt && part.way.means.source() == Some(Source::Coin);
    plan.parts.iter().any(comes_back)
}

/// What of a plan is to be shown as changed.
fn what_changed(before: &Plan, now: &Plan) -> Changed {
    let ways = |plan: &Plan| -> Vec<_> { plan.parts.iter().map(|part| part.way).collect() };
    let amounts = |plan: &Plan| -> Vec<_> { plan.parts.iter().map(|part| part.amount).collect() };
    if ways(now) != ways(before) {
        Changed::Parts
    } else if amounts(now) != amounts(before) {
        match before.parts.as_slice() {
            [part] => Changed::Amount(part.amount),
            _ => Changed::Parts,
        }
    } else if now.target != before.target {
        Changed::Health(before.health_after)
    } else {
        Changed::Steps
    }
}
