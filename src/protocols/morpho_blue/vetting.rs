//! Which contracts there are that could liquidate a part of an account early, and whether one is what it
//! is taken for: what authorises a contract gives it everything that the account has on Morpho.
//!
//! Mirrors `PreLiquidationFactory`: it logs each contract that it makes, with the market that it is for,
//! and says of any address whether it made it. What a contract says of itself is believed only then. The
//! factory vouches for the code and not for what it is made with: of the oracle it takes any.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolEvent;

use super::abi::CreatePreLiquidation;
use super::read::Ask;
use super::{Addresses, MarketParams, PreLiquidation, PreLiquidationParams};
use crate::chain::logs::{Entry, Events};
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::math::Wad;
use crate::protocols::ReadError;
use crate::protocols::questions::{Questions, address};

/// Contracts that are asked about for an account in a market, all at one block.
#[derive(Clone, Debug)]
pub struct Vetting {
    market: Addresses,
    account: Address,
    params: MarketParams,
    contracts: Vec<Address>,
    questions: Questions<Ask>,
}

/// Whether an account has authorised a contract. The protocol alone is asked: what the contract does with a
/// question of its own cannot keep the answer away.
#[derive(Clone, Debug)]
pub struct Authorization {
    contract: Address,
    questions: Questions<Ask>,
}

impl Authorization {
    /// Asks, in this one call.
    pub(in super::super) fn start(
        market: &Addresses,
        account: Address,
        contract: Address,
    ) -> (Self, Vec<Call>) {
        let mut questions = Questions::new();
        let asked = questions.ask(vec![Ask::Authorized(contract)]).iter();
        let calls = asked.map(|ask| ask.call(market, None, account)).collect();
        let asked = Self {
            contract,
            questions,
        };
        (asked, calls)
    }

    /// What was said at a block; none where it was no yes and no no.
    #[must_use]
    pub fn told(mut self, block: BlockRef, answers: &[CallAnswer]) -> Option<bool> {
        self.questions.take(block, answers).ok()?;
        self.questions.flag(Ask::Authorized(self.contract)).ok()
    }
}

/// What is known of an address that may be a contract which liquidates accounts early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vetted {
    /// The address.
    pub address: Address,
    /// What it says that it is; none where it is nothing of the kind, or for another market.
    pub contract: Option<PreLiquidation>,
    /// Whether it may be authorised; why not.
    pub fit: Result<(), Unfit>,
    /// The pinned factory says that it has made it, for whatever market.
    pub is_made: bool,
    /// The account has authorised it, whatever it is.
    pub is_authorized: bool,
}

/// Why a contract is not to be authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The pinned factory has not made it for this market, or it is not as that makes them.
    NotMade,
    /// It goes by this oracle, which is not the market's: whoever made the contract chose it, it can name any
    /// price, and by that take all that the account has for nearly nothing.
    OtherOracle(Address),
}

impl Addresses {
    /// What is logged of contracts that the factory makes, for whatever market.
    pub(in super::super) fn made(&self) -> Option<Events> {
        Some(Events {
            contracts: vec![self.factory?.contract],
            topics: vec![vec![CreatePreLiquidation::SIGNATURE_HASH], vec![]],
        })
    }

    /// The contracts for this market among those, the newest first, and no more than so many.
    pub(in super::super) fn made_for_it(&self, log: &[Entry], most: usize) -> Vec<Address> {
        let mut made = Vec::new();
        for entry in log.iter().rev() {
            if made.len() >= most {
                break;
            }
            // The market is the first word of what is not a topic.
            let is_for_it = entry.data.first_chunk() == Some(&self.id.0);
            let contract = entry.topics.get(1).map(|it| Address::from_word(*it));
            made.extend(contract.filter(|it| is_for_it && !made.contains(it)));
        }
        made
    }
}

impl Vetting {
    /// Asks about contracts for a market of these parameters, which its id is the hash of; the calls are the first
    /// batch.
    #[must_use]
    pub fn start(
        market: Addresses,
        account: Address,
        params: MarketParams,
        contracts: Vec<Address>,
    ) -> (Self, Vec<Call>) {
        let mut vetting = Self {
            market,
            account,
            params,
            contracts,
            questions: Questions::new(),
        };
        let wanted = vetting.wanted();
        let calls = vetting.ask(wanted);
        (vetting, calls)
    }

