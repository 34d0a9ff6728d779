//! What is written down before the wallet is asked for a transaction, so that whatever happens
//! then, nothing is asked for a second time while the first may still be carried out.

use alloy::primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

use super::{Means, StrategyId};
use crate::chain::rpc::{parse_address, parse_hash_text, parse_hex};
use crate::chain::{Call, ChainId, Payment};
use crate::math::{Wad, decimal};
use crate::protocols::{PositionKey, spends_nothing};
use crate::risk::Health;

/// The form of the text. Another form is kept and never written over: it may tell of a transaction.
const VERSION: u32 = 1;

/// Where the record of an account on a chain lies: there is at most one, for all tabs and widgets
/// of an origin together, because the account's transactions follow each other in one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// The chain.
    pub chain: ChainId,
    /// The account.
    pub account: Address,
}

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
    pub strategy: StrategyId,
    /// The step that was asked for.
    pub payment: Payment,
    /// The account had so many transactions before, those that wait included: this one's number
    /// is not lower.
    pub nonce: u64,
    /// Whether a node named that number for this very transaction.
    pub nonce_is_exact: bool,
    /// The account is a contract: what it pays somebody else carries out, in a transaction of theirs.
    pub by_contract: bool,
    /// A block in which it cannot be yet.
    pub block: u64,
    /// Who wrote it, by a number drawn at random, and when, milliseconds since 1970: tells two of
    /// the same call apart.
    pub written_by: u64,
    /// See [`written_by`](Self::written_by).
    pub written_at_ms: u64,
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
        Slot {
            chain: self.position.chain,
            account: self.position.account,
        }
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
        !spends_nothing(&self.payment)
    }

    /// Whether another record is of the same ask: what is learnt of a transaction does not make it
    /// another.
    #[must_use]
    pub fn is_same_ask(&self, other: &Self) -> bool {
        let ask = |one: &Self| (one.slot(), one.written_by, one.written_at_ms);
        ask(self) == ask(other) && self.payment == other.payment
    }

    /// Takes in what another record of the same ask knows.
    pub fn learn(&mut self, other: &Self) {
        // What is known already stands first there, so that two who learn from each other agree.
        let own = core::mem::replace(&mut self.hashes, other.hashes.clone());
        self.add_hashes(&own);
        if other.nonce_is_exact || (!self.nonce_is_exact && other.nonce > self.nonce) {
            self.nonce = other.nonce;
            self.nonce_is_exact = other.nonce_is_exact;
            self.block = other.block;
        }
    }

    /// Whether it is known by a hash that another record does not know.
    #[must_use]
    pub fn has_hashes_beyond(&self, other: &Self) -> bool {
        self.hashes.iter().any(|hash| !other.hashes.contains(hash))
    }

    /// Takes in hashes that it is known by, too.
    pub fn add_hashes(&mut self, hashes: &[B256]) {
        for hash in hashes {
            if !self.hashes.contains(hash) {
                self.hashes.push(*hash);
            }
        }
    }

    /// As it is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        let written = Written {
            version: VERSION,
            chain: self.position.chain.0,
            account: self.position.account.to_string(),
            market: self.position.market.to_string(),
            id: self.position.id.map(|id| id.to_string()),
            target: self.target.clone(),
            amount: self.amount.clone(),
            repays: self.strategy.means == Means::Repay,
            repays_supplied: self.strategy.means == Means::RepaySupplied,
            takes_back: self.strategy.means == Means::TakeBack,
            enables: self.strategy.means == Means::Enable,
            asset: self.strategy.asset.to_string(),
            to: self.payment.call.to.to_string(),
            data: self.payment.call.data.to_string(),
            value: self.payment.value,
            nonce: self.nonce,
            nonce_is_exact: self.nonce_is_exact,
            by_contract: self.by_contract,
            block: self.block,
            written_by: self.written_by,
            written_at_ms: self.written_at_ms,
            hashes: self.hashes.iter().map(B256::to_string).collect(),
            ended_in: self.end.map(|end| end.block),
            ended_at_ms: self.end.map(|end| end.at_ms),
            settles: self.end.is_some_and(|end| end.settles),
        };
        // Strings and numbers only: there is nothing that JSON could not hold. An empty text would
        // be taken for a record that cannot be read, which blocks: the safe side.
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Reads what was stored in `slot`; none where it is no record of that slot in this form.
    #[must_use]
    pub fn from_text(slot: Slot, text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        let id = match &written.id {
            Some(id) => Some(parse_hash_text(id)?),
            None => None,
        };
        let hashes: Option<Vec<B256>> = written
            .hashes
            .iter()
            .map(|one| parse_hash_text(one))
            .collect();
        let means = written.means();
        let record = Self {
            position: PositionKey {
                chain: ChainId(written.chain),
                market: parse_address(&written.market)?,
                id,
                account: parse_address(&written.account)?,
            },
            target: written.target,
            amount: written.amount,
            strategy: StrategyId {
                means,
                asset: parse_address(&written.asset)?,
            },
            payment: Payment {
                call: Call {
                    to: parse_address(&written.to)?,
                    data: parse_hex(&written.data)?,
                },
                value: written.value,
            },
            nonce: written.nonce,
            nonce_is_exact: written.nonce_is_exact,
            by_contract: written.by_contract,
            block: written.block,
            written_by: written.written_by,
            written_at_ms: written.written_at_ms,
            hashes: hashes?,
            end: match (written.ended_in, written.ended_at_ms) {
                (Some(block), Some(at_ms)) => Some(End {
                    block,
                    at_ms,
                    settles: written.settles,
                }),
                _ => None,
            },
        };
        (written.version == VERSION && record.slot() == slot).then_some(record)
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    chain: u64,
    account: String,
    market: String,
    id: Option<String>,
    target: String,
    /// Not written where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    repays: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    repays_supplied: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    takes_back: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    enables: bool,
    asset: String,
    to: String,
    data: String,
    /// Not written where there is none.
    #[serde(default, skip_serializing_if = "U256::is_zero")]
    value: U256,
    nonce: u64,
    nonce_is_exact: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    by_contract: bool,
    block: u64,
    written_by: u64,
    written_at_ms: u64,
    hashes: Vec<String>,
    ended_in: Option<u64>,
    ended_at_ms: Option<u64>,
    /// Not written where it is not so: then the text is that of records before there was this, and
    /// a change that names what must lie there meets them.
    #[serde(default, skip_serializing_if = "is_not")]
    settles: bool,
}

impl Written {
    /// One flag each, in the order in which they came to be; none of them adds collateral.
    const fn means(&self) -> Means {
        if self.repays {
            Means::Repay
        } else if self.takes_back {
            Means::TakeBack
        } else if self.enables {
            Means::Enable
        } else if self.repays_supplied {
            Means::RepaySupplied
        } else {
            Means::AddCollateral
        }
    }
}

// Serde hands fields over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_not(it: &bool) -> bool {
    !it
}

#[cfg(test)]
pub(crate) mod tests;
