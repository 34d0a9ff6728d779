//! What the account has of its chain's coin, and what gas costs: of that more of one token can be made.

use alloy::primitives::U256;

use super::answer::read;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::rpc::{Request, parse_quantity};
use crate::protocols::PositionKey;
use crate::top_up::Purse;

/// What was asked of it, and answered so far. A node that does not say leaves only the tokens that there
/// are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Coin {
    coin: Heard,
    gas_price: Heard,
    /// The block that it is asked for.
    at: u64,
}

/// The answer to a question that need not have one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Heard {
    #[default]
    NotYet,
    Nothing,
    This(U256),
}

impl Coin {
    /// Asks for both.
    pub(super) fn ask(&mut self, turn: &mut Turn<'_>, key: &PositionKey) {
        let picture = turn.picture(key);
        self.at = picture.at();
        let coin = Request::coin(key.account, picture.at());
        turn.ask(Question::Coin, picture.via(), coin);
        turn.ask(Question::GasPrice, picture.via(), Request::gas_price());
    }

    /// A question was answered; whether it was one of these.
    pub(super) fn answered(&mut self, question: &Question, answer: &Answer) -> bool {
        let heard = match question {
            Question::Coin => &mut self.coin,
            Question::GasPrice => &mut self.gas_price,
            _ => return false,
        };
        *heard = match (read(answer.clone(), parse_quantity), *heard) {
            (Some(said), _) => Heard::This(said),
            // One answer that is missing takes away no way that stands there.
            (None, Heard::This(before)) => Heard::This(before),
            (None, _) => Heard::Nothing,
        };
        true
    }

    /// A payment of so much lies in this block: of what was there before that is gone.
    pub(super) fn paid(&mut self, amount: U256, block: u64) {
        if let Heard::This(before) = self.coin
            && self.at < block
        {
            self.coin = Heard::This(before.saturating_sub(amount));
            self.at = block;
        }
    }

    /// Whether both were answered.
    pub(super) fn is_known(&self) -> bool {
        self.coin != Heard::NotYet && self.gas_price != Heard::NotYet
    }

    /// Both, where they are known.
    pub(super) fn purse(&self) -> Option<Purse> {
        match (self.coin, self.gas_price) {
            (Heard::This(coin), Heard::This(gas_price)) => Some(Purse::new(coin, gas_price)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// It may be read in its block before its receipt comes, and once more after.
    #[test]
    fn a_payment_takes_from_the_coin_once() {
        let mut coin = Coin::default();
        for (question, said) in [(Question::Coin, "0x64"), (Question::GasPrice, "0x0")] {
            assert!(coin.answered(&question, &Ok(json!(said))));
        }
        let mut left = |amount: u64, block| {
            coin.paid(U256::from(amount), block);
            coin.purse().expect("a purse").coin
        };
        assert_eq!(left(30, 101), U256::from(70));
        assert_eq!(left(30, 101), U256::from(70), "the same once more");
        assert_eq!(left(30, 100), U256::from(70), "it was known after that");
        assert_eq!(left(30, 102), U256::from(40));
    }
}
