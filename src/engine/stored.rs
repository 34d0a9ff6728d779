//! What outlives the page, in its items: what each holds, and what becomes of it when another tab
//! has written it too.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::Millis;
use super::approvals::Approvals;
use super::channel::Arrived;
use super::contracts::Contracts;
use super::foresight::Foresight;
use super::heartbeat::Heartbeat;
use super::journal::Journal;
use super::kept::Kept;
use super::ladders::{self, Ladders};
use super::list::List;
use super::outbox::{Letter, Outbox};
use super::past::{self, Past};
use super::push::Topic;
use super::queue::AllForetold;
use super::reach::Reach;
use super::value::{read, text};
use super::view::MemoryPart;
use super::watch::{AllHeld, LastTerms};
use crate::alert::{Episode, QuietHours, RateLimit, TimeLadder, UseLimit};

const LIST: &str = "list";
const REACH: &str = "reach";
const SEARCHED: &str = "searched";
const TIMES: &str = "time-ladder";
const QUIET: &str = "quiet";
const ARRIVED: &str = "notification-seen";
const SOUND: &str = "sound";
const REMINDER: &str = "reminder";
const RATE_LIMIT: &str = "rate-limit";
const USE_LIMIT: &str = "use-limit";
const PUSH: &str = "push";
const HEARTBEAT: &str = "heartbeat";
const HELD: &str = "held";
const TERMS: &str = "terms";
const QUEUE: &str = "queue";
const FORESIGHT: &str = "foresight";
const CONTRACTS: &str = "contracts";
const APPROVALS: &str = "approvals";
const JOURNAL: &str = "journal";
/// Before the slot of a letter. What is decided lies in the store before its episode says so: items
/// are written in the order of their names.
const LETTER: &str = "announced:";
/// Before the key of the rule.
const EPISODE: &str = "episode:";

/// What is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stored {
    /// Who is watched, where.
    pub(super) list: Kept<List>,
    /// What may be asked.
    pub(super) reach: Kept<Reach>,
    /// When the chains were last searched, milliseconds since 1970.
    pub(super) searched_at: Kept<Option<u64>>,
    /// Thresholds that the person typed.
    pub(super) ladders: Kept<Ladders>,
    /// The same of how long a position lasts on interest alone.
    pub(super) times: Kept<Option<TimeLadder>>,
    /// When what is not urgent waits.
    pub(super) quiet: Kept<Option<QuietHours>>,
    /// When a notification was last seen to arrive.
    pub(super) arrived: Kept<Option<Arrived>>,
    /// Whether calls are heard.
    pub(super) sound: Kept<bool>,
    /// Whether the person is reminded where nobody watches.
    pub(super) reminder: Kept<bool>,
    /// From which borrow rate on it is told, if the person chose.
    pub(super) rate_limit: Kept<Option<RateLimit>>,
    /// From which part on it is told how much is lent out, if the person chose.
    pub(super) use_limit: Kept<Option<UseLimit>>,
    /// Where calls go outside of the browser.
    pub(super) push: Kept<Option<Topic>>,
    /// Who is asked while the page watches.
    pub(super) heartbeat: Kept<Option<Heartbeat>>,
    /// Episodes: what was called and answered must not be called again after a reload.
    pub(super) episodes: Vec<Kept<Episode>>,
    /// What was decided to tell.
    pub(super) outbox: Kept<Outbox>,
    /// What was held when it was read last: what is missed may have been seized.
    pub(super) held: Kept<AllHeld>,
    /// Under which rules.
    pub(super) terms: Kept<LastTerms>,
    /// What is queued that would make them worse.
    pub(super) queue: Kept<AllForetold>,
    /// Contracts that may act for accounts.
    pub(super) contracts: Kept<Contracts>,
    /// What was let be taken from here, and may be left.
    pub(super) approvals: Kept<Approvals>,
    /// What the next visit can ask at once.
    pub(super) foresight: Kept<Foresight>,
    /// What happened.
    pub(super) journal: Kept<Journal>,
    /// How health and prices went.
    pub(super) past: Past,
}

