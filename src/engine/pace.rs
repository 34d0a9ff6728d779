//! What is known of the watched chain: its markets, and how often news can be expected.

use super::Engine;
use crate::alert::Cadence;
use crate::chain::{BlockPace, CHAINS, ChainFacts, ChainId};
use crate::protocols::{Market, registry};

/// Shortest and longest time between two looks at the head, milliseconds.
pub(super) const LOOK_EVERY_MS: (u64, u64) = (2_000, 12_000);

/// A hidden page's timers run once a minute.
const HIDDEN_EVERY_S: u64 = 60;

impl Engine {
    /// What is known of the watched chain.
    pub(super) fn facts(&self) -> ChainFacts {
        self.session
            .open()
            .and_then(|open| open.chain)
            .and_then(ChainFacts::of)
            .copied()
            .unwrap_or(CHAINS[0])
    }

    pub(super) fn look_every_ms(&self) -> u64 {
        let (least, most) = LOOK_EVERY_MS;
        match self.facts().blocks {
            BlockPace::Every { ms } => ms.clamp(least, most),
            BlockPace::OnDemand => least,
        }
    }

    /// How often news can be expected.
    pub(super) fn cadence(&self) -> Cadence {
        let seconds = self.look_every_ms().div_ceil(1_000);
        Cadence {
            blocks: self.facts().blocks,
            read_every_s: if self.visible {
                seconds
            } else {
                HIDDEN_EVERY_S
            },
        }
    }

    /// Whether any market of a chain is known.
    pub(super) fn has_markets(&self, chain: ChainId) -> bool {
        !self.markets_of(chain).is_empty()
    }

    pub(super) fn markets_of(&self, chain: ChainId) -> Vec<Market> {
        let deployed = self.deployment.iter().flatten();
        let mut markets = registry::on_chain(chain);
        for named in self.named_markets(chain) {
            if !markets
                .iter()
                .any(|known| known.addresses == named.addresses)
            {
                markets.push(named);
            }
        }
        markets.extend(deployed.filter(|market| market.chain == chain).cloned());
        markets
    }
}
