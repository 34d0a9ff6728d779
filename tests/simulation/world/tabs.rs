//! Several tabs of one page: one store, one lock, one push server, and messages from each to all others.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use margin_call::engine::{Event, LeadNews, LeadRequest};

use super::{Item, World};
use crate::push_server::PushServer;

/// How long a message, a lock or a change of the store is under way, milliseconds.
const UNDER_WAY_MS: u64 = 3;
/// One of them reads what is watched within this time: the longest between two looks, and the time in
/// which a follower takes over.
const READ_WITHIN_MS: u64 = 35_000;

/// A page as one of several.
#[derive(Debug, Default)]
pub(super) struct Tab {
    pub(super) life: Life,
    /// What it has said and the others have not heard.
    pub(super) says: Vec<String>,
    /// What it has written and the others do not know, in order: each of it is an event there.
    pub(super) writes: Vec<(String, Option<String>)>,
    /// How it seeks the lock.
    pub(super) seeks: Option<LeadRequest>,
    /// When it asked last what is on a chain, and how often it did.
    pub(super) read_at: u64,
    pub(super) reads: u64,
    /// What happens to it when it is awake again.
    waits: Vec<Item>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Life {
    #[default]
    Open,
    Frozen,
    Closed,
}

impl World {
    /// Whether nothing happens in the page.
    pub(super) fn is_still(&self) -> bool {
        self.tab.as_ref().is_some_and(|tab| tab.life != Life::Open)
    }

    /// What happens to a frozen page waits; to a closed one it does not happen.
    pub(super) fn waits(&mut self, item: Item) {
        if let Some(tab) = self.tab.as_mut().filter(|tab| tab.life == Life::Frozen) {
            tab.waits.push(item);
        }
    }

    fn tab(&mut self) -> &mut Tab {
        self.tab.as_mut().expect("one of several")
    }

    fn life(&self) -> Life {
        self.tab.as_ref().map_or(Life::Open, |tab| tab.life)
    }
}

/// The same page several times.
pub struct Tabs {
    pub tabs: Vec<World>,
    /// Who leads.
    holder: Option<usize>,
    /// Who waits for that.
    queue: VecDeque<usize>,
    pub has_locks: bool,
    /// So many messages of a hundred are lost.
    pub loses: u64,
    /// Somebody owes something, and is to be read by one of them.
    pub is_judged: bool,
    /// When one of those who are awake has read last.
    read_at: u64,
}

impl Deref for Tabs {
    type Target = [World];

    fn deref(&self) -> &[World] {
        &self.tabs
    }
}

impl DerefMut for Tabs {
    fn deref_mut(&mut self) -> &mut [World] {
        &mut self.tabs
    }
}

impl Tabs {
    /// So many tabs, none of them open.
    pub fn closed(count: usize, mut page: impl FnMut() -> World) -> Self {
        let now = page().now;
        let server = Rc::new(RefCell::new(PushServer::new(now / 1_000)));
        let tabs = (0..count).map(|place| {
            let mut world = page();
            world.push = Rc::clone(&server);
            world.config.instance = place as u64 + 1;
            world.laws.is_of_several();
            world.tab = Some(Tab {
                life: Life::Closed,
                ..Tab::default()
            });
            world
        });
        Self {
            tabs: tabs.collect(),
            holder: None,
            queue: VecDeque::new(),
            has_locks: true,
            loses: 0,
            is_judged: false,
            read_at: 0,
        }
    }

    /// Opens a tab, or loads it again.
    pub fn open(&mut self, place: usize) {
        self.gone(place);
        self.hear_all();
        let world = &mut self.tabs[place];
        *world.tab() = Tab {
            read_at: world.now,
            ..Tab::default()
        };
        world.load();
        self.hear(place);
    }

    /// A tab is closed, or crashes: the browser knows.
    pub fn close(&mut self, place: usize) {
        self.tabs[place].note("the tab is closed".into());
        self.tabs[place].tab().life = Life::Closed;
        self.gone(place);
    }

    /// Nothing happens in a tab, and the browser lets it keep what it has.
    pub fn freeze(&mut self, place: usize) {
        self.tabs[place].note("the tab freezes".into());
        self.tabs[place].tab().life = Life::Frozen;
    }

    /// All that was missed happens at once. Whether it was frozen.
    pub fn thaw(&mut self, place: usize) -> bool {
        let world = &mut self.tabs[place];
        if world.life() != Life::Frozen {
            return false;
        }
        world.note("the tab is awake again".into());
        world.laws.was_still(world.now);
        world.tab().life = Life::Open;
        let waited = core::mem::take(&mut world.tab().waits);
        for item in waited {
            world.queue(world.now, item);
        }
        true
    }

    pub fn is_open(&self, place: usize) -> bool {
        self.tabs[place].life() == Life::Open
    }

