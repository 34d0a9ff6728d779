//! From the choice to what is signed.

use alloy::primitives::U256;
use margin_call::engine::UserAction;
use margin_call::engine::view::LogKind;
use margin_call::math::WAD;
use margin_call::risk::Health;
use margin_call::top_up::{
    Decoded, FlowFailure, Means, RepayAmount, SimulationView, StageView, StepView, Unavailable,
};

use super::super::chain::{Bundles, Unable};
use super::super::laws::positions;
use super::super::market::{Holding, Market, units};
use super::super::scene::{BORROWER, SAVER};
use super::super::wallet::Manners;
use super::{
    ADD_ETHER, REPAY_DOLLARS, connect, connected, ether_at, failure, has_only_coin,
    health_on_chain, in_need, key, open, opened, review, sign, stage, until_done, until_failed,
    until_review,
};
use crate::world::World;

fn steps(world: &World) -> Vec<StepView> {
    match stage(&world.view) {
        Some(StageView::Review(review)) => review.steps.clone(),
        other => panic!("no review: {other:?}"),
    }
}

fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

#[test]
fn a_permission_and_a_supply_restore_the_target_with_two_signatures() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    assert_eq!(steps(&world).len(), 2);
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 2);
    assert!(health_on_chain(&world) >= 1_500);
    let left = world.chains[0].head().state[0]
        .holding(BORROWER, 0)
        .allowance;
    assert_eq!(left, U256::ZERO, "the permission was exact");
}

#[test]
fn interest_between_the_permission_and_the_repayment_asks_for_no_second_permission() {
    let mut world = in_need(REPAY_DOLLARS);
    review(&mut world);
    let first = steps(&world);
    sign(&mut world);
    until_review(&mut world);
    world.run(20);
    let second = steps(&world);
    assert_eq!(second.len(), 2);
    assert_eq!(second[1].raw, first[1].raw);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 2);
}

#[test]
fn with_a_permission_in_place_one_signature_is_enough() {
    let mut world = connected();
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 0, U256::MAX));
    ether_at(&mut world, 2_000);
    world.run(10);
    open(&mut world, ADD_ETHER);
    review(&mut world);
    assert_eq!(steps(&world).len(), 1);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 1);
}

#[test]
fn what_is_supplied_of_a_token_repays_it_with_one_signature_and_an_empty_wallet() {
    let mut world = connected();
    world.chains[0].set(|markets| {
        let borrower = markets[0].accounts.get_mut(&BORROWER);
        let borrower = borrower.expect("the borrower");
        for has in borrower.iter_mut() {
            has.wallet = U256::ZERO;
        }
        borrower[1].supply_scaled = units(8_000, 6);
        borrower[1].used = true;
    });
    ether_at(&mut world, 2_000);
    world.run(10);
    let before = world.chains[0].head().state[0].holding(BORROWER, 1);
    open(&mut world, (Means::RepaySupplied, 1));
    let top_up = world.view.top_up.as_ref().expect("a top-up");
    // It is the only way, so nothing has to be sold.
    let offered = top_up.options.iter().filter(|one| one.offer.is_ok());
    assert_eq!(
        offered.map(|one| one.id.means).collect::<Vec<_>>(),
        [Means::RepaySupplied]
    );
    assert_eq!(top_up.sale, None);
    review(&mut world);
    assert_eq!(steps(&world).len(), 1);
    sign(&mut world);
    until_done(&mut world);
    assert_eq!(sent(&world), 1);
    assert!(health_on_chain(&world) >= 1_500);
    let after = world.chains[0].head().state[0].holding(BORROWER, 1);
    assert!(after.supply_scaled < before.supply_scaled && after.debt_scaled < before.debt_scaled);
    assert_eq!((after.wallet, after.allowance), (U256::ZERO, U256::ZERO));
}

#[test]
fn a_repayment_that_closes_the_debt_says_all() {
    let mut world = connected();
    world.chains[0].set(|markets| {
        // The collateral is worth nothing: only a debt of zero is healthy.
        markets[0].reserves[0].price = U256::ZERO;
        let borrower = markets[0]
            .accounts
            .get_mut(&BORROWER)
            .expect("the borrower");
        borrower[2].debt_scaled = U256::ZERO;
    });
    world.run(10);
    open(&mut world, REPAY_DOLLARS);
    review(&mut world);
    let all = RepayAmount::All;
    assert!(matches!(steps(&world)[1].decoded, Decoded::Repay { amount, .. } if amount == all));
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
    let head = world.chains[0].head();
    assert_eq!(head.state[0].debt(BORROWER, 1, head.time), U256::ZERO);
}

