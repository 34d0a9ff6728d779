//! A wallet and its person: one transaction after the other, or several calls as one (EIP-5792).

use std::collections::BTreeMap;

use alloy::primitives::Address;
use margin_call::chain::rpc::Request;
use margin_call::engine::view::{WalletId, WalletInfo};
use margin_call::engine::{Event, RequestFailure, RequestId};
use serde_json::{Value, json};

use super::{Item, World};
use crate::chain::{address, bytes, hex_number, quantity, refused};
use crate::days::market::PAYER;
use crate::days::node::Answer;
use crate::days::payments::AsOne;
use crate::wallet::data_of;

/// What the wallet is asked to send: the so-manieth that it is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub place: u64,
    /// For whom the answer is: the page as it was loaded the so-manieth time.
    pub page: u64,
    pub id: RequestId,
    pub what: Value,
}

/// The wallet of the account that pays. It is on the first chain.
#[derive(Debug, Default)]
pub struct Wallet {
    /// Its accounts besides the one that pays.
    also: Vec<Address>,
    shares: bool,
    /// What it says of several calls as one; none: it does not know of that.
    at_once: Option<&'static str>,
    /// It gives what it carries out as one a name of its own.
    pub(super) names_itself: bool,
    /// What it shows its person.
    pub(super) shown: Vec<Asked>,
    /// The names of calls as one that it took, and how often the page had been loaded then.
    taken: BTreeMap<String, u64>,
    /// It was asked for so much, and so much of that nobody remembers.
    pub(super) asked: u64,
    pub(super) forgotten: u64,
}

impl Wallet {
    pub fn of(also: Vec<Address>) -> Self {
        Self {
            also,
            ..Self::default()
        }
    }

    pub fn info() -> WalletInfo {
        WalletInfo {
            id: WalletId::Announced("one".into()),
            name: "Wallet One".into(),
            icon: None,
            rdns: Some("org.example.one".into()),
        }
    }

    fn accounts(&self) -> Value {
        match self.shares {
            true => {
                let all = [PAYER].into_iter().chain(self.also.iter().copied());
                json!(all.map(|one| one.to_string()).collect::<Vec<_>>())
            }
            false => json!([]),
        }
    }
}

/// What a person does with what the wallet shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Agrees,
    /// Through a relay that no node sees into.
    AgreesHidden,
    /// And the answer is lost.
    AgreesAndBreaksOff,
    Declines,
}

impl World {
    pub fn wallet_id() -> WalletId {
        Wallet::info().id
    }

    /// The wallet says this of several calls as one, and may name them by itself; nodes can say what they
    /// would do.
    pub fn carries_out(mut self, at_once: &'static str, names_itself: bool) -> Self {
        let wallet = self.wallet.as_mut().expect("a wallet");
        (wallet.at_once, wallet.names_itself) = (Some(at_once), names_itself);
        self.chains[0].simulates = true;
        self
    }

    /// Whether anything is shown to the person.
    pub fn is_asked(&self) -> bool {
        self.wallet
            .as_ref()
            .is_some_and(|one| !one.shown.is_empty())
    }

    /// What the wallet itself answers; none: the person does, or its node.
    pub(super) fn wallet_answers(&mut self, request: &Request) -> Option<Answer> {
        let chain = self.chains[0].id;
        let wallet = self.wallet.as_mut().expect("a wallet");
        Some(match (request.method, wallet.at_once) {
            ("eth_chainId", _) => Ok(hex_number(chain)),
            ("eth_requestAccounts", _) => {
                wallet.shares = true;
                Ok(wallet.accounts())
            }
            ("eth_accounts", _) => Ok(wallet.accounts()),
            ("wallet_getCapabilities", Some(status)) => {
                let chain = format!("{chain:#x}");
                Ok(json!({ chain: { "atomic": { "status": status } } }))
            }
            ("wallet_getCallsStatus", Some(_)) => {
                let name = request.params[0].as_str().expect("a name");
                self.calls_status(name)
            }
            ("wallet_getCapabilities" | "wallet_getCallsStatus", None) => {
                Err(refused(-32601, "the method does not exist"))
            }
            _ => return None,
        })
    }

