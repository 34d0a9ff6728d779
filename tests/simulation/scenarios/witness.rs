//! Two endpoints that disagree: said at once, the worse answer counts, and nothing is confirmed.

use margin_call::alert::{DataState, Level};
use margin_call::engine::UserAction;
use margin_call::engine::view::{LogKind, NoTopUp, PositionView, WitnessView};

use super::super::laws::{positions, worst};
use super::super::world::{Host, Weather, World};
use super::ether_at;
use super::list::{host, on_two_chains, titles};

/// A borrower whose first endpoint says that ether is dearer than it is; the wallet says the truth.
fn flattered(percent: u64) -> World {
    on_two_chains(&[flattering(percent)])
}

fn flattering(flatters: u64) -> Host {
    Host {
        flatters,
        ..host("lies", 0)
    }
}

fn position(world: &World) -> &PositionView {
    &positions(&world.view)[0]
}

#[test]
fn a_second_source_that_agrees_is_shown() {
    let mut world = on_two_chains(&[host("one", 0)]);
    world.run(60);
    let chain = worst(&world.view).expect("a chain");
    assert_eq!(chain.witness, Some(WitnessView::Agrees(None)));
    assert_eq!(chain.data.state, DataState::Fresh);
}

#[test]
fn an_endpoint_that_flatters_is_told_at_once_and_the_worse_answer_counts() {
    let mut world = flattered(40);
    world.run(30);
    assert_eq!(
        titles(&world)[0],
        "Two endpoints disagree about your position"
    );
    assert_eq!(titles(&world).len(), 1);
    let shown = position(&world);
    assert_eq!(shown.witnessed, Some(false));
    assert_eq!(shown.can_top_up, Err(NoTopUp::Disputed));
    let session = world.view.session().expect("a session");
    assert!(!session.is_confirmed(shown), "nor called healthy");
    assert_eq!(
        worst(&world.view).expect("a chain").data.state,
        DataState::Divergent
    );
    // By the endpoint alone the health would be far above all levels.
    ether_at(&mut world, 2_000);
    world.run(60);
    assert_eq!(position(&world).alarm.level, Some(Level::Urgent));
    assert!(
        titles(&world)[1].starts_with("Urgent"),
        "{:?}",
        titles(&world)
    );
    // The flattering word of the next look is no recovery.
    world.run(400);
    assert_eq!(titles(&world).len(), 2, "{:?}", titles(&world));
    let key = position(&world).key.clone();
    world.click(UserAction::OpenTopUp(key));
    assert_eq!(world.view.top_up, None);
    // It says the truth from now on.
    world.hosts[0].flatters = 0;
    world.run(120);
    let chain = worst(&world.view).expect("a chain");
    assert!(matches!(chain.witness, Some(WitnessView::Agrees(_))));
    assert_eq!(position(&world).can_top_up, Ok(()));
    assert_eq!(
        worst(&world.view).expect("a chain").data.state,
        DataState::Fresh
    );
}

#[test]
fn an_endpoint_that_begins_to_lie_is_found_out_within_its_turn() {
    let mut world = on_two_chains(&[host("lies", 0)]);
    world.run(120);
    world.hosts[0].flatters = 40;
    ether_at(&mut world, 1_800);
    world.run(75);
    let told = titles(&world);
    assert!(
        told.contains(&"Two endpoints disagree about your position"),
        "{told:?}"
    );
    assert!(
        told.iter().any(|one| one.starts_with("Liquidatable")),
        "{told:?}"
    );
}

/// Both hosts are read before the wallet; the second of them tells the truth.
fn contradicted(flatters: u64) -> World {
    on_two_chains(&[flattering(flatters), host("true", 0)])
}

