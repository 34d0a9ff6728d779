//! Whether a contract that is to be authorised is what it is taken for: it gets everything that the
//! account has in the protocol, so whoever vouches for it is asked through two nodes that are not one, of which
//! one is the wallet's own, before the review and again before the wallet is asked.

use alloy::primitives::Address;

use super::super::effect::Endpoint;
use super::aim::Aim;
use super::answer::at_head;
use super::around::Picture;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::rpc::Request;
use crate::chain::{ChainId, multicall};
use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::protocols::{Unfit, Vetting};
use crate::top_up::{Chosen, FlowFailure, Means, Unvouched, Voice};

/// Whether a contract is vouched for.
#[derive(Debug, Default)]
pub(super) enum Vouching {
    /// None is authorised.
    #[default]
    NotNeeded,
    /// Nobody is asked, for this reason.
    Refused(Unvouched),
    /// Nodes are asked.
    Asked(Box<Asking>),
}

/// What nodes are asked, and what they say.
#[derive(Debug)]
pub(super) struct Asking {
    contract: Address,
    chain: ChainId,
    vetting: Vetting,
    /// So many calls are answered together.
    calls: usize,
    owed: Vec<Voice>,
    /// What it goes by, as those say that have answered.
    said: Option<PreLiquidationParams>,
}

/// The wallet's own node, and one that is not it: the one that reads the position, or, where that is the
/// wallet's, another that can be asked. None where there is none: one that is asked twice confirms nothing.
fn voices(picture: &Picture<'_>) -> Option<[(Voice, Endpoint); 2]> {
    let other = match picture.via() {
        Endpoint::Wallet => (Voice::Second, picture.another.clone()?),
        reads => (Voice::Reads, reads),
    };
    Some([other, (Voice::Wallets, Endpoint::Wallet)])
}

impl Vouching {
    /// Asks, where a contract is to be authorised.
    pub(super) fn begin(turn: &mut Turn<'_>, aim: &Aim) -> Self {
        let chosen = aim.chosen().and_then(Chosen::means);
        let Some(contract) = chosen.and_then(Means::authorizes) else {
            return Self::NotNeeded;
        };
        let picture = turn.picture(&aim.key);
        let vouches = picture.snapshot.filter(|one| one.market.vouches());
        let Some((vetting, calls)) = vouches.and_then(|one| one.vetting(vec![contract])) else {
            return Self::Refused(Unvouched::Nobody);
        };
        let Some(voices) = voices(&picture) else {
            return Self::Refused(Unvouched::OneVoice);
        };
        let chain = aim.key.chain;
        let request = Request::call_latest(&multicall::encode_latest(&calls, chain, None));
        let mut owed = Vec::new();
        for (voice, via) in voices {
            owed.push(voice);
            turn.ask(Question::Vouch(voice), via, request.clone());
        }
        Self::Asked(Box::new(Asking {
            contract,
            chain,
            vetting,
            calls: calls.len(),
            owed,
            said: None,
        }))
    }

    /// Whether whoever must has vouched for it.
    ///
    /// # Errors
    /// [`FlowFailure::NotVouched`] where nobody could.
    pub(super) fn is_done(&self) -> Result<bool, FlowFailure> {
        match self {
            Self::NotNeeded => Ok(true),
            Self::Refused(why) => Err(FlowFailure::NotVouched(*why)),
            Self::Asked(asking) => Ok(asking.owed.is_empty()),
        }
    }

    /// What it goes by, as all say that were asked.
    pub(super) fn goes_by(&self) -> Option<PreLiquidationParams> {
        match self {
            Self::Asked(asking) if asking.owed.is_empty() => asking.said,
            _ => None,
        }
    }

    /// A node answered.
    ///
    /// # Errors
    /// [`FlowFailure::NotVouched`] where it does not say that the contract is what it is taken for, or says
    /// something else of it than the other one.
    pub(super) fn answered(&mut self, voice: Voice, answer: Answer) -> Result<(), FlowFailure> {
        match self {
            Self::Asked(asking) => asking.answered(voice, answer),
            Self::NotNeeded | Self::Refused(_) => Ok(()),
        }
    }
}

impl Asking {
    fn answered(&mut self, voice: Voice, answer: Answer) -> Result<(), FlowFailure> {
        let refused = |why| Err(FlowFailure::NotVouched(why));
        let Some((block, answers)) = at_head(answer, self.calls, self.chain) else {
            return refused(Unvouched::Silent(voice));
        };
        let mut vetting = self.vetting.clone();
        // What more it would ask is of no matter here.
        let said = match vetting.feed(block, &answers) {
            Ok(_) => vetting.vouched(self.contract),
            Err(_) => Err(Unfit::NotMade),
        };
        let said = match said {
            Ok(said) => said,
            Err(Unfit::NotMade) => return refused(Unvouched::Denied(voice)),
            Err(Unfit::OtherOracle(oracle)) => return refused(Unvouched::OtherOracle(oracle)),
        };
        if *self.said.get_or_insert(said) != said {
            return refused(Unvouched::Differ);
        }
        self.owed.retain(|one| *one != voice);
        Ok(())
    }
}
