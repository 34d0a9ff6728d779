//! The questions of a reading and their answers: the same for every protocol.

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::sol_types::SolCall;

use super::ReadError;
use crate::chain::{BlockRef, Call, CallAnswer};

/// A function that is asked: its selector, and its name for errors.
pub(super) type Getter = ([u8; 4], &'static str);

/// What a declaration says of a function.
pub(super) const fn getter<C: SolCall>() -> Getter {
    (C::SELECTOR, C::SIGNATURE)
}

/// The call of a function whose every argument is one word.
pub(super) fn call((selector, _): Getter, to: Address, arguments: &[B256]) -> Call {
    let mut data = selector.to_vec();
    arguments.iter().for_each(|word| data.extend(word));
    Call {
        to,
        data: Bytes::from(data),
    }
}

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
    /// At which block they were answered.
    block: Option<BlockRef>,
}

impl<A: Question> Questions<A> {
    /// Nothing asked yet.
    pub fn new() -> Self {
        Self {
            answered: Vec::new(),
            pending: Vec::new(),
            block: None,
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

    /// Where the answer to a question that is pending will stand.
    pub fn pending_place(&self, ask: A) -> Option<usize> {
        self.pending.iter().position(|pending| *pending == ask)
    }

    /// Takes the answers to all that is pending, in its order, at this block.
    ///
    /// # Errors
    /// [`ReadError::WrongCount`]; [`ReadError::OtherBlock`] when earlier answers are of another.
    pub fn take(&mut self, block: BlockRef, answers: &[CallAnswer]) -> Result<(), ReadError> {
        if *self.block.get_or_insert(block) != block {
            return Err(ReadError::OtherBlock);
        }
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

    /// The block at which all was answered.
    ///
    /// # Errors
    /// [`ReadError::Inconsistent`] before the first answer.
    pub fn block(&self) -> Result<BlockRef, ReadError> {
        self.block.ok_or(ReadError::Inconsistent)
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

    /// An answer of one word.
    ///
    /// # Errors
    /// Those of [`words`](Self::words).
    pub fn word(&self, ask: A) -> Result<U256, ReadError> {
        self.words(ask).map(|[word]| word)
    }

    /// An answer of one word that is an address.
    ///
    /// # Errors
    /// Those of [`words`](Self::words).
    pub fn address(&self, ask: A) -> Result<Address, ReadError> {
        address(self.word(ask)?, ask)
    }

    /// An answer of one word that is yes or no.
    ///
    /// # Errors
    /// Those of [`words`](Self::words).
    pub fn flag(&self, ask: A) -> Result<bool, ReadError> {
        match self.word(ask)? {
            U256::ZERO => Ok(false),
            U256::ONE => Ok(true),
            _ => Err(ReadError::Garbled(ask.name())),
        }
    }

    /// Where a question stands among the answers, or would stand.
    fn place(&self, ask: A) -> Result<usize, usize> {
        self.answered
            .binary_search_by(|(answered, _)| answered.cmp(&ask))
    }
}

/// A word as a number that is not that wide.
///
/// # Errors
/// [`ReadError::Garbled`].
pub(super) fn small<T: TryFrom<U256>>(word: U256, ask: impl Question) -> Result<T, ReadError> {
    T::try_from(word).map_err(|_| ReadError::Garbled(ask.name()))
}

/// A word as an address.
///
/// # Errors
/// [`ReadError::Garbled`].
pub(super) fn address(word: U256, ask: impl Question) -> Result<Address, ReadError> {
    match word.bit_len() <= 160 {
        true => Ok(Address::from_word(word.into())),
        false => Err(ReadError::Garbled(ask.name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Timestamp;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Asked(u8);

    impl Question for Asked {
        fn name(self) -> &'static str {
            "asked"
        }
    }

    fn block(seconds: u64) -> BlockRef {
        BlockRef {
            number: 7,
            parent_hash: B256::ZERO,
            timestamp: Timestamp(seconds),
        }
    }

    #[test]
    fn answers_of_two_blocks_are_not_put_together() {
        let answer = CallAnswer {
            success: true,
            data: Bytes::new(),
        };
        let mut questions = Questions::new();
        assert_eq!(questions.ask(vec![Asked(1)]), [Asked(1)]);
        let answers = [answer];
        assert_eq!(questions.take(block(1), &answers), Ok(()));
        questions.ask(vec![Asked(2)]);
        let other = questions.take(block(2), &answers);
        assert_eq!(other, Err(ReadError::OtherBlock));
        assert_eq!(questions.take(block(1), &answers), Ok(()));
    }
}
