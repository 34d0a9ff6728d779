//! The calls of one round, asked in batches that a source bears.
//!
//! A source that refuses a batch (its gas, its size, its time) gets half of it, at the same block,
//! until it answers. A call that is refused even alone burns its gas, as an oracle gone wrong does: it,
//! and all others to its contract, count as ones that reverted, and their market alone cannot be read.

use alloy::primitives::Address;

use crate::chain::{Call, CallAnswer};

/// So many calls refused one by one, with none answered, are a source that refuses everything.
const REFUSED_AT_MOST: usize = 2;

/// Words by which nodes say that it is not the size: they do not have the block.
const NOT_ITS_SIZE: [&str; 6] = [
    "header not found",
    "unknown block",
    "block not found",
    "not found: block",
    "missing trie node",
    "pruned",
];

/// The calls of one round.
#[derive(Debug)]
pub(super) struct Batch {
    calls: Vec<Call>,
    /// Call by call; none: not answered yet.
    answers: Vec<Option<CallAnswer>>,
    /// At most so many are asked together.
    size: usize,
    /// With how many it began.
    began: usize,
    /// Some batch was answered.
    answered: bool,
    /// Contracts of which a call was refused alone.
    burnt: Vec<Address>,
}

/// What comes of an answer or a refusal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The next batch is to be asked.
    Ask,
    /// Every call is answered.
    Done(Vec<CallAnswer>),
    /// The source refuses whatever it is asked.
    Refused,
}

/// What a round taught of its source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Learnt {
    /// How many calls it bears together, if that is fewer than were asked.
    pub(super) bears: Option<usize>,
    /// Contracts that burn the gas.
    pub(super) burnt: Vec<Address>,
}

impl Batch {
    /// A round of `calls`, of which a source `bears` so many together; contracts that are known to
    /// burn the gas are not asked.
    pub(super) fn new(calls: Vec<Call>, bears: Option<usize>, burnt: &[Address]) -> Self {
        let size = bears.unwrap_or(calls.len()).max(1);
        let answers = calls
            .iter()
            .map(|call| burnt.contains(&call.to).then(failed));
        Self {
            answers: answers.collect(),
            calls,
            size,
            began: size,
            answered: false,
            burnt: Vec::new(),
        }
    }

    /// The same round, of another source.
    pub(super) fn again(self, bears: Option<usize>, burnt: &[Address]) -> Self {
        Self::new(self.calls, bears, burnt)
    }

    /// How many calls there are.
    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether nothing is to be asked.
    pub(super) fn done(&mut self) -> Next {
        match self.answers.iter().all(Option::is_some) {
            true => Next::Done(self.answers.drain(..).flatten().collect()),
            false => Next::Ask,
        }
    }

    /// The calls that are asked next.
    pub(super) fn asked(&self) -> Vec<Call> {
        let waiting = self.places();
        let calls = waiting.filter_map(|place| self.calls.get(place).cloned());
        calls.collect()
    }

    /// Their places among all.
    fn places(&self) -> impl Iterator<Item = usize> {
        let all = self.answers.iter().enumerate();
        let waiting = all.filter(|(_, answer)| answer.is_none());
        waiting.map(|(place, _)| place).take(self.size)
    }

    /// The batch was answered.
    pub(super) fn on_answers(&mut self, answers: Vec<CallAnswer>) -> Next {
        self.answered = true;
        let places: Vec<usize> = self.places().collect();
        self.fill(&places, answers);
        self.done()
    }

    fn fill(&mut self, places: &[usize], answers: Vec<CallAnswer>) {
        for (place, answer) in places.iter().zip(answers) {
            if let Some(slot) = self.answers.get_mut(*place) {
                *slot = Some(answer);
            }
        }
    }

    /// The batch was refused, in these words.
    pub(super) fn on_refusal(&mut self, words: &str) -> Next {
        let words = words.to_ascii_lowercase();
        if NOT_ITS_SIZE.iter().any(|one| words.contains(one)) {
            return Next::Refused;
        }
        let places: Vec<usize> = self.places().collect();
        if places.len() > 1 {
            self.size = places.len().div_ceil(2);
            return Next::Ask;
        }
        for burnt in self.asked() {
            let all = self.calls.iter().zip(&mut self.answers);
            let same = all.filter(|(call, answer)| call.to == burnt.to && answer.is_none());
            same.for_each(|(_, answer)| *answer = Some(failed()));
            self.burnt.push(burnt.to);
        }
        if !self.answered && self.burnt.len() >= REFUSED_AT_MOST {
            return Next::Refused;
        }
        // It was not the size.
        self.size = self.began;
        match self.done() {
            Next::Done(_) if !self.answered => Next::Refused,
            next => next,
        }
    }