#[test]
fn a_price_that_moves_after_the_review_is_reviewed_again_before_the_wallet_is_asked() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    ether_at(&mut world, 1_900);
    world.click(UserAction::Sign);
    world.until(
        "the review again",
        |view| matches!(stage(view), Some(StageView::Review(review)) if review.changed.is_some()),
    );
    assert_eq!(sent(&world), 0);
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
}

#[test]
fn a_price_that_recovers_after_the_review_sends_nothing() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    ether_at(&mut world, 3_000);
    world.click(UserAction::Sign);
    until_failed(&mut world, |failure| {
        matches!(failure, FlowFailure::NotAvailable(_))
    });
    assert_eq!(sent(&world), 0);
}

#[test]
fn another_account_during_the_review_voids_it() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    world.share(|wallet| wallet.accounts = vec![SAVER, BORROWER]);
    until_failed(&mut world, |failure| {
        *failure == FlowFailure::ContextChanged
    });
    world.click(UserAction::Sign);
    world.run(30);
    assert_eq!(sent(&world), 0);
}

#[test]
fn another_account_that_the_wallet_keeps_to_itself_is_found_before_it_is_asked() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    world.wallet.as_mut().expect("a wallet").accounts = vec![SAVER, BORROWER];
    sign(&mut world);
    assert_eq!(failure(&world.view), Some(&FlowFailure::ContextChanged));
    assert_eq!(sent(&world), 0);
}

#[test]
fn a_rejection_sends_nothing_and_can_be_reviewed_again() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    world.manners(Manners::Rejects);
    sign(&mut world);
    assert_eq!(failure(&world.view), Some(&FlowFailure::Rejected));
    assert_eq!(sent(&world), 0);
    world.manners(Manners::Consents);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
}

#[test]
fn where_a_node_cannot_simulate_a_bundle_each_step_is_simulated_by_itself() {
    let mut world = in_need(ADD_ETHER);
    world.chains[0].bundles = Bundles::Missing;
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    sign(&mut world);
    until_done(&mut world);
}

/// What the chain's simulation said of the steps that are shown.
fn simulation(world: &World) -> SimulationView {
    match stage(&world.view) {
        Some(StageView::Review(review)) => review.outlook.as_ref().expect("an outlook").simulation,
        other => panic!("no review: {other:?}"),
    }
}

#[test]
fn what_could_not_be_simulated_is_not_said_to_be() {
    let mut world = in_need(ADD_ETHER);
    world.chains[0].bundles = Bundles::Missing;
    review(&mut world);
    assert_eq!(simulation(&world), SimulationView::NotYet);
    sign(&mut world);
    until_review(&mut world);
    assert_eq!(simulation(&world), SimulationView::StepSucceeds);
}

#[test]
fn without_bundles_all_steps_and_the_health_after_them_are_one_call_of_the_account() {
    for unable in Unable::ALL {
        let mut world = in_need(ADD_ETHER);
        world.chains[0].bundles = Bundles::AtAccount(unable);
        review(&mut world);
        let SimulationView::Restores(Health::Ratio(after)) = simulation(&world) else {
            panic!("{unable:?}: {:?}", simulation(&world))
        };
        assert!(after.raw() >= WAD * U256::from(3) / U256::from(2));
        sign(&mut world);
        until_review(&mut world);
        sign(&mut world);
        until_done(&mut world);
    }
}

#[test]
fn a_permission_that_is_not_taken_over_a_rest_is_taken_away_first() {
    for bundles in [
        Bundles::Simulated,
        Bundles::RefusedWhole,
        Bundles::AtAccount(Unable::Null),
        Bundles::Missing,
    ] {
        let mut world = connected();
        world.chains[0].bundles = bundles;
        world.chains[0].set(|markets| {
            markets[0].keeps_permissions = true;
            markets[0].approve(BORROWER, 0, U256::from(1_000));
        });
        ether_at(&mut world, 2_000);
        world.run(10);
        open(&mut world, ADD_ETHER);
        review(&mut world);
        assert_eq!(steps(&world).len(), 3, "{bundles:?}");
        for _ in 0..2 {
            sign(&mut world);
            until_review(&mut world);
        }
        sign(&mut world);
        until_done(&mut world);
        assert_eq!(sent(&world), 3);
    }
}

