//! Where the prices of a position come from, as far as the chain says: who replaces them replaces the
//! health.

use alloy::primitives::{Address, U256};

use super::rate_source::RateSource;
use super::term_value::TermValue;
use super::terms::Term;
use crate::math::Timestamp;

/// The longest time that published feeds let pass between two prices, a day, and two hours for a chain that
/// was slow. How often a feed is to speak stands on no chain: only far beyond that its silence says anything.
const LONGEST_S: u64 = 26 * 3_600;

/// The first of January 2020, before any of the markets.
const THE_FIRST: u64 = 1_577_836_800;

/// Once a price was capped it is held to be so until it was seen otherwise in so many looks, which is about
/// an hour: a yes or no has no other room to tremble in.
const CALM: u64 = 12;

/// Where the price of one token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceSource {
    /// The token.
    pub token: Address,
    /// The contract that its market asks for the price; zero: none of the token's own.
    pub source: Address,
    /// Whether it holds the price below what its own feed says; none where it does not say.
    pub is_capped: Option<bool>,
    /// When it was given a price last; none where it does not say.
    pub moved_at: Option<Timestamp>,
}

/// Where the prices of a position, and what is paid on it, come from; of what was not asked nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceSources {
    /// The contract that a market asks for all of them, where it has one.
    pub oracle: Option<Address>,
    /// Those of the tokens that are held or owed.
    pub each: Vec<PriceSource>,
    /// Of each token that is owed who says what is paid on it, where a market has such.
    pub rates: Vec<RateSource>,
}

impl PriceSources {
    /// What can change of them, at a time.
    pub(super) fn terms(&self, now: Timestamp) -> impl Iterator<Item = (Term, TermValue)> {
        let oracle = self.oracle.map(|oracle| (Term::PriceOracle, oracle.into()));
        let each = self.each.iter().flat_map(move |one| {
            let capped = one.is_capped.map(|is| if is { CALM } else { 0 });
            let silent = one.moved_at.map(|then| silence(then, now));
            [
                Some((Term::PriceSource(one.token), one.source.into())),
                capped.map(|looks| (Term::PriceCapped(one.token), looks.into())),
                silent.map(|seconds| (Term::PriceStopped(one.token), seconds.into())),
            ]
        });
        let rates = self.rates.iter().flat_map(RateSource::terms);
        oracle.into_iter().chain(each.flatten()).chain(rates)
    }
}

/// When a feed was given a price last, as the words of its `latestRoundData` say, if it answered with such. A
/// time before there was any such market is none: adapters fill the word with something.
pub(super) fn moved_at(round: Option<[U256; 5]>) -> Option<Timestamp> {
    let [_, _, _, updated_at, _] = round?;
    let seconds = u64::try_from(updated_at).ok();
    seconds.filter(|at| *at >= THE_FIRST).map(Timestamp)
}

/// For how long nothing was heard of a price, seconds; zero as long as that says nothing.
fn silence(then: Timestamp, now: Timestamp) -> u64 {
    let age = now.0.saturating_sub(then.0);
    if age > LONGEST_S { age } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, Terms};
    use super::*;

    const ETHER: Address = Address::repeat_byte(1);
    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn of(source: u8, is_capped: Option<bool>, age_s: Option<u64>) -> Terms {
        let one = PriceSource {
            token: ETHER,
            source: Address::repeat_byte(source),
            is_capped,
            moved_at: age_s.map(|age| Timestamp(NOW.0 - age)),
        };
        let sources = PriceSources {
            oracle: None,
            each: vec![one],
            rates: Vec::new(),
        };
        Terms::new(sources.terms(NOW))
    }

    /// What is told, look by look.
    fn told(looks: impl IntoIterator<Item = Terms>) -> Vec<Vec<Term>> {
        let mut known = Terms::default();
        let mut told = Vec::new();
        for look in looks {
            let (kept, changes) = look.since(&known, Limits::NONE);
            known = kept;
            told.push(changes.iter().map(|one| one.term).collect());
        }
        told
    }

    #[test]
    fn a_source_that_is_replaced_is_told_with_both() {
        let (kept, changes) = of(7, None, None).since(&of(6, None, None), Limits::NONE);
        assert_eq!(kept, of(7, None, None));
        let [change] = changes[..] else {
            panic!("one change")
        };
        assert_eq!(change.term, Term::PriceSource(ETHER));
        assert_eq!(change.before, Address::repeat_byte(6).into());
        assert_eq!(change.after, Address::repeat_byte(7).into());
    }

    #[test]
    fn a_cap_that_binds_is_told_once_and_again_only_after_it_was_long_gone() {
        let capped = |is| of(6, Some(is), None);
        let news = vec![Term::PriceCapped(ETHER)];
        assert_eq!(told([capped(false), capped(true)]), [vec![], news.clone()]);
        // It was there when it was seen first.
        assert_eq!(told([capped(true), capped(true)]), [[], []]);
        // It trembles, and a look or two are not answered.
        let trembles = [false, true, false, false, true, false, true].map(capped);
        let all = told(
            trembles
                .into_iter()
                .chain([of(6, None, None), capped(true)]),
        );
        assert_eq!(all.concat(), news);
        let gone = core::iter::repeat_n(false, 12).chain([true]).map(capped);
        let all = told([capped(false), capped(true)].into_iter().chain(gone));
        assert_eq!(all.concat().len(), 2);
        let not_yet = core::iter::repeat_n(false, 11).chain([true]).map(capped);
        let all = told([capped(false), capped(true)].into_iter().chain(not_yet));
        assert_eq!(all.concat().len(), 1);
    }

    #[test]
    fn a_price_is_told_to_have_stopped_only_beyond_what_feeds_may_wait_and_once() {
        let aged = |hours: u64| of(6, None, Some(hours * 3_600));
        let news = vec![Term::PriceStopped(ETHER)];
        assert_eq!(told([1, 25, 26, 25].map(aged)).concat(), []);
        let stopped = told([25, 27, 28, 40].map(aged));
        assert_eq!(stopped, [vec![], news.clone(), vec![], vec![]]);
        // It moved again, and stopped again.
        assert_eq!(told([1, 27, 0, 27].map(aged)).concat().len(), 2);
        // Who does not say when is not said to have stopped; and a time to come is none that has passed.
        assert_eq!(told([of(6, None, None), of(6, None, None)]).concat(), []);
        assert_eq!(silence(Timestamp(NOW.0 + 5), NOW), 0);
        let said = |at: U256| moved_at(Some([U256::ONE, U256::ONE, U256::ONE, at, U256::ONE]));
        assert_eq!(said(U256::from(NOW.0)), Some(NOW));
        let no_times = [U256::ZERO, U256::ONE, U256::MAX];
        assert_eq!(no_times.map(said), [None; 3]);
        assert_eq!(moved_at(None), None);
        let (_, changes) = aged(31).since(&aged(1), Limits::NONE);
        assert_eq!(changes[0].after, (31 * 3_600).into());
        assert!(changes[0].is_worse());
    }
}
