//! What was foretold of each position, so that it is told once, also after a reload, and shown until it is over.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::super::view::PositionKey;
use crate::alert::Level;
use crate::chain::ChainId;
use crate::math::Timestamp;
use crate::protocols::queued::{Foretold, Queued, Unread};

/// What no node says any more to wait is believed to wait for so long: one may be behind, or speak of another chain.
const UNSEEN_S: u64 = 86_400;

/// What waits that concerns positions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in super::super) struct AllForetold(Vec<One>);

/// A queued change, and what it does to one position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct One {
    pub(in super::super) key: PositionKey,
    pub(in super::super) payload: u64,
    pub(in super::super) earliest: Timestamp,
    until: Timestamp,
    /// None: nobody could say.
    pub(in super::super) foretold: Option<Foretold>,
    /// How loud it was told, if it was.
    told: Option<Level>,
    /// Since when no node says that it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unseen_since: Option<Timestamp>,
}

/// What is new of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum News {
    /// It is to be told at this level.
    Tell(Level),
    /// Something waits on this chain of which nobody can say what it does.
    Unread,
    /// It is kept, and nobody is told.
    Kept,
}

impl AllForetold {
    /// What a change does to a position, and how loud that would be told. What makes nothing worse is not
    /// kept; where nobody can say, what was known stays.
    pub(in super::super) fn learn(
        &mut self,
        key: &PositionKey,
        queued: Queued,
        came: Result<Foretold, Unread>,
        level: impl Fn(&Foretold) -> Level,
    ) -> Option<News> {
        let is_it = |one: &One| one.key == *key && one.payload == queued.payload;
        let before = self.0.iter().find(|one| is_it(one)).cloned();
        let foretold = match came {
            Err(Unread) if before.is_some() => return None,
            Err(Unread) => None,
            Ok(foretold) if foretold.is_worse() => Some(foretold),
            Ok(_) => {
                self.0.retain(|one| !is_it(one));
                return before.map(|_| News::Kept);
            }
        };
        let is_first = !self.waits(key.chain, queued.payload);
        let told = before.and_then(|one| one.told);
        let loud = foretold.as_ref().map(level);
        self.0.retain(|one| !is_it(one));
        self.0.push(One {
            key: key.clone(),
            payload: queued.payload,
            earliest: queued.earliest,
            until: queued.until,
            told: told.max(loud),
            foretold,
            unseen_since: None,
        });
        // One order, so that what has not changed is not written again.
        self.0
            .sort_by(|one, other| (&one.key, one.payload).cmp(&(&other.key, other.payload)));
        Some(match loud {
            Some(level) if told < loud => News::Tell(level),
            None if is_first => News::Unread,
            _ => News::Kept,
        })
    }

    /// The changes on a chain that are known to wait.
    pub(in super::super) fn known(&self, chain: ChainId) -> Vec<u64> {
        let own = self.0.iter().filter(|one| one.key.chain == chain);
        let mut known: Vec<u64> = own.map(|one| one.payload).collect();
        known.sort_unstable();
        known.dedup();
        known
    }

    /// What waits for a position.
    pub(in super::super) fn of(&self, key: &PositionKey) -> impl Iterator<Item = &One> {
        self.0.iter().filter(move |one| one.key == *key)
    }

    /// A change waits no more: which positions it was told of.
    pub(in super::super) fn end(&mut self, chain: ChainId, payload: u64) -> Option<Vec<One>> {
        let is_it = |one: &mut One| one.key.chain == chain && one.payload == payload;
        let ended: Vec<One> = self.0.extract_if(.., is_it).collect();
        (!ended.is_empty()).then_some(ended)
    }

    /// Of what is known to wait on a chain a node says of these that they do not.
    pub(in super::super) fn miss(
        &mut self,
        chain: ChainId,
        payloads: &[u64],
        now: Timestamp,
    ) -> Option<()> {
        let before = self.0.clone();
        for one in self.0.iter_mut().filter(|one| one.key.chain == chain) {
            let is_missed = payloads.contains(&one.payload);
            let since = one.unseen_since.map_or(now, |since| since.min(now));
            one.unseen_since = is_missed.then_some(since);
        }
        (self.0 != before).then_some(())
    }

    /// Forgets what concerns a position no more, what nobody may have carried out any more, and what no node says
    /// to wait.
    pub(in super::super) fn forget(
        &mut self,
        now: Timestamp,
        is_gone: impl Fn(&PositionKey) -> bool,
    ) -> Option<()> {
        let before = self.0.len();
        self.0
            .retain(|one| now < one.until && !one.is_unseen(now) && !is_gone(&one.key));
        (self.0.len() < before).then_some(())
    }

    /// Forgets what is of other accounts than these.
    pub(in super::super) fn retain(&mut self, is_watched: impl Fn(Address) -> bool) {
        self.0.retain(|one| is_watched(one.key.account));
    }

    fn waits(&self, chain: ChainId, payload: u64) -> bool {
        let mut all = self.0.iter();
        all.any(|one| one.key.chain == chain && one.payload == payload)
    }
}

