//! Who has a topic learns within its time that nobody watches any more, and never while somebody does.
//!
//! Judged by which tabs live and reach what they need, by what the person did, and by what the server sends:
//! never by what the page says of itself, but for one thing, which is then held against the server.

use std::collections::BTreeMap;

use margin_call::alert::Level;
use margin_call::engine::LevelKind;
use margin_call::engine::view::TopicView;

use super::{Law, positions};
use crate::push_server::Message;
use crate::world::{Tabs, Weather};

pub const STOPPED: &str = "margin-call stopped watching";
pub const AGAIN: &str = "margin-call is watching again";

/// Within so long a tab that reaches everything has put the message off: it reads what is watched, takes over from
/// another whose timers ran once a minute, and tries again after a failure.
const FIT_AFTER_S: u64 = 480;
/// A page that sees nothing knows it after so long.
const BLIND_AFTER_S: u64 = 200;
/// A call is passed on within so long.
const PASSED_WITHIN_S: u64 = 240;
/// Messages are put off no more often than this.
const BEAT_EVERY_S: u64 = 600;
/// So long two tabs may not know of each other's questions.
const SETTLED_S: u64 = 2;

/// What a person may rely on who has a topic.
#[derive(Debug)]
pub struct Stopping {
    /// Since when each tab is awake and reaches the chain and the server.
    fit: Vec<Option<u64>>,
    /// Since when none of them can put the message off.
    unfit_since: Option<u64>,
    /// Since when somebody is to be watched, and the topic is to say so.
    wanted_since: Option<u64>,
    ended_at: u64,
    /// The message is at most so far ahead.
    ahead_s: u64,
    /// The person was told by the page, or by the topic, that the message waits there.
    trusts: bool,
    /// The last that was heard is that nobody watches.
    believes_gone: bool,
    /// So many messages were sent, and put there, when it was judged last; so much each tab has told.
    sent: usize,
    taken: usize,
    told: Vec<usize>,
    /// When one was put there last of which the page knows.
    beat_at: Option<u64>,
    /// When something happened to a tab last that may have cost it an answer.
    disturbed_at: Vec<u64>,
    /// Calls that are to arrive, by their position, since then.
    owed: BTreeMap<String, u64>,
    pub seen: Seen,
}

/// What was met: a storm in which nothing happens proves nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    pub beats: u64,
    pub stopped: u64,
    pub again: u64,
    pub calls: u64,
    /// Ends that the person chose and of which nothing arrived.
    pub ends: u64,
}

impl Seen {
    pub fn add(&mut self, other: &Self) {
        self.beats += other.beats;
        self.stopped += other.stopped;
        self.again += other.again;
        self.calls += other.calls;
        self.ends += other.ends;
    }

    pub fn is_all(&self) -> bool {
        let all = [self.beats, self.stopped, self.again, self.calls, self.ends];
        all.iter().all(|times| *times > 0)
    }
}

impl Stopping {
    pub fn new(tabs: usize) -> Self {
        Self {
            fit: vec![None; tabs],
            unfit_since: None,
            wanted_since: None,
            ended_at: 0,
            ahead_s: 1_500,
            trusts: false,
            believes_gone: false,
            sent: 0,
            taken: 0,
            told: vec![0; tabs],
            beat_at: None,
            disturbed_at: Vec::new(),
            owed: BTreeMap::new(),
            seen: Seen::default(),
        }
    }

    /// Something was done to a tab: what is on its way to it may be lost.
    pub fn disturbed(&mut self, now: u64) {
        self.disturbed_at.push(now);
        let late = self.disturbed_at.len().saturating_sub(8);
        self.disturbed_at.drain(..late);
    }

    /// A tab was opened, or loaded again.
    pub fn opened(&mut self, now: u64, place: usize) {
        self.fit[place] = None;
        self.disturbed(now);
    }

    /// The person wants to be told, and somebody to be watched.
    pub fn wants(&mut self, now: u64) {
        self.disturbed(now);
        self.wanted_since.get_or_insert(now);
        self.beat_at = None;
    }

