//! A chain: blocks with the state of each, a mempool, and a node that answers JSON-RPC.

use std::collections::HashMap;
use std::rc::Rc;

use alloy::hex;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use margin_call::chain::rpc::Request;
use margin_call::engine::RequestFailure;
use serde_json::{Value, json};

use super::contracts::{self, MULTICALL, Surroundings};
use super::market::Market;

type State = Rc<Vec<Market>>;

#[derive(Clone, Debug)]
pub struct Block {
    pub number: u64,
    pub hash: B256,
    pub parent: B256,
    pub time: u64,
    pub state: State,
    transactions: Vec<(Transaction, bool)>,
}

#[derive(Clone, Debug)]
pub struct Transaction {
    pub hash: B256,
    from: Address,
    to: Address,
    data: Bytes,
}

#[derive(Debug)]
pub struct Chain {
    pub id: u64,
    blocks: Vec<Block>,
    /// Every block that ever was, also those that a reorganisation took away.
    ever: HashMap<B256, Block>,
    mempool: Vec<Transaction>,
    branch: u64,
    pub simulates: bool,
    /// `block.number` inside a contract is the parent chain's.
    hides_number: bool,
    sent: u64,
    /// Every transaction that was ever sent, in order.
    pub log: Vec<(Address, Address, Bytes)>,
}

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
        };
        Self {
            id,
            ever: HashMap::from([(first.hash, first.clone())]),
            blocks: vec![first],
            mempool: Vec::new(),
            branch: 0,
            simulates: true,
            hides_number: id == 42161,
            sent: 0,
            log: Vec::new(),
        }
    }

    pub fn head(&self) -> &Block {
        &self.blocks[self.blocks.len() - 1]
    }

    /// Any block that ever was.
    pub fn ever(&self, hash: B256) -> Option<&Block> {
        self.ever.get(&hash)
    }

    pub fn mine(&mut self, time: u64, include: Inclusion, change: impl FnOnce(&mut Vec<Market>)) {
        let parent = self.head().clone();
        let time = time.max(parent.time + u64::from(self.id != 42161));
        let mut state = (*parent.state).clone();
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
        };
        let waiting = match include {
            Inclusion::All => core::mem::take(&mut self.mempool),
            Inclusion::None => Vec::new(),
        };
        for one in waiting {
            let mut after = state.clone();
            let around = self.surroundings(&block);
            let ran = contracts::run(&mut after, around, one.from, one.to, &one.data);
            if ran.is_ok() {
                state = after;
            }
            block.transactions.push((one, ran.is_ok()));
        }
        block.state = Rc::new(state);
        self.ever.insert(block.hash, block.clone());
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
            let waiting = gone.transactions.into_iter().map(|(one, _)| one);
            // In the order in which they were sent, which is that of their nonces.
            self.mempool.splice(0..0, waiting);
        }
    }

    /// Whether a transaction of an account waits for a block.
    pub fn waits(&self, from: Address) -> bool {
        self.mempool.iter().any(|one| one.from == from)
    }

    /// Everything that waits is forgotten by the node.
    pub fn drop_mempool(&mut self) {
        self.mempool.clear();
    }

    pub fn send(&mut self, from: Address, to: Address, data: Bytes) -> B256 {
        self.sent += 1;
        let unique = [
            from.as_slice(),
            to.as_slice(),
            &data,
            &self.sent.to_be_bytes(),
        ];
        let hash = keccak256(unique.concat());
        self.log.push((from, to, data.clone()));
        self.mempool.push(Transaction {
            hash,
            from,
            to,
            data,
        });
        hash
    }

    fn surroundings(&self, block: &Block) -> Surroundings {
        Surroundings {
            chain: self.id,
            number: if self.hides_number { 77 } else { block.number },
            parent: block.parent,
            time: block.time,
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
            "eth_getBlockByNumber" => Ok(header(&seen[seen.len() - 1])),
            "eth_call" => {
                let block = at(1)?;
                self.call(block, &params[0])
            }
            "eth_getCode" => {
                let block = at(1)?;
                let to = address(&params[0]);
                let is_contract = block.state.iter().any(|market| market.pool == to);
                Ok(json!(if is_contract { "0x6000" } else { "0x" }))
            }
            "eth_simulateV1" if self.simulates => {
                let block = at(1)?;
                Ok(self.simulate(block, &params[0]["blockStateCalls"][0]))
            }
            "eth_getTransactionReceipt" => Ok(receipt(seen, &params[0])),
            "eth_getTransactionByHash" => {
                let waits = self
                    .mempool
                    .iter()
                    .any(|one| params[0] == one.hash.to_string());
                let known = waits || !receipt(seen, &params[0]).is_null();
                Ok(if known {
                    json!({ "hash": params[0] })
                } else {
                    Value::Null
                })
            }
            _ => Err(refused(-32601, "the method does not exist")),
        }
    }

    fn call(&self, block: &Block, call: &Value) -> Result<Value, RequestFailure> {
        let mut state = (*block.state).clone();
        let from = call.get("from").map_or(Address::ZERO, address);
        let (to, data) = (address(&call["to"]), bytes(&call["data"]));
        contracts::run(&mut state, self.surroundings(block), from, to, &data)
            .map(|answer| json!(answer.to_string()))
            .map_err(|_| RequestFailure::Refused {
                code: 3,
                message: "execution reverted".into(),
                data: Some("0x".into()),
            })
    }

    fn simulate(&self, block: &Block, asked: &Value) -> Value {
        let mut state = (*block.state).clone();
        let around = Surroundings {
            time: asked["blockOverrides"]["time"]
                .as_str()
                .and_then(quantity)
                .expect("a time"),
            number: block.number + 1,
            parent: block.hash,
            chain: self.id,
        };
        let calls: Vec<Value> = asked["calls"]
            .as_array()
            .expect("calls")
            .iter()
            .map(|call| {
                let mut after = state.clone();
                let (to, data) = (address(&call["to"]), bytes(&call["data"]));
                match contracts::run(&mut after, around, address(&call["from"]), to, &data) {
                    Ok(answer) => {
                        state = after;
                        json!({ "status": "0x1", "returnData": answer.to_string() })
                    }
                    Err(_) => json!({ "status": "0x0", "returnData": "0x" }),
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

pub fn bytes(value: &Value) -> Bytes {
    let text = value.as_str().expect("bytes");
    hex::decode(text).expect("bytes").into()
}

/// Whether a request is a batch of reads.
pub fn is_batch(request: &Request) -> bool {
    request.method == "eth_call" && request.params[0]["to"] == MULTICALL.to_string()
}
