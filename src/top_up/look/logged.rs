//! How far logs were looked through for the hashes of an account's own, over several looks: who waits for the
//! signatures of others, or comes back after days, has more blocks behind it than many nodes look through at once.

use alloy::primitives::B256;

use super::Reply;
use crate::chain::operations::{Named, OperationQuestion};

/// So many parts are looked through in one look; the next goes on from there.
const MOST_PARTS: u8 = 20;

/// What is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logged {
    /// Up to which block nothing of each hash is there.
    nothing_up_to: Vec<(B256, u64)>,
    /// The node refused to look through more than a part of them at once.
    in_parts: bool,
    /// The newest block that is known.
    head: u64,
    /// So many parts were looked through in this look.
    parts: u8,
}

impl Logged {
    /// For another look, up to this block.
    #[must_use]
    pub fn again(mut self, head: u64) -> Self {
        (self.head, self.parts) = (head, 0);
        self
    }

    /// What of a question is to be asked next: without what was looked through, and a part of it where more would be
    /// refused. None where enough was asked for one look.
    #[must_use]
    pub fn next(&self, whole: OperationQuestion) -> Option<OperationQuestion> {
        let rest = OperationQuestion {
            after: self.after(whole.hash).max(whole.after),
            ..whole
        };
        match self.in_parts {
            false => Some(rest),
            true => (self.parts < MOST_PARTS).then_some(rest.part()),
        }
    }

    /// Whether some of it was looked through for this hash.
    #[must_use]
    pub fn has_begun(&self, hash: B256) -> bool {
        self.nothing_up_to.iter().any(|(of, _)| *of == hash)
    }

    fn after(&self, hash: B256) -> u64 {
        let mut all = self.nothing_up_to.iter();
        let known = all.find_map(|(of, up_to)| (*of == hash).then_some(*up_to));
        known.unwrap_or_default()
    }

    /// A question was replied to. What is said of the newest blocks is not remembered: behind one address are several
    /// nodes, and one that is behind has nothing of them.
    pub fn hear(&mut self, asked: OperationQuestion, reply: &Reply) {
        match reply {
            Reply::Refused if asked.is_long() => self.in_parts = true,
            Reply::Operation(None) if asked.named == Named::InData => {
                self.parts = self.parts.saturating_add(1);
                let up_to = asked.head.min(asked.stays_up_to(self.head));
                let known = self.after(asked.hash).max(up_to);
                self.nothing_up_to.retain(|(of, _)| *of != asked.hash);
                self.nothing_up_to.push((asked.hash, known));
            }
            _ => {}
        }
    }
}