    /// The person wants that no more.
    pub fn ends(&mut self, now: u64) {
        self.disturbed(now);
        if self.wanted_since.take().is_some() {
            self.ended_at = now;
        }
        (self.trusts, self.believes_gone, self.beat_at) = (false, false, None);
        self.owed.clear();
    }

    /// The message is to be so far ahead.
    pub fn is_ahead(&mut self, seconds: u64) {
        self.ahead_s = self.ahead_s.max(seconds);
    }

    /// The person has seen what was called.
    pub fn answered(&mut self) {
        self.owed.clear();
    }

    /// Since when one tab or other was fit without an end.
    fn fit_since(&self) -> Option<u64> {
        self.fit.iter().flatten().min().copied()
    }

    /// Whether it was for so long before a moment.
    fn is_fit(&self, at: u64, seconds: u64) -> bool {
        self.fit_since().is_some_and(|since| since + seconds <= at)
    }

    /// What was true since the last time was judged is true up to now.
    pub fn after(&mut self, tabs: &Tabs) -> Law {
        let now = tabs[0].now / 1_000;
        self.look(tabs, now);
        let (sent, taken, waiting) = {
            let server = tabs[0].server();
            let sent = server.sent[self.sent..].to_vec();
            let taken = server.taken[self.taken..].to_vec();
            (sent, taken, server.waiting.clone())
        };
        self.sent += sent.len();
        self.taken += taken.len();
        for (at, message) in &taken {
            if message.title == STOPPED {
                self.is_seldom(*at, tabs)?;
            }
        }
        self.is_called(tabs);
        for message in &sent {
            self.arrives(message)?;
        }
        self.stops(now)?;
        self.says(now, tabs, &waiting)?;
        self.is_over(now, &waiting)?;
        self.calls(now, tabs)
    }

    /// Which tabs can do what is theirs.
    fn look(&mut self, tabs: &Tabs, now: u64) {
        let mut can_any = false;
        for place in 0..tabs.len() {
            let world = &tabs[place];
            let sees = tabs.is_open(place) && world.weather == Weather::Fair;
            let is_fit = sees && world.to_push == Weather::Fair;
            self.fit[place] = is_fit.then(|| self.fit[place].unwrap_or(now));
            let is_shut = matches!(world.to_push, Weather::Down | Weather::RateLimited(_));
            can_any |= sees && !is_shut;
        }
        self.unfit_since = match can_any {
            true => None,
            false => Some(self.unfit_since.unwrap_or(now)),
        };
    }

    /// Messages that wait are put off at most every ten minutes, whoever leads.
    fn is_seldom(&mut self, at: u64, tabs: &Tabs) -> Law {
        self.seen.beats += 1;
        let is_lost = |before: &u64| {
            let mut all = self.disturbed_at.iter();
            all.any(|one| one.abs_diff(*before) <= SETTLED_S)
        };
        let before = self.beat_at.take().filter(|before| !is_lost(before));
        if tabs.iter().all(|one| one.to_push == Weather::Fair) && tabs.has_locks {
            self.beat_at = Some(at);
        }
        match before.is_some_and(|before| at + SETTLED_S < before + BEAT_EVERY_S) {
            true => Err(format!("put off at {before:?}, and at {at} again")),
            false => Ok(()),
        }
    }

    /// A message reaches the telephone.
    fn arrives(&mut self, message: &Message) -> Law {
        let at = message.at;
        match &*message.title {
            STOPPED => {
                self.seen.stopped += 1;
                (self.trusts, self.believes_gone) = (false, true);
                let since = self.wanted_since.map_or(self.ended_at, |_| 0);
                if since + FIT_AFTER_S <= at && self.is_fit(at, FIT_AFTER_S) {
                    return Err(format!("told at {at} that nobody watches: {self:?}"));
                }
            }
            AGAIN => {
                self.seen.again += 1;
                (self.trusts, self.believes_gone) = (true, false);
            }
            _ if *message.priority >= *"4" => {
                self.seen.calls += 1;
                self.owed.retain(|_, at| *at > message.at);
            }
            _ => {}
        }
        Ok(())
    }

