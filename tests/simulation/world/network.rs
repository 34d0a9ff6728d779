//! What becomes of a question on its way to a node or a wallet, and of its answer.

use margin_call::chain::rpc::Request;
use margin_call::engine::{Endpoint, Event, RequestFailure, RequestId};
use serde_json::{Value, json};

use super::{Item, Weather, World};
use crate::chain::{bytes, calls_in, is_batch, refused};
use crate::random::Random;
use crate::wallet::Wallet;
use crate::{contracts, isolated};

impl World {
    /// The place of the chain that a question goes to.
    pub(super) fn place(&self, via: &Endpoint) -> usize {
        match (via, &self.wallet) {
            (Endpoint::Wallet, Some(wallet)) => wallet.chain,
            (Endpoint::Wallet, None) => 0,
            (Endpoint::Http(url), _) => {
                let own = self.hosts.iter().find(|host| *host.url == **url);
                own.map_or(self.served, |host| host.place)
            }
        }
    }

    /// By how many percent an endpoint lies about the price of ether, and by how many blocks about the
    /// height.
    fn lies(&self, via: &Endpoint) -> (u64, u64) {
        match via {
            Endpoint::Wallet => (self.wallet_flatters, 0),
            Endpoint::Http(url) => {
                let own = self.hosts.iter().find(|host| *host.url == **url);
                own.map_or((0, 0), |host| (host.flatters, host.leaps))
            }
        }
    }

    /// So many calls an endpoint makes in one request.
    fn bears(&self, via: &Endpoint) -> usize {
        match via {
            Endpoint::Wallet => usize::MAX,
            Endpoint::Http(url) => {
                let own = self.hosts.iter().find(|host| *host.url == **url);
                own.map_or(usize::MAX, |host| host.bears)
            }
        }
    }

    pub(super) fn arrives(
        &mut self,
        load: u64,
        id: RequestId,
        via: Endpoint,
        method: &'static str,
        params: Value,
    ) {
        if via == Endpoint::Wallet {
            let Some(wallet) = self.wallet.as_ref().filter(|_| self.wallet_in_use) else {
                return self.reply(load, id, 1, Err(RequestFailure::Unreachable));
            };
            if method == "eth_accounts" {
                let shared = wallet.shared();
                return self.reply(load, id, 1, Ok(shared));
            }
            if let Some(said) = wallet.says(&self.chains, method, &params) {
                return self.reply(load, id, 30, said);
            }
            if Wallet::prompts(method) {
                let delay = self.random.within(800, 9_000);
                self.queue(self.now + delay, Item::Asked(load, id, method, params));
                return;
            }
        }
        let place = self.place(&via);
        let request = Request { method, params };
        let chain = &self.chains[place];
        let simulates = match (self.simulates_only, &via) {
            (Some(only), Endpoint::Http(url)) => **url == *only,
            (only, _) => only.is_none(),
        };
        let logs = match (self.logs_only, &via) {
            (Some(only), Endpoint::Http(url)) => **url == *only,
            (only, _) => only.is_none(),
        };
        let answer = match calls_in(&request) > self.bears(&via) {
            _ if method == "eth_getLogs" && !logs => Ok(json!([])),
            _ if method == "eth_simulateV1" && !simulates => {
                Err(refused(-32601, "the method does not exist"))
            }
            true => Err(refused(-32000, "gas required exceeds allowance")),
            false => {
                let (flatters, leaps) = self.lies(&via);
                match self.blind && via != Endpoint::Wallet && chain.is_of_waiting(&request) {
                    true => chain.answer_blind(&request),
                    false => chain.answer_flattered(&request, flatters, leaps),
                }
            }
        };
        let local = via == Endpoint::Wallet && method == "eth_chainId";
        let weather = match &via {
            Endpoint::Wallet if local => Weather::Fair,
            Endpoint::Wallet => self.weather,
            Endpoint::Http(url) => {
                let own = self.hosts.iter().find(|host| *host.url == **url);
                // Of the public ones only those answer that the world has.
                match own {
                    None if url.starts_with("https://") => Weather::Down,
                    None => self.weather,
                    Some(host) => host.weather.unwrap_or(self.weather),
                }
            }
        };
        let mut garbled = None;
        let (delay, answer) = match weather {
            Weather::Fair => (30, answer),
            Weather::Down => (40, Err(RequestFailure::Unreachable)),
            Weather::Slow => (self.random.within(14_000, 40_000), answer),
            Weather::Garbled => {
                let (answer, digit) = garble(&mut self.random, answer);
                garbled = digit;
                (30, answer)
            }
            Weather::Lagging(blocks) => {
                let lag = if self.random.chance(50) { blocks } else { 0 };
                (30, chain.answer(&request, lag))
            }
            Weather::Behind(blocks) => (30, chain.answer(&request, blocks)),
            Weather::RateLimited(retry_after_seconds) => (
                10,
                Err(RequestFailure::RateLimited {
                    retry_after_seconds,
                }),
            ),
            Weather::WrongBlock if is_batch(&request) => {
                let mut other = request.clone();
                other.params[1] = json!(format!("{:#x}", chain.head().number - 1));
                (30, chain.answer(&other, 0))
            }
            Weather::WrongBlock => (30, answer),
            Weather::Flaky => match self.random.within(0, 4) {
                0 => (20, Err(RequestFailure::Unreachable)),
                1 => (15_500, answer),
                _ => (30, answer),
            },
        };
        let asks_factory = || {
            let data = bytes(&request.params[0]["data"]);
            contracts::targets(contracts::MULTICALL, &data).contains(&isolated::FACTORY)
        };
        let ponders = via == Endpoint::Wallet && is_batch(&request) && asks_factory();
        let more = if ponders { self.wallet_ponders } else { 0 };
        self.chains[place].garbled.extend(garbled);
        self.reply(load, id, delay + more, answer);
    }

    pub(super) fn reply(
        &mut self,
        load: u64,
        id: RequestId,
        ms: u64,
        answer: Result<Value, RequestFailure>,
    ) {
        self.queue(
            self.now + ms,
            Item::Page(load, Event::Answered { id, answer }),
        );
    }
}

/// Damages an answer in one of the ways that answers are damaged; the text in which a digit is another, where that
/// is how.
fn garble(
    random: &mut Random,
    answer: Result<Value, RequestFailure>,
) -> (Result<Value, RequestFailure>, Option<String>) {
    let damaged = match (random.within(0, 5), answer) {
        (0, _) => Ok(Value::Null),
        (1, _) => Err(RequestFailure::Garbled),
        (2, Ok(Value::String(text))) => Ok(json!(text[..text.len() / 2])),
        (3, Ok(Value::String(text))) if text.len() > 2 => {
            // One digit is another: every one counts.
            let mut bytes = text.into_bytes();
            let place = random.within(2, bytes.len() as u64) as usize;
            bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
            let text = String::from_utf8(bytes).expect("still text");
            return (Ok(json!(text)), Some(text));
        }
        (4, Ok(Value::Object(mut fields))) => {
            fields.remove("timestamp");
            Ok(Value::Object(fields))
        }
        (_, answer) => answer.map(|answer| json!([answer])),
    };
    (damaged, None)
}
