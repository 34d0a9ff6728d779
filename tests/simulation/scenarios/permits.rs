//! A permission that is signed in the place of an approval: one signature, one transaction.

use alloy::primitives::U256;
use margin_call::engine::UserAction;
use margin_call::math::Timestamp;
use margin_call::top_up::{
    Changed, Decoded, FlowFailure, Manner, Means, Raw, RepayAmount, ReviewView, SimulationView,
    StageView, StepStatus,
};

use super::super::chain::Bundles;
use super::super::market::{Market, units};
use super::super::scene::{BORROWER, LOCAL, SAVER};
use super::super::wallet::{Manners, Wallet};
use super::{
    ADD_ETHER, REPAY_DOLLARS, connect, ether_at, health_on_chain, in_need, local, open, review,
    sign, stage, until_done, until_failed, until_review,
};
use crate::world::World;

/// Tokens that take signatures.
fn in_need_where_tokens_take_them(way: (Means, usize)) -> World {
    let mut world = in_need(way);
    world.chains[0].set(|markets| markets[0].takes_permits = true);
    world.run(5);
    world
}

fn shown(world: &World) -> &ReviewView {
    match stage(&world.view) {
        Some(StageView::Review(review)) => review,
        other => panic!("no review: {other:?}"),
    }
}

fn wallet(world: &mut World) -> &mut Wallet {
    world.wallet.as_mut().expect("a wallet")
}

/// What was sent.
fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

fn left(world: &World) -> U256 {
    let head = world.chains[0].head();
    head.state[0].holding(BORROWER, 1).allowance
}

fn approves(review: &ReviewView) -> bool {
    let mut steps = review.steps.iter();
    steps.any(|step| matches!(step.decoded, Decoded::Approve { .. }))
}

fn unused_until(world: &World) -> Option<Timestamp> {
    world.view.top_up.as_ref().and_then(|one| one.unused_until)
}

#[test]
fn one_signature_and_one_transaction_and_each_is_shown_before() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    let first = shown(&world).clone();
    assert_eq!(first.manners.chosen, Manner::Permit);
    assert_eq!(first.manners.others, [Manner::Each]);
    let [permission, payment] = &first.steps[..] else {
        panic!("two: {:?}", first.steps)
    };
    let Decoded::Permit {
        token,
        spender,
        amount,
        until,
    } = &permission.decoded
    else {
        panic!("{:?}", permission.decoded)
    };
    assert_eq!(
        (token.address, permission.to),
        (Market::asset(1), Market::asset(1))
    );
    assert_eq!(*spender, payment.to);
    assert_eq!(payment.raw, Raw::ToCome);
    let outlook = first.outlook.expect("an outlook");
    assert_eq!(until.0, outlook.evaluated_at.0 + 1_800);
    assert!(matches!(outlook.simulation, SimulationView::Restores(_)));

    // A click, a signature, and nothing sent.
    sign(&mut world);
    until_review(&mut world);
    assert_eq!(sent(&world), 0);
    let signed = wallet(&mut world).permits.clone();
    let [signed] = &signed[..] else {
        panic!("one signature: {signed:?}")
    };
    assert_eq!((signed.value, signed.owner), (amount.raw, BORROWER));
    let second = shown(&world).clone();
    assert_eq!(
        (second.current, second.steps.len(), second.changed),
        (1, 2, None)
    );
    assert_eq!(second.steps[0].status, StepStatus::Signed);
    let Decoded::Repay {
        permitted_until, ..
    } = &second.steps[1].decoded
    else {
        panic!("{:?}", second.steps[1].decoded)
    };
    assert_eq!(*permitted_until, Some(*until));
    assert!(matches!(second.steps[1].raw, Raw::Call(_)));
    assert_eq!(unused_until(&world), None);

    // Another click, one transaction.
    sign(&mut world);
    until_done(&mut world);
    assert_eq!((sent(&world), wallet(&mut world).signed), (1, 1));
    assert_eq!(left(&world), U256::ZERO, "the permission was exact");
    assert!(health_on_chain(&world) >= 1_500);
    let Some(StageView::Done { steps, .. }) = stage(&world.view) else {
        panic!("done")
    };
    let confirmed = matches!(steps[1].status, StepStatus::Confirmed { .. });
    assert!(steps.len() == 2 && steps[0].status == StepStatus::Signed && confirmed);
}

