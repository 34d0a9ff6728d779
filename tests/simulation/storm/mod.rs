//! Random people in random weather.

mod person;
mod tabs;
mod topic;

use std::time::Instant;

use alloy::primitives::U256;
use margin_call::alert::DataState;
use margin_call::engine::{Config, Event, PermissionState, UserAction};
use margin_call::top_up::StageView;
use serde_json::json;

use crate::chain::{Bundles, Inclusion, Unable};
use crate::laws::{Seen, session};
use crate::market::{EMode, Market, units};
use crate::random::Random;
use crate::scene::{BORROWER, LOCAL, SAVER, STRANGER};
use crate::wallet::Manners;
use crate::world::{Host, Prices, Screen, Weather, World};
use person::{any_click, person};

/// Seeds that are run when nobody asks for more.
const SEEDS: u64 = 30;
/// Things that happen to each.
const TURNS: u64 = 80;

/// The seeds to be run: as many as somebody asks for.
fn seeds() -> core::ops::Range<u64> {
    let asked = std::env::var("SIMULATION_SEEDS").ok();
    match asked.as_deref() {
        None => 0..SEEDS,
        // `n` seeds, or the one seed `=n`.
        Some(text) => match text.strip_prefix('=') {
            Some(one) => {
                let one = one.parse().expect("a seed");
                one..one + 1
            }
            None => 0..text.parse().expect("a number of seeds"),
        },
    }
}

#[test]
fn the_laws_hold_in_any_weather() {
    let seeds = seeds();
    let began = Instant::now();
    let (mut steps, mut awake) = (0, 0);
    let mut seen = Seen::default();
    for seed in seeds.clone() {
        let world = run(seed);
        steps += world.steps;
        awake += world.awake();
        seen.add(&world.laws.seen);
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{} seeds, {:.1} hours awake, {steps} steps, {:.0} steps/s, {seen:?}",
        seeds.end - seeds.start,
        awake as f64 / 3_600_000.0,
        steps as f64 / seconds
    );
    // A storm in which nothing happens proves nothing.
    if seeds.end - seeds.start >= SEEDS {
        assert!(seen.calls > 0 && seen.silences > 0 && seen.seizures > 0);
        assert!(seen.sent > 0 && seen.done > 0);
    }
}

fn run(seed: u64) -> World {
    let mut random = Random::new(!seed);
    let chains = *random.pick(&[[LOCAL, 1], [1, 56], [10, 42161], [10, 137], [LOCAL, 10]]);
    let config = Config {
        rpc_urls: match random.within(0, 100) {
            0..25 => vec!["rpc".to_owned()],
            25..35 => vec!["rpc".to_owned(), "other".to_owned()],
            35..45 => ["rpc", "other", "third"].map(str::to_owned).to_vec(),
            _ => Vec::new(),
        },
        accounts: random.chance(15).then_some(BORROWER).into_iter().collect(),
        deployment_url: chains.contains(&LOCAL).then(|| "file".to_owned()),
        restore_to: random.chance(30).then(|| "1.8".to_owned()),
        ..Config::default()
    };
    let mut world = World::new(seed, &chains, config);
    for chain in &mut world.chains {
        chain.bundles = *random.pick(&[
            Bundles::Simulated,
            Bundles::Simulated,
            Bundles::Missing,
            Bundles::AtAccount(Unable::Null),
            Bundles::RefusedWhole,
        ]);
        chain.is_private = random.chance(20);
        // Of the fees that it shows little is known otherwise.
        chain.coin = (seed % 5 < 2).then(|| units(20, 18));
        // Where one machine makes the blocks, nothing is taken away and comes back unseen.
        chain.takes_back = chain.id != LOCAL && random.chance(70);
    }
    if world.config.rpc_urls.len() > 1 {
        world.hosts = ["other", "third"]
            .map(|url| Host {
                url,
                place: 0,
                weather: None,
                bears: *random.pick(&[usize::MAX, 40]),
                flatters: *random.pick(&[0, 0, 30]),
                leaps: 0,
            })
            .to_vec();
        // The third may have the node of the second behind it.
        if random.chance(50) {
            world.hosts[1].flatters = world.hosts[0].flatters;
        }
    }
    if let Some(wallet) = &mut world.wallet {
        wallet.keeps_numbers = !seed.is_multiple_of(4);
        wallet.at_once = ["unsupported", "supported", "ready"][(seed % 3) as usize];
        wallet.signs_typed = seed % 8 != 1;
    }
    world.permission = *random.pick(&[PermissionState::NotAsked, PermissionState::Granted]);
    world.prices = wander;
    world.laws.knows_thresholds();
    for chain in &mut world.chains {
        let takes_permits = seed % 2 == 1;
        chain.set(|markets| markets[0].takes_permits = takes_permits);
    }
    if seed % 7 < 3 {
        for chain in &mut world.chains {
            chain.set(|markets| markets[0].e_modes = e_modes(seed));
        }
    }
    world.load();
    if random.chance(60) {
        let dollars = random.within(1_800, 2_600);
        world.chains[0].set(|markets| {
            if let Some(market) = markets.first_mut() {
                market.reserves[0].price = units(dollars, 8);
            }
        });
    }
    for _ in 0..TURNS {
        // Who has begun to top up mostly goes on with it.
        let seconds = if world.view.top_up.is_some() && random.chance(75) {
            person(&mut world, &mut random);
            random.within(1, 8)
        } else {
            turn(&mut world, &mut random);
            *random.pick(&[1, 3, 15, 45, 120])
        };
        world.run(seconds);
    }
    comes_to_rest(&mut world);
    world
}

