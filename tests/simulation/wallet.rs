//! A wallet and the person in front of it.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::SolCall;
use margin_call::engine::view::{WalletId, WalletInfo};
use margin_call::engine::{Below, RequestFailure};
use serde_json::{Value, json};

use super::abi::{Call3Value, Multicall};
use super::chain::{Chain, Form, Operation, address, amount, bytes, hex_number, quantity, refused};
use super::permits::{self, Signed};
use super::scene::{BORROWER, BUNDLER, SAVER};

/// What the person, or the wallet, does with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manners {
    Consents,
    Rejects,
    /// It refuses, before anything is done, with this code.
    Refuses(i64),
    /// The question stays on the screen for ever.
    Ignores,
    AnswersGarbage,
    /// It is done, but the answer is lost on the way.
    DoesAndBreaksOff,
    /// It is done, and the answer is these words of a node.
    DoesAndSays(&'static str),
    /// It is done, and the answer is a rejection (-32003) that wraps these words of a node.
    DoesAndWraps(&'static str),
    /// The person raises what is asked for in the wallet, and agrees.
    Raises,
    /// What it signs is something else than what it was asked for.
    SignsAnother,
    /// It is done, and the answer is an error with this code.
    DoesAndFails(i64),
}

#[derive(Debug)]
pub struct Wallet {
    pub info: WalletInfo,
    /// The one in use first.
    pub accounts: Vec<Address>,
    /// The page may see the accounts.
    pub shares: bool,
    /// Place of its chain among the world's chains.
    pub chain: usize,
    pub manners: Manners,
    /// It gives a transaction the number that it is asked for; else the next one that it counts.
    pub keeps_numbers: bool,
    /// What it says of several calls as one.
    pub at_once: &'static str,
    /// Somebody else brings them to the chain, in transactions of theirs.
    pub has_bundler: bool,
    /// It gives what it carries out as one a name of its own.
    pub names_itself: bool,
    /// How that is logged of single transactions.
    pub logs_as: Form,
    /// Those that it took, by their names.
    pub taken: BTreeMap<String, Taken>,
    /// Transactions that the person agreed to.
    pub signed: usize,
    /// It signs typed data.
    pub signs_typed: bool,
    /// The permissions that the person has signed.
    pub permits: Vec<Signed>,
    /// Questions that are left open on its screen.
    pub open: Vec<(&'static str, Value)>,
}

/// Calls that it carries out as one.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub from: Address,
    pub chain: usize,
    pub number: u64,
    /// Of its bytes.
    pub digest: B256,
    /// It was taken back.
    pub is_dropped: bool,
}

impl Wallet {
    pub fn new() -> Self {
        Self {
            info: WalletInfo {
                id: WalletId::Announced("one".into()),
                name: "Wallet One".into(),
                icon: None,
                rdns: Some("org.example.one".into()),
            },
            accounts: vec![BORROWER, SAVER],
            shares: false,
            chain: 0,
            manners: Manners::Consents,
            keeps_numbers: true,
            at_once: "unsupported",
            has_bundler: false,
            names_itself: false,
            logs_as: Form::EntryPoint,
            taken: BTreeMap::new(),
            signed: 0,
            signs_typed: true,
            permits: Vec::new(),
            open: Vec::new(),
        }
    }

    pub fn shared(&self) -> Value {
        let shown: &[Address] = if self.shares { &self.accounts } else { &[] };
        json!(shown.iter().map(Address::to_string).collect::<Vec<_>>())
    }

    /// What it says by itself of several calls as one; none where it is asked something else.
    pub fn says(
        &self,
        chains: &[Chain],
        method: &str,
        params: &Value,
    ) -> Option<Result<Value, RequestFailure>> {
        let said = match method {
            "wallet_getCapabilities" => {
                let chain = params[1][0].as_str().expect("a chain");
                Ok(json!({ chain: { "atomic": { "status": self.at_once } } }))
            }
            "wallet_getCallsStatus" => {
                let taken = params[0].as_str().and_then(|id| self.taken.get(id));
                let taken = taken.ok_or_else(|| refused(5730, "unknown bundle"));
                taken.map(|taken| chains[taken.chain].calls_status(*taken))
            }
            _ => return None,
        };
        Some(match self.at_once {
            "unsupported" => Err(refused(-32601, "the method does not exist")),
            _ => said,
        })
    }

    /// Whether a method puts a question to the person.
    pub fn prompts(method: &str) -> bool {
        matches!(
            method,
            "eth_requestAccounts"
                | "eth_sendTransaction"
                | "eth_signTypedData_v4"
                | "wallet_sendCalls"
                | "wallet_switchEthereumChain"
        )
    }

    /// What comes of a question; none: nothing, ever.
    pub fn decide(
        &mut self,
        chains: &mut [Chain],
        method: &'static str,
        params: &Value,
    ) -> Option<Result<Value, RequestFailure>> {
        let id = params[0]["id"].as_str();
        if id.is_some_and(|id| self.taken.contains_key(id)) {
            return Some(Err(refused(5720, "duplicate")));
        }
        if method == "eth_signTypedData_v4" && !self.signs_typed {
            return Some(Err(refused(-32601, "the method does not exist")));
        }
        match self.manners {
            Manners::Ignores => {
                if matches!(method, "eth_sendTransaction" | "wallet_sendCalls") {
                    self.open.push((method, params.clone()));
                }
                return None;
            }
            Manners::Refuses(code) => return Some(Err(refused(code, "no"))),
            Manners::Rejects => return Some(Err(refused(4001, "User rejected the request."))),
            Manners::AnswersGarbage => return Some(Ok(json!({ "what": [1, "0x"] }))),
            Manners::Consents
            | Manners::Raises
            | Manners::SignsAnother
            | Manners::DoesAndBreaksOff
            | Manners::DoesAndSays(_)
            | Manners::DoesAndWraps(_)
            | Manners::DoesAndFails(_) => {}
        }
        let done = self.consent(chains, method, params);
        match (self.manners, done.is_ok()) {
            (Manners::DoesAndBreaksOff, true) => Some(Err(RequestFailure::Unreachable)),
            (Manners::DoesAndFails(code), true) => {
                Some(Err(refused(code, "The connection is gone")))
            }
            (Manners::DoesAndSays(words), true) => Some(Err(refused(-32000, words))),
            (Manners::DoesAndWraps(words), true) => Some(Err(RequestFailure::Refused {
                code: -32003,
                message: "Transaction rejected".into(),
                data: None,
                below: Below {
                    codes: vec![-32000],
                    words: vec![words.into()],
                    is_cut: false,
                },
            })),
            _ => Some(done),
        }
    }

    /// The person agrees, late, to a question that was left open.
    pub fn agree_late(&mut self, chains: &mut [Chain]) {
        for (method, params) in core::mem::take(&mut self.open) {
            // The page that asked is gone: nobody takes the answer.
            let _ = self.consent(chains, method, &params);
        }
    }

    fn consent(
        &mut self,
        chains: &mut [Chain],
        method: &str,
        params: &Value,
    ) -> Result<Value, RequestFailure> {
        match method {
            "eth_requestAccounts" => {
                self.shares = true;
                Ok(self.shared())
            }
            "wallet_switchEthereumChain" => {
                let wanted = params[0]["chainId"].as_str().and_then(quantity);
                let place = chains.iter().position(|chain| Some(chain.id) == wanted);
                self.chain = place.ok_or_else(|| refused(4902, "Unrecognized chain ID"))?;
                Ok(Value::Null)
            }
            "eth_signTypedData_v4" => {
                let (account, chain) = (address(&params[0]), chains[self.chain].id);
                if !self.accounts.contains(&account) || !self.shares {
                    return Err(refused(4100, "Unauthorized"));
                }
                let text = params[1].as_str().expect("a text");
                let signed = permits::read(chain, text);
                let signed = signed.ok_or_else(|| refused(-32602, "chainId does not match"))?;
                self.permits.push(signed);
                let given = match self.manners {
                    Manners::SignsAnother => Signed {
                        value: signed.value + U256::ONE,
                        ..signed
                    },
                    _ => signed,
                };
                let signature = permits::signature(&given, text, account);
                Ok(json!(signature.to_string()))
            }
            _ => {
                let asked = &params[0];
                let chain = &mut chains[self.chain];
                let from = address(&asked["from"]);
                if !self.accounts.contains(&from) || !self.shares {
                    return Err(refused(4100, "Unauthorized"));
                }
                if asked["chainId"] != hex_number(chain.id) {
                    return Err(refused(-32602, "chainId does not match"));
                }
                self.signed += 1;
                if method == "wallet_sendCalls" {
                    let id = asked["id"].as_str().expect("a name");
                    let id = match self.names_itself {
                        true => format!("own {}", self.signed),
                        false => id.to_owned(),
                    };
                    if self.taken.contains_key(&id) {
                        return Err(refused(5720, "duplicate"));
                    }
                    let data = as_one(asked);
                    let digest = keccak256(&data);
                    let sender = if self.has_bundler { BUNDLER } else { from };
                    let hash = chain.pay(sender, (from, data, U256::ZERO), None)?;
                    let taken = Taken {
                        from: sender,
                        chain: self.chain,
                        number: chain.number_of(hash),
                        digest,
                        is_dropped: false,
                    };
                    self.taken.insert(id.clone(), taken);
                    return Ok(json!({ "id": id }));
                }
                let mut data = bytes(&asked["data"]).to_vec();
                if self.manners == Manners::Raises {
                    // The last word of a permission is how much.
                    let end = data.len();
                    data[end - 32..].fill(0xff);
                }
                let (to, value) = (address(&asked["to"]), amount(&asked["value"]));
                let number = asked["nonce"].as_str().and_then(quantity);
                let number = number.filter(|_| self.keeps_numbers);
                if self.has_bundler {
                    let data = aggregated(&[(to, value, data.into())]);
                    let around = chain.pay(BUNDLER, (from, data, U256::ZERO), None)?;
                    let own = keccak256(around);
                    chain.operations.push(Operation {
                        own,
                        account: from,
                        around,
                        form: self.logs_as,
                    });
                    return Ok(json!(own.to_string()));
                }
                let hash = chain.pay(from, (to, data.into(), value), number)?;
                Ok(json!(hash.to_string()))
            }
        }
    }
}

/// What a transaction of the account carries of calls that are asked for as one.
pub fn as_one(asked: &Value) -> Bytes {
    let calls = asked["calls"].as_array().expect("calls");
    let calls = calls.iter().map(|call| {
        let (to, value) = (address(&call["to"]), amount(&call["value"]));
        (to, value, bytes(&call["data"]))
    });
    aggregated(&calls.collect::<Vec<_>>())
}

fn aggregated(calls: &[(Address, U256, Bytes)]) -> Bytes {
    let calls = calls.iter().cloned();
    let calls = calls.map(|(target, value, data)| Call3Value {
        target,
        allowFailure: false,
        value,
        callData: data,
    });
    let calls = calls.collect();
    Multicall::aggregate3ValueCall { calls }.abi_encode().into()
}

/// What the wallet is asked to send, as the account would send it.
pub fn data_of(asked: &Value) -> Bytes {
    match asked["calls"].is_null() {
        true => bytes(&asked["data"]),
        false => as_one(asked),
    }
}
