//! Thresholds of each kind of position and of single ones: a loop of what moves together beside a position of ether
//! against dollars.

use alloy::primitives::Address;
use margin_call::alert::{Ladder, Level, Phase};
use margin_call::engine::view::{LadderOf, LadderProblem, LogKind, PositionView, Whose};
use margin_call::engine::{LadderInput, UserAction};

use super::super::laws::positions;
use super::super::market::{EMode, Holding, units};
use super::super::scene::{BORROWER, SAVER};
use super::super::world::World;
use super::{connect, ether_at, key, opened, tabs};

const BITCOIN: usize = 2;

fn typed(of: LadderOf, numbers: [&str; 3]) -> UserAction {
    let [watch, call, urgent] = numbers.map(str::to_owned);
    let typed = LadderInput {
        watch,
        call,
        urgent,
    };
    UserAction::SetLadder(of, typed)
}

fn ladder([watch, call, urgent]: [&str; 3]) -> Ladder {
    Ladder::parse(watch, call, urgent).expect("a ladder")
}

fn of(world: &World, account: Address) -> &PositionView {
    let mut all = positions(&world.view).iter();
    all.find(|one| one.key.account == account)
        .expect("a position")
}

fn own(world: &World, account: Address) -> LadderOf {
    LadderOf::Position(of(world, account).key.clone())
}

/// The levels at which an account was called.
fn calls(world: &World, account: Address) -> Vec<Level> {
    let account = format!("{account:#x}");
    let shown = world.notifications.iter();
    let shown = shown.filter(|one| one.tag.contains(&account));
    shown.filter_map(|one| one.level).collect()
}

/// The loop is at a health of so many thousandths from the next block on.
fn loop_at(world: &mut World, thousandths: u64) {
    let head = world.chains[0].head();
    let market = &head.state[0];
    let (price, health) = (
        market.reserves[BITCOIN].price,
        market.health(SAVER, head.time),
    );
    let price = price * units(thousandths, 15) / health;
    world.chains[0].set(|markets| markets[0].reserves[BITCOIN].price = price);
}

/// Both are watched, and nobody is called.
fn both() -> World {
    let mut world = opened();
    world.chains[0].set(|markets| {
        let market = &mut markets[0];
        market.e_modes = vec![EMode {
            id: 3,
            ltv: 9_300,
            threshold: 9_500,
            collateral: 1 << BITCOIN,
            borrowable: 0b010,
        }];
        market.members.insert(SAVER, 3);
        let none = Holding::default();
        let held = vec![
            none,
            Holding {
                debt_scaled: units(47_000, 6),
                ..none
            },
            Holding {
                supply_scaled: units(1, 8),
                used: true,
                ..none
            },
            none,
        ];
        market.accounts.insert(SAVER, held);
    });
    world.run(15);
    loop_at(&mut world, 1_100);
    connect(&mut world);
    world.click(UserAction::Watch(SAVER.to_string()));
    world.until("both", |view| positions(view).len() == 2);
    world.run(60);
    assert_eq!(world.notifications, []);
    assert_eq!(of(&world, SAVER).alarm.ladder, Ladder::CORRELATED);
    assert_eq!(of(&world, BORROWER).alarm.ladder, Ladder::STANDARD);
    world
}

#[test]
fn thresholds_for_what_moves_together_leave_all_others_as_they_are() {
    let mut world = both();
    let tight = ["1.03", "1.02", "1.01"];
    world.click(typed(LadderOf::Correlated, tight));
    loop_at(&mut world, 1_035);
    ether_at(&mut world, 2_080);
    world.run(60);
    assert_eq!(calls(&world, BORROWER), [Level::Call]);
    assert_eq!(calls(&world, SAVER), []);
    assert_eq!(of(&world, SAVER).alarm.ladder, ladder(tight));
    assert_eq!(of(&world, BORROWER).alarm.whose, Whose::Usual);
}

#[test]
fn usual_thresholds_do_not_call_what_moves_together_for_ever() {
    let mut world = both();
    let usual = ["1.26", "1.12", "1.06"];
    world.click(typed(LadderOf::Usual, usual));
    loop_at(&mut world, 1_030);
    world.run(1_900);
    assert_eq!(calls(&world, SAVER), [Level::Watch]);
    assert_eq!(of(&world, SAVER).alarm.whose, Whose::Correlated);
    assert_eq!(of(&world, BORROWER).alarm.ladder, ladder(usual));
}