/// What a person would call an item; none for a name that is not one of this program's.
pub(super) fn part_of(name: &str) -> Option<MemoryPart> {
    match name {
        LIST => Some(MemoryPart::Accounts),
        REACH => Some(MemoryPart::Endpoints),
        SEARCHED => Some(MemoryPart::LastSearch),
        TIMES | RATE_LIMIT | USE_LIMIT => Some(MemoryPart::Thresholds),
        QUIET => Some(MemoryPart::QuietHours),
        ARRIVED => Some(MemoryPart::Notifications),
        SOUND => Some(MemoryPart::Sound),
        REMINDER => Some(MemoryPart::Reminder),
        PUSH => Some(MemoryPart::Push),
        HEARTBEAT => Some(MemoryPart::Heartbeat),
        HELD | TERMS | QUEUE | APPROVALS => Some(MemoryPart::Holdings),
        FORESIGHT => Some(MemoryPart::Foresight),
        CONTRACTS => Some(MemoryPart::Contracts),
        JOURNAL => Some(MemoryPart::Journal),
        _ if ladders::ITEMS.contains(&name) => Some(MemoryPart::Thresholds),
        _ if name.starts_with(LETTER) || name.starts_with(EPISODE) => Some(MemoryPart::Calls),
        _ if past::is_line(name) => Some(MemoryPart::History),
        _ => None,
    }
}

impl Stored {
    /// The values of the items that may have changed since this was asked last, by their names.
    pub(super) fn touched(&mut self) -> BTreeMap<String, String> {
        let mut items = BTreeMap::new();
        let mut put = |name: &str, value: Option<String>| {
            items.extend(value.map(|value| (name.to_owned(), value)));
        };
        put(LIST, self.list.touched().map(text));
        put(REACH, self.reach.touched().map(text));
        put(SEARCHED, self.searched_at.touched().map(text));
        if let Some(all) = self.ladders.touched() {
            for name in ladders::ITEMS {
                put(name, all.item(name));
            }
        }
        put(TIMES, self.times.touched().map(text));
        put(QUIET, self.quiet.touched().map(text));
        put(ARRIVED, self.arrived.touched().map(text));
        put(SOUND, self.sound.touched().map(text));
        put(REMINDER, self.reminder.touched().map(text));
        put(RATE_LIMIT, self.rate_limit.touched().map(text));
        put(USE_LIMIT, self.use_limit.touched().map(text));
        put(PUSH, self.push.touched().map(text));
        put(HEARTBEAT, self.heartbeat.touched().map(text));
        put(HELD, self.held.touched().map(text));
        put(TERMS, self.terms.touched().map(text));
        put(QUEUE, self.queue.touched().map(text));
        put(FORESIGHT, self.foresight.touched().map(text));
        put(CONTRACTS, self.contracts.touched().map(text));
        put(APPROVALS, self.approvals.touched().map(text));
        put(JOURNAL, self.journal.touched().map(text));
        for one in self.episodes.iter_mut().filter_map(Kept::touched) {
            put(&episode_name(one), Some(text(one)));
        }
        for one in self.outbox.touched().iter().flat_map(|all| all.iter()) {
            put(&letter_name(one), Some(text(one)));
        }
        items.extend(self.past.touched());
        items
    }

