//! Several tabs, opened, closed, frozen, hidden, and not always in touch.

use margin_call::engine::{Config, Event, PermissionState, UserAction};

use super::{SEEDS, seeds};
use crate::laws::positions;
use crate::random::Random;
use crate::scene::{BORROWER, LOCAL, SAVER};
use crate::world::{Tabs, Weather, World};

/// Things that happen to each.
const TURNS: u64 = 40;

/// What may go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// Tabs are opened and closed, and no more.
    None,
    /// Some freeze.
    Freezes,
    /// Some are hidden, and messages are lost, and endpoints fail.
    All,
}

#[test]
fn the_laws_hold_over_several_tabs() {
    let mut told = 0;
    for seed in seeds() {
        told += run(seed);
    }
    if seeds().end - seeds().start >= SEEDS {
        assert!(told > 0, "a storm in which nothing happens proves nothing");
    }
}

fn page(seed: u64, chain: u64) -> World {
    let config = Config {
        accounts: vec![BORROWER, SAVER],
        rpc_urls: vec!["rpc".to_owned()],
        deployment_url: (chain == LOCAL).then(|| "file".to_owned()),
        ..Config::default()
    };
    let mut world = World::new(seed, &[chain], config);
    world.permission = PermissionState::Granted;
    world
}

/// How often a person was notified.
fn run(seed: u64) -> usize {
    let mut random = Random::new(!seed);
    let chain = *random.pick(&[LOCAL, 1, 10]);
    let trouble = *random.pick(&[Trouble::None, Trouble::Freezes, Trouble::All]);
    let count = random.within(2, 5) as usize;
    let mut tabs = Tabs::closed(count, || page(seed, chain));
    tabs.has_locks = trouble != Trouble::All || random.chance(80);
    tabs.is_judged = trouble != Trouble::All;
    if trouble == Trouble::All || !tabs.has_locks {
        tabs.iter_mut().for_each(|world| world.laws.may_repeat());
    }
    tabs.open(0);
    tabs.run(30);
    for _ in 0..TURNS {
        turn(&mut tabs, &mut random, trouble);
        tabs.run(*random.pick(&[1, 3, 20, 60]));
    }
    comes_to_rest(&mut tabs);
    tabs.notified()
}

fn turn(tabs: &mut Tabs, random: &mut Random, trouble: Trouble) {
    let place = random.within(0, tabs.len() as u64) as usize;
    match random.within(0, 100) {
        0..25 => tabs.ether_at(random.within(1_700, 2_800)),
        25..45 => tabs.open(place),
        45..60 if tabs.open_ones().count() > 1 => tabs.close(place),
        60..70 if tabs.is_open(place) => tabs[place].click(UserAction::Refresh),
        70..80 if tabs.is_open(place) => {
            let seen = positions(&tabs[place].view)
                .first()
                .map(|one| one.key.clone());
            if let Some(key) = seen {
                tabs[place].click(UserAction::Acknowledge(key));
            }
        }
        80..90 if trouble != Trouble::None => match random.chance(50) {
            // Somebody is awake.
            true if tabs.open_ones().any(|one| one != place) && tabs.is_open(place) => {
                tabs.freeze(place);
            }
            _ => {
                tabs.thaw(place);
            }
        },
        90..94 if trouble == Trouble::All && tabs.is_open(place) => {
            let visible = random.chance(60);
            see(tabs, place, visible);
        }
        94..97 if trouble == Trouble::All => tabs.loses = *random.pick(&[0, 0, 30, 100]),
        97.. if trouble == Trouble::All => {
            tabs[place].weather = *random.pick(&[Weather::Fair, Weather::Down, Weather::Flaky]);
        }
        _ => {}
    }
}

fn see(tabs: &mut Tabs, place: usize, visible: bool) {
    tabs[place].hidden = !visible;
    tabs[place].feed(Event::VisibilityChanged { visible });
}

/// In fair weather one of them reads, and all show what the chain says.
fn comes_to_rest(tabs: &mut Tabs) {
    tabs.loses = 0;
    for place in 0..tabs.len() {
        tabs[place].weather = Weather::Fair;
        tabs.thaw(place);
        if tabs.is_open(place) {
            see(tabs, place, true);
        }
    }
    tabs.is_judged = false;
    tabs.run(300);
    let before: Vec<u64> = (0..tabs.len()).map(|place| tabs.reads(place)).collect();
    tabs.run(120);
    let open: Vec<usize> = tabs.open_ones().collect();
    let mut readers = open
        .iter()
        .filter(|place| tabs.reads(**place) > before[**place]);
    if tabs.has_locks {
        assert_eq!(readers.next().copied(), tabs.leader());
        assert_eq!(readers.next(), None, "two of them read");
    }
    for place in open {
        let shown = positions(&tabs[place].view);
        assert_eq!(shown.len(), 2, "{place}");
        assert!(shown.iter().all(|one| one.is_known), "{place}");
    }
}