#[test]
fn what_a_contract_would_refuse_is_not_signed_however_the_node_says_it() {
    for bundles in [
        Bundles::Simulated,
        Bundles::RefusedWhole,
        Bundles::AtAccount(Unable::Fails),
    ] {
        let mut world = in_need(ADD_ETHER);
        world.chains[0].bundles = bundles;
        world.chains[0].refuses_supply = true;
        world.click(UserAction::Review);
        until_failed(&mut world, |failure| {
            matches!(failure, FlowFailure::WouldRevert(_))
        });
        assert_eq!(sent(&world), 0);
    }
}

#[test]
fn what_the_wallet_does_not_hold_is_not_offered() {
    let mut world = connected();
    world.chains[0].set(|markets| {
        let borrower = markets[0]
            .accounts
            .get_mut(&BORROWER)
            .expect("the borrower");
        borrower[0].wallet = U256::ZERO;
    });
    ether_at(&mut world, 2_000);
    world.run(10);
    open(&mut world, REPAY_DOLLARS);
    let top_up = world.view.top_up.as_ref().expect("a top-up");
    let option = |means, place| {
        let wanted = |one: &&margin_call::top_up::OptionView| {
            one.id.means == means && one.id.asset == Market::asset(place)
        };
        top_up
            .options
            .iter()
            .find(wanted)
            .map(|one| one.offer.is_ok())
    };
    assert_eq!(option(Means::AddCollateral, 0), Some(false));
    assert_eq!(option(Means::Repay, 1), Some(true));
    assert!(positions(&world.view)[0].can_top_up.is_ok());
}

#[test]
fn what_may_still_be_taken_is_shown_and_taken_back_and_nothing_else_comes_of_it() {
    let mut world = connected();
    world.chains[0].set(|markets| markets[0].approve(BORROWER, 1, U256::MAX));
    ether_at(&mut world, 2_000);
    world.run(10);
    open(&mut world, ADD_ETHER);
    let top_up = world.view.top_up.as_ref().expect("a top-up");
    let [rest] = &top_up.rests[..] else {
        panic!("{:?}", top_up.rests);
    };
    assert_eq!((rest.id.asset, rest.amount), (Market::asset(1), None));
    let before = health_on_chain(&world);
    world.click(UserAction::ChooseStrategy(rest.id.into()));
    review(&mut world);
    let [step] = &steps(&world)[..] else {
        panic!("one step");
    };
    let Decoded::Approve { amount, .. } = &step.decoded else {
        panic!("{step:?}");
    };
    assert!(amount.raw.is_zero());
    sign(&mut world);
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { reached: false, .. }))
    });
    let left = world.chains[0].head().state[0].holding(BORROWER, 1);
    assert!(left.allowance.is_zero());
    assert_eq!((sent(&world), health_on_chain(&world)), (1, before));
    // It is no top-up: neither the journal nor the call takes it for one.
    let mut log = world.view.log.iter();
    assert!(!log.any(|entry| matches!(entry.what, LogKind::ToppedUp { .. })));
    world.click(UserAction::BackToChoice);
    let top_up = world.view.top_up.as_ref().expect("a top-up");
    assert!(top_up.rests.is_empty() && top_up.chosen.is_none());
}

/// A permission was signed here, and what it was for was not.
#[test]
fn what_a_top_up_that_was_left_lets_be_taken_is_told_once_and_is_gone_when_it_is_taken_back() {
    let mut world = in_need(ADD_ETHER);
    review(&mut world);
    sign(&mut world);
    until_review(&mut world);
    let allowed = |world: &World| {
        let head = world.chains[0].head();
        head.state[0].holding(BORROWER, 0).allowance
    };
    let amount = allowed(&world);
    assert!(!amount.is_zero());
    let told = |world: &World| {
        let lines = world.view.log.iter();
        let left = lines.filter_map(|line| match &line.what {
            LogKind::ApprovalLeft {
                symbol,
                amount,
                token,
                ..
            } => Some((symbol.clone(), amount.map(|one| one.raw), *token)),
            _ => None,
        });
        left.collect::<Vec<_>>()
    };
    // While it goes on nothing is left of it.
    world.run(1_200);
    assert_eq!(told(&world), []);
    world.click(UserAction::CloseTopUp);
    world.run(1_200);
    let once = ("WETH".to_owned(), Some(amount), Market::asset(0));
    assert_eq!(told(&world), std::slice::from_ref(&once));
    let titles = world.notifications.iter().map(|one| one.title.as_str());
    assert!(titles.filter(|one| one.contains("take")).count() == 0);
    world.load();
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world.run(1_200);
    assert_eq!(told(&world), [once]);
    let [left] = &positions(&world.view)[0].approvals_left[..] else {
        panic!("one is left")
    };
    assert_eq!(left.spender, world.chains[0].head().state[0].pool);
    let way = left.rest.id;
    let key = key(&world);
    world.click(UserAction::ReviewWay(key, way));
    until_review(&mut world);
    sign(&mut world);
    world.until("done", |view| {
        matches!(stage(view), Some(StageView::Done { .. }))
    });
    world.click(UserAction::CloseTopUp);
    world.run(1_200);
    assert!(allowed(&world).is_zero());
    assert!(positions(&world.view)[0].approvals_left.is_empty());
    assert_eq!(told(&world).len(), 1);
}

