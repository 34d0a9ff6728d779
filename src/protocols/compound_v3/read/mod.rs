//! From calls and answers to a [`Snapshot`], without doing I/O.
//!
//! A reading is a set of questions: each round asks for everything that is wanted and not answered
//! yet, and the reading is done when nothing is. First the account's own word: one that neither
//! owes nor lends and has no collateral ends there. A [`Layout`] from an earlier reading predicts what
//! will be wanted, so that it is all asked at once; what it predicts from is asked again every
//! time, since governance changes a market by replacing its implementation. Its feeds are asked about
//! themselves now and then beside that, and never in a round of its own.

mod answers;
mod ask;
mod assemble;

use alloy::primitives::{Address, U256};
use serde::{Deserialize, Serialize};

use super::Addresses;
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::questions::Questions;
use crate::protocols::source_turn::SourceTurn;
use crate::protocols::{Market, ReadError, Snapshot};
use ask::{Ask, FIRST, MARKET};

/// One account in one market, being read at one block: the one at which the first batch is answered.
#[derive(Clone, Debug)]
pub struct Reading {
    market: Market,
    addresses: Addresses,
    account: Address,
    known: Option<Known>,
    questions: Questions<Ask>,
}

/// What a reading needs next, or what it found.
pub type Step = crate::protocols::Step<Box<Reading>, Snapshot, Layout>;

/// What an earlier reading learned about a market, to predict the next one; nothing about one
/// where the account has nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout(Option<Known>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    base: Token,
    /// All of the market's, by their numbers.
    assets: Vec<KnownAsset>,
    /// Whether its feeds are asked about themselves.
    #[serde(skip)]
    sources: SourceTurn,
}

/// A token of the market, as an earlier reading found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Token {
    asset: Address,
    feed: Address,
    symbol: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KnownAsset {
    token: Token,
    /// The account had some of it, so it is read every time.
    watched: bool,
}

impl Reading {
    /// Starts reading `account` in the Comet at `addresses`, which is `market`; the calls are the
    /// first batch.
    ///
    /// Without a layout this takes three batches, or one of two calls where the account has
    /// nothing; with the one of the account's last reading, one, as long as nothing has moved that
    /// the layout could not foresee.
    #[must_use]
    pub fn start(
        market: &Market,
        addresses: Addresses,
        account: Address,
        layout: Option<Layout>,
    ) -> (Self, Vec<Call>) {
        let mut reading = Self {
            market: market.clone(),
            addresses,
            account,
            known: layout.and_then(|Layout(known)| known),
            questions: Questions::new(),
        };
        let mut wanted = FIRST.to_vec();
        if let Some(known) = &reading.known {
            wanted.extend(MARKET);
            known.wanted(U256::ZERO, &mut wanted);
            let feeds = known.sources.asked().iter();
            let feeds = feeds.filter_map(|(_, feed)| *feed);
            wanted.extend(feeds.flat_map(|feed| [Ask::Capped(feed), Ask::Moved(feed)]));
        }
        let calls = reading.ask(wanted);
        (reading, calls)
    }

    /// Takes the answers to the last batch, in its order, at this block.
    ///
    /// # Errors
    /// [`ReadError`] when an answer is missing, failed or garbled, or what the market says of the
    /// account is not what follows from its numbers: the reading is over.
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
        let call = |ask: &Ask| ask.call(&self.addresses, self.account);
        self.questions.ask(wanted).iter().map(call).collect()
    }

    /// What is wanted as far as the answers tell.
    fn wanted(&mut self) -> Result<Vec<Ask>, ReadError> {
        let user = self.user()?;
        let mut wanted = FIRST.to_vec();
        if user.has_nothing() {
            return Ok(wanted);
        }
        wanted.extend(MARKET);
        if let Some(known) = self.known.take()
            && self.confirms(&known)?
        {
            known.wanted(user.assets, &mut wanted);
            self.known = Some(known);
            return Ok(wanted);
        }
        let base = self.base()?;
        if let Some((asset, feed)) = base {
            wanted.push(Ask::Symbol(asset));
            wanted.extend(Ask::of_token(asset, feed));
        }
        for place in 0..self.asset_count()? {
            wanted.push(Ask::AssetInfo(place));
            if let Some(info) = self.info(place)? {
                wanted.extend([Ask::Symbol(info.asset), Ask::SuppliedByAll(info.asset)]);
                wanted.extend(Ask::of_token(info.asset, info.feed));
                if user.assets.bit(place.into()) {
                    wanted.push(Ask::Supplied(info.asset));
                }
            }
        }
        Ok(wanted)
    }

    /// Whether the market is still the one that the layout knows, as far as it was read.
    fn confirms(&self, known: &Known) -> Result<bool, ReadError> {
        let is = |token: &Token, (asset, feed)| token.asset == asset && token.feed == feed;
        let mut same = usize::from(self.asset_count()?) == known.assets.len();
        same &= self.base()?.is_none_or(|now| is(&known.base, now));
        for (place, asset) in (0..).zip(&known.assets) {
            if let Some(info) = self.info(place)? {
                same &= is(&asset.token, (info.asset, info.feed));
            }
        }
        Ok(same)
    }
}

impl Layout {
    /// The same for a reading that does not ask feeds about themselves.
    pub(in crate::protocols) fn silent(self) -> Self {
        Self(self.0.map(|known| Known {
            sources: known.sources.silent(),
            ..known
        }))
    }

    /// The same without what is known of feeds.
    pub(in crate::protocols) fn essence(&self) -> Self {
        Self(self.0.clone().map(|known| Known {
            sources: SourceTurn::default(),
            ..known
        }))
    }
}

impl Known {
    /// What is asked about tokens for an account with these bits.
    fn wanted(&self, assets: U256, wanted: &mut Vec<Ask>) {
        wanted.extend(Ask::of_token(self.base.asset, self.base.feed));
        for (place, known) in (0..).zip(&self.assets) {
            let held = assets.bit(usize::from(place));
            if !known.watched && !held {
                continue;
            }
            let token = &known.token;
            wanted.extend([
                Ask::AssetInfo(place),
                Ask::Supplied(token.asset),
                Ask::SuppliedByAll(token.asset),
            ]);
            wanted.extend(Ask::of_token(token.asset, token.feed));
        }
    }
}
