//! Several steps in one signature, where the wallet carries them out as one.

use alloy::primitives::U256;
use margin_call::engine::UserAction;
use margin_call::engine::view::LogKind;
use margin_call::top_up::{
    Doubt, Earlier, FlowFailure, Manner, Manners as Ways, ReviewView, StageView, StepStatus,
};

use super::super::chain::{Bundles, Form, Inclusion};
use super::super::laws::positions;
use super::super::scene::BORROWER;
use super::super::wallet::{Manners, Wallet};
use super::{
    ADD_ETHER, REPAY_DOLLARS, connected, ether_at, health_on_chain, in_need, open, review, sign,
    stage, until_done, until_done_late, until_failed, until_review,
};
use crate::world::World;

/// A position in need, and a wallet that says this of several calls as one.
fn in_need_with(at_once: &'static str) -> World {
    let mut world = in_need(ADD_ETHER);
    if let Some(wallet) = &mut world.wallet {
        wallet.at_once = at_once;
    }
    // It is asked when a top-up is opened.
    world.click(UserAction::CloseTopUp);
    open(&mut world, ADD_ETHER);
    world
}

fn reviewed(at_once: &'static str) -> World {
    let mut world = in_need_with(at_once);
    review(&mut world);
    world
}

fn shown(world: &World) -> &ReviewView {
    match stage(&world.view) {
        Some(StageView::Review(review)) => review,
        other => panic!("no review: {other:?}"),
    }
}

fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

fn signatures(world: &World) -> usize {
    world.wallet.as_ref().map_or(0, |wallet| wallet.signed)
}

/// One after the other and nothing to choose, with this known of before.
fn each(earlier: Earlier) -> Ways {
    Ways {
        earlier,
        ..Ways::only(Manner::Each)
    }
}

/// There is no other way to sign it.
#[track_caller]
fn sign_one_after_the_other(world: &mut World, earlier: Earlier) {
    review(world);
    assert_eq!(shown(world).at_once, 1);
    assert_eq!(shown(world).manners, each(earlier));
    sign(world);
    until_review(world);
    sign(world);
    until_done(world);
}

#[track_caller]
fn is_done_in_one(world: &mut World) {
    until_done(world);
    assert_eq!((sent(world), signatures(world)), (1, 1));
    assert!(health_on_chain(world) >= 1_500);
    let head = world.chains[0].head();
    let left = head.state[0].holding(BORROWER, 0).allowance;
    assert_eq!(left, U256::ZERO, "the permission was exact");
    let Some(StageView::Done { steps, .. }) = stage(&world.view) else {
        panic!("done")
    };
    let confirmed = |status: &StepStatus| matches!(status, StepStatus::Confirmed { .. });
    assert!(steps.len() == 2 && steps.iter().all(|step| confirmed(&step.status)));
}

#[test]
fn a_permission_and_a_supply_take_one_signature_where_the_wallet_carries_them_out_as_one() {
    let mut world = in_need_with("supported");
    let options = world.view.top_up.as_ref().map(|top_up| &top_up.options);
    let offers = options.into_iter().flatten();
    let offers = offers.filter_map(|option| option.offer.as_ref().ok());
    assert!(offers.clone().count() > 0 && offers.clone().all(|offer| offer.signatures == 1));
    review(&mut world);
    let review = shown(&world);
    assert_eq!((review.steps.len(), review.at_once), (2, 2));
    sign(&mut world);
    is_done_in_one(&mut world);
    let log = world.view.log.iter();
    let sent = log.filter(|entry| matches!(entry.what, LogKind::Sent { .. }));
    assert_eq!(sent.count(), 1, "the journal has its transaction");
}

#[test]
fn an_account_is_changed_for_it_only_where_the_person_says_so() {
    let mut world = reviewed("ready");
    let manners = Ways {
        chosen: Manner::Each,
        others: vec![Manner::Together],
        changes_account: true,
        earlier: Earlier::Unknown,
    };
    assert_eq!(shown(&world).at_once, 1);
    assert_eq!(shown(&world).manners, manners);
    world.click(UserAction::SetManner(Manner::Together));
    assert_eq!(shown(&world).at_once, 2);
    sign(&mut world);
    is_done_in_one(&mut world);
}

