//! Wallets as they are: what they say is a hint, and what ends with them is what they can sign.

use alloy::primitives::U256;
use margin_call::alert::{DataState, Level};
use margin_call::chain::LOCAL;
use margin_call::engine::view::{Attention, NoTopUp};
use margin_call::engine::{Event, UserAction};
use margin_call::top_up::{FlowFailure, StageView};

use super::super::laws::{positions, session, worst};
use super::super::scene::{BORROWER, SAVER};
use super::super::wallet::Manners;
use super::{
    ADD_ETHER, connected, ether_at, failure, in_need, review, sign, stage, until_done, until_review,
};
use crate::world::{Weather, World};

fn locked(world: &World) -> bool {
    session(&world.view).is_some_and(|session| session.locked)
}

fn state(world: &World) -> DataState {
    worst(&world.view).expect("a chain").data.state
}

#[test]
fn a_wallet_that_is_locked_is_watched_on_and_called() {
    let mut world = connected();
    world.share(|wallet| wallet.shares = false);
    world.run(30);
    assert!(locked(&world));
    assert_eq!(state(&world), DataState::Fresh);
    assert_eq!(positions(&world.view)[0].can_top_up, Err(NoTopUp::Locked));
    ether_at(&mut world, 2_000);
    world.run(30);
    assert_eq!(world.notifications.len(), 1);
    // Unlocked in the wallet: by its word, or without one.
    world.share(|wallet| wallet.shares = true);
    world.run(5);
    assert_eq!(positions(&world.view)[0].can_top_up, Ok(()));
    world.share(|wallet| wallet.shares = false);
    world.run(5);
    world.wallet.as_mut().expect("a wallet").shares = true;
    world.run(40);
    assert!(!locked(&world));
}

#[test]
fn a_click_asks_a_locked_wallet_to_open() {
    let mut world = connected();
    world.share(|wallet| wallet.shares = false);
    world.run(5);
    world.manners(Manners::Rejects);
    world.click(UserAction::Unlock);
    world.run(20);
    assert!(locked(&world));
    world.manners(Manners::Consents);
    world.click(UserAction::Unlock);
    world.run(20);
    assert!(!locked(&world));
}

#[test]
fn a_wallet_that_is_locked_when_the_page_is_loaded_is_watched_through_all_the_same() {
    let mut world = connected();
    ether_at(&mut world, 2_000);
    world.run(30);
    let told = world.notifications.len();
    world.wallet.as_mut().expect("a wallet").shares = false;
    world.load();
    world.run(60);
    assert!(locked(&world));
    assert_eq!(state(&world), DataState::Fresh);
    let session = session(&world.view).expect("a session");
    assert_eq!(session.account(), Some(BORROWER));
    assert!(matches!(
        world.view.attention,
        Attention::Level { level, .. } if level >= Level::Call
    ));
    // What was told before the reload is not told again at once.
    assert_eq!(world.notifications.len(), told);
    world.share(|wallet| wallet.shares = true);
    world.run(10);
    assert_eq!(positions(&world.view)[0].can_top_up, Ok(()));
}

#[test]
fn a_wallet_that_opens_with_another_account_leads_there() {
    let mut world = connected();
    world.share(|wallet| wallet.shares = false);
    world.run(5);
    world.share(|wallet| {
        wallet.shares = true;
        wallet.accounts = vec![SAVER, BORROWER];
    });
    world.run(30);
    let session = session(&world.view).expect("a session");
    assert_eq!((session.account(), session.locked), (Some(SAVER), false));
}

#[test]
fn a_review_is_void_when_the_wallet_is_locked_and_what_was_sent_goes_on() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    world.share(|wallet| wallet.shares = false);
    world.run(5);
    assert_eq!(failure(&world.view), Some(&FlowFailure::Disconnected));

    let mut world = in_need(ADD_ETHER);
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 0, U256::MAX));
    world.run(10);
    review(&mut world);
    sign(&mut world);
    world.share(|wallet| wallet.shares = false);
    until_done(&mut world);
}

#[test]
fn a_wallet_that_says_that_it_lost_its_connection_is_asked_whether_it_did() {
    let mut world = connected();
    for _ in 0..5 {
        world.feed(Event::WalletHinted);
        world.run(3);
    }
    assert_eq!(state(&world), DataState::Fresh);
    // It did, for a while: nothing is known then, and everything after.
    world.weather = Weather::Down;
    world.feed(Event::WalletHinted);
    world.run(120);
    assert_eq!(world.view.attention, Attention::NotWatching);
    world.weather = Weather::Fair;
    world.feed(Event::WalletHinted);
    world.run(5);
    assert_eq!(state(&world), DataState::Fresh);
}

#[test]
fn a_wallet_that_goes_to_another_chain_without_a_word_is_found_out() {
    let mut world = connected();
    world.wallet.as_mut().expect("a wallet").chain = 1;
    world.run(60);
    let chain = session(&world.view).and_then(|session| session.wallet_chain.clone());
    assert_eq!(chain.map(|chain| chain.id.0), Some(1));
    // And back, with a click on "read again".
    world.wallet.as_mut().expect("a wallet").chain = 0;
    world.click(UserAction::Refresh);
    world.run(30);
    let here = session(&world.view).and_then(|session| session.data(LOCAL));
    assert_eq!(here.map(|data| data.state), Some(DataState::Fresh));
}

#[test]
fn the_next_step_of_a_top_up_waits_for_an_unlocked_wallet() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    world.share(|wallet| wallet.shares = false);
    world.run(5);
    world.click(UserAction::Sign);
    world.run(20);
    assert_eq!(world.chains[0].log.len(), 1);
    world.share(|wallet| wallet.shares = true);
    world.run(5);
    review(&mut world);
    // Interest may have outgrown the permission: then that is asked for once more.
    while matches!(stage(&world.view), Some(StageView::Review(_))) {
        sign(&mut world);
        world.run(20);
    }
    until_done(&mut world);
}
