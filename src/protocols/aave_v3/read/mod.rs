//! From calls and answers to a [`Snapshot`], without doing I/O.
//!
//! A reading is a set of questions. What is wanted follows from what is answered: the reserve list
//! names reserves, their data name tokens, tokens have balances. Each round asks for everything
//! that is wanted and not answered yet, and the reading is done when nothing is. A [`Layout`] from
//! an earlier reading predicts what will be wanted, so that it is all asked at once; each of its
//! predictions is confirmed by an answer from the same block, and where one fails, the questions
//! that follow from the truth are asked in a further round. Of the reserves that do not belong to the
//! position no more is asked than shows that.
//!
//! Which categories of e-mode the account could be in instead is looked for in a reading after the first,
//! which people wait for, and where everything is to be found anew. There the token that wraps the chain's
//! coin is read too, whatever the wallet has of it: it can be made out of coin.
//!
//! Where the prices of what is held come from, and how rates follow from use, is asked now and then beside all
//! that, and never in a first reading or in a round of its own.
//!
//! Which release the market is follows from its arithmetic alone. What a pool calls itself, or what
//! matched the last time, says which [`Profile`]'s inputs to read and which to try first; then come
//! all others. Where none reproduces the contract's own view, the inputs of all are read.

mod answers;
mod ask;
mod assemble;
mod e_modes;
mod sources;

use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use super::Profile;
use super::{AccountData, Addresses, Line, Snapshot, UserConfig};
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::questions::Questions;
use crate::protocols::source_turn::SourceTurn;
use crate::protocols::{Market, ReadError, registry};
use crate::risk::Health;
use ask::{Ask, Expected, HEAD, Tokens};
use e_modes::EModes;

/// One account in one market, being read at one block: the one at which the first batch is answered.
#[derive(Clone, Debug)]
pub struct Reading {
    market: Market,
    addresses: Addresses,
    account: Address,
    known: Option<Layout>,
    /// What is known of e-modes, also where nothing else is to be believed; none in the first reading.
    e_modes: Option<EModes>,
    /// Whether it asks where prices come from.
    sources: SourceTurn,
    /// The expected profile did not reproduce the contract's view: the inputs of all are read.
    is_wide: bool,
    questions: Questions<Ask>,
}

/// What a reading needs next, or what it found.
pub type Step = crate::protocols::Step<Box<Reading>, Snapshot, Layout>;

/// What an earlier reading learned about a market and an account, to predict the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    revision: Option<U256>,
    /// The profile that reproduced the contract's view, if any did.
    profile: Expected,
    oracle: Address,
    sentinel: Option<Address>,
    #[serde(default)]
    e_modes: EModes,
    #[serde(skip)]
    sources: SourceTurn,
    /// Nothing of it is believed: the next reading finds everything anew.
    #[serde(skip)]
    is_old: bool,
    /// The asset that prices the category.
    category_source: Option<Address>,
    reserves: Vec<Known>,
}

/// A reserve of the market, as an earlier reading found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    id: u16,
    asset: Address,
    tokens: Tokens,
    /// None where it was not asked for yet.
    symbol: Option<String>,
    /// The account had something of it, or the coin of which it is made, so it is read every time.
    watched: bool,
    /// It had nothing but that coin.
    #[serde(default)]
    is_for_coin: bool,
    /// Who says what is paid on it, where the account owes it.
    #[serde(skip)]
    rate_strategy: Option<Address>,
}

impl Reading {
    /// Starts reading `account` in the pool at `addresses`, which is `market`; the calls are the
    /// first batch.
    ///
    /// Without a layout this takes three batches, or four where something is supplied that is neither
    /// used nor held in the wallet; with the one of the account's last reading, one, as long as nothing
    /// has moved that the layout could not foresee, and one more for each window of e-modes that are looked
    /// for, and for those that may help.
    #[must_use]
    pub fn start(
        market: &Market,
        addresses: Addresses,
        account: Address,
        known: Option<Layout>,
    ) -> (Self, Vec<Call>) {
        let e_modes = known.as_ref().map(|known| known.e_modes.clone());
        let sources = known.as_ref().map(|known| known.sources.clone());
        let mut reading = Self {
            market: market.clone(),
            addresses,
            account,
            known: known.filter(|known| !known.is_old),
            e_modes,
            sources: sources.unwrap_or_default(),
            is_wide: false,
            questions: Questions::new(),
        };
        let calls = reading.ask(reading.predicted());
        (reading, calls)
    }

    /// The health factor that the pool says among the answers to the first batch, which are not taken.
    #[must_use]
    pub fn told(&self, answers: &[CallAnswer]) -> Option<Health> {
        let place = self.questions.pending_place(Ask::AccountData)?;
        let answer = answers.get(place).filter(|answer| answer.success)?;
        AccountData::decode(&answer.data).map(|data| data.health())
    }

