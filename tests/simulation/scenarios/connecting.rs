//! From an empty page to a position, and everything that can come between.

use margin_call::engine::view::{AgreementView, Body, ConnectProblem, ConnectionView};

use super::super::laws::{positions, session};
use super::super::wallet::Manners;
use super::{connect, connected, health_on_chain, opened};

#[test]
fn a_click_connects_and_the_position_is_read_with_the_chains_own_health() {
    let world = connected();
    let [position] = positions(&world.view) else {
        panic!("one position")
    };
    assert!(matches!(
        position.agreement,
        AgreementView::Matches { rules: "3.6" }
    ));
    assert_eq!(position.legs.len(), 4);
    assert_eq!(health_on_chain(&world), 1_583);
}

#[test]
fn a_rejection_in_the_wallet_is_told_and_can_be_tried_again() {
    let mut world = opened();
    world.manners(Manners::Rejects);
    connect(&mut world);
    world.until("the rejection", |view| {
        matches!(
            view.connection,
            ConnectionView::Choose {
                failed: Some(ConnectProblem::Rejected),
                ..
            }
        )
    });
    world.manners(Manners::Consents);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
}

#[test]
fn after_a_reload_the_wallet_is_there_again_without_a_question() {
    let mut world = connected();
    // Whoever asked the wallet now would wait for ever.
    world.manners(Manners::Ignores);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
}

#[test]
fn without_a_wallet_the_page_says_so() {
    let mut world = opened();
    world.wallet = None;
    world.storage = None;
    world.load();
    world.until("no wallet", |view| {
        matches!(
            view.connection,
            ConnectionView::NoWallet {
                can_watch: false,
                ..
            }
        )
    });
}

#[test]
fn on_a_chain_without_markets_the_page_offers_to_switch() {
    let mut world = connected();
    world.chains[1].id = 56;
    world.go_to_chain(1);
    world.until("the wrong chain", |view| {
        session(view).is_some_and(|session| matches!(session.body, Body::WrongChain { .. }))
    });
}
