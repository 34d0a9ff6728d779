//! What must hold after every event, judged by what the world knows and never by what the engine says
//! it read.
//!
//! - `truth`: the health of an account, block by block
//! - `ways`: what stands between the page and a chain, and how long that may take
//! - `calling`: never too late, and never without a reason
//! - `showing`: what is shown as current is true, and lately so
//! - `screen`: what was told is on the screen, once, and stays there until it is answered or over
//! - `memory`: what was lost of what the browser kept is said

mod calling;
mod memory;
mod screen;
mod showing;
mod truth;
mod ways;

use margin_call::engine::view::View;
use margin_call::engine::{LevelDetail, LevelKind, Notification};

use super::chain::{Block, Chain};
use super::market;
use super::world::{Fault, Host, Lies};
use crate::laws::session;
use calling::Calls;
use memory::Memory;
use screen::Screen;
use showing::Shown;
use ways::Ways;

pub type Law = Result<(), String>;

/// A page that was just opened waits for its store, and for whether it may notify.
const OPENED_AFTER_MS: u64 = 10_000;

/// So long after everything was well nothing can be lost sight of.
const WELL_FOR_MS: u64 = 600_000;

/// So long a page that was opened goes by the computer's clock, whatever a chain says.
const BELIEVED_FOR_MS: u64 = 600_000;

/// A clock that was set is believed after ten minutes.
const CLOCK_FOR_MS: u64 = 1_200_000;

/// Of blocks that come at any time one that is the newest for so long is read: a hidden page looks once
/// a minute, and leaves an endpoint alone that failed.
const READ_AFTER_MS: u64 = 200_000;

/// The moment at which something is judged.
#[derive(Debug)]
pub struct Now {
    pub ms: u64,
    pub hidden: bool,
    /// When the page was opened, or woke.
    pub woke_at: u64,
    pub clock_set_at: u64,
    /// By how much the computer's clock was set forward.
    pub jumped: u64,
    /// By how much it is ahead; and whether it was set back since the page was opened, which goes by that only
    /// once it is opened again.
    ahead: i64,
    is_set_back: bool,
}

#[derive(Debug)]
pub struct Laws {
    accounts: usize,
    now: Now,
    loaded_at: u64,
    ids: Vec<u64>,
    ways: Vec<Ways>,
    /// By chain and account.
    calls: Vec<Vec<Calls>>,
    screen: Screen,
    pub memory: Memory,
    disputed_at: Vec<u64>,
}

impl Laws {
    pub fn new(chains: &[Chain], accounts: usize, now: u64) -> Self {
        let new = |chain: &Chain| {
            let read_after = if chain.pace.is_none() {
                READ_AFTER_MS
            } else {
                0
            };
            (0..accounts).map(|_| Calls::new(read_after)).collect()
        };
        let mut laws = Self {
            accounts,
            now: Now {
                ms: now,
                hidden: false,
                woke_at: now,
                clock_set_at: 0,
                jumped: 0,
                ahead: 0,
                is_set_back: false,
            },
            loaded_at: now,
            ids: chains.iter().map(|chain| chain.id).collect(),
            ways: chains
                .iter()
                .map(|chain| Ways::new(chain.pace, now))
                .collect(),
            calls: chains.iter().map(new).collect(),
            screen: Screen::default(),
            memory: Memory::default(),
            disputed_at: vec![0; chains.len()],
        };
        for (place, chain) in chains.iter().enumerate() {
            let head = chain.head().clone();
            laws.came(place, &head, None);
        }
        laws
    }

    /// A block is there; an endpoint that lies says that prices are so many percent of what they are.
    pub fn came(&mut self, chain: usize, block: &Block, lie: Option<u64>) {
        for (account, calls) in self.calls[chain].iter_mut().enumerate() {
            calls
                .truth
                .came(block.came, market::health(account, block.price));
            if let Some(percent) = lie {
                let price = market::lied(block.price, percent);
                calls.truth.said(block.came, market::health(account, price));
            }
        }
    }

    pub fn loaded(&mut self, now: u64) {
        self.loaded_at = now;
        // A page that is opened goes by the computer's clock for ten minutes, whatever the one before had found
        // out about it.
        if core::mem::take(&mut self.now.is_set_back) || self.now.ahead != 0 {
            self.now.clock_set_at = now;
        }
        self.ways.iter_mut().for_each(Ways::opened);
        self.screen.opened();
        self.slept(now);
    }

