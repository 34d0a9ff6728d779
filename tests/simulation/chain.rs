//! A chain: blocks with the state of each, a mempool, and a node that answers JSON-RPC.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use alloy::hex;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use margin_call::chain::BlockRef;
use margin_call::chain::rpc::Request;
use margin_call::engine::{Below, RequestFailure};
use serde_json::{Value, json};

use super::contracts::{self, MULTICALL, Surroundings};
use super::isolated;
use super::logs;
use super::market::Market;
use super::scene;
use super::wallet::Taken;

type State = Rc<Vec<Market>>;

/// What a block is known by: its height, the block before it, and its time.
type Key = (u64, B256, u64);

/// What an account does under a hash of its own, within somebody else's transaction.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub own: B256,
    pub account: Address,
    pub around: B256,
    pub form: Form,
}

/// How it is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By the contract through which operations of ERC-4337 go in.
    EntryPoint,
    /// By a Safe itself, with the hash among its topics.
    Safe,
    /// By one from before 1.4.0, with the hash in its data.
    OldSafe,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub number: u64,
    pub hash: B256,
    pub parent: B256,
    pub time: u64,
    pub state: State,
    transactions: Vec<(Transaction, bool)>,
    /// How many transactions each account has had up to here.
    counts: Rc<BTreeMap<Address, u64>>,
}

impl Block {
    /// How a transaction in it went.
    pub fn outcome(&self, hash: B256) -> Option<bool> {
        let mut all = self.transactions.iter();
        all.find_map(|(one, succeeded)| (one.hash == hash).then_some(*succeeded))
    }

    fn key(&self) -> Key {
        (self.number, self.parent, self.time)
    }
}

#[derive(Clone, Debug)]
pub struct Transaction {
    pub hash: B256,
    from: Address,
    to: Address,
    pub data: Bytes,
    value: U256,
    pub nonce: u64,
    /// It came through the relay.
    pub relayed: bool,
    /// It was in a block that was taken away.
    returned: bool,
}

impl Transaction {
    /// Whether it may be the same sum as another: a permission that was given once already takes
    /// nothing, however often it is given, and what is made out of coin stays in the wallet.
    fn may_pay_twice(&self) -> bool {
        let takes_nothing = [APPROVE, DEPOSIT]
            .iter()
            .any(|one| self.data.starts_with(one));
        !(self.returned && takes_nothing)
    }
}

/// What a node does with a bundle that is to be simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundles {
    /// Answers for each of its calls.
    Simulated,
    /// Does not have the method, and takes nothing but two parameters of a call.
    Missing,
    /// Does not have the method, and says so in this way; a call with a supposed code it makes.
    AtAccount(Unable),
    /// Refuses the whole with the reason of the call that a contract refuses.
    RefusedWhole,
}

/// How a node says that it does not have a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unable {
    Refuses(i64),
    Fails,
    Null,
    Empty,
}

impl Unable {
    pub const ALL: [Self; 6] = [
        Self::Refuses(-32601),
        Self::Refuses(4200),
        Self::Refuses(-32000),
        Self::Fails,
        Self::Null,
        Self::Empty,
    ];

    fn answer(self) -> Result<Value, RequestFailure> {
        match self {
            Self::Refuses(code) => Err(refused(code, "no")),
            Self::Fails => Err(RequestFailure::Unreachable),
            Self::Null => Ok(Value::Null),
            Self::Empty => Ok(json!([])),
        }
    }
}