    /// Takes the answers to the last batch, in its order, at this block.
    ///
    /// # Errors
    /// [`ReadError`] when an answer is missing, failed or garbled: the reading is over.
    pub fn feed(mut self, block: BlockRef, answers: &[CallAnswer]) -> Result<Step, ReadError> {
        self.questions.take(block, answers)?;
        let wanted = self.confirmed()?;
        let mut calls = self.ask(wanted);
        if calls.is_empty() {
            let (snapshot, layout) = self.assemble()?;
            if layout.profile.is_none() && !self.is_wide {
                self.is_wide = true;
                let wanted = self.confirmed()?;
                calls = self.ask(wanted);
            }
            if calls.is_empty() {
                return Ok(Step::Done(Box::new(snapshot), layout));
            }
        }
        Ok(Step::Need(Box::new(self), calls))
    }

    /// Marks what is wanted and not answered yet as pending, and returns its calls.
    fn ask(&mut self, wanted: Vec<Ask>) -> Vec<Call> {
        let call = |ask: &Ask| ask.call(&self.addresses, self.account);
        self.questions.ask(wanted).iter().map(call).collect()
    }

    /// What will be wanted, as far as can be foreseen before the first answer.
    fn predicted(&self) -> Vec<Ask> {
        let mut wanted = HEAD.to_vec();
        let Some(known) = &self.known else {
            wanted.push(Ask::Reserves);
            return wanted;
        };
        let (oracle, expected) = (known.oracle, known.profile);
        wanted.extend(Ask::sentinel(known.sentinel, expected));
        wanted.extend(known.e_modes.foreseen(expected));
        wanted.extend(
            known
                .category_source
                .map(|asset| Ask::Price { oracle, asset }),
        );
        for &(asset, source) in self.sources.asked() {
            wanted.extend(Ask::of_source(asset, oracle, source));
            wanted.extend(known.rate_curve(asset));
        }
        for reserve in known.reserves.iter().filter(|reserve| reserve.watched) {
            wanted.extend(Ask::of_asset(reserve.asset, oracle));
            wanted.extend(Ask::grace(reserve.asset, expected));
            wanted.extend(Ask::of_tokens(reserve.tokens));
            wanted.extend(Ask::debts(reserve.tokens, expected));
        }
        wanted
    }

    /// What is wanted as far as the answers tell.
    fn confirmed(&mut self) -> Result<Vec<Ask>, ReadError> {
        let user = self.user()?;
        let oracle = self.oracle()?;
        if let Some(known) = &self.known
            && !(known.foresees(user, oracle) && self.confirms(known)?)
        {
            self.known = None;
        }
        let expected = self.expected()?;
        let mut wanted = HEAD.to_vec();
        wanted.extend(Ask::sentinel(self.sentinel()?, expected));
        wanted.extend(Ask::category(self.e_mode_id()?, expected));
        wanted.extend(self.other_e_modes(user, expected)?);
        let source = self.category_source()?;
        wanted.extend(source.map(|asset| Ask::Price { oracle, asset }));
        // What is owed beside scaled units is asked of debts alone.
        let debts = |id, tokens| match user.borrows(id) {
            true => Ask::debts(tokens, expected),
            false => Vec::new(),
        };
        let assets: Vec<Address> = match &self.known {
            Some(known) => {
                let watched = || known.watched_by(user);
                for reserve in watched() {
                    let unnamed = reserve.symbol.is_none();
                    wanted.extend(unnamed.then_some(Ask::Symbol(reserve.asset)));
                    wanted.extend(Ask::of_tokens(reserve.tokens));
                    wanted.extend(debts(reserve.id, reserve.tokens));
                    wanted.extend(Ask::grace(reserve.asset, expected));
                }
                watched().map(|reserve| reserve.asset).collect()
            }
            None => {
                wanted.extend([Ask::Reserves, Ask::BaseUnit(oracle)]);
                let mut of_position = Vec::new();
                for asset in self.reserves()?.unwrap_or_default() {
                    wanted.extend([Ask::Reserve(asset), Ask::Balance(asset)]);
                    // The tokens of a local chain are in no table: they are told by their names.
                    let by_name = self.market.chain.is_local() && self.looks_for_coin(user);
                    wanted.extend(by_name.then_some(Ask::Symbol(asset)));
                    let Some(data) = self.reserve(asset)? else {
                        continue;
                    };
                    let supply = data.supply_token;
                    wanted.push(Ask::Scaled(supply));
                    let is_own = self.is_of_position(user, data.id, asset, supply)?;
                    if is_own || self.is_for_coin(user, asset) {
                        wanted.push(Ask::Symbol(asset));
                        of_position.push(asset);
                    }
                }
                of_position
            }
        };
        for asset in assets {
            wanted.extend(Ask::of_asset(asset, oracle));
            if let Some(data) = self.reserve(asset)? {
                wanted.extend(Ask::of_tokens(Tokens::of(&data)));
                wanted.extend(debts(data.id, Tokens::of(&data)));
                let used = user.borrows(data.id) || user.uses_as_collateral(data.id);
                wanted.extend(Ask::grace(asset, expected).filter(|_| used));
            }
        }
        Ok(wanted)
    }

