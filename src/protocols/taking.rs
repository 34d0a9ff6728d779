//! What a seizure took, and for what, as the protocol logs it.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

use crate::chain::logs::Entry;
use crate::math::{TokenAmount, mul_div_floor, pow10};

/// So many events are read: an answer with more is not of one account.
const EVENTS: usize = 64;

/// So many pairs are told apart.
const PAIRS: usize = 8;

/// What a token is called, in the form in which it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenName {
    token: [u8; 20],
    symbol: String,
    decimals: u8,
}

impl TokenName {
    /// A token's symbol, made safe to show, and its decimals.
    #[must_use]
    pub fn new(token: Address, symbol: String, decimals: u8) -> Self {
        let token = token.into();
        Self {
            token,
            symbol,
            decimals,
        }
    }
}

/// What one event says was taken, and what was paid for it; one of both, where the protocol logs them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) taken: Option<(Address, U256)>,
    pub(super) paid: Option<(Address, U256)>,
    /// What the protocol takes for itself is not in what was taken.
    pub(super) leaves_out_fee: bool,
}

/// So much of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The token's symbol.
    pub symbol: String,
    /// How much.
    pub amount: TokenAmount,
}

/// Collateral that was taken for debt that was paid; of several liquidations of the same tokens the sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taking {
    /// What was taken: of several tokens where a protocol takes all at once.
    pub taken: Vec<Part>,
    /// What was paid for it.
    pub paid: Part,
    /// What the protocol took for itself is not logged with it: more is gone than was taken.
    pub leaves_out_fee: bool,
    /// In how many liquidations.
    pub times: u32,
    /// The block of the last.
    pub block: u64,
    /// The transaction of the last.
    pub transaction: B256,
}

impl Taking {
    /// What was paid for a whole token of what was taken, rounded down; none where more than one token was
    /// taken, or it is too little to be said.
    #[must_use]
    pub fn price(&self) -> Option<TokenAmount> {
        let [taken] = self.taken.as_slice() else {
            return None;
        };
        let unit = pow10(taken.amount.decimals).ok()?;
        let price = mul_div_floor(self.paid.amount.raw, unit, taken.amount.raw).ok()?;
        let price = TokenAmount::new(price, self.paid.amount.decimals);
        (!price.raw.is_zero()).then_some(price)
    }
}

/// How much of which tokens.
type Amounts = BTreeMap<Address, U256>;

/// What was taken and paid, in so many liquidations, the last of them there.
#[derive(Default)]
struct Sum {
    taken: Amounts,
    paid: Amounts,
    leaves_out_fee: bool,
    times: u32,
    block: u64,
    transaction: B256,
}

impl Sum {
    fn add(&mut self, entry: &Entry, taken: &Amounts, paid: &Amounts) -> Option<()> {
        for (own, more) in [(&mut self.taken, taken), (&mut self.paid, paid)] {
            for (token, amount) in more {
                let sum = own.entry(*token).or_default();
                *sum = sum.checked_add(*amount)?;
            }
        }
        if entry.block >= self.block {
            (self.block, self.transaction) = (entry.block, entry.transaction);
        }
        Some(())
    }
}

/// What these events say together; none where any of it makes no sense, or a token has no name.
///
/// What a protocol logs apart belongs together where it is of one transaction. The same event twice is one.
pub(super) fn takings(
    log: &[Entry],
    names: &[TokenName],
    told: impl Fn(&Entry) -> Option<Told>,
) -> Option<Vec<Taking>> {
    if log.len() > EVENTS {
        return None;
    }
    let mut apart: BTreeMap<B256, Sum> = BTreeMap::new();
    let mut sums: Vec<Sum> = Vec::new();
    for (place, entry) in log.iter().enumerate() {
        if log.iter().take(place).any(|one| one == entry) {
            continue;
        }
        let Told {
            taken,
            paid,
            leaves_out_fee,
        } = told(entry)?;
        let is_whole = taken.is_some() && paid.is_some();
        let (taken, paid) = (Amounts::from_iter(taken), Amounts::from_iter(paid));
        match is_whole {
            true => {
                let sum = together(&mut sums, &taken, &paid)?;
                sum.leaves_out_fee |= leaves_out_fee;
                sum.add(entry, &taken, &paid)?;
            }
            false => apart
                .entry(entry.transaction)
                .or_default()
                .add(entry, &taken, &paid)?,
        }
    }
    for (transaction, part) in apart {
        let entry = log.iter().find(|one| one.transaction == transaction)?;
        together(&mut sums, &part.taken, &part.paid)?.add(entry, &part.taken, &part.paid)?;
    }
    let part = |(token, raw): (Address, U256)| {
        let name = names.iter().find(|one| token == Address::from(one.token))?;
        Some(Part {
            symbol: name.symbol.clone(),
            amount: TokenAmount::new(raw, name.decimals),
        })
    };
    let named = sums.into_iter().map(|sum| {
        let taken: Option<Vec<Part>> = sum.taken.into_iter().map(part).collect();
        let mut paid = sum.paid.into_iter();
        let (paid, more) = (part(paid.next()?)?, paid.next());
        Some(Taking {
            taken: taken.filter(|taken| !taken.is_empty() && more.is_none())?,
            paid,
            leaves_out_fee: sum.leaves_out_fee,
            times: sum.times,
            block: sum.block,
            transaction: sum.transaction,
        })
    });
    named.collect()
}

