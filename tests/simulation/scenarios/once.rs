//! A sum is paid once, whatever becomes of the answer, the page, the tab and the store.

use alloy::primitives::U256;
use margin_call::engine::view::WalletId;
use margin_call::engine::{Config, Event, UserAction};
use margin_call::top_up::{Doubt, FlowFailure, Slot, StageView};

use super::super::chain::{Inclusion, address, bytes};
use super::super::laws::{positions, session};
use super::super::random::Random;
use super::super::scene::{BORROWER, LOCAL};
use super::super::wallet::Manners;
use super::{
    ADD_ETHER, doubt, failure, health_on_chain, in_need, key, review, sign, stage, until_done,
    until_done_late, until_doubtful, until_failed, until_review,
};
use crate::world::{Weather, World};

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

/// The wallet was asked, and has answered nothing for a while.
fn left_open() -> World {
    let mut world = second_step();
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.until("the wallet", |view| {
        matches!(stage(view), Some(StageView::Signing(_)))
    });
    world.run(20);
    world
}

/// A person says that it was cancelled in the wallet, and has done so.
fn cancelled_by_word(world: &mut World) {
    world.cancel_in_wallet(false);
    world.manners(Manners::Consents);
    world.click(UserAction::SayCancelled);
    world.until("the choice", |view| {
        stage(view) == Some(&StageView::Choosing)
    });
}

fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

/// Whether the record in the store is of a transaction whose end is not known.
fn is_under_way(world: &World) -> bool {
    let text = world.records.get(&SLOT);
    text.is_some_and(|text| text.contains("\"ended_in\":null"))
}

/// Another tab writes, and this one hears of it.
fn other_tab_writes(world: &mut World, text: Option<String>) {
    match &text {
        Some(text) => drop(world.records.insert(SLOT, text.clone())),
        None => drop(world.records.remove(&SLOT)),
    }
    let held = Ok(text);
    world.feed(Event::RecordIs { slot: SLOT, held });
}

/// The record that another tab would write of the step that is reviewed.
fn theirs() -> String {
    let mut world = second_step();
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.until("the wallet", |view| {
        matches!(stage(view), Some(StageView::Signing(_)))
    });
    as_theirs(&world.records[&SLOT])
}

/// A record as one that another widget wrote.
fn as_theirs(record: &str) -> String {
    let theirs = record.replace("\"written_by\":0", "\"written_by\":7");
    assert_ne!(theirs, record);
    theirs
}

/// A record whose end another tab found out.
fn ended_in(record: &str, block: u64, at: u64) -> String {
    let ended = record.replace("\"ended_in\":null", &format!("\"ended_in\":{block}"));
    let ended = ended.replace("\"ended_at_ms\":null", &format!("\"ended_at_ms\":{at}"));
    assert_ne!(ended, record);
    ended
}

/// Into the store, and not yet to the wallet.
fn claiming(world: &mut World) {
    world.click(UserAction::Sign);
    let end = world.now + 20_000;
    while !is_under_way(world) {
        assert!(world.step(end));
    }
    let held = Ok(Some(world.records[&SLOT].clone()));
    world.feed(Event::RecordIs { slot: SLOT, held });
    assert!(matches!(stage(&world.view), Some(StageView::Rechecking(_))));
}

/// What the market may take already, so that one step is all.
fn allowed() -> World {
    let mut world = in_need(ADD_ETHER);
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 0, U256::MAX));
    world.run(10);
    review(&mut world);
    world
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
    assert!(!is_under_way(&world));
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

#[test]
fn a_question_that_is_still_open_after_a_reload_may_be_agreed_to() {
    let mut world = left_open();
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
    cancelled_by_word(&mut world);
    assert!(!is_under_way(&world));
    finish(&mut world);
    assert!(sent(&world) <= 3);
}

/// What is left is reviewed and signed: the permission too, where interest has outgrown it.
#[track_caller]
fn finish(world: &mut World) {
    world.until("a position", |view| !positions(view).is_empty());
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
    assert!(is_under_way(&world));
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
    assert!(!is_under_way(&world));
    assert!(health_on_chain(&world) < 1_500);
}