    /// Whether a reserve belongs to the position, as far as is answered: used, owed, supplied without
    /// use, or held in the wallet.
    fn is_of_position(
        &self,
        user: UserConfig,
        id: u16,
        asset: Address,
        supply: Address,
    ) -> Result<bool, ReadError> {
        let has_some = |ask| match self.questions.answer(ask).is_some() {
            true => self.questions.word(ask).map(|amount| !amount.is_zero()),
            false => Ok(false),
        };
        Ok(user.borrows(id)
            || user.uses_as_collateral(id)
            || has_some(Ask::Balance(asset))?
            || has_some(Ask::Scaled(supply))?)
    }

    /// Whether a reserve is read for the chain's coin, of which its token can be made.
    fn is_for_coin(&self, user: UserConfig, asset: Address) -> bool {
        self.looks_for_coin(user) && self.wraps_coin(asset) && self.has_price(asset)
    }

    /// Whether a token has a price, as far as is answered: without one it cannot be counted with.
    fn has_price(&self, asset: Address) -> bool {
        let asks = self.oracle().map(|oracle| Ask::Price { oracle, asset });
        let answer = asks.ok().and_then(|ask| self.questions.answer(ask));
        answer.is_none_or(|answer| answer.success)
    }

    /// Whether this reading, which is not the first, finds everything anew for an account that owes.
    fn looks_for_coin(&self, user: UserConfig) -> bool {
        let is_anew = self.known.is_none() && self.e_modes.is_some();
        is_anew && user.borrowed().next().is_some()
    }

    /// Whether a token wraps the chain's coin, as far as is answered.
    fn wraps_coin(&self, asset: Address) -> bool {
        registry::wraps_coin(self.market.chain, asset, &self.symbol(asset))
    }

    /// The profile to try first: the one that matched the last time, while the pool's revision
    /// stays; else the one that the revision suggests.
    fn expected(&self) -> Result<Expected, ReadError> {
        let revision = self.revision()?;
        let known = self
            .known
            .as_ref()
            .filter(|known| known.revision == revision);
        Ok(match known {
            _ if self.is_wide => None,
            Some(known) => known.profile,
            None => self.hint(revision),
        })
    }

    /// The profile that the pool's revision suggests. Forks count their own.
    fn hint(&self, revision: Option<U256>) -> Expected {
        match self.addresses.line {
            Line::Spark => Some(Profile::Spark),
            Line::Aave => u64::try_from(revision?)
                .ok()
                .and_then(Profile::from_revision),
        }
    }

    /// Whether the reserves that were read are still those that the layout knows.
    fn confirms(&self, known: &Layout) -> Result<bool, ReadError> {
        for reserve in &known.reserves {
            if let Some(data) = self.reserve(reserve.asset)?
                && (data.id != reserve.id || data.supply_token.is_zero())
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Layout {
    /// The same for a reading after steps that are simulated: what of it the steps change is found out, and
    /// neither e-modes are looked for nor where prices come from.
    pub(in crate::protocols) fn for_trial(self) -> Self {
        Self {
            e_modes: self.e_modes.settled(),
            sources: self.sources.silent(),
            ..self
        }
    }

    /// The same without other e-modes than the account's, and without a reserve that is read for the chain's
    /// coin alone.
    pub(in crate::protocols) fn for_following(self) -> Self {
        let mut layout = self.for_trial();
        for reserve in &mut layout.reserves {
            reserve.watched &= !core::mem::take(&mut reserve.is_for_coin);
        }
        layout
    }

    /// What is left of it where everything is to be found anew: that it is no first reading.
    pub(in crate::protocols) fn old(self) -> Self {
        Self {
            e_modes: EModes::default(),
            sources: self.sources.silent(),
            is_old: true,
            ..self
        }
    }

    /// The same with the reserves alone of which the account has something.
    pub(in crate::protocols) fn essence(&self) -> Self {
        let reserves = self.reserves.iter().filter(|reserve| reserve.watched);
        Self {
            sources: SourceTurn::default(),
            reserves: reserves.cloned().collect(),
            ..self.clone()
        }
    }

    /// What asks how the rate of an asset follows from its use, where that is owed.
    fn rate_curve(&self, asset: Address) -> Option<Ask> {
        let reserve = self.reserves.iter().find(|one| one.asset == asset)?;
        let strategy = reserve.rate_strategy?;
        Some(Ask::RateCurve { strategy, asset })
    }

    /// Whether every reserve that the account uses, and the oracle, are known here.
    fn foresees(&self, user: UserConfig, oracle: Address) -> bool {
        let listed = |id| self.reserves.iter().any(|reserve| reserve.id == id);
        self.oracle == oracle && user.reserves().all(listed)
    }

    /// The reserves to read for an account with these bits.
    fn watched_by(&self, user: UserConfig) -> impl Iterator<Item = &Known> {
        self.reserves.iter().filter(move |reserve| {
            reserve.watched || user.borrows(reserve.id) || user.uses_as_collateral(reserve.id)
        })
    }
}
