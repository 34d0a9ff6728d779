//! A set that several tabs change: each member with when it was put in or taken out last.
//!
//! Of two that say something of the same member the later counts, and of the same moment the one that
//! keeps it. So they agree in whatever order they hear of each other, and what was put in anywhere
//! is missing only where somebody took it out after that: never because a tab did not know of it.

use serde::{Deserialize, Serialize};

use super::Millis;

/// The set, in the order in which its members were put in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Marks<K>(Vec<Mark<K>>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mark<K> {
    what: K,
    /// Milliseconds since 1970.
    at: u64,
    /// It was taken out then.
    #[serde(default)]
    gone: bool,
}

impl<K> Default for Marks<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy + Ord> Marks<K> {
    /// Puts something in. Whether that is news.
    pub(super) fn put(&mut self, now: Millis, what: K) -> bool {
        if self.has(&what) {
            return false;
        }
        self.mark(now, what, false);
        true
    }

    /// Takes something out. Whether that is news.
    pub(super) fn take(&mut self, now: Millis, what: &K) -> bool {
        if !self.has(what) {
            return false;
        }
        self.mark(now, *what, true);
        true
    }

    /// Takes out what is as `is_gone` says.
    pub(super) fn take_where(&mut self, now: Millis, is_gone: impl Fn(&K) -> bool) {
        let gone: Vec<K> = self.iter().filter(is_gone).collect();
        for what in gone {
            self.mark(now, what, true);
        }
    }

    /// Whether something is in.
    pub(super) fn has(&self, what: &K) -> bool {
        self.iter().any(|one| one == *what)
    }

    /// What is in.
    pub(super) fn iter(&self) -> impl Iterator<Item = K> {
        let all = self.0.iter().filter(|mark| !mark.gone);
        all.map(|mark| mark.what)
    }

    /// Takes in what another tab says.
    pub(super) fn learn(&mut self, other: &Self) {
        for theirs in &other.0 {
            match self.0.iter_mut().find(|own| own.what == theirs.what) {
                Some(own) if (own.at, !own.gone) < (theirs.at, !theirs.gone) => {
                    *own = theirs.clone();
                }
                Some(_) => {}
                None => self.0.push(theirs.clone()),
            }
        }
        self.sort();
    }

    /// Forgets what was taken out before a moment.
    pub(super) fn forget(&mut self, before: Millis) {
        self.0.retain(|mark| !mark.gone || mark.at >= before.0);
    }

    fn mark(&mut self, now: Millis, what: K, gone: bool) {
        let known = self.0.iter().position(|mark| mark.what == what);
        let before = known.map(|place| self.0.remove(place).at);
        // Later than what it changes, whatever the clock says.
        let at = before.map_or(now.0, |before| now.0.max(before.saturating_add(1)));
        self.0.push(Mark { what, at, gone });
        self.sort();
    }

    /// One order for all tabs.
    fn sort(&mut self) {
        self.0.sort_by_key(|mark| (mark.at, mark.what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(all: &Marks<u8>) -> Vec<u8> {
        all.iter().collect()
    }

    #[test]
    fn what_was_put_in_anywhere_is_missing_only_where_it_was_taken_out_later() {
        let (mut one, mut two) = (Marks::default(), Marks::default());
        assert!(one.put(Millis(5), 1));
        assert!(!one.put(Millis(6), 1));
        two.learn(&one);
        assert!(two.put(Millis(7), 2));
        assert!(two.take(Millis(8), &1));
        // The first knows nothing of that yet.
        assert!(one.put(Millis(9), 3));
        let before = one.clone();
        one.learn(&two);
        two.learn(&before);
        assert_eq!(of(&one), [2, 3]);
        assert_eq!(one, two);
    }

    #[test]
    fn of_the_same_moment_what_keeps_it_counts() {
        let (mut one, mut two) = (Marks::default(), Marks::default());
        one.put(Millis(5), 1);
        two.put(Millis(4), 1);
        two.take(Millis(5), &1);
        let before = one.clone();
        one.learn(&two);
        two.learn(&before);
        assert_eq!((of(&one), of(&two)), (vec![1], vec![1]));
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_undo_what_is_done() {
        let mut all = Marks::default();
        all.put(Millis(50), 1);
        let before = all.clone();
        all.take(Millis(3), &1);
        all.learn(&before);
        assert!(of(&all).is_empty());
        all.forget(Millis(51));
        assert_eq!(
            all,
            Marks(vec![Mark {
                what: 1,
                at: 51,
                gone: true
            }])
        );
        all.forget(Millis(52));
        assert_eq!(all, Marks::default());
    }

    proptest! {
        /// In whatever order, and however often, they hear of each other.
        #[test]
        fn all_agree(acts in prop::collection::vec((0_usize..3, 0_u64..6, 0_u8..4, any::<bool>()), 0..24)) {
            let mut tabs = [Marks::default(), Marks::default(), Marks::default()];
            for (tab, now, what, puts) in acts {
                match puts {
                    true => tabs[tab].put(Millis(now), what),
                    false => tabs[tab].take(Millis(now), &what),
                };
            }
            let [one, two, three] = tabs;
            let joined = |all: [&Marks<u8>; 4]| {
                let mut joined = Marks::default();
                all.into_iter().for_each(|one| joined.learn(one));
                joined
            };
            prop_assert_eq!(joined([&one, &two, &three, &one]), joined([&three, &one, &two, &two]));
        }
    }
}
