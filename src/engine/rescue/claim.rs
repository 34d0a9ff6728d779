//! The last step before the wallet is asked: a record of it is written and read back, and what can
//! have moved while that took its time is asked once more.

use super::super::records::Held;
use super::super::requests::Purpose;
use super::super::view::ReadProblem;
use super::super::{Endpoint, Engine, Millis, NotStored};
use super::check::{Context, Row};
use super::{Reviewed, Stage};
use crate::chain::rpc::Request;
use crate::chain::transactions::CountAt;
use crate::top_up::{FlowFailure, Record};

/// A store that has not answered for so long does not store, milliseconds.
const PATIENCE_MS: u64 = 15_000;

/// What is under way between the last check and the wallet.
#[derive(Debug)]
pub(super) struct Claim {
    record: Box<Record>,
    /// How many transactions of the account were mined when everything was checked.
    mined: u64,
    /// When the store has to have answered; none once it has.
    until: Option<Millis>,
    pub(super) context: Context,
    /// Nothing of the account was mined since.
    still: bool,
}

impl Engine {
    /// Writes down what the wallet is about to be asked for.
    pub(super) fn claim(&mut self, now: Millis, reviewed: Box<Reviewed>, row: Row) {
        let written_by = self.config.instance;
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Some(step) = reviewed.plan.steps.first() else {
            return;
        };
        let record = Record {
            position: rescue.key.clone(),
            target: rescue.target.clone(),
            strategy: reviewed.plan.strategy,
            call: step.call.clone(),
            nonce: row.mined,
            nonce_is_exact: false,
            block: row.block,
            written_by,
            written_at_ms: now.0,
            hashes: Vec::new(),
        };
        rescue.stage = Stage::Claiming(
            reviewed,
            Claim {
                record: Box::new(record.clone()),
                mined: row.mined,
                until: Some(now.plus(PATIENCE_MS)),
                context: Context::default(),
                still: false,
            },
        );
        self.put_record(&record);
    }

    fn claiming(&mut self) -> Option<&mut Claim> {
        match &mut self.rescue.as_mut()?.stage {
            Stage::Claiming(_, claim) => Some(claim),
            _ => None,
        }
    }

    /// The store answered while a claim was under way.
    pub(super) fn claim_stored(&mut self, now: Millis, held: Result<Held, NotStored>) {
        let Some(claim) = self.claiming().filter(|claim| claim.until.is_some()) else {
            return;
        };
        match held {
            Ok(Held::Record(record)) if record == claim.record => {
                claim.until = None;
                let account = record.position.account;
                self.ask_context(now);
                let at = CountAt::Latest;
                let request = Request::transaction_count(account, at);
                let via = self.config.reads_through();
                self.ask(now, Purpose::CheckCount(at), via, request);
            }
            // Another tab was first: what it does is taken up by whoever reads its record.
            Ok(Held::Record(_) | Held::Unreadable(_)) => {
                if let Some(rescue) = &mut self.rescue {
                    rescue.stage = Stage::Choosing;
                }
            }
            Ok(Held::Nothing | Held::Unknown) | Err(NotStored) => {
                self.fail_claim(FlowFailure::NotStored);
            }
        }
    }

    pub(super) fn claim_count(&mut self, now: Millis, count: Result<u64, ReadProblem>) {
        let Some(claim) = self.claiming() else {
            return;
        };
        match count {
            Ok(count) if count == claim.mined => {
                claim.still = true;
                self.claim_further(now);
            }
            Ok(_) => self.fail_claim(FlowFailure::OtherMined),
            Err(_) => self.fail_claim(FlowFailure::CannotRead),
        }
    }

    /// Once everything is confirmed: the reviewed bytes go to the wallet. Once per click.
    pub(super) fn claim_further(&mut self, now: Millis) {
        let confirmed = |claim: &Claim| claim.context.is_confirmed() && claim.still;
        if !self.claiming().is_some_and(|claim| confirmed(claim)) {
            return;
        }
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Stage::Claiming(reviewed, claim) =
            core::mem::replace(&mut rescue.stage, Stage::Choosing)
        else {
            return;
        };
        rescue.before.get_or_insert(reviewed.plan.health_before);
        rescue.stage = Stage::Signing(reviewed);
        let record = claim.record;
        let (account, chain) = (record.position.account, record.position.chain);
        let none = alloy::primitives::U256::ZERO;
        let request = Request::send_transaction(account, &record.call, none, chain);
        self.ask(now, Purpose::Send(record), Endpoint::Wallet, request);
    }

    /// Nothing was asked of the wallet, so there is nothing to remember.
    pub(super) fn give_up_claim(&mut self) -> bool {
        let record = self.claiming().map(|claim| claim.record.clone());
        if let Some(record) = &record {
            self.drop_record(record);
        }
        record.is_some()
    }

    pub(super) fn fail_claim(&mut self, failure: FlowFailure) {
        if self.give_up_claim()
            && let Some(rescue) = &mut self.rescue
        {
            self.requests.forget(Purpose::is_check);
            rescue.fail(failure);
            self.emit_top_up("failed");
        }
    }

    pub(super) fn tick_claim(&mut self, now: Millis) {
        let late = |claim: &&mut Claim| claim.until.is_some_and(|until| until <= now);
        if self.claiming().filter(late).is_some() {
            self.fail_claim(FlowFailure::NotStored);
        }
    }

    pub(super) fn claim_due(&self) -> Option<Millis> {
        match &self.rescue.as_ref()?.stage {
            Stage::Claiming(_, claim) => claim.until,
            _ => None,
        }
    }

    pub(super) fn claim_clock_set_back(&mut self, now: Millis) {
        if let Some(claim) = self.claiming() {
            let latest = now.plus(PATIENCE_MS);
            claim.until = claim.until.map(|until| until.min(latest));
        }
    }
}
