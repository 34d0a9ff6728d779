//! What a person calls the accounts. Tabs share it: of two names the later counts.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::Millis;
use crate::chain::address_text;

/// So many letters are shown in one line on a phone.
const LETTERS_AT_MOST: usize = 24;

/// The names, each with when it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Names(Vec<Named>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Named {
    #[serde(with = "address_text")]
    account: Address,
    /// Milliseconds since 1970.
    at: u64,
    /// Empty: none any more.
    name: String,
}

impl Names {
    /// What an account is called, if it is called anything.
    pub(super) fn of(&self, account: Address) -> Option<&str> {
        let named = self.0.iter().find(|one| one.account == account)?;
        (!named.name.is_empty()).then_some(named.name.as_str())
    }

    /// The person calls it this, as typed; nothing: nothing any more.
    pub(super) fn give(&mut self, now: Millis, account: Address, typed: &str) {
        let letters = typed.trim().chars().filter(|letter| !letter.is_control());
        let name: String = letters.take(LETTERS_AT_MOST).collect();
        if self.of(account).unwrap_or_default() == name {
            return;
        }
        let before = self.0.iter().find(|one| one.account == account);
        let at = before.map_or(0, |one| one.at.saturating_add(1)).max(now.0);
        self.put(Named { account, at, name });
    }

    fn put(&mut self, named: Named) {
        self.0.retain(|one| one.account != named.account);
        self.0.push(named);
        self.0.sort();
    }

    /// Takes in what another tab knows.
    pub(super) fn learn(&mut self, other: &Self) {
        for theirs in &other.0 {
            let own = self.0.iter().find(|one| one.account == theirs.account);
            if own.is_none_or(|own| own < theirs) {
                self.put(theirs.clone());
            }
        }
    }

    /// Forgets that a name was taken away before that.
    pub(super) fn forget(&mut self, before: Millis) {
        self.0
            .retain(|one| !one.name.is_empty() || one.at >= before.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Address = Address::repeat_byte(1);
    const NOW: Millis = Millis(5);

    #[test]
    fn a_name_is_kept_short_and_of_two_tabs_the_later_counts() {
        let mut names = Names::default();
        names.give(NOW, ONE, "  the farm\u{7} ");
        assert_eq!(names.of(ONE), Some("the farm"));
        let mut other = Names::default();
        other.give(NOW.plus(1), ONE, "the vault of all that is left of it");
        assert_eq!(other.of(ONE), Some("the vault of all that is"));
        let before = names.clone();
        names.learn(&other);
        other.learn(&before);
        assert_eq!(names, other);
        assert_eq!(names.of(Address::ZERO), None);
    }

    #[test]
    fn a_name_that_was_taken_away_does_not_come_back_and_leaves_no_trace() {
        let mut names = Names::default();
        names.give(NOW, ONE, "mine");
        let before = names.clone();
        names.give(NOW, ONE, " ");
        names.learn(&before);
        assert_eq!(names.of(ONE), None);
        names.forget(NOW.plus(10));
        assert_eq!(names, Names::default());
    }
}