/// One in which ether counts for more, and one that may not be entered with what is owed.
fn e_modes(seed: u64) -> Vec<EMode> {
    let of_ether = EMode {
        id: 1,
        ltv: 9_300,
        threshold: 9_000 + seed % 8 * 100,
        collateral: 0b001,
        borrowable: 0b110,
    };
    let of_one_debt = EMode {
        id: 2,
        borrowable: 0b010,
        ..of_ether
    };
    vec![of_ether, of_one_debt]
}

/// In fair weather with a calm wallet everything is known again after a few minutes.
fn comes_to_rest(world: &mut World) {
    world.weather = Weather::Fair;
    world.hosts.iter_mut().for_each(|host| host.flatters = 0);
    world.includes = Inclusion::All;
    for chain in &mut world.chains {
        chain.relay_includes = true;
    }
    world.manners(Manners::Consents);
    if world.hidden {
        world.hidden = false;
        world.feed(Event::VisibilityChanged { visible: true });
    }
    world.run(900);
    let stage = world.view.top_up.as_ref().map(|top_up| &top_up.stage);
    let hangs = matches!(
        stage,
        Some(
            StageView::Checking
                | StageView::Rechecking(_)
                | StageView::Signing(_)
                | StageView::Rereading(_)
        )
    );
    assert!(!hangs, "at rest, but {stage:?}");
    for watched in session(&world.view).into_iter().flat_map(|one| &one.chains) {
        let state = watched.data.state;
        let fresh = state == DataState::Fresh || watched.sources.is_empty();
        assert!(fresh, "at rest, but {state:?} on {:?}", watched.chain);
    }
}

fn wander(random: &mut Random, markets: &mut [Market]) {
    let Some(market) = markets.first_mut() else {
        return;
    };
    for reserve in &mut market.reserves {
        let (up, down) = match random.within(0, 200) {
            0 => (0, 2_500),
            1 => (2_500, 0),
            2..60 => (60, 61),
            _ => continue,
        };
        let moved = 10_000 - down + random.within(0, up + down + 1);
        reserve.price =
            (reserve.price * U256::from(moved) / U256::from(10_000)).max(U256::from(1_000));
    }
}

fn crash(_: &mut Random, markets: &mut [Market]) {
    if let Some(market) = markets.first_mut() {
        let price = &mut market.reserves[0].price;
        *price = (*price * U256::from(997) / U256::from(1_000)).max(U256::from(1_000));
    }
}

fn soar(_: &mut Random, markets: &mut [Market]) {
    if let Some(market) = markets.first_mut() {
        let price = &mut market.reserves[0].price;
        *price = *price * U256::from(1_003) / U256::from(1_000);
    }
}

/// Some of what is held is seized now and then, and some its owner takes out in the same way.
fn seize(random: &mut Random, markets: &mut [Market]) {
    if let Some(market) = markets.first_mut() {
        match random.within(0, 60) {
            0 => market.liquidate(BORROWER, 100),
            1 => market.unwind(BORROWER, 100),
            _ => {}
        }
    }
}

