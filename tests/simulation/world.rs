//! Runs one engine in a world: performs its effects, lets time pass, and holds it to its laws
//! after every event.

use std::collections::{BTreeMap, VecDeque};

use margin_call::engine::{
    Config, Effect, Endpoint, Engine, Event, Millis, Notification, PermissionState, RequestFailure,
    RequestId, UserAction, View,
};
use serde_json::{Value, json};

use super::chain::{Chain, Inclusion, is_batch};
use super::laws::Laws;
use super::market::Market;
use super::random::Random;
use super::scene;
use super::wallet::{Manners, Wallet};

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
    RateLimited(Option<u64>),
    /// Batches are computed at another block than asked.
    WrongBlock,
    /// Some requests fail, others do not.
    Flaky,
}

#[derive(Debug)]
enum Item {
    /// For the page as it was loaded the so-manieth time.
    Page(u64, Event),
    Arrives(u64, RequestId, Endpoint, &'static str, Value),
    Asked(u64, RequestId, &'static str, Value),
    Block(usize),
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
    pub file: Result<String, String>,
    pub weather: Weather,
    /// The chain that the host's endpoint serves.
    pub served: usize,
    pub prices: Prices,
    pub includes: Inclusion,
    pub storage: Option<String>,
    pub storage_works: bool,
    pub permission: PermissionState,
    pub consents_to_notifications: bool,
    pub hidden: bool,
    pub notifications: Vec<Notification>,
    pub random: Random,
    pub view: View,
    pub laws: Laws,
    pub steps: u64,
    queue: BTreeMap<(u64, u64), Item>,
    queued: u64,
    loads: u64,
    journal: VecDeque<String>,
}

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
            view: engine.view(Millis(now)),
            engine,
            config,
            chains,
            wallet: Some(Wallet::new()),
            wallet_in_use: false,
            file: Ok(scene::deployment_file(scene::LOCAL)),
            weather: Weather::Fair,
            served: 0,
            prices: |_, _| {},
            includes: Inclusion::All,
            storage: None,
            storage_works: true,
            permission: PermissionState::NotAsked,
            consents_to_notifications: true,
            hidden: false,
            notifications: Vec::new(),
            random: Random::new(seed),
            laws: Laws::default(),
            steps: 0,
            queue: BTreeMap::new(),
            queued: 0,
            loads: 0,
            journal: VecDeque::new(),
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
        self.engine = Engine::new(self.config.clone());
        self.wallet_in_use = false;
        self.laws.loaded(self.storage.is_some());
        self.feed(Event::Started);
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
        self.laws.before(self.now, &event, &self.view);
        let effects = self.engine.handle(Millis(self.now), event);
        let mut notified = Vec::new();
        for effect in effects {
            if let Effect::Notify(notification) = &effect {
                notified.push(notification.clone());
            }
            self.perform(effect, click.as_ref());
        }
        let was = core::mem::replace(&mut self.view, self.engine.view(Millis(self.now)));
        let judged = self.laws.after(
            self.now,
            &was,
            &self.view,
            &self.chains,
            &notified,
            self.permission,
            self.hidden,
        );
        if let Err(broken) = judged {
            panic!("a law is broken: {broken}");
        }
    }

    fn later(&mut self, ms: u64, event: Event) {
        self.queue(self.now + ms, Item::Page(self.loads, event));
    }