    /// What the page that was opened finds of what the one before wanted to be kept.
    pub fn remembers(&mut self, item: &str, lies: Lies) {
        if lies == Lies::This {
            return;
        }
        if item == "list" {
            // Where something is held is learnt from the chains that answer.
            self.ways.iter_mut().for_each(Ways::forgets);
        }
        if item.starts_with("announced:") {
            self.screen.errs();
        }
        let ids = self.ids.iter().zip(&mut self.calls);
        for (id, calls) in ids {
            for (account, calls) in calls.iter_mut().enumerate() {
                let account = format!("{:#x}", market::account(account));
                let is_its = item.starts_with(&format!("episode:{id}:"))
                    && item.ends_with(&format!(":{account}:health"));
                match lies {
                    Lies::Lost if is_its => calls.forgets(self.now.ms),
                    Lies::Before if is_its => calls.errs(self.now.ms),
                    _ => {}
                }
            }
        }
    }

    /// The page was not awake until now: what the browser has not said of a notification is lost, perhaps.
    pub fn slept(&mut self, now: u64) {
        self.now.woke_at = now;
        self.screen.slept();
        self.disturbed(now);
    }

    pub fn disturbed(&mut self, now: u64) {
        self.ways.iter_mut().for_each(|ways| ways.happened(now));
        self.calls
            .iter_mut()
            .flatten()
            .for_each(|calls| calls.truth.anew(now));
    }

    /// The computer's clock was set by so much.
    pub fn clock_set(&mut self, now: u64, by: i64) {
        self.now.clock_set_at = now;
        self.now.jumped += by.max(0).unsigned_abs();
        self.now.ahead += by;
        self.now.is_set_back |= by < 0;
        self.disturbed(now);
    }

    pub fn faults(&mut self, now: u64, chain: usize, faults: Vec<Fault>) {
        let ways = &mut self.ways[chain];
        let keeps_a_lie = ways.is_on_demand() && ways.lies(now, false);
        ways.faults(now, faults);
        for calls in &mut self.calls[chain] {
            calls.truth.anew(now);
            if keeps_a_lie {
                calls.truth.unread();
            }
        }
    }

    /// An endpoint says of a block that was there already that prices are so many percent.
    pub fn lied(&mut self, now: u64, chain: usize, block: &Block, percent: u64) {
        let price = market::lied(block.price, percent);
        for (account, calls) in self.calls[chain].iter_mut().enumerate() {
            calls.truth.said(now, market::health(account, price));
        }
    }

    pub fn asked(&mut self, now: u64, chain: usize) {
        self.ways[chain].asked(now);
    }

    pub fn answered(&mut self, now: u64, chain: usize, head: &Block, is_behind: bool) {
        self.ways[chain].answered(now, head.number, is_behind);
    }

    /// The person has seen the call of an account on a chain.
    pub fn acknowledged(&mut self, now: u64, chain: usize, account: usize) {
        self.calls[chain][account].answered(now);
    }

    pub fn notified(&mut self, notification: Notification) {
        self.screen.notified(notification);
    }

    /// What has this tag leaves the screen.
    pub fn closed(&mut self, tag: &str) {
        self.screen.closed(tag);
    }

    /// The browser says that it shows a notification.
    pub fn is_shown(&mut self, tag: &str) {
        self.screen.is_shown(tag);
    }