const ADD_COIN: (Means, usize) = (Means::AddCoin, 0);

/// In need, with ten of the chain's coin, and this changed of what the account has of ether's token: a way
/// is chosen.
fn with_coin(bundles: Bundles, way: (Means, usize), change: impl FnOnce(&mut Holding)) -> World {
    let mut world = connected();
    world.chains[0].bundles = bundles;
    world.chains[0].coin = Some(units(10, 18));
    world.chains[0].set(|markets| {
        let accounts = &mut markets[0].accounts;
        change(&mut accounts.get_mut(&BORROWER).expect("the borrower")[0]);
    });
    ether_at(&mut world, 2_000);
    world.run(10);
    open(&mut world, way);
    world.run(10);
    world
}

#[test]
fn what_the_wallet_is_short_of_is_made_out_of_coin() {
    for bundles in [Bundles::Simulated, Bundles::AtAccount(Unable::Empty)] {
        // A tenth of an ether: less than is needed.
        let mut world = with_coin(bundles, ADD_ETHER, |held| held.wallet = units(1, 17));
        review(&mut world);
        let [first, ..] = &steps(&world)[..] else {
            panic!("no steps");
        };
        let Decoded::Wrap { amount, .. } = &first.decoded else {
            panic!("{first:?}");
        };
        assert_eq!(first.value, amount.raw);
        assert_eq!(steps(&world).len(), 3);
        for _ in 0..2 {
            sign(&mut world);
            until_review(&mut world);
        }
        sign(&mut world);
        until_done(&mut world);
        assert_eq!(sent(&world), 3);
        assert!(health_on_chain(&world) >= 1_500);
        // All that was there, and what was made of it.
        let left = world.chains[0].head().state[0].holding(BORROWER, 0);
        assert_eq!((left.wallet, left.allowance), (U256::ZERO, U256::ZERO));
    }
}

#[test]
fn coin_is_supplied_by_one_transaction_where_the_market_takes_it() {
    for bundles in [Bundles::Simulated, Bundles::AtAccount(Unable::Empty)] {
        let mut world = with_coin(bundles, ADD_COIN, |held| held.wallet = U256::ZERO);
        let top_up = world.view.top_up.as_ref().expect("a top-up");
        let ether = top_up.options.iter();
        let ether = ether.filter(|one| one.id.asset == Market::asset(0));
        // To make it into the token first would take three.
        let ways: Vec<_> = ether.map(|one| one.id.means).collect();
        assert_eq!(ways, [Means::AddCoin]);
        review(&mut world);
        let [only] = &steps(&world)[..] else {
            panic!("more than one step");
        };
        let Decoded::Supply {
            amount,
            coin: Some(coin),
            ..
        } = &only.decoded
        else {
            panic!("{only:?}");
        };
        assert_eq!((only.value, coin.sent), (amount.raw, *amount));
        sign(&mut world);
        until_done(&mut world);
        assert_eq!(sent(&world), 1);
        assert!(health_on_chain(&world) >= 1_500);
        let left = world.chains[0].head().state[0].holding(BORROWER, 0);
        assert_eq!((left.wallet, left.allowance), (U256::ZERO, U256::ZERO));
    }
}

#[test]
fn coin_is_a_way_where_its_token_was_no_part_of_the_position() {
    let mut world = opened();
    has_only_coin(&mut world);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    open(&mut world, ADD_COIN);
    world.run(10);
    review(&mut world);
    assert_eq!(steps(&world).len(), 1);
    sign(&mut world);
    until_done(&mut world);
    assert!(health_on_chain(&world) >= 1_500);
    assert!(world.chains[0].head().state[0].holding(BORROWER, 0).used);
}

