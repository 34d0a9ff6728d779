//! Of all tabs of the page one reads and notifies: the leader, which holds a lock of the browser. The
//! others follow it: they show the same from its messages, for as long as they hear it.
//!
//! Whoever does not hear a leader is alone, and does everything itself: where the browser has no locks
//! or no messages, and in every doubt. A call is rather made twice than not at all.

mod message;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::Millis;
use super::effect::LeadRequest;
use super::event::LeadNews;
use crate::chain::ChainId;
pub(super) use message::{Look, Message, Page, Relayed, Says, Scope};

/// How often a leader that is listened to says that it lives, milliseconds.
const BEAT_EVERY_MS: u64 = 4_000;

/// A follower in front that has heard nothing for three beats is on its own.
const PATIENCE_MS: u64 = 3 * BEAT_EVERY_MS;

/// Timers of hidden pages run once a minute: those of the leader, and one's own.
const HIDDEN_PATIENCE_MS: u64 = 90_000;

/// Not all followers lose their patience at once: the first of them leads the others.
const SPREAD_MS: u64 = 1_000;
const SPREAD_OVER: u64 = 4;

/// A leader that was held up hears first whether it leads still: by then the next beat of another has come.
const HEARS_FOR_MS: u64 = BEAT_EVERY_MS + SPREAD_MS;

/// A follower that was held up hears first what it has missed, for so long: its leader may have been held up
/// with it, as when a computer sleeps.
const GRACE_MS: u64 = HEARS_FOR_MS + BEAT_EVERY_MS;

/// A chain of which the leader has not told for this long is read by the follower itself: the longest
/// time between two looks is 30 s, and after 60 s nothing is known any more.
const TOLD_FOR_MS: u64 = 45_000;

/// Whoever was heard in the last few minutes listens. A leader to whom nobody listens is silent.
const LISTENS_FOR_MS: u64 = 300_000;

/// Which of the tabs this is, and what it knows of the leader.
#[derive(Debug, Default)]
pub(super) struct Role {
    /// Tells this tab from the others.
    own: u64,
    lock: Lock,
    page: Page,
    leader: Option<Leader>,
    /// Since when nobody is heard; or since when the lock is being taken.
    silent_since: Millis,
    /// What the leader reads, chain by chain, and until when that is believed.
    told: BTreeMap<ChainId, (Millis, Vec<Scope>)>,
    /// When to say next that this leader lives.
    beat_at: Millis,
    /// Until when somebody listens to this tab; none was ever heard.
    listened_until: Option<Millis>,
    /// When something happened last.
    seen_at: Millis,
    /// Until then another may lead in its place without its knowledge, and it leaves everything to that one.
    hears_until: Option<Millis>,
}

/// The lock of the browser, as far as this tab knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Lock {
    /// Nobody can be led: there are no locks, or no messages, or it was not asked yet.
    #[default]
    Missing,
    /// Another has it.
    Awaited,
    /// It is being taken from another.
    Taken,
    /// It is this tab's.
    Held,
}

/// The leader that was heard last.
#[derive(Clone, Copy, Debug)]
struct Leader {
    page: Page,
    heard_at: Millis,
}

/// What a role takes in.
#[derive(Debug)]
pub(super) enum Input<'a> {
    /// The widget starts, under a number of its own.
    Begin(u64),
    /// What became of the lock.
    Lock(LeadNews),
    /// Another tab said this.
    Heard(&'a Message),
    /// Time has passed; this is how the page stands.
    Time(Page),
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    /// The lock is wanted.
    Lock(LeadRequest),
    /// The other tabs are to hear this.
    Say(Says),
}

impl Role {
    /// What this tab has to say, as a message.
    pub(super) fn message(&self, says: Says) -> Message {
        Message::new(self.own, self.page, says)
    }

    /// Whether another tab leads, and is heard.
    pub(super) fn follows(&self) -> bool {
        self.leader.is_some()
    }

    /// Whether this tab leads others, which listen.
    pub(super) fn is_listened_to(&self, now: Millis) -> bool {
        self.lock == Lock::Held && self.listened_until.is_some_and(|until| until > now)
    }

    /// Whether it was held up so long that another may have taken over.
    pub(super) fn was_held_up(&self, now: Millis) -> bool {
        now.0.saturating_sub(self.seen_at.0) > self.patience_ms()
    }

    /// Whether another may lead of whom nothing was heard yet: what is there to be told may have been.
    pub(super) fn hears_first(&self, now: Millis) -> bool {
        self.hears_until.is_some_and(|until| until > now)
    }

    /// Whether the leader reads all of this on a chain, and can tell the person.
    pub(super) fn is_led(&self, chain: ChainId, scopes: &[Scope]) -> bool {
        let Some(leader) = &self.leader else {
            return false;
        };
        // Who may notify does not leave it to one who may not.
        let tells = leader.page.notifies || !self.page.notifies;
        let told = self.told.get(&chain);
        tells && told.is_some_and(|(_, all)| scopes.iter().all(|one| all.contains(one)))
    }

    /// When time is to pass next.
    pub(super) fn due(&self, now: Millis) -> Option<Millis> {
        let beat = self.is_listened_to(now).then_some(self.beat_at);
        let patience = match self.lock {
            Lock::Missing | Lock::Held => None,
            Lock::Awaited | Lock::Taken => Some(self.patience_ends()),
        };
        let told = self.told.values().map(|(until, _)| *until);
        let hears = self.hears_until.filter(|until| *until > now);
        told.chain(beat).chain(patience).chain(hears).min()
    }

