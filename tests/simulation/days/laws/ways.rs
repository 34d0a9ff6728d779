//! What stands between a page and a chain, as the world made it: so long may something take to be read,
//! or to be told that it is not.

use super::Law;
use crate::days::world::Fault;

/// So long an endpoint may be behind and still be believed.
pub const LAG_MS: u64 = 300_000;

/// An endpoint that failed is left alone for a minute, and a quarter of one.
const BACK_OFF_MS: u64 = 76_000;

/// The longest wish of an endpoint that is granted.
const WISH_MS: u64 = 600_000;

/// Looks lie no further apart than this, however much was asked in the hour.
const SPACED_MS: u64 = 30_000;

/// Time for a question that is answered, for a header before it, and for the next one.
const WORKING_MS: u64 = 3_000;

/// A minute in which a hidden page does nothing.
const MINUTE_MS: u64 = 60_000;

/// Where blocks come at any time what was said of one is held until the next: for a quarter of an hour.
const KEPT_MS: u64 = 1_100_000;

#[derive(Debug)]
pub struct Ways {
    /// Milliseconds between two blocks; none: they come when somebody makes one.
    pace: Option<u64>,
    hosts: Vec<Fault>,
    /// Until when what was wrong has its consequences.
    pub troubled_until: u64,
    /// Since when one endpoint lies while another says the truth.
    pub lie_since: Option<u64>,
    /// When the last lie was told.
    pub lied_until: u64,
    /// The most that an endpoint was behind lately, and until when that counts.
    lag: (u64, u64),
    /// Until when an endpoint may be left alone because it wished so.
    pub wish_until: u64,
    asked_at: u64,
    /// When an endpoint last said something that is worth to be known.
    pub fed_at: u64,
    newest: u64,
    /// When it was told that nothing is known, if that stands.
    pub blind_since: Option<u64>,
    /// It was told that nothing is known of any chain, and no endpoint of this one has answered since.
    pub is_nowhere: bool,
    /// The browser has lost that something is held here, and no endpoint has answered since.
    pub is_forgotten: bool,
    /// That was told, and that it is over, and nothing has happened since.
    pub was_found: bool,
    /// When the last change came after which all begins anew.
    pub since: u64,
}

impl Ways {
    pub fn new(pace: Option<u64>, now: u64) -> Self {
        Self {
            pace,
            hosts: Vec::new(),
            troubled_until: now,
            lie_since: None,
            lied_until: 0,
            lag: (0, 0),
            wish_until: 0,
            asked_at: now,
            fed_at: now,
            newest: 0,
            blind_since: None,
            is_nowhere: false,
            is_forgotten: false,
            was_found: false,
            since: now,
        }
    }

    /// A page is opened, which has heard of no block: whatever an endpoint says is news.
    pub fn opened(&mut self) {
        self.newest = 0;
        (self.blind_since, self.is_nowhere) = (None, false);
    }

    /// The browser has lost that something is held here.
    pub fn forgets(&mut self) {
        self.is_forgotten = true;
    }

    /// Whether nothing is known, and that was told, as far as anybody can know of it.
    pub fn is_blind(&self) -> bool {
        self.blind_since.is_some() || self.is_nowhere || self.is_forgotten
    }

    /// These are the endpoints' faults from now on.
    pub fn faults(&mut self, now: u64, faults: Vec<Fault>) {
        for was in &self.hosts {
            match was {
                Fault::Fair => continue,
                Fault::Limits(_) => self.wish_until = now + WISH_MS + MINUTE_MS,
                Fault::Behind(ms) => self.lag = ((*ms).min(LAG_MS), now + LAG_MS),
                Fault::Stuck(_) => self.lag = (LAG_MS, now + LAG_MS),
                Fault::Lies(_) => self.lied_until = now,
                _ => {}
            }
            self.troubled_until = now + 2 * BACK_OFF_MS + 2 * MINUTE_MS;
        }
        let lies = faults.iter().any(|one| matches!(one, Fault::Lies(_)));
        let is_honest = faults.contains(&Fault::Fair);
        self.lie_since = (lies && is_honest).then_some(now);
        self.hosts = faults;
        self.happened(now);
    }

    /// Whether some endpoint has a last block, which is news once, and then no more.
    pub fn stands_still(&self) -> bool {
        let mut hosts = self.hosts.iter();
        hosts.any(|one| matches!(one, Fault::Stuck(_)))
    }

    /// Something happened to the page, or to what it reads through.
    pub fn happened(&mut self, now: u64) {
        self.disturbed(now);
        self.was_found = false;
    }

    /// Something happened after which nothing can be due at once.
    pub fn disturbed(&mut self, now: u64) {
        self.since = now;
        if self.lie_since.is_some() {
            self.lie_since = Some(now);
        }
    }

    /// Whether blocks come whenever somebody makes one.
    pub fn is_on_demand(&self) -> bool {
        self.pace.is_none()
    }

    pub fn asked(&mut self, now: u64) {
        self.asked_at = now;
    }

    /// An endpoint has answered with this as its newest block. One that is behind and goes on comes by what
    /// is held: that is as much news of it as the next block.
    pub fn answered(&mut self, now: u64, number: u64, is_behind: bool) {
        let was_unheard = self.is_nowhere || self.is_forgotten;
        if was_unheard {
            (self.is_nowhere, self.is_forgotten) = (false, false);
            self.disturbed(now);
        }
        let comes_by = is_behind && number == self.newest;
        if self.pace.is_none() || number > self.newest || comes_by {
            self.newest = self.newest.max(number);
            self.fed_at = now;
        }
    }

