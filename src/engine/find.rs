//! "Find my positions": one look at every chain that can be read, for what the accounts hold there.
//!
//! What is found goes on the list and is watched from then on; where nothing is, nothing is asked
//! again before the next day.

use super::Millis;
use super::view::{Found, ReadProblem};
use crate::chain::ChainId;

/// So many chains are looked at together: one after another would take too long, all at once would
/// be too much for the network of a telephone.
const TOGETHER: usize = 4;

/// How long what was found counts, milliseconds.
const DAY_MS: u64 = 86_400_000;

/// A search over the chains.
#[derive(Debug, Default)]
pub(super) struct Find {
    chains: Vec<(ChainId, Found)>,
    next_at: Option<Millis>,
}

impl Find {
    /// Looks at these chains; `served`: whether one can be read.
    pub(super) fn begin(
        &mut self,
        now: Millis,
        chains: impl IntoIterator<Item = ChainId>,
        served: impl Fn(ChainId) -> bool,
    ) {
        let of = |chain| match served(chain) {
            true => Found::Waiting,
            false => Found::CouldNotLook(ReadProblem::NoEndpoint),
        };
        self.chains = chains.into_iter().map(|chain| (chain, of(chain))).collect();
        self.next_at = Some(now.plus(DAY_MS));
        self.go_on();
    }

    /// When to search again, after one that was made earlier.
    pub(super) fn restore(&mut self, last: Option<Millis>) {
        self.next_at = last.map(|last| last.plus(DAY_MS));
    }

    /// When to search again.
    pub(super) fn due(&self) -> Option<Millis> {
        self.next_at
    }

    /// Whether a chain is looked at now.
    pub(super) fn looks_at(&self, chain: ChainId) -> bool {
        let mut all = self.looking();
        all.any(|one| one == chain)
    }

    /// The chains that are looked at now.
    pub(super) fn looking(&self) -> impl Iterator<Item = ChainId> {
        let all = self.chains.iter();
        all.filter(|(_, found)| *found == Found::Looking)
            .map(|(chain, _)| *chain)
    }

    /// What came of it so far, in the order of the chains.
    pub(super) fn results(&self) -> &[(ChainId, Found)] {
        &self.chains
    }

    /// A chain was read: something is there or not.
    pub(super) fn read(&mut self, chain: ChainId, holds: bool) {
        self.settle(
            chain,
            if holds {
                Found::Something
            } else {
                Found::Nothing
            },
        );
    }

    /// A chain could not be read.
    pub(super) fn failed(&mut self, chain: ChainId, problem: ReadProblem) {
        self.settle(chain, Found::CouldNotLook(problem));
    }

    fn settle(&mut self, chain: ChainId, came: Found) {
        let mut all = self.chains.iter_mut();
        let looked = all.find(|(one, found)| *one == chain && *found == Found::Looking);
        if let Some((_, found)) = looked {
            *found = came;
            self.go_on();
        }
    }

    fn go_on(&mut self) {
        let room = TOGETHER.saturating_sub(self.looking().count());
        let waiting = self.chains.iter_mut();
        let waiting = waiting.filter(|(_, found)| *found == Found::Waiting);
        waiting
            .take(room)
            .for_each(|(_, found)| *found = Found::Looking);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_chains_are_looked_at_together_and_each_says_what_came_of_it() {
        let mut find = Find::default();
        let now = Millis(5);
        let chains = (1..=6).map(ChainId);
        find.begin(now, chains, |chain| chain != ChainId(2));
        let looking = |find: &Find| find.looking().map(|one| one.0).collect::<Vec<_>>();
        assert_eq!(looking(&find), [1, 3, 4, 5]);
        find.read(ChainId(3), true);
        assert_eq!(looking(&find), [1, 4, 5, 6]);
        find.failed(ChainId(1), ReadProblem::TimedOut);
        find.read(ChainId(4), false);
        let found: Vec<_> = find.results().iter().map(|(_, found)| found).collect();
        assert_eq!(
            found,
            [
                &Found::CouldNotLook(ReadProblem::TimedOut),
                &Found::CouldNotLook(ReadProblem::NoEndpoint),
                &Found::Something,
                &Found::Nothing,
                &Found::Looking,
                &Found::Looking,
            ]
        );
        assert_eq!(find.due(), Some(now.plus(DAY_MS)));
    }
}