#[test]
fn whoever_wants_it_signs_one_after_the_other() {
    let mut world = reviewed("supported");
    world.click(UserAction::SetManner(Manner::Each));
    sign(&mut world);
    until_review(&mut world);
    assert_eq!((shown(&world).at_once, shown(&world).current), (1, 1));
    sign(&mut world);
    until_done(&mut world);
    assert_eq!((sent(&world), signatures(&world)), (2, 2));
}

#[test]
fn a_wallet_that_refuses_them_as_one_is_asked_one_after_the_other() {
    for code in [5700, 5750, 5760, 4200, -32601] {
        let mut world = reviewed("supported");
        world.manners(Manners::Refuses(code));
        sign(&mut world);
        until_failed(&mut world, |failure| *failure == FlowFailure::NotAtOnce);
        assert_eq!(sent(&world), 0);
        world.manners(Manners::Consents);
        // Nothing is kept of what was asked for before that.
        sign_one_after_the_other(&mut world, Earlier::Unknown);
        assert_eq!(sent(&world), 2);
    }
}

#[test]
fn whoever_declines_is_asked_again_under_the_same_name() {
    let mut world = reviewed("supported");
    world.manners(Manners::Rejects);
    sign(&mut world);
    until_failed(&mut world, |failure| *failure == FlowFailure::Rejected);
    world.manners(Manners::Consents);
    review(&mut world);
    assert_eq!(shown(&world).at_once, 2);
    sign(&mut world);
    is_done_in_one(&mut world);
}

/// No more is known than before it was asked, in this page and in the next one.
#[test]
fn what_cannot_be_known_of_before_is_said_again_after_an_ask_that_was_declined() {
    for is_loaded_again in [false, true] {
        let mut world = reviewed("supported");
        assert_eq!(shown(&world).manners.earlier, Earlier::Unknown);
        world.manners(Manners::Rejects);
        sign(&mut world);
        until_failed(&mut world, |failure| *failure == FlowFailure::Rejected);
        if is_loaded_again {
            world.load();
            world.until("a position", |view| !positions(view).is_empty());
            open(&mut world, ADD_ETHER);
        }
        world.manners(Manners::Consents);
        review(&mut world);
        assert_eq!(shown(&world).manners.earlier, Earlier::Unknown);
        sign(&mut world);
        is_done_in_one(&mut world);
    }
}

#[test]
fn a_question_that_is_open_over_a_reload_is_followed_by_its_name() {
    let mut world = reviewed("supported");
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.run(20);
    world.load();
    world.run(20);
    assert!(matches!(
        stage(&world.view),
        Some(StageView::Unsettled { .. })
    ));
    world.includes = Inclusion::None;
    world.agree_late();
    world.run(20);
    let Some(StageView::Pending(review)) = stage(&world.view) else {
        panic!("on its way: {:?}", stage(&world.view))
    };
    let is_taken = |status: &StepStatus| *status == StepStatus::Taken;
    assert!(review.steps.iter().all(|step| is_taken(&step.status)));
    assert_eq!((review.steps.len(), review.at_once), (2, 2));
    world.includes = Inclusion::All;
    until_done_late(&mut world);
    assert_eq!(sent(&world), 1);
}

/// The browser is cleared, and it is reviewed once more, to be signed so.
fn reviewed_anew(world: &mut World, at_once: bool) {
    world.forget_all();
    world.load();
    world.run(5);
    world.manners(Manners::Consents);
    super::connect(world);
    world.until("a position", |view| !positions(view).is_empty());
    open(world, ADD_ETHER);
    world.click(UserAction::Review);
    world.run(5);
    if matches!(stage(&world.view), Some(StageView::Review(_))) {
        world.click(UserAction::SetManner(match at_once {
            true => Manner::Together,
            false => Manner::Each,
        }));
    }
}