    fn patience_ms(&self) -> u64 {
        let spread = self.own.checked_rem(SPREAD_OVER).unwrap_or_default();
        let spread = spread.saturating_mul(SPREAD_MS);
        match self.page.visible {
            true => PATIENCE_MS.saturating_add(spread),
            false => HIDDEN_PATIENCE_MS,
        }
    }

    fn patience_ends(&self) -> Millis {
        let heard = self.leader.map(|leader| leader.heard_at);
        let since = heard.map_or(self.silent_since, |heard| heard.max(self.silent_since));
        since.plus(self.patience_ms())
    }

    /// Takes in what happened; what comes of it, in order.
    pub(super) fn on(&mut self, now: Millis, input: Input<'_>) -> Vec<Output> {
        match input {
            Input::Begin(own) => {
                self.own = own;
                self.lock = Lock::Awaited;
                (self.silent_since, self.seen_at) = (now, now);
                vec![Output::Lock(LeadRequest::Wait), Output::Say(Says::WhoLeads)]
            }
            Input::Lock(news) => self.lock(now, news),
            Input::Heard(message) => self.heard(now, message),
            Input::Time(page) => self.time(now, page),
        }
    }

    fn lock(&mut self, now: Millis, news: LeadNews) -> Vec<Output> {
        // Whoever leads, or has led, knows nothing of another leader yet.
        self.leader = None;
        self.told.clear();
        self.silent_since = now;
        match news {
            LeadNews::Granted => {
                self.lock = Lock::Held;
                vec![self.beat(now)]
            }
            LeadNews::Lost => {
                self.lock = Lock::Awaited;
                self.hears_until = Some(now.plus(HEARS_FOR_MS));
                vec![Output::Lock(LeadRequest::Wait), Output::Say(Says::WhoLeads)]
            }
            LeadNews::Unavailable => {
                self.lock = Lock::Missing;
                Vec::new()
            }
        }
    }

    fn heard(&mut self, now: Millis, message: &Message) -> Vec<Output> {
        if self.lock == Lock::Missing || message.from == self.own {
            return Vec::new();
        }
        match &message.says {
            Says::WhoLeads | Says::Listens => {
                self.listened_until = Some(now.plus(LISTENS_FOR_MS));
                let asks = message.says == Says::WhoLeads && self.lock == Lock::Held;
                return asks.then(|| self.beat(now)).into_iter().collect();
            }
            // Of two that say so the lock decides.
            _ if self.lock == Lock::Held => return Vec::new(),
            Says::Doubts(chain, _) => drop(self.told.remove(chain)),
            Says::Looked(look) => {
                let until = now.plus(self.told_for_ms());
                self.told.insert(look.chain, (until, look.scopes.clone()));
            }
            Says::Leads => {}
        }
        let page = message.page;
        self.leader = Some(Leader {
            page,
            heard_at: now,
        });
        let mut outputs = Vec::new();
        if message.says == Says::Leads {
            outputs.push(Output::Say(Says::Listens));
        }
        outputs.extend(self.take_from_hidden(now));
        outputs
    }

    fn told_for_ms(&self) -> u64 {
        match self.page.visible {
            true => TOLD_FOR_MS,
            false => HIDDEN_PATIENCE_MS,
        }
    }

    fn time(&mut self, now: Millis, page: Page) -> Vec<Output> {
        let mut outputs = Vec::new();
        let held_up = self.was_held_up(now);
        let others_listened = self.is_listened_to(self.seen_at);
        self.seen_at = now;
        let before = core::mem::replace(&mut self.page, page);
        if self.lock == Lock::Held {
            if held_up && others_listened {
                self.hears_until = Some(now.plus(HEARS_FOR_MS));
            }
            if self.is_listened_to(now) && (before != page || self.beat_at <= now) {
                outputs.push(self.beat(now));
            }
            return outputs;
        }
        if self.lock == Lock::Missing {
            return outputs;
        }
        if before != page {
            outputs.extend(self.take_from_hidden(now));
        }
        if held_up {
            self.believe_on(now);
        }
        self.told.retain(|_, (until, _)| *until > now);
        if self.patience_ends() <= now {
            self.leader = None;
            self.told.clear();
            outputs.push(self.take(now));
        }
        outputs
    }

    /// What this tab has missed is still to come: it believes what it believed for a while.
    fn believe_on(&mut self, now: Millis) {
        let until = now.plus(GRACE_MS);
        let since = Millis(until.0.saturating_sub(self.patience_ms()));
        if let Some(leader) = &mut self.leader {
            leader.heard_at = leader.heard_at.max(since);
        }
        for (told_until, _) in self.told.values_mut() {
            *told_until = until.max(*told_until);
        }
    }

    /// A page in front leads rather than a hidden one, whose timers run once a minute.
    fn take_from_hidden(&mut self, now: Millis) -> Option<Output> {
        let is_hidden = self.leader.is_some_and(|leader| !leader.page.visible);
        let takes = is_hidden && self.page.visible && self.lock == Lock::Awaited;
        takes.then(|| self.take(now))
    }

    fn take(&mut self, now: Millis) -> Output {
        self.lock = Lock::Taken;
        self.silent_since = now;
        Output::Lock(LeadRequest::Steal)
    }

    fn beat(&mut self, now: Millis) -> Output {
        self.beat_at = now.plus(BEAT_EVERY_MS);
        Output::Say(Says::Leads)
    }
}
