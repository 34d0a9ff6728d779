//! A second source is put the questions that the first one answered, at the same block: where the two
//! disagree, one of them is wrong, and nobody can say which.

use alloy::primitives::Bytes;

use super::Millis;
use super::batch::{Batch, Next};
use super::effect::Endpoint;
use super::view::ReadProblem;
use crate::chain::rpc::Request;
use crate::chain::{BlockRef, Call, CallAnswer, ChainId, Seen, multicall};

/// How often a second source is asked where nothing calls for it, milliseconds.
const EVERY_MS: u64 = 60_000;

/// A source that is on another branch so often in a row is not just a block ahead or behind.
const BRANCHES: u32 = 3;

/// The witness of one chain.
#[derive(Debug)]
pub(super) struct Witness {
    chain: ChainId,
    flight: Option<Flight>,
    /// Something calls for it: a new level, a top-up, the first sight.
    wanted: bool,
    due_at: Millis,
    finding: Finding,
    branches: u32,
    seen: Seen,
}

#[derive(Debug)]
enum Flight {
    /// Whether it has the same block.
    Block {
        via: Endpoint,
        block: BlockRef,
        calls: Vec<Call>,
    },
    /// What it says at that block.
    Batch {
        via: Endpoint,
        block: BlockRef,
        batch: Batch,
    },
}

/// What came of the newest comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nobody was asked, or nobody answered.
    #[default]
    None,
    /// This one says the same, word for word, at this block.
    Same(Endpoint, BlockRef),
    /// This one does not.
    Differs(Endpoint, BlockRef),
}

/// What a witness takes in.
#[derive(Debug)]
pub(super) enum Input {
    /// Something calls for it.
    Want,
    /// Ask this source what it answers to these calls at this block.
    Begin {
        /// Whom.
        via: Endpoint,
        /// At which block.
        block: BlockRef,
        /// What.
        calls: Vec<Call>,
    },
    /// Its block of that height; none: it has none yet.
    Block(Result<Option<BlockRef>, ReadProblem>),
    /// What came of a batch.
    Batch(Result<Bytes, ReadProblem>),
    /// What it was asked about is not what is held any more.
    Late,
    /// Its answers were compared with those of the first.
    Compared {
        /// Whether they are the same.
        same: bool,
    },
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    /// Ask for the block of this height.
    AskBlock(Endpoint, u64),
    /// Ask for a batch.
    AskBatch(Endpoint, Request),
    /// All its answers, in the order of the calls, at this block.
    Answers(BlockRef, Vec<CallAnswer>),
    /// It is on another branch, and stays there.
    OtherBranch,
    /// It could not say; the source is at fault, if the problem is named.
    Silent(Endpoint, Option<ReadProblem>),
}

impl Witness {
    /// A chain of which nothing was seen: the first sight is to be compared.
    pub(super) fn new(chain: ChainId, now: Millis) -> Self {
        Self {
            chain,
            flight: None,
            wanted: true,
            due_at: now,
            finding: Finding::None,
            branches: 0,
            seen: Seen::default(),
        }
    }

