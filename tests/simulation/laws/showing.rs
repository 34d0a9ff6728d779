//! What was decided reaches the screen, and does so once.

use std::collections::{BTreeMap, BTreeSet};

use margin_call::alert::{Level, Phase};
use margin_call::engine::view::PositionView;
use margin_call::engine::{
    Event, HostEvent, LevelDetail, LevelKind, Notification, PermissionState, UserAction, View,
};

use super::{Law, positions, session};
use crate::reading::Several;

/// A letter is tried again every ten minutes at the longest, by timers that come once a minute.
const SHOWN_WITHIN_MS: u64 = 12 * 60_000;
/// A page that is awake does something at least this often while something is at stake.
const AWAKE_MS: u64 = 61_000;

/// What each notification that tells of several tells, by its tag.
type Together = BTreeMap<String, BTreeSet<String>>;

#[derive(Debug, Default)]
pub struct Showing {
    /// Shown, and reported as shown, by the tag.
    on_screen: BTreeSet<String>,
    /// Of what shows several positions, by its own tag, the tags of what it tells.
    several: Together,
    /// Told to the host and not shown yet: since when, in `able`.
    owed: BTreeMap<String, u64>,
    /// For how long the page was awake, and the browser would have shown anything.
    able: u64,
    last: u64,
    /// One of several tabs shows for all.
    pub is_of_several: bool,
    /// The hours that the person wants to be quiet, in minutes of the day.
    quiet: Option<[u64; 2]>,
}

impl Showing {
    /// Nothing is remembered of what was to be shown.
    pub fn forget(&mut self) {
        self.owed.clear();
    }

    pub fn before(&mut self, event: &Event) {
        match event {
            Event::NotificationShown { tag } => {
                let own = || BTreeSet::from([tag.clone()]);
                for tag in self.several.get(tag).cloned().unwrap_or_else(own) {
                    self.owed.remove(&tag);
                    self.on_screen.insert(tag);
                }
            }
            Event::User(UserAction::SetQuietHours(from, to)) => {
                self.quiet = minute(from).zip(minute(to)).map(|(from, to)| [from, to]);
            }
            Event::User(UserAction::EndQuietHours) => self.quiet = None,
            Event::User(UserAction::Mute(account, _)) => {
                let of = format!("{account:#x}");
                self.on_screen.retain(|tag| !tag.contains(&of));
            }
            _ => {}
        }
    }

    /// The tags of all that is told by what is notified: by the tag of a notification, and by what is
    /// written in one that tells of several positions; these by their own tags, too.
    fn read(
        &self,
        view: &View,
        notified: &[Notification],
        told: &BTreeSet<String>,
    ) -> Result<(BTreeSet<String>, Together), String> {
        let known = told.iter().chain(self.owed.keys()).chain(&self.on_screen);
        // And what was told under the same tag, which the browser has not said that it shows.
        let before = notified.iter().filter_map(|one| self.several.get(&one.tag));
        let known: BTreeSet<&String> = known.chain(before.flatten()).collect();
        let is_muted = |one: &PositionView| {
            let mut all = session(view).into_iter().flat_map(|all| &all.accounts);
            all.any(|all| all.muted && all.account == one.key.account)
        };
        let mut called = BTreeMap::new();
        for one in positions(view).iter().filter(|one| !is_muted(one)) {
            let slot = slot(one);
            let own = known
                .iter()
                .filter(|tag| tag.rsplit_once(':').is_some_and(|(own, _)| own == slot));
            if let Some(tag) = own.max_by_key(|tag| (told.contains(**tag), tag.len(), **tag)) {
                called.insert((*tag).clone(), one);
            }
        }
        let (mut shown, mut several) = (BTreeSet::new(), BTreeMap::new());
        for one in notified {
            let Some(read) = Several::read(one)? else {
                shown.insert(one.tag.clone());
                continue;
            };
            let all: Vec<&PositionView> = called.values().copied().collect();
            let tells = read.covers(&all)?;
            let tells = called
                .iter()
                .filter(|(_, one)| tells.iter().any(|it| it.key == one.key));
            let tells: BTreeSet<String> = tells.map(|(tag, _)| tag.clone()).collect();
            shown.extend(tells.iter().cloned());
            several.insert(one.tag.clone(), tells);
        }
        Ok((shown, several))
    }

    /// Whether what is told under a tag was told beside others before.
    fn was_beside(&self, tag: &String, several: &Together) -> bool {
        let own = BTreeSet::from([tag.clone()]);
        let tells = several.get(tag).unwrap_or(&own);
        let mut before = self.several.values();
        before.any(|before| tells.is_subset(before))
    }

    /// Whether a moment lies in those hours, by a clock that is right, in Greenwich.
    fn is_quiet(&self, now: u64) -> bool {
        let minute = now / 60_000 % 1_440;
        self.quiet.is_some_and(|[from, to]| match from < to {
            true => (from..to).contains(&minute),
            false => minute >= from || minute < to,
        })
    }

