//! A wallet, a node and a store that answer all questions, and a person who clicks.

use std::sync::Arc;

use alloy::primitives::{Address, B256, Bytes, U256, address, hex};
use alloy::sol_types::SolValue;
use serde_json::{Value, json};

use super::super::io::{Answer, Node};
use super::super::{Around, Input, Output, Picture, Question, Rescue, Second};
use crate::alert::{Ladder, Level};
use crate::chain::rpc::Request;
use crate::chain::transactions::CountAt;
use crate::chain::{Call, ChainFacts, ChainId, Payment};
use crate::engine::clock::Millis;
use crate::engine::effect::Endpoint;
use crate::engine::event::{Below, RequestFailure};
use crate::engine::view::Ranked;
use crate::protocols::{
    Market, PositionKey, Protocol, Reading, Snapshot, a_loan_says, a_snapshot, a_snapshot_in,
    registry,
};
use crate::risk::Health;
use crate::top_up::{Asked, Doubt, Record, Slot, StageView, a_record, look};

pub(super) const NOW: Millis = Millis(1_800_000_000_000);

/// What the machine sees.
pub(super) struct Page {
    pub(super) snapshot: Snapshot,
    /// Another weak position of the account, which is the better one.
    pub(super) other: Option<Snapshot>,
    /// And others beside it.
    pub(super) more: Vec<Snapshot>,
    pub(super) signs: Option<Slot>,
    pub(super) could_not_read: bool,
    /// What was read is of now.
    pub(super) is_known: bool,
    /// Who reads it.
    pub(super) source: Endpoint,
    pub(super) second: Second,
}

impl Around for Page {
    fn picture(&self, key: &PositionKey) -> Picture<'_> {
        let snapshot = self.all().find(|one| one.market.is_of(key));
        Picture {
            snapshot,
            is_known: self.is_known && snapshot.is_some(),
            could_not_read: self.could_not_read,
            can_be_opened: true,
            facts: *ChainFacts::of(ChainId(1)).expect("a chain"),
            block: Some(self.snapshot.block.number),
            source: Some(self.source.clone()),
            another: None,
            second: self.second,
        }
    }

    fn held(&self, key: &PositionKey) -> Option<Arc<Snapshot>> {
        let own = self.all().find(|one| one.market.is_of(key));
        own.cloned().map(Arc::new)
    }

    fn weak(&self, _slot: Slot, _before: &[Ranked]) -> Vec<Ranked> {
        let all = self.all().filter(|_| self.other.is_some());
        let ranked = all.map(|one| Ranked {
            key: of(one).0,
            level: Some(Level::Watch),
            health: one.first_health(),
        });
        ranked.collect()
    }

    fn begin_reading(
        &self,
        key: &PositionKey,
        also: Option<Address>,
    ) -> Option<(Reading, Vec<Call>)> {
        let market = &self.snapshot.market;
        let also: Vec<Address> = also.into_iter().collect();
        Some(Reading::start(market, key.account, &also, None))
    }

    fn signs(&self) -> Option<Slot> {
        self.signs
    }

    fn level(&self, key: &PositionKey) -> Option<Level> {
        let own = self.all().find(|one| one.market.is_of(key))?;
        self.level_at(key, own.first_health())
    }

    fn level_at(&self, _key: &PositionKey, health: Health) -> Option<Level> {
        Ladder::STANDARD.level_of(health)
    }

    fn restore_to(&self) -> String {
        "1.5".to_owned()
    }

    fn instance(&self) -> u64 {
        7
    }
}

impl Page {
    fn all(&self) -> impl Iterator<Item = &Snapshot> {
        let others = self.other.iter().chain(&self.more);
        core::iter::once(&self.snapshot).chain(others)
    }
}