    /// Takes the answers to the last batch, in its order, at this block; the calls that are still to be
    /// made.
    ///
    /// # Errors
    /// [`ReadError`] where the answers are not those to the last batch, or of another block.
    pub fn feed(
        &mut self,
        block: BlockRef,
        answers: &[CallAnswer],
    ) -> Result<Vec<Call>, ReadError> {
        self.questions.take(block, answers)?;
        let wanted = self.wanted();
        Ok(self.ask(wanted))
    }

    /// What came of it, contract by contract.
    #[must_use]
    pub fn found(&self) -> Vec<Vetted> {
        let contracts = self.contracts.iter();
        contracts.map(|&contract| self.vetted(contract)).collect()
    }

    /// What a contract goes by that may be authorised: one that the pinned factory says it has made, that says
    /// itself that it is of this market, and that goes by the market's own oracle. The first batch tells.
    ///
    /// # Errors
    /// [`Unfit`] where it may not be.
    pub fn vouched(&self, contract: Address) -> Result<PreLiquidationParams, Unfit> {
        let params = self.params(contract).ok_or(Unfit::NotMade)?;
        // The constructor, which the factory runs, takes no others.
        if !(self.is_made(contract) && params.are_sound(self.params.lltv)) {
            return Err(Unfit::NotMade);
        }
        match params.oracle == self.params.oracle {
            true => Ok(params),
            false => Err(Unfit::OtherOracle(params.oracle)),
        }
    }

    fn vetted(&self, address: Address) -> Vetted {
        let contract = self.params(address).map(|params| {
            let price = self.questions.data(Ask::Price(params.oracle)).ok();
            PreLiquidation {
                contract: address,
                params,
                price: price.and_then(first_word),
            }
        });
        Vetted {
            address,
            contract,
            fit: self.vouched(address).map(|_| ()),
            is_made: self.is_made(address),
            // Whatever it is.
            is_authorized: self.questions.flag(Ask::Authorized(address)) == Ok(true),
        }
    }

    fn is_made(&self, contract: Address) -> bool {
        let factory = self.market.factory;
        factory.is_some_and(|it| self.questions.flag(Ask::Made(it.contract, contract)) == Ok(true))
    }

    fn params(&self, contract: Address) -> Option<PreLiquidationParams> {
        params(&self.questions, &self.market, contract)
    }

    fn wanted(&self) -> Vec<Ask> {
        let mut wanted = Vec::new();
        for &contract in &self.contracts {
            wanted.extend(Ask::of_contract(contract));
            wanted.extend(
                self.market
                    .factory
                    .map(|it| Ask::Made(it.contract, contract)),
            );
            wanted.extend(self.params(contract).map(|it| Ask::Price(it.oracle)));
        }
        wanted
    }

    fn ask(&mut self, wanted: Vec<Ask>) -> Vec<Call> {
        let asked = self.questions.ask(wanted).iter();
        asked
            .map(|ask| ask.call(&self.market, None, self.account))
            .collect()
    }
}

/// What a contract says that it goes by, if it says that it is one of this market.
pub(super) fn params(
    questions: &Questions<Ask>,
    of: &Addresses,
    contract: Address,
) -> Option<PreLiquidationParams> {
    let asked = Ask::PreLiquidationParams(contract);
    let [pre_lltv, first, last, least, most, oracle] = questions.words(asked).ok()?;
    let morpho = questions.word(Ask::PreLiquidationMorpho(contract)).ok()?;
    let market = questions.word(Ask::PreLiquidationMarket(contract)).ok()?;
    let is_of_this = address(morpho, asked) == Ok(of.morpho) && market.to_be_bytes() == of.id.0;
    let params = PreLiquidationParams {
        pre_lltv: Wad::from_raw(pre_lltv),
        close_factors: [first, last].map(Wad::from_raw),
        incentives: [least, most].map(Wad::from_raw),
        oracle: address(oracle, asked).ok()?,
    };
    is_of_this.then_some(params)
}

/// The first word of an answer, whatever follows, as Solidity reads it.
pub(super) fn first_word(answer: &[u8]) -> Option<U256> {
    let word = answer.first_chunk()?;
    Some(U256::from_be_bytes::<32>(*word))
}
