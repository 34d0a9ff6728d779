//! What the tabs of a page say to each other: JSON with a version. What cannot be read, or a newer
//! program wrote, is as if it had not been said.

use std::collections::BTreeMap;

use alloy::hex;
use alloy::primitives::{Address, Bytes};
use serde::{Deserialize, Serialize};

use crate::chain::rpc::{parse_hash_text, parse_hex};
use crate::chain::{BlockRef, Call, CallAnswer, ChainId, address_text};
use crate::math::Timestamp;

/// The form of the text. To be counted up when a program that knows only the form before would
/// misread it; a field more or less is no other form.
const VERSION: u32 = 1;

/// What one tab says to all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Message {
    version: u32,
    /// Which tab.
    pub(super) from: u64,
    /// How its page stands.
    pub(super) page: Page,
    pub(in super::super) says: Says,
}

/// How a page stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Page {
    /// A person can see it.
    pub(in super::super) visible: bool,
    /// It may show notifications.
    pub(in super::super) notifies: bool,
}

/// What there is to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) enum Says {
    /// A tab is new, and does not know who leads.
    WhoLeads,
    /// A tab follows, and listens.
    Listens,
    /// The leader lives.
    Leads,
    /// The leader has looked at a chain, and all was well.
    Looked(Box<Look>),
    /// Two sources disagree about a chain, and what was noted from this height on is taken back: each
    /// tab is to see for itself.
    Doubts(ChainId, Option<u64>),
}

/// A look at a chain, as it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Look {
    pub(in super::super) chain: ChainId,
    /// Who is read there, in what.
    pub(in super::super) scopes: Vec<Scope>,
    block: Block,
    /// Call by call; nothing where the block is that of the look before.
    answers: Vec<Answer>,
}

/// An account, and a digest of all that is looked at for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Scope(
    #[serde(with = "address_text")] pub(in super::super) Address,
    pub(in super::super) String,
);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Block {
    number: u64,
    parent: String,
    time: u64,
}

/// The contract, what it was asked, whether it answered, and what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Answer(
    #[serde(with = "address_text")] Address,
    String,
    bool,
    String,
);

/// Answers to be looked up by what was asked.
pub(in super::super) type Relayed = BTreeMap<(Address, Bytes), CallAnswer>;

impl Look {
    pub(in super::super) fn new<'a>(
        chain: ChainId,
        scopes: Vec<Scope>,
        block: BlockRef,
        answers: impl Iterator<Item = &'a (Call, CallAnswer)>,
    ) -> Self {
        let text = |bytes: &Bytes| hex::encode_prefixed(bytes);
        let answers = answers.map(|(call, answer)| {
            let (asked, said) = (text(&call.data), text(&answer.data));
            Answer(call.to, asked, answer.success, said)
        });
        Self {
            chain,
            scopes,
            block: Block {
                number: block.number,
                parent: block.parent_hash.to_string(),
                time: block.timestamp.0,
            },
            answers: answers.collect(),
        }
    }

    /// The block that was looked at; none where the text names none.
    pub(in super::super) fn block(&self) -> Option<BlockRef> {
        Some(BlockRef {
            number: self.block.number,
            parent_hash: parse_hash_text(&self.block.parent)?,
            timestamp: Timestamp(self.block.time),
        })
    }

    /// What was answered. What makes no sense was not.
    pub(in super::super) fn answers(&self) -> Relayed {
        let all = self.answers.iter();
        let read = all.filter_map(|Answer(to, asked, success, said)| {
            let answer = CallAnswer {
                success: *success,
                data: parse_hex(said)?,
            };
            Some(((*to, parse_hex(asked)?), answer))
        });
        read.collect()
    }
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl Message {
    /// What this tab says.
    pub(super) const fn new(from: u64, page: Page, says: Says) -> Self {
        Self {
            version: VERSION,
            from,
            page,
            says,
        }
    }

    /// As text.
    pub(in super::super) fn write(&self) -> String {
        // Strings, numbers and lists only: there is nothing that JSON could not hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a text says; none where it says nothing to this program.
    pub(in super::super) fn read(text: &str) -> Option<Self> {
        // Of another form nothing else is known.
        let head: Head = serde_json::from_str(text).ok()?;
        let is_ours = head.version == VERSION;
        is_ours.then(|| serde_json::from_str(text))?.ok()
    }
}
