//! What an endpoint answers: the words of one market, by hand.

use alloy::hex;
use alloy::primitives::{Address, U256, keccak256};
use margin_call::chain::rpc::Request;
use margin_call::engine::RequestFailure;
use serde_json::{Value, json};

use super::chain::{Block, Chain};
use super::market::{self, COLLATERAL, LOAN, ORACLE, Words};
use super::payments::{self, Sent};
use super::trial;
use super::world::morpho;
use crate::chain::{address, hex_number, is_batch, quantity, refused};

pub type Answer = Result<Value, RequestFailure>;

/// Where Morpho Blue is on each chain: where the registry has it, or a deployment file says so.
pub const LOCAL_MORPHO: Address = Address::repeat_byte(0xd0);

/// What a call can be of: the first four bytes of its name's hash.
#[derive(Debug)]
pub struct Names([([u8; 4], Name); 14]);

#[derive(Clone, Copy, Debug)]
enum Name {
    Time,
    Number,
    HashOf,
    LastHash,
    ChainId,
    Position,
    Market,
    Params,
    Price,
    Symbol,
    Decimals,
    Balance,
    Allowance,
    Account,
}

impl Names {
    pub fn new() -> Self {
        let name = |text: &str, name| {
            let hash = keccak256(text);
            ([hash[0], hash[1], hash[2], hash[3]], name)
        };
        Self([
            name("getCurrentBlockTimestamp()", Name::Time),
            name("getBlockNumber()", Name::Number),
            name("getBlockHash(uint256)", Name::HashOf),
            name("getLastBlockHash()", Name::LastHash),
            name("getChainId()", Name::ChainId),
            name("position(bytes32,address)", Name::Position),
            name("market(bytes32)", Name::Market),
            name("idToMarketParams(bytes32)", Name::Params),
            name("price()", Name::Price),
            name("symbol()", Name::Symbol),
            name("decimals()", Name::Decimals),
            name("balanceOf(address)", Name::Balance),
            name("allowance(address,address)", Name::Allowance),
            name("isAuthorized(address,address)", Name::Account),
        ])
    }

    fn of(&self, data: &[u8]) -> Name {
        let known = self
            .0
            .iter()
            .find(|(selector, _)| data.starts_with(selector));
        known
            .unwrap_or_else(|| panic!("an unknown call: {}", hex::encode(data)))
            .1
    }

    /// What a node answers whose head is this block, and whose price is so many percent of the real
    /// one.
    pub fn answer(&self, chain: &Chain, head: &Block, request: &Request, percent: u64) -> Answer {
        let params = &request.params;
        let at = |place: usize| {
            let number = params[place].as_str().and_then(quantity)?;
            chain.block(number).filter(|_| number <= head.number)
        };
        match request.method {
            "eth_chainId" => Ok(hex_number(chain.id)),
            "eth_getBlockByNumber" if params[1] == true => Ok(at(0).map_or(Value::Null, |block| {
                let all = block.mined.iter().map(|(one, _)| shown(one));
                json!({ "transactions": all.collect::<Vec<_>>() })
            })),
            "eth_getBlockByNumber" if params[0] == "latest" => Ok(header(head)),
            "eth_getBlockByNumber" => Ok(at(0).map_or(Value::Null, header)),
            "eth_getTransactionCount"
            | "eth_getTransactionReceipt"
            | "eth_getTransactionByHash" => payment(chain, head, request),
            "eth_getCode" => {
                let is_contract = address(&params[0]) == morpho(chain.id);
                Ok(json!(if is_contract { "0x60" } else { "0x" }))
            }
            // What a step alone would do: it would succeed.
            "eth_call" if !is_batch(request) => Ok(json!("0x")),
            "eth_simulateV1" if chain.simulates => {
                let block = at(1).ok_or_else(|| refused(-32000, "header not found"))?;
                Ok(trial::run(self, chain, block, &params[0], percent))
            }
            "eth_getBalance" | "eth_gasPrice" | "eth_simulateV1" => {
                Err(refused(-32601, "the method does not exist"))
            }
            "eth_call" => {
                let block = match params[1] == "latest" {
                    true => head,
                    false => at(1).ok_or_else(|| refused(-32000, "header not found"))?,
                };
                let data = params[0]["data"].as_str().expect("data");
                let data = hex::decode(data).expect("bytes");
                Ok(json!(hex::encode_prefixed(
                    self.batch(chain, block, &data, percent)
                )))
            }
            // Nothing is ever seized here.
            "eth_getLogs" => Ok(json!([])),
            method => panic!("{method} is asked"),
        }
    }

    /// The results of a batch: its calls stand in a list of places, each with a target, a flag, and
    /// the place of its bytes.
    pub(super) fn batch(&self, chain: &Chain, block: &Block, data: &[u8], percent: u64) -> Vec<u8> {
        let data = &data[4..];
        let number = |at: usize| {
            let word: [u8; 8] = data[at + 24..at + 32].try_into().expect("a word");
            usize::try_from(u64::from_be_bytes(word)).expect("small")
        };
        let list = number(0);
        let count = number(list);
        let first = list + 32;
        let results: Vec<Words> = (0..count)
            .map(|place| {
                let call = first + number(first + 32 * place);
                let to = Address::from_slice(&data[call + 12..call + 32]);
                let bytes = call + number(call + 64);
                let bytes = &data[bytes + 32..bytes + 32 + number(bytes)];
                self.call(chain, block, to, bytes, percent)
            })
            .collect();
        encoded(&results)
    }