    /// Those in which something happens.
    pub fn open_ones(&self) -> impl Iterator<Item = usize> {
        (0..self.tabs.len()).filter(|place| self.is_open(*place))
    }

    /// Who leads, as the browser knows.
    pub fn leader(&self) -> Option<usize> {
        self.holder
    }

    /// How often a tab has asked what is on a chain.
    pub fn reads(&self, place: usize) -> u64 {
        self.tabs[place].tab.as_ref().map_or(0, |tab| tab.reads)
    }

    /// How many notifications were shown, by all of them.
    pub fn notified(&self) -> usize {
        self.tabs.iter().map(|one| one.notifications.len()).sum()
    }

    /// What belonged to a tab is free.
    fn gone(&mut self, place: usize) {
        self.queue.retain(|one| *one != place);
        if self.holder == Some(place) {
            self.holder = None;
            self.grant();
        }
    }

    fn grant(&mut self) {
        if self.holder.is_none() {
            self.holder = self.queue.pop_front();
            if let Some(holder) = self.holder {
                self.tabs[holder].later(UNDER_WAY_MS, Event::Lead(LeadNews::Granted));
            }
        }
    }

    fn seeks(&mut self, place: usize, request: LeadRequest) {
        if !self.has_locks {
            let none = Event::Lead(LeadNews::Unavailable);
            return self.tabs[place].later(UNDER_WAY_MS, none);
        }
        match request {
            LeadRequest::Wait => self.queue.push_back(place),
            LeadRequest::Steal => {
                self.queue.retain(|one| *one != place);
                let before = self.holder.take().filter(|one| *one != place);
                if let Some(before) = before {
                    self.tabs[before].later(UNDER_WAY_MS, Event::Lead(LeadNews::Lost));
                }
                self.queue.push_front(place);
            }
        }
        self.grant();
    }

    /// What this tab has written, said and sought is there for the others.
    pub fn hear(&mut self, from: usize) {
        let told = self.tabs[from].laws.told();
        let tab = self.tabs[from].tab();
        let (says, seeks) = (core::mem::take(&mut tab.says), tab.seeks.take());
        let writes = core::mem::take(&mut tab.writes);
        let is_loaded = self.tabs[from].life() == Life::Open;
        for to in (0..self.tabs.len()).filter(|to| *to != from) {
            let loses = self.loses;
            let world = &mut self.tabs[to];
            if is_loaded {
                world.laws.heard_from(&told);
            }
            for (item, text) in writes.iter().cloned() {
                if world.storage.get(&item) == text.as_ref() {
                    continue;
                }
                match text.clone() {
                    Some(text) => drop(world.storage.insert(item.clone(), text)),
                    None => drop(world.storage.remove(&item)),
                }
                if world.life() != Life::Closed {
                    world.later(1, Event::ItemIs { item, text });
                }
            }
            if world.life() == Life::Closed {
                continue;
            }
            for text in &says {
                if !world.random.chance(loses) {
                    world.later(UNDER_WAY_MS, Event::Heard(text.clone()));
                }
            }
        }
        if let Some(request) = seeks {
            self.seeks(from, request);
        }
    }

    /// Whatever any of them has written, said and sought.
    fn hear_all(&mut self) {
        (0..self.tabs.len()).for_each(|place| self.hear(place));
    }

    /// Time passes, and each hears what the others do.
    pub fn run(&mut self, seconds: u64) {
        let end = self.tabs[0].now + seconds * 1_000;
        self.hear_all();
        while self.tabs[0].now < end {
            let next = self.tabs.iter().filter_map(World::next_at).min();
            let at = next.map_or(end, |at| at.min(end));
            for place in 0..self.tabs.len() {
                let steps = self.tabs[place].steps;
                self.tabs[place].run_to(at);
                if self.tabs[place].steps > steps {
                    self.hear(place);
                }
            }
            self.judge();
        }
    }

    /// Whoever owes is read by one of them.
    fn judge(&mut self) {
        let now = self.tabs[0].now;
        let mut open = self.tabs.iter().filter(|one| !one.is_still()).peekable();
        if !self.is_judged || open.peek().is_none() {
            self.read_at = now;
            return;
        }
        let reads = open.filter_map(|one| one.tab.as_ref());
        let read_at = reads.map(|tab| tab.read_at).max().unwrap_or_default();
        self.read_at = self.read_at.max(read_at);
        let silent = now - self.read_at;
        assert!(silent <= READ_WITHIN_MS, "no tab has read for {silent} ms");
    }

    /// The price of ether, in the next block and from then on.
    pub fn ether_at(&mut self, dollars: u64) {
        let price = crate::market::units(dollars, 8);
        for world in &mut self.tabs {
            world.chains[0].set(|markets| markets[0].reserves[0].price = price);
        }
    }
}
