//! The worst of what is known, for the title and the icon.

use super::super::chains::unknown_cadence;
use super::super::view::Attention;
use super::super::{Engine, Millis, key_of};
use crate::alert::Level;

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
            .filter_map(|one| Some((self.level_of(one)?, one.snapshot().first_health())))
            .max_by_key(|(level, health)| (*level, core::cmp::Reverse(*health)));
        match worst {
            // What is not seen may be worse than a mild level, not than one that calls.
            Some((level, health)) if level >= Level::Call => Attention::Level { level, health },
            _ if blind || partly => Attention::NotWatching,
            Some((level, health)) => Attention::Level { level, health },
            None => Attention::None,
        }
    }
}
