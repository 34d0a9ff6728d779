//! What the position that is open takes of the wallet from here on. What it spends on its way is counted once:
//! as long as the wallet was seen with it, and no longer.

use super::aim::Reviewed;
use super::around::Picture;
use super::beside::taken_by;
use super::flow::{Flow, Stage};
use super::turn::Turn;
use crate::top_up::{MixView, OptionView, Part, Purse, Reserved, Unavailable};

/// The ways that are offered, and the mix.
pub(super) type Offered<'a> = (&'a [OptionView], Option<&'a Result<MixView, Unavailable>>);

impl Flow {
    /// What is to be done for it yet, that which is under way among it.
    pub(super) fn parts(&self, picture: &Picture<'_>, (options, mix): Offered<'_>) -> Vec<Part> {
        match &self.stage {
            Stage::Choosing | Stage::Checking(_) => self.aim.parts(options, mix),
            Stage::Review(reviewed)
            | Stage::Rechecking(reviewed, _)
            | Stage::Permitting(reviewed)
            | Stage::Claiming(reviewed, _) => reviewed.plan.parts.clone(),
            // That one is paid, and the wallet was read since.
            Stage::Rereading {
                pending,
                settles: true,
                ..
            } => {
                let rest = pending.reviewed.clone().map(Reviewed::rest);
                rest.map_or_else(Vec::new, |rest| rest.plan.parts)
            }
            Stage::Pending(pending) | Stage::Rereading { pending, .. } => {
                pending.parts(picture.snapshot)
            }
            Stage::Unreadable(_) | Stage::Done { .. } | Stage::Failed { .. } => Vec::new(),
        }
    }

    /// What of it is still in the wallet, and the fees; none where nothing is to be done.
    pub(super) fn taken(
        &self,
        picture: &Picture<'_>,
        parts: &[Part],
        purse: Option<&Purse>,
    ) -> Option<Reserved> {
        let snapshot = picture.snapshot.filter(|_| !parts.is_empty())?;
        let taken = taken_by(snapshot, parts, purse);
        Some(match &self.stage {
            Stage::Pending(pending)
            | Stage::Rereading {
                pending,
                settles: false,
                ..
            } => pending.still_there(snapshot, taken),
            _ => taken,
        })
    }

    /// A chain was read: what the account has of its coin is asked for where that matters. Of what was found again
    /// on its way it was never heard, and the others are to be told what is left for them.
    pub(super) fn ask_for_coin(&mut self, turn: &mut Turn<'_>) {
        let is_missed = || !self.coin.is_known() && !turn.several.is_nobody();
        match self.stage {
            Stage::Choosing => {}
            Stage::Pending(_) | Stage::Rereading { .. } if is_missed() => {}
            _ => return,
        }
        self.coin.ask(turn, &self.aim.key);
    }

    /// Whether what is said of the coin is for it, and not for a check.
    pub(super) const fn hears_of_coin(&self) -> bool {
        matches!(
            self.stage,
            Stage::Choosing | Stage::Pending(_) | Stage::Rereading { .. }
        )
    }

    /// Sees how everything stands, at the end of what happened.
    pub(super) fn see(&mut self, turn: &mut Turn<'_>) {
        let picture = turn.picture(&self.aim.key);
        // Before what is under way takes any of it.
        if let (Stage::Pending(pending), Some(snapshot)) = (&mut self.stage, picture.snapshot) {
            pending.see_wallet(snapshot);
        }
        self.count_in(turn.several);
        let (around, purse) = (turn.around, self.coin.purse());
        turn.several.see(around, &self.aim, purse.as_ref());
    }
}