pub(super) struct Desk {
    pub(super) rescue: Rescue,
    pub(super) page: Page,
    pub(super) now: Millis,
    /// How many transactions of the account the node counts in blocks.
    pub(super) mined: u64,
    /// What the wallet's own node says of how many there are, in blocks and with those that wait.
    pub(super) wallet_counts: [Answer; 2],
    /// The code of the account.
    pub(super) account_code: &'static str,
    /// The code that makes several calls in one.
    pub(super) batch_code: &'static str,
    /// What the account has of the coin, where the node says so; a unit of gas costs a wei.
    pub(super) coin: Option<U256>,
    /// What the wallet says that it can.
    pub(super) capabilities: Answer,
    /// What it says of calls that go by a name.
    pub(super) calls_status: Answer,
    /// What the node says of the permissions that a token takes; none while it says nothing.
    pub(super) permit_terms: Option<Answer>,
    /// What a contract says of who may act for the account.
    pub(super) authority: Answer,
    /// What the node says of those that wait, where that is not that none does.
    pub(super) waiting: Option<Answer>,
    /// The loan that it finds after all steps; none where it simulates none.
    pub(super) after: Option<Snapshot>,
    /// What it says that the next step would do; none while it says nothing.
    pub(super) step: Option<Answer>,
}

/// The position that is topped up.
pub(super) fn key() -> PositionKey {
    let snapshot = a_snapshot(100, U256::MAX);
    snapshot.market.position_of(snapshot.account)
}

pub(super) fn slot() -> Slot {
    let PositionKey { chain, account, .. } = key();
    Slot { chain, account }
}

/// The position of a snapshot, and where its record lies.
fn of(snapshot: &Snapshot) -> (PositionKey, Slot) {
    let key = snapshot.market.position_of(snapshot.account);
    let slot = Slot::of(&key);
    (key, slot)
}

/// What another tab has the wallet asked for.
pub(super) fn of_another_tab() -> Record {
    Record {
        position: key(),
        hashes: Vec::new(),
        ..a_record()
    }
}

pub(super) fn doubt(desk: &Desk) -> Option<Doubt> {
    match desk.stage() {
        Some(StageView::Unsettled { doubt, .. }) => Some(doubt),
        _ => None,
    }
}

/// What Multicall3 says at a block that so many calls were answered.
pub(super) fn at_block(number: u64, said: impl IntoIterator<Item = Vec<u8>>) -> Answer {
    let word = |number: u64| U256::from(number).abi_encode();
    let head = [
        word(NOW.0 / 1_000),
        word(number),
        B256::ZERO.abi_encode(),
        word(1),
        B256::ZERO.abi_encode(),
    ];
    let said = head.into_iter().chain(said);
    let said: Vec<(bool, Bytes)> = said.map(|one| (true, one.into())).collect();
    Ok(json!(hex::encode_prefixed(said.abi_encode())))
}

pub(super) fn refused(code: i64, message: &str) -> Answer {
    Err(RequestFailure::Refused {
        code,
        message: message.to_owned(),
        data: None,
        below: Below::default(),
    })
}

impl Desk {
    /// The wallet signs for the account, the store keeps nothing of it, and the position is open.
    pub(super) fn open() -> Self {
        Self::with_allowance(U256::MAX)
    }

    /// The same, where the market may take so much of the wallet.
    pub(super) fn with_allowance(allowance: U256) -> Self {
        Self::of(allowance, refused(-32601, "no such method"))
    }

    /// A position that owes this token, of which nothing may be taken, and whose node says this of it.
    pub(super) fn that_owes(token: Address, permit_terms: Answer) -> Self {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let held = U256::from(4) * U256::from(10_u64.pow(18));
        let weth = registry::wrapped_coin(ChainId(1)).expect("a token");
        let wallets = [(held, U256::ZERO); 2];
        let snapshot = a_snapshot_in(core, 100, [weth, token], wallets);
        Self::with(snapshot, refused(-32601, "no such method"), permit_terms)
    }

