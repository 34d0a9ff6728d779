use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::{Addresses, Market, ReadError, Snapshot, aave_v3, compound_v3, morpho_blue};
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::risk::Health;

/// One account in one market of any protocol, being read at one block: the one at which the first batch is answered.
#[derive(Clone, Debug)]
pub enum Reading {
    /// In an Aave v3 market.
    AaveV3(Box<aave_v3::Reading>),
    /// In a Compound III market.
    CompoundV3(Box<compound_v3::Reading>),
    /// In a Morpho Blue market.
    MorphoBlue(Box<morpho_blue::Reading>),
}

/// What an earlier reading learned about a market and an account, to predict the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Of an Aave v3 market.
    AaveV3(aave_v3::Layout),
    /// Of a Compound III market.
    CompoundV3(compound_v3::Layout),
    /// Of a Morpho Blue market.
    MorphoBlue(morpho_blue::Layout),
}

impl Layout {
    /// The same for a reading after steps that are simulated: without what says nothing of what they do.
    #[must_use]
    pub fn for_trial(self) -> Self {
        match self {
            Self::AaveV3(layout) => Self::AaveV3(layout.for_trial()),
            Self::CompoundV3(layout) => Self::CompoundV3(layout.silent()),
            Self::MorphoBlue(_) => self,
        }
    }

    /// The same for a reading out of what another tab was answered: without what only a top-up looks for, and
    /// what is asked now and then, which that one may not have been asked.
    #[must_use]
    pub fn for_following(self) -> Self {
        match self {
            Self::AaveV3(layout) => Self::AaveV3(layout.for_following()),
            Self::CompoundV3(layout) => Self::CompoundV3(layout.silent()),
            Self::MorphoBlue(_) => self,
        }
    }

    /// What is left of it where everything is to be found anew; none where that is nothing.
    #[must_use]
    pub fn old(self) -> Option<Self> {
        match self {
            Self::AaveV3(layout) => Some(Self::AaveV3(layout.old())),
            Self::CompoundV3(_) | Self::MorphoBlue(_) => None,
        }
    }

    /// The same, without what only saves a round where the account begins to use more of the market:
    /// little enough to be kept.
    #[must_use]
    pub fn essence(&self) -> Self {
        match self {
            Self::AaveV3(layout) => Self::AaveV3(layout.essence()),
            Self::CompoundV3(layout) => Self::CompoundV3(layout.essence()),
            Self::MorphoBlue(_) => self.clone(),
        }
    }
}

/// What a reading needs next, or what it found: of any protocol, or, in a room, of its own.
#[derive(Debug)]
pub enum Step<R = Reading, S = Snapshot, L = Layout> {
    /// Run these calls at the reading's block, in one batch, and feed their answers.
    Need(R, Vec<Call>),
    /// All is read; the layout makes the account's next reading one round.
    Done(Box<S>, L),
}

impl<R, S: Into<Snapshot>, L> Step<R, S, L> {
    /// A room's step as that of any protocol.
    fn widen(self, reading: fn(R) -> Reading, layout: fn(L) -> Layout) -> Step {
        match self {
            Self::Need(next, calls) => Step::Need(reading(next), calls),
            Self::Done(snapshot, learned) => {
                Step::Done(Box::new((*snapshot).into()), layout(learned))
            }
        }
    }
}

impl Reading {
    /// Starts reading `account` in `market`; the calls are the first batch.
    ///
    /// Without a layout this takes three batches, or four; with the one of the account's last reading of
    /// this market, one, as long as nothing has moved that the layout could not foresee, and more in one in
    /// which it is looked for what the account could use instead.
    ///
    /// `pre_liquidators` are contracts that the account may have let liquidate it early: no chain
    /// lists them. Those that are of another market, or none at all, change nothing.
    #[must_use]
    pub fn start(
        market: &Market,
        account: Address,
        pre_liquidators: &[Address],
        known: Option<Layout>,
    ) -> (Self, Vec<Call>) {
        match market.addresses {
            Addresses::AaveV3(addresses) => {
                let known = match known {
                    Some(Layout::AaveV3(layout)) => Some(layout),
                    _ => None,
                };
                let (reading, calls) = aave_v3::Reading::start(market, addresses, account, known);
                (Self::AaveV3(Box::new(reading)), calls)
            }
            Addresses::CompoundV3(addresses) => {
                let known = match known {
                    Some(Layout::CompoundV3(layout)) => Some(layout),
                    _ => None,
                };
                let (reading, calls) =
                    compound_v3::Reading::start(market, addresses, account, known);
                (Self::CompoundV3(Box::new(reading)), calls)
            }
            Addresses::MorphoBlue(addresses) => {
                let known = match known {
                    Some(Layout::MorphoBlue(layout)) => Some(layout),
                    _ => None,
                };
                let contracts = pre_liquidators;
                let (reading, calls) =
                    morpho_blue::Reading::start(market, addresses, account, contracts, known);
                (Self::MorphoBlue(Box::new(reading)), calls)
            }
        }
    }

    /// The health that the market's own contract says among the answers to the first batch, where it has
    /// such a word: to be shown as that, before anything is confirmed.
    #[must_use]
    pub fn told(&self, answers: &[CallAnswer]) -> Option<Health> {
        match self {
            Self::AaveV3(reading) => reading.told(answers),
            // Their contracts know no health factor.
            Self::CompoundV3(_) | Self::MorphoBlue(_) => None,
        }
    }

    /// Takes the answers to the last batch, in its order, at this block.
    ///
    /// # Errors
    /// [`ReadError`] when an answer is missing, failed or garbled: the reading is over.
    pub fn feed(self, block: BlockRef, answers: &[CallAnswer]) -> Result<Step, ReadError> {
        Ok(match self {
            Self::AaveV3(reading) => reading
                .feed(block, answers)?
                .widen(Self::AaveV3, Layout::AaveV3),
            Self::CompoundV3(reading) => {
                let step = reading.feed(block, answers)?;
                step.widen(Self::CompoundV3, Layout::CompoundV3)
            }
            Self::MorphoBlue(reading) => {
                let step = reading.feed(block, answers)?;
                step.widen(Self::MorphoBlue, Layout::MorphoBlue)
            }
        })
    }
}
