//! What a position is judged by, and its level now.

use super::Engine;
use super::analysis;
use super::watch::Known;
use crate::alert::{Footing, Level, Rules};
use crate::protocols::Snapshot;

impl Engine {
    /// The level at which a position is now, without memory.
    pub(super) fn level_of(&self, known: &Known) -> Option<Level> {
        let rules = self.rules_for(Some(known.snapshot()));
        rules.level_of(known.footing(&rules))
    }

    /// What a position that was read is judged by.
    pub(super) fn footing(&self, read: &Snapshot, rules: &Rules) -> Footing {
        let known = self.chains.known(&super::key_of(read));
        match known.filter(|known| core::ptr::eq(&raw const **known.snapshot(), read)) {
            Some(known) => known.footing(rules),
            None => analysis::footing(read, rules.horizon_s()),
        }
    }
}