impl One {
    fn is_unseen(&self, now: Timestamp) -> bool {
        let since = self.unseen_since;
        since.is_some_and(|since| now.0.saturating_sub(since.0) >= UNSEEN_S)
    }

    /// Whether a person was told.
    pub(in super::super) fn was_told(&self) -> bool {
        self.told.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{WAD, Wad};
    use crate::risk::Health;
    use alloy::primitives::U256;

    const CHAIN: ChainId = ChainId(1);

    fn key(account: u8) -> PositionKey {
        PositionKey {
            chain: CHAIN,
            market: Address::repeat_byte(1),
            id: None,
            account: Address::repeat_byte(account),
        }
    }

    const QUEUED: Queued = Queued {
        payload: 7,
        earliest: Timestamp(100),
        until: Timestamp(200),
    };

    fn to(thousandths: u64) -> Result<Foretold, Unread> {
        let health = |thousandths| {
            let raw = U256::from(thousandths) * WAD / U256::from(1_000);
            Health::Ratio(Wad::from_raw(raw))
        };
        Ok(Foretold {
            changes: Vec::new(),
            before: health(1_200),
            after: health(thousandths),
            block: 5,
        })
    }

    fn level(foretold: &Foretold) -> Level {
        match foretold.liquidates() {
            true => Level::Urgent,
            false => Level::Call,
        }
    }

    #[test]
    fn it_is_told_once_of_a_position_and_again_where_it_would_be_worse() {
        let mut all = AllForetold::default();
        let mut learn = |account, came| all.learn(&key(account), QUEUED, came, level);
        assert_eq!(learn(1, to(1_150)), Some(News::Tell(Level::Call)));
        assert_eq!(learn(1, to(1_140)), Some(News::Kept));
        assert_eq!(learn(2, to(1_150)), Some(News::Tell(Level::Call)));
        assert_eq!(learn(1, to(990)), Some(News::Tell(Level::Urgent)));
        assert_eq!(learn(1, to(1_140)), Some(News::Kept));
        assert_eq!(learn(1, to(980)), Some(News::Kept));
        // What makes nothing worse concerns nobody.
        assert_eq!(learn(3, to(1_200)), None);
        assert_eq!(all.of(&key(3)).count(), 0);
        assert_eq!(all.known(CHAIN), [7]);
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<AllForetold>(&text).unwrap(), all);
    }

    #[test]
    fn that_nobody_can_say_is_news_once_on_a_chain_and_unsays_nothing() {
        let mut all = AllForetold::default();
        let mut learn = |account, came| all.learn(&key(account), QUEUED, came, level);
        assert_eq!(learn(1, Err(Unread)), Some(News::Unread));
        assert_eq!(learn(1, Err(Unread)), None);
        assert_eq!(learn(2, Err(Unread)), Some(News::Kept));
        assert_eq!(learn(1, to(1_150)), Some(News::Tell(Level::Call)));
        assert_eq!(learn(1, Err(Unread)), None);
        let known = all.of(&key(1)).next().expect("it is kept");
        assert!(known.foretold.is_some() && known.was_told());
    }

    /// An endpoint says once what no other does, of a time that nobody lives to see.
    #[test]
    fn what_no_node_says_to_wait_any_more_is_forgotten_after_a_day() {
        let made_up = Queued {
            until: Timestamp(u64::MAX),
            ..QUEUED
        };
        let mut all = AllForetold::default();
        let day = 86_400;
        let _ = all.learn(&key(1), made_up, to(1_150), level);
        let mut missed = |at: u64, missed: &[u64]| {
            let _ = all.miss(CHAIN, missed, Timestamp(at));
            let _ = all.forget(Timestamp(at), |_| false);
            all.known(CHAIN)
        };
        assert_eq!(missed(100_000, &[7]), [7]);
        // It was behind.
        assert_eq!(missed(107_200, &[8]), [7]);
        assert_eq!(missed(114_400, &[7]), [7]);
        assert_eq!(missed(114_400 + day - 1, &[7]), [7]);
        assert_eq!(missed(114_400 + day, &[7]), [0; 0]);
        assert_eq!(all, AllForetold::default());
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let mut all = AllForetold::default();
        for account in [1, 2] {
            let _ = all.learn(&key(account), QUEUED, to(1_150), level);
        }
        assert_eq!(all.end(CHAIN, 8), None);
        assert_eq!(all.forget(Timestamp(199), |_| false), None);
        assert_eq!(all.forget(Timestamp(199), |one| *one == key(2)), Some(()));
        assert_eq!(all.end(CHAIN, 7).map(|ended| ended.len()), Some(1));
        let _ = all.learn(&key(1), QUEUED, to(1_150), level);
        assert_eq!(all.forget(Timestamp(200), |_| false), Some(()));
        let _ = all.learn(&key(1), QUEUED, to(1_150), level);
        all.retain(|account| account == key(2).account);
        assert_eq!(all, AllForetold::default());
    }
}