#[test]
fn what_the_wallet_has_and_nobody_remembers_holds_back_what_is_signed_anew() {
    for at_once in [true, false] {
        let mut world = reviewed("supported");
        world.chains[0].is_private = true;
        world.chains[0].relay_includes = false;
        sign(&mut world);
        world.run(10);
        world.chains[0].is_private = false;
        reviewed_anew(&mut world, at_once);
        until_failed(&mut world, |failure| *failure == FlowFailure::OtherWaits);
        world.chains[0].relay_includes = true;
        world.run(30);
        assert_eq!((sent(&world), signatures(&world)), (1, 1));
        assert!(health_on_chain(&world) >= 1_499);
    }
}

/// The question was open when the browser was cleared: the same name, which is taken once.
#[test]
fn a_question_that_nobody_remembers_is_not_answered_twice() {
    let mut world = reviewed("supported");
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.run(20);
    reviewed_anew(&mut world, true);
    assert_eq!(shown(&world).at_once, 2);
    sign(&mut world);
    world.agree_late();
    until_done_late(&mut world);
    world.run(30);
    assert_eq!(sent(&world), 1);
}

/// A wallet that carries out several as one has sent a single transaction through a relay, and not answered.
/// Then somebody says that it was cancelled, which is not true.
fn cancelled_by_a_wrong_word() -> World {
    let mut world = connected();
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 0, U256::MAX));
    ether_at(&mut world, 2_000);
    world.run(10);
    world.wallet.as_mut().expect("a wallet").at_once = "supported";
    open(&mut world, ADD_ETHER);
    review(&mut world);
    assert_eq!(shown(&world).steps.len(), 1);
    world.chains[0].is_private = true;
    world.chains[0].relay_includes = false;
    world.manners(Manners::DoesAndBreaksOff);
    sign(&mut world);
    super::until_doubtful(&mut world, Doubt::Unseen);
    world.click(UserAction::SayCancelled);
    world.until("the choice", |view| {
        stage(view) == Some(&StageView::Choosing)
    });
    world.lose_track();
    world.manners(Manners::Consents);
    world
}

/// The debt is to be repaid in its place, which takes a permission first.
fn reviewed_in_its_place(world: &mut World) {
    world.click(UserAction::CloseTopUp);
    world.until("a position", |view| !positions(view).is_empty());
    open(world, REPAY_DOLLARS);
    review(world);
    assert_eq!(shown(world).steps.len(), 2);
}

/// The wallet numbers by itself what it carries out as one, after what it has sent: it would be paid twice.
#[test]
fn beside_what_a_word_alone_has_ended_steps_are_signed_one_after_the_other() {
    for lost in ["nothing", "the page", "the store"] {
        let mut world = cancelled_by_a_wrong_word();
        match lost {
            "the page" => world.load(),
            "the store" => {
                world.records.clear();
                world.click(UserAction::LookAgain);
            }
            _ => {}
        }
        world.run(5);
        reviewed_in_its_place(&mut world);
        let manners = &shown(&world).manners;
        assert_eq!((manners.chosen, &manners.others), (Manner::Each, &vec![]));
        assert_eq!(manners.earlier, Earlier::MayBeMined, "{lost}");
        // Under the same number: one of the two is mined.
        sign(&mut world);
        world.chains[0].relay_includes = true;
        world.run(60);
        assert_eq!(sent(&world), 2, "{lost}");
        let health = health_on_chain(&world);
        assert!((1_499..1_510).contains(&health), "{health}");
    }
}

/// Something else has its number: what was asked for under it cannot be mined any more.
#[test]
fn once_its_number_is_taken_several_steps_are_signed_at_once_again() {
    let mut world = cancelled_by_a_wrong_word();
    world.chains[0].relay_includes = true;
    world.cancel_in_wallet(true);
    world.run(20);
    reviewed_in_its_place(&mut world);
    assert_eq!(shown(&world).manners.earlier, Earlier::Ended);
    assert_eq!(shown(&world).at_once, 2);
    sign(&mut world);
    until_done(&mut world);
}

