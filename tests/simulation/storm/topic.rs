//! Several tabs, and a topic that tells the person when none of them watches any more: tabs that crash, freeze for
//! good or for a while and are closed, a computer that is off, a network that is gone, and a server that fails, is
//! slow, or sends all that waits.

use margin_call::engine::view::{PushProof, TopicView};
use margin_call::engine::{Config, Event, PermissionState, UserAction};

use super::{SEEDS, seeds};
use crate::laws::{STOPPED, Stopping, StoppingSeen, positions};
use crate::random::Random;
use crate::scene::{BORROWER, LOCAL};
use crate::world::{PUSH_SERVER, Tabs, Weather, World};

/// Things that happen to each.
const TURNS: u64 = 30;
/// So often it is judged, seconds.
const JUDGED_EVERY_S: u64 = 5;

#[test]
fn a_person_with_a_topic_learns_that_nobody_watches_and_only_then() {
    let mut seen = StoppingSeen::default();
    for seed in seeds() {
        seen.add(&run(seed));
    }
    println!("{seen:?}");
    if seeds().end - seeds().start >= SEEDS {
        assert!(
            seen.is_all(),
            "a storm in which nothing happens proves nothing: {seen:?}"
        );
    }
}

/// The tabs, and what the person has done.
struct Desk {
    tabs: Tabs,
    laws: Stopping,
    random: Random,
    /// The topic is on; somebody is watched.
    is_on: bool,
    watches: bool,
    topics: u8,
    /// When the topic was tested last.
    tested_at: u64,
}

fn page(seed: u64, chain: u64) -> World {
    let config = Config {
        rpc_urls: vec!["rpc".to_owned()],
        deployment_url: (chain == LOCAL).then(|| "file".to_owned()),
        ..Config::default()
    };
    let mut world = World::new(seed, &[chain], config);
    world.permission = PermissionState::Granted;
    world
}

fn run(seed: u64) -> StoppingSeen {
    let mut random = Random::new(!seed ^ 0x7091c);
    let chain = *random.pick(&[LOCAL, 1]);
    let count = random.within(1, 4) as usize;
    let mut tabs = Tabs::closed(count, || page(seed, chain));
    tabs.has_locks = random.chance(85);
    tabs.iter_mut().for_each(|world| world.laws.may_repeat());
    let replaces = random.chance(92);
    let mut desk = Desk {
        tabs,
        laws: Stopping::new(count),
        random,
        is_on: false,
        watches: false,
        topics: 0,
        tested_at: 0,
    };
    desk.tabs[0].server().replaces = replaces;
    desk.tabs.ether_at(3_000);
    desk.open(0);
    desk.passes(30);
    desk.begins();
    desk.passes(60);
    for _ in 0..TURNS {
        desk.turn();
        let seconds = *desk.random.pick(&[2, 10, 60, 200, 700, 700, 1_800]);
        desk.passes(seconds);
    }
    desk.laws.seen
}

impl Desk {
    fn now(&self) -> u64 {
        self.tabs[0].now / 1_000
    }

    fn passes(&mut self, seconds: u64) {
        let end = self.now() + seconds;
        while self.now() < end {
            self.tabs.run(JUDGED_EVERY_S.min(end - self.now()));
            self.says_what_is_seen();
            if self.tabs[0].server().replaces
                && let Err(broken) = self.laws.after(&self.tabs)
            {
                panic!("a law is broken: {broken}");
            }
            let refuted = !self.tabs[0].server().replaces;
            let mut waiting = self.tabs[0].server().waiting.clone().into_iter();
            assert!(
                !refuted || !waiting.any(|one| one.title == STOPPED),
                "a message waits on a server that sends each"
            );
        }
    }

    /// The person says that the test arrived.
    fn says_what_is_seen(&mut self) {
        let topic = |world: &World| world.view.alarm.push.topic.clone();
        let waits = |topic: &TopicView| topic.proof == PushProof::Replaces && !topic.is_ending;
        let open: Vec<usize> = self.tabs.open_ones().collect();
        let first = open
            .into_iter()
            .find(|place| topic(&self.tabs[*place]).as_ref().is_some_and(waits));
        if let Some(place) = first {
            self.tabs[place].click(UserAction::PushSeen(true));
        }
        // What came to nothing is tried again, once the server can be reached.
        let fails = |topic: &TopicView| topic.proof == PushProof::Untested && !topic.is_ending;
        let fails = |place: &usize| {
            let world = &self.tabs[*place];
            world.to_push == Weather::Fair && topic(world).as_ref().is_some_and(fails)
        };
        let failed = self.tabs.open_ones().find(fails);
        if let Some(place) = failed.filter(|_| self.now() > self.tested_at + 60) {
            self.tested_at = self.now();
            self.tabs[place].click(UserAction::TestPush);
        }
    }