#[test]
fn more_collateral_goes_by_a_signature_too() {
    // What is listed, and counts.
    let mut world = in_need_where_tokens_take_them((Means::AddCollateral, 2));
    world.chains[0].set(|markets| {
        let own = markets[0]
            .accounts
            .get_mut(&BORROWER)
            .expect("the borrower");
        own[2].wallet = units(10, 8);
    });
    world.run(5);
    review(&mut world);
    assert_eq!(shown(&world).manners.chosen, Manner::Permit);
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 1);
}

#[test]
fn it_is_approved_where_nobody_knows_of_permissions_or_the_account_is_a_contract() {
    // What wraps the coin takes any call, and does nothing.
    let mut world = in_need_where_tokens_take_them(ADD_ETHER);
    review(&mut world);
    assert_eq!(shown(&world).manners.others, []);
    assert!(approves(shown(&world)));

    // The token says nothing of it.
    let mut world = in_need(REPAY_DOLLARS);
    review(&mut world);
    assert_eq!(shown(&world).manners.others, []);
    assert!(approves(shown(&world)));

    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    world.chains[0].contract = Some(BORROWER);
    review(&mut world);
    assert_eq!(shown(&world).manners.others, []);
    assert!(approves(shown(&world)));
}

/// Its deadline would be by the chain's time: one of the two clocks is wrong.
#[test]
fn no_signature_is_asked_for_where_the_chain_is_far_beyond_the_clock() {
    for (ahead_ms, offered) in [(-1_800_000, true), (-7_200_000, false)] {
        let mut world = World::new(7, &[LOCAL, 1], local());
        world.clock_ahead = ahead_ms;
        world.load();
        world.run(1);
        connect(&mut world);
        world.until("a position", |view| !super::positions(view).is_empty());
        world.chains[0].set(|markets| markets[0].takes_permits = true);
        ether_at(&mut world, 2_000);
        world.run(10);
        open(&mut world, REPAY_DOLLARS);
        review(&mut world);
        let chosen = shown(&world).manners.chosen;
        assert_eq!(chosen == Manner::Permit, offered, "{ahead_ms}");
        assert_eq!(approves(shown(&world)), !offered, "{ahead_ms}");
    }
}

#[test]
fn where_enough_is_permitted_already_neither_is_asked_for() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 1, units(20_000, 6)));
    world.run(5);
    review(&mut world);
    assert_eq!(shown(&world).steps.len(), 1);
    assert_eq!(shown(&world).manners.others, []);
}

/// A permission that is signed is set in the place of a rest: nothing has to be taken away first.
#[test]
fn a_rest_is_not_taken_away_before_a_signature() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    world.chains[0].set(|markets| {
        markets[0].keeps_permissions = true;
        markets[0].approve(BORROWER, 1, U256::from(5));
    });
    world.run(5);
    review(&mut world);
    assert_eq!(shown(&world).steps.len(), 2);
    world.click(UserAction::SetManner(Manner::Each));
    assert_eq!(shown(&world).steps.len(), 3);
    world.click(UserAction::SetManner(Manner::Permit));
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!((sent(&world), left(&world)), (1, U256::ZERO));
}

/// The borrower owes dollars alone, and wants to repay more of them than that.
fn wants_to_close() -> World {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    world.chains[0].set(|markets| {
        let own = markets[0]
            .accounts
            .get_mut(&BORROWER)
            .expect("the borrower");
        own[2].debt_scaled = U256::ZERO;
    });
    world.run(10);
    world.click(UserAction::SetAmount("20000".into()));
    world.run(1);
    review(&mut world);
    world
}

fn owed(world: &World) -> U256 {
    let head = world.chains[0].head();
    head.state[0].debt(BORROWER, 1, head.time)
}

