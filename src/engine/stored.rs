//! What outlives the page: one text, read back with suspicion.

use serde::{Deserialize, Serialize};

use super::effect::Effect;
use super::view::PositionKey;
use super::{Engine, Millis};
use crate::alert::{Episode, Ladder};
use crate::chain::rpc;

/// What is stored. A field that cannot be read makes the whole text unreadable: half a memory
/// would be worse than none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    /// The wallet that was connected last, by its stable name.
    #[serde(default)]
    pub(super) wallet: Option<String>,
    /// Thresholds that the person typed.
    #[serde(default)]
    pub(super) ladder: Option<Ladder>,
    /// Episodes: what was called and answered must not be called again after a reload.
    #[serde(default)]
    pub(super) episodes: Vec<Episode>,
    /// Transactions that the wallet was asked for and whose end is not known; one for a position.
    #[serde(default)]
    pub(super) in_flight: Vec<InFlight>,
}

/// A transaction on its way, or perhaps on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InFlight {
    pub(super) chain: u64,
    pub(super) market: String,
    pub(super) account: String,
    /// The transaction's hash; none while the wallet has not answered.
    pub(super) hash: Option<String>,
    /// Restore target as typed.
    pub(super) target: String,
    /// What was chosen, to go on after the step.
    pub(super) repays: bool,
    pub(super) asset: String,
    /// The step that was asked for.
    pub(super) to: String,
    pub(super) data: String,
}

impl InFlight {
    pub(super) fn is_of(&self, key: &PositionKey) -> bool {
        key.chain.0 == self.chain
            && rpc::parse_address(&self.market) == Some(key.market)
            && rpc::parse_address(&self.account) == Some(key.account)
    }
}

impl Stored {
    pub(super) fn in_flight(&mut self, key: &PositionKey) -> Option<&mut InFlight> {
        self.in_flight.iter_mut().find(|one| one.is_of(key))
    }

    pub(super) fn forget_in_flight(&mut self, key: &PositionKey) {
        self.in_flight.retain(|one| !one.is_of(key));
    }
}

impl Engine {
    pub(super) fn take_stored(&mut self, now: Millis, text: Option<&str>) {
        if self.restored {
            return;
        }
        self.restored = true;
        if let Some(text) = text {
            self.stored = serde_json::from_str(text).unwrap_or_default();
        }
        if let Some(url) = self.config.deployment_url.clone() {
            self.effects.push(Effect::FetchDeployment { url });
        } else {
            self.start_session(now);
        }
    }

    /// Writes down what must outlive the page. If that fails the person is told, and a reload may
    /// call again what was called: towards a duplicate, never towards silence.
    pub(super) fn store(&mut self) {
        if !self.restored {
            return;
        }
        match serde_json::to_string(&self.stored) {
            Ok(text) if self.last_stored.as_ref() == Some(&text) => {}
            Ok(text) => {
                self.effects.push(Effect::Store(text.clone()));
                self.last_stored = Some(text);
            }
            Err(_) => self.storage_works = false,
        }
    }
}
