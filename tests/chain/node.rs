//! The local chain as a child process, and JSON-RPC to it.

use std::cell::Cell;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::SolValue;
use margin_call::chain::logs::{Entry, Events, LogsQuestion, parse_entries};
use margin_call::chain::rpc::Request;
use margin_call::chain::{BlockRef, Call, Payment};
use margin_call::math::Timestamp;
use serde_json::{Value, json};

/// Wei for a unit of gas, whatever is sent.
pub const GAS_PRICE: u64 = 2_000_000_000;

/// A running chain; it ends when this is dropped, because its stdin closes.
pub struct Node {
    child: Child,
    agent: ureq::Agent,
    url: String,
    pub deployment: Value,
    pub accounts: Value,
    /// Transactions sent so far.
    sent: Cell<u64>,
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Reverted,
}

/// Why an `eth_call` failed: the bytes it reverted with.
#[derive(Debug, PartialEq, Eq)]
pub struct Reverted(pub Bytes);

impl Reverted {
    /// Whether it is this error, which has no arguments.
    pub fn is_error(&self, signature: &str) -> bool {
        self.0[..] == keccak256(signature)[..4]
    }

    /// Whether it is a plain reason.
    pub fn has_reason(&self, reason: &str) -> bool {
        let selector = keccak256("Error(string)");
        self.0.starts_with(&selector[..4]) && self.0[4..] == (reason,).abi_encode_params()
    }
}

