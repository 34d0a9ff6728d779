//! A sum is paid once, whatever becomes of the answer, the page, the tab and the store.

use margin_call::engine::view::WalletId;
use margin_call::engine::{Event, UserAction};
use margin_call::top_up::{Doubt, FlowFailure, Slot, StageView};

use super::super::chain::Inclusion;
use super::super::laws::{positions, session};
use super::super::scene::{BORROWER, LOCAL};
use super::super::wallet::Manners;
use super::{
    ADD_ETHER, doubt, failure, health_on_chain, in_need, key, review, sign, stage, until_done,
    until_doubtful, until_failed, until_review,
};
use crate::world::World;

const SLOT: Slot = Slot {
    chain: margin_call::chain::ChainId(LOCAL),
    account: BORROWER,
};

/// The permission is given; the supply itself is reviewed.
fn second_step() -> World {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    world
}

fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

/// Nothing but a look, or a word, leads on from here.
#[track_caller]
fn offers_nothing(world: &mut World) {
    world.until("a position", |view| !positions(view).is_empty());
    let before = (sent(world), doubt(&world.view));
    let key = key(world);
    for click in [
        UserAction::Review,
        UserAction::BackToChoice,
        UserAction::Sign,
        UserAction::CloseTopUp,
        UserAction::OpenTopUp(key),
        UserAction::LookAgain,
    ] {
        world.click(click);
        world.run(10);
    }
    assert_eq!((sent(world), doubt(&world.view)), before);
}

#[test]
fn a_wallet_that_sends_and_breaks_off_is_found_by_its_number() {
    let mut world = second_step();
    world.includes = Inclusion::None;
    world.manners(Manners::DoesAndBreaksOff);
    sign(&mut world);
    until_doubtful(&mut world, Doubt::SomethingWaits);
    offers_nothing(&mut world);
    world.load();
    until_doubtful(&mut world, Doubt::SomethingWaits);
    offers_nothing(&mut world);
    world.includes = Inclusion::All;
    until_done_late(&mut world);
    assert_eq!(sent(&world), 2);
    assert!(world.records.is_empty());
}

#[test]
fn a_private_relay_is_not_called_dropped() {
    let mut world = second_step();
    world.chains[0].is_private = true;
    world.chains[0].relay_includes = false;
    sign(&mut world);
    assert!(matches!(stage(&world.view), Some(StageView::Pending(_))));
    until_doubtful(&mut world, Doubt::Unseen);
    world.run(3_600);
    offers_nothing(&mut world);
    world.chains[0].relay_includes = true;
    until_done_late(&mut world);
    assert_eq!(sent(&world), 2);
}

/// Mined later than was likely: interest may have taken the last digits of the target.
fn until_done_late(world: &mut World) {
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
    assert!(health_on_chain(world) >= 1_499);
}

#[test]
fn a_question_that_is_still_open_after_a_reload_may_be_agreed_to() {
    let mut world = second_step();
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.until("the wallet", |view| {
        matches!(stage(view), Some(StageView::Signing(_)))
    });
    world.run(20);
    world.load();
    until_doubtful(&mut world, Doubt::Unseen);
    offers_nothing(&mut world);
    world.agree_late();
    until_done_late(&mut world);
    assert_eq!(sent(&world), 2);
}

#[test]
fn only_a_persons_word_ends_what_nobody_sees() {
    let mut world = second_step();
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.run(20);
    world.load();
    until_doubtful(&mut world, Doubt::Unseen);
    world.cancel_in_wallet(false);
    world.manners(Manners::Consents);
    world.click(UserAction::SayCancelled);
    world.until("the choice", |view| {
        stage(view) == Some(&StageView::Choosing)
    });
    assert!(world.records.is_empty());
    finish(&mut world);
    assert!(sent(&world) <= 3);
}

/// What is left is reviewed and signed: the permission too, where interest has outgrown it.
#[track_caller]
fn finish(world: &mut World) {
    review(world);
    let Some(StageView::Review(reviewed)) = stage(&world.view) else {
        panic!("a review");
    };
    for left in (0..reviewed.steps.len()).rev() {
        sign(world);
        if left > 0 {
            until_review(world);
        }
    }
    until_done(world);
}

#[test]
fn a_word_that_the_network_contradicts_is_not_believed() {
    let mut world = second_step();
    world.includes = Inclusion::None;
    world.manners(Manners::DoesAndBreaksOff);
    sign(&mut world);
    until_doubtful(&mut world, Doubt::SomethingWaits);
    world.click(UserAction::SayCancelled);
    world.run(30);
    assert_eq!(doubt(&world.view), Some(Doubt::SomethingWaits));
    assert!(!world.records.is_empty());
}

