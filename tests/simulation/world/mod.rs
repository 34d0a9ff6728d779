//! Runs one engine in a world: performs its effects, lets time pass, and holds it to its laws
//! after every event.

mod effects;
mod network;
mod person;
mod tabs;

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use alloy::primitives::Bytes;
use margin_call::chain::ChainId;
use margin_call::engine::{
    Config, EditionRequest, Effect, Endpoint, Engine, Event, Hearing, LevelDetail, Millis, Moment,
    Notification, PermissionState, ReminderRequest, RequestId, Tone, UserAction, View,
};
use margin_call::top_up::Slot;
use serde_json::Value;

use crate::chain::{Chain, Inclusion, address, quantity};
use crate::laws::{Laws, Versions};
use crate::market::Market;
use crate::push_server::PushServer;
use crate::random::Random;
use crate::scene::{self, BORROWER, SAVER};
use crate::wallet::{Wallet, data_of};
use tabs::Tab;
pub use tabs::Tabs;

/// How the endpoints behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    Fair,
    Down,
    /// Answers come after the engine's patience has ended.
    Slow,
    Garbled,
    /// Behind a load balancer: some answers are this many blocks old.
    Lagging(usize),
    /// All answers are.
    Behind(usize),
    RateLimited(Option<u64>),
    /// Batches are computed at another block than asked.
    WrongBlock,
    /// Some requests fail, others do not.
    Flaky,
}

/// How the browser takes notifications that it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Shows,
    Refuses,
    /// Nobody hears of them again.
    Swallows,
}

/// An endpoint.
#[derive(Clone, Debug)]
pub struct Host {
    pub url: &'static str,
    /// Place of its chain among the world's chains.
    pub place: usize,
    /// How it behaves, where that is not as all others do.
    pub weather: Option<Weather>,
    /// So many calls it makes in one request.
    pub bears: usize,
    /// It says that ether is dearer than it is, by so many percent.
    pub flatters: u64,
    /// It counts so many blocks more than there are.
    pub leaps: u64,
}