#[derive(Debug)]
pub struct Chain {
    pub id: u64,
    blocks: Vec<Block>,
    /// The hashes of all of them, by their heights.
    hashes: BTreeMap<u64, B256>,
    /// What contracts see where they see none.
    hidden: BTreeMap<u64, B256>,
    /// Every block that ever was, also those that a reorganisation took away.
    ever: HashMap<Key, Block>,
    mempool: Vec<Transaction>,
    /// What a private relay holds: no node knows of it before it is in a block.
    relay: Vec<Transaction>,
    /// What is sent goes through the relay.
    pub is_private: bool,
    /// What the relay holds goes into blocks.
    pub relay_includes: bool,
    /// What came through the relay goes back into it where its block is taken away.
    pub takes_back: bool,
    branch: u64,
    pub bundles: Bundles,
    /// The node runs calls at the head in a block that is still to come.
    pub runs_ahead: bool,
    /// The node does not search its logs.
    pub refuses_logs: bool,
    /// By so many blocks its logs are behind what it reads.
    pub logs_behind: usize,
    /// How often it was asked to search them.
    pub searches: Cell<u32>,
    /// A supply reverts, for a reason that no reading shows.
    pub refuses_supply: bool,
    /// A block that there is not is of another time than asked for.
    pub simulates_late: bool,
    /// A simulated supply succeeds and adds nothing.
    pub loses_supply: bool,
    /// What the node says that every account has of the coin, where it says so.
    pub coin: Option<U256>,
    /// There is no contract anywhere, says the node.
    pub has_no_code: bool,
    /// Nothing is where the market's gateway should be.
    pub lacks_gateway: bool,
    /// This account is a contract.
    pub contract: Option<Address>,
    /// This account has a key, and code beside it.
    pub delegated: Option<Address>,
    /// What accounts were to do under hashes of their own.
    pub operations: Vec<Operation>,
    /// The node names no transaction by its hash.
    pub names_none: bool,
    /// Nor those of a block.
    pub lists_none: bool,
    /// The node answers every question for a receipt with that of the first transaction.
    pub mixes_receipts: bool,
    /// `block.number` inside a contract is the parent chain's.
    hides_number: bool,
    /// The hash of the block before is not what its header says to a contract.
    pub hides_parent: bool,
    /// Answers of which a digit is another than was answered.
    pub garbled: Vec<String>,
    sent: u64,
    /// Every transaction that was ever sent, in order.
    pub log: Vec<(Address, Address, Bytes)>,
}

/// What the chain has for the code of Multicall3.
const BATCH_CODE: &str = "0x6001";

/// What a chain has for the code of an account that is delegated to a contract.
const DELEGATION: &str = "0xef01000707070707070707070707070707070707070707";

/// The selector of a pool's `supply`.
const SUPPLY: [u8; 4] = [0x61, 0x7b, 0xa0, 0x37];

/// The selector of a pool's `supplyWithPermit`.
const SUPPLY_PERMITTED: [u8; 4] = [0x02, 0xc2, 0x05, 0xf0];

/// The selector of a gateway's `depositETH`.
const SUPPLY_COIN: [u8; 4] = [0x47, 0x4c, 0xf5, 0x3d];

/// Whether a call supplies.
fn supplies(data: &[u8]) -> bool {
    let all = [SUPPLY, SUPPLY_PERMITTED, SUPPLY_COIN];
    all.iter().any(|one| data.starts_with(one))
}

/// The selector of a token's `approve`.
const APPROVE: [u8; 4] = [0x09, 0x5e, 0xa7, 0xb3];

/// The selector of `deposit` of a token that wraps the coin.
pub const DEPOSIT: [u8; 4] = [0xd0, 0xe3, 0x0d, 0xb0];

/// What happens to the transactions that wait when a block is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inclusion {
    All,
    None,
}

