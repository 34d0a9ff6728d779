//! What the top-up sees of the rest of the widget. It changes nothing of it.

use std::sync::Arc;

use alloy::primitives::Address;

use super::super::effect::Endpoint;
use super::super::view::Ranked;
use crate::alert::Level;
use crate::chain::{Call, ChainFacts};
use crate::math::Timestamp;
use crate::protocols::{PositionKey, Reading, Snapshot};
use crate::risk::Health;
use crate::top_up::Slot;

/// The rest of the widget.
pub(in super::super) trait Around {
    /// What is known of a position now, and of its chain.
    fn picture(&self, key: &PositionKey) -> Picture<'_>;

    /// What was read of a position last, to be held on to.
    fn held(&self, key: &PositionKey) -> Option<Arc<Snapshot>>;

    /// The positions of an account on a chain that are below a threshold, whether or not what is known of them
    /// is of now. `before`: how they stood last; a level is left with its deadband.
    fn weak(&self, slot: Slot, before: &[Ranked]) -> Vec<Ranked>;

    /// Begins to read a position anew, by what is known of its market, and as if this contract were known,
    /// too; none where it is not watched.
    fn begin_reading(
        &self,
        key: &PositionKey,
        also: Option<Address>,
    ) -> Option<(Reading, Vec<Call>)>;

    /// The account and chain that the wallet signs for.
    fn signs(&self) -> Option<Slot>;

    /// The level at which a position is now; none where it is at none.
    fn level(&self, key: &PositionKey) -> Option<Level>;

    /// The level that its health would make of a position, if it were this.
    fn level_at(&self, key: &PositionKey, health: Health) -> Option<Level>;

    /// Up to where a position is restored where nobody says otherwise, as typed.
    fn restore_to(&self) -> String;

    /// The widget's own number: tells what it wrote from what another did.
    fn instance(&self) -> u64;
}

/// What is known of a position now, and of its chain.
#[derive(Debug)]
pub(in super::super) struct Picture<'a> {
    /// What was read of it last.
    pub(in super::super) snapshot: Option<&'a Snapshot>,
    /// Whether that still describes it.
    pub(in super::super) is_known: bool,
    /// Whether the last attempt to read it failed.
    pub(in super::super) could_not_read: bool,
    /// Whether anything can be signed for it at all, however old what is known of it.
    pub(in super::super) can_be_opened: bool,
    /// What is known of its chain without asking.
    pub(in super::super) facts: ChainFacts,
    /// The newest block of it whose values are held.
    pub(in super::super) block: Option<u64>,
    /// Where to ask about it.
    pub(in super::super) source: Option<Endpoint>,
    /// Another that could be asked, of another host; none where there is none.
    pub(in super::super) another: Option<Endpoint>,
    /// What a second source says of it.
    pub(in super::super) second: Second,
}

/// What a second source says of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Second {
    /// It is being asked.
    Asked,
    /// Something else than the first.
    Contradicts,
    /// Nothing against it.
    Silent,
}

impl Picture<'_> {
    /// Where to ask, wherever that leads.
    pub(super) fn via(&self) -> Endpoint {
        self.source.clone().unwrap_or(Endpoint::Wallet)
    }

    /// At which block to ask.
    pub(super) fn at(&self) -> u64 {
        self.block.unwrap_or(0)
    }

    /// The latest likely inclusion of a transaction that is signed soon after a snapshot.
    pub(super) fn latest_inclusion(&self, snapshot: &Snapshot) -> Timestamp {
        let margin = self.facts.inclusion_margin_s;
        Timestamp(snapshot.block.timestamp.0.saturating_add(margin))
    }
}