#[test]
fn words_that_leave_the_outcome_open_are_looked_up() {
    for manners in [
        Manners::DoesAndSays("nonce too low"),
        Manners::DoesAndSays("replacement transaction underpriced"),
        Manners::DoesAndSays("already known"),
        Manners::DoesAndWraps("AlreadyKnown"),
        // Without any that are clear.
        Manners::DoesAndFails(-32003),
    ] {
        let mut world = second_step();
        world.includes = Inclusion::None;
        world.manners(manners);
        sign(&mut world);
        until_doubtful(&mut world, Doubt::SomethingWaits);
        offers_nothing(&mut world);
        world.includes = Inclusion::All;
        until_done_late(&mut world);
        assert_eq!(sent(&world), 2, "{manners:?}");
    }
}

/// It is signed anew, and nobody remembers that it was before.
#[track_caller]
fn signed_anew(world: &mut World) {
    world.lose_track();
    world.manners(Manners::Consents);
    if stage(&world.view).is_none() {
        super::connect(world);
        world.until("a position", |view| !positions(view).is_empty());
        super::open(world, ADD_ETHER);
    }
    let already = sent(world);
    review(world);
    sign(world);
    assert_eq!(sent(world), already + 1);
}

/// What the target takes is there once.
#[track_caller]
fn is_paid_once(world: &World) {
    let health = health_on_chain(world);
    assert!((1_499..1_510).contains(&health), "{health}");
}

#[test]
fn what_a_relay_holds_and_nobody_remembers_is_not_mined_beside_what_is_signed_anew() {
    for relay_is_first in [true, false] {
        let mut world = allowed();
        world.chains[0].is_private = true;
        world.chains[0].relay_includes = false;
        sign(&mut world);
        world.forget_all();
        world.load();
        world.chains[0].is_private = relay_is_first;
        world.run(5);
        signed_anew(&mut world);
        world.chains[0].relay_includes = relay_is_first;
        world.run(30);
        world.chains[0].relay_includes = true;
        world.run(30);
        assert_eq!(sent(&world), 2);
        is_paid_once(&world);
    }
}

#[test]
fn a_question_that_nobody_remembers_cannot_be_agreed_to_beside_what_is_signed_anew() {
    let mut world = allowed();
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.run(20);
    world.forget_all();
    world.load();
    world.run(5);
    signed_anew(&mut world);
    until_done(&mut world);
    world.agree_late();
    world.run(60);
    is_paid_once(&world);
}

#[test]
fn a_word_that_was_not_true_pays_nothing_twice() {
    let mut world = allowed();
    world.chains[0].is_private = true;
    world.chains[0].relay_includes = false;
    world.manners(Manners::DoesAndBreaksOff);
    sign(&mut world);
    until_doubtful(&mut world, Doubt::Unseen);
    world.click(UserAction::SayCancelled);
    world.run(20);
    assert_eq!(stage(&world.view), Some(&StageView::Choosing));
    signed_anew(&mut world);
    world.chains[0].relay_includes = true;
    world.run(60);
    is_paid_once(&world);
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
    let theirs = theirs();
    // It comes between the review and the click, and again without a word from the store.
    for is_told in [true, false] {
        let mut world = second_step();
        if is_told {
            other_tab_writes(&mut world, Some(theirs.clone()));
        } else {
            world.records.insert(SLOT, theirs.clone());
        }
        world.click(UserAction::Sign);
        world.run(20);
        assert_eq!(doubt(&world.view), Some(Doubt::Unseen));
        assert_eq!((sent(&world), &world.records[&SLOT]), (1, &theirs));
        offers_nothing(&mut world);
        // The other tab says that it has ended: here the way is free again.
        let head = world.chains[0].head().number;
        let ended = ended_in(&theirs, head, world.now);
        other_tab_writes(&mut world, Some(ended));
        world.run(20);
        finish(&mut world);
    }
}