    /// Whether a comparison is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.flight.is_some()
    }

    /// Whether one is to be made, of what is held at this block, as soon as it can be. What was
    /// compared once is not compared again.
    pub(super) fn is_due(&self, now: Millis, held: BlockRef) -> bool {
        let is_made = match &self.finding {
            Finding::None => false,
            Finding::Same(_, at) | Finding::Differs(_, at) => *at == held,
        };
        !self.is_busy() && !is_made && (self.wanted || self.due_at <= now)
    }

    /// What came of the newest.
    pub(super) fn finding(&self) -> &Finding {
        &self.finding
    }

    /// Whether two sources disagree: until they agree nothing is confirmed.
    pub(super) const fn is_disputed(&self) -> bool {
        matches!(self.finding, Finding::Differs(..))
    }

    /// Nobody is left to be asked.
    pub(super) fn nobody(&mut self) {
        self.flight = None;
        self.finding = Finding::None;
    }

    /// Takes in what happened; what comes of it.
    pub(super) fn on(&mut self, now: Millis, input: Input) -> Option<Output> {
        match input {
            Input::Want => {
                self.wanted = true;
                None
            }
            Input::Begin { via, block, calls } => {
                self.wanted = false;
                self.due_at = now.plus(EVERY_MS);
                let ask = Output::AskBlock(via.clone(), block.number);
                self.flight = Some(Flight::Block { via, block, calls });
                Some(ask)
            }
            Input::Late => {
                self.flight = None;
                self.wanted = true;
                None
            }
            Input::Block(said) => self.block(said),
            Input::Batch(said) => self.batch(said),
            Input::Compared { same } => {
                let (via, block) = self.asked()?;
                self.flight = None;
                self.finding = match same {
                    true => Finding::Same(via, block),
                    false => Finding::Differs(via, block),
                };
                None
            }
        }
    }

    /// Who is asked, at which block.
    fn asked(&self) -> Option<(Endpoint, BlockRef)> {
        match self.flight.as_ref()? {
            Flight::Block { via, block, .. } | Flight::Batch { via, block, .. } => {
                Some((via.clone(), *block))
            }
        }
    }

    /// It could not say. A dispute is not settled by that.
    fn silent(&mut self, problem: Option<ReadProblem>) -> Option<Output> {
        let (via, _) = self.asked()?;
        self.flight = None;
        if !self.is_disputed() {
            self.finding = Finding::None;
        }
        Some(Output::Silent(via, problem))
    }

    fn block(&mut self, said: Result<Option<BlockRef>, ReadProblem>) -> Option<Output> {
        let said = match said {
            Ok(Some(said)) => said,
            // It is not there yet.
            Ok(None) => return self.silent(None),
            Err(problem) => return self.silent(Some(problem)),
        };
        let Some(Flight::Block { via, block, calls }) = self.flight.take() else {
            return None;
        };
        if said.hash != block.hash {
            // Heads of good sources differ for a moment, and then do not.
            self.branches = self.branches.saturating_add(1);
            self.flight = Some(Flight::Block { via, block, calls });
            return match self.branches < BRANCHES {
                true => self.silent(None),
                false => Some(Output::OtherBranch),
            };
        }
        self.branches = 0;
        let batch = Batch::new(calls, None, &[]);
        self.flight = Some(Flight::Batch { via, block, batch });
        self.go_on(Next::Ask)
    }

    fn batch(&mut self, said: Result<Bytes, ReadProblem>) -> Option<Output> {
        let Some(Flight::Batch { block, batch, .. }) = &mut self.flight else {
            return None;
        };
        let (chain, count) = (self.chain, batch.asked().len());
        let answers = said.and_then(|bytes| {
            multicall::decode(&bytes, count, chain, block, &mut self.seen)
                .map_err(|_| ReadProblem::Garbled)
        });
        let next = match answers {
            Ok(answers) => batch.on_answers(answers),
            Err(ReadProblem::Refused(words)) => batch.on_refusal(&words),
            Err(problem) => return self.silent(Some(problem)),
        };
        self.go_on(next)
    }

    fn go_on(&mut self, next: Next) -> Option<Output> {
        let Some(Flight::Batch { via, block, batch }) = &mut self.flight else {
            return None;
        };
        match next {
            Next::Ask => {
                let call = multicall::encode(&batch.asked(), self.chain, block);
                let request = Request::call(&call, block.number);
                Some(Output::AskBatch(via.clone(), request))
            }
            // What it refuses is no answer that could differ.
            Next::Done(_) if !batch.learnt().burnt.is_empty() => self.silent(None),
            Next::Done(answers) => Some(Output::Answers(*block, answers)),
            Next::Refused => self.silent(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Timestamp;
    use alloy::primitives::{Address, B256};

    const NOW: Millis = Millis(1_000);

    fn via() -> Endpoint {
        Endpoint::Http("https://two".into())
    }

    fn block(number: u64) -> BlockRef {
        BlockRef {
            number,
            hash: B256::with_last_byte(number as u8),
            parent_hash: B256::ZERO,
            timestamp: Timestamp(number),
        }
    }

    fn begun() -> Witness {
        let mut witness = Witness::new(ChainId(1), NOW);
        assert!(witness.is_due(NOW, block(7)), "the first sight");
        let calls = vec![Call {
            to: Address::ZERO,
            data: Bytes::new(),
        }];
        let asked = witness.on(
            NOW,
            Input::Begin {
                via: via(),
                block: block(7),
                calls,
            },
        );
        assert_eq!(asked, Some(Output::AskBlock(via(), 7)));
        witness
    }

    #[test]
    fn it_is_asked_at_the_same_block_and_not_about_that_one_again() {
        let mut witness = begun();
        let asked = witness.on(NOW, Input::Block(Ok(Some(block(7)))));
        assert!(matches!(asked, Some(Output::AskBatch(..))));
        let _ = witness.on(NOW, Input::Compared { same: false });
        assert!(witness.is_disputed());
        let _ = witness.on(NOW, Input::Want);
        assert!(!witness.is_due(NOW, block(7)));
        assert!(witness.is_due(NOW, block(8)));
    }

    #[test]
    fn one_that_is_behind_for_a_moment_is_no_contradiction_and_one_on_another_branch_is() {
        for said in [None, Some(block(8))] {
            let mut witness = begun();
            let silent = witness.on(NOW, Input::Block(Ok(said)));
            assert_eq!(silent, Some(Output::Silent(via(), None)));
            assert!(!witness.is_disputed() && !witness.is_busy());
        }
        let mut witness = begun();
        for time in 1..=BRANCHES {
            let said = witness.on(NOW, Input::Block(Ok(Some(block(9)))));
            assert_eq!(said == Some(Output::OtherBranch), time == BRANCHES);
            if time < BRANCHES {
                let calls = Vec::new();
                let (via, block) = (via(), block(7));
                let _ = witness.on(NOW, Input::Begin { via, block, calls });
            }
        }
    }

    #[test]
    fn a_dispute_is_not_settled_by_silence() {
        let mut witness = begun();
        let _ = witness.on(NOW, Input::Compared { same: false });
        let calls = Vec::new();
        let (via, block) = (via(), block(8));
        let _ = witness.on(NOW, Input::Begin { via, block, calls });
        let _ = witness.on(NOW, Input::Block(Err(ReadProblem::TimedOut)));
        assert!(witness.is_disputed());
        witness.nobody();
        assert!(!witness.is_disputed());
    }
}