impl Chain {
    pub fn new(id: u64, time: u64, markets: Vec<Market>) -> Self {
        let first = Block {
            number: 1_000 + id,
            hash: keccak256(id.to_be_bytes()),
            parent: B256::repeat_byte(9),
            time,
            state: Rc::new(markets),
            transactions: Vec::new(),
            counts: Rc::default(),
        };
        Self {
            id,
            ever: HashMap::from([(first.key(), first.clone())]),
            hashes: BTreeMap::from([(first.number, first.hash)]),
            hidden: BTreeMap::new(),
            blocks: vec![first],
            mempool: Vec::new(),
            relay: Vec::new(),
            is_private: false,
            relay_includes: true,
            takes_back: false,
            branch: 0,
            bundles: Bundles::Simulated,
            runs_ahead: false,
            refuses_logs: false,
            logs_behind: 0,
            searches: Cell::new(0),
            refuses_supply: false,
            simulates_late: false,
            loses_supply: false,
            coin: None,
            has_no_code: false,
            lacks_gateway: false,
            contract: None,
            delegated: None,
            operations: Vec::new(),
            names_none: false,
            lists_none: false,
            mixes_receipts: false,
            hides_number: id == 42161,
            hides_parent: id == 42161,
            garbled: Vec::new(),
            sent: 0,
            log: Vec::new(),
        }
    }

    pub fn head(&self) -> &Block {
        &self.blocks[self.blocks.len() - 1]
    }

    /// Whether an account owes anything at the head.
    pub fn owes(&self, account: Address) -> bool {
        let head = self.head();
        let mut markets = head.state.iter();
        markets.any(|market| market.health(account, head.time) != U256::MAX)
    }

    /// Any block that ever was.
    pub fn ever(&self, block: BlockRef) -> Option<&Block> {
        let key = (block.number, block.parent_hash, block.timestamp.0);
        self.ever.get(&key)
    }

    /// The same where its parent's hash is one of those that were garbled on the way, by a digit: a health says
    /// nothing of that, and nothing else that one endpoint says can tell.
    pub fn nearly(&self, block: BlockRef) -> Option<&Block> {
        let said = format!("{:x}", block.parent_hash);
        if !self.garbled.iter().any(|answer| answer.contains(&said)) {
            return None;
        }
        let mut all = self.ever.iter();
        let found = all.find(|((number, parent, time), _)| {
            let other = parent.iter().zip(block.parent_hash.iter());
            let digits = other.map(|(one, other)| {
                let bits = one ^ other;
                usize::from(bits & 0xf != 0) + usize::from(bits >> 4 != 0)
            });
            (*number, *time) == (block.number, block.timestamp.0) && digits.sum::<usize>() == 1
        });
        found.map(|(_, block)| block)
    }

    /// Every block that ever was.
    pub fn all(&self) -> impl Iterator<Item = &Block> {
        self.ever.values()
    }

    /// Every block that ever was of this time.
    pub fn at(&self, time: u64) -> impl Iterator<Item = &Block> {
        self.ever.values().filter(move |block| block.time == time)
    }

    pub fn mine(&mut self, time: u64, include: Inclusion, change: impl FnOnce(&mut Vec<Market>)) {
        let parent = self.head().clone();
        let mut time = time.max(parent.time + u64::from(self.id != 42161));
        // What takes the place of a block is of another time: the slot of that one has passed.
        while self
            .ever
            .contains_key(&(parent.number + 1, parent.hash, time))
        {
            time += 1;
        }
        let mut state = (*parent.state).clone();
        for market in &mut state {
            market.liquidated.clear();
        }
        change(&mut state);
        self.branch += 1;
        let seed = [parent.hash.0, U256::from(self.branch).to_be_bytes()].concat();
        let mut block = Block {
            number: parent.number + 1,
            hash: keccak256(seed),
            parent: parent.hash,
            time,
            state: Rc::default(),
            transactions: Vec::new(),
            counts: Rc::default(),
        };
        let mut counts = (*parent.counts).clone();
        let mut waiting = match include {
            Inclusion::All => core::mem::take(&mut self.mempool),
            Inclusion::None => Vec::new(),
        };
        if self.relay_includes {
            waiting.append(&mut self.relay);
        }
        // Each account's in the order of their numbers; what has no place yet waits on.
        waiting.sort_by_key(|one| one.nonce);
        for one in waiting {
            let count = counts.entry(one.from).or_default();
            match one.nonce.cmp(count) {
                // Another took its number.
                core::cmp::Ordering::Less => continue,
                core::cmp::Ordering::Equal => *count += 1,
                core::cmp::Ordering::Greater => {
                    match one.relayed {
                        true => self.relay.push(one),
                        false => self.mempool.push(one),
                    }
                    continue;
                }
            }
            let mut after = state.clone();
            let around = self.surroundings(&block);
            let ran = contracts::run(&mut after, around, one.from, one.to, &one.data, one.value);
            if ran.is_ok() {
                state = after;
            }
            block.transactions.push((one, ran.is_ok()));
        }
        block.state = Rc::new(state);
        block.counts = Rc::new(counts);
        self.ever.insert(block.key(), block.clone());
        self.hashes.insert(block.number, block.hash);
        self.blocks.push(block);
    }