#[test]
fn a_claim_whose_record_is_taken_away_or_written_over_asks_nothing() {
    let mut world = second_step();
    claiming(&mut world);
    let ours = world.records[&SLOT].clone();
    let ended = ended_in(&ours, 1, world.now);
    for other in [Some(as_theirs(&ours)), Some(ended), None] {
        let mut world = second_step();
        claiming(&mut world);
        other_tab_writes(&mut world, other);
        world.run(60);
        let signed = world.wallet.as_ref().expect("a wallet").signed;
        assert_eq!((signed, sent(&world)), (1, 1));
        assert!(!matches!(
            stage(&world.view),
            Some(StageView::Rechecking(_))
        ));
    }
}

#[test]
fn nothing_between_the_record_and_the_wallet_holds_the_top_up_for_ever() {
    let offline = Event::OnlineChanged { online: false };
    for between in [offline, Event::User(UserAction::BackToChoice)] {
        let mut world = second_step();
        claiming(&mut world);
        world.feed(between);
        world.run(600);
        assert!(!matches!(
            stage(&world.view),
            Some(StageView::Rechecking(_))
        ));
    }
}

#[test]
fn a_browser_that_is_cleared_resolves_nothing() {
    for told in ["by a click", "by another tab", "by nobody"] {
        let mut world = second_step();
        world.chains[0].is_private = true;
        world.chains[0].relay_includes = false;
        sign(&mut world);
        world.run(if told == "by another tab" { 10 } else { 200 });
        world.records.clear();
        match told {
            "by a click" => world.click(UserAction::LookAgain),
            "by another tab" => other_tab_writes(&mut world, None),
            // Whoever does it in the very tab.
            _ => {}
        }
        world.run(20);
        assert!(is_under_way(&world), "it is written down again, {told}");
        world.click(UserAction::Review);
        world.run(200);
        offers_nothing(&mut world);
        world.chains[0].relay_includes = true;
        until_done_late(&mut world);
        assert_eq!(sent(&world), 2);
    }
}

#[test]
fn a_word_that_came_too_early_ends_nothing_once_there_is_a_hash() {
    let theirs = theirs();
    let mut world = second_step();
    other_tab_writes(&mut world, Some(theirs.clone()));
    until_doubtful(&mut world, Doubt::Unseen);
    world.click(UserAction::SayCancelled);
    world.run(20);
    assert!(!is_under_way(&world));
    // The person agreed after all, in the other tab's wallet: it knows the hash.
    world.chains[0].is_private = true;
    world.chains[0].relay_includes = false;
    let record: serde_json::Value = serde_json::from_str(&theirs).expect("a record");
    let (to, data) = (address(&record["to"]), bytes(&record["data"]));
    let hash = world.chains[0].send(BORROWER, to, data);
    let known = theirs.replace("\"hashes\":[]", &format!("\"hashes\":[\"{hash}\"]"));
    other_tab_writes(&mut world, Some(known.clone()));
    world.run(20);
    assert_eq!(world.records[&SLOT], known);
    assert!(matches!(stage(&world.view), Some(StageView::Pending(_))));
}

#[test]
fn what_was_mined_is_not_paid_again_by_a_node_that_is_behind() {
    // The page is loaded again before it has read the position anew.
    let mut world = allowed();
    world.click(UserAction::Sign);
    let end = world.now + 60_000;
    while is_under_way(&world) || sent(&world) == 0 {
        assert!(world.step(end));
    }
    world.weather = Weather::Behind(3);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    super::open(&mut world, ADD_ETHER);
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| *failure == FlowFailure::Behind);
    assert_eq!(sent(&world), 1);
}

#[test]
fn what_another_tab_saw_mined_frees_nothing_before_its_block_is_read() {
    let mut world = allowed();
    world.includes = Inclusion::None;
    world.chains[0].is_private = true;
    world.chains[0].relay_includes = false;
    sign(&mut world);
    world.run(6);
    world.weather = Weather::Behind(3);
    world.chains[0].relay_includes = true;
    world.run(6);
    let head = world.chains[0].head().number;
    let ended = ended_in(&world.records[&SLOT].clone(), head, world.now);
    other_tab_writes(&mut world, Some(ended));
    world.run(3);
    world.click(UserAction::Review);
    world.run(3);
    world.click(UserAction::Sign);
    world.run(30);
    assert_eq!(sent(&world), 1);
}