    fn call(&self, chain: &Chain, block: &Block, to: Address, data: &[u8], percent: u64) -> Words {
        let word = |place: usize| U256::from_be_slice(&data[4 + 32 * place..36 + 32 * place]);
        let is_ours = |id: U256| id == U256::from_be_bytes(market::id().0);
        let one = |word: U256| vec![word];
        match self.of(data) {
            Name::Time => one(U256::from(block.time)),
            Name::Number => one(U256::from(block.number)),
            Name::HashOf => {
                let number = u64::try_from(word(0)).unwrap_or(u64::MAX);
                let is_seen = number < block.number && block.number - number <= 256;
                let found = chain.block(number).filter(|_| is_seen);
                one(found.map_or(U256::ZERO, |one| one.hash.into()))
            }
            Name::LastHash => one(block.parent.into()),
            Name::ChainId => one(U256::from(chain.id)),
            Name::Position if is_ours(word(0)) && market::is_payer(word(1)) => {
                market::payer_position(block.payer.paid)
            }
            Name::Position if is_ours(word(0)) => {
                market::is_account(word(1)).map_or_else(|| vec![U256::ZERO; 3], market::position)
            }
            Name::Position => vec![U256::ZERO; 3],
            Name::Market if is_ours(word(0)) => market::totals(),
            // Once made, a market has a time of its last update.
            Name::Market => [0, 0, 0, 0, 1, 0].map(U256::from).to_vec(),
            Name::Params => market::params(),
            Name::Price => {
                assert_eq!(to, ORACLE);
                one(market::lied(block.price, percent))
            }
            Name::Symbol => {
                let text = if to == COLLATERAL { "WETH" } else { "USDC" };
                let mut bytes = [0; 32];
                bytes[..4].copy_from_slice(text.as_bytes());
                vec![U256::from(32), U256::from(4), U256::from_be_bytes(bytes)]
            }
            Name::Decimals => one(U256::from(if to == LOAN { 6 } else { 18 })),
            Name::Balance if to == COLLATERAL && market::is_payer(word(0)) => {
                one(payments::balance())
            }
            Name::Allowance if to == COLLATERAL && market::is_payer(word(0)) => {
                one(block.payer.allowance)
            }
            Name::Balance | Name::Allowance | Name::Account => one(U256::ZERO),
        }
    }
}

/// What a node says of the transactions of the account that pays.
fn payment(chain: &Chain, head: &Block, request: &Request) -> Answer {
    let params = &request.params;
    let of = |one: &Sent| params[0] == one.hash.to_string();
    let mined = chain.up_to(head.number).find_map(|block| {
        let found = block.mined.iter().find(|(one, _)| of(one))?;
        Some((block, found))
    });
    Ok(match (request.method, mined) {
        ("eth_getTransactionReceipt", Some((block, (one, succeeded)))) => json!({
            "transactionHash": one.hash.to_string(),
            "blockNumber": hex_number(block.number),
            "status": hex_number(u64::from(*succeeded)),
        }),
        ("eth_getTransactionReceipt", None) => Value::Null,
        ("eth_getTransactionByHash", Some((_, (one, _)))) => shown(one),
        ("eth_getTransactionByHash", None) => {
            let mut seen = chain.payments.seen();
            seen.find(|one| of(one)).map_or(Value::Null, shown)
        }
        _ if address(&params[0]) != market::PAYER => json!("0x0"),
        _ => hex_number(match params[1].as_str() {
            Some("latest") => head.payer.count,
            Some("pending") => chain.payments.pending(head.payer.count),
            at => {
                let number = at.and_then(quantity);
                let block = number.and_then(|number| chain.block(number));
                let block = block.filter(|block| block.number <= head.number);
                let block = block.ok_or_else(|| refused(-32000, "header not found"))?;
                block.payer.count
            }
        }),
    })
}

fn shown(one: &Sent) -> Value {
    json!({
        "hash": one.hash.to_string(),
        "from": market::PAYER.to_string(),
        "to": one.to.to_string(),
        "input": one.data.to_string(),
        "nonce": hex_number(one.nonce),
        "value": "0x0",
    })
}

/// A list of results, all of calls that succeeded.
fn encoded(results: &[Words]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 + results.len() * 224);
    let number = |bytes: &mut Vec<u8>, number: usize| {
        bytes.extend([0; 24]);
        bytes.extend((number as u64).to_be_bytes());
    };
    number(&mut bytes, 32);
    number(&mut bytes, results.len());
    let mut place = 32 * results.len();
    for one in results {
        number(&mut bytes, place);
        place += 32 * (3 + one.len());
    }
    for one in results {
        for word in [1, 64, 32 * one.len()] {
            number(&mut bytes, word);
        }
        one.iter()
            .for_each(|word| bytes.extend(word.to_be_bytes::<32>()));
    }
    bytes
}

fn header(block: &Block) -> Value {
    json!({
        "number": hex_number(block.number),
        "hash": block.hash.to_string(),
        "parentHash": block.parent.to_string(),
        "timestamp": hex_number(block.time),
    })
}
