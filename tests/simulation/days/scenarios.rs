//! What was found in days, in minutes.

use margin_call::engine::{Event, UserAction, View};
use margin_call::top_up::{Earlier, FlowFailure, StageView};

use super::market::PAYER;
use super::world::{Decision, Fault, KATANA, LOCAL, Takes, World};
use crate::laws::positions;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// What was left while one of two was silent is read once they agree: until then an old word of the
/// liar's was shown, and as current.
#[test]
fn what_was_left_in_a_dispute_is_read_when_it_ends() {
    let mut world = World::new(3, &[(LOCAL, 2)], 1);
    world.load();
    world.run_for(2 * MINUTE);
    world.fault(0, Fault::Lies(85), u64::MAX / 2);
    // A block is read, and its values are contradicted.
    world.block(0);
    world.run_for(3 * MINUTE);
    world.fault(0, Fault::Down, u64::MAX / 2);
    // One is left that says better things alone.
    world.block(0);
    world.run_for(3 * MINUTE);
    let held = world.view();
    world.fault(0, Fault::Fair, u64::MAX / 2);
    world.run_for(3 * MINUTE);
    assert_ne!(world.view(), held);
    world.is_true(0);
}

/// Whoever said the same of a block has not said it of what is read of that block later.
#[test]
fn what_is_read_again_is_compared_again() {
    let mut world = World::new(3, &[(LOCAL, 2)], 1);
    world.load();
    world.run_for(3 * MINUTE);
    world.is_true(0);
    world.fault(0, Fault::Lies(150), u64::MAX / 2);
    world.feed(Event::User(UserAction::Refresh));
    world.run_for(MINUTE);
    assert!(world.seen.0.contains_key("Disputed call"));
}

/// What one read alone is not confirmed by itself, when another has seen that there is no other block.
#[test]
fn who_found_the_same_block_has_not_read_what_is_held() {
    let mut world = World::new(3, &[(LOCAL, 2)], 1);
    world.load();
    world.run_for(3 * MINUTE);
    world.fault(0, Fault::Down, u64::MAX / 2);
    world.fault(1, Fault::Lies(70), u64::MAX / 2);
    world.block(0);
    world.run_for(2 * MINUTE);
    world.fault(0, Fault::Fair, u64::MAX / 2);
    world.run_for(3 * MINUTE);
    assert!(world.seen.0.contains_key("Disputed call"));
}

/// Of a clock that is ahead by nearly as much as an endpoint may be behind a block was too late until the
/// next one was read: that was told with each of them, and half of them were not believed.
#[test]
fn a_clock_that_is_nearly_five_minutes_ahead_is_believed_after_ten() {
    for seconds in [250, 293, 299] {
        let mut world = World::new(3, &[(KATANA, 1)], 1);
        world.load();
        world.run_for(3 * MINUTE);
        world.set_clock(seconds);
        world.run_for(12 * MINUTE);
        for _ in 0..60 {
            world.run_for(MINUTE);
            let view = world.view();
            assert!(positions(&view).iter().all(|one| one.is_known));
        }
        let told = world.seen.0.get("Unwatched watch");
        assert!(told.is_none_or(|times| *times == 1));
    }
}

/// What a liar said of a block that stays is held, however often it says other things since.
#[test]
fn what_was_said_of_a_block_may_be_held_until_the_next_one() {
    let mut world = World::new(3, &[(LOCAL, 2)], 1);
    world.load();
    world.run_for(2 * MINUTE);
    world.fault(0, Fault::Lies(85), u64::MAX / 2);
    world.block(0);
    for percent in [70, 70, 93] {
        world.run_for(2 * MINUTE);
        world.fault(0, Fault::Lies(percent), u64::MAX / 2);
    }
    world.run_for(2 * MINUTE);
    assert!(world.seen.0.contains_key("Disputed call"));
}

/// A page at which somebody is about to top up.
fn paying(world: World) -> World {
    let mut world = world;
    world.load();
    world.run_for(1_000);
    world.connects();
    world.run_for(MINUTE);
    opens(&mut world);
    world
}

