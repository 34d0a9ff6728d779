//! What outlives the page: one text, read back with suspicion.

use alloy::hex;
use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::effect::Effect;
use super::{Engine, Millis};
use crate::alert::{Episode, Ladder};

/// The form of the text: the number, a colon, and the fields in their order (`postcard`) in
/// hexadecimal. A text of another form, or one that cannot be read to its end, is no memory: half
/// of one would be worse than none. To be counted up with every change of what is stored.
const FORM: &str = "4:";

/// What is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Stored {
    /// Who was watched last, unless that was ended by hand.
    pub(super) chosen: Option<Chosen>,
    /// Thresholds that the person typed.
    pub(super) ladder: Option<Ladder>,
    /// Episodes: what was called and answered must not be called again after a reload.
    pub(super) episodes: Vec<Episode>,
}

/// Who the person chose to watch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Chosen {
    /// The account that a wallet shared: another one of it takes a click.
    Wallet {
        /// The wallet, by the name that it is found again by.
        name: String,
        account: [u8; 20],
    },
    /// An address that was typed, watched without a wallet.
    Typed([u8; 20]),
}

impl Stored {
    /// The account of the wallet of this name, if that was connected last.
    pub(super) fn account_of(&self, wallet: &str) -> Option<Address> {
        match &self.chosen {
            Some(Chosen::Wallet { name, account }) if name == wallet => {
                Some(Address::from(*account))
            }
            _ => None,
        }
    }

    /// The address that was typed to be watched, if that was chosen last.
    pub(super) fn typed(&self) -> Option<Address> {
        match self.chosen {
            Some(Chosen::Typed(account)) => Some(Address::from(account)),
            _ => None,
        }
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
    use crate::protocols::PositionKey;

    fn stored() -> Stored {
        let key = PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(1),
            id: None,
            account: Address::repeat_byte(2),
        };
        Stored {
            chosen: Some(Chosen::Wallet {
                name: "a.wallet".into(),
                account: [7; 20],
            }),
            ladder: Some(Ladder::STANDARD),
            episodes: vec![Episode::new(crate::alert::RuleKey::of(
                &key,
                crate::alert::Rule::Health,
            ))],
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
        assert_eq!(read(&text.replacen('4', "5", 1)), None);
    }
}
