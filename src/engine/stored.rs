//! What outlives the page: one text, read back with suspicion.

use alloy::hex;
use serde::{Deserialize, Serialize};

use super::effect::Effect;
use super::view::PositionKey;
use super::{Engine, Millis};
use crate::alert::{Episode, Ladder};
use crate::chain::rpc;

/// The form of the text: the number, a colon, and the fields in their order (`postcard`) in
/// hexadecimal. A text of another form, or one that cannot be read to its end, is no memory: half
/// of one would be worse than none. To be counted up with every change of what is stored.
const FORM: &str = "2:";

/// What is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Stored {
    /// The wallet that was connected last, by its stable name.
    pub(super) wallet: Option<String>,
    /// Thresholds that the person typed.
    pub(super) ladder: Option<Ladder>,
    /// Episodes: what was called and answered must not be called again after a reload.
    pub(super) episodes: Vec<Episode>,
    /// Transactions that the wallet was asked for and whose end is not known; one for a position.
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
            && key.id.is_none()
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
            self.stored = read(text).unwrap_or_default();
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
        match write(&self.stored) {
            Ok(text) if self.last_stored.as_ref() == Some(&text) => {}
            Ok(text) => {
                self.effects.push(Effect::Store(text.clone()));
                self.last_stored = Some(text);
            }
            Err(_) => self.storage_works = false,
        }
    }
}

fn write(stored: &Stored) -> Result<String, postcard::Error> {
    let bytes = postcard::to_allocvec(stored)?;
    Ok(format!("{FORM}{}", hex::encode(bytes)))
}

fn read(text: &str) -> Option<Stored> {
    let bytes = hex::decode(text.strip_prefix(FORM)?).ok()?;
    match postcard::take_from_bytes(&bytes) {
        Ok((stored, [])) => Some(stored),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use alloy::primitives::Address;

    fn stored() -> Stored {
        let key = PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(1),
            id: None,
            account: Address::repeat_byte(2),
        };
        Stored {
            wallet: Some("a.wallet".into()),
            ladder: Some(Ladder::STANDARD),
            episodes: vec![Episode::new(super::super::watching::rule_key(
                &key,
                crate::alert::Rule::Health,
            ))],
            in_flight: Vec::new(),
        }
    }

    #[test]
    fn what_is_stored_comes_back() {
        let text = write(&stored()).unwrap();
        assert_eq!(read(&text), Some(stored()));
    }

    #[test]
    fn a_text_that_was_cut_or_changed_in_form_is_no_memory() {
        let text = write(&stored()).unwrap();
        for end in 0..text.len() {
            assert_eq!(read(&text[..end]), None, "{end}");
        }
        assert_eq!(read(&format!("{text}00")), None);
        assert_eq!(read(&text.replacen('1', "2", 1)), None);
    }
}