    /// Makes a block with a change and nothing else in it.
    pub fn set_without_transactions(&mut self, change: impl FnOnce(&mut Vec<Market>)) {
        let time = self.head().time + 1;
        self.mine(time, Inclusion::None, change);
    }

    /// Makes a block with a change: only for setting a scene.
    pub fn set(&mut self, change: impl FnOnce(&mut Vec<Market>)) {
        let time = self.head().time + 1;
        self.mine(time, Inclusion::All, change);
    }

    /// Takes blocks away; their transactions wait again.
    pub fn reorganise(&mut self, depth: usize) {
        for _ in 0..depth.min(self.blocks.len().saturating_sub(1)) {
            let gone = self.blocks.pop().expect("more than one block");
            self.hashes.remove(&gone.number);
            let waiting = gone.transactions.into_iter().map(|(one, _)| Transaction {
                relayed: one.relayed && self.takes_back,
                returned: true,
                ..one
            });
            let (hidden, seen): (Vec<_>, Vec<_>) = waiting.partition(|one| one.relayed);
            // In the order in which they were sent, which is that of their nonces.
            self.mempool.splice(0..0, seen);
            self.relay.splice(0..0, hidden);
        }
    }

    /// What of an account waits for a block and can still be mined, wherever that is.
    pub fn waiting(&self, from: Address) -> impl Iterator<Item = &Transaction> {
        let mined = self.count(from);
        let waiting = self.mempool.iter().chain(&self.relay);
        waiting.filter(move |one| one.from == from && one.nonce >= mined && one.may_pay_twice())
    }

    /// How many transactions of an account were mined.
    pub fn count(&self, from: Address) -> u64 {
        self.head().counts.get(&from).copied().unwrap_or_default()
    }

    /// Whether the relay holds a transaction of an account.
    pub fn relays(&self, from: Address) -> bool {
        self.relay.iter().any(|one| one.from == from)
    }

    /// Everything that waits is forgotten by the node.
    pub fn drop_mempool(&mut self) {
        self.mempool.clear();
    }

    /// What waits of an account is taken back: forgotten, or replaced by what does nothing.
    pub fn cancel(&mut self, from: Address, replaces: bool) {
        let nonces: Vec<u64> = self
            .mempool
            .iter()
            .chain(&self.relay)
            .map(|one| one.nonce)
            .collect();
        self.mempool.retain(|one| one.from != from);
        self.relay.retain(|one| one.from != from);
        for nonce in nonces.into_iter().filter(|_| replaces) {
            self.add(from, (from, Bytes::new(), U256::ZERO), nonce, false);
        }
    }

    /// What waits of an account is sent once more, under another hash, for a better place.
    pub fn speed_up(&mut self, from: Address) {
        let (own, rest) = core::mem::take(&mut self.mempool)
            .into_iter()
            .partition(|one| one.from == from);
        self.mempool = rest;
        let own: Vec<Transaction> = own;
        for one in own {
            self.add(from, (one.to, one.data, one.value), one.nonce, false);
        }
    }

    pub fn send(&mut self, from: Address, to: Address, data: Bytes) -> B256 {
        let sent = self.pay(from, (to, data, U256::ZERO), None);
        sent.expect("the next number is free")
    }

