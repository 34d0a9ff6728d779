//! Signed permissions, by a path of this world's own: what a token takes, and what a wallet signs. In the place of
//! a curve stands a hash of what is signed and of who signs: whoever changes a word of either has none.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use serde_json::Value;

use super::chain::address;
use super::market::{Market, SYMBOLS};

/// Of which version the tokens are.
pub const VERSION: &str = "2";

/// What a person has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    pub chain: u64,
    pub token: Address,
    pub owner: Address,
    pub spender: Address,
    pub value: U256,
    pub nonce: U256,
    pub deadline: U256,
}

/// What stands for a token in what is signed.
pub fn separator(chain: u64, place: usize) -> B256 {
    domain(chain, Market::asset(place), SYMBOLS[place])
}

fn domain(chain: u64, token: Address, name: &str) -> B256 {
    let kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let words = [
        keccak256(kind),
        keccak256(name),
        keccak256(VERSION),
        U256::from(chain).into(),
        token.into_word(),
    ];
    keccak256(words.concat())
}

/// What is signed of a permission.
fn digest(separator: B256, signed: &Signed) -> B256 {
    let kind = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    let words = [
        keccak256(kind),
        signed.owner.into_word(),
        signed.spender.into_word(),
        signed.value.into(),
        signed.nonce.into(),
        signed.deadline.into(),
    ];
    let message = keccak256(words.concat());
    keccak256([&[0x19, 0x01], &separator[..], &message[..]].concat())
}

/// The signature of an account.
fn sign(digest: B256, account: Address) -> (u8, B256, B256) {
    let half = |seed: &[u8]| {
        let mut half = keccak256(seed);
        // Below half of the order of any curve.
        half[0] = 0;
        half
    };
    let r = half(&[&digest[..], account.as_slice()].concat());
    let s = half(&r[..]);
    (27 + s[31] % 2, r, s)
}

/// Reads a text that a wallet is asked to sign; none where it is no permission of a token of this chain.
pub fn read(chain: u64, text: &str) -> Option<Signed> {
    let typed: Value = serde_json::from_str(text).ok()?;
    let (domain, message) = (&typed["domain"], &typed["message"]);
    let number = |name: &str| message[name].as_str()?.parse::<U256>().ok();
    let own = typed["primaryType"] == "Permit" && domain["chainId"] == chain;
    own.then_some(())?;
    Some(Signed {
        chain,
        token: address(&domain["verifyingContract"]),
        owner: address(&message["owner"]),
        spender: address(&message["spender"]),
        value: number("value")?,
        nonce: number("nonce")?,
        deadline: number("deadline")?,
    })
}

/// What a wallet gives for a text.
pub fn signature(signed: &Signed, text: &str, account: Address) -> Bytes {
    let typed: Value = serde_json::from_str(text).expect("JSON");
    let name = typed["domain"]["name"].as_str().expect("a name");
    let separator = domain(signed.chain, signed.token, name);
    let (v, r, s) = sign(digest(separator, signed), account);
    [&r[..], &s[..], &[v]].concat().into()
}

/// A token takes a permission, or does not: the pool goes on without, as those from 3.1 on do.
pub fn take(
    market: &mut Market,
    (chain, at): (u64, u64),
    owner: Address,
    place: usize,
    (value, deadline, signed): (U256, U256, (u8, B256, B256)),
) {
    let taken = market.permits.entry((owner, place)).or_default();
    let permission = Signed {
        chain,
        token: Market::asset(place),
        owner,
        spender: market.pool,
        value,
        nonce: U256::from(*taken),
        deadline,
    };
    let is_in_time = U256::from(at) <= deadline;
    let is_own = signed == sign(digest(separator(chain, place), &permission), owner);
    if market.takes_permits && place > 0 && is_in_time && is_own {
        *taken += 1;
        market.approve(owner, place, value);
    }
}
