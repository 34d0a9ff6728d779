//! Which contracts there are that could liquidate a part of an account early, and whether one is what it
//! is taken for: what authorises a contract gives it everything that the account has on Morpho.
//!
//! Mirrors `PreLiquidationFactory`: it logs each contract that it makes, with the market that it is for,
//! and says of any address whether it made it. What a contract says of itself is believed only then.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolEvent;

use super::abi::CreatePreLiquidation;
use super::read::Ask;
use super::{Addresses, PreLiquidation, PreLiquidationParams};
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
    lltv: Wad,
    contracts: Vec<Address>,
    questions: Questions<Ask>,
}

/// What is known of an address that may be a contract which liquidates accounts early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vetted {
    /// The address.
    pub address: Address,
    /// What it says that it is; none where it is nothing of the kind, or for another market.
    pub contract: Option<PreLiquidation>,
    /// The pinned factory says that it has made it, and it is as that makes them.
    pub is_made: bool,
    /// The account has authorised it, whatever it is.
    pub is_authorized: bool,
}

impl Addresses {
    /// What is logged of contracts that the factory makes, for whatever market.
    pub(in super::super) fn made(&self) -> Option<Events> {
        Some(Events {
            contracts: vec![self.factory?.contract],
            topics: vec![vec![CreatePreLiquidation::SIGNATURE_HASH], vec![]],
        })
    }

    /// The contracts for this market among those, the newest first.
    pub(in super::super) fn made_for_it(&self, log: &[Entry]) -> Vec<Address> {
        let mut made = Vec::new();
        for entry in log.iter().rev() {
            // The market is the first word of what is not a topic.
            let is_for_it = entry.data.first_chunk() == Some(&self.id.0);
            let contract = entry.topics.get(1).map(|it| Address::from_word(*it));
            made.extend(contract.filter(|it| is_for_it && !made.contains(it)));
        }
        made
    }
}

impl Vetting {
    /// Asks about contracts for a market of this LLTV; the calls are the first batch.
    #[must_use]
    pub fn start(
        market: Addresses,
        account: Address,
        lltv: Wad,
        contracts: Vec<Address>,
    ) -> (Self, Vec<Call>) {
        let mut vetting = Self {
            market,
            account,
            lltv,
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

    /// What a contract goes by that may be authorised: one that the pinned factory says it has made, and
    /// that says itself that it is of this market. The first batch tells.
    #[must_use]
    pub fn vouched(&self, contract: Address) -> Option<PreLiquidationParams> {
        let params = self.params(contract)?;
        // The constructor, which the factory runs, takes no others.
        (self.is_made(contract) && params.are_sound(self.lltv)).then_some(params)
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
            is_made: self.vouched(address).is_some(),
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