    /// Sends something: under the number that it is to have, or else the next one that the wallet
    /// counts.
    pub fn pay(
        &mut self,
        from: Address,
        (to, data, value): (Address, Bytes, U256),
        number: Option<u64>,
    ) -> Result<B256, RequestFailure> {
        let mined = self.count(from);
        let waiting = self.mempool.iter().chain(&self.relay);
        let next = mined + waiting.filter(|one| one.from == from).count() as u64;
        let nonce = number.unwrap_or(next);
        if nonce < mined {
            return Err(refused(-32000, "nonce too low"));
        }
        let mut seen = self.mempool.iter();
        if seen.any(|one| one.from == from && one.nonce == nonce) {
            return Err(refused(-32000, "replacement transaction underpriced"));
        }
        self.log.push((from, to, data.clone()));
        Ok(self.add(from, (to, data, value), nonce, self.is_private))
    }

    /// The number of what was sent under this hash.
    pub fn number_of(&self, hash: B256) -> u64 {
        let mut sent = self.mempool.iter().chain(&self.relay);
        let sent = sent.find(|one| one.hash == hash);
        sent.expect("it was sent").nonce
    }

    /// What a wallet that looks at its own account knows of calls that it took.
    pub fn calls_status(&self, taken: Taken) -> Value {
        let mut mined = self.blocks.iter().flat_map(|block| &block.transactions);
        let own = |one: &Transaction| {
            let is_of = (one.from, one.nonce) == (taken.from, taken.number);
            is_of && keccak256(&one.data) == taken.digest
        };
        match mined.find(|(one, _)| own(one)) {
            Some((one, succeeded)) => json!({
                "status": if *succeeded { 200 } else { 500 },
                "receipts": [{ "transactionHash": one.hash.to_string() }],
            }),
            None if taken.is_dropped => json!({ "status": 400 }),
            None => json!({ "status": 100 }),
        }
    }

    fn add(
        &mut self,
        from: Address,
        (to, data, value): (Address, Bytes, U256),
        nonce: u64,
        relays: bool,
    ) -> B256 {
        self.sent += 1;
        let unique = [
            from.as_slice(),
            to.as_slice(),
            &data,
            &self.sent.to_be_bytes(),
        ];
        let hash = keccak256(unique.concat());
        let place = match relays {
            true => &mut self.relay,
            false => &mut self.mempool,
        };
        place.push(Transaction {
            hash,
            from,
            to,
            data,
            value,
            nonce,
            relayed: relays,
            returned: false,
        });
        hash
    }

