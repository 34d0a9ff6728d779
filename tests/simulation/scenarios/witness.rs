//! Two endpoints that disagree: said at once, the worse answer counts, and nothing is confirmed.

use margin_call::alert::{DataState, Level};
use margin_call::engine::UserAction;
use margin_call::engine::view::{NoTopUp, PositionView};

use super::super::laws::{positions, worst};
use super::super::world::{Host, World};
use super::ether_at;
use super::list::{host, on_two_chains, titles};

/// A borrower whose first endpoint says that ether is dearer than it is; the wallet says the truth.
fn flattered(percent: u64) -> World {
    let lies = Host {
        flatters: percent,
        ..host("lies", 0)
    };
    on_two_chains(&[lies])
}

fn position(world: &World) -> &PositionView {
    &positions(&world.view)[0]
}

#[test]
fn a_second_source_that_agrees_is_shown() {
    let mut world = on_two_chains(&[host("one", 0)]);
    world.run(60);
    let chain = worst(&world.view).expect("a chain");
    assert!(
        chain
            .witness
            .as_ref()
            .is_some_and(|one| one.agrees && one.host.is_none())
    );
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
    assert!(chain.witness.as_ref().is_some_and(|one| one.agrees));
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