fn turn(world: &mut World, random: &mut Random) {
    match random.within(0, 100) {
        0..45 => person(world, random),
        45..52 => any_click(world, random),
        52..62 => {
            world.weather = *random.pick(&[
                Weather::Fair,
                Weather::Fair,
                Weather::Fair,
                Weather::Fair,
                Weather::Fair,
                Weather::Fair,
                Weather::Fair,
                Weather::Down,
                Weather::Slow,
                Weather::Garbled,
                Weather::Lagging(2),
                wrong_block(world),
                Weather::RateLimited(None),
                Weather::RateLimited(Some(20)),
                Weather::RateLimited(Some(u64::MAX)),
                Weather::Flaky,
            ]);
            let weather = world.weather;
            world.note(format!("weather: {weather:?}"));
        }
        62..68 => {
            world.prices = *random.pick(&[wander as Prices, crash, crash, soar, seize, |_, _| {}])
        }
        68..72 => {
            let depth = random.within(1, 4) as usize;
            world.note(format!("a reorganisation of {depth} blocks"));
            world.reorganise(depth);
        }
        72..76 => world.manners(*random.pick(&[
            Manners::Consents,
            Manners::Consents,
            Manners::Consents,
            Manners::Consents,
            Manners::Rejects,
            Manners::Ignores,
            Manners::AnswersGarbage,
            Manners::SignsAnother,
            Manners::DoesAndBreaksOff,
        ])),
        76..79 => {
            let place = random.within(0, 2) as usize;
            world.go_to_chain(place);
        }
        79..82 => {
            let accounts = random
                .pick(&[
                    vec![BORROWER, SAVER],
                    vec![SAVER, BORROWER],
                    vec![STRANGER],
                    vec![BORROWER],
                ])
                .clone();
            world.share(|wallet| wallet.accounts = accounts);
        }
        82..83 => world.share(|wallet| wallet.shares = false),
        83..84 => world.feed(Event::WalletHinted),
        84..88 => {
            world.hidden = !world.hidden;
            let visible = !world.hidden;
            world.feed(Event::VisibilityChanged { visible });
        }
        88..90 => world.sleep(*random.pick(&[200, 3_600, 30_000])),
        // Another page of the origin logs somebody out, and clears what the browser kept.
        90..91 if random.chance(30) => {
            world.forget_all_meanwhile();
            world.click(UserAction::LookAgain);
        }
        90..94 => {
            match random.within(0, 10) {
                0 => world.forget_all(),
                // It loses that item alone.
                1 => world.cut_storage(),
                _ => {}
            }
            world.load();
        }
        94..95 if random.chance(50) => {
            world.screen = *random.pick(&[
                Screen::Shows,
                Screen::Shows,
                Screen::Refuses,
                Screen::Swallows,
            ]);
            let screen = world.screen;
            world.note(format!("the browser {screen:?} notifications"));
        }
        94..95 => {
            world.permission = *random.pick(&[PermissionState::Denied, PermissionState::Granted]);
            let permission = world.permission;
            world.feed(Event::PermissionRead(permission));
        }
        95..96 => {
            world.includes = *random.pick(&[Inclusion::All, Inclusion::None]);
            world.chains[0].relay_includes = random.chance(70);
            world.chains[0].drop_mempool();
        }
        96..97 => {
            let online = random.chance(60);
            world.feed(Event::OnlineChanged { online });
        }
        97..98 => {
            let bad = random
                .pick(&[json!(null), json!("0x"), json!(7), json!(["0x1"])])
                .clone();
            match random.chance(50) {
                true => world.feed(Event::WalletHinted),
                false => world.feed(Event::AccountsChanged(bad)),
            }
        }
        _ => {
            if let Some(last) = world.notifications.last() {
                let tag = last.tag.clone();
                world.feed(Event::NotificationClicked { tag });
            }
        }
    }
}

/// On a chain whose contracts see another chain's height, the time alone tells blocks apart: two
/// blocks of one second are the same to them.
fn wrong_block(world: &World) -> Weather {
    match world.chains.iter().any(|chain| chain.id == 42161) {
        true => Weather::Flaky,
        false => Weather::WrongBlock,
    }
}
