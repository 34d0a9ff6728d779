//! The worst of what is known, for the title and the icon.

use super::super::chains::unknown_cadence;
use super::super::view::Attention;
use super::super::{Engine, Millis, key_of};
use crate::alert::{Footing, Level};

impl Engine {
    /// The worst of what is known.
    pub(in super::super) fn attention_at(&self, now: Millis) -> Attention {
        let seconds = now.timestamp();
        let unknown = unknown_cadence(self.visible);
        let nowhere = self.nowhere.as_ref();
        if nowhere.is_some_and(|data| data.is_silent(seconds, unknown)) {
            return Attention::NotWatching;
        }
        let mut blind = self.nowhere_problem().is_some() && self.nowhere.is_some();
        let mut partly = false;
        for watched in self.chains.iter().filter(|one| one.matters()) {
            let cadence = watched.cadence(self.visible);
            let begun = watched.feed.block().is_some()
                || watched.feed.problem().is_some()
                || watched.data.is_silent(seconds, cadence);
            blind |= begun && !self.data_is_known(now, watched);
            partly |= self.is_partly_blind(now, watched);
        }
        // Few owe something, and only of these it matters how old they are.
        let owing = self.chains.owing();
        let known = owing.filter(|one| self.position_is_known(now, &key_of(one.snapshot())));
        let worst = known
            .filter_map(|one| self.standing_of(one))
            .max_by_key(|(level, footing, _)| (*level, core::cmp::Reverse(footing.health)));
        let worst = worst.map(|(level, Footing { health, .. }, by_time)| {
            let attention = Attention::Level {
                level,
                health,
                by_time,
            };
            (level, attention)
        });
        match worst {
            // What is not seen may be worse than a mild level, not than one that calls.
            Some((level, attention)) if level >= Level::Call => attention,
            _ if blind || partly => Attention::NotWatching,
            Some((_, attention)) => attention,
            None => Attention::None,
        }
    }
}
