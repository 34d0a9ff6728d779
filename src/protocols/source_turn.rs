//! When it is asked where prices come from. That is moved by governance alone, so it is asked beside what a
//! reading asks anyway, once in a while: it costs no request, and the first health does not wait for it.

use alloy::primitives::Address;

use crate::math::Timestamp;

/// It is asked again after this time.
const EVERY_S: u64 = 300;

/// What an account's readings know of where its prices come from, and whether the next one asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SourceTurn {
    /// The tokens that are held or owed, and what was last said to price each.
    known: Vec<(Address, Option<Address>)>,
    asked_at: Option<Timestamp>,
    is_due: bool,
}

impl SourceTurn {
    /// The tokens of which it is asked now, each with the source that is expected.
    pub fn asked(&self) -> &[(Address, Option<Address>)] {
        if self.is_due { &self.known } else { &[] }
    }

    /// The same for a reading that does not ask.
    pub fn silent(self) -> Self {
        Self {
            is_due: false,
            ..self
        }
    }

    /// After a reading at `now`, of an account with these tokens: `source` says what each was said to be priced
    /// by, if that is known now.
    pub fn after(
        &self,
        now: Timestamp,
        held: impl Iterator<Item = Address>,
        source: impl Fn(Address) -> Option<Address>,
    ) -> Self {
        let before = |token| {
            let mut known = self.known.iter();
            known.find(|(one, _)| *one == token).and_then(|(_, it)| *it)
        };
        let asked = self.is_due;
        let known = held.map(|token| {
            let said = source(token);
            // What was not asked is as it was.
            let as_before = || before(token).filter(|_| !asked);
            (token, said.or_else(as_before))
        });
        let known: Vec<_> = known.collect();
        let asked_at = if asked { Some(now) } else { self.asked_at };
        let is_long_ago = |then: Timestamp| now.0.saturating_sub(then.0) >= EVERY_S;
        // What is known since just now was not asked yet what it has to say.
        let is_news = known != self.known;
        Self {
            is_due: !known.is_empty() && (is_news || asked_at.is_none_or(is_long_ago)),
            known,
            asked_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: Address = Address::repeat_byte(1);
    const FEED: Address = Address::repeat_byte(2);

    /// Whether each reading asks, the seconds at which they are made, and what the source is said to be then.
    fn asks(readings: &[(u64, Option<Address>)]) -> Vec<bool> {
        let mut turn = SourceTurn::default();
        let mut asks = Vec::new();
        for &(at, source) in readings {
            let asked = !turn.asked().is_empty();
            asks.push(asked);
            turn = turn.after(Timestamp(at), [TOKEN].into_iter(), |_| {
                source.filter(|_| asked)
            });
        }
        asks
    }

    #[test]
    fn the_first_reading_does_not_ask_and_later_ones_now_and_then() {
        let said = Some(FEED);
        let at = [0, 12, 24, 36, 48, 320, 324, 336, 640].map(|at| (at, said));
        let asked = [false, true, true, false, false, false, false, true, false];
        assert_eq!(asks(&at), asked);
    }

    #[test]
    fn a_source_that_is_new_is_asked_at_once_and_one_that_is_not_named_is_not_asked_for_without_end()
     {
        let other = Some(Address::repeat_byte(3));
        let said = Some(FEED);
        let at = [(0, said), (12, said), (24, said), (36, said), (400, said)];
        let replaced = [(412, other), (424, other), (436, other)];
        let all = asks(&[&at[..], &replaced[..]].concat());
        assert_eq!(all[4..], [false, true, true, false]);
        let unnamed = [0, 12, 24, 36, 48].map(|at| (at, None));
        assert_eq!(asks(&unnamed), [false, true, false, false, false]);
    }

    #[test]
    fn a_reading_that_is_to_be_silent_is_and_whoever_holds_nothing_is_not_asked() {
        let turn = SourceTurn::default().after(Timestamp(0), [TOKEN].into_iter(), |_| None);
        assert_eq!(turn.asked(), [(TOKEN, None)]);
        assert!(turn.clone().silent().asked().is_empty());
        let none = turn.after(Timestamp(12), core::iter::empty(), |_| None);
        assert!(none.asked().is_empty());
    }
}
