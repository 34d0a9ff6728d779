use alloy::primitives::{B256, keccak256};

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
    /// What the wallet knows them by. It takes one only once.
    pub id: B256,
    /// The calls, in order.
    pub payments: Vec<Payment>,
    /// They were asked for after this block, also where a reorganisation took away what came next. What
    /// the wallet names of before it is older than they.
    pub after: u64,
    /// The most that the wallet said of them.
    pub word: Word,
}

/// What a wallet said of calls that it is to carry out as one, the least first: what it said is not
/// unsaid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// Nothing.
    #[default]
    None,
    /// It has them.
    Taken,
    /// They reverted, whatever their transaction did: that one may be somebody else's, around them.
    Undone,
}

impl Asked {
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

    /// The most that the wallet said of calls that it is to carry out as one.
    #[must_use]
    pub fn word(&self) -> Word {
        self.together().map_or(Word::None, |calls| calls.word)
    }

    /// The wallet says this of calls that it is to carry out as one.
    pub fn hear(&mut self, word: Word) {
        if let Self::Together(together) = self {
            together.word = together.word.max(word);
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

/// What a wallet is to know the calls of an account by that come under this number of its row: whoever
/// asks for them once more, here or where nobody remembers it, asks for the same, and a wallet takes
/// it once. An account without a row has no such number: `drawn` stands in its place.
#[must_use]
pub fn calls_id(slot: Slot, number: Option<u64>, drawn: (u64, u64)) -> B256 {
    let (kind, (first, second)) = match number {
        Some(number) => (1, (number, 0)),
        None => (0, drawn),
    };
    let numbers = [slot.chain.0, kind, first, second].map(u64::to_be_bytes);
    let account = slot.account.as_slice();
    keccak256([b"margin-call", account, numbers.as_flattened()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use alloy::primitives::Address;

    #[test]
    fn calls_of_one_number_have_one_name_and_those_of_no_row_are_drawn() {
        let slot = Slot {
            chain: ChainId(1),
            account: Address::repeat_byte(2),
        };
        let of = |number, drawn| calls_id(slot, number, drawn);
        assert_eq!(of(Some(7), (1, 2)), of(Some(7), (3, 4)));
        let elsewhere = Slot {
            chain: ChainId(10),
            ..slot
        };
        let another = Slot {
            account: Address::repeat_byte(3),
            ..slot
        };
        let all = [
            of(Some(7), (0, 0)),
            of(Some(8), (0, 0)),
            of(None, (7, 0)),
            of(None, (7, 1)),
            of(None, (8, 0)),
            calls_id(elsewhere, Some(7), (0, 0)),
            calls_id(another, Some(7), (0, 0)),
        ];
        for (place, one) in all.iter().enumerate() {
            assert!(!all[..place].contains(one), "{place}");
        }
    }
}