    /// Two positions of the account, and so much of the coin and of what they owe in its wallet. The first is open.
    pub(super) fn of_two(coin: U256, dollars: U256) -> Self {
        let markets = registry::on_chain(ChainId(1)).into_iter();
        let takes_coin = |one: &Market| one.protocol() == Protocol::AaveV3;
        let mut markets = markets
            .filter(takes_coin)
            .filter(|one| one.gateway().is_some());
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let weth = registry::wrapped_coin(ChainId(1)).expect("a token");
        let mut next = || {
            let market = markets.next().expect("a market");
            let wallets = [Default::default(), (dollars, U256::ZERO)];
            a_snapshot_in(market, 100, [weth, dai], wallets)
        };
        let (first, other) = (next(), next());
        let none = || refused(-32601, "no such method");
        Self::at(first, Some(other), Some(coin), none(), none())
    }

    /// This position.
    pub(super) fn at_snapshot(snapshot: Snapshot) -> Self {
        let none = || refused(-32601, "no such method");
        Self::with(snapshot, none(), none())
    }

    /// This position, where the wallet carries out several calls as one.
    pub(super) fn as_one_at(snapshot: Snapshot) -> Self {
        let can = json!({ "0x1": { "atomic": { "status": "supported" } } });
        Self::with(snapshot, Ok(can), refused(-32601, "no such method"))
    }

    /// The same, where nothing is permitted yet and the wallet says this of several calls as one.
    pub(super) fn that_carries_out_as_one(status: &str) -> Self {
        let can = json!({ "0x1": { "atomic": { "status": status } } });
        Self::of(U256::ZERO, Ok(can))
    }

    fn of(allowance: U256, capabilities: Answer) -> Self {
        let none = refused(-32000, "execution reverted");
        Self::with(a_snapshot(100, allowance), capabilities, none)
    }

    fn with(snapshot: Snapshot, capabilities: Answer, permit_terms: Answer) -> Self {
        Self::at(snapshot, None, None, capabilities, permit_terms)
    }

    fn at(
        snapshot: Snapshot,
        other: Option<Snapshot>,
        coin: Option<U256>,
        capabilities: Answer,
        permit_terms: Answer,
    ) -> Self {
        let (key, slot) = of(&snapshot);
        let mut desk = Self {
            rescue: Rescue::default(),
            page: Page {
                snapshot,
                other,
                more: Vec::new(),
                signs: Some(slot),
                could_not_read: false,
                is_known: true,
                source: Endpoint::Http("https://node.example".into()),
                second: Second::Silent,
            },
            now: NOW,
            mined: 7,
            wallet_counts: [Ok(json!("0x7")), Ok(json!("0x7"))],
            account_code: "0x",
            batch_code: "0x",
            coin,
            capabilities,
            calls_status: refused(5730, "unknown bundle"),
            permit_terms: Some(permit_terms),
            authority: refused(-32000, "no such contract"),
            waiting: None,
            after: None,
            step: Some(Ok(json!("0x"))),
        };
        assert_eq!(desk.on(Input::Time), [Output::ReadRecord(slot)]);
        desk.on(Input::RecordIs(slot, Ok(None)));
        let asked = desk.on(Input::Open(key));
        let _ = desk.answer_all(asked);
        assert_eq!(desk.stage(), Some(StageView::Choosing));
        desk
    }

    /// And it was reviewed.
    pub(super) fn reviewed() -> Self {
        let mut desk = Self::open();
        let asked = desk.on(Input::Review);
        let _ = desk.answer_all(asked);
        assert!(matches!(desk.stage(), Some(StageView::Review(_))));
        desk
    }

    /// And "sign" was clicked, and the store is asked to keep this record.
    pub(super) fn claimed() -> (Self, Record) {
        let mut desk = Self::reviewed();
        let record = desk.claim();
        (desk, record)
    }

    /// And it does, and the wallet is asked.
    pub(super) fn asked() -> (Self, Record) {
        let (mut desk, record) = Self::claimed();
        let _ = desk.ask_wallet(&record);
        (desk, record)
    }

