//! What is paid a year on a token that is owed, as the contract that sets it says.

use alloy::primitives::{Address, U256};

use super::term_value::TermValue;
use super::terms::{Term, share_of_bps};

/// Who says what is paid on a token that is owed, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateSource {
    /// The token.
    pub token: Address,
    /// The contract that its market asks.
    pub strategy: Address,
    /// How it follows from the use of the token's money; none where that was not asked, or is not said.
    pub curve: Option<RateCurve>,
}

/// A rate that grows with use, and faster from a kink on; shares in wad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateCurve {
    /// The use from which on it grows faster.
    pub kink: u64,
    /// What is paid a year at that use.
    pub at_kink: u64,
    /// The same where all of it is used.
    pub at_most: u64,
}

impl RateCurve {
    /// From the four words of `DefaultReserveInterestRateStrategyV2.getInterestRateDataBps`, since Aave 3.1: the
    /// optimal usage, the rate where nothing is used, and by how much it grows up to and beyond that usage, all in
    /// basis points. None for what that contract would not take: a usage above all, rates above 1,000% a year
    /// (`MAX_BORROW_RATE`).
    pub(super) fn of_bps(words: [U256; 4]) -> Option<Self> {
        let [kink, base, slope, steep] = words.map(u32::try_from);
        let (kink, base, slope, steep) = (kink.ok()?, base.ok()?, slope.ok()?, steep.ok()?);
        let at_kink = base.checked_add(slope)?;
        let at_most = at_kink.checked_add(steep)?;
        (kink <= 10_000 && at_most <= 100_000).then(|| Self {
            kink: share_of_bps(kink),
            at_kink: share_of_bps(at_kink),
            at_most: share_of_bps(at_most),
        })
    }
}

impl RateSource {
    /// What can change of it.
    pub(super) fn terms(&self) -> impl Iterator<Item = (Term, TermValue)> + use<> {
        let &Self {
            token,
            strategy,
            curve,
        } = self;
        let curve = curve.into_iter().flat_map(move |curve| {
            [
                (Term::RateKink(token), curve.kink.into()),
                (Term::RateAtKink(token), curve.at_kink.into()),
                (Term::RateAtMost(token), curve.at_most.into()),
            ]
        });
        [(Term::RateStrategy(token), strategy.into())]
            .into_iter()
            .chain(curve)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, TermChange, Terms};
    use super::*;

    const DOLLARS: Address = Address::repeat_byte(1);
    const BPS: u64 = 100_000_000_000_000;

    fn of(words: [u64; 4]) -> Option<RateCurve> {
        RateCurve::of_bps(words.map(U256::from))
    }

    /// What is told where one look is followed by another.
    fn told(looks: [Option<[u64; 4]>; 2]) -> Vec<TermChange> {
        let source = |words: Option<[u64; 4]>| RateSource {
            token: DOLLARS,
            strategy: Address::repeat_byte(2),
            curve: words.and_then(of),
        };
        // Something else of the token, as there always is.
        let rate = (Term::BorrowRate(DOLLARS), 5.into());
        let terms = looks.map(|words| Terms::new(source(words).terms().chain([rate])));
        let [before, after] = terms;
        after.since(&before, Limits::NONE).1
    }

    #[test]
    fn a_curve_that_is_steeper_is_told_with_what_is_paid_at_full_use() {
        let [change] = told([Some([9_000, 50, 500, 4_000]), Some([9_000, 50, 500, 6_000])])[..]
        else {
            panic!("one change")
        };
        assert_eq!(change.term, Term::RateAtMost(DOLLARS));
        let shares = [4_550, 6_550].map(|bps| TermValue::from(bps * BPS));
        assert_eq!([change.before, change.after], shares);
        assert!(change.is_worse() && change.calls_for_an_answer());
    }

    #[test]
    fn what_was_not_asked_is_no_change_and_what_no_contract_would_say_is_not_believed() {
        let sound = [9_000, 0, 500, 4_000];
        assert_eq!(told([Some(sound), None]), []);
        assert_eq!(told([None, Some(sound)]), []);
        assert!(of([10_000, 0, 0, 100_000]).is_some());
        for words in [
            [10_001, 0, 500, 4_000],
            [9_000, 1, 60_000, 40_000],
            [u64::MAX, 0, 0, 0],
            [9_000, u64::from(u32::MAX), u64::from(u32::MAX), 1],
        ] {
            assert_eq!(of(words), None, "{words:?}");
        }
    }
}
