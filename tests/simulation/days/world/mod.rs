//! One page that is open for days, what it reads through, and the chains behind that.

mod asking;
mod effects;
mod happens;
mod host;
mod journal;
mod page;
mod store;
mod storing;
mod wallet;

use std::collections::BTreeMap;

use margin_call::chain::ChainId;
use margin_call::chain::rpc::Request;
use margin_call::engine::{
    Config, Engine, Event, Millis, Moment, RequestFailure, RequestId, UserAction, View,
};
use margin_call::protocols::registry;
use margin_call::top_up::{Earlier, Slot};
use serde_json::{Value, json};

use super::chain::Chain;
use super::laws::Laws;
use super::market;
use super::node::{Answer, LOCAL_MORPHO, Names};
use super::seen::Seen;
use crate::chain::refused;
use crate::random::Random;
pub use host::{Fault, Host};
use journal::Journal;
use page::Page;
use store::Store;
pub use store::{Lies, Takes};
pub use wallet::Decision;
use wallet::{Asked, Wallet};

/// A chain that has a block every twelve seconds, and no protocol but Morpho Blue.
pub const KATANA: u64 = 747_474;
pub const LOCAL: u64 = 31_337;

/// After so long in the background a page's timers run once a minute; before, once a second.
const THROTTLED_AFTER_MS: u64 = 300_000;

/// When every world begins, milliseconds since 1970.
const BEGIN: u64 = 1_800_000_000_000;

#[derive(Debug)]
enum Item {
    Page(Event),
    Arrives(RequestId, usize, Request),
    /// For the wallet.
    Sends(Asked),
}

impl Item {
    /// What the wallet is about to be asked to send.
    fn sends(&self) -> Option<&Asked> {
        match self {
            Self::Sends(asked) => Some(asked),
            Self::Page(_) | Self::Arrives(..) => None,
        }
    }
}

pub struct World {
    pub seed: u64,
    pub now: u64,
    pub chains: Vec<Chain>,
    pub hosts: Vec<Host>,
    pub hidden: bool,
    pub random: Random,
    pub laws: Laws,
    pub seen: Seen,
    /// How long the page was open and awake, milliseconds.
    pub awake: u64,
    engine: Engine,
    config: Config,
    names: Names,
    queue: BTreeMap<(u64, u64), Item>,
    queued: u64,
    /// The browser is a bad keeper.
    pub loses: bool,
    store: Store,
    /// Since when it keeps all, of the time in which the page was awake.
    store_well_since: Option<u64>,
    /// When the page was told last that something is not kept.
    refused_at: u64,
    /// The slot of a record that the page follows, and whether it has read one.
    followed: Option<Slot>,
    has_read_record: bool,
    /// What the person who signed last was told of what was asked for before.
    said: Earlier,
    /// A wallet, where there is one; its node is the last of the endpoints.
    wallet: Option<Wallet>,
    loads: u64,
    /// When the page took something in last.
    handled: u64,
    hidden_since: u64,
    /// How far the computer's clock is ahead, milliseconds.
    clock_ahead: i64,
    slept: u64,
    woken: (u64, u32),
    /// What is on the screen.
    page: Page,
    journal: Journal,
}

impl World {
    /// `chains`: with how many endpoints each.
    pub fn new(seed: u64, chains: &[(u64, usize)], accounts: usize) -> Self {
        const URLS: [[&str; 2]; 2] = [
            ["https://one.example", "https://two.example"],
            ["https://three.example", "https://four.example"],
        ];
        let mut hosts = Vec::new();
        for (chain, (_, count)) in chains.iter().enumerate() {
            let urls = URLS[chain][..*count].iter();
            hosts.extend(urls.map(|url| Host::new(url, chain)));
        }
        let is_local = chains.iter().any(|(id, _)| *id == LOCAL);
        let config = Config {
            accounts: (0..accounts).map(market::account).collect(),
            rpc_urls: hosts.iter().map(|host| host.url.to_owned()).collect(),
            deployment_url: is_local.then(|| "file".to_owned()),
            morpho_markets: Some(market::id().to_string()),
            ..Config::default()
        };
        let chains: Vec<Chain> = chains
            .iter()
            .map(|(id, _)| Chain::new(*id, (*id == KATANA).then_some(12_000), seed, BEGIN))
            .collect();
        let laws = Laws::new(&chains, accounts, BEGIN);
        Self {
            seed,
            now: BEGIN,
            chains,
            hosts,
            hidden: false,
            random: Random::new(!seed),
            laws,
            seen: Seen::default(),
            awake: 0,
            engine: Engine::new(config.clone()),
            config,
            names: Names::new(),
            queue: BTreeMap::new(),
            queued: 0,
            loses: false,
            store: Store::new(),
            store_well_since: Some(0),
            refused_at: 0,
            followed: None,
            has_read_record: false,
            said: Earlier::Ended,
            wallet: None,
            loads: 0,
            handled: BEGIN,
            hidden_since: BEGIN,
            clock_ahead: 0,
            slept: 0,
            woken: (0, 0),
            page: Page::default(),
            journal: Journal::new(BEGIN),
        }
    }