    /// "Sign" is clicked: the record that the store is asked to keep.
    pub(super) fn claim(&mut self) -> Record {
        let asked = self.on(Input::Sign);
        let outputs = self.answer_all(asked);
        self.kept(&outputs).expect("a record")
    }

    /// The store keeps it: what the wallet is asked.
    pub(super) fn ask_wallet(&mut self, record: &Record) -> Request {
        let asked = self.store_says(Some(record));
        let reads = self.answer_all(asked);
        assert!(reads.contains(&Output::ReadRecord(slot())));
        let asked = self.store_says(Some(record));
        assert_eq!(sent(&asked), [record]);
        let mut requests = asked.into_iter().filter_map(|output| match output {
            Output::Ask(Question::Send(_), Endpoint::Wallet, request) => Some(request),
            _ => None,
        });
        requests.next().expect("a request")
    }

    pub(super) fn on(&mut self, input: Input) -> Vec<Output> {
        self.rescue.on(self.now, &self.page, input)
    }

    pub(super) fn later(&mut self, ms: u64) -> Vec<Output> {
        self.now = self.now.plus(ms);
        self.on(Input::Time)
    }

    pub(super) fn store_says(&mut self, record: Option<&Record>) -> Vec<Output> {
        let said = Ok(record.map(Record::to_text));
        self.on(Input::RecordIs(slot(), said))
    }

    /// The wallet answers what it was asked to send.
    pub(super) fn wallet_says(&mut self, record: &Record, answer: Answer) -> Vec<Output> {
        let question = Question::Send(Box::new(record.clone()));
        self.on(Input::Answered(question, answer))
    }

    /// Answers all checks, and what is asked after that; all that came of it.
    pub(super) fn answer_all(&mut self, outputs: Vec<Output>) -> Vec<Output> {
        let mut all = Vec::new();
        for output in outputs {
            let next = match &output {
                Output::Ask(Question::Bundle, _, request)
                    if let Some(after) = self.after.clone() =>
                {
                    let said = simulated(&after, request);
                    self.on(Input::Answered(Question::Bundle, said))
                }
                Output::Ask(question, ..) => match self.answer(question) {
                    Some(answer) => self.on(Input::Answered(question.clone(), answer)),
                    None => Vec::new(),
                },
                Output::Look(chain) => self.on(Input::Read(*chain)),
                _ => Vec::new(),
            };
            all.push(output);
            all.extend(self.answer_all(next));
        }
        all
    }

    fn answer(&self, question: &Question) -> Option<Answer> {
        let mined = json!(format!("{:#x}", self.mined));
        Some(match question {
            Question::Chain => Ok(json!("0x1")),
            Question::Accounts => Ok(json!([self.page.snapshot.account.to_string()])),
            Question::Code(_) => Ok(json!("0x60")),
            Question::AccountCode => Ok(json!(self.account_code)),
            Question::Capabilities(_) => self.capabilities.clone(),
            Question::Coin | Question::GasPrice if self.coin.is_none() => {
                refused(-32601, "no such method")
            }
            Question::Coin => Ok(json!(self.coin)),
            Question::GasPrice => Ok(json!("0x1")),
            Question::Bundle => refused(-32601, "no such method"),
            Question::BatchCode => Ok(json!(self.batch_code)),
            Question::AtAccount => refused(-32602, "too many arguments"),
            Question::Step => return self.step.clone(),
            Question::Count(CountAt::Pending) => self.waiting.clone().unwrap_or(Ok(mined)),
            Question::Count(CountAt::Block(_) | CountAt::Latest) => Ok(mined),
            Question::WalletCount(CountAt::Pending) => self.wallet_counts[1].clone(),
            Question::WalletCount(_) => self.wallet_counts[0].clone(),
            Question::CallsStatus => self.calls_status.clone(),
            Question::Vouch(_) => refused(-32000, "no such contract"),
            Question::Authority(_) => self.authority.clone(),
            Question::PermitTerms(_) => return self.permit_terms.clone(),
            Question::Send(_) | Question::Permit(_) | Question::Look(..) => return None,
        })
    }

