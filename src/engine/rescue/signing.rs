//! From the choice to the wallet, which is asked once per click, for bytes that were shown, after
//! everything was checked again, and only when a record of it lies in the store.

use super::super::effect::Endpoint;
use super::super::host_event::TopUpStage;
use super::aim::Aim;
use super::check::{self, Check, Passed};
use super::claim::{self, Claim, Claimed};
use super::flow::{Flow, Stage};
use super::io::{Answer, Forgotten, Output, Question};
use super::pending::Pending;
use super::turn::Turn;
use crate::chain::rpc::Request;
use crate::top_up::{Asked, Changed, FlowFailure, Manner, Means, Plan, Unvouched};

impl Flow {
    /// Check everything and show what would be signed.
    pub(super) fn review(&mut self, turn: &mut Turn<'_>) {
        if matches!(self.stage, Stage::Choosing | Stage::Failed { .. })
            && self.aim.chosen().is_some()
            && turn
                .picture(&self.aim.key)
                .snapshot
                .is_some_and(|snapshot| self.aim.goal(snapshot).is_some())
        {
            self.aim.accept();
            // Whatever is shown: nothing is asked for beside what may come back.
            if turn.records.settling().is_some() {
                return self.check_fails(turn, FlowFailure::Settling);
            }
            self.begin_check(turn, None);
        }
    }

    /// Checks everything; `agreed` is the rest of the plan of which a step was carried out.
    pub(super) fn begin_check(&mut self, turn: &mut Turn<'_>, agreed: Option<Plan>) {
        self.stage = Stage::Checking(Check::begin(turn, &self.aim, self.choice, agreed));
        turn.ask_what_it_can(self.choice, &self.aim.key);
    }

    /// A person wants what is shown put to the wallet in this manner.
    pub(super) fn set_manner(&mut self, manner: Manner) {
        if let Stage::Review(reviewed) = &mut self.stage {
            self.choice.choose(manner);
            reviewed.choose(self.choice);
        }
    }

    /// A click on "sign": check everything again, then ask the wallet.
    pub(super) fn sign(&mut self, turn: &mut Turn<'_>) {
        self.stage = match self.take_stage() {
            Stage::Review(reviewed) => {
                let agreed = Some(reviewed.plan.clone());
                let check = Check::begin(turn, &self.aim, self.choice, agreed);
                Stage::Rechecking(reviewed, check)
            }
            other => other,
        };
    }

    /// A question was answered that is put before something is shown to be signed, or signed.
    pub(super) fn check_answered(
        &mut self,
        turn: &mut Turn<'_>,
        question: &Question,
        answer: Answer,
    ) {
        if matches!(self.stage, Stage::Claiming(..)) {
            return self.claim_on(turn, |claim, turn| claim.answered(turn, question, answer));
        }
        self.check_on(turn, |check, turn, aim| {
            check.answered(turn, aim, question, answer)
        });
    }