    /// The same with a wallet, whose node is always well, and which shares those accounts, too.
    pub fn with_wallet(mut self) -> Self {
        let also = core::mem::take(&mut self.config.accounts);
        self.engine = Engine::new(self.config.clone());
        self.wallet = Some(Wallet::of(also));
        self.hosts.push(Host::new("wallet", 0));
        self
    }

    /// How many endpoints something can be wrong with.
    pub fn endpoints(&self) -> usize {
        self.hosts.len() - usize::from(self.wallet.is_some())
    }

    pub fn has_wallet(&self) -> bool {
        self.wallet.is_some()
    }

    /// The page is opened, or opened again with what it stored.
    pub fn load(&mut self) {
        self.loads += 1;
        self.note("the page is loaded".into());
        self.seen.count("loaded");
        self.engine = Engine::new(self.config.clone());
        self.page = Page::default();
        // What is on its way to the wallet comes there.
        self.queue.retain(|_, item| item.sends().is_some());
        (self.followed, self.has_read_record) = (None, false);
        if self.store.records.is_empty() {
            self.lose_track();
        }
        self.laws.loaded(self.now);
        for (item, lies) in self.store.left() {
            let is_late = lies == Lies::Before && self.keeps_all();
            assert!(!is_late, "{item} was refused, and not written since");
            self.laws.remembers(&item, lies);
        }
        self.laws.memory.opened(self.store.unreadable());
        self.feed(Event::Started);
        if self.hidden {
            self.feed(Event::VisibilityChanged { visible: false });
        }
    }

    pub fn note(&mut self, what: String) {
        self.journal.note(self.now, what);
    }

    pub fn view(&self) -> View {
        self.engine.view()
    }

    fn moment(&self) -> Moment {
        Moment {
            wall: Millis(self.now.saturating_add_signed(self.clock_ahead)),
            // It stands still while the computer sleeps.
            steady: Millis(self.now - self.slept),
            ahead_of_utc_min: 0,
        }
    }

    /// One event goes in; what comes out is performed and judged.
    pub fn feed(&mut self, event: Event) {
        self.handled = self.now;
        self.is_fed(&event);
        let looks = match &event {
            Event::Woke => false,
            Event::Answered { answer, .. } => {
                if let Err(failure) = answer
                    && !matches!(failure, RequestFailure::Refused { code: -32601, .. })
                {
                    self.note(format!("{failure:?}"));
                }
                !matches!(answer, Ok(Value::Object(_)))
            }
            other => {
                self.journal.comes(self.now, other);
                true
            }
        };
        for effect in self.engine.handle(self.moment(), event) {
            self.perform(effect);
        }
        let wakes = self.engine.wakes_after_ms();
        let judged = self
            .laws
            .after(self.now, wakes, self.hidden)
            .and_then(|()| {
                if !looks {
                    return Ok(());
                }
                let view = self.page.shows(&self.engine);
                self.laws.shown(view, &self.chains, &self.hosts)
            });
        if let Err(broken) = judged {
            panic!("a law is broken: {broken}");
        }
    }

    /// What an event means to those who judge.
    fn is_fed(&mut self, event: &Event) {
        match event {
            Event::NotificationShown { tag } => self.laws.is_shown(tag),
            Event::Restored(_) | Event::ItemIs { .. } => {
                self.laws.memory.read(self.store.strange());
            }
            Event::StoreFailed => self.laws.memory.refused(),
            Event::RecordIs { held, .. } => {
                let is_there = held.as_ref().is_ok_and(Option::is_some);
                self.has_read_record |= is_there && !self.store.is_record_damaged();
            }
            Event::User(UserAction::Sign) => self.signs(),
            Event::User(UserAction::DismissUnreadable) => self.laws.memory.noted(),
            _ => {}
        }
    }

    fn queue(&mut self, ms: u64, item: Item) {
        self.queued += 1;
        self.queue.insert((self.now + ms, self.queued), item);
    }