    fn any_open(&mut self) -> Option<usize> {
        let open: Vec<usize> = self.tabs.open_ones().collect();
        (!open.is_empty()).then(|| *self.random.pick(&open))
    }

    fn open(&mut self, place: usize) {
        let now = self.now();
        self.tabs.open(place);
        self.laws.opened(now, place);
    }

    /// Whatever is missing is turned on, in one of the tabs.
    fn begins(&mut self) {
        let Some(place) = self.any_open() else {
            return;
        };
        let shown = self.tabs[place].view.alarm.push.topic.is_some();
        if !self.is_on && !shown {
            self.topics += 1;
            let secret = [self.topics; 16];
            self.tabs[place].click(UserAction::TurnPushOn(PUSH_SERVER.into(), secret));
            (self.is_on, self.tested_at) = (true, self.now());
        }
        if !self.watches {
            self.tabs[place].click(UserAction::Watch(BORROWER.to_string()));
            self.wants_watched(true);
        }
        if self.is_on && self.watches {
            let now = self.now();
            self.laws.wants(now);
        }
    }

    /// The person has said so in one of the tabs, and the others hear of it.
    fn wants_watched(&mut self, watches: bool) {
        self.watches = watches;
        let all = self.tabs.iter_mut();
        all.for_each(|one| one.laws.is_wanted(watches));
    }

    /// An end that the person chooses, in one of the tabs.
    fn ends(&mut self) {
        let Some(place) = self.any_open() else {
            return;
        };
        match self.random.within(0, 3) {
            0 if self.watches => {
                self.tabs[place].click(UserAction::Unwatch(BORROWER));
                self.wants_watched(false);
            }
            1 if self.watches => {
                self.tabs[place].click(UserAction::Disconnect);
                self.wants_watched(false);
            }
            _ => {
                self.tabs[place].click(UserAction::TurnPushOff);
                self.is_on = false;
            }
        }
        let now = self.now();
        self.laws.ends(now);
    }

    fn turn(&mut self) {
        let now = self.now();
        let place = self.random.within(0, self.tabs.len() as u64) as usize;
        match self.random.within(0, 100) {
            0..22 => self.open(place),
            22..34 => {
                self.tabs.close(place);
                self.laws.disturbed(now);
            }
            34..42 => {
                if self.tabs.is_open(place) {
                    self.tabs.freeze(place);
                    self.laws.disturbed(now);
                }
            }
            42..48 => self.thaw(),
            // The computer is off, or sleeps.
            48..52 => {
                (0..self.tabs.len()).for_each(|place| self.tabs.close(place));
                self.laws.disturbed(now);
            }
            52..55 => {
                let open: Vec<usize> = self.tabs.open_ones().collect();
                open.into_iter().for_each(|place| self.tabs.freeze(place));
                self.laws.disturbed(now);
            }
            55..62 => {
                let weather = *self
                    .random
                    .pick(&[Weather::Fair, Weather::Fair, Weather::Down]);
                self.tabs
                    .iter_mut()
                    .for_each(|world| world.weather = weather);
            }
            62..72 => {
                let weather = *self.random.pick(&[
                    Weather::Fair,
                    Weather::Fair,
                    Weather::Fair,
                    Weather::Down,
                    Weather::Slow,
                    Weather::Flaky,
                    Weather::RateLimited(None),
                    Weather::RateLimited(Some(60)),
                ]);
                self.tabs
                    .iter_mut()
                    .for_each(|world| world.to_push = weather);
                self.laws.disturbed(now);
            }
            72..78 if self.tabs.is_open(place) => {
                let visible = self.random.chance(50);
                self.tabs[place].hidden = !visible;
                self.tabs[place].feed(Event::VisibilityChanged { visible });
            }
            78..86 => {
                let dollars = self.random.within(1_900, 3_000);
                self.tabs.ether_at(dollars);
            }
            86..89 if self.tabs.is_open(place) => {
                let shown = positions(&self.tabs[place].view);
                if let Some(key) = shown.first().map(|one| one.key.clone()) {
                    self.tabs[place].click(UserAction::Acknowledge(key));
                    self.laws.answered();
                }
            }
            89..91 if self.tabs.is_open(place) => {
                let seconds = *self.random.pick(&[1_500, 2_400]);
                self.tabs[place].click(UserAction::SetPushAhead(seconds));
                self.laws.is_ahead(seconds);
            }
            91..95 => self.ends(),
            _ => self.begins(),
        }
    }

    /// All that froze is awake again.
    fn thaw(&mut self) {
        let now = self.now();
        for place in 0..self.tabs.len() {
            if self.tabs.thaw(place) {
                self.laws.opened(now, place);
            }
        }
    }
}