    /// Nothing is wrong, and nothing that was has consequences.
    pub fn is_clear(&self, now: u64) -> bool {
        let all_fair = self.hosts.iter().all(|one| *one == Fault::Fair);
        all_fair && self.troubled_until.max(self.wish_until) <= now
    }

    /// Whether some endpoint lied so lately that it may be shown.
    pub fn lies(&self, now: u64, hidden: bool) -> bool {
        let lies = self.hosts.iter().any(|one| matches!(one, Fault::Lies(_)));
        lies || self.may_show_what_was_said(self.lied_until, now, hidden)
    }

    /// Whether what was said until then may be shown now.
    pub fn may_show_what_was_said(&self, until: u64, now: u64, hidden: bool) -> bool {
        now < until.saturating_add(silence(hidden) + self.look(hidden))
    }

    /// Whether nobody can know the truth: who answers lies.
    pub fn is_unknowable(&self) -> bool {
        let lies = self.hosts.iter().any(|one| matches!(one, Fault::Lies(_)));
        lies && !self.hosts.contains(&Fault::Fair)
    }

    /// Whether two may contradict each other: some endpoint lies, or what one said is held since.
    pub fn may_dispute(&self, now: u64) -> bool {
        let is_held = self.is_on_demand() && now < self.lied_until + KEPT_MS;
        is_held || self.lies(now, true)
    }

    /// Milliseconds from one look to the next.
    fn look(&self, hidden: bool) -> u64 {
        match hidden {
            true => MINUTE_MS,
            false => self.pace.unwrap_or(2_000),
        }
    }

    /// So long after the truth it may have been read: `looks` looks, each of another block.
    pub fn reads_within(&self, now: u64, hidden: bool, looks: u64) -> u64 {
        let pace = self.pace.unwrap_or_default();
        let fair = looks * (self.look(hidden) + WORKING_MS) + (looks - 1) * pace;
        if self.is_clear(now) {
            return fair;
        }
        // Told that nothing is known, or read after all: just before it would have been told.
        let blind = silence(hidden) + self.look(hidden) + pace + WORKING_MS;
        let witness = match self.lies(now, hidden) {
            true => MINUTE_MS + 2 * (self.look(hidden) + WORKING_MS),
            false => 0,
        };
        looks * blind + self.behind(now) + witness
    }

    /// So much an endpoint is behind.
    fn behind(&self, now: u64) -> u64 {
        let hosts = self.hosts.iter().map(|one| match one {
            Fault::Behind(ms) => (*ms).min(LAG_MS),
            Fault::Stuck(_) => LAG_MS,
            _ => 0,
        });
        let lately = if now < self.lag.1 { self.lag.0 } else { 0 };
        hosts.max().unwrap_or_default().max(lately)
    }

    /// So old may a block be that is shown as current.
    pub fn shown_within(&self, now: u64, hidden: bool) -> u64 {
        let pace = self.pace.unwrap_or_default();
        silence(hidden) + pace + WORKING_MS + self.behind(now)
    }

    /// So old may a block be that is told of.
    pub fn told_within(&self, now: u64, hidden: bool) -> u64 {
        match self.is_clear(now) {
            true => self.look(false) + self.pace.unwrap_or_default() + WORKING_MS,
            false => self.shown_within(now, hidden) + MINUTE_MS,
        }
    }

    /// So soon after a lie it is told that two contradict each other.
    pub fn disputed_within(&self, hidden: bool) -> u64 {
        MINUTE_MS + 3 * (self.look(hidden) + WORKING_MS)
    }

    /// Nothing is forgotten: something is asked, or a timer runs.
    pub fn is_watched(&self, now: u64, wakes_ms: Option<u64>, hidden: bool) -> Law {
        let longest = match (self.is_clear(now), self.wish_until > now) {
            (true, _) => SPACED_MS,
            (false, false) if !self.has_limits() => BACK_OFF_MS,
            _ => WISH_MS,
        };
        if wakes_ms.is_none_or(|ms| ms > longest) {
            return Err(format!("nothing is awaited, and no timer but {wakes_ms:?}"));
        }
        let late = if hidden { MINUTE_MS } else { 0 };
        let silent = now - self.asked_at.max(self.since);
        match silent > longest + late + 16_000 {
            true => Err(format!("nothing was asked for {silent} ms")),
            false => Ok(()),
        }
    }

    fn has_limits(&self) -> bool {
        self.hosts.iter().any(|one| matches!(one, Fault::Limits(_)))
    }

    /// Whether it must have been told by now that nothing is known.
    pub fn is_blind_in_silence(&self, now: u64, hidden: bool) -> bool {
        let silent = now - self.fed_at.max(self.since);
        let late = if hidden { MINUTE_MS } else { 0 };
        let is_told = self.blind_since.is_some() || self.is_nowhere;
        !is_told && silent > silence(hidden) + late + WORKING_MS
    }
}

/// Without news for so long nothing is known.
pub fn silence(hidden: bool) -> u64 {
    if hidden { 120_000 } else { 60_000 }
}