    /// Hands the check something, and goes where that leads.
    pub(super) fn check_on(
        &mut self,
        turn: &mut Turn<'_>,
        hand: impl FnOnce(&mut Check, &mut Turn<'_>, &Aim) -> check::Verdict,
    ) {
        let (Stage::Checking(check) | Stage::Rechecking(_, check)) = &mut self.stage else {
            return;
        };
        let verdict = hand(check, turn, &self.aim);
        // What is said of the wallet then is by what was heard last.
        if check.coin().purse().is_some() {
            self.coin = check.coin();
        }
        match verdict {
            Ok(None) => {}
            Ok(Some(passed)) => self.passed(turn, passed),
            Err(failure) => self.check_fails(turn, failure),
        }
    }

    fn check_fails(&mut self, turn: &mut Turn<'_>, failure: FlowFailure) {
        self.fail(failure);
        turn.forget(Forgotten::Checks);
        turn.emit(TopUpStage::Failed, &self.aim.key);
    }

    /// Everything is confirmed and simulated: it is shown, or what was shown is claimed.
    fn passed(&mut self, turn: &mut Turn<'_>, passed: Passed) {
        let mut shown = Box::new(passed.reviewed);
        self.aim.planned(&shown.plan);
        shown.choose(self.choice);
        self.stage = match self.take_stage() {
            Stage::Checking(_) => {
                turn.emit(TopUpStage::Review, &self.aim.key);
                Stage::Review(shown)
            }
            Stage::Rechecking(reviewed, check) if reviewed.goes_by != shown.goes_by => {
                self.stage = Stage::Rechecking(reviewed, check);
                let differ = FlowFailure::NotVouched(Unvouched::Differ);
                return self.check_fails(turn, differ);
            }
            Stage::Rechecking(..) if passed.changed => Stage::Review(shown),
            Stage::Rechecking(reviewed, _)
                if shown.is_worse(turn.around, &self.aim.key, &reviewed) =>
            {
                shown.changed = Some(Changed::Level(reviewed.plan.health_after));
                Stage::Review(shown)
            }
            Stage::Rechecking(reviewed, _) if !reviewed.stands_for(&shown) => {
                shown.changed = Some(Changed::Steps);
                Stage::Review(shown)
            }
            // Another tab may have told of it since that was asked.
            Stage::Rechecking(reviewed, check) if turn.records.settling().is_some() => {
                self.stage = Stage::Rechecking(reviewed, check);
                return self.check_fails(turn, FlowFailure::Settling);
            }
            Stage::Rechecking(reviewed, _) if reviewed.manner == Manner::Permit => {
                return self.ask_to_sign(turn, reviewed);
            }
            Stage::Rechecking(reviewed, _) => {
                match Claim::begin(turn, &self.aim, &reviewed, self.choice, passed.row) {
                    Some(claim) => Stage::Claiming(reviewed, claim),
                    None => Stage::Choosing,
                }
            }
            other => other,
        };
    }

    /// Hands the claim something, and goes where that leads.
    pub(super) fn claim_on(
        &mut self,
        turn: &mut Turn<'_>,
        hand: impl FnOnce(&mut Claim, &mut Turn<'_>) -> claim::Verdict,
    ) {
        let Stage::Claiming(_, claim) = &mut self.stage else {
            return;
        };
        match hand(claim, turn) {
            Ok(Claimed::NotYet) => {}
            Ok(Claimed::Surely) => self.ask_wallet(turn),
            Ok(Claimed::Lost) => {
                turn.forget(Forgotten::Checks);
                self.stage = Stage::Choosing;
            }
            Err(failure) => {
                self.give_up_claim(turn);
                turn.forget(Forgotten::Checks);
                self.fail(failure);
                turn.emit(TopUpStage::Failed, &self.aim.key);
            }
        }
    }

    /// The reviewed bytes go to the wallet. Once per click.
    fn ask_wallet(&mut self, turn: &mut Turn<'_>) {
        let Stage::Claiming(reviewed, claim) = self.take_stage() else {
            return;
        };
        self.before.get_or_insert(reviewed.plan.health_before);
        let record = claim.record().clone();
        let (account, chain) = (record.position.account, record.position.chain);
        let request = match &record.asked {
            Asked::One(payment) => {
                Request::send_transaction(account, payment, chain, claim.number())
            }
            Asked::Together(calls) => {
                Request::send_calls(account, &calls.payments, chain, calls.id)
            }
        };
        // Whatever becomes of it: what may act for the account is watched.
        let means = record.chosen.means();
        let authorized = means.and_then(Means::authorizes);
        turn.outputs
            .extend(authorized.map(|contract| Output::Knows(chain, contract)));
        let question = Question::Send(Box::new(record.clone()));
        turn.ask(question, Endpoint::Wallet, request);
        self.stage = Stage::Pending(Box::new(Pending::asked(turn.now, *reviewed, record)));
    }

    /// Nothing was asked of the wallet yet, so nothing is under way.
    fn give_up_claim(&self, turn: &mut Turn<'_>) {
        if let Stage::Claiming(_, claim) = &self.stage {
            let record = claim.record();
            turn.end_record(record, record.block);
        }
    }

    /// What was to be signed is void; what was asked goes on. Whether there was anything to be
    /// signed.
    pub(super) fn void(&mut self, turn: &mut Turn<'_>, failure: FlowFailure) -> bool {
        self.give_up_claim(turn);
        let is_void = matches!(
            self.stage,
            Stage::Checking(_)
                | Stage::Review(_)
                | Stage::Rechecking(..)
                | Stage::Permitting(_)
                | Stage::Claiming(..)
        );
        if is_void {
            self.fail(failure);
        }
        is_void
    }
}