/// "All" would be a permission without a bound: it is signed for what is owed at the latest, and what is owed
/// when it is mined is what is taken.
#[test]
fn what_closes_a_debt_goes_by_a_signature_for_what_is_owed_at_the_latest() {
    let mut world = wants_to_close();
    let shows = |world: &World| {
        let steps = &shown(world).steps;
        let [permission, payment] = &steps[..] else {
            panic!("two: {steps:?}")
        };
        match (&permission.decoded, &payment.decoded) {
            (
                Decoded::Permit { amount, .. },
                Decoded::Repay {
                    amount: RepayAmount::AllUpTo(most),
                    ..
                },
            ) if amount == most => most.raw,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(shown(&world).manners.chosen, Manner::Permit);
    let most = shows(&world);
    let now = owed(&world);
    // Ten minutes of interest, and no more.
    assert!(most > now && most - now < units(1, 6), "{most} of {now}");
    sign(&mut world);
    until_review(&mut world);
    assert_eq!(shows(&world), most, "what was signed is what is paid");
    assert_eq!(wallet(&mut world).permits[0].value, most);
    sign(&mut world);
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
    assert_eq!((sent(&world), owed(&world)), (1, U256::ZERO));
    let head = world.chains[0].head();
    let held = head.state[0].holding(BORROWER, 1).wallet;
    let paid = units(25_000, 6) - held;
    assert!(paid >= now && paid <= most);
    assert_eq!(left(&world), most - paid, "what was not owed was not taken");
}

/// The interest since is left, as was said.
#[test]
fn what_closes_a_debt_by_a_signature_takes_no_more_than_was_signed_however_late_it_is_mined() {
    let mut world = wants_to_close();
    let most = match &shown(&world).steps[0].decoded {
        Decoded::Permit { amount, .. } => amount.raw,
        other => panic!("{other:?}"),
    };
    sign(&mut world);
    until_review(&mut world);
    world.includes = super::super::chain::Inclusion::None;
    sign(&mut world);
    // Within the half hour that the permission holds beyond the latest likely inclusion.
    world.run(1_700);
    world.includes = super::super::chain::Inclusion::All;
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
    let head = world.chains[0].head();
    let held = head.state[0].holding(BORROWER, 1).wallet;
    assert_eq!((units(25_000, 6) - held, left(&world)), (most, U256::ZERO));
    let rest = owed(&world);
    assert!(!rest.is_zero() && rest < units(1, 6), "{rest}");
}

#[test]
fn whoever_wants_it_approves_by_a_transaction() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    world.click(UserAction::SetManner(Manner::Each));
    assert!(approves(shown(&world)));
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!((sent(&world), wallet(&mut world).permits.len()), (2, 0));
}

#[test]
fn a_wallet_that_carries_out_several_as_one_does_that_and_may_sign_instead() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    wallet(&mut world).at_once = "supported";
    world.click(UserAction::CloseTopUp);
    open(&mut world, REPAY_DOLLARS);
    review(&mut world);
    assert_eq!(shown(&world).manners.chosen, Manner::Together);
    assert_eq!(shown(&world).manners.others, [Manner::Permit, Manner::Each]);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!((sent(&world), wallet(&mut world).permits.len()), (1, 0));
}

#[test]
fn who_declines_has_signed_and_sent_nothing() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    world.manners(Manners::Rejects);
    sign(&mut world);
    until_failed(&mut world, |failure| *failure == FlowFailure::NotSigned);
    assert_eq!((sent(&world), wallet(&mut world).permits.len()), (0, 0));
    assert_eq!(unused_until(&world), None);
}

#[test]
fn a_wallet_that_signs_none_is_shown_the_approval_and_asked_for_that() {
    for code in [4200, -32601, -32004, -32603] {
        let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
        review(&mut world);
        world.manners(Manners::Refuses(code));
        sign(&mut world);
        until_review(&mut world);
        let review = shown(&world);
        assert_eq!(review.changed, Some(Changed::Manner), "{code}");
        assert!(approves(review) && review.manners.others.is_empty());
        world.manners(Manners::Consents);
        sign(&mut world);
        until_review(&mut world);
        sign(&mut world);
        until_done(&mut world);
        assert_eq!(sent(&world), 2);
    }
}