    fn perform(&mut self, effect: Effect, click: Option<&UserAction>) {
        match effect {
            Effect::DiscoverWallets => {
                if let Some(wallet) = &self.wallet {
                    let info = wallet.info.clone();
                    self.later(5, Event::WalletAnnounced(info));
                }
                self.later(300, Event::WalletsSettled);
            }
            Effect::FetchDeployment { .. } => {
                let file = self.file.clone();
                self.later(20, Event::DeploymentFetched(file));
            }
            Effect::UseWallet(wallet) => self.wallet_in_use = wallet.is_some(),
            Effect::Ask { id, via, request } => {
                let signed = self.laws.asked(self.now, via, &request, click, &self.view);
                if let Err(broken) = signed {
                    panic!("a law is broken: {broken}");
                }
                self.note(format!("    asks {} {via:?}", request.method));
                let delay = self.random.within(5, 120);
                let (method, params) = (request.method, request.params);
                let item = Item::Arrives(self.loads, id, via, method, params);
                self.queue(self.now + delay, item);
            }
            Effect::Restore => {
                let stored = self.storage.clone();
                self.later(1, Event::Restored(stored));
            }
            Effect::Store(text) if self.storage_works => self.storage = Some(text),
            Effect::Store(_) => self.later(1, Event::StoreFailed),
            Effect::ReadPermission => self.later(1, Event::PermissionRead(self.permission)),
            Effect::AskPermission => {
                assert_eq!(click, Some(&UserAction::EnableNotifications));
                if self.permission == PermissionState::NotAsked {
                    self.permission = match self.consents_to_notifications {
                        true => PermissionState::Granted,
                        false => PermissionState::Denied,
                    };
                }
                self.later(900, Event::PermissionRead(self.permission));
            }
            Effect::Notify(notification) => {
                self.note(format!(
                    "    NOTIFIES {} ({})",
                    notification.title, notification.tag
                ));
                let tag = notification.tag.clone();
                let event = match self.permission {
                    PermissionState::Granted => {
                        self.notifications.push(notification);
                        Event::NotificationShown { tag }
                    }
                    _ => Event::NotificationFailed {
                        tag,
                        reason: "not allowed".into(),
                    },
                };
                self.later(3, event);
            }
            Effect::CloseNotification { .. } => {}
            Effect::Emit(event) => {
                if event.name != "position" {
                    self.note(format!("    tells {} {}", event.name, event.detail));
                }
                if let Err(broken) = self.laws.emitted(self.now, &event) {
                    panic!("a law is broken: {broken}");
                }
            }
        }
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

    /// The next thing happens, if it does before `end`.
    pub fn step(&mut self, end: u64) -> bool {
        let woken = self.engine.wake_at().map(|at| self.timer(at.0));
        let next = self.queue.keys().next().map(|(at, _)| *at);
        let soonest = woken.into_iter().chain(next).min();
        let Some(at) = soonest.filter(|at| *at <= end) else {
            self.now = end;
            return false;
        };
        self.now = self.now.max(at);
        if woken == soonest {
            self.feed(Event::Woke);
            return true;
        }
        let (_, item) = self.queue.pop_first().expect("there is a next one");
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
        let end = self.now + seconds * 1_000;
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
        self.now = end;
        for (_, item) in waiting {
            self.queue(end, item);
        }
    }

    /// The computer's clock was wrong and is corrected.
    pub fn set_clock_back(&mut self, seconds: u64) {
        let ms = seconds * 1_000;
        self.now -= ms;
        let waiting = core::mem::take(&mut self.queue);
        for ((at, order), item) in waiting {
            self.queue.insert((at - ms, order), item);
        }
        self.laws.clock_set_back();
        // Timers run for a time, not until one.
        self.feed(Event::Woke);
    }

    fn arrives(
        &mut self,
        load: u64,
        id: RequestId,
        via: Endpoint,
        method: &'static str,
        params: Value,
    ) {
        if via == Endpoint::Wallet {
            let Some(wallet) = self.wallet.as_ref().filter(|_| self.wallet_in_use) else {
                return self.reply(load, id, 1, Err(RequestFailure::Unreachable));
            };
            if method == "eth_accounts" {
                let shared = wallet.shared();
                return self.reply(load, id, 1, Ok(shared));
            }
            if Wallet::prompts(method) {
                let delay = self.random.within(800, 9_000);
                self.queue(self.now + delay, Item::Asked(load, id, method, params));
                return;
            }
        }
        let place = match (via, &self.wallet) {
            (Endpoint::Wallet, Some(wallet)) => wallet.chain,
            _ => self.served,
        };
        let request = margin_call::chain::rpc::Request { method, params };
        let chain = &self.chains[place];
        let answer = chain.answer(&request, 0);
        let local = via == Endpoint::Wallet && method == "eth_chainId";
        let weather = if local { Weather::Fair } else { self.weather };
        let (delay, answer) = match weather {
            Weather::Fair => (30, answer),
            Weather::Down => (40, Err(RequestFailure::Unreachable)),
            Weather::Slow => (self.random.within(14_000, 40_000), answer),
            Weather::Garbled => (30, garble(&mut self.random, answer)),
            Weather::Lagging(blocks) => {
                let lag = if self.random.chance(50) { blocks } else { 0 };
                (30, chain.answer(&request, lag))
            }
            Weather::RateLimited(retry_after_seconds) => (
                10,
                Err(RequestFailure::RateLimited {
                    retry_after_seconds,
                }),
            ),
            Weather::WrongBlock if is_batch(&request) => {
                let mut other = request.clone();
                other.params[1] = json!(format!("{:#x}", chain.head().number - 1));
                (30, chain.answer(&other, 0))
            }
            Weather::WrongBlock => (30, answer),
            Weather::Flaky => match self.random.within(0, 4) {
                0 => (20, Err(RequestFailure::Unreachable)),
                1 => (15_500, answer),
                _ => (30, answer),
            },
        };
        self.reply(load, id, delay, answer);
    }

    fn reply(&mut self, load: u64, id: RequestId, ms: u64, answer: Result<Value, RequestFailure>) {
        self.queue(
            self.now + ms,
            Item::Page(load, Event::Answered { id, answer }),
        );
    }

    fn decided(&mut self, load: u64, id: RequestId, method: &'static str, params: &Value) {
        let Some(mut wallet) = self.wallet.take() else {
            return;
        };
        let before = (wallet.chain, wallet.shares);
        let decided = wallet.decide(&mut self.chains, method, params);
        self.note(format!(
            "    the wallet ({:?}) answers {method}",
            wallet.manners
        ));
        let chain = wallet.chain;
        self.wallet = Some(wallet);
        if chain != before.0 {
            self.chain_changed();
        }
        if let Some(answer) = decided {
            self.reply(load, id, 2, answer);
        }
    }

    fn chain_changed(&mut self) {
        let Some(wallet) = &self.wallet else { return };
        let id = self.chains[wallet.chain].id;
        if self.wallet_in_use {
            let delay = self.random.within(0, 400);
            self.later(delay, Event::ChainChanged(json!(format!("{id:#x}"))));
        }
    }

    /// The person goes to another chain in the wallet.
    pub fn go_to_chain(&mut self, place: usize) {
        self.note(format!("the wallet goes to chain {place}"));
        if let Some(wallet) = &mut self.wallet {
            wallet.chain = place;
        }
        self.chain_changed();
    }

    /// The person changes what the wallet shares.
    pub fn share(&mut self, change: impl FnOnce(&mut Wallet)) {
        if let Some(wallet) = &mut self.wallet {
            change(wallet);
            let shared = wallet.shared();
            self.note(format!("the wallet shares {shared}"));
            if self.wallet_in_use {
                let delay = self.random.within(0, 400);
                self.later(delay, Event::AccountsChanged(shared));
            }
        }
    }

    pub fn manners(&mut self, manners: Manners) {
        if let Some(wallet) = &mut self.wallet {
            wallet.manners = manners;
        }
    }
}

/// Damages an answer in one of the ways that answers are damaged.
fn garble(
    random: &mut Random,
    answer: Result<Value, RequestFailure>,
) -> Result<Value, RequestFailure> {
    match (random.within(0, 5), answer) {
        (0, _) => Ok(Value::Null),
        (1, _) => Err(RequestFailure::Garbled),
        (2, Ok(Value::String(text))) => Ok(json!(text[..text.len() / 2])),
        (3, Ok(Value::String(text))) => {
            // One digit is another: every one counts.
            let mut bytes = text.into_bytes();
            let place = random.within(2, bytes.len() as u64) as usize;
            bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
            Ok(json!(String::from_utf8(bytes).expect("still text")))
        }
        (4, Ok(Value::Object(mut fields))) => {
            fields.remove("timestamp");
            Ok(Value::Object(fields))
        }
        (_, answer) => answer.map(|answer| json!([answer])),
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
