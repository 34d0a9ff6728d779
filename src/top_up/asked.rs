use alloy::primitives::{B256, U256, keccak256};

use super::Slot;
use crate::chain::Payment;
use crate::chain::transactions::Transaction;

/// What the wallet is asked for at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// One transaction.
    One(Payment),
    /// Several calls that it carries out as one, all or none.
    Together(Together),
}

/// Several calls that are carried out as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The name that the wallet is given for them. It takes one only once.
    pub id: B256,
    /// Another name that it goes by, where it told one.
    pub known_as: Option<String>,
    /// The calls, in order.
    pub payments: Vec<Payment>,
    /// They were asked for after this block, also where a reorganisation took away what came next. What
    /// the wallet names of before it is older than they.
    pub after: u64,
    /// The wallet said that it has them.
    pub is_taken: bool,
    /// What it said last of transactions that it named, where that is not that all was done.
    pub said: Vec<(B256, Said)>,
}

/// What a wallet said of the calls that a transaction carries, whatever the transaction itself did: that
/// one may be somebody else's, around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// They reverted, all of them.
    Undone,
    /// Some of them did.
    Partly,
}

impl Together {
    /// What the wallet knows them by.
    #[must_use]
    pub fn name(&self) -> String {
        let own = || self.id.to_string();
        self.known_as.clone().unwrap_or_else(own)
    }

    /// The wallet says this of what transactions carry; none: all was done.
    fn hear(&mut self, hashes: &[B256], said: Option<Said>) {
        self.said.retain(|(hash, _)| !hashes.contains(hash));
        let said = said.into_iter();
        let said = said.flat_map(|said| hashes.iter().map(move |&hash| (hash, said)));
        self.said.extend(said);
    }
}

impl Asked {
    /// The chain's coin that goes with all of it.
    #[must_use]
    pub fn coin(&self) -> U256 {
        let payments = self.payments().iter();
        payments.fold(U256::ZERO, |sum, one| sum.saturating_add(one.value))
    }

    /// The payments, in order.
    #[must_use]
    pub fn payments(&self) -> &[Payment] {
        match self {
            Self::One(payment) => core::slice::from_ref(payment),
            Self::Together(together) => &together.payments,
        }
    }

    /// The calls that are carried out as one, if they are.
    #[must_use]
    pub const fn together(&self) -> Option<&Together> {
        match self {
            Self::One(_) => None,
            Self::Together(together) => Some(together),
        }
    }

    /// Whether the wallet said that it has calls that it is to carry out as one.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.together().is_some_and(|calls| calls.is_taken)
    }

    /// What the wallet said last of what a transaction carries, where that is not that all was done.
    #[must_use]
    pub fn said(&self, hash: B256) -> Option<Said> {
        let calls = self.together()?;
        let mut said = calls.said.iter();
        said.find_map(|(of, said)| (*of == hash).then_some(*said))
    }

    /// Whether a block is one before which nothing was asked for.
    #[must_use]
    pub fn is_older(&self, block: u64) -> bool {
        self.together().is_some_and(|calls| block <= calls.after)
    }

    /// The wallet has the calls, and goes by this name for them, where it is not the one it was given.
    pub fn take(&mut self, known_as: Option<String>) {
        if let Self::Together(calls) = self {
            calls.is_taken = true;
            calls.known_as = known_as.or(calls.known_as.take());
        }
    }

    /// The wallet says this of what these transactions carry; none: all was done.
    pub fn hear(&mut self, hashes: &[B256], said: Option<Said>) {
        if let Self::Together(calls) = self {
            calls.is_taken = true;
            calls.hear(hashes, said);
        }
    }

    /// Takes in what somebody else heard of the same. What was said of transactions everybody hears with
    /// each look, and last counts.
    pub fn learn(&mut self, other: &Self) {
        if let (Self::Together(own), Self::Together(other)) = (self, other) {
            own.is_taken |= other.is_taken;
            own.known_as = other.known_as.clone().or(own.known_as.take());
        }
    }

    /// Whether both ask for the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let id = |asked: &Self| asked.together().map(|calls| calls.id);
        id(self) == id(other) && self.payments() == other.payments()
    }

    /// Whether a transaction of the account does this.
    #[must_use]
    pub fn is_done_by(&self, transaction: &Transaction) -> bool {
        match self {
            Self::One(payment) => transaction.does(payment),
            Self::Together(together) => transaction.carries(&together.payments),
        }
    }
}