#[test]
fn a_third_that_repeats_the_lie_does_not_settle_a_dispute() {
    let mut world = contradicted(0);
    world.run(120);
    // Host and wallet have one and the same node behind them.
    world.hosts[0].flatters = 40;
    world.wallet_flatters = 40;
    ether_at(&mut world, 1_900);
    world.run(130);
    assert_eq!(
        titles(&world)
            .iter()
            .filter(|one| one.starts_with("Two endpoints"))
            .count(),
        1
    );
    let health = position(&world).health;
    for _ in 0..20 {
        world.run(30);
        assert!(position(&world).health <= health, "the worse of the two");
        assert_eq!(position(&world).can_top_up, Err(NoTopUp::Disputed));
        let chain = worst(&world.view).expect("a chain");
        assert_eq!(chain.data.state, DataState::Divergent);
    }
    world.hosts[0].flatters = 0;
    world.wallet_flatters = 0;
    world.run(120);
    let chain = worst(&world.view).expect("a chain");
    assert!(matches!(chain.witness, Some(WitnessView::Agrees(_))));
    assert_eq!(position(&world).can_top_up, Ok(()));
}

#[test]
fn every_other_source_is_asked_in_its_turn() {
    let mut world = contradicted(40);
    // The first that could be asked repeats the lie.
    world.hosts.rotate_left(1);
    world.run(200);
    assert!(titles(&world).contains(&"Two endpoints disagree about your position"));
}

#[test]
fn while_one_of_two_that_disagree_is_silent_the_other_can_only_make_it_worse() {
    let mut world = flattered(40);
    world.run(30);
    let health = position(&world).health;
    // The wallet’s node is gone: only the flatterer is left.
    world.weather = Weather::Down;
    world.hosts[0].weather = Some(Weather::Fair);
    world.run(40);
    assert!(position(&world).health <= health);
    // Even by the word of the flatterer it is bad now.
    ether_at(&mut world, 1_300);
    world.run(60);
    assert!(position(&world).health < health);
    assert!(position(&world).alarm.level >= Some(Level::Urgent));
    let worse = position(&world).health;
    ether_at(&mut world, 2_000);
    world.run(300);
    assert!(position(&world).health <= worse);
    assert_ne!(
        worst(&world.view).expect("a chain").data.state,
        DataState::Fresh
    );
    world.weather = Weather::Fair;
    world.hosts[0].flatters = 0;
    world.run(120);
    assert_eq!(
        worst(&world.view).expect("a chain").data.state,
        DataState::Fresh
    );
}

#[test]
fn a_liar_that_counts_more_blocks_than_there_are_is_found_out_too() {
    let lies = Host {
        leaps: 1_000,
        ..flattering(40)
    };
    let mut world = on_two_chains(&[lies]);
    world.run(400);
    assert!(titles(&world).contains(&"Two endpoints disagree about your position"));
    assert_eq!(position(&world).can_top_up, Err(NoTopUp::Disputed));
}

/// Who was read first counted blocks that there are not. That is over, and what moves under a position is told again.
#[test]
fn a_rule_that_moves_is_told_after_an_endpoint_made_up_a_height() {
    let leaps = Host {
        leaps: 1_000,
        ..host("one", 0)
    };
    let mut world = on_two_chains(&[leaps]);
    world.run(60);
    world.hosts[0].leaps = 0;
    world.run(900);
    let moved = |world: &World| {
        let lines = world.view.log.iter();
        let moved = lines.filter(|one| matches!(one.what, LogKind::RulesChanged { .. }));
        moved.count()
    };
    assert_eq!(moved(&world), 0);
    world.chains[0].set(|markets| markets[0].reserves[0].threshold = 7_900);
    world.run(120);
    assert_eq!(moved(&world), 1);
}

#[test]
fn a_new_level_is_held_against_a_second_source_at_once() {
    let mut world = on_two_chains(&[host("one", 0)]);
    world.run(75);
    ether_at(&mut world, 1_800);
    world.until("the call", |view| {
        positions(view)[0].alarm.level == Some(Level::Liquidatable)
    });
    world.run(2);
    assert_eq!(titles(&world).len(), 1);
    assert_eq!(position(&world).witnessed, Some(true));
}