/// Nothing tells an account of which nothing was asked from one whose browser was cleared.
#[test]
fn what_cannot_be_known_of_before_is_said() {
    let mut world = reviewed("supported");
    assert_eq!(shown(&world).manners.earlier, Earlier::Unknown);
    sign(&mut world);
    until_done(&mut world);
    world.click(UserAction::CloseTopUp);
    ether_at(&mut world, 1_500);
    world.run(30);
    open(&mut world, ADD_ETHER);
    review(&mut world);
    assert_eq!(shown(&world).manners.earlier, Earlier::Ended);
    assert_eq!(shown(&world).at_once, 2);
    // Where one comes after the other too: a wallet may not keep to the number.
    let world = reviewed("unsupported");
    assert_eq!(shown(&world).manners, each(Earlier::Unknown));
}

/// As of a delegated account whose calls somebody else brings to the chain: its own number stays.
#[test]
fn a_name_that_has_ended_is_passed_over() {
    let mut world = reviewed("supported");
    if let Some(wallet) = &mut world.wallet {
        wallet.has_bundler = true;
    }
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(world.chains[0].count(BORROWER), 0);
    world.click(UserAction::CloseTopUp);
    ether_at(&mut world, 1_500);
    world.run(30);
    open(&mut world, ADD_ETHER);
    review(&mut world);
    assert_eq!(shown(&world).at_once, shown(&world).steps.len());
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 2);
}

/// An endpoint that simulated all of them before the review, and cannot when it is asked again.
#[test]
fn what_cannot_be_simulated_whole_any_more_is_shown_again_and_signed_alone() {
    let mut world = reviewed("supported");
    assert_eq!(shown(&world).at_once, 2);
    world.chains[0].bundles = Bundles::Missing;
    world.click(UserAction::Sign);
    world.until(
        "another review",
        |view| matches!(stage(view), Some(StageView::Review(review)) if review.at_once == 1),
    );
    assert_eq!(signatures(&world), 0);
}

/// A Safe that waits for other signatures.
#[test]
fn what_the_wallet_holds_back_is_told_and_ends_when_the_wallet_gives_it_up() {
    let mut world = reviewed("supported");
    world.chains[0].is_private = true;
    world.chains[0].relay_includes = false;
    sign(&mut world);
    world.run(180);
    assert_eq!(super::doubt(&world.view), Some(Doubt::WithWallet));
    world.cancel_in_wallet(false);
    until_failed(&mut world, |failure| *failure == FlowFailure::Dropped);
    assert!(health_on_chain(&world) < 1_500);
}

#[test]
fn what_the_wallet_gave_up_has_ended_and_is_signed_one_after_the_other() {
    let mut world = reviewed("supported");
    world.includes = Inclusion::None;
    sign(&mut world);
    world.run(10);
    world.cancel_in_wallet(false);
    until_failed(&mut world, |failure| *failure == FlowFailure::Dropped);
    world.includes = Inclusion::All;
    // By the wallet's word alone.
    sign_one_after_the_other(&mut world, Earlier::MayBeMined);
    assert_eq!(sent(&world), 3);
}

#[test]
fn what_reverts_as_one_leaves_no_permission_behind() {
    let mut world = reviewed("supported");
    world.includes = Inclusion::None;
    sign(&mut world);
    world.run(10);
    world.chains[0].set_without_transactions(|markets| {
        let accounts = &mut markets[0].accounts;
        accounts.get_mut(&BORROWER).expect("the borrower")[0].wallet = U256::ZERO;
    });
    world.includes = Inclusion::All;
    let is_reverted = |failure: &FlowFailure| matches!(failure, FlowFailure::Reverted { .. });
    until_failed(&mut world, is_reverted);
    let head = world.chains[0].head();
    let left = head.state[0].holding(BORROWER, 0).allowance;
    assert_eq!(left, U256::ZERO);
}