    /// When a timer set for a moment fires.
    fn timer(&self, at: u64) -> u64 {
        let at = at.max(self.now);
        let beat = match self.hidden {
            false => return at,
            true if at < self.hidden_since + THROTTLED_AFTER_MS => 1_000,
            true => 60_000,
        };
        at.div_ceil(beat) * beat
    }

    /// Chains go on up to now.
    fn chains_pass(&mut self) {
        for place in 0..self.chains.len() {
            let lie = self.lie(place);
            let (chain, laws) = (&mut self.chains[place], &mut self.laws);
            chain.pass(self.now, |block| laws.came(place, block, lie));
        }
    }

    /// By how many percent an endpoint lies of the prices on a chain, if one does.
    fn lie(&self, place: usize) -> Option<u64> {
        let mut own = self.hosts.iter().filter(|host| host.chain == place);
        own.find_map(|host| match host.fault {
            Fault::Lies(percent) => Some(percent),
            _ => None,
        })
    }

    /// The page lives for so long.
    pub fn run_for(&mut self, ms: u64) {
        let end = self.now + ms;
        loop {
            let ends = self.hosts.iter().map(|host| host.until);
            let ends = ends.chain([self.store.until]).min();
            let until = ends.unwrap_or(end).clamp(self.now, end);
            while self.step(until) {}
            for place in 0..self.hosts.len() {
                if self.hosts[place].until <= self.now {
                    self.fault(place, Fault::Fair, u64::MAX / 2);
                }
            }
            if self.store.until <= self.now {
                self.store_takes(Takes::All, u64::MAX / 2);
            }
            if until == end {
                return;
            }
        }
    }

    fn step(&mut self, end: u64) -> bool {
        let woken = self.engine.wakes_after_ms();
        let woken = woken.map(|after| self.timer(self.handled + after));
        let next = self.queue.keys().next().map(|(at, _)| *at);
        let soonest = woken.into_iter().chain(next).min();
        let at = soonest.unwrap_or(end).min(end).max(self.now);
        self.awake += at - self.now;
        self.now = at;
        self.chains_pass();
        if soonest.is_none_or(|soonest| soonest > end) {
            return false;
        }
        if woken == soonest {
            let (last, times) = self.woken;
            self.woken = (self.now, if last == self.now { times + 1 } else { 0 });
            assert!(self.woken.1 < 50, "a timer that does not come to rest");
            self.feed(Event::Woke);
            return true;
        }
        let (_, item) = self.queue.pop_first().expect("there is a next one");
        match item {
            Item::Page(event) => self.feed(event),
            Item::Sends(asked) => self.shows(asked),
            Item::Arrives(id, host, request) => {
                if let Some(answer) = self.answer(host, &request) {
                    self.feed(Event::Answered { id, answer });
                }
            }
        }
        true
    }

    fn answer(&mut self, place: usize, request: &Request) -> Option<Answer> {
        if place == self.endpoints()
            && let Some(answer) = self.wallet_answers(request)
        {
            return Some(answer);
        }
        let host = &self.hosts[place];
        self.seen.asked(host.fault);
        let chain = &self.chains[host.chain];
        let (then, percent) = match host.fault {
            Fault::Fair => (self.now, 100),
            Fault::Down => return Some(Err(RequestFailure::Unreachable)),
            Fault::Mute => return None,
            Fault::Refuses => return Some(Err(refused(-32603, "internal error"))),
            Fault::Garbles => return Some(Ok(json!("0x"))),
            Fault::Limits(wish) => {
                return Some(Err(RequestFailure::RateLimited {
                    retry_after_seconds: wish,
                }));
            }
            Fault::Behind(ms) => (self.now - ms, 100),
            Fault::Stuck(since) => (since, 100),
            Fault::Lies(percent) => (self.now, percent),
        };
        let head = chain.head_at(then);
        let answer = self.names.answer(chain, head, request, percent);
        let is_behind = matches!(host.fault, Fault::Behind(_));
        self.laws.answered(self.now, host.chain, head, is_behind);
        Some(answer)
    }
}

/// Where the chain has its Morpho Blue.
pub fn morpho(chain: u64) -> alloy::primitives::Address {
    registry::morpho_on(ChainId(chain)).unwrap_or(LOCAL_MORPHO)
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let ahead = self.clock_ahead / 1_000;
            eprintln!(
                "seed {}, the clock {ahead} s ahead; the last events:\n{}",
                self.seed, self.journal
            );
        }
    }
}
