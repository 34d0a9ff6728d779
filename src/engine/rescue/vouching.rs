//! Whether a contract that is to be authorised is what it is taken for: it gets everything that the
//! account has in the protocol, so whoever vouches for it is asked through the wallet's own node and
//! through the one that reads the position, before the review and again before the wallet is asked.

use alloy::primitives::Address;

use super::super::effect::Endpoint;
use super::aim::Aim;
use super::answer::read;
use super::io::{Answer, Node, Question};
use super::turn::Turn;
use crate::chain::rpc::{self, Request};
use crate::chain::{ChainId, multicall};
use crate::protocols::Vetting;
use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::top_up::{Chosen, FlowFailure, Means, Unvouched};

/// Whether a contract is vouched for.
#[derive(Debug, Default)]
pub(super) enum Vouching {
    /// None is authorised.
    #[default]
    NotNeeded,
    /// Nobody could vouch for it.
    Nobody,
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
    owed: Vec<Node>,
    /// What it goes by, as those say that have answered.
    said: Option<PreLiquidationParams>,
}

impl Vouching {
    /// Asks, where a contract is to be authorised.
    pub(super) fn begin(turn: &mut Turn<'_>, aim: &Aim) -> Self {
        let chosen = aim.chosen().and_then(Chosen::means);
        let Some(contract) = chosen.and_then(Means::authorizes) else {
            return Self::NotNeeded;
        };
        let picture = turn.picture(&aim.key);
        let begun = picture.snapshot.and_then(|one| one.vetting(vec![contract]));
        let Some((vetting, calls)) = begun else {
            return Self::Nobody;
        };
        let chain = aim.key.chain;
        let request = Request::call_latest(&multicall::encode_latest(&calls, chain, None));
        let mut owed = vec![Node::Reads];
        turn.ask(Question::Vouch(Node::Reads), picture.via(), request.clone());
        if picture.via() != Endpoint::Wallet {
            owed.push(Node::Wallets);
            turn.ask(Question::Vouch(Node::Wallets), Endpoint::Wallet, request);
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
            Self::Nobody => Err(FlowFailure::NotVouched(Unvouched::Nobody)),
            Self::Asked(asking) => Ok(asking.owed.is_empty()),
        }
    }

    /// A node answered.
    ///
    /// # Errors
    /// [`FlowFailure::NotVouched`] where it does not say that the contract is what it is taken for, or says
    /// something else of it than the other one.
    pub(super) fn answered(&mut self, node: Node, answer: Answer) -> Result<(), FlowFailure> {
        match self {
            Self::Asked(asking) => asking.answered(node, answer),
            Self::NotNeeded | Self::Nobody => Ok(()),
        }
    }
}

impl Asking {
    fn answered(&mut self, node: Node, answer: Answer) -> Result<(), FlowFailure> {
        let refused = |why| Err(FlowFailure::NotVouched(why));
        let bytes = read(answer, rpc::parse_bytes);
        let told = bytes
            .and_then(|bytes| multicall::decode_latest(&bytes, self.calls, self.chain, None).ok());
        let Some((block, answers)) = told else {
            return refused(Unvouched::Silent(node));
        };
        let mut vetting = self.vetting.clone();
        // What more it would ask is of no matter here.
        let taken = vetting.feed(block, &answers);
        let Some(said) = taken.ok().and_then(|_| vetting.vouched(self.contract)) else {
            return refused(Unvouched::Denied(node));
        };
        if *self.said.get_or_insert(said) != said {
            return refused(Unvouched::Differ);
        }
        self.owed.retain(|one| *one != node);
        Ok(())
    }
}