#[test]
fn a_question_that_the_wallet_lost_is_looked_up_too() {
    let mut world = left_open();
    // Agreed to, and the answer never came.
    world.agree_late();
    until_done_late(&mut world);
    assert_eq!(sent(&world), 2);
}

#[test]
fn a_question_that_the_wallet_lost_can_be_ended_by_a_persons_word() {
    let mut world = second_step();
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.run(400);
    until_doubtful(&mut world, Doubt::Unseen);
    cancelled_by_word(&mut world);
    finish(&mut world);
}

#[test]
fn a_connection_that_was_lost_says_nothing_of_what_was_sent() {
    for code in [4900, 4901, -32603] {
        let mut world = second_step();
        world.chains[0].is_private = true;
        world.chains[0].relay_includes = false;
        world.manners(Manners::DoesAndFails(code));
        sign(&mut world);
        until_doubtful(&mut world, Doubt::Unseen);
        assert!(is_under_way(&world), "{code}");
    }
}

#[test]
fn a_word_is_not_believed_on_a_question_that_was_not_answered() {
    for seed in 0..20 {
        let mut world = second_step();
        world.includes = Inclusion::None;
        world.manners(Manners::DoesAndBreaksOff);
        sign(&mut world);
        until_doubtful(&mut world, Doubt::SomethingWaits);
        world.random = Random::new(seed);
        world.weather = Weather::Flaky;
        world.click(UserAction::SayCancelled);
        world.run(120);
        assert!(is_under_way(&world), "seed {seed}");
    }
}

/// A host page with an endpoint of its own that sees nothing of what waits, and a way chosen.
fn beside_an_endpoint(is_blind: bool) -> World {
    let config = Config {
        rpc_urls: vec!["rpc".into()],
        ..super::local()
    };
    let mut world = World::new(7, &[LOCAL, 1], config);
    world.blind = is_blind;
    world.load();
    world.run(1);
    super::connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    super::ether_at(&mut world, 2_000);
    world.run(10);
    super::open(&mut world, ADD_ETHER);
    world
}

#[test]
fn what_the_wallets_own_node_still_has_is_not_cancelled_by_a_word() {
    let mut world = beside_an_endpoint(true);
    review(&mut world);
    world.includes = Inclusion::None;
    world.manners(Manners::DoesAndBreaksOff);
    sign(&mut world);
    until_doubtful(&mut world, Doubt::SomethingWaits);
    world.click(UserAction::SayCancelled);
    world.run(30);
    assert_eq!(doubt(&world.view), Some(Doubt::SomethingWaits));
    offers_nothing(&mut world);
}

#[test]
fn what_waits_in_the_wallets_own_node_alone_has_nothing_put_behind_it() {
    let mut world = beside_an_endpoint(true);
    world.includes = Inclusion::None;
    world.chains[0].send(BORROWER, BORROWER, Default::default());
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| *failure == FlowFailure::OtherWaits);
}

#[test]
fn an_endpoint_of_another_chain_confirms_no_word() {
    let mut world = beside_an_endpoint(false);
    review(&mut world);
    world.includes = Inclusion::None;
    world.manners(Manners::DoesAndBreaksOff);
    sign(&mut world);
    until_doubtful(&mut world, Doubt::SomethingWaits);
    world.served = 1;
    world.load();
    world.run(30);
    world.click(UserAction::SayCancelled);
    world.run(60);
    assert!(is_under_way(&world));
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
    assert!(!is_under_way(&world));
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
    let wallet = |world: &World| session(&world.view).and_then(|one| one.wallet.clone());
    assert_eq!(wallet(&world), None);
    super::connect(&mut world);
    world.run(30);
    assert!(wallet(&world).is_some());
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
