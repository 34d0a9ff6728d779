//! Whether what is on the screen may have changed, without looking at all of it.
//!
//! Most of what is shown changes with what happens, and that is marked where it happens. The rest
//! changes with time alone, or with looks that find nothing new: what is old, or silent, or late, and
//! what was asked meanwhile. That is little, and compared.

use super::chains::Watched;
use super::feed::Source;
use super::view::{Attention, DataView, ReadProblem};
use super::{Endpoint, Engine, Event, Millis, key_of};
use crate::chain::{ChainId, DatedBy};
use crate::math::Timestamp;

/// What time alone, and looks that find nothing new, change of what is shown, but for ages.
#[derive(Debug, PartialEq)]
pub(super) struct Glance {
    attention: Attention,
    chains: Vec<OfChain>,
    clock_differs_s: Option<i64>,
    /// The message was sent that says that nobody watches.
    has_fired: bool,
}

#[derive(Debug, PartialEq)]
struct OfChain {
    data: DataView,
    sources: Vec<OfSource>,
    /// Who says the same, or contradicts whom.
    witness: Option<(Endpoint, Option<Endpoint>)>,
    dated_by: Option<DatedBy>,
    /// Of each position, whether what was read still describes it.
    known: Vec<bool>,
}

/// All that is shown of a source follows from this.
#[derive(Debug, PartialEq)]
struct OfSource {
    endpoint: Endpoint,
    problem: Option<ReadProblem>,
    /// None for the wallet: how much it is asked is on no screen.
    requests: Option<u32>,
}

impl From<&Source> for OfSource {
    fn from(source: &Source) -> Self {
        Self {
            endpoint: source.endpoint.clone(),
            problem: source.problem.clone(),
            requests: match source.endpoint {
                Endpoint::Wallet => None,
                Endpoint::Http(_) => Some(source.requests()),
            },
        }
    }
}

impl Engine {
    /// Rises whenever what is shown may have changed, but for how long ago things were.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The worst of what is known, for the document's title and the icon's badge: as in the view.
    #[must_use]
    pub fn attention(&self) -> Attention {
        match &self.glance {
            Some(glance) => glance.attention.clone(),
            None => self.attention_at(self.clock.now()),
        }
    }

    /// Whether a person can see the page.
    #[must_use]
    pub const fn is_visible(&self) -> bool {
        self.visible
    }

    /// Whether a chain is being looked at: that is on no screen, for most looks find nothing new.
    #[must_use]
    pub fn is_looking_at(&self, chain: ChainId) -> bool {
        let watched = self.chains.get(chain);
        watched.is_some_and(|watched| watched.feed.is_looking())
    }

    /// When something that was believed was last heard of a chain.
    #[must_use]
    pub fn heard_at(&self, chain: ChainId) -> Option<Timestamp> {
        self.chains.get(chain)?.feed.last_success()
    }

    /// Something that is shown may have changed.
    pub(super) const fn touch(&mut self) {
        self.touched = true;
    }

    /// Whether an event changes what is shown whatever comes of it. Time that passes, what other tabs
    /// say and write, and answers that nobody waits for often change nothing.
    pub(super) const fn is_news(event: &Event) -> bool {
        !matches!(
            event,
            Event::Woke | Event::Heard(_) | Event::Answered { .. } | Event::ItemIs { .. }
        )
    }

    /// The event at hand is over.
    pub(super) fn settle_version(&mut self, now: Millis) {
        let glance = Some(self.glance(now));
        // What a top-up waits for is shown by the second.
        let changed = core::mem::take(&mut self.touched) || self.rescue_chain().is_some();
        if changed || glance != self.glance {
            self.version = self.version.wrapping_add(1);
        }
        self.glance = glance;
    }

    fn glance(&self, now: Millis) -> Glance {
        let of_chain = |watched: &Watched| OfChain {
            data: self.data_view(now, watched),
            sources: watched.feed.sources().map(OfSource::from).collect(),
            witness: self
                .witnessed_by(watched.chain)
                .map(|(via, against)| (via.clone(), against.cloned())),
            dated_by: watched.feed.dated_by(),
            known: watched
                .positions()
                .map(|one| self.position_is_known(now, &key_of(one)))
                .collect(),
        };
        Glance {
            attention: self.attention_at(now),
            chains: self.chains.iter().map(of_chain).collect(),
            clock_differs_s: self.clock_differs_s(),
            has_fired: self
                .stored
                .push
                .as_ref()
                .is_some_and(|one| one.has_fired(now.timestamp())),
        }
    }
}