/// The sum of one liquidation more of these tokens; none where there are too many of them.
fn together<'a>(sums: &'a mut Vec<Sum>, taken: &Amounts, paid: &Amounts) -> Option<&'a mut Sum> {
    let is_same = |sum: &Sum| sum.taken.keys().eq(taken.keys()) && sum.paid.keys().eq(paid.keys());
    let place = sums.iter().position(is_same).unwrap_or(sums.len());
    if place == sums.len() {
        sums.push(Sum::default());
    }
    let sum = sums.get_mut(place).filter(|_| place < PAIRS)?;
    sum.times = sum.times.saturating_add(1);
    Some(sum)
}

/// The words of what is no topic, where they are exactly so many.
pub(super) fn words<const N: usize>(entry: &Entry) -> Option<[U256; N]> {
    let (words, rest) = entry.data.as_chunks::<32>();
    let words: [[u8; 32]; N] = words.try_into().ok()?;
    rest.is_empty().then(|| words.map(U256::from_be_bytes))
}

/// The address that a topic is.
pub(super) fn address(entry: &Entry, place: usize) -> Option<Address> {
    let topic = entry.topics.get(place)?;
    let address = Address::from_word(*topic);
    (address.into_word() == *topic).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::super::morpho_blue::MarketParams;
    use super::super::{aave_v3, compound_v3, morpho_blue};
    use super::*;
    use crate::math::Wad;
    use alloy::primitives::{Bytes, keccak256};

    const ETHER: Address = Address::repeat_byte(1);
    const BITCOIN: Address = Address::repeat_byte(2);
    const DOLLARS: Address = Address::repeat_byte(3);
    const WHOSE: Address = Address::repeat_byte(4);

    fn names() -> Vec<TokenName> {
        let all = [
            (ETHER, "WETH", 18),
            (BITCOIN, "WBTC", 8),
            (DOLLARS, "USDC", 6),
        ];
        let name = |(token, symbol, decimals): (Address, &str, u8)| {
            TokenName::new(token, symbol.to_owned(), decimals)
        };
        all.map(name).to_vec()
    }

    fn entry(transaction: u8, event: &str, topics: &[B256], words: &[u64]) -> Entry {
        let words = words.iter().map(|one| U256::from(*one).to_be_bytes::<32>());
        Entry {
            contract: Address::ZERO,
            block: 100 + u64::from(transaction),
            transaction: B256::repeat_byte(transaction),
            index: Some(5),
            topics: [&[keccak256(event)], topics].concat(),
            data: Bytes::from(words.collect::<Vec<_>>().concat()),
        }
    }

    fn of_aave(transaction: u8, taken: (Address, u64), paid: u64) -> Entry {
        let topics = [taken.0, DOLLARS, WHOSE].map(|one| one.into_word());
        let event = "LiquidationCall(address,address,address,uint256,uint256,address,bool)";
        entry(transaction, event, &topics, &[paid, taken.1, 9, 1])
    }

    fn of_comet(transaction: u8) -> [Entry; 3] {
        let absorbed = |token: Address, amount| {
            let topics = [WHOSE, WHOSE, token].map(|one| one.into_word());
            let event = "AbsorbCollateral(address,address,address,uint256,uint256)";
            entry(transaction, event, &topics, &[amount, 77])
        };
        let topics = [WHOSE, WHOSE].map(|one| one.into_word());
        let event = "AbsorbDebt(address,address,uint256,uint256)";
        let debt = entry(transaction, event, &topics, &[500_000_000, 77]);
        [absorbed(ETHER, 10), absorbed(BITCOIN, 20), debt]
    }

    fn text(taking: &Taking) -> String {
        let part = |one: &Part| format!("{} {}", one.amount.raw, one.symbol);
        let taken = taking.taken.iter().map(part).collect::<Vec<_>>().join("+");
        let paid = part(&taking.paid);
        let (times, block) = (taking.times, taking.block);
        let transaction = taking.transaction.0[0];
        format!("{taken} for {paid} {times}x {block} {transaction}")
    }

    fn texts(log: &[Entry], told: impl Fn(&Entry) -> Option<Told>) -> Option<Vec<String>> {
        let all = takings(log, &names(), told)?;
        Some(all.iter().map(text).collect())
    }

    fn aave(log: &[Entry]) -> Option<Vec<String>> {
        texts(log, aave_v3::told)
    }

    fn comet(log: &[Entry]) -> Option<Vec<String>> {
        texts(log, |entry| compound_v3::told(entry, DOLLARS))
    }

    #[test]
    fn several_liquidations_of_a_pair_are_summed_and_another_pair_is_another() {
        let log = [
            of_aave(2, (ETHER, 10), 300),
            of_aave(7, (ETHER, 5), 100),
            of_aave(3, (BITCOIN, 1), 50),
        ];
        let said = [
            "15 WETH for 400 USDC 2x 107 7",
            "1 WBTC for 50 USDC 1x 103 3",
        ];
        assert_eq!(aave(&log).unwrap(), said);
        // A node that says the same twice.
        let twice = [&log[..], &log[..]].concat();
        assert_eq!(aave(&twice).unwrap(), said);
        assert_eq!(aave(&[]), Some(vec![]));
        // A liquidator that takes the same twice in one transaction.
        let first = of_aave(2, (ETHER, 10), 300);
        let second = Entry {
            index: Some(9),
            ..first.clone()
        };
        let said = ["20 WETH for 600 USDC 2x 102 2"];
        assert_eq!(aave(&[first, second]).unwrap(), said);
    }

    #[test]
    fn an_absorption_is_one_whatever_it_takes() {
        let [ether, bitcoin, debt] = of_comet(5);
        let log = [ether.clone(), bitcoin.clone(), debt.clone()];
        let said = ["10 WETH+20 WBTC for 500000000 USDC 1x 105 5"];
        assert_eq!(comet(&log).unwrap(), said);
        // Half of it says nothing.
        assert_eq!(comet(&[ether, bitcoin]), None);
        assert_eq!(comet(&[debt]), None);
        let twice = [of_comet(5), of_comet(6)].concat();
        let said = ["20 WETH+40 WBTC for 1000000000 USDC 2x 106 6"];
        assert_eq!(comet(&twice).unwrap(), said);
    }

    #[test]
    fn an_isolated_market_says_it_in_its_own_tokens_and_so_does_who_comes_before() {
        let params = MarketParams {
            loan_token: DOLLARS,
            collateral_token: ETHER,
            oracle: Address::ZERO,
            irm: Address::ZERO,
            lltv: Wad::ONE,
        };
        let topics = [B256::ZERO, WHOSE.into_word(), WHOSE.into_word()];
        let event = "Liquidate(bytes32,address,address,uint256,uint256,uint256,uint256,uint256)";
        let own = entry(1, event, &topics, &[300, 1, 10, 44, 45]);
        let event = "PreLiquidate(bytes32,address,address,uint256,uint256,uint256)";
        let earlier = entry(2, event, &topics, &[30, 1, 2]);
        let said = texts(&[own, earlier], |entry| morpho_blue::told(entry, &params));
        assert_eq!(said.unwrap(), ["12 WETH for 330 USDC 2x 102 2"]);
    }

    #[test]
    fn what_is_garbled_or_has_no_name_says_nothing_and_all_with_it() {
        let good = of_aave(2, (ETHER, 10), 300);
        let mut short = good.clone();
        short.data = short.data.slice(..96);
        let mut odd = good.clone();
        odd.data = [&good.data[..], &[0]].concat().into();
        let mut dirty = good.clone();
        dirty.topics[1].0[0] = 1;
        let mut few = good.clone();
        few.topics.truncate(2);
        let unnamed = of_aave(2, (WHOSE, 10), 300);
        for bad in [short, odd, dirty, few, unnamed] {
            assert_eq!(aave(&[good.clone(), bad.clone()]), None, "{bad:?}");
        }
        let mut huge = good.clone();
        huge.data = [&[0xff; 64][..], &good.data[64..]].concat().into();
        assert!(aave(core::slice::from_ref(&huge)).is_some());
        assert_eq!(aave(&[good, huge]), None, "too much together");
        let many = (0..65).map(|one| of_aave(one, (ETHER, 1), 1));
        assert_eq!(aave(&many.collect::<Vec<_>>()), None);
    }

    #[test]
    fn the_price_is_that_of_a_whole_token_rounded_down() {
        let price = |raw: u64, paid: u64| {
            let log = [of_aave(2, (BITCOIN, raw), paid)];
            let all = takings(&log, &names(), aave_v3::told).unwrap();
            all[0].price().map(|price| price.format_floor(6))
        };
        assert_eq!(price(5_000_000, 3_000_000_000).unwrap(), "60000");
        assert_eq!(price(3, 2).unwrap(), "66.666666");
        // Nothing was taken, or nothing paid.
        assert_eq!((price(0, 5), price(5, 0)), (None, None));
        let absorbed = takings(&of_comet(5), &names(), |entry| {
            compound_v3::told(entry, DOLLARS)
        });
        assert_eq!(absorbed.unwrap()[0].price(), None);
    }
}
