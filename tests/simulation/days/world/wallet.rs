//! A wallet and its person, and that nothing is paid twice: judged by what the wallet was asked for and
//! by what waits on the chain.

use std::collections::BTreeSet;

use alloy::primitives::{Address, Bytes};
use margin_call::engine::view::{WalletId, WalletInfo};
use margin_call::engine::{Event, RequestFailure, RequestId};
use serde_json::{Value, json};

use super::{Item, World};
use crate::chain::{address, bytes, hex_number, quantity, refused};
use crate::days::market::PAYER;
use crate::days::node::Answer;

/// What the wallet shows its person.
#[derive(Debug)]
struct Shown {
    /// For whom the answer is: the page as it was loaded the so-manieth time.
    page: u64,
    id: RequestId,
    asked: Value,
}

/// The wallet of the account that pays. It is on the first chain.
#[derive(Debug, Default)]
pub struct Wallet {
    /// Its accounts besides the one that pays.
    also: Vec<Address>,
    shares: bool,
    shown: Vec<Shown>,
    /// The bytes of all that it was asked for before the browser lost its records.
    forgotten: BTreeSet<Bytes>,
    /// All that it was ever asked for.
    asked: Vec<Bytes>,
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

    /// Whether anything is shown to the person.
    pub fn is_asked(&self) -> bool {
        self.wallet
            .as_ref()
            .is_some_and(|one| !one.shown.is_empty())
    }

    /// What the wallet itself answers; none: the person does, or its node.
    pub(super) fn wallet_answers(&mut self, method: &str) -> Option<Answer> {
        let chain = self.chains[0].id;
        let wallet = self.wallet.as_mut().expect("a wallet");
        Some(Ok(match method {
            "eth_chainId" => hex_number(chain),
            "eth_requestAccounts" => {
                wallet.shares = true;
                wallet.accounts()
            }
            "eth_accounts" => wallet.accounts(),
            _ => return None,
        }))
    }

    /// Something that it is asked to send is shown to the person.
    pub(super) fn shows(&mut self, page: u64, id: RequestId, asked: Value) {
        if let Some(wallet) = &mut self.wallet {
            wallet.shown.push(Shown { page, id, asked });
        }
    }

    /// The wallet is asked to send something. Nothing that it was asked for before may still be mined;
    /// unless the browser has lost its record of it, and no node sees it: then only one can be.
    pub(super) fn judge_send(&mut self, asked: &Value) {
        self.seen.count("asked to send");
        let (number, data) = (
            asked["nonce"].as_str().and_then(quantity),
            bytes(&asked["data"]),
        );
        let number = number.expect("a number");
        assert_eq!(address(&asked["from"]), PAYER);
        let chain = &self.chains[0];
        let count = chain.head().payer.count;
        let wallet = self.wallet.as_ref().expect("a wallet");
        let shown = wallet.shown.iter().map(|one| &one.asked);
        let coming = self.queue.values().filter_map(Item::sends);
        let asked_before = shown.chain(coming).map(|asked| {
            let number = asked["nonce"].as_str().and_then(quantity);
            (number.expect("a number"), bytes(&asked["data"]), false)
        });
        let waiting = chain.payments.waiting(count);
        // A permission that a reorganisation took away and nobody sees takes nothing when it is back.
        let waiting = waiting.filter(|one| one.pays() || !one.is_hidden);
        let waiting = waiting.map(|one| (one.nonce, one.data.clone(), !one.is_hidden));
        let mut firsts = asked_before.filter(|one| one.0 >= count).chain(waiting);
        let bad = firsts.find(|(first, data, is_seen)| {
            *is_seen || !wallet.forgotten.contains(data) || *first != number
        });
        assert!(
            bad.is_none(),
            "asked for {number} while {bad:?} may be mined"
        );
        if let Some(wallet) = &mut self.wallet {
            wallet.asked.push(data);
        }
    }

    /// The person decides about what the wallet shows.
    pub fn decide(&mut self, decision: Decision) {
        self.note(format!("the person {decision:?}"));
        self.seen.count(&format!("{decision:?}"));
        let wallet = self.wallet.as_mut().expect("a wallet");
        for shown in core::mem::take(&mut wallet.shown) {
            let answer = match decision {
                Decision::Declines => Err(refused(4001, "User rejected the request.")),
                _ => self.sends(&shown.asked, decision == Decision::AgreesHidden),
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

    fn sends(&mut self, asked: &Value, is_hidden: bool) -> Answer {
        let chain = &mut self.chains[0];
        let count = chain.head().payer.count;
        let number = asked["nonce"]
            .as_str()
            .and_then(quantity)
            .expect("a number");
        let call = (address(&asked["to"]), bytes(&asked["data"]));
        let sent = chain.payments.send(call, (number, count), is_hidden);
        let hash = sent.ok_or_else(|| refused(-32000, "nonce too low"))?;
        Ok(json!(hash.to_string()))
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

    /// The browser loses its records, and the page is loaded again.
    pub fn lose_records(&mut self) {
        self.note("the records are lost".into());
        self.seen.count("records lost");
        self.records.clear();
        if let Some(wallet) = &mut self.wallet {
            wallet.forgotten.extend(wallet.asked.drain(..));
        }
        self.load();
    }
}