    pub fn after(
        &mut self,
        now: u64,
        view: &View,
        events: &[HostEvent],
        notified: &[Notification],
        (permission, shows): (PermissionState, bool),
    ) -> Law {
        let is_quiet = self.is_quiet(now);
        let told = events.iter().filter_map(level);
        let told: BTreeSet<String> = told.map(|told| told.tag.clone()).collect();
        let (shown, several) = self.read(view, notified, &told)?;
        delivered(
            view,
            events,
            &shown,
            (notified, permission),
            &self.on_screen,
            is_quiet,
        )?;
        let is_new = |tag: &String| told.contains(tag) || !self.on_screen.contains(tag);
        for one in notified.iter().filter(|one| one.level.is_some()) {
            let is_put_back = !one.renotify && self.was_beside(&one.tag, &several);
            let tells_news = match several.get(&one.tag) {
                Some(tells) => tells.iter().any(is_new),
                None => is_new(&one.tag),
            };
            if !tells_news && !is_put_back {
                return Err(format!("shown again: {} ({})", one.title, one.tag));
            }
        }
        self.several.extend(several);
        for told in events.iter().filter_map(level) {
            // Something new is to be shown in its place.
            self.on_screen.remove(&told.tag);
            // Also of an episode of the same position that ended before it could be shown.
            let slot = |tag: &str| tag.rsplit_once(':').map(|(slot, _)| slot.to_owned());
            self.owed.retain(|tag, _| slot(tag) != slot(&told.tag));
            match told.kind {
                LevelKind::Entered | LevelKind::Escalated => {
                    self.owed.insert(told.tag.clone(), self.able);
                }
                _ => {}
            }
        }
        let is_open = view.alarm.delivery.permission == PermissionState::Granted && shows;
        if is_open {
            self.able += now.saturating_sub(self.last).min(AWAKE_MS);
        }
        self.last = now;
        if self.is_of_several {
            return Ok(());
        }
        let is_muted = |one: &PositionView| {
            let mut all = session(view).into_iter().flat_map(|all| &all.accounts);
            all.any(|all| all.muted && all.account == one.key.account)
        };
        let fires = |tag: &str| {
            positions(view).iter().any(|one| {
                let slot = slot(one);
                let waits = |level| level <= Level::Call && is_quiet;
                let fires = match one.alarm.phase {
                    Phase::Firing(level) => !waits(level) && !is_muted(one),
                    _ => false,
                };
                fires && tag.rsplit_once(':').is_some_and(|(own, _)| own == slot)
            })
        };
        for (tag, since) in &mut self.owed {
            if !fires(tag) {
                *since = self.able;
            } else if self.able - *since > SHOWN_WITHIN_MS {
                return Err(format!("{tag} was decided and is not shown"));
            }
        }
        Ok(())
    }
}

/// The tag of a position's calls, without the number of the episode.
fn slot(one: &PositionView) -> String {
    let (chain, account) = (one.key.chain.0, one.key.account);
    format!("{chain}:{}:{account:#x}:health", one.key.market_text())
}

fn level(event: &HostEvent) -> Option<&LevelDetail> {
    match event {
        HostEvent::Level(told) => Some(told),
        _ => None,
    }
}

/// A minute of the day, where that is what was typed.
fn minute(typed: &str) -> Option<u64> {
    let (hour, minute) = typed.split_once(':')?;
    Some(hour.parse::<u64>().ok()? * 60 + minute.parse::<u64>().ok()?)
}

/// What is told to the host is told to the person too, where that is allowed.
fn delivered(
    view: &View,
    events: &[HostEvent],
    shown: &BTreeSet<String>,
    (notified, permission): (&[Notification], PermissionState),
    on_screen: &BTreeSet<String>,
    is_quiet: bool,
) -> Law {
    let known = view.alarm.delivery.permission;
    if known != PermissionState::Granted {
        return match notified.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "notifies while permission is {known:?}/{permission:?}"
            )),
        };
    }
    let accounts = session(view).map_or(&[][..], |one| &one.accounts);
    let is_muted = |tag: &str| {
        let mut muted = accounts.iter().filter(|one| one.muted);
        muted.any(|one| tag.contains(&format!("{:#x}", one.account)))
    };
    if let Some(loud) = notified.iter().find(|one| is_muted(&one.tag)) {
        return Err(format!("notifies of a muted account: {}", loud.title));
    }
    for told in events.iter().filter_map(level) {
        let is_end = match told.kind {
            LevelKind::Cleared | LevelKind::WatchingAgain => true,
            // As it was before something that is worse.
            LevelKind::RulesChanged => told.level == Level::Watch,
            _ => false,
        };
        // The end of what was not shown is no news there.
        // Neither what nobody watches, nor what may have been lost, waits for a morning.
        let may_wait = matches!(
            told.kind,
            LevelKind::Entered
                | LevelKind::Escalated
                | LevelKind::Repeated
                | LevelKind::RulesChanged
                | LevelKind::ChangeQueued
        );
        let waits = may_wait && told.level <= Level::Call && is_quiet;
        if waits || is_muted(&told.tag) || (is_end && !on_screen.contains(&told.tag)) {
            continue;
        }
        if !shown.contains(&told.tag) {
            return Err(format!("told the host only: {told:?}"));
        }
    }
    Ok(())
}
