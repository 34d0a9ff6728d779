use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::change::TermChange;
use super::gauge::{Gauge, Limits};
use super::term::Term;
use crate::protocols::term_value::TermValue;

/// All rules under which a position is liquidated, small enough to be stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Terms(Vec<(Term, TermValue)>);

impl Terms {
    /// These.
    pub fn new<V: Into<TermValue>>(all: impl IntoIterator<Item = (Term, V)>) -> Self {
        let all = all.into_iter().map(|(term, value)| (term, value.into()));
        Self(all.collect())
    }

    /// These too.
    pub(in super::super) fn and(
        mut self,
        more: impl IntoIterator<Item = (Term, TermValue)>,
    ) -> Self {
        self.0.extend(more);
        Self(in_order(self.0))
    }

    /// Whether nothing is held under any.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is another rule than before, and what is to be held against those that come. Of a token that
    /// was not held before, or is not now, nothing is. Of where a price comes from what was said last is held,
    /// as long as the token is. What moves all the time is news from `limits` on.
    #[must_use]
    pub fn since(self, earlier: &Self, limits: Limits) -> (Self, Vec<TermChange>) {
        let changes = self.0.iter().filter_map(|&(term, after)| {
            let before = earlier.of(term)?;
            let change = TermChange {
                term,
                before,
                after,
            };
            Some(change).filter(|change| change.is_news(limits))
        });
        let changes = changes.collect();
        let unsaid = earlier.0.iter().copied();
        let unsaid = unsaid.filter(|&(term, _)| {
            term.is_rare() && self.of(term).is_none() && self.is_about(term.token())
        });
        let unsaid: Vec<_> = unsaid.collect();
        let kept = self.0.into_iter().map(|(term, after)| {
            let before = earlier.of(term);
            (
                term,
                before.map_or(after, |before| term.kept(before, after, limits)),
            )
        });
        (Self(in_order(kept.chain(unsaid).collect())), changes)
    }

    /// Whether a change is still so, where these are held against what comes: a rule that moved has, whatever
    /// became of it; what moves all the time is at its limit until it is well within again.
    #[must_use]
    pub fn still_has(&self, change: &TermChange, limits: Limits) -> bool {
        let gauge = change.term.gauge(limits);
        gauge.is_none_or(|Gauge { limit, .. }| {
            self.of(change.term)
                .is_some_and(|kept| kept >= limit.into())
        })
    }

    /// A change as it is where these are in force: what moves all the time has moved on.
    #[must_use]
    pub fn newer(&self, change: TermChange) -> TermChange {
        let now = self.of(change.term).filter(|_| !change.term.is_rule());
        TermChange {
            after: now.unwrap_or(change.after),
            ..change
        }
    }

    fn of(&self, term: Term) -> Option<TermValue> {
        let mut all = self.0.iter();
        all.find(|(one, _)| *one == term).map(|(_, value)| *value)
    }

    /// Whether a token is held or owed, as other rules of it tell.
    fn is_about(&self, token: Option<Address>) -> bool {
        let mut others = self.0.iter().filter(|(term, _)| !term.is_rare());
        others.any(|(term, _)| term.token() == token)
    }
}

/// One order, so that what has not changed is not written again, though not all of it is always asked.
fn in_order(mut all: Vec<(Term, TermValue)>) -> Vec<(Term, TermValue)> {
    all.sort_by_key(|(term, _)| term.is_rare().then_some(*term));
    all
}
