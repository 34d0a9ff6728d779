//! From calls and answers to a [`Snapshot`], without doing I/O.
//!
//! A reading is a set of questions: each round asks for everything that is wanted and not answered
//! yet, and the reading is done when nothing is. First what the account has: one that has nothing
//! ends there, after one call. A [`Layout`] from an earlier reading predicts what will be wanted,
//! so that it is all asked at once. Of what it keeps, nothing can change: a market's id is the
//! hash of its parameters.

mod answers;
mod ask;
mod assemble;

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::{Addresses, MarketParams, MarketState, PreLiquidationParams, Tokens};
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::questions::Questions;
use crate::protocols::{Market, ReadError, Snapshot};
pub(super) use ask::Ask;

/// One account in one market, being read at one block: the one at which the first batch is answered.
#[derive(Clone, Debug)]
pub struct Reading {
    market: Market,
    addresses: Addresses,
    account: Address,
    /// Contracts that the account may have let pre-liquidate it.
    contracts: Vec<Address>,
    known: Option<Box<Known>>,
    questions: Questions<Ask>,
}

/// What a reading needs next, or what it found.
pub type Step = crate::protocols::Step<Box<Reading>, Snapshot, Layout>;

/// What an earlier reading learned about a market, to predict the next one; where the account has
/// nothing, that there is such a market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout(Option<Box<Known>>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    params: MarketParams,
    tokens: Tokens,
    /// The totals that the interest rate model was asked about.
    asked: MarketState,
    /// The contracts that were asked whether they are pre-liquidation contracts of the market, and what
    /// such a one goes by, whether or not the account has authorised it; none in what was kept before
    /// that was.
    #[serde(default)]
    contracts: Option<Vec<(Address, Option<PreLiquidationParams>)>>,
}

impl Reading {
    /// Starts reading `account` in the market at `addresses`, which is `market`; the calls are the
    /// first batch. Contracts that could pre-liquidate the account cannot be listed on chain:
    /// those in `contracts` are asked about.
    ///
    /// Without a layout this takes three batches, or one of two calls where the account has
    /// nothing. With the one of the account's last reading it takes one, and with an interest rate
    /// model other than the adaptive curve a second one after the market has moved.
    #[must_use]
    pub fn start(
        market: &Market,
        addresses: Addresses,
        account: Address,
        contracts: &[Address],
        layout: Option<Layout>,
    ) -> (Self, Vec<Call>) {
        let is_there = layout.is_some();
        // A layout may have lain in a store: of another market it predicts nothing.
        let is_of = |known: &Known| super::market_id(&known.params) == addresses.id;
        // And where other contracts are to be asked about than those that were, it is learnt anew.
        let known = layout.and_then(|Layout(known)| known);
        let known = known.filter(|known| is_of(known) && known.has_asked(contracts));
        let mut reading = Self {
            market: market.clone(),
            addresses,
            account,
            contracts: contracts.to_vec(),
            known,
            questions: Questions::new(),
        };
        let mut wanted = vec![Ask::Position];
        match &reading.known {
            Some(known) => known.wanted(&mut wanted),
            None if is_there => {}
            // An id that nobody made a market of has no positions either.
            None => wanted.push(Ask::Market),
        }
        let calls = reading.ask(wanted);
        (reading, calls)
    }

    /// Takes the answers to the last batch, in its order, at this block.
    ///
    /// # Errors
    /// [`ReadError`] when an answer is missing, failed or garbled, the market's id is not the hash
    /// of its parameters, or nobody has made such a market: the reading is over.
    pub fn feed(mut self, block: BlockRef, answers: &[CallAnswer]) -> Result<Step, ReadError> {
        self.questions.take(block, answers)?;
        let wanted = self.wanted()?;
        let calls = self.ask(wanted);
        if calls.is_empty() {
            let (snapshot, layout) = self.assemble()?;
            return Ok(Step::Done(Box::new(snapshot), layout));
        }
        Ok(Step::Need(Box::new(self), calls))
    }

    /// Marks what is wanted and not answered yet as pending, and returns its calls.
    fn ask(&mut self, wanted: Vec<Ask>) -> Vec<Call> {
        let read = self.params().ok().flatten();
        let known = self.known.as_deref().map(|known| known.params);
        let params = known.or(read);
        let call = |ask: &Ask| ask.call(&self.addresses, params.as_ref(), self.account);
        self.questions.ask(wanted).iter().map(call).collect()
    }

    /// What is wanted as far as the answers tell.
    fn wanted(&self) -> Result<Vec<Ask>, ReadError> {
        let mut wanted = vec![Ask::Position];
        if self.account()?.has_nothing() {
            return Ok(wanted);
        }
        wanted.push(Ask::Market);
        if let Some(known) = &self.known {
            // What was predicted was asked in the first round; only the totals can surprise.
            if let Some(now) = self.market()?
                && let Err(ask) = self.irm(&known.params, &known.asked, &now)?
            {
                wanted.push(ask);
            }
            return Ok(wanted);
        }
        wanted.push(Ask::Params);
        for &contract in &self.contracts {
            wanted.extend(Ask::of_contract(contract));
        }
        if let Some(params) = self.params()?
            && let Some(now) = self.market()?
        {
            wanted.push(Ask::Price(params.oracle));
            for token in [params.collateral_token, params.loan_token] {
                wanted.extend(Ask::of_token(token));
                wanted.extend([Ask::Symbol(token), Ask::Decimals(token)]);
            }
            for contract in self.contracts.iter().copied() {
                let params = self.pre_liquidator(contract);
                wanted.extend(params.map(|it| Ask::Price(it.oracle)));
            }
            if !params.irm.is_zero() {
                wanted.extend([Ask::RateAtTarget, Ask::BorrowRate(now)]);
            }
        }
        Ok(wanted)
    }
}

impl Known {
    /// What every reading of an account that has something asks.
    fn wanted(&self, wanted: &mut Vec<Ask>) {
        let params = &self.params;
        wanted.extend([Ask::Market, Ask::Price(params.oracle)]);
        for token in [params.collateral_token, params.loan_token] {
            wanted.extend(Ask::of_token(token));
        }
        if !params.irm.is_zero() {
            wanted.extend([Ask::RateAtTarget, Ask::BorrowRate(self.asked)]);
        }
        for (contract, it) in self.pre_liquidators() {
            wanted.extend([Ask::Authorized(contract), Ask::Price(it.oracle)]);
        }
    }

    /// Whether these contracts were asked about, and no others.
    fn has_asked(&self, contracts: &[Address]) -> bool {
        let asked = self
            .contracts
            .iter()
            .flatten()
            .map(|(contract, _)| contract);
        self.contracts.is_some() && asked.eq(contracts)
    }

    /// Those that are pre-liquidation contracts of the market.
    fn pre_liquidators(&self) -> impl Iterator<Item = (Address, PreLiquidationParams)> {
        let asked = self.contracts.iter().flatten();
        asked.filter_map(|(contract, params)| Some((*contract, (*params)?)))
    }
}