    /// What it taught.
    pub(super) fn learnt(&mut self) -> Learnt {
        let burnt = core::mem::take(&mut self.burnt);
        let shrank = self.size < self.began && burnt.is_empty();
        Learnt {
            bears: shrank.then_some(self.size),
            burnt,
        }
    }
}

/// The answer of a call that reverted.
fn failed() -> CallAnswer {
    CallAnswer {
        success: false,
        data: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(count: u8) -> Vec<Call> {
        let call = |byte| Call {
            to: Address::repeat_byte(byte),
            data: Default::default(),
        };
        (1..=count).map(call).collect()
    }

    fn answer(call: &Call) -> CallAnswer {
        CallAnswer {
            success: true,
            data: call.to.to_vec().into(),
        }
    }

    /// Asks a source that bears so many calls, and none of those that burn; how often it was asked.
    fn run(batch: &mut Batch, bears: usize, burns: &[Call]) -> (Next, usize) {
        let mut next = batch.done();
        for asked in 0..200 {
            if next != Next::Ask {
                return (next, asked);
            }
            let chunk = batch.asked();
            assert!(!chunk.is_empty());
            let refuses = chunk.len() > bears || chunk.iter().any(|call| burns.contains(call));
            next = match refuses {
                true => batch.on_refusal("out of gas"),
                false => batch.on_answers(chunk.iter().map(answer).collect()),
            };
        }
        panic!("it does not come to rest")
    }

    #[test]
    fn a_source_that_bears_it_is_asked_once() {
        let mut batch = Batch::new(calls(60), None, &[]);
        let expected = calls(60).iter().map(answer).collect();
        assert_eq!(run(&mut batch, 100, &[]), (Next::Done(expected), 1));
        assert_eq!(
            batch.learnt(),
            Learnt {
                bears: None,
                burnt: vec![]
            }
        );
    }

    #[test]
    fn a_batch_that_is_refused_is_halved_and_what_is_borne_is_remembered() {
        let mut batch = Batch::new(calls(61), None, &[]);
        let (next, _) = run(&mut batch, 30, &[]);
        let expected: Vec<_> = calls(61).iter().map(answer).collect();
        assert_eq!(next, Next::Done(expected.clone()));
        let learnt = batch.learnt();
        assert_eq!(learnt.bears, Some(16));
        let mut batch = Batch::new(calls(61), learnt.bears, &[]);
        assert_eq!(run(&mut batch, 30, &[]), (Next::Done(expected), 4));
        assert_eq!(batch.learnt().bears, None);
    }

    #[test]
    fn a_call_that_burns_its_gas_is_found_and_the_others_are_answered() {
        for place in [0, 1, 17, 59, 60] {
            let all = calls(61);
            let burns = [all[place].clone()];
            let mut batch = Batch::new(all.clone(), None, &[]);
            let (next, asked) = run(&mut batch, 100, &burns);
            assert!(asked < 20, "{asked}");
            let mut expected: Vec<_> = all.iter().map(answer).collect();
            expected[place] = failed();
            assert_eq!(next, Next::Done(expected.clone()), "{place}");
            let learnt = batch.learnt();
            assert_eq!(learnt.bears, None);
            assert_eq!(learnt.burnt, [burns[0].to]);
            // Known, it costs nothing.
            let mut batch = Batch::new(all, learnt.bears, &learnt.burnt);
            assert_eq!(run(&mut batch, 100, &burns), (Next::Done(expected), 1));
        }
    }

    #[test]
    fn a_contract_that_burns_is_looked_for_once_however_often_it_is_called() {
        let burning = calls(1).remove(0);
        let mut all = calls(40);
        for place in [3, 9, 30, 39] {
            all[place] = burning.clone();
        }
        let mut batch = Batch::new(all, None, &[]);
        let (next, asked) = run(&mut batch, 100, &[burning]);
        assert!(matches!(next, Next::Done(_)));
        assert!(asked < 15, "{asked}");
    }

    #[test]
    fn a_source_that_refuses_everything_or_does_not_have_the_block_is_not_worn_down() {
        let all = calls(61);
        let mut batch = Batch::new(all.clone(), None, &[]);
        let (next, asked) = run(&mut batch, 0, &all);
        assert_eq!(next, Next::Refused);
        assert!(asked < 20, "{asked}");
        let mut batch = Batch::new(all, None, &[]);
        assert_eq!(batch.on_refusal("Header not found"), Next::Refused);
        let mut batch = Batch::new(calls(1), None, &[]);
        assert_eq!(run(&mut batch, 0, &[]).0, Next::Refused);
    }

    #[test]
    fn another_source_is_asked_for_all_of_it_and_completes_nobodys_answers() {
        let all = calls(4);
        let mut batch = Batch::new(all.clone(), Some(2), &[]);
        let first = batch.asked().iter().map(answer).collect();
        assert_eq!(batch.on_answers(first), Next::Ask);
        assert_eq!(batch.again(None, &[]).asked(), all);
    }
}
