//! The questions of a reading and their answers: the same for every protocol.

use alloy::primitives::U256;

use super::ReadError;
use crate::chain::CallAnswer;

/// One question to a market. Equal questions have equal answers within a reading.
pub(super) trait Question: Copy + Ord {
    /// The function asked, for errors.
    fn name(self) -> &'static str;
}

/// What was asked, what is asked now, and what was answered.
#[derive(Clone, Debug)]
pub(super) struct Questions<A> {
    /// In the order of the questions, which are asked once each.
    answered: Vec<(A, CallAnswer)>,
    pending: Vec<A>,
}

impl<A: Question> Questions<A> {
    /// Nothing asked yet.
    pub fn new() -> Self {
        Self {
            answered: Vec::new(),
            pending: Vec::new(),
        }
    }

    /// Marks what is wanted and not answered yet as pending; returns all that is.
    pub fn ask(&mut self, wanted: Vec<A>) -> &[A] {
        for ask in wanted {
            if self.place(ask).is_err() && !self.pending.contains(&ask) {
                self.pending.push(ask);
            }
        }
        &self.pending
    }

    /// Takes the answers to all that is pending, in its order.
    ///
    /// # Errors
    /// [`ReadError::WrongCount`].
    pub fn take(&mut self, answers: &[CallAnswer]) -> Result<(), ReadError> {
        if answers.len() != self.pending.len() {
            return Err(ReadError::WrongCount {
                asked: self.pending.len(),
                got: answers.len(),
            });
        }
        let asked = core::mem::take(&mut self.pending);
        for (ask, answer) in asked.into_iter().zip(answers) {
            if let Err(place) = self.place(ask) {
                self.answered.insert(place, (ask, answer.clone()));
            }
        }
        Ok(())
    }

    /// The answer to a question, if it was asked.
    pub fn answer(&self, ask: A) -> Option<&CallAnswer> {
        let place = self.place(ask).ok()?;
        self.answered.get(place).map(|(_, answer)| answer)
    }

    /// The bytes of an answer that must be there.
    ///
    /// # Errors
    /// [`ReadError::Inconsistent`] when it was not asked for; [`ReadError::Failed`].
    pub fn data(&self, ask: A) -> Result<&[u8], ReadError> {
        let answer = self.answer(ask).ok_or(ReadError::Inconsistent)?;
        match answer.success {
            true => Ok(&answer.data),
            false => Err(ReadError::Failed(ask.name())),
        }
    }

    /// An answer of exactly `N` words.
    ///
    /// # Errors
    /// Those of [`data`](Self::data); [`ReadError::Garbled`].
    pub fn words<const N: usize>(&self, ask: A) -> Result<[U256; N], ReadError> {
        let (words, rest) = self.data(ask)?.as_chunks::<32>();
        match <&[[u8; 32]; N]>::try_from(words) {
            Ok(words) if rest.is_empty() => Ok(words.map(U256::from_be_bytes)),
            _ => Err(ReadError::Garbled(ask.name())),
        }
    }

    /// Where a question stands among the answers, or would stand.
    fn place(&self, ask: A) -> Result<usize, usize> {
        self.answered
            .binary_search_by(|(answered, _)| answered.cmp(&ask))
    }
}