    /// A look at what became of it, in which the node answers these in turn; all that came of it.
    pub(super) fn look(&mut self, replies: &[Value]) -> Vec<Output> {
        let mut outputs = self.later(6_000);
        let mut all = Vec::new();
        for reply in replies {
            let question = asked(&outputs).expect("a question");
            all.append(&mut outputs);
            outputs = self.on(Input::Answered(question, Ok(reply.clone())));
        }
        // The wallet's own node says the same.
        while let Some(Question::Look(looker, Node::Wallets, question)) = asked(&outputs) {
            let answer = match question {
                look::Question::Receipt(_) => replies[0].clone(),
                look::Question::Count(_) => json!(format!("{:#x}", self.mined)),
                look::Question::Calls(_)
                | look::Question::Transaction(_)
                | look::Question::Block(_) => Value::Null,
                look::Question::Operation(_) => json!([]),
            };
            all.append(&mut outputs);
            let question = Question::Look(looker, Node::Wallets, question);
            outputs = self.on(Input::Answered(question, Ok(answer)));
        }
        all.extend(outputs);
        all
    }

    /// A look that finds it in a block, as it was asked for.
    pub(super) fn look_at(&mut self, record: &Record, receipt: Value) -> Vec<Output> {
        let account = record.position.account;
        let Asked::One(Payment { call, value }) = &record.asked else {
            panic!("one transaction")
        };
        let mined = json!({
            "hash": receipt["transactionHash"], "nonce": "0x7", "value": value,
            "from": account.to_string(), "to": call.to.to_string(), "input": call.data.to_string(),
        });
        self.look(&[receipt, mined])
    }

    /// The record that the store is asked to keep.
    pub(super) fn kept(&self, outputs: &[Output]) -> Option<Record> {
        let mut texts = outputs.iter().filter_map(|output| match output {
            Output::ChangeRecord { to, .. } => to.as_deref(),
            _ => None,
        });
        Record::from_text(slot(), texts.next_back()?)
    }

    pub(super) fn stage(&self) -> Option<StageView> {
        let view = self.rescue.view(self.now, &self.page);
        view.map(|view| view.stage)
    }
}

/// What a node says that comes of these steps, where it finds this loan after them.
fn simulated(after: &Snapshot, request: &Request) -> Answer {
    let calls = &request.params[0]["blockStateCalls"][0]["calls"];
    let calls = calls.as_array().expect("calls");
    let (reads, steps) = calls.split_last().expect("the one that reads");
    let data = reads["data"].as_str().expect("bytes");
    let data = hex::decode(data).expect("bytes");
    let asked = <Vec<(Address, bool, Bytes)>>::abi_decode(&data[4..]).expect("calls");
    // Which block it is comes first.
    let asked = asked.into_iter().skip(5);
    let said = asked.map(|(to, _, data)| a_loan_says(after, &Call { to, data }));
    let read = at_block(100, said.map(|one| one.data.to_vec())).expect("an answer");
    let result = |data: &Value| json!({ "status": "0x1", "returnData": data, "gasUsed": "0x5208" });
    let steps = steps.iter().map(|_| result(&json!("0x")));
    let results: Vec<Value> = steps.chain([result(&read)]).collect();
    Ok(json!([{ "calls": results }]))
}

/// What was asked last.
pub(super) fn asked(outputs: &[Output]) -> Option<Question> {
    let mut asked = outputs.iter().filter_map(|output| match output {
        Output::Ask(question, ..) => Some(question.clone()),
        _ => None,
    });
    asked.next_back()
}

/// What the wallet is asked to send.
pub(super) fn sent(outputs: &[Output]) -> Vec<&Record> {
    let sent = outputs.iter().filter_map(|output| match output {
        Output::Ask(Question::Send(record), Endpoint::Wallet, _) => Some(&**record),
        _ => None,
    });
    sent.collect()
}
