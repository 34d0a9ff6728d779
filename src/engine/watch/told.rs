//! What was answered in a reading, call by call: to be compared with what another source answers.

use std::collections::BTreeMap;

use alloy::primitives::{Address, Bytes};

use super::part::Learnt;
use super::{Part, WatchedMarket};
use crate::chain::{BlockRef, Call, CallAnswer};
use crate::protocols::{Layout, Reading, Snapshot};

/// A reading can ask no more often than this: it is taken through its answers again.
const ROUNDS: usize = 8;

/// What was answered in one reading.
#[derive(Debug, Default)]
pub(super) struct Told {
    block: Option<BlockRef>,
    /// What each market was known to look like when the reading began.
    layouts: Vec<Option<Layout>>,
    asked: Vec<Call>,
    answers: Vec<(Call, CallAnswer)>,
}

impl Told {
    /// A reading begins.
    pub(super) fn begin(markets: &[WatchedMarket]) -> Self {
        Self {
            layouts: markets.iter().map(|one| one.layout.clone()).collect(),
            ..Self::default()
        }
    }

    /// It asks these.
    pub(super) fn asks(&mut self, calls: &[Call]) {
        self.asked.extend_from_slice(calls);
    }

    /// They were answered, at this block.
    pub(super) fn answered(&mut self, block: BlockRef, answers: &[CallAnswer]) {
        self.block = Some(block);
        let asked = core::mem::take(&mut self.asked);
        self.answers
            .extend(asked.into_iter().zip(answers.iter().cloned()));
    }

    /// The calls of the reading at a block.
    pub(super) fn calls(&self, block: BlockRef) -> impl Iterator<Item = &Call> {
        let of = self
            .answers
            .iter()
            .filter(move |_| self.block == Some(block));
        of.map(|(call, _)| call)
    }

    /// The same with their answers.
    pub(super) fn all(&self, block: BlockRef) -> impl Iterator<Item = &(Call, CallAnswer)> {
        let is_of = self.block == Some(block);
        self.answers.iter().filter(move |_| is_of)
    }

    /// Whether others are the same answers.
    pub(super) fn is_same(&self, theirs: &[CallAnswer]) -> bool {
        self.answers.iter().map(|(_, own)| own).eq(theirs)
    }

    /// What the reading would have found by other answers, market by market; none where it would
    /// have asked what was not asked.
    pub(super) fn by(
        &self,
        theirs: &[CallAnswer],
        account: Address,
        markets: &[WatchedMarket],
        pre_liquidators: &[Address],
    ) -> Vec<Option<(Box<Snapshot>, Box<Learnt>)>> {
        let calls = self
            .answers
            .iter()
            .map(|(call, _)| (call.to, call.data.clone()));
        let answers: BTreeMap<(Address, Bytes), &CallAnswer> = calls.zip(theirs).collect();
        let of = |(market, layout): (&WatchedMarket, &Option<Layout>)| {
            let block = self.block?;
            let reading = Reading::start(&market.market, account, pre_liquidators, layout.clone());
            let (mut part, mut calls) = Part::begin(reading);
            for _ in 0..ROUNDS {
                let said = calls
                    .iter()
                    .map(|call| answers.get(&(call.to, call.data.clone())).copied().cloned());
                let said: Vec<CallAnswer> = said.collect::<Option<_>>()?;
                (part, calls) = part.feed(block, &said);
                match part {
                    Part::Done(snapshot, learnt) => return Some((snapshot, learnt)),
                    Part::Failed(_) | Part::Left => return None,
                    Part::Asking(..) => {}
                }
            }
            None
        };
        markets.iter().zip(&self.layouts).map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Timestamp;

    #[test]
    fn what_was_asked_and_answered_is_of_its_block_alone() {
        let block = |number| BlockRef {
            number,
            parent_hash: Default::default(),
            timestamp: Timestamp(number),
        };
        let calls = [1, 2].map(|byte| Call {
            to: Address::repeat_byte(byte),
            data: Default::default(),
        });
        let answers = [1, 2].map(|byte: u8| CallAnswer {
            success: true,
            data: vec![byte].into(),
        });
        let mut told = Told::begin(&[]);
        told.asks(&calls);
        assert_eq!(told.calls(block(7)).count(), 0, "nothing is answered yet");
        told.answered(block(7), &answers);
        assert!(told.calls(block(7)).eq(&calls));
        let both: Vec<_> = calls.iter().cloned().zip(answers.clone()).collect();
        assert!(told.all(block(7)).eq(&both));
        assert_eq!(told.calls(block(8)).count(), 0);
        assert_eq!(told.all(block(8)).count(), 0);
        assert!(told.is_same(&answers));
        let [one, other] = answers;
        assert!(!told.is_same(std::slice::from_ref(&one)) && !told.is_same(&[other, one]));
    }
}
