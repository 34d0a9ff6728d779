//! What becomes of a transaction, whatever happens to the page, the wallet and the chain.

use alloy::primitives::U256;
use margin_call::chain::transactions::Difference;
use margin_call::engine::UserAction;
use margin_call::engine::view::{LogEntry, LogKind};
use margin_call::top_up::{FlowFailure, StageView, StepStatus, StepView};

use super::super::chain::Inclusion;
use super::super::scene::{BORROWER, SAVER};
use super::super::wallet::Manners;
use super::{
    ADD_ETHER, health_on_chain, in_need, review, sign, stage, until_done, until_done_late,
    until_failed, until_review,
};
use crate::world::World;

/// The supply itself was signed and waits for a block.
fn pending() -> World {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    world.includes = Inclusion::None;
    sign(&mut world);
    assert!(matches!(stage(&world.view), Some(StageView::Pending(_))));
    world
}

#[test]
fn a_reload_while_a_transaction_is_pending_ends_in_done() {
    let mut world = pending();
    world.load();
    world.until("the pending transaction", |view| {
        matches!(stage(view), Some(StageView::Pending(_)))
    });
    world.includes = Inclusion::All;
    until_done(&mut world);
    assert_eq!(world.chains[0].log.len(), 2);
    let topped_up = |entry: &LogEntry| matches!(entry.what, LogKind::ToppedUp { .. });
    assert!(world.view.log.iter().any(topped_up));
}

#[test]
fn a_transaction_that_reverts_says_that_the_fee_was_spent() {
    let mut world = pending();
    world.chains[0].set_without_transactions(|markets| {
        let borrower = markets[0]
            .accounts
            .get_mut(&BORROWER)
            .expect("the borrower");
        borrower[0].wallet = U256::ZERO;
    });
    world.includes = Inclusion::All;
    until_failed(&mut world, |failure| {
        matches!(failure, FlowFailure::Reverted { .. })
    });
    assert!(health_on_chain(&world) < 1_500);
}

#[test]
fn a_permission_that_was_raised_in_the_wallet_is_told_of_and_not_built_upon() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    world.manners(Manners::Raises);
    sign(&mut world);
    until_failed(&mut world, |failure| {
        let data = Difference::Data;
        matches!(failure, FlowFailure::NotWhatWasAsked { difference, .. } if *difference == data)
    });
    world.run(60);
    assert_eq!(world.chains[0].log.len(), 1);
}

#[test]
fn the_receipt_of_another_transaction_ends_nothing() {
    let mut world = pending();
    world.chains[0].mixes_receipts = true;
    world.run(60);
    assert!(matches!(stage(&world.view), Some(StageView::Pending(_))));
    world.chains[0].mixes_receipts = false;
    world.includes = Inclusion::All;
    until_done_late(&mut world);
}

#[test]
fn what_is_not_named_by_its_hash_is_found_in_its_block() {
    let mut world = pending();
    world.chains[0].names_none = true;
    world.includes = Inclusion::All;
    until_done_late(&mut world);
    let Some(StageView::Done { steps, .. }) = stage(&world.view) else {
        panic!("done");
    };
    let confirmed = |step: &StepView| matches!(step.status, StepStatus::Confirmed { .. });
    assert!(steps.iter().all(confirmed));
}

#[test]
fn what_was_mined_and_is_never_named_ends_as_that_and_the_position_says_the_rest() {
    let mut world = pending();
    world.chains[0].names_none = true;
    world.chains[0].lists_none = true;
    world.includes = Inclusion::All;
    until_done_late(&mut world);
    let Some(StageView::Done { steps, .. }) = stage(&world.view) else {
        panic!("done");
    };
    let last = steps.last().expect("a step");
    assert!(matches!(last.status, StepStatus::Unnamed { .. }));
    assert_eq!(world.chains[0].log.len(), 2);
}

#[test]
fn what_failed_failed_whether_or_not_it_is_named() {
    let mut world = pending();
    world.chains[0].names_none = true;
    world.chains[0].lists_none = true;
    world.chains[0].set_without_transactions(|markets| {
        let accounts = &mut markets[0].accounts;
        accounts.get_mut(&BORROWER).expect("the borrower")[0].wallet = U256::ZERO;
    });
    world.includes = Inclusion::All;
    until_failed(&mut world, |failure| {
        matches!(failure, FlowFailure::Reverted { .. })
    });
}

#[test]
fn a_pending_transaction_is_found_again_when_its_account_comes_back() {
    let mut world = pending();
    world.share(|wallet| wallet.accounts = vec![SAVER, BORROWER]);
    // Long enough to be called dropped, if it were looked for in the wrong place.
    world.run(300);
    assert_eq!(world.view.top_up, None);
    world.share(|wallet| wallet.accounts = vec![BORROWER, SAVER]);
    world.until("the pending transaction", |view| {
        matches!(stage(view), Some(StageView::Pending(_)))
    });
    world.includes = Inclusion::All;
    until_done_late(&mut world);
}

#[test]
fn another_chain_does_not_make_a_pending_transaction_seem_dropped() {
    let mut world = pending();
    world.go_to_chain(1);
    world.run(300);
    world.go_to_chain(0);
    world.includes = Inclusion::All;
    until_done_late(&mut world);
}

#[test]
fn an_answer_that_comes_while_another_account_is_shown_is_kept() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    world.click(UserAction::Sign);
    world.until("the wallet", |view| {
        matches!(stage(view), Some(StageView::Signing(_)))
    });
    world.share(|wallet| wallet.accounts = vec![SAVER, BORROWER]);
    world.run(60);
    assert_eq!(world.chains[0].log.len(), 1);
    world.share(|wallet| wallet.accounts = vec![BORROWER, SAVER]);
    // The permission was given meanwhile: the flow goes on with what is left.
    until_review(&mut world);
}

#[test]
fn a_closed_panel_comes_back_when_its_transaction_has_ended() {
    let mut world = pending();
    world.click(UserAction::CloseTopUp);
    world.run(30);
    assert_eq!(world.view.top_up, None);
    world.includes = Inclusion::All;
    until_done(&mut world);
}

#[test]
fn a_confirmation_that_a_reorganisation_takes_back_is_read_again() {
    let mut world = pending();
    world.includes = Inclusion::All;
    until_done(&mut world);
    world.includes = Inclusion::None;
    world.reorganise(3);
    world.run(120);
    world.includes = Inclusion::All;
    world.run(60);
    assert!(health_on_chain(&world) >= 1_499);
}

#[test]
fn a_call_after_a_finished_top_up_opens_a_new_one() {
    let mut world = pending();
    world.includes = Inclusion::All;
    until_done(&mut world);
    super::ether_at(&mut world, 1_500);
    world.run(30);
    let tag = world.notifications.last().expect("a call").tag.clone();
    world.feed(margin_call::engine::Event::NotificationClicked { tag });
    assert_eq!(stage(&world.view), Some(&StageView::Choosing));
}
