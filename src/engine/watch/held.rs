//! What was held of each position when it was read last, so that a seizure is missed also after a
//! sleep or a reload.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::super::view::PositionKey;
use crate::alert::Ladder;
use crate::chain::ChainId;
use crate::math::Timestamp;
use crate::protocols::{Difference, Held, Snapshot, TokenName};

/// Two readings further apart have a gap between them, in which more than one thing may have happened: a
/// page that nobody sees reads twice as often at least.
const GAP_S: u64 = 120;

/// A position, in the form in which it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Whose {
    chain: ChainId,
    market: [u8; 20],
    id: Option<[u8; 32]>,
    account: [u8; 20],
}

impl From<&PositionKey> for Whose {
    fn from(key: &PositionKey) -> Self {
        Self {
            chain: key.chain,
            market: key.market.into(),
            id: key.id.map(Into::into),
            account: key.account.into(),
        }
    }
}

/// What was held of a position at a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct LastHeld {
    whose: Whose,
    block: u64,
    /// When that was. Earlier versions kept none.
    #[serde(default)]
    time: Option<Timestamp>,
    /// Whether the health was at a level of the standard ladder: less of both sides is then more
    /// likely a seizure than its owner's doing.
    at_level: bool,
    held: Held,
    /// What the tokens are called: of what is gone nobody says it any more. Earlier versions kept none.
    #[serde(default)]
    names: Vec<TokenName>,
}

impl LastHeld {
    pub(in super::super) fn of(snapshot: &Snapshot) -> Self {
        let level = Ladder::STANDARD.level_of(snapshot.first_health());
        Self {
            whose: Whose::from(&PositionKey::from(snapshot)),
            block: snapshot.block.number,
            time: Some(snapshot.block.timestamp),
            at_level: level.is_some(),
            held: snapshot.held(),
            names: snapshot.token_names(),
        }
    }

    /// The height of the block.
    pub(super) fn block(&self) -> u64 {
        self.block
    }

    /// What its tokens are called.
    pub(super) fn names(&self) -> &[TokenName] {
        &self.names
    }

    pub(super) fn was_at_level(&self) -> bool {
        self.at_level
    }

    /// What is otherwise than earlier.
    pub(super) fn since(&self, earlier: &Self) -> Option<Difference> {
        self.held.since(&earlier.held)
    }

    /// Whether nobody looked for a while before this was read.
    pub(super) fn is_after_gap(&self, earlier: &Self) -> bool {
        let times = self.time.zip(earlier.time);
        times.is_none_or(|(now, then)| now.0.saturating_sub(then.0) > GAP_S)
    }
}

/// What was held of every position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct AllHeld(Vec<LastHeld>);

impl AllHeld {
    /// What was held of a position, if anything was.
    pub(in super::super) fn of(&self, key: &PositionKey) -> Option<&LastHeld> {
        let whose = Whose::from(key);
        self.0.iter().find(|one| one.whose == whose)
    }

    /// Keeps what is held now, in place of what was.
    pub(in super::super) fn keep(&mut self, now: LastHeld) {
        self.0.retain(|one| one.whose != now.whose);
        if !now.held.is_nothing() {
            self.0.push(now);
        }
    }

    /// Forgets what is of other accounts than these.
    pub(in super::super) fn retain(&mut self, is_watched: impl Fn(Address) -> bool) {
        self.0.retain(|one| is_watched(one.whose.account.into()));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use alloy::primitives::U256;

    const TOKEN: Address = Address::repeat_byte(9);

    fn key(account: u8) -> PositionKey {
        PositionKey {
            chain: ChainId(1),
            market: Address::repeat_byte(1),
            id: None,
            account: Address::repeat_byte(account),
        }
    }

    fn of(account: u8, amount: u64) -> LastHeld {
        let amount = U256::from(amount);
        LastHeld {
            whose: Whose::from(&key(account)),
            block: 7,
            time: Some(Timestamp(7)),
            at_level: true,
            held: Held::new([(TOKEN, amount)], [(TOKEN, amount)]),
            names: vec![],
        }
    }

    /// So much on either side, at a block and a time.
    pub fn held(block: u64, time: u64, at_level: bool, amounts: [u64; 2]) -> LastHeld {
        let [collateral, debt] = amounts.map(|amount| [(TOKEN, U256::from(amount))]);
        LastHeld {
            block,
            time: Some(Timestamp(time)),
            at_level,
            held: Held::new(collateral, debt),
            ..of(1, 1_000)
        }
    }

    #[test]
    fn what_an_earlier_version_kept_is_from_before_a_gap() {
        let text = serde_json::to_string(&of(1, 9)).unwrap();
        let kept = text.replace(r#""time":7,"#, "");
        assert_ne!(kept, text);
        let kept: LastHeld = serde_json::from_str(&kept).unwrap();
        assert!(of(1, 9).is_after_gap(&kept));
        let seen = held(8, 7 + GAP_S, false, [9, 9]);
        assert!(!seen.is_after_gap(&of(1, 9)));
        assert!(held(8, 8 + GAP_S, false, [9, 9]).is_after_gap(&of(1, 9)));
    }

    #[test]
    fn of_each_position_the_last_is_kept_and_of_nothing_nothing() {
        let mut all = AllHeld::default();
        all.keep(of(1, 100));
        all.keep(of(2, 100));
        all.keep(of(1, 90));
        assert_eq!(all.of(&key(1)), Some(&of(1, 90)));
        assert_eq!(all.of(&key(2)), Some(&of(2, 100)));
        assert_eq!(all.of(&key(3)), None);
        all.keep(of(1, 0));
        assert_eq!(all.of(&key(1)), None);
        all.retain(|account| account != key(2).account);
        assert_eq!(all, AllHeld::default());
    }

    #[test]
    fn what_is_kept_is_small_and_comes_back() {
        let mut all = AllHeld::default();
        all.keep(of(1, u64::MAX));
        let text = serde_json::to_string(&all).unwrap();
        assert!(text.len() < 600, "{}", text.len());
        assert_eq!(serde_json::from_str::<AllHeld>(&text).unwrap(), all);
    }
}