    /// The host page is told of a level.
    pub fn told(&mut self, now: u64, told: &LevelDetail) -> Law {
        self.now.ms = now;
        let (kind, level, tag) = (told.kind, told.level, told.tag.as_str());
        self.screen.told(told);
        // What it owes and pays is its own doing.
        if tag.contains(&format!("{:#x}", market::PAYER)) {
            return Ok(());
        }
        let mut chains = self.ids.iter();
        let of = |id: &u64| tag.starts_with(&format!("{id}:"));
        let Some(chain) = chains.position(of) else {
            if !tag.starts_with("0:") || self.is_well() {
                return Err(format!("{tag} is of no chain of this world"));
            }
            // Before a chain is known nothing is.
            let is_nowhere = kind == LevelKind::Unwatched;
            let all = self.ways.iter_mut();
            all.for_each(|ways| ways.is_nowhere = is_nowhere);
            return Ok(());
        };
        let wrong = |why: String| format!("{kind:?} {level:?} ({tag}): {why}");
        let is_well = self.is_well();
        let ways = &mut self.ways[chain];
        match kind {
            LevelKind::Unwatched if is_well => Err(wrong("everything is well".into())),
            LevelKind::Unwatched if ways.blind_since.replace(now).is_some() => {
                Err(wrong("was told already".into()))
            }
            LevelKind::Unwatched if ways.was_found => Err(wrong(
                "was told, and that it is over, and nothing happened".into(),
            )),
            LevelKind::Unwatched => Ok(()),
            LevelKind::WatchingAgain => {
                let was_awake = now - self.now.woke_at.max(self.now.clock_set_at) > WELL_FOR_MS;
                let was_blind = ways.blind_since.take().is_some();
                ways.disturbed(now);
                // Of two that contradict each other one may be silent at every new block.
                let is_lasting = !ways.stands_still() && !ways.may_dispute(now);
                ways.was_found = was_blind && is_lasting;
                self.calls[chain]
                    .iter_mut()
                    .for_each(|calls| calls.truth.anew(now));
                match was_blind || !was_awake {
                    true => Ok(()),
                    false => Err(wrong("nothing was lost sight of".into())),
                }
            }
            LevelKind::Disputed if !ways.may_dispute(now) => Err(wrong("nobody lies".into())),
            LevelKind::Disputed => {
                self.disputed_at[chain] = now;
                Ok(())
            }
            _ => {
                let account =
                    |place: &usize| tag.contains(&format!("{:#x}", market::account(*place)));
                let account = (0..self.accounts).find(account).ok_or("of nobody")?;
                let calls = &mut self.calls[chain][account];
                calls.told(&self.now, ways, kind, level).map_err(wrong)
            }
        }
    }

    /// Whether nothing has been wrong for a while, anywhere.
    fn is_well(&self) -> bool {
        let now = self.now.ms;
        let set = self.now.clock_set_at + CLOCK_FOR_MS > now;
        let mut ways = self.ways.iter();
        !set && ways.all(|one| one.is_clear(now) && one.since + WELL_FOR_MS < now)
    }

    /// After every event.
    pub fn after(&mut self, now: u64, wakes_ms: Option<u64>, hidden: bool) -> Law {
        (self.now.ms, self.now.hidden) = (now, hidden);
        let is_open = now > self.loaded_at + OPENED_AFTER_MS;
        let open = self
            .calls
            .iter()
            .flatten()
            .filter(|one| one.is_unanswered());
        self.screen.after(is_open, open.count())?;
        let is_nowhere = self.ways.iter().all(|ways| ways.is_forgotten);
        for ((id, ways), calls) in self.ids.iter().zip(&self.ways).zip(&mut self.calls) {
            let of_chain = |why: String| format!("chain {id}: {why}");
            if is_open {
                ways.is_watched(now, wakes_ms, hidden).map_err(of_chain)?;
            }
            // Of what no page remembers, and no endpoint has spoken of, nothing can be said, where another chain
            // is watched.
            let is_known = !ways.is_forgotten || is_nowhere;
            if is_known && ways.is_blind_in_silence(now, hidden) {
                return Err(of_chain("nothing is known, and that is not told".into()));
            }
            for (account, calls) in calls.iter_mut().enumerate() {
                let of_account = |why: String| format!("chain {id}, account {account}: {why}");
                calls.after(&self.now, ways).map_err(of_account)?;
            }
        }
        Ok(())
    }

    /// What is shown after an event.
    pub fn shown(&self, view: &View, chains: &[Chain], hosts: &[Host]) -> Law {
        self.memory.shown(view)?;
        let differs_s = session(view).and_then(|session| session.clock_differs_s);
        let differs_s = differs_s.unwrap_or_default().unsigned_abs();
        // A page that was just opened takes for new what is as old as the computer's clock is late.
        let is_new = self.now.ms < self.loaded_at + BELIEVED_FOR_MS;
        let late = if is_new { (-self.now.ahead).max(0) } else { 0 };
        for (place, chain) in chains.iter().enumerate() {
            let shown = Shown {
                now: &self.now,
                chain,
                ways: &self.ways[place],
                hosts: hosts.iter().filter(|host| host.chain == place).collect(),
                disputed_at: self.disputed_at[place],
                clock_differs: late.unsigned_abs().max(differs_s * 1_000),
            };
            shown.judge(view, self.accounts)?;
        }
        Ok(())
    }
}
