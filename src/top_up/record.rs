//! What is written down before the wallet is asked for a transaction, so that whatever happens
//! then, nothing is asked for a second time while the first may still be carried out.

use alloy::primitives::B256;

use super::{Asked, Chosen, Said, Slot};
use crate::chain::operations::{Named, OperationQuestion};
use crate::chain::transactions::AccountKind;
use crate::math::{Wad, decimal};
use crate::protocols::{PositionKey, only_prepares, spends_nothing};
use crate::risk::Health;

/// No reorganisation takes away more blocks than so many.
const REORGANISED: u64 = 64;

/// A transaction that the wallet is or was asked for, and whose end is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The position that it repairs.
    pub position: PositionKey,
    /// Restore target as typed, or what was promised of an amount.
    pub target: String,
    /// The amount as typed, where one was, in place of a target.
    pub amount: Option<String>,
    /// What was chosen, to go on after the step.
    pub chosen: Chosen,
    /// What was asked for.
    pub asked: Asked,
    /// The account had so many transactions before, those that wait included: this one's number
    /// is not lower.
    pub nonce: u64,
    /// Whether a node named that number for this very transaction.
    pub nonce_is_exact: bool,
    /// How what the account asks for comes to the chain.
    pub account: AccountKind,
    /// A block in which it cannot be yet.
    pub block: u64,
    /// Who wrote it, by a number drawn at random, and when, milliseconds since 1970: tells two of
    /// the same call apart.
    pub written_by: u64,
    /// See [`written_by`](Self::written_by).
    pub written_at_ms: u64,
    /// Under this number, or a lower one, something was asked for of which a word alone says that it will
    /// not be mined: this, or what came before it. None where there is no such.
    pub in_doubt: Option<u64>,
    /// Nothing was known of what was asked of the account before this, when this was its next number: that
    /// stays so until the number is taken. None where it was known.
    pub after_unknown: Option<u64>,
    /// Every hash that it is known by; none while the wallet has not answered.
    pub hashes: Vec<B256>,
    /// How it ended; none while that is not known.
    pub end: Option<End>,
}

/// The end of a transaction: mined, replaced, never sent, or said to be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// From this block on it can be read what it left to do.
    pub block: u64,
    /// When it was found out, milliseconds since 1970.
    pub at_ms: u64,
    /// It lies in a block that a reorganisation may still take away. Then it waits again, perhaps
    /// where no node sees it, so nothing else is asked for until it lies deep enough.
    pub settles: bool,
}

impl End {
    /// The later of two, by their blocks.
    #[must_use]
    pub fn later(self, other: Self) -> Self {
        if other.block >= self.block {
            other
        } else {
            self
        }
    }
}

impl Record {
    /// Where it lies.
    #[must_use]
    pub fn slot(&self) -> Slot {
        Slot::of(&self.position)
    }

    /// Whether a health factor is what was wanted.
    #[must_use]
    pub fn is_reached_by(&self, health: Health) -> bool {
        self.wanted().is_some_and(|target| health.reaches(target))
    }

    /// The health factor that was wanted, or promised of an amount.
    #[must_use]
    pub fn wanted(&self) -> Option<Wad> {
        let raw = decimal::parse(self.target.trim(), 18).ok()?;
        Some(Wad::from_raw(raw))
    }

    /// Whether it takes anything from the account. A permission does not: it sets what may be taken, so
    /// that twice is the same as once, whatever becomes of its block; nor does a token that is made out
    /// of coin, which stays in the wallet. That is why the next step of the same plan
    /// need not wait until such a one has settled: that step comes next in the account's row, so
    /// it is mined after the permission, or in its place, and the sum is in that step alone. What is
    /// mined in place of a permission, or a permission that comes back, pays nothing a second time.
    #[must_use]
    pub fn pays(&self) -> bool {
        !self.asked.payments().iter().all(spends_nothing)
    }

    /// Whether it does something for the position, rather than only preparing that.
    #[must_use]
    pub fn acts(&self) -> bool {
        !self.asked.payments().iter().all(only_prepares)
    }

    /// Whether another record is of the same ask: what is learnt of a transaction does not make it
    /// another.
    #[must_use]
    pub fn is_same_ask(&self, other: &Self) -> bool {
        let ask = |one: &Self| (one.slot(), one.written_by, one.written_at_ms);
        ask(self) == ask(other) && self.asked.is_same(&other.asked)
    }

    /// A word alone says that it will not be mined: until something else has its number it may be.
    pub fn doubt(&mut self) {
        if self.account.has_row() {
            self.in_doubt = self.in_doubt.max(Some(self.nonce));
        }
    }

    /// Takes in what another record of the same ask knows.
    pub fn learn(&mut self, other: &Self) {
        self.in_doubt = self.in_doubt.max(other.in_doubt);
        self.after_unknown = self.after_unknown.max(other.after_unknown);
        // What is known already stands first there, so that two who learn from each other agree.
        let own = core::mem::replace(&mut self.hashes, other.hashes.clone());
        self.add_hashes(&own);
        self.asked.learn(&other.asked);
        let searched = |one: &Self| (one.nonce, one.block);
        let known = match (self.nonce_is_exact, other.nonce_is_exact) {
            (_, true) => searched(other),
            (true, false) => searched(self),
            // Neither is found: whoever has looked further knows more.
            (false, false) => searched(self).max(searched(other)),
        };
        (self.nonce, self.block) = known;
        self.nonce_is_exact |= other.nonce_is_exact;
    }

    /// Whether it is known to have left the page, by a hash or by the wallet's word, where another record
    /// does not know that.
    #[must_use]
    pub fn knows_beyond(&self, other: &Self) -> bool {
        let is_taken = self.asked.is_taken() && !other.asked.is_taken();
        is_taken || self.hashes.iter().any(|hash| !other.hashes.contains(hash))
    }

    /// Where it is to be looked for in logs under the hash in this place, up to a block: a Safe, or an account
    /// of ERC-4337, gives hashes of its own, and so may one that has a key beside its code. None where the
    /// account can only sign by itself.
    #[must_use]
    pub fn operation(&self, place: usize, head: u64) -> Option<OperationQuestion> {
        let hash = self.hashes.get(place).copied();
        // Once it was found it is there, or not far from there after a reorganisation.
        let found = self.end.map(|end| end.block.saturating_sub(REORGANISED));
        hash.filter(|_| self.account.may_be_carried())
            .map(|hash| OperationQuestion {
                hash,
                account: self.position.account,
                named: Named::InTopic,
                after: found.unwrap_or_default().max(self.block),
                head,
            })
    }

    /// Whether it was found in logs alone, within a transaction of another hash than those it is known by.
    #[must_use]
    pub fn is_found_by_log(&self, around: B256) -> bool {
        self.account.may_be_carried() && !self.hashes.contains(&around)
    }

    /// What the wallet said last under any of its hashes, where that is not that all was done.
    #[must_use]
    pub fn said_of_any(&self) -> Option<Said> {
        self.hashes.iter().find_map(|hash| self.asked.said(*hash))
    }

    /// Takes in hashes that it is known by, too.
    pub fn add_hashes(&mut self, hashes: &[B256]) {
        for hash in hashes {
            if !self.hashes.contains(hash) {
                self.hashes.push(*hash);
            }
        }
    }

    /// Whether somebody has it: there is a hash, or the wallet said so.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        !self.hashes.is_empty() || self.asked.is_taken()
    }
}

mod written;

#[cfg(test)]
pub(crate) mod tests;
