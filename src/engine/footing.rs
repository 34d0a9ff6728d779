//! What a position is judged by, and its level now.

use super::Engine;
use super::analysis;
use super::watch::Known;
use crate::alert::{Footing, Lasts, Level, Rules};
use crate::protocols::Snapshot;

impl Engine {
    /// The level at which a position is now, without memory.
    pub(super) fn level_of(&self, known: &Known) -> Option<Level> {
        self.standing_of(known).map(|(level, ..)| level)
    }

    /// The same with what it is judged by, and how long it lasts where that is why; none at no level.
    pub(super) fn standing_of(&self, known: &Known) -> Option<(Level, Footing, Option<Lasts>)> {
        let rules = self.rules_for(Some(known.snapshot()));
        let footing = known.footing(&rules);
        let level = rules.level_of(footing)?;
        Some((level, footing, rules.why_by_time(footing, level)))
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
