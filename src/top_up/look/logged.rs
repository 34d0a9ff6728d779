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

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::Address;

    fn question(byte: u8, after: u64, head: u64) -> OperationQuestion {
        OperationQuestion {
            hash: B256::repeat_byte(byte),
            account: Address::repeat_byte(2),
            named: Named::InData,
            after,
            head,
        }
    }

    /// Whoever waits for the signatures of others has many blocks behind it.
    #[test]
    fn what_is_refused_as_a_whole_is_looked_through_in_parts_some_with_each_look() {
        let whole = question(1, 0, 1_000_000);
        let mut logged = Logged::default().again(1_000_000);
        assert_eq!(logged.next(whole), Some(whole));
        // A short one that is refused is refused for something else.
        logged.hear(question(1, 0, 9_000), &Reply::Refused);
        assert_eq!(logged.next(whole), Some(whole));
        logged.hear(whole, &Reply::Refused);
        let mut parts = 0;
        while let Some(part) = logged.next(whole) {
            let expected = (parts * 9_000, (parts + 1) * 9_000);
            assert_eq!((part.after, part.head), expected);
            logged.hear(part, &Reply::Operation(None));
            parts += 1;
        }
        assert_eq!(parts, 20);
        assert!(logged.has_begun(whole.hash));
        assert!(!logged.has_begun(B256::repeat_byte(2)), "of another hash");
        // The next look goes on from there.
        let next = logged.again(1_000_000).next(whole).expect("a part");
        assert_eq!(next.after, 180_000);
    }
}