/// It is well formed, and of something else: the token would not take it.
#[test]
fn a_wrong_signature_is_found_out_before_anything_is_sent() {
    for bundles in [Bundles::Simulated, Bundles::RefusedWhole, Bundles::Missing] {
        let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
        world.chains[0].bundles = bundles;
        review(&mut world);
        world.manners(Manners::SignsAnother);
        sign(&mut world);
        until_failed(&mut world, |failure| {
            matches!(failure, FlowFailure::WouldRevert(_))
        });
        assert_eq!((sent(&world), left(&world)), (0, U256::ZERO));
        assert!(
            unused_until(&world).is_some(),
            "what was signed holds still"
        );
    }
}

#[test]
fn what_is_no_signature_goes_into_no_bytes() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    world.manners(Manners::AnswersGarbage);
    sign(&mut world);
    until_failed(&mut world, |failure| *failure == FlowFailure::NotASignature);
    assert_eq!(sent(&world), 0);
}

/// It goes on the screen for as long as the wallet asks, and a signature that comes after the person went on is
/// dropped.
#[test]
fn a_signature_waits_for_the_person_and_comes_too_late_where_they_went_on() {
    let asking = || {
        let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
        review(&mut world);
        world.click(UserAction::Sign);
        world.until("the wallet's question", |view| {
            matches!(stage(view), Some(StageView::Permitting(_)))
        });
        world
    };
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    world.manners(Manners::Ignores);
    world.click(UserAction::Sign);
    world.run(1_000);
    assert!(matches!(stage(&world.view), Some(StageView::Permitting(_))));

    let mut world = asking();
    world.click(UserAction::CloseTopUp);
    world.run(30);
    assert_eq!(stage(&world.view), None);
    assert_eq!(sent(&world), 0);

    let mut world = asking();
    world.share(|wallet| wallet.accounts = vec![SAVER, BORROWER]);
    world.run(30);
    assert!(!matches!(stage(&world.view), Some(StageView::Review(_))));
    assert_eq!(sent(&world), 0);

    let mut world = asking();
    world.share(|wallet| wallet.shares = false);
    world.run(30);
    assert!(!matches!(stage(&world.view), Some(StageView::Review(_))));
    assert_eq!(sent(&world), 0);
}

#[test]
fn after_a_reload_it_begins_anew_and_of_two_signatures_one_is_used() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    world.load();
    world.until("a position", |view| !super::positions(view).is_empty());
    open(&mut world, REPAY_DOLLARS);
    review(&mut world);
    assert_eq!((shown(&world).current, shown(&world).steps.len()), (0, 2));
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 1);
    let taken = world.chains[0].head().state[0].permits.clone();
    assert_eq!(taken.get(&(BORROWER, 1)), Some(&1));
    // Both were for the same place in the row of permissions.
    let nonces: Vec<U256> = wallet(&mut world)
        .permits
        .iter()
        .map(|one| one.nonce)
        .collect();
    assert_eq!(nonces, [U256::ZERO; 2]);
}

/// Prices moved while the wallet asked: the sum is another, so what was signed is of no use.
#[test]
fn what_is_needed_anew_is_shown_and_signed_anew() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    let before = shown(&world).steps[0].decoded.clone();
    world.click(UserAction::Sign);
    world.until("the wallet's question", |view| {
        matches!(stage(view), Some(StageView::Permitting(_)))
    });
    ether_at(&mut world, 1_950);
    until_review(&mut world);
    let review = shown(&world);
    assert!(
        matches!(review.changed, Some(Changed::Amount(_))),
        "{review:?}"
    );
    assert_eq!((review.current, review.manners.chosen), (0, Manner::Permit));
    assert_ne!(review.steps[0].decoded, before);
    assert!(unused_until(&world).is_some());
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!((sent(&world), left(&world)), (1, U256::ZERO));
}

/// What is in a record is what goes on after a reload: never twice.
#[test]
fn what_was_sent_with_a_signature_is_found_again_and_not_sent_twice() {
    let mut world = in_need_where_tokens_take_them(REPAY_DOLLARS);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    world.includes = super::super::chain::Inclusion::None;
    sign(&mut world);
    world.load();
    world.run(10);
    let steps = match stage(&world.view) {
        Some(StageView::Pending(review)) => review.steps.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(steps, 1);
    world.click(UserAction::Sign);
    world.includes = super::super::chain::Inclusion::All;
    until_done(&mut world);
    assert_eq!(sent(&world), 1);
}