#[test]
fn what_was_speeded_up_in_the_wallet_is_found_under_its_new_hash() {
    let mut world = second_step();
    world.includes = Inclusion::None;
    sign(&mut world);
    world.run(10);
    world.chains[0].speed_up(BORROWER);
    world.run(10);
    world.includes = Inclusion::All;
    until_done(&mut world);
    assert_eq!(sent(&world), 2);
}

#[test]
fn what_was_cancelled_in_the_wallet_ends_when_its_number_is_taken() {
    let mut world = second_step();
    world.includes = Inclusion::None;
    sign(&mut world);
    // Long enough for a node to have named its number.
    world.run(10);
    world.cancel_in_wallet(true);
    world.includes = Inclusion::All;
    until_failed(&mut world, |failure| *failure == FlowFailure::Replaced);
    assert!(world.records.is_empty());
    assert!(health_on_chain(&world) < 1_500);
}

#[test]
fn words_that_leave_the_outcome_open_are_looked_up() {
    for words in [
        "nonce too low",
        "replacement transaction underpriced",
        "already known",
    ] {
        let mut world = second_step();
        world.includes = Inclusion::None;
        world.manners(Manners::DoesAndSays(words));
        sign(&mut world);
        until_doubtful(&mut world, Doubt::SomethingWaits);
        offers_nothing(&mut world);
        world.includes = Inclusion::All;
        until_done_late(&mut world);
        assert_eq!(sent(&world), 2, "{words}");
    }
}

#[test]
fn without_a_store_nothing_is_sent() {
    let mut world = second_step();
    world.storage_works = false;
    sign(&mut world);
    assert_eq!(failure(&world.view), Some(&FlowFailure::NotStored));
    assert_eq!(sent(&world), 1);
}

#[test]
fn what_another_tab_has_written_down_is_not_asked_for_again() {
    // The other tab's record of the same step, as it would write it.
    let theirs = {
        let mut world = second_step();
        world.manners(Manners::Ignores);
        world.click(UserAction::Sign);
        world.until("the wallet", |view| {
            matches!(stage(view), Some(StageView::Signing(_)))
        });
        // Another widget has another number.
        let ours = world.records[&SLOT].clone();
        let theirs = ours.replace("\"written_by\":0", "\"written_by\":7");
        assert_ne!(ours, theirs);
        theirs
    };
    // It comes between the review and the click, and again without a word from the store.
    for is_told in [true, false] {
        let mut world = second_step();
        world.records.insert(SLOT, theirs.clone());
        if is_told {
            let held = Ok(Some(theirs.clone()));
            world.feed(Event::RecordIs { slot: SLOT, held });
        }
        world.click(UserAction::Sign);
        world.run(20);
        assert_eq!(
            doubt(&world.view),
            Some(Doubt::Unseen),
            "{:?}",
            stage(&world.view)
        );
        assert_eq!((sent(&world), &world.records[&SLOT]), (1, &theirs));
        offers_nothing(&mut world);
        // The other tab resolves it: here the way is free again.
        world.records.clear();
        let held = Ok(None);
        world.feed(Event::RecordIs { slot: SLOT, held });
        world.run(20);
        finish(&mut world);
    }
}

#[test]
fn a_record_of_another_version_blocks_until_a_person_says_so() {
    let mut world = in_need(ADD_ETHER);
    world.records.insert(SLOT, "{\"version\":99}".into());
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    let key = key(&world);
    world.click(UserAction::OpenTopUp(key));
    world.run(5);
    assert_eq!(doubt(&world.view), Some(Doubt::Unreadable));
    offers_nothing(&mut world);
    world.click(UserAction::SayCancelled);
    world.run(5);
    assert!(world.records.is_empty());
    assert_eq!(stage(&world.view), Some(&StageView::Choosing));
}

#[test]
fn while_another_transaction_of_the_account_waits_nothing_is_put_behind_it() {
    let mut world = in_need(ADD_ETHER);
    world.includes = Inclusion::None;
    world.chains[0].send(BORROWER, BORROWER, Default::default());
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| *failure == FlowFailure::OtherWaits);
}

#[test]
fn a_wallet_that_comes_back_with_another_account_is_not_connected_without_a_click() {
    let mut world = in_need(ADD_ETHER);
    world.wallet.as_mut().expect("a wallet").accounts.swap(0, 1);
    world.load();
    world.run(30);
    assert!(session(&world.view).is_none());
    super::connect(&mut world);
    world.run(30);
    assert!(session(&world.view).is_some());
}

#[test]
fn a_wallet_that_calls_itself_the_hosts_is_not_connected_without_a_click() {
    let mut world = super::opened();
    let wallet = world.wallet.as_mut().expect("a wallet");
    wallet.info.id = WalletId::Announced("host".into());
    wallet.info.rdns = Some("host".into());
    wallet.shares = true;
    world.load();
    world.run(30);
    assert!(session(&world.view).is_none());
}