#[test]
fn a_debt_is_repaid_in_coin_to_its_last_unit_whatever_the_node_can_simulate() {
    for bundles in [
        Bundles::Simulated,
        Bundles::AtAccount(Unable::Empty),
        Bundles::Missing,
    ] {
        let owes = |held: &mut Holding| held.debt_scaled = units(1, 18);
        let mut world = with_coin(bundles, (Means::RepayCoin, 0), owes);
        world.click(UserAction::SetAmount("2".into()));
        review(&mut world);
        let [only] = &steps(&world)[..] else {
            panic!("more than one step");
        };
        let Decoded::Repay {
            amount: RepayAmount::All,
            coin: Some(coin),
            ..
        } = &only.decoded
        else {
            panic!("{only:?}");
        };
        assert_eq!(only.value, coin.sent.raw);
        assert!(coin.sent.raw < units(2, 18));
        sign(&mut world);
        until_done(&mut world);
        assert_eq!(sent(&world), 1);
        let left = world.chains[0].head().state[0].holding(BORROWER, 0);
        assert_eq!(left.debt_scaled, U256::ZERO);
    }
}

/// The gateway of a deployment file may be wrong, and a fork older than it.
#[test]
fn coin_is_not_sent_to_where_no_contract_is() {
    let mut world = with_coin(Bundles::Missing, ADD_COIN, |_| {});
    world.chains[0].lacks_gateway = true;
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| *failure == FlowFailure::NoContract);
    assert_eq!(sent(&world), 0);
}

#[test]
fn a_chosen_way_stays_while_the_coin_is_not_known() {
    let mut world = with_coin(Bundles::Simulated, ADD_COIN, |_| {});
    let way = |world: &World| {
        let top_up = world.view.top_up.as_ref().expect("a top-up");
        let ways = top_up
            .options
            .iter()
            .filter(|one| one.id.means == Means::AddCoin);
        ways.map(|one| one.offer.is_ok()).collect::<Vec<_>>()
    };
    assert_eq!(way(&world), [true]);
    // A node that does not say takes nothing away.
    world.chains[0].coin = None;
    world.run(30);
    assert_eq!(way(&world), [true]);
    // And what is not enough any more stands there with what it takes.
    world.chains[0].coin = Some(U256::ONE);
    world.run(30);
    assert_eq!(way(&world), [false]);
}

#[test]
fn what_fees_may_take_is_not_made_into_a_token() {
    let mut world = connected();
    // At a gas price of one gwei, 1.5 million gas are 0.0015 ether.
    world.chains[0].coin = Some(units(15, 14));
    world.chains[0].set(|markets| {
        let accounts = &mut markets[0].accounts;
        accounts.get_mut(&BORROWER).expect("the borrower")[0].wallet = U256::ZERO;
    });
    ether_at(&mut world, 2_000);
    world.run(10);
    open(&mut world, REPAY_DOLLARS);
    world.run(10);
    let top_up = world.view.top_up.as_ref().expect("a top-up");
    let ether = top_up
        .options
        .iter()
        .find(|one| (one.id.means, one.id.asset) == (Means::AddCollateral, Market::asset(0)));
    let ether = ether.expect("it is supplied");
    assert!(ether.wrappable.raw.is_zero());
    assert!(matches!(ether.offer, Err(Unavailable::Balance { .. })));
}

#[test]
fn what_the_chain_says_to_fall_short_is_not_signed() {
    for bundles in [Bundles::Simulated, Bundles::AtAccount(Unable::Empty)] {
        let mut world = in_need(ADD_ETHER);
        world.chains[0].bundles = bundles;
        world.chains[0].loses_supply = true;
        world.click(UserAction::Review);
        until_failed(&mut world, |failure| {
            matches!(failure, FlowFailure::FallsShort(_))
        });
        assert_eq!(sent(&world), 0);
    }
}

#[test]
fn nothing_is_signed_for_an_address_without_a_contract() {
    let mut world = in_need(ADD_ETHER);
    world.chains[0].has_no_code = true;
    world.click(UserAction::Review);
    until_failed(&mut world, |failure| *failure == FlowFailure::NoContract);
    assert_eq!(sent(&world), 0);
}
