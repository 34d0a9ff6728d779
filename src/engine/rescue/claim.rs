//! The last step before the wallet is asked: a record of it is written and read back, what can have
//! moved while that took its time is asked once more, and the record is looked at once more.

use super::super::records::Held;
use super::super::requests::Purpose;
use super::super::view::ReadProblem;
use super::super::{Endpoint, Engine, Millis};
use super::confirmed::{Context, Row};
use super::pending::Pending;
use super::{Reviewed, Stage};
use crate::chain::BlockPace;
use crate::chain::rpc::Request;
use crate::chain::transactions::CountAt;
use crate::top_up::{FlowFailure, Record};

/// How long the store and the last questions may take together, milliseconds.
const PATIENCE_MS: u64 = 20_000;

/// How long an end holds back the next transaction on a chain that can be turned back, where its
/// block may never come, milliseconds.
const TURNED_BACK_AFTER_MS: u64 = 60_000;

/// What is under way between the last check and the wallet.
#[derive(Debug)]
pub(super) struct Claim {
    record: Box<Record>,
    /// How many transactions of the account were mined when everything was checked.
    mined: u64,
    until: Millis,
    store: Store,
    pub(super) context: Context,
    /// Nothing of the account was mined since.
    still: bool,
}

/// How far the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Store {
    /// It is to write the record.
    Writing,
    /// It has.
    Written,
    /// It is asked whether the record still lies there.
    Reading,
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
            end: None,
        };
        let claim = Claim {
            record: Box::new(record.clone()),
            mined: row.mined,
            until: now.plus(PATIENCE_MS),
            store: Store::Writing,
            context: Context::default(),
            still: false,
        };
        rescue.stage = Stage::Claiming(reviewed, claim);
        self.keep_record(record, None);
    }

    fn claiming(&mut self) -> Option<&mut Claim> {
        match &mut self.rescue.as_mut()?.stage {
            Stage::Claiming(_, claim) => Some(claim),
            _ => None,
        }
    }

    /// The store said what lies in the slot while a claim was under way.
    pub(super) fn claim_stored(&mut self, now: Millis) {
        let held = self.records.held().clone();
        let Some(claim) = self.claiming() else {
            return;
        };
        let is_ours = matches!(&held, Held::Open(record) if *record == claim.record);
        match (claim.store, held) {
            (Store::Writing, _) if is_ours => {
                claim.store = Store::Written;
                let account = claim.record.position.account;
                self.ask_context(now);
                let at = CountAt::Latest;
                let request = Request::transaction_count(account, at);
                let via = self.rescue_source();
                self.ask(now, Purpose::CheckCount(at), via, request);
            }
            (Store::Written, _) if is_ours => {}
            (Store::Reading, _) if is_ours => self.ask_wallet(now),
            // Another tab was first, or somebody said that this was cancelled: nothing was asked.
            (_, Held::Open(_) | Held::Unreadable(_) | Held::Ended(..)) => {
                self.forget_checks();
                if let Some(rescue) = &mut self.rescue {
                    rescue.stage = Stage::Choosing;
                }
            }
            (_, Held::Nothing | Held::Unknown) => self.fail_claim(now, FlowFailure::NotStored),
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
            Ok(_) => self.fail_claim(now, FlowFailure::OtherMined),
            Err(_) => self.fail_claim(now, FlowFailure::CannotRead),
        }
    }

    /// Once everything is confirmed, the record is looked at once more.
    pub(super) fn claim_further(&mut self, now: Millis) {
        let is_behind = self.is_behind_an_end(now);
        let Some(claim) = self.claiming() else {
            return;
        };
        if !claim.context.is_confirmed() || !claim.still || claim.store != Store::Written {
            return;
        }
        if is_behind {
            return self.fail_claim(now, FlowFailure::Behind);
        }
        claim.store = Store::Reading;
        self.read_record();
    }

    /// The reviewed bytes go to the wallet. Once per click.
    fn ask_wallet(&mut self, now: Millis) {
        let Some(rescue) = &mut self.rescue else {
            return;
        };
        let Stage::Claiming(reviewed, claim) =
            core::mem::replace(&mut rescue.stage, Stage::Choosing)
        else {
            return;
        };
        rescue.before.get_or_insert(reviewed.plan.health_before);
        let record = claim.record;
        rescue.stage = Stage::Pending(Box::new(Pending::asked(now, *reviewed, (*record).clone())));
        let (account, chain) = (record.position.account, record.position.chain);
        let none = alloy::primitives::U256::ZERO;
        let request = Request::send_transaction(account, &record.call, none, chain);
        self.ask(now, Purpose::Send(record), Endpoint::Wallet, request);
    }

    /// Whether what the last transaction left to do is not read yet: the node that reads is behind
    /// the block in which it ended.
    pub(super) fn is_behind_an_end(&self, now: Millis) -> bool {
        let Some(end) = self.records.last_end() else {
            return false;
        };
        let read = self.rescue_block().unwrap_or(0);
        let ended_at = Millis(end.at_ms);
        let turned_back = self.rescue_facts().blocks == BlockPace::OnDemand
            && now >= ended_at.plus(TURNED_BACK_AFTER_MS);
        read < end.block && !turned_back
    }

    /// Nothing was asked of the wallet yet, so nothing is under way.
    pub(super) fn give_up_claim(&mut self, now: Millis) -> bool {
        let record = self.claiming().map(|claim| claim.record.clone());
        if let Some(record) = &record {
            self.end_record(now, record, record.block);
        }
        record.is_some()
    }

    pub(super) fn fail_claim(&mut self, now: Millis, failure: FlowFailure) {
        if self.give_up_claim(now)
            && let Some(rescue) = &mut self.rescue
        {
            self.requests.forget(Purpose::is_check);
            rescue.fail(failure);
            self.emit_top_up("failed");
        }
    }

    pub(super) fn tick_claim(&mut self, now: Millis) {
        let Some(claim) = self.claiming().filter(|claim| claim.until <= now) else {
            return;
        };
        let failure = match claim.store {
            Store::Writing | Store::Reading => FlowFailure::NotStored,
            Store::Written => FlowFailure::CannotRead,
        };
        self.fail_claim(now, failure);
    }

    pub(super) fn claim_due(&self) -> Option<Millis> {
        match &self.rescue.as_ref()?.stage {
            Stage::Claiming(_, claim) => Some(claim.until),
            _ => None,
        }
    }
}
