//! Which other e-mode categories the account could be in: looked for now and then, and read with every
//! reading from there on.
//!
//! A pool has no list of its categories. Governance gives a new one the first number that is free
//! (`EModeEngine._findFirstUnusedEmodeCategory` of 3.6), so they are looked for in windows, until one ends
//! with such as nothing may be borrowed in.

use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use super::super::e_mode::takes_debts;
use super::super::profile::{CategoryKind, LoanToValue};
use super::super::{AavePosition, EMode, UserConfig};
use super::Reading;
use super::ask::{Ask, Expected};
use crate::protocols::ReadError;

/// How many numbers are asked about in a round.
const WINDOW: u8 = 32;

/// No more windows than so many are asked about, whatever a pool says.
const WINDOWS: usize = 4;

/// A window that ends with so many unused numbers is the last.
const UNUSED: usize = 8;

/// Of those that are good for the position so many are read every time.
const MOST: usize = 4;

/// What is known of the categories of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EModes {
    /// The account's own; zero: none.
    own: u8,
    /// The account's bits, for which the others hold.
    user: UserConfig,
    /// Others that would do the position good; none where they were not looked for yet.
    others: Option<Vec<u8>>,
    /// No others are looked for, whatever became of the account.
    #[serde(skip)]
    is_settled: bool,
}

impl EModes {
    /// The same, to read what others play no part in.
    pub(super) fn settled(self) -> Self {
        Self {
            others: Some(Vec::new()),
            is_settled: true,
            ..self
        }
    }

    /// What will be asked of them, as far as can be foreseen.
    pub(super) fn foreseen(&self, expected: Expected) -> Vec<Ask> {
        let mut wanted = Ask::category(self.own, expected);
        match &self.others {
            Some(others) => wanted.extend(asks(others, expected)),
            None if can_enter(expected, self.user) => {
                wanted.extend(window(1).map(Ask::CategoryBorrowable));
            }
            None => {}
        }
        wanted
    }
}

impl Reading {
    /// What is wanted of other categories than the account's, as far as the answers tell.
    pub(super) fn other_e_modes(
        &self,
        user: UserConfig,
        expected: Expected,
    ) -> Result<Vec<Ask>, ReadError> {
        let own = self.e_mode_id()?;
        if let Some(others) = self.known_others(own, user) {
            return Ok(asks(others, expected));
        }
        let mut wanted = Vec::new();
        if !self.looks_for_e_modes(user, expected) {
            return Ok(wanted);
        }
        let mut first = 1_u8;
        for _ in 0..WINDOWS {
            let (mut unused, mut is_answered) = (0_usize, true);
            for id in window(first) {
                let ask = Ask::CategoryBorrowable(id);
                wanted.push(ask);
                is_answered &= self.is_answered(ask);
                let borrowable = self.borrowable_in(id).unwrap_or_default();
                let is_used = !borrowable.is_zero();
                unused = if is_used { 0 } else { unused.saturating_add(1) };
                if is_used && id != own && takes_debts(borrowable, user) {
                    wanted.extend(Ask::category(id, expected));
                }
            }
            match first.checked_add(WINDOW) {
                Some(next) if is_answered && unused < UNUSED => first = next,
                _ => break,
            }
        }
        Ok(wanted)
    }

    /// Which reserves may be borrowed in a category, where that is answered soundly: nothing that is shown
    /// of the position rests on it.
    fn borrowable_in(&self, id: u8) -> Option<U256> {
        let said = self.optional_word(Ask::CategoryBorrowable(id));
        said.ok().flatten()
    }

    /// The categories that were read beside the account's own. One whose answers are garbled is none:
    /// nothing that is shown of the position rests on it.
    pub(super) fn read_e_modes(
        &self,
        user: UserConfig,
        ltv: LoanToValue,
    ) -> Result<Vec<EMode>, ReadError> {
        let own = self.e_mode_id()?;
        let ids = match self.known_others(own, user) {
            Some(others) => others.to_vec(),
            None => (1..=u8::MAX).filter(|&id| id != own).collect(),
        };
        let read = ids.into_iter().map(|id| self.category_by_bitmaps(id, ltv));
        Ok(read.filter_map(|read| read.ok().flatten()).collect())
    }

    /// What the next reading is to know of them.
    pub(super) fn learnt_e_modes(
        &self,
        user: UserConfig,
        position: Option<&AavePosition>,
    ) -> Result<EModes, ReadError> {
        let own = self.e_mode_id()?;
        let now = self.questions.block()?.timestamp;
        // Where the first window is not answered, it is not known that there are none.
        let is_answered = window(1).all(|id| self.borrowable_in(id).is_some());
        let looked = is_answered && self.looks_for_e_modes(user, self.expected()?);
        let others = match self.known_others(own, user) {
            Some(others) => Some(others.to_vec()),
            None => looked.then(|| {
                let better = position.map(|position| position.better_e_modes(now));
                let better = better.unwrap_or_default().into_iter().take(MOST);
                better.map(|(id, _)| id).collect()
            }),
        };
        Ok(EModes {
            own,
            user,
            others,
            is_settled: false,
        })
    }

    /// What an earlier reading found, as long as that holds.
    fn known_others(&self, own: u8, user: UserConfig) -> Option<&[u8]> {
        let known = self.e_modes.as_ref();
        let same = known.filter(|known| known.user == user && known.own == own)?;
        same.others.as_deref()
    }

    /// Whether this reading is one that looks for them.
    fn looks_for_e_modes(&self, user: UserConfig, expected: Expected) -> bool {
        let looks = self.e_modes.as_ref().is_some_and(|known| !known.is_settled);
        looks && can_enter(expected, user)
    }
}

/// Whether there is a category that could do any good, and whose rules are read here. One with a price of
/// its own, up to 3.1, is not.
fn can_enter(expected: Expected, user: UserConfig) -> bool {
    let by_bitmaps =
        expected.is_some_and(|profile| profile.rules().category == CategoryKind::Bitmaps);
    by_bitmaps && user.borrowed().next().is_some()
}

fn window(first: u8) -> impl Iterator<Item = u8> {
    let last = first.saturating_add(WINDOW.saturating_sub(1));
    first..=last
}

fn asks(ids: &[u8], expected: Expected) -> Vec<Ask> {
    let all = ids.iter().flat_map(|&id| Ask::category(id, expected));
    all.collect()
}
