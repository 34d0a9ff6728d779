//! The thresholds of single positions.

use serde::{Deserialize, Serialize};

use super::super::view::LadderProblem;
use crate::alert::Ladder;
use crate::protocols::PositionKey;

/// So many positions have some of their own. Each was typed: nobody comes near it, and a damaged text
/// must not grow.
pub(super) const MOST: usize = 100;

/// Each position once, in the order in which they got theirs.
///
/// Those of a position that is closed stay: who opens it again wants them, and to forget them would be
/// to call later than was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Own>")]
pub(super) struct OwnLadders(Vec<Own>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Own {
    position: PositionKey,
    ladder: Ladder,
}

impl OwnLadders {
    /// Those of a position.
    pub(super) fn of(&self, key: &PositionKey) -> Option<Ladder> {
        let mut all = self.0.iter();
        all.find(|own| own.position == *key).map(|own| own.ladder)
    }

    /// Where there is no room, those go that nobody watches any more; never those of a position that may
    /// be called by them.
    pub(super) fn set(
        &mut self,
        key: &PositionKey,
        ladder: Ladder,
        is_watched: impl Fn(&PositionKey) -> bool,
    ) -> Result<(), LadderProblem> {
        if let Some(own) = self.0.iter_mut().find(|own| own.position == *key) {
            own.ladder = ladder;
            return Ok(());
        }
        if self.0.len() >= MOST {
            let mut all = self.0.iter();
            let gone = all.position(|own| !is_watched(&own.position));
            self.0.remove(gone.ok_or(LadderProblem::TooMany)?);
        }
        self.0.push(Own {
            position: key.clone(),
            ladder,
        });
        Ok(())
    }

    /// It has none of its own any more.
    pub(super) fn remove(&mut self, key: &PositionKey) {
        self.0.retain(|own| own.position != *key);
    }
}

/// What was stored may have been changed: of a position the first counts, and no more than there may be.
impl From<Vec<Own>> for OwnLadders {
    fn from(all: Vec<Own>) -> Self {
        let mut taken = Self::default();
        for own in all {
            if taken.0.len() < MOST && taken.of(&own.position).is_none() {
                taken.0.push(own);
            }
        }
        taken
    }
}
