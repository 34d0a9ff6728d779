//! The transactions of the account that pays: what waits for a block, who sees it, and what each does.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};

use super::market::ONE;

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

    /// A call of it is carried out, or refused by a contract.
    fn run(&mut self, data: &[u8]) -> bool {
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
        let is_allowed = amount <= self.allowance;
        if is_allowed {
            self.allowance -= amount;
            self.paid += amount;
        }
        is_allowed
    }
}

/// So much ether the account has in its wallet, always.
pub fn balance() -> U256 {
    U256::from(100_000_000) * U256::from(ONE)
}

#[derive(Clone, Debug)]
pub struct Sent {
    pub hash: B256,
    pub to: Address,
    pub data: Bytes,
    pub nonce: u64,
    /// It came through a relay that no node sees into.
    pub is_hidden: bool,
}

impl Sent {
    /// Whether it takes anything: a permission does not.
    pub fn pays(&self) -> bool {
        !self.data.is_empty() && !self.data.starts_with(&APPROVE)
    }
}

/// What waits for a block.
#[derive(Debug, Default)]
pub struct Payments {
    waiting: Vec<Sent>,
    made: u64,
    /// Nothing that nodes see goes into blocks; nothing that the relay holds does.
    pub holds: bool,
    pub relay_holds: bool,
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

    /// Sends something; none where a node would refuse it: the number is taken, or waits already.
    pub fn send(
        &mut self,
        (to, data): (Address, Bytes),
        (nonce, count): (u64, u64),
        is_hidden: bool,
    ) -> Option<B256> {
        if nonce < count || self.seen().any(|one| one.nonce == nonce) {
            return None;
        }
        self.made += 1;
        let hash = keccak256([&self.made.to_be_bytes()[..], &data].concat());
        self.waiting.push(Sent {
            hash,
            to,
            data,
            nonce,
            is_hidden,
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
            let _ = self.send((one.to, Bytes::new()), (one.nonce, 0), false);
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
            let succeeds = account.run(&one.data);
            mined.push((one, succeeds));
        }
        mined
    }

    /// The block of these was taken away: they wait again, where they came from. Where one machine makes
    /// the blocks nothing comes back unseen.
    pub fn come_back(&mut self, mined: &[(Sent, bool)], is_unseen: bool) {
        let back = mined.iter().map(|(one, _)| Sent {
            is_hidden: one.is_hidden && is_unseen,
            ..one.clone()
        });
        self.waiting.splice(0..0, back);
    }
}
