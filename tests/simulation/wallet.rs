//! A wallet and the person in front of it.

use alloy::primitives::Address;
use margin_call::engine::view::{WalletId, WalletInfo};
use margin_call::engine::{Below, RequestFailure};
use serde_json::{Value, json};

use super::chain::{Chain, address, amount, bytes, hex_number, quantity, refused};
use super::scene::{BORROWER, SAVER};

/// What the person, or the wallet, does with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manners {
    Consents,
    Rejects,
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
    /// Transactions that the person agreed to.
    pub signed: usize,
    /// Questions that are left open on its screen.
    pub open: Vec<Value>,
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
            signed: 0,
            open: Vec::new(),
        }
    }

    pub fn shared(&self) -> Value {
        let shown: &[Address] = if self.shares { &self.accounts } else { &[] };
        json!(shown.iter().map(Address::to_string).collect::<Vec<_>>())
    }

    /// Whether a method puts a question to the person.
    pub fn prompts(method: &str) -> bool {
        matches!(
            method,
            "eth_requestAccounts" | "eth_sendTransaction" | "wallet_switchEthereumChain"
        )
    }

    /// What comes of a question; none: nothing, ever.
    pub fn decide(
        &mut self,
        chains: &mut [Chain],
        method: &str,
        params: &Value,
    ) -> Option<Result<Value, RequestFailure>> {
        match self.manners {
            Manners::Ignores => {
                if method == "eth_sendTransaction" {
                    self.open.push(params.clone());
                }
                return None;
            }
            Manners::Rejects => return Some(Err(refused(4001, "User rejected the request."))),
            Manners::AnswersGarbage => return Some(Ok(json!({ "what": [1, "0x"] }))),
            Manners::Consents
            | Manners::Raises
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
        for params in core::mem::take(&mut self.open) {
            // The page that asked is gone: nobody takes the answer.
            let _ = self.consent(chains, "eth_sendTransaction", &params);
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
                let mut data = bytes(&asked["data"]).to_vec();
                if self.manners == Manners::Raises {
                    // The last word of a permission is how much.
                    let end = data.len();
                    data[end - 32..].fill(0xff);
                }
                let (to, value) = (address(&asked["to"]), amount(&asked["value"]));
                let number = asked["nonce"].as_str().and_then(quantity);
                let number = number.filter(|_| self.keeps_numbers);
                let hash = chain.pay(from, (to, data.into(), value), number)?;
                Ok(json!(hash.to_string()))
            }
        }
    }
}