#[derive(Debug)]
enum Item {
    /// For the page as it was loaded the so-manieth time.
    Page(u64, Event),
    Arrives(u64, RequestId, Endpoint, &'static str, Value),
    Asked(u64, RequestId, &'static str, Value),
    Block(usize),
}

impl Item {
    /// The transaction that is on its way to the wallet or to the person, if it is one.
    fn sent(&self) -> Option<&Value> {
        match self {
            Self::Asked(_, _, method, params) | Self::Arrives(_, _, _, method, params) => {
                let sends = matches!(*method, "eth_sendTransaction" | "wallet_sendCalls");
                sends.then_some(params)
            }
            Self::Page(..) | Self::Block(_) => None,
        }
    }
}

/// Something that may still be mined.
struct Waiting {
    data: Bytes,
    /// What the wallet knows it by, where it takes nothing of this name again.
    name: Option<String>,
    /// Its number in the account's row; of what is still asked for, the one that it is to have.
    number: Option<u64>,
    /// A node knows of it.
    is_seen: bool,
    /// It was sent, and is not only asked for.
    is_sent: bool,
    /// The wallet gives what it is asked for the number that it is to have.
    keeps_number: bool,
}

/// For whom the wallet is asked, and on which chain.
fn asked_slot(asked: &Value) -> Slot {
    let chain = asked["chainId"].as_str().and_then(quantity);
    Slot {
        chain: ChainId(chain.expect("a chain")),
        account: address(&asked["from"]),
    }
}

/// When every world begins, milliseconds since 1970.
const BEGIN: u64 = 1_800_000_000_000;

/// What becomes of prices at each block.
pub type Prices = fn(&mut Random, &mut [Market]);

pub struct World {
    pub seed: u64,
    pub now: u64,
    pub engine: Engine,
    pub config: Config,
    pub chains: Vec<Chain>,
    pub wallet: Option<Wallet>,
    pub wallet_in_use: bool,
    /// By how many percent the wallet's node says that ether is dearer than it is.
    pub wallet_flatters: u64,
    /// So much longer the wallet's node takes for what a factory says, milliseconds.
    pub wallet_ponders: u64,
    /// Only this endpoint simulates, where one is named.
    pub simulates_only: Option<&'static str>,
    /// Only the endpoint with this address keeps a log: for the others there is nothing in it.
    pub logs_only: Option<&'static str>,
    /// Nodes other than the wallet's own see nothing of what waits for a block.
    pub blind: bool,
    pub file: Result<Value, String>,
    pub weather: Weather,
    /// The chain that an endpoint serves which is not among `hosts`.
    pub served: usize,
    /// Endpoints that serve a chain of their own, or have a weather of their own.
    pub hosts: Vec<Host>,
    pub prices: Prices,
    pub includes: Inclusion,
    /// What the widget stores of itself, item by item.
    pub storage: BTreeMap<String, String>,
    pub storage_works: bool,
    /// The items that were damaged since the page was loaded.
    damaged: BTreeSet<String>,
    /// Records of transactions under way, apart from what the widget stores of itself.
    pub records: BTreeMap<Slot, String>,
    /// What was asked for before the browser lost all that it kept, or somebody said that it was cancelled.
    forgotten: BTreeSet<(Slot, Bytes)>,
    /// What of that neither the store nor the page can know of: it was loaded again since.
    unremembered: BTreeSet<(Slot, Bytes)>,
    pub permission: PermissionState,
    pub screen: Screen,
    pub consents_to_notifications: bool,
    pub hidden: bool,
    pub notifications: Vec<Notification>,
    /// Whether the browser lets tones be heard, and which were to be.
    pub hearing: Hearing,
    pub heard: Vec<Tone>,
    /// What the browser was asked about reminding.
    pub reminded: Vec<ReminderRequest>,
    /// What is on the screen, by its tag.
    pub shows: BTreeMap<String, Notification>,
    /// Tags of what was taken off the screen.
    pub closed: Vec<String>,
    pub random: Random,
    pub view: View,
    pub laws: Laws,
    pub versions: Versions,
    pub steps: u64,
    queue: BTreeMap<(u64, u64), Item>,
    queued: u64,
    loads: u64,
    journal: VecDeque<String>,
    /// How often the page was woken within one millisecond.
    woken: (u64, u32),
    /// When the page took something in last.
    handled: u64,
    /// How far the computer's clock is ahead.
    pub clock_ahead: i64,
    /// How long the computer has slept.
    slept: u64,
    /// When which monitor was asked, seconds.
    pub beats: Vec<(u64, String)>,
    /// What was to be done with the edition of the page's files.
    pub editions: Vec<EditionRequest>,
    /// The push server that a person may name: all tabs have the same.
    push: Rc<RefCell<PushServer>>,
    /// How the way there is.
    pub to_push: Weather,
    /// When what was told the host of a level, seconds.
    pub told: Vec<(u64, LevelDetail)>,
    /// What becomes of the page as one of several.
    tab: Option<Tab>,
}

/// Where it is.
pub const PUSH_SERVER: &str = "https://push.example";

/// Milliseconds between two blocks of a chain.
fn pace(chain: u64) -> u64 {
    match chain {
        1 => 12_000,
        10 => 2_000,
        42161 => 1_000,
        _ => 5_000,
    }
}

impl World {
    pub fn new(seed: u64, chains: &[u64], config: Config) -> Self {
        let now = BEGIN;
        let time = now / 1_000;
        let chains: Vec<Chain> = chains
            .iter()
            .map(|&id| Chain::new(id, time, scene::markets(id, time)))
            .collect();
        let engine = Engine::new(config.clone());
        let mut world = Self {
            seed,
            now,
            view: engine.view(),
            engine,
            config,
            chains,
            wallet: Some(Wallet::new()),
            wallet_in_use: false,
            wallet_flatters: 0,
            wallet_ponders: 0,
            simulates_only: None,
            logs_only: None,
            blind: false,
            file: Ok(scene::deployment_file(scene::LOCAL)),
            weather: Weather::Fair,
            served: 0,
            hosts: Vec::new(),
            prices: |_, _| {},
            includes: Inclusion::All,
            storage: BTreeMap::new(),
            storage_works: true,
            damaged: BTreeSet::new(),
            records: BTreeMap::new(),
            forgotten: BTreeSet::new(),
            unremembered: BTreeSet::new(),
            permission: PermissionState::NotAsked,
            screen: Screen::Shows,
            consents_to_notifications: true,
            hidden: false,
            notifications: Vec::new(),
            hearing: Hearing::Open,
            heard: Vec::new(),
            reminded: Vec::new(),
            shows: BTreeMap::new(),
            closed: Vec::new(),
            random: Random::new(seed),
            laws: Laws::default(),
            versions: Versions::default(),
            steps: 0,
            queue: BTreeMap::new(),
            queued: 0,
            loads: 0,
            journal: VecDeque::new(),
            woken: (0, 0),
            handled: now,
            clock_ahead: 0,
            slept: 0,
            beats: Vec::new(),
            editions: Vec::new(),
            push: Rc::new(RefCell::new(PushServer::new(now / 1_000))),
            to_push: Weather::Fair,
            told: Vec::new(),
            tab: None,
        };
        for place in 0..world.chains.len() {
            world.queue(now + 700, Item::Block(place));
        }
        world
    }

    fn queue(&mut self, at: u64, item: Item) {
        self.queued += 1;
        self.queue.insert((at, self.queued), item);
    }

    pub fn note(&mut self, what: String) {
        self.journal.push_back(format!(
            "{:>9} {what}",
            self.now.wrapping_sub(BEGIN).cast_signed()
        ));
        if self.journal.len() > 60 {
            self.journal.pop_front();
        }
    }

    /// The page is opened, or opened again with what was stored.
    pub fn load(&mut self) {
        self.note("the page is loaded".into());
        self.loads += 1;
        if self.records.is_empty() {
            self.unremembered.extend(self.forgotten.iter().cloned());
        }
        self.engine = Engine::new(self.config.clone());
        self.versions = Versions::default();
        self.wallet_in_use = false;
        let damaged = core::mem::take(&mut self.damaged);
        let lost = (!self.storage.is_empty()).then_some(&damaged);
        self.laws.loaded(self.now, lost);
        self.feed(Event::Started);
    }

    /// Takes blocks away; what was in them waits again.
    pub fn reorganise(&mut self, depth: usize) {
        self.chains[0].reorganise(depth);
    }

    /// Everything that the browser kept is gone.
    pub fn forget_all(&mut self) {
        self.storage.clear();
        self.records.clear();
        self.lose_track();
    }

    /// Nobody knows any more what was asked for so far.
    pub fn lose_track(&mut self) {
        let of = |chain: u64, account| Slot {
            chain: ChainId(chain),
            account,
        };
        let sent = self.chains.iter().flat_map(|chain| {
            let log = chain.log.iter();
            log.map(|(from, _, data)| (of(chain.id, *from), data.clone()))
        });
        let asked = self
            .asked()
            .map(|asked| (asked_slot(asked), data_of(asked)));
        let lost: Vec<_> = sent.chain(asked).collect();
        self.forgotten.extend(lost);
    }

    /// All that the wallet was asked for, for this account and chain, and that may still be mined.
    fn may_be_mined(&self, slot: Slot) -> Vec<Waiting> {
        let keeps = self.wallet.as_ref().is_none_or(|one| one.keeps_numbers);
        let chains = || self.chains.iter().filter(|one| one.id == slot.chain.0);
        let mined: u64 = chains().map(|chain| chain.count(slot.account)).sum();
        let asked = self.asked().filter(|asked| asked_slot(asked) == slot);
        let asked = asked.map(|asked| Waiting {
            data: data_of(asked),
            name: asked["id"].as_str().map(str::to_owned),
            number: asked["nonce"].as_str().and_then(quantity),
            is_seen: false,
            is_sent: false,
            keeps_number: keeps,
        });
        // A number that was taken is refused.
        let asked = asked.filter(|one| !keeps || one.number.is_none_or(|number| number >= mined));
        let sent = chains().flat_map(|chain| chain.waiting(slot.account));
        let sent = sent.map(|one| Waiting {
            data: one.data.clone(),
            name: self.name_of(slot, one.nonce),
            number: Some(one.nonce),
            is_seen: !one.relayed,
            is_sent: true,
            keeps_number: keeps,
        });
        asked.chain(sent).collect()
    }

    /// Whether anything at all may still be mined.
    pub fn may_be_sent_at_all(&self) -> bool {
        let mut chains = self.chains.iter();
        let waits = |chain: &Chain, account| chain.waiting(account).next().is_some();
        self.asked().next().is_some()
            || chains.any(|chain| waits(chain, BORROWER) || waits(chain, SAVER))
    }

    /// What the wallet asks about, or is about to.
    fn asked(&self) -> impl Iterator<Item = &Value> {
        let open = self.wallet.iter().flat_map(|wallet| &wallet.open);
        let coming = self.queue.values().filter_map(Item::sent);
        let open = open.map(|(_, params)| params);
        open.chain(coming).map(|params| &params[0])
    }

    /// What the wallet knows calls by that it took, where they have this number.
    fn name_of(&self, slot: Slot, number: u64) -> Option<String> {
        let taken = self.wallet.iter().flat_map(|wallet| &wallet.taken);
        let mut own = taken.filter(|(_, taken)| {
            let chain = self.chains[taken.chain].id;
            chain == slot.chain.0 && taken.from == slot.account && taken.number == number
        });
        own.next().map(|(name, _)| name.clone())
    }

    /// Another page of the origin takes everything away that the browser kept.
    pub fn forget_all_meanwhile(&mut self) {
        self.forget_all();
        self.feed(Event::Restored(BTreeMap::new()));
    }

    /// The store keeps a part of one item.
    pub fn cut_storage(&mut self) {
        let place = self.random.within(0, self.storage.len().max(1) as u64) as usize;
        if let Some((item, text)) = self.storage.iter_mut().nth(place) {
            text.truncate(text.len() / 2);
            let item = item.clone();
            self.note(format!("{item} is damaged"));
            self.damaged.insert(item);
        }
    }

    /// How long the page was awake, milliseconds.
    pub fn awake(&self) -> u64 {
        self.now - BEGIN - self.slept
    }

    /// What the computer's clocks say.
    fn moment(&self) -> Moment {
        Moment {
            wall: Millis(self.now.saturating_add_signed(self.clock_ahead)),
            // It stands still while the computer sleeps.
            steady: Millis(self.now - self.slept),
            ahead_of_utc_min: 0,
        }
    }

    pub fn click(&mut self, action: UserAction) {
        self.feed(Event::User(action));
    }

    /// One event goes in; what comes out is performed and judged.
    pub fn feed(&mut self, event: Event) {
        let click = match &event {
            Event::User(action) => Some(action.clone()),
            _ => None,
        };
        let mut line = format!("{event:?}");
        line.truncate(
            line.char_indices()
                .nth(160)
                .map_or(line.len(), |(end, _)| end),
        );
        self.note(line);
        self.steps += 1;
        let all = self.hosts.iter().map(|host| host.flatters);
        let liars = all.chain([self.wallet_flatters]).filter(|lie| *lie > 0);
        let liars = liars.count();
        self.laws.liars |= liars > 0;
        self.laws.conspire |= liars > 1;
        self.laws.before(self.now, &event, &self.view);
        self.handled = self.now;
        let effects = self.engine.handle(self.moment(), event);
        let mut notified = Vec::new();
        for effect in effects {
            if let Effect::Notify(notification) = &effect {
                notified.push(notification.clone());
            }
            self.perform(effect, click.as_ref());
        }
        let was = core::mem::replace(&mut self.view, self.engine.view());
        let held = self.versions.hold(&was, &self.view, &self.engine);
        let judged = self.laws.after(
            self.now,
            &was,
            (&self.view, &self.engine),
            &self.chains,
            &notified,
            (self.permission, self.screen == Screen::Shows),
            self.hidden,
        );
        if let Err(broken) = judged.and(held) {
            panic!("a law is broken: {broken}");
        }
    }

    fn later(&mut self, ms: u64, event: Event) {
        self.queue(self.now + ms, Item::Page(self.loads, event));
    }

    /// When a timer set for a moment fires: hidden pages run theirs once a minute.
    fn timer(&self, at: u64) -> u64 {
        let at = at.max(self.now);
        if self.hidden {
            at.div_ceil(60_000).saturating_mul(60_000)
        } else {
            at
        }
    }

    /// When the page is woken, if nothing happens before.
    fn woken_at(&self) -> Option<u64> {
        let woken = self.engine.wakes_after_ms().filter(|_| !self.is_still());
        woken.map(|after| self.timer(self.handled + after))
    }

    /// When the next thing happens.
    fn next_at(&self) -> Option<u64> {
        let next = self.queue.keys().next().map(|(at, _)| *at);
        self.woken_at().into_iter().chain(next).min()
    }

    /// The next thing happens, if it does before `end`.
    pub fn step(&mut self, end: u64) -> bool {
        let (woken, soonest) = (self.woken_at(), self.next_at());
        let Some(at) = soonest.filter(|at| *at <= end) else {
            self.now = end;
            return false;
        };
        self.now = self.now.max(at);
        if woken == soonest {
            let (last, times) = self.woken;
            self.woken = (self.now, if last == self.now { times + 1 } else { 0 });
            assert!(self.woken.1 < 50, "a timer that does not come to rest");
            self.versions.woken += 1;
            self.feed(Event::Woke);
            return true;
        }
        let (_, item) = self.queue.pop_first().expect("there is a next one");
        let item = match item {
            Item::Block(_) => item,
            item if self.is_still() => {
                self.waits(item);
                return true;
            }
            item => item,
        };
        match item {
            Item::Page(load, event) if load == self.loads => self.feed(event),
            Item::Page(..) => {}
            Item::Arrives(load, id, via, method, params) => {
                self.arrives(load, id, via, method, params);
            }
            Item::Asked(load, id, method, params) => self.decided(load, id, method, &params),
            Item::Block(place) => {
                let time = self.now / 1_000;
                let (random, prices) = (&mut self.random, self.prices);
                let chain = &mut self.chains[place];
                chain.mine(time, self.includes, |markets| prices(random, markets));
                let again = self.now + pace(chain.id);
                self.queue(again, Item::Block(place));
            }
        }
        true
    }

    pub fn run(&mut self, seconds: u64) {
        self.run_to(self.now + seconds * 1_000);
    }

    fn run_to(&mut self, end: u64) {
        while self.step(end) {}
    }

    /// Runs until something is on the screen.
    #[track_caller]
    pub fn until(&mut self, what: &str, seen: impl Fn(&View) -> bool) {
        let end = self.now + 600_000;
        while !seen(&self.view) {
            assert!(self.step(end), "ten minutes passed without: {what}");
        }
    }

    /// The computer sleeps: chains go on, the page does not.
    pub fn sleep(&mut self, seconds: u64) {
        self.note(format!("sleeps for {seconds} s"));
        let end = self.now + seconds * 1_000;
        for minute in 0..(seconds / 60).min(40) {
            let time = self.now / 1_000 + minute * 60;
            for chain in &mut self.chains {
                let (random, prices) = (&mut self.random, self.prices);
                chain.mine(time, self.includes, |markets| prices(random, markets));
            }
        }
        let waiting = core::mem::take(&mut self.queue);
        self.slept += end - self.now;
        self.now = end;
        for (_, item) in waiting {
            self.queue(end, item);
        }
    }

    /// The push server, as it is now.
    pub fn server(&self) -> RefMut<'_, PushServer> {
        let mut server = self.push.borrow_mut();
        server.is(self.now / 1_000);
        server
    }

    /// The computer's clock is set.
    pub fn set_clock(&mut self, seconds_ahead: i64) {
        self.clock_ahead = seconds_ahead * 1_000;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}, step {}; the last events:", self.seed, self.steps);
            for line in &self.journal {
                eprintln!("{line}");
            }
        }
    }
}