    /// The value of one item; none where there is none.
    pub(super) fn item(&self, name: &str) -> Option<String> {
        match name {
            LIST => Some(text(&*self.list)),
            REACH => Some(text(&*self.reach)),
            SEARCHED => Some(text(&*self.searched_at)),
            TIMES => Some(text(&*self.times)),
            QUIET => Some(text(&*self.quiet)),
            ARRIVED => Some(text(&*self.arrived)),
            SOUND => Some(text(&*self.sound)),
            REMINDER => Some(text(&*self.reminder)),
            RATE_LIMIT => Some(text(&*self.rate_limit)),
            USE_LIMIT => Some(text(&*self.use_limit)),
            PUSH => Some(text(&*self.push)),
            HEARTBEAT => Some(text(&*self.heartbeat)),
            HELD => Some(text(&*self.held)),
            TERMS => Some(text(&*self.terms)),
            QUEUE => Some(text(&*self.queue)),
            FORESIGHT => Some(text(&*self.foresight)),
            CONTRACTS => Some(text(&*self.contracts)),
            APPROVALS => Some(text(&*self.approvals)),
            JOURNAL => Some(text(&*self.journal)),
            _ if ladders::ITEMS.contains(&name) => self.ladders.item(name),
            _ if name.starts_with(LETTER) => {
                let mut all = self.outbox.iter();
                all.find(|one| letter_name(one) == name).map(text)
            }
            _ if past::is_line(name) => self.past.item(name),
            _ => {
                let mut all = self.episodes.iter();
                all.find(|one| episode_name(one) == name)
                    .map(|one| text(&**one))
            }
        }
    }