    fn surroundings(&self, block: &Block) -> Surroundings<'_> {
        Surroundings {
            chain: self.id,
            number: if self.hides_number { 77 } else { block.number },
            parent: match self.hides_parent {
                true => B256::ZERO,
                false => block.parent,
            },
            time: block.time,
            hashes: match self.hides_parent {
                true => &self.hidden,
                false => &self.hashes,
            },
        }
    }

    /// The node's answer, as far as it has seen the chain: up to `lag` blocks before the head.
    pub fn answer(&self, request: &Request, lag: usize) -> Result<Value, RequestFailure> {
        let seen = &self.blocks[..self.blocks.len().saturating_sub(lag).max(1)];
        let params = &request.params;
        let at = |place: usize| {
            let number = params[place].as_str().and_then(quantity);
            let found = seen.iter().rev().find(|block| Some(block.number) == number);
            found.ok_or_else(|| refused(-32000, "header not found"))
        };
        match request.method {
            "eth_chainId" => Ok(hex_number(self.id)),
            "eth_getBlockByNumber" if params[1] == true && self.lists_none => Ok(Value::Null),
            "eth_getBlockByNumber" if params[1] == true => {
                let block = at(0)?;
                let all = block.transactions.iter().map(|(one, _)| shown(one));
                Ok(json!({ "transactions": all.collect::<Vec<_>>() }))
            }
            "eth_getBlockByNumber" if params[0] == "latest" => Ok(header(&seen[seen.len() - 1])),
            "eth_getBlockByNumber" => Ok(at(0).map_or(Value::Null, header)),
            "eth_getTransactionCount" => {
                let from = address(&params[0]);
                let block = match params[1].as_str() {
                    Some("latest" | "pending") => &seen[seen.len() - 1],
                    _ => at(1)?,
                };
                let mined = block.counts.get(&from).copied().unwrap_or_default();
                // Those that follow each other without a gap.
                let follows = |count: &u64| {
                    let mut waiting = self.mempool.iter();
                    waiting.any(|one| one.from == from && one.nonce == *count)
                };
                let waiting = (mined..).take_while(follows).count() as u64;
                Ok(hex_number(match params[1] == "pending" {
                    true => mined + waiting,
                    false => mined,
                }))
            }
            "eth_call" => {
                let block = match params[1] == "latest" {
                    true if self.runs_ahead => {
                        let head = &seen[seen.len() - 1];
                        let next = Block {
                            number: head.number + 1,
                            parent: head.hash,
                            time: head.time + 7,
                            ..head.clone()
                        };
                        return self.call(&next, &params[0]);
                    }
                    true => &seen[seen.len() - 1],
                    false => at(1)?,
                };
                match params.get(2) {
                    None => self.call(block, &params[0]),
                    Some(supposed) => self.call_supposed(block, &params[0], supposed),
                }
            }
            "eth_getBalance" | "eth_gasPrice" if self.coin.is_none() => {
                Err(refused(-32601, "the method does not exist"))
            }
            "eth_getBalance" => Ok(json!(self.coin)),
            "eth_gasPrice" => Ok(hex_number(1_000_000_000)),
            "eth_getCode" if address(&params[0]) == contracts::MULTICALL => Ok(json!(BATCH_CODE)),
            "eth_getCode" => {
                let block = at(1)?;
                let to = address(&params[0]);
                if self.delegated == Some(to) {
                    return Ok(json!(DELEGATION));
                }
                let is_pool = block.state.iter().any(|market| market.pool == to);
                let is_gateway = scene::is_gateway(self.id, to) && !self.lacks_gateway;
                let is_contract = is_pool || is_gateway || self.contract == Some(to);
                Ok(json!(if is_contract && !self.has_no_code {
                    "0x6000"
                } else {
                    "0x"
                }))
            }
            "eth_simulateV1" if let Bundles::AtAccount(unable) = self.bundles => unable.answer(),
            "eth_simulateV1" if self.bundles != Bundles::Missing => {
                let block = at(1)?;
                let simulated = self.simulate(block, &params[0]["blockStateCalls"][0]);
                let calls = simulated[0]["calls"].as_array().expect("calls");
                let refused = calls.iter().any(|one| one["status"] == "0x0");
                match refused && self.bundles == Bundles::RefusedWhole {
                    true => Err(reverted()),
                    false => Ok(simulated),
                }
            }
            "eth_getLogs" if !self.refuses_logs => {
                self.searches.set(self.searches.get() + 1);
                let searched = seen.len().saturating_sub(self.logs_behind).max(1);
                let searched = &seen[..searched];
                Ok(logs::found(searched, &self.operations, &params[0]))
            }
            "eth_getTransactionReceipt" if self.mixes_receipts => {
                let mut mined = seen.iter().flat_map(|block| &block.transactions);
                let (first, _) = mined.next().expect("a transaction");
                Ok(receipt(seen, &json!(first.hash.to_string())))
            }
            "eth_getTransactionReceipt" => Ok(receipt(seen, &params[0])),
            "eth_getTransactionByHash" if self.names_none => Ok(Value::Null),
            "eth_getTransactionByHash" => {
                let mined = seen.iter().flat_map(|block| &block.transactions);
                let mut known = mined.map(|(one, _)| one).chain(&self.mempool);
                let found = known.find(|one| params[0] == one.hash.to_string());
                Ok(found.map_or(Value::Null, shown))
            }
            _ => Err(refused(-32601, "the method does not exist")),
        }
    }

    /// Whether a question is about what waits for a block, as far as this chain knows.
    pub fn is_of_waiting(&self, request: &Request) -> bool {
        let mut waiting = self.mempool.iter();
        match request.method {
            "eth_getTransactionCount" => request.params[1] == "pending",
            "eth_getTransactionByHash" => {
                waiting.any(|one| request.params[0] == one.hash.to_string())
            }
            _ => false,
        }
    }

    /// The answer to such a question of a node that sees nothing of it.
    pub fn answer_blind(&self, request: &Request) -> Result<Value, RequestFailure> {
        let mut mined = request.clone();
        match request.method {
            "eth_getTransactionByHash" => return Ok(Value::Null),
            _ => mined.params[1] = json!("latest"),
        }
        self.answer(&mined, 0)
    }

    /// The answer of a node that says that ether is dearer than it is, by so many percent.
    pub fn answer_flattered(
        &self,
        request: &Request,
        percent: u64,
        leaps: u64,
    ) -> Result<Value, RequestFailure> {
        if leaps > 0 && request.method == "eth_getBlockByNumber" {
            let mut there = request.clone();
            if let Some(number) = request.params[0].as_str().and_then(quantity) {
                there.params[0] = json!(hex_number(number.saturating_sub(leaps)));
            }
            let mut header = self.answer(&there, 0)?;
            if let Some(number) = header["number"].as_str().and_then(quantity) {
                header["number"] = json!(hex_number(number + leaps));
            }
            return Ok(header);
        }
        if percent == 0 || request.method != "eth_call" {
            return self.answer(request, 0);
        }
        let number = request.params[1].as_str().and_then(quantity);
        let number = number.map(|number| number.saturating_sub(leaps));
        let found = self
            .blocks
            .iter()
            .rev()
            .find(|one| number.is_none_or(|number| one.number == number));
        let mut block = found
            .cloned()
            .ok_or_else(|| refused(-32000, "header not found"))?;
        let mut state = (*block.state).clone();
        let price = &mut state[0].reserves[0].price;
        *price = *price * U256::from(100 + percent) / U256::from(100);
        // And it vouches for whatever it is asked about, which it says goes by another rule.
        let isolated = state.iter_mut().filter_map(|one| one.isolated.as_mut());
        isolated.for_each(|one| {
            one.made = true;
            one.pre_lltv -= 1;
        });
        block.state = Rc::new(state);
        block.number += leaps;
        self.call(&block, &request.params[0])
    }

    fn call(&self, block: &Block, call: &Value) -> Result<Value, RequestFailure> {
        let mut state = (*block.state).clone();
        let from = call.get("from").map_or(Address::ZERO, address);
        let (to, data) = (address(&call["to"]), bytes(&call["data"]));
        let burns = |target: &Address| {
            let thief = |one: &Market| one.isolated.as_ref().is_some_and(|own| own.thief_burns);
            state.iter().any(|one| {
                one.burns && one.pool == *target || thief(one) && *target == isolated::THIEF
            })
        };
        if contracts::targets(to, &data).iter().any(burns) {
            return Err(refused(-32000, "out of gas"));
        }
        let around = self.surroundings(block);
        contracts::run(&mut state, around, from, to, &data, U256::ZERO)
            .map(|answer| json!(answer.to_string()))
            .map_err(|_| reverted())
    }

    /// A call to an address that has the code of a batch for as long as that takes.
    fn call_supposed(
        &self,
        block: &Block,
        call: &Value,
        supposed: &Value,
    ) -> Result<Value, RequestFailure> {
        if self.bundles == Bundles::Missing {
            return Err(refused(-32602, "too many arguments, want at most 2"));
        }
        let to = address(&call["to"]);
        assert_eq!(supposed[to.to_string()]["code"], BATCH_CODE, "{supposed}");
        let mut state = (*block.state).clone();
        let (around, data) = (self.surroundings(block), bytes(&call["data"]));
        let allowed = |data: &[u8]| !(self.refuses_supply && supplies(data));
        let loses = |data: &[u8]| self.loses_supply && supplies(data);
        contracts::batch(&mut state, around, to, &data, allowed, loses)
            .map(|answer| json!(answer.to_string()))
            .map_err(|_| reverted())
    }

    fn simulate(&self, block: &Block, asked: &Value) -> Value {
        let mut state = (*block.state).clone();
        let around = Surroundings {
            time: asked["blockOverrides"]["time"]
                .as_str()
                .and_then(quantity)
                .expect("a time")
                + u64::from(self.simulates_late),
            number: block.number + 1,
            parent: block.hash,
            chain: self.id,
            hashes: &self.hashes,
        };
        let calls: Vec<Value> = asked["calls"]
            .as_array()
            .expect("calls")
            .iter()
            .map(|call| {
                let mut after = state.clone();
                let (to, data) = (address(&call["to"]), bytes(&call["data"]));
                let refused = self.refuses_supply && supplies(&data);
                let from = address(&call["from"]);
                match contracts::run(&mut after, around, from, to, &data, amount(&call["value"])) {
                    Ok(answer) if !refused => {
                        if !(self.loses_supply && supplies(&data)) {
                            state = after;
                        }
                        json!({ "status": "0x1", "returnData": answer.to_string() })
                    }
                    _ => json!({ "status": "0x0", "returnData": "0x" }),
                }
            })
            .collect();
        json!([{ "calls": calls }])
    }
}

