//! The transactions of the account that pays: what waits for a block, who sees it, and what each does.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::SolCall;

use super::market::ONE;
use crate::abi::Multicall;

/// `approve(address,uint256)`.
const APPROVE: [u8; 4] = [0x09, 0x5e, 0xa7, 0xb3];

/// What the account has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account {
    /// So many transactions of it were mined.
    pub count: u64,
    /// What the market may take of its ether.
    pub allowance: U256,
    /// What it has paid in.
    pub paid: U256,
}

impl Account {
    pub fn has_paid(&self) -> bool {
        !self.paid.is_zero()
    }

    pub fn takes_out(&mut self) {
        self.paid = U256::ZERO;
    }

    /// A transaction of it is carried out, or refused by a contract: several calls as one all or none.
    pub fn run(&mut self, data: &Bytes, is_shut: bool) -> bool {
        let mut after = *self;
        let succeeds = calls(data).iter().all(|data| after.call(data, is_shut));
        if succeeds {
            *self = after;
        }
        succeeds
    }

    fn call(&mut self, data: &[u8], is_shut: bool) -> bool {
        let word = |place: usize| U256::from_be_slice(&data[4 + 32 * place..36 + 32 * place]);
        if data.is_empty() {
            return true;
        }
        if data.starts_with(&APPROVE) {
            self.allowance = word(1);
            return true;
        }
        // `supplyCollateral`: the five words of the market, then how much.
        let amount = word(5);
        let is_allowed = amount <= self.allowance && !is_shut;
        if is_allowed {
            self.allowance -= amount;
            self.paid += amount;
        }
        is_allowed
    }
}

/// The bytes of each call that a transaction makes: of one, or of several as one.
fn calls(data: &Bytes) -> Vec<Bytes> {
    match Multicall::aggregate3ValueCall::abi_decode(data) {
        Ok(asked) => asked.calls.into_iter().map(|one| one.callData).collect(),
        Err(_) => vec![data.clone()],
    }
}

/// So much ether the account has in its wallet, always.
pub fn balance() -> U256 {
    U256::from(100_000_000) * U256::from(ONE)
}

#[derive(Clone, Debug)]
pub struct Sent {
    /// The wallet was asked for it as the so-manieth.
    pub place: u64,
    pub hash: B256,
    pub to: Address,
    pub data: Bytes,
    pub nonce: u64,
    /// It came through a relay that no node sees into.
    pub is_hidden: bool,
    /// By which the wallet knows several calls that it carries out as one.
    pub name: Option<String>,
}

impl Sent {
    /// Whether it takes anything: a permission does not.
    pub fn pays(&self) -> bool {
        let pays = |data: &Bytes| !data.is_empty() && !data.starts_with(&APPROVE);
        calls(&self.data).iter().any(pays)
    }
}

/// What became of calls that a wallet was to carry out as one.
#[derive(Clone, Copy, Debug)]
pub enum AsOne {
    Waits,
    Mined(B256, bool),
}

/// What waits for a block.
#[derive(Debug, Default)]
pub struct Payments {
    waiting: Vec<Sent>,
    made: u64,
    /// The calls as one that are in blocks, by their names.
    mined: BTreeMap<String, (B256, bool)>,
    /// Nothing that nodes see goes into blocks; nothing that the relay holds does.
    pub holds: bool,
    pub relay_holds: bool,
    /// The market takes in nothing.
    pub is_shut: bool,
}

impl Payments {
    /// All that can still be mined for an account that has had so many.
    pub fn waiting(&self, count: u64) -> impl Iterator<Item = &Sent> {
        self.waiting.iter().filter(move |one| one.nonce >= count)
    }

    /// What a node knows to wait.
    pub fn seen(&self) -> impl Iterator<Item = &Sent> {
        self.waiting.iter().filter(|one| !one.is_hidden)
    }

    /// How many an account has with those that a node knows to wait.
    pub fn pending(&self, count: u64) -> u64 {
        let follows = |number: &u64| self.seen().any(|one| one.nonce == *number);
        count + (count..).take_while(follows).count() as u64
    }

    /// The number that a wallet gives by itself: it counts all that it has sent, seen or not.
    pub fn next(&self, count: u64) -> u64 {
        let numbers = self.waiting(count).map(|one| one.nonce + 1);
        numbers.max().unwrap_or(count)
    }

    /// What the wallet can tell of calls as one by their name; none where nobody has them any more.
    pub fn as_one(&self, name: &str) -> Option<AsOne> {
        if let Some((hash, succeeded)) = self.mined.get(name) {
            return Some(AsOne::Mined(*hash, *succeeded));
        }
        let mut names = self.waiting.iter().filter_map(|one| one.name.as_deref());
        names.any(|one| one == name).then_some(AsOne::Waits)
    }

    /// Sends something; none where a node would refuse it: the number is taken, or waits already.
    pub fn send(
        &mut self,
        place: u64,
        (to, data): (Address, Bytes),
        (nonce, count): (u64, u64),
        is_hidden: bool,
        name: Option<String>,
    ) -> Option<B256> {
        if nonce < count || self.seen().any(|one| one.nonce == nonce) {
            return None;
        }
        self.made += 1;
        let hash = keccak256([&self.made.to_be_bytes()[..], &data].concat());
        self.waiting.push(Sent {
            place,
            hash,
            to,
            data,
            nonce,
            is_hidden,
            name,
        });
        Some(hash)
    }

    /// All that waits is sent once more, under other hashes.
    pub fn speed_up(&mut self) {
        for one in &mut self.waiting {
            self.made += 1;
            one.hash = keccak256([&self.made.to_be_bytes()[..], &one.data].concat());
        }
    }

    /// All that waits is taken back: forgotten, or replaced by what does nothing.
    pub fn cancel(&mut self, replaces: bool) {
        let all = core::mem::take(&mut self.waiting);
        for one in all.into_iter().filter(|_| replaces) {
            let _ = self.send(
                one.place,
                (one.to, Bytes::new()),
                (one.nonce, 0),
                false,
                None,
            );
        }
    }

    /// What goes into the next block, in the order of its numbers, and whether it succeeds.
    pub fn mine(&mut self, account: &mut Account) -> Vec<(Sent, bool)> {
        let mut mined = Vec::new();
        let (holds, relay_holds) = (self.holds, self.relay_holds);
        loop {
            let goes = |one: &Sent| {
                let is_held = if one.is_hidden { relay_holds } else { holds };
                one.nonce == account.count && !is_held
            };
            let Some(place) = self.waiting.iter().position(goes) else {
                break;
            };
            let one = self.waiting.remove(place);
            account.count += 1;
            let succeeds = account.run(&one.data, self.is_shut);
            if let Some(name) = &one.name {
                self.mined.insert(name.clone(), (one.hash, succeeds));
            }
            mined.push((one, succeeds));
        }
        mined
    }

    /// The block of these was taken away: they wait again, where they came from. Where one machine makes
    /// the blocks nothing comes back unseen.
    pub fn come_back(&mut self, mined: &[(Sent, bool)], is_unseen: bool) {
        for name in mined.iter().filter_map(|(one, _)| one.name.as_ref()) {
            self.mined.remove(name);
        }
        let back = mined.iter().map(|(one, _)| Sent {
            is_hidden: one.is_hidden && is_unseen,
            ..one.clone()
        });
        self.waiting.splice(0..0, back);
    }
}
