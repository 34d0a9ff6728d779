//! What outlives the page: one text, read back with suspicion.

use alloy::hex;
use serde::{Deserialize, Serialize};

use super::effect::Effect;
use super::list::List;
use super::reach::Reach;
use super::watch::AllHeld;
use super::{Engine, Millis};
use crate::alert::{Episode, Ladder};

/// The form of the text: the number, a colon, and the fields in their order (`postcard`) in
/// hexadecimal. A text of another form, or one that cannot be read to its end, is no memory: half
/// of one would be worse than none. To be counted up with every change of what is stored.
const FORM: &str = "6:";

/// What is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Stored {
    /// Who is watched, where.
    pub(super) list: List,
    /// What may be asked.
    pub(super) reach: Reach,
    /// When the chains were last searched, milliseconds since 1970.
    pub(super) searched_at: Option<u64>,
    /// Thresholds that the person typed.
    pub(super) ladder: Option<Ladder>,
    /// Episodes: what was called and answered must not be called again after a reload.
    pub(super) episodes: Vec<Episode>,
    /// What was held when it was read last: what is missed may have been seized.
    pub(super) held: AllHeld,
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
    use crate::protocols::PositionKey;
    use alloy::primitives::Address;

    fn stored() -> Stored {
        let key = PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(1),
            id: None,
            account: Address::repeat_byte(2),
        };
        let mut list = List::default();
        list.type_in(Address::repeat_byte(7));
        let _ = list.found(Address::repeat_byte(2), ChainId(1), true);
        let mut reach = Reach::default();
        reach.type_in("https://node.example").unwrap();
        reach.allow(Some(ChainId(10)));
        Stored {
            list,
            reach,
            searched_at: Some(7),
            ladder: Some(Ladder::STANDARD),
            episodes: vec![Episode::new(crate::alert::RuleKey::of(
                &key,
                crate::alert::Rule::Health,
            ))],
            held: AllHeld::default(),
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
        assert_eq!(read(&text.replacen('6', "7", 1)), None);
    }
}