    /// The items that there always are.
    pub(super) fn settings(&self) -> BTreeMap<String, String> {
        let names = [
            LIST, REACH, SEARCHED, TIMES, QUIET, ARRIVED, SOUND, REMINDER, RATE_LIMIT, USE_LIMIT,
            PUSH, HEARTBEAT, HELD, TERMS, QUEUE, FORESIGHT, CONTRACTS, APPROVALS, JOURNAL,
        ];
        let names = names.into_iter().chain(ladders::ITEMS);
        let values = names.map(|name| (name, self.item(name)));
        values
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    /// Whether anything is not as it was that is shown: more than what was held, and by which rules,
    /// and what is foreseen.
    pub(super) fn shows_other(&self, before: &Self) -> bool {
        self.list != before.list
            || self.reach != before.reach
            || self.searched_at != before.searched_at
            || self.ladders != before.ladders
            || self.times != before.times
            || self.quiet != before.quiet
            || self.arrived != before.arrived
            || self.sound != before.sound
            || self.reminder != before.reminder
            || self.rate_limit != before.rate_limit
            || self.use_limit != before.use_limit
            || self.push != before.push
            || self.heartbeat != before.heartbeat
            || self.episodes != before.episodes
            || self.outbox != before.outbox
            || self.queue != before.queue
            || self.approvals != before.approvals
            || self.journal != before.journal
            || self.past != before.past
    }

    /// Takes in the value of an item; `is_newer`: it was written after what is known here. Whether
    /// what is known then is more than that value; none where it cannot be read.
    ///
    /// A setting is the newer one. Of lists nothing is lost that either has, and of calls no answer.
    pub(super) fn take(
        &mut self,
        now: Millis,
        name: &str,
        value: &str,
        is_newer: bool,
    ) -> Option<bool> {
        match name {
            LIST => Some(self.list.learn(&read(value)?)),
            REACH => newer(&mut self.reach, value, is_newer),
            SEARCHED => newer(&mut self.searched_at, value, is_newer),
            TIMES => newer(&mut self.times, value, is_newer),
            QUIET => newer(&mut self.quiet, value, is_newer),
            ARRIVED => newer(&mut self.arrived, value, is_newer),
            SOUND => newer(&mut self.sound, value, is_newer),
            REMINDER => newer(&mut self.reminder, value, is_newer),
            RATE_LIMIT => newer(&mut self.rate_limit, value, is_newer),
            USE_LIMIT => newer(&mut self.use_limit, value, is_newer),
            PUSH => newer(&mut self.push, value, is_newer),
            HEARTBEAT => newer(&mut self.heartbeat, value, is_newer),
            HELD => newer(&mut self.held, value, is_newer),
            TERMS => newer(&mut self.terms, value, is_newer),
            QUEUE => newer(&mut self.queue, value, is_newer),
            FORESIGHT => newer(&mut self.foresight, value, is_newer),
            APPROVALS => newer(&mut self.approvals, value, is_newer),
            CONTRACTS => Some(self.contracts.learn(&read(value)?)),
            JOURNAL => Some(self.journal.learn(&read(value)?)),
            _ if ladders::ITEMS.contains(&name) => self.ladders.take(name, value, is_newer),
            _ if name.starts_with(LETTER) => self.take_letter(now, name, value),
            _ if past::is_line(name) => self.past.take(name, value, is_newer),
            _ => self.take_episode(now, name, value, is_newer),
        }
    }

    fn take_letter(&mut self, now: Millis, name: &str, value: &str) -> Option<bool> {
        let letter: Letter = read(value)?;
        let is_its = name.strip_prefix(LETTER) == Some(letter.slot());
        is_its.then(|| self.outbox.learn(now, letter))
    }

    fn take_episode(
        &mut self,
        now: Millis,
        name: &str,
        value: &str,
        is_newer: bool,
    ) -> Option<bool> {
        let other: Episode = read(value)?;
        if name.strip_prefix(EPISODE)? != other.key().to_string() {
            return None;
        }
        let mut own = self.episodes.iter_mut();
        let Some(own) = own.find(|one| one.key() == other.key()) else {
            self.episodes.push(other.into());
            return Some(false);
        };
        let (mut later, earlier) = match is_newer {
            true => (other.clone(), &**own),
            false => ((**own).clone(), &other),
        };
        later.heed(earlier, now.timestamp());
        **own = later;
        Some(**own != other)
    }
}

fn episode_name(episode: &Episode) -> String {
    format!("{EPISODE}{}", episode.key())
}

fn letter_name(letter: &Letter) -> String {
    format!("{LETTER}{}", letter.slot())
}

/// Of two settings the newer one.
fn newer<T: DeserializeOwned>(own: &mut Kept<T>, value: &str, is_newer: bool) -> Option<bool> {
    let other = read(value)?;
    if is_newer {
        **own = other;
    }
    Some(!is_newer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::{Observation, Outlasts, Phase, Rule, RuleKey, Rules, Seizure};
    use crate::chain::ChainId;
    use crate::math::Wad;
    use crate::risk::Health;
    use alloy::primitives::Address;

    /// A notice that was answered in one tab, and the same that was not in another: whoever wrote later.
    #[test]
    fn an_answer_outlives_what_another_tab_writes_later() {
        let (rules, now) = (Rules::STANDARD, Millis(1_800_000_000_000));
        let mut open = Episode::new(RuleKey {
            chain: ChainId(1),
            market: "0xpool".to_owned(),
            account: Address::repeat_byte(7),
            rule: Rule::Health,
        });
        for block_number in [100, 101] {
            let observation = Observation {
                block_number,
                health: Health::Ratio(Wad::ONE),
                lasts: Outlasts::Levels,
                partial: false,
                seizure: Seizure::None,
            };
            let _ = open.observe(&rules, now.timestamp(), observation);
        }
        let mut answered = open.clone();
        answered.acknowledge(&rules, now.timestamp());
        let name = episode_name(&open);
        let is_answered =
            |episode: &Episode| matches!(episode.phase(&rules), Phase::Acknowledged { .. });
        for is_newer in [true, false] {
            for (own, other) in [(&answered, &open), (&open, &answered)] {
                let mut stored = Stored {
                    episodes: vec![own.clone().into()],
                    ..Stored::default()
                };
                let taken = stored.take(now, &name, &text(other), is_newer);
                assert!(is_answered(&stored.episodes[0]), "{is_newer}");
                // Where the other has it not, it is written once more.
                assert_eq!(taken, Some(!is_answered(other)));
            }
        }
    }
}