impl Node {
    /// Starts a chain of this folder at its saved state.
    pub fn start(market: &str) -> Self {
        let root = env!("CARGO_MANIFEST_DIR");
        assert!(
            std::path::Path::new(root)
                .join("tests/node_modules")
                .exists(),
            "the local chain is not installed: run `npm ci --ignore-scripts` in tests/"
        );
        let mut child = Command::new("node")
            .args(["tests/chain/chain.mjs", "--port", "0", "--quiet"])
            .args(["--market", market])
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node must be installed to run the local chain");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a piped stdout");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("the chain's first line");
        let ready: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the local chain did not start; it said {line:?}"));
        let node = Self {
            child,
            agent: ureq::Agent::config_builder()
                .timeout_global(Some(Duration::from_secs(60)))
                .build()
                .into(),
            url: ready["rpcUrl"].as_str().expect("an address").to_owned(),
            deployment: ready["deployment"].clone(),
            accounts: ready["accounts"].clone(),
            sent: Cell::new(0),
        };
        node.rpc("anvil_autoImpersonateAccount", json!([true]));
        node.rpc("evm_setAutomine", json!([false]));
        // The saved head has lost its parents; our second block has one to be checked against.
        node.mine_at(Timestamp(node.head().timestamp.0 + 12));
        node.mine_at(Timestamp(node.head().timestamp.0 + 12));
        node
    }

    /// A request that must succeed.
    pub fn rpc(&self, method: &str, params: Value) -> Value {
        let answer = self.post(method, params);
        assert!(
            answer.get("error").is_none(),
            "{method}: {}",
            answer["error"]
        );
        answer["result"].clone()
    }

    fn post(&self, method: &str, params: Value) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let mut response = self
            .agent
            .post(&self.url)
            .send_json(&body)
            .expect("the chain answers");
        response.body_mut().read_json().expect("the answer is JSON")
    }

    pub fn head(&self) -> BlockRef {
        let block = self.rpc("eth_getBlockByNumber", json!(["latest", false]));
        let hash = |field: &str| block[field].as_str().unwrap().parse::<B256>().unwrap();
        BlockRef {
            number: quantity(&block["number"]),
            parent_hash: hash("parentHash"),
            timestamp: Timestamp(quantity(&block["timestamp"])),
        }
    }

    /// What is logged of these events in the newest block.
    pub fn logged(&self, events: Events) -> Vec<Entry> {
        let head = self.head().number;
        let question = LogsQuestion {
            events,
            first: head,
            last: head,
        };
        let Request { method, params } = Request::logs(&question);
        parse_entries(&self.rpc(method, params), &question).expect("logs")
    }

    /// Runs a call at a block.
    pub fn call(&self, call: &Call, from: Address, block: u64) -> Result<Bytes, Reverted> {
        let transaction =
            json!({ "from": written(from), "to": written(call.to), "data": written(&call.data) });
        let answer = self.post("eth_call", json!([transaction, format!("{block:#x}")]));
        match answer.get("error") {
            None => Ok(answer["result"]
                .as_str()
                .expect("bytes")
                .parse()
                .expect("bytes")),
            Some(error) => {
                let data = error["data"]
                    .as_str()
                    .unwrap_or_else(|| panic!("eth_call: {error}"));
                Err(Reverted(data.parse().expect("bytes")))
            }
        }
    }

    /// Runs transactions in one block, in order, and says what became of each.
    ///
    /// The block is mined by us and has the given time, so that every run is the same.
    pub fn run<P>(&self, transactions: &[(Address, P)], at: Timestamp) -> Vec<Outcome>
    where
        P: Clone + Into<Payment>,
    {
        let hashes: Vec<Value> = transactions
            .iter()
            .map(|(from, payment)| self.send(*from, &payment.clone().into()))
            .collect();
        self.mine_at(at);
        let number = self.head().number;
        let outcome = |hash| {
            let receipt = self.rpc("eth_getTransactionReceipt", json!([hash]));
            assert_eq!(
                quantity(&receipt["blockNumber"]),
                number,
                "mined in this block"
            );
            if receipt["status"] == "0x1" {
                Outcome::Done
            } else {
                Outcome::Reverted
            }
        };
        hashes.iter().map(outcome).collect()
    }

    /// Runs one transaction in a block of its own, a block's time later, which must succeed.
    pub fn act(&self, from: Address, call: Call, what: &str) {
        let at = Timestamp(self.head().timestamp.0 + 12);
        assert_eq!(self.run(&[(from, call)], at), [Outcome::Done], "{what}");
    }

    /// What an account has of the chain's coin.
    pub fn coin(&self, account: Address) -> U256 {
        let said = self.rpc("eth_getBalance", json!([written(account), "latest"]));
        number(&said)
    }

    /// What the transactions of the last block paid for their gas.
    pub fn fees(&self) -> U256 {
        let receipts = self.rpc("eth_getBlockReceipts", json!(["latest"]));
        let receipts = receipts.as_array().expect("receipts").iter();
        let fee = |one: &Value| number(&one["gasUsed"]) * number(&one["effectiveGasPrice"]);
        receipts.map(fee).fold(U256::ZERO, |all, one| all + one)
    }

    /// What each transaction of the last block took of gas, in order.
    pub fn gas_used(&self) -> Vec<U256> {
        let receipts = self.rpc("eth_getBlockReceipts", json!(["latest"]));
        let receipts = receipts.as_array().expect("receipts").iter();
        receipts.map(|one| number(&one["gasUsed"])).collect()
    }

    fn send(&self, from: Address, payment: &Payment) -> Value {
        let Payment { call, value } = payment;
        // Gas is given, because estimating would refuse what is meant to revert; and each time a
        // little more, so that no two transactions are the same, also after a step back.
        let gas = 3_000_000 + self.sent.replace(self.sent.get() + 1);
        let transaction = json!({
            "from": written(from), "to": written(call.to), "data": written(&call.data),
            "gas": format!("{gas:#x}"), "gasPrice": format!("{GAS_PRICE:#x}"),
            "value": format!("{value:#x}"),
        });
        self.rpc("eth_sendTransaction", json!([transaction]))
    }

    /// Mines a block of this time, with everything that was sent.
    pub fn mine_at(&self, at: Timestamp) {
        self.rpc("evm_setNextBlockTimestamp", json!([at.0]));
        self.rpc("evm_mine", json!([]));
    }

    /// Runs `work` and takes everything back that it did to the chain.
    pub fn undone<T>(&self, work: impl FnOnce() -> T) -> T {
        let snapshot = self.rpc("evm_snapshot", json!([]));
        let result = work();
        let reverted = self.rpc("evm_revert", json!([snapshot]));
        assert_eq!(reverted, json!(true), "the chain went back");
        result
    }

    pub fn set_storage(&self, contract: Address, slot: U256, value: U256) {
        let word = |n: U256| format!("{:#066x}", n);
        self.rpc(
            "anvil_setStorageAt",
            json!([written(contract), word(slot), word(value)]),
        );
    }

    /// Gives an account a million of the chain's coin.
    pub fn set_coin(&self, account: Address) {
        let million = U256::from(10).pow(U256::from(24));
        let params = json!([written(account), format!("{million:#x}")]);
        self.rpc("anvil_setBalance", params);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().expect("the chain ends with its stdin");
    }
}

/// An address in JSON.
pub fn address(value: &Value) -> Address {
    text(value).parse().expect("an address")
}

/// A text in JSON.
pub fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not a text"))
}

/// Addresses and bytes as JSON-RPC writes them.
fn written(value: impl ToString) -> String {
    value.to_string()
}

fn quantity(value: &Value) -> u64 {
    number(value).to()
}

fn number(value: &Value) -> U256 {
    let text = value.as_str().expect("a quantity");
    U256::from_str_radix(text.trim_start_matches("0x"), 16).expect("a quantity")
}