/// What decides the name of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// The account's next number, and how many names of that number have ended before. Whoever asks
    /// once more, here or where nobody remembers it, asks by the same name, and a wallet takes it once.
    Number(u64, u8),
    /// An account without a row of its own has no such number: these were drawn.
    Drawn(u64, u64),
}

/// What a wallet is to know the calls of an account by.
#[must_use]
pub fn calls_id(slot: Slot, by: NamedBy) -> B256 {
    let (kind, first, second) = match by {
        NamedBy::Drawn(first, second) => (0, first, second),
        NamedBy::Number(number, ended) => (1, number, u64::from(ended)),
    };
    let numbers = [slot.chain.0, kind, first, second].map(u64::to_be_bytes);
    let account = slot.account.as_slice();
    keccak256([b"margin-call", account, numbers.as_flattened()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{Call, ChainId};
    use alloy::primitives::{Address, Bytes};

    fn payment(sum: u8) -> Payment {
        Payment {
            call: Call {
                to: Address::repeat_byte(1),
                data: Bytes::copy_from_slice(&[sum]),
            },
            value: U256::ZERO,
        }
    }

    fn together(id: u8, payments: &[u8]) -> Together {
        Together {
            id: B256::repeat_byte(id),
            known_as: None,
            payments: payments.iter().copied().map(payment).collect(),
            after: 0,
            is_taken: false,
            said: Vec::new(),
        }
    }

    #[test]
    fn the_same_is_asked_for_only_where_name_and_calls_are_the_same() {
        let [one, other] = [7, 8].map(payment).map(Asked::One);
        let calls = |id, payments: &[u8]| Asked::Together(together(id, payments));
        let different = [
            one,
            other,
            calls(1, &[7]),
            calls(2, &[7]),
            calls(1, &[8]),
            calls(1, &[7, 8]),
        ];
        for (place, first) in different.iter().enumerate() {
            for (other_place, second) in different.iter().enumerate() {
                assert_eq!(first.is_same(second), place == other_place);
            }
        }
        // What is learnt of them does not make them others.
        let mut taken = calls(1, &[7]);
        taken.take(Some("a wallet's own".to_owned()));
        assert!(taken.is_same(&different[2]));
    }

    #[test]
    fn calls_go_by_the_name_that_they_were_given_until_the_wallet_tells_another() {
        let mut calls = together(1, &[7]);
        assert_eq!(calls.name(), B256::repeat_byte(1).to_string());
        calls.known_as = Some("a wallet's own".to_owned());
        assert_eq!(calls.name(), "a wallet's own");
    }

    #[test]
    fn every_account_number_and_attempt_has_a_name_of_its_own() {
        let slot = Slot {
            chain: ChainId(1),
            account: Address::repeat_byte(2),
        };
        let elsewhere = Slot {
            chain: ChainId(10),
            ..slot
        };
        let another = Slot {
            account: Address::repeat_byte(3),
            ..slot
        };
        let first = NamedBy::Number(7, 0);
        let all = [
            calls_id(slot, first),
            calls_id(slot, NamedBy::Number(7, 1)),
            calls_id(slot, NamedBy::Number(8, 0)),
            calls_id(slot, NamedBy::Drawn(7, 0)),
            calls_id(slot, NamedBy::Drawn(7, 1)),
            calls_id(slot, NamedBy::Drawn(8, 0)),
            calls_id(elsewhere, first),
            calls_id(another, first),
        ];
        assert_eq!(all[0], calls_id(slot, first));
        for (place, one) in all.iter().enumerate() {
            assert!(!all[..place].contains(one), "{place}");
        }
    }
}