fn opens(world: &mut World) {
    let position = |view: &View| {
        let mut all = positions(view).iter();
        all.find(|one| one.key.account == PAYER)
            .map(|one| one.key.clone())
    };
    let key = position(&world.view()).expect("its position");
    world.feed(Event::User(UserAction::OpenTopUp(key)));
    world.run_for(MINUTE);
}

fn with_wallet() -> World {
    World::new(3, &[(LOCAL, 1)], 1).with_wallet()
}

fn reviews_and_signs(world: &mut World) {
    world.feed(Event::User(UserAction::Review));
    world.run_for(10_000);
    world.feed(Event::User(UserAction::Sign));
    world.run_for(10_000);
}

fn stage(world: &World) -> Option<StageView> {
    world.view().top_up.map(|one| one.stage)
}

/// Somebody who tops up is asked by the wallet, agrees, and it is done.
#[test]
fn a_top_up_is_signed_mined_and_done() {
    let mut world = paying(with_wallet());
    for _ in 0..2 {
        reviews_and_signs(&mut world);
        assert!(world.is_asked());
        world.decide(Decision::Agrees);
        world.block(0);
        world.run_for(20_000);
    }
    assert!(matches!(stage(&world), Some(StageView::Done { .. })));
    let payer = world.chains[0].head().payer;
    assert!(payer.count == 2 && payer.has_paid());
}

/// The page is loaded again while they wait, and asks the wallet for them by their name, or by the wallet's.
#[test]
fn calls_as_one_are_signed_once_and_followed_by_the_next_page() {
    for names_itself in [false, true] {
        let world = with_wallet().carries_out("supported", names_itself);
        let mut world = paying(world);
        reviews_and_signs(&mut world);
        assert!(world.is_asked());
        world.decide(Decision::AgreesHidden);
        world.run_for(10_000);
        world.load();
        world.run_for(10_000);
        world.block(0);
        world.run_for(20_000);
        assert!(matches!(stage(&world), Some(StageView::Done { .. })));
        let payer = world.chains[0].head().payer;
        assert!(payer.count == 1 && payer.has_paid());
        let asked = "calls asked for by another page";
        assert!(world.seen.0.contains_key(asked) && !world.seen.0.contains_key("asked to send"));
    }
}

#[test]
fn where_nothing_is_kept_nothing_is_signed_and_that_is_said() {
    for takes in [Takes::Nothing, Takes::UpTo(300)] {
        let mut world = paying(with_wallet());
        world.store_takes(takes, HOUR);
        reviews_and_signs(&mut world);
        let failure = match stage(&world) {
            Some(StageView::Failed { failure, .. }) => Some(failure),
            _ => None,
        };
        assert_eq!(failure, Some(FlowFailure::NotStored));
        assert!(!world.is_asked());
        world.run_for(2 * HOUR);
        reviews_and_signs(&mut world);
        assert!(world.is_asked());
    }
}

/// What waits at a relay is known to nobody but the wallet, once the browser was cleared; also after a question
/// that was declined.
#[test]
fn what_nobody_remembers_is_said_not_to_be_known_until_its_number_is_taken() {
    let world = with_wallet().carries_out("ready", false);
    let mut world = paying(world);
    world.chains[0].payments.relay_holds = true;
    reviews_and_signs(&mut world);
    world.decide(Decision::AgreesHidden);
    world.clear_store(false);
    world.load();
    world.run_for(1_000);
    world.connects();
    world.run_for(MINUTE);
    opens(&mut world);
    for _ in 0..2 {
        reviews_and_signs(&mut world);
        assert!(world.is_asked());
        world.decide(Decision::Declines);
        world.run_for(10_000);
        world.feed(Event::User(UserAction::Review));
        world.run_for(10_000);
        let Some(StageView::Review(review)) = stage(&world) else {
            panic!("no review: {:?}", stage(&world))
        };
        assert_eq!(review.manners.earlier, Earlier::Unknown);
        world.feed(Event::User(UserAction::BackToChoice));
    }
}
