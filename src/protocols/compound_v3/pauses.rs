//! What a market has stopped.

use super::CometPosition;
use crate::risk::Halted;

/// The bits of `pauseFlags`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PauseFlags(pub u8);

impl PauseFlags {
    /// Nothing may be supplied, so nothing repaid either.
    #[must_use]
    pub const fn supply(self) -> bool {
        self.0 & 1 != 0
    }

    /// Nobody is liquidated.
    #[must_use]
    pub const fn absorb(self) -> bool {
        self.0 & 1 << 3 != 0
    }
}

impl CometPosition {
    /// What the market has stopped for this account. Its finer pauses never stop `absorb`.
    #[must_use]
    pub fn halted(&self) -> Halted {
        let pauses = self.base.pauses;
        let held = || self.assets.iter().filter(|asset| !asset.balance.is_zero());
        let all_paused = held().next().is_some() && held().all(|asset| asset.supply_paused);
        Halted {
            liquidation: pauses.absorb(),
            supply: pauses.supply() || all_paused,
            repayment: pauses.supply() || self.base.supply_paused,
        }
    }
}