    /// Who relies on it is told, within its time.
    fn stops(&self, now: u64) -> Law {
        let latest = self
            .unfit_since
            .map(|since| since + self.ahead_s + BLIND_AFTER_S);
        let is_late = self.trusts && self.wanted_since.is_some();
        match latest.filter(|latest| is_late && *latest < now) {
            Some(latest) => Err(format!("nobody watches, and no message since {latest}")),
            None => Ok(()),
        }
    }

    /// The page says that it waits where it does, and only there; and does not leave a person in the belief that
    /// nobody watches.
    fn says(&mut self, now: u64, tabs: &Tabs, waiting: &[Message]) -> Law {
        let is_settled = self
            .wanted_since
            .is_some_and(|since| since + FIT_AFTER_S <= now);
        for place in tabs.open_ones() {
            let push = tabs[place].engine.view().alarm.push;
            let is_armed = push.topic.as_ref().is_some_and(TopicView::is_armed);
            // Timers of what nobody sees run once a minute.
            let fires_at = push.topic.as_ref().and_then(|topic| topic.fires_at);
            let is_late = fires_at.is_some_and(|at| at.0 <= now && now < at.0 + 60);
            if tabs[place].hidden && is_late {
                continue;
            }
            let lies = |topic: &TopicView| {
                let of = |one: &Message| topic.address.ends_with(&one.topic);
                let mut own = waiting.iter().filter(|one| of(one));
                own.any(|one| one.title == STOPPED && Some(one.at) >= topic.fires_at.map(|at| at.0))
            };
            if is_armed && !push.topic.as_ref().is_some_and(lies) {
                return Err(format!("a message waits, says tab {place}, and none does"));
            }
            self.trusts |= is_armed;
            let was_fit = self.fit[place].is_some_and(|since| since + FIT_AFTER_S <= now);
            if is_settled && was_fit && !is_armed {
                return Err(format!(
                    "tab {place} watches, and no message waits: {push:?}"
                ));
            }
        }
        match is_settled && self.believes_gone && self.is_fit(now, FIT_AFTER_S) {
            true => Err("somebody watches again, and that was not told".into()),
            false => Ok(()),
        }
    }

    /// After an end that was wanted nothing waits.
    fn is_over(&mut self, now: u64, waiting: &[Message]) -> Law {
        let ended = self.ended_at > 0 && self.wanted_since.is_none();
        if !ended || self.ended_at + FIT_AFTER_S > now || !self.is_fit(now, FIT_AFTER_S) {
            return Ok(());
        }
        self.seen.ends += 1;
        match waiting.iter().find(|one| one.title == STOPPED) {
            Some(left) => Err(format!("of an end that was wanted it is told: {left:?}")),
            None => Ok(()),
        }
    }

    /// What the person is called for by now.
    fn is_called(&mut self, tabs: &Tabs) {
        for place in 0..tabs.len() {
            let told = &tabs[place].told;
            for (at, told) in &told[self.told[place]..] {
                let slot = told.tag.rsplit_once(':').map_or("", |(slot, _)| slot);
                let is_call = matches!(told.kind, LevelKind::Entered | LevelKind::Escalated)
                    && told.level >= Level::Call;
                match is_call && self.wanted_since.is_some() {
                    true => drop(self.owed.insert(slot.to_owned(), *at)),
                    false => drop(self.owed.remove(slot)),
                }
            }
            self.told[place] = told.len();
        }
    }

    /// It is said on the topic, too.
    fn calls(&mut self, now: u64, tabs: &Tabs) -> Law {
        let Some(since) = self.fit_since().filter(|_| self.wanted_since.is_some()) else {
            return Ok(());
        };
        let holds = |slot: &str| {
            let mut fit = (0..tabs.len()).filter(|place| self.fit[*place].is_some());
            fit.any(|place| {
                let mut shown = positions(&tabs[place].view).iter();
                shown.any(|one| {
                    let account = format!("{:#x}", one.key.account);
                    slot.contains(&account) && one.alarm.level >= Some(Level::Call)
                })
            })
        };
        self.owed.retain(|slot, _| holds(slot));
        let late = |at: &u64| since.max(*at) + PASSED_WITHIN_S < now;
        match self.owed.iter().find(|(_, at)| late(at)) {
            Some((slot, at)) => Err(format!("{slot} was called at {at}, and the topic not told")),
            None => Ok(()),
        }
    }
}