    fn calls_status(&mut self, name: &str) -> Answer {
        let wallet = self.wallet.as_ref().expect("a wallet");
        let page = wallet.taken.get(name);
        let page = *page.ok_or_else(|| refused(5730, "unknown bundle"))?;
        if page != self.loads {
            self.seen.count("calls asked for by another page");
        }
        let (what, answer) = match self.chains[0].payments.as_one(name) {
            Some(AsOne::Waits) => ("calls wait", json!({ "status": 100 })),
            Some(AsOne::Mined(hash, succeeded)) => {
                let (what, status) = match succeeded {
                    true => ("calls done", 200),
                    false => ("calls failed", 500),
                };
                let receipts = json!([{ "transactionHash": hash.to_string() }]);
                (what, json!({ "status": status, "receipts": receipts }))
            }
            None => ("calls dropped", json!({ "status": 400 })),
        };
        self.seen.count(what);
        Ok(answer)
    }

    /// Something that it is asked to send is shown to the person.
    pub(super) fn shows(&mut self, asked: Asked) {
        if let Some(wallet) = &mut self.wallet {
            wallet.shown.push(asked);
        }
    }

    /// The person decides about what the wallet shows.
    pub fn decide(&mut self, decision: Decision) {
        self.note(format!("the person {decision:?}"));
        self.seen.count(&format!("{decision:?}"));
        let wallet = self.wallet.as_mut().expect("a wallet");
        for shown in core::mem::take(&mut wallet.shown) {
            let is_hidden = decision == Decision::AgreesHidden;
            let answer = match decision {
                Decision::Declines => Err(refused(4001, "User rejected the request.")),
                _ if shown.what["calls"].is_null() => self.sends(&shown, is_hidden),
                _ => self.carries_out_as_one(&shown, is_hidden),
            };
            let answer = match (decision, answer) {
                (Decision::AgreesAndBreaksOff, Ok(_)) => Err(RequestFailure::Unreachable),
                (_, answer) => answer,
            };
            if shown.page == self.loads {
                let id = shown.id;
                self.queue(2, Item::Page(Event::Answered { id, answer }));
            }
        }
    }

    fn sends(&mut self, asked: &Asked, is_hidden: bool) -> Answer {
        let chain = &mut self.chains[0];
        let count = chain.head().payer.count;
        let number = asked.what["nonce"].as_str().and_then(quantity);
        let numbers = (number.expect("a number"), count);
        let call = (address(&asked.what["to"]), bytes(&asked.what["data"]));
        let payments = &mut chain.payments;
        let sent = payments.send(asked.place, call, numbers, is_hidden, None);
        let hash = sent.ok_or_else(|| refused(-32000, "nonce too low"))?;
        Ok(json!(hash.to_string()))
    }

    /// Under the number that comes next, of all that it has sent, in one transaction of the account.
    fn carries_out_as_one(&mut self, asked: &Asked, is_hidden: bool) -> Answer {
        let wallet = self.wallet.as_mut().expect("a wallet");
        let name = match wallet.names_itself {
            true => format!("own {}", wallet.taken.len()),
            false => asked.what["id"].as_str().expect("a name").to_owned(),
        };
        if wallet.taken.contains_key(&name) {
            return Err(refused(5720, "duplicate"));
        }
        wallet.taken.insert(name.clone(), asked.page);
        let chain = &mut self.chains[0];
        let count = chain.head().payer.count;
        let numbers = (chain.payments.next(count), count);
        let call = (PAYER, data_of(&asked.what));
        let (payments, named) = (&mut chain.payments, Some(name.clone()));
        let sent = payments.send(asked.place, call, numbers, is_hidden, named);
        sent.expect("a number that is free");
        Ok(json!({ "id": name }))
    }

    /// The person takes back, in the wallet, all that waits and all that it shows.
    pub fn cancel_in_wallet(&mut self, replaces: bool) {
        self.note("the person cancels in the wallet".into());
        self.seen
            .count(if replaces { "replaced" } else { "cancelled" });
        if let Some(wallet) = &mut self.wallet {
            wallet.shown.clear();
        }
        self.queue.retain(|_, item| item.sends().is_none());
        self.chains[0].payments.cancel(replaces);
    }
}
