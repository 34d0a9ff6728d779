//! A look that another tab has made counts as one of this feed's own.

use super::super::Millis;
use super::Feed;
use crate::chain::BlockRef;

/// How a block stands to the one whose values are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Age {
    /// What is held is newer.
    Older,
    /// It is the one that is held.
    Held,
    /// It says something new.
    Newer,
}

impl Feed {
    /// How a block stands to what is held.
    pub(in super::super) fn age(&self, block: BlockRef) -> Age {
        match self.block {
            Some(held) if held == block => Age::Held,
            Some(held) if held.number > block.number => Age::Older,
            _ => Age::Newer,
        }
    }

    /// The values of a block are held, or are the newest still: another tab has looked.
    pub(super) fn relayed(&mut self, now: Millis, block: BlockRef) {
        if self.is_looking() || self.age(block) == Age::Older {
            return;
        }
        if self.block.replace(block) != Some(block) {
            self.news_at = now;
            // Whom the other has asked is not known here: nobody can be compared with that one.
            self.read_via = None;
            self.looked = None;
        }
        self.last_success = Some(now.timestamp());
        if !self.sources.is_empty() {
            self.problem = None;
            self.next_at = Some(now.plus(self.look_every_ms()));
        }
    }
}