fn receipt(seen: &[Block], hash: &Value) -> Value {
    for block in seen.iter().rev() {
        for (one, succeeded) in &block.transactions {
            if *hash == one.hash.to_string() {
                return json!({
                    "transactionHash": hash,
                    "blockNumber": hex_number(block.number),
                    "status": hex_number(u64::from(*succeeded)),
                });
            }
        }
    }
    Value::Null
}

fn shown(one: &Transaction) -> Value {
    json!({
        "hash": one.hash.to_string(),
        "from": one.from.to_string(),
        "to": one.to.to_string(),
        "input": one.data.to_string(),
        "nonce": hex_number(one.nonce),
        "value": one.value,
    })
}

fn reverted() -> RequestFailure {
    RequestFailure::Refused {
        code: 3,
        message: "execution reverted".into(),
        data: Some("0x".into()),
        below: Below::default(),
    }
}

fn header(block: &Block) -> Value {
    json!({
        "number": hex_number(block.number),
        "hash": block.hash.to_string(),
        "parentHash": block.parent.to_string(),
        "timestamp": hex_number(block.time),
    })
}

pub fn refused(code: i64, message: &str) -> RequestFailure {
    RequestFailure::Refused {
        code,
        message: message.to_owned(),
        data: None,
        below: Below::default(),
    }
}

pub fn hex_number(number: u64) -> Value {
    json!(format!("{number:#x}"))
}

pub fn quantity(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

pub fn address(value: &Value) -> Address {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("an address")
}

pub fn amount(value: &Value) -> U256 {
    let text = value.as_str().expect("an amount");
    text.parse().expect("an amount")
}

pub fn bytes(value: &Value) -> Bytes {
    let text = value.as_str().expect("bytes");
    hex::decode(text).expect("bytes").into()
}

/// How many calls a request makes.
pub fn calls_in(request: &Request) -> usize {
    match is_batch(request) {
        true => contracts::targets(MULTICALL, &bytes(&request.params[0]["data"])).len(),
        false => 1,
    }
}

/// Whether a request is a batch of reads.
pub fn is_batch(request: &Request) -> bool {
    request.method == "eth_call" && address(&request.params[0]["to"]) == MULTICALL
}