/// The review of an account that is a contract, whose wallet is like this: one call is enough.
fn reviewed_by_a_contract(change: impl FnOnce(&mut Wallet)) -> World {
    let mut world = connected();
    world.chains[0].contract = Some(BORROWER);
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 0, U256::MAX));
    ether_at(&mut world, 2_000);
    world.run(10);
    world.wallet.as_mut().map(change);
    open(&mut world, ADD_ETHER);
    review(&mut world);
    world
}

/// Its hash would be a Safe's, or an operation's, which no node knows.
#[test]
fn what_an_account_that_is_a_contract_signs_is_followed_by_its_name() {
    for (at_once, is_followed) in [("supported", true), ("unsupported", false)] {
        let mut world = reviewed_by_a_contract(|wallet| wallet.at_once = at_once);
        assert_eq!(shown(&world).at_once, 1);
        assert_eq!(shown(&world).manners, Ways::only(Manner::Each));
        sign(&mut world);
        until_done(&mut world);
        let taken = world.wallet.as_ref().map_or(0, |wallet| wallet.taken.len());
        assert_eq!((sent(&world), taken == 1), (1, is_followed));
    }
}

/// The hash that the wallet gives is the account's own: no node knows it, and its log does.
#[test]
fn what_a_contract_does_in_somebody_elses_transaction_is_found_by_its_own_hash() {
    for form in [Form::EntryPoint, Form::Safe, Form::OldSafe] {
        let mut world = reviewed_by_a_contract(|wallet| {
            (wallet.has_bundler, wallet.logs_as) = (true, form);
        });
        sign(&mut world);
        until_done(&mut world);
        assert_eq!(sent(&world), 1, "{form:?}");
        assert!(health_on_chain(&world) >= 1_500);
    }
}

/// An account with a key and code beside it, whose wallet has others bring its operations to the chain: what it
/// answers is no transaction's hash, and the account's own number is never taken.
#[test]
fn what_others_carry_out_for_an_account_with_a_key_is_found_by_its_own_hash() {
    let mut world = connected();
    world.chains[0].delegated = Some(BORROWER);
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 0, U256::MAX));
    ether_at(&mut world, 2_000);
    world.run(10);
    world.wallet.as_mut().expect("a wallet").has_bundler = true;
    open(&mut world, ADD_ETHER);
    review(&mut world);
    world.includes = Inclusion::None;
    sign(&mut world);
    world.run(30);
    assert!(matches!(stage(&world.view), Some(StageView::Pending(_))));
    world.load();
    world.run(10);
    world.includes = Inclusion::All;
    until_done_late(&mut world);
    assert_eq!((sent(&world), world.chains[0].count(BORROWER)), (1, 0));
}

/// Somebody else brings the calls to the chain, so the account's own number stays, and the wallet has a name of its
/// own for them: by that it is asked whether they wait, whatever a person said of them.
#[test]
fn what_the_wallet_has_under_a_name_of_its_own_holds_back_what_is_signed_anew() {
    let mut world = connected();
    world.chains[0].delegated = Some(BORROWER);
    ether_at(&mut world, 2_000);
    world.run(10);
    let wallet = world.wallet.as_mut().expect("a wallet");
    (wallet.at_once, wallet.has_bundler, wallet.names_itself) = ("supported", true, true);
    open(&mut world, ADD_ETHER);
    review(&mut world);
    world.chains[0].is_private = true;
    world.chains[0].relay_includes = false;
    sign(&mut world);
    world.run(180);
    assert_eq!(super::doubt(&world.view), Some(Doubt::WithWallet));
    world.click(UserAction::SayCancelled);
    world.until("the choice", |view| {
        stage(view) == Some(&StageView::Choosing)
    });
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| *failure == FlowFailure::OtherWaits);
    world.chains[0].relay_includes = true;
    world.run(60);
    assert_eq!(sent(&world), 1);
    assert!(health_on_chain(&world) >= 1_499);
}

#[test]
fn a_wallet_that_says_nothing_of_it_is_asked_as_ever() {
    let world = reviewed("unsupported");
    assert_eq!(shown(&world).at_once, 1);
    assert_eq!(shown(&world).manners, each(Earlier::Unknown));
}