#[test]
fn a_position_is_called_at_its_own_until_it_returns_to_the_usual() {
    let mut world = both();
    let mine = ["1.2", "1.15", "1.12"];
    let of_loop = own(&world, SAVER);
    world.click(typed(of_loop.clone(), mine));
    world.run(60);
    // What was read before was above all thresholds, and is below all of these.
    assert_eq!(calls(&world, SAVER), [Level::Urgent]);
    assert_eq!(calls(&world, BORROWER), []);
    let urgent = ladder(mine).threshold(Level::Urgent);
    let lines = world.view.log.iter().map(|line| &line.what);
    let crossed = lines.filter_map(|line| match line {
        LogKind::Called { threshold, .. } => Some(*threshold),
        _ => None,
    });
    assert_eq!(crossed.collect::<Vec<_>>(), [urgent]);
    world.load();
    world.until("both", |view| positions(view).len() == 2);
    world.run(60);
    let alarm = of(&world, SAVER).alarm;
    assert_eq!((alarm.ladder, alarm.whose), (ladder(mine), Whose::Own));
    assert_eq!(calls(&world, SAVER), [Level::Urgent]);
    // The thresholds of all others are not about it.
    world.click(typed(LadderOf::Correlated, ["1.3", "1.25", "1.2"]));
    world.click(UserAction::ResetLadder);
    assert_eq!(of(&world, SAVER).alarm.ladder, ladder(mine));
    let LadderOf::Position(key) = of_loop else {
        unreachable!("a position's")
    };
    world.click(UserAction::UseUsualLadder(key));
    let alarm = of(&world, SAVER).alarm;
    let expected = (Ladder::CORRELATED, Whose::Correlated);
    assert_eq!((alarm.ladder, alarm.whose), expected);
}

#[test]
fn what_is_called_no_longer_by_other_thresholds_is_not_said_to_have_recovered() {
    let mut world = both();
    let of_loop = own(&world, SAVER);
    world.click(typed(of_loop, ["1.2", "1.15", "1.12"]));
    world.run(60);
    let key = of(&world, SAVER).key.clone();
    world.click(UserAction::UseUsualLadder(key));
    world.run(180);
    let titles: Vec<_> = world.notifications.iter().map(|one| &one.title).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(titles[1].starts_with("No longer called"), "{titles:?}");
    assert!(matches!(world.view.log[0].what, LogKind::Relaxed { .. }));
    // And its next fall is called.
    loop_at(&mut world, 1_015);
    world.run(60);
    assert_eq!(calls(&world, SAVER).last(), Some(&Level::Call));
}

#[test]
fn thresholds_that_are_refused_are_refused_where_they_were_typed() {
    let mut world = both();
    let of_loop = own(&world, SAVER);
    world.click(typed(of_loop.clone(), ["1.1", "1.2", "1.05"]));
    let wrong = world.view.alarm.ladder_problems.keys();
    assert_eq!(wrong.collect::<Vec<_>>(), [&of_loop]);
    let problem = world.view.alarm.ladder_problems[&of_loop];
    assert!(matches!(problem, LadderProblem::Typed(_)));
    // Another form is not about it.
    world.click(typed(LadderOf::Usual, ["1.9", "1.7", "1.1"]));
    assert!(world.view.alarm.ladder_problems.contains_key(&of_loop));
    world.click(typed(of_loop, ["1.2", "1.1", "1.05"]));
    assert!(world.view.alarm.ladder_problems.is_empty());
}

#[test]
fn a_positions_own_thresholds_typed_in_one_tab_hold_in_the_other_and_outlive_both() {
    let mut tabs = tabs::connected(2);
    let mine = ["1.9", "1.7", "1.1"];
    let key = key(&tabs[0]);
    tabs[0].click(typed(LadderOf::Position(key.clone()), mine));
    tabs.run(60);
    let alarm = |world: &World| of(world, BORROWER).alarm;
    assert_eq!(tabs.notified(), 1);
    for place in 0..2 {
        assert_eq!(alarm(&tabs[place]).ladder, ladder(mine));
        assert_eq!(tabs::phase(&tabs[place]), Phase::Firing(Level::Call));
    }
    for place in 0..2 {
        tabs::open(&mut tabs, place);
        assert_eq!(alarm(&tabs[place]).ladder, ladder(mine));
    }
    tabs[1].click(UserAction::UseUsualLadder(key));
    tabs.run(1);
    assert_eq!(alarm(&tabs[0]).whose, Whose::Usual);
}

/// What was stored before there were kinds: the same item, and no other.
#[test]
fn thresholds_from_before_there_were_kinds_are_the_usual() {
    let mut world = both();
    world.click(typed(LadderOf::Usual, ["1.26", "1.12", "1.06"]));
    world.storage.remove("correlated-ladder");
    world.storage.remove("own-ladders");
    world.load();
    world.until("both", |view| positions(view).len() == 2);
    assert_eq!(of(&world, SAVER).alarm.ladder, Ladder::CORRELATED);
    assert_eq!(
        of(&world, BORROWER).alarm.ladder,
        ladder(["1.26", "1.12", "1.06"])
    );
    assert_eq!(world.view.unreadable, []);
}
