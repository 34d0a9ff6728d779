//! A contract that may act before the market is looked for, authorised and taken back.

use alloy::primitives::{Address, U256};
use margin_call::engine::view::{
    PositionView, ProtectionView, ProtectorView, ReadProblem, SearchView, StrangeView, TypedProblem,
};
use margin_call::engine::{Config, PermissionState, UserAction};
use margin_call::math::TokenAmount;
use margin_call::protocols::Unfit;
use margin_call::top_up::{
    Changed, Decoded, FlowFailure, Means, ReviewView, SimulationView, StageView, StrategyId,
    Unvouched, Voice,
};

use super::super::chain::Bundles;
use super::super::wallet::Manners;
use super::super::world::{Host, Weather, World};
use super::list::host;
use super::{
    connect, failure, key, local, sign, stage, until_done_whatever, until_failed, until_review,
};
use crate::isolated::{self, CONTRACT, Isolated, THIEF};
use crate::laws::positions;
use crate::market::Market;
use crate::scene::LOCAL;

/// A borrower who has authorised nothing, read through `hosts` where there are any.
fn borrower(hosts: &[Host]) -> World {
    let config = Config {
        rpc_urls: hosts.iter().map(|one| one.url.to_owned()).collect(),
        ..local()
    };
    let mut world = World::new(7, &[LOCAL], config);
    world.hosts = hosts.to_vec();
    world.file = Ok(isolated::deployment_file());
    world.chains[0].set(|markets| markets.push(isolated::market()));
    let next = world.chains[0].head().number + 1;
    change(&mut world, |market| {
        (market.authorized, market.made_in) = (false, Some(next));
        market.has_own_oracle = false;
    });
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world.run(30);
    world
}

/// From the next block on.
fn change(world: &mut World, change: impl FnOnce(&mut Isolated)) {
    world.chains[0].set(|markets| {
        let mut all = markets.iter_mut().filter_map(|one| one.isolated.as_mut());
        change(all.next().expect("the market"));
    });
}

fn position(world: &World) -> &PositionView {
    &positions(&world.view)[0]
}

fn panel(world: &World) -> &ProtectionView {
    world.view.protection.as_ref().expect("a panel")
}

/// The panel is open, and what there is was asked.
fn looked(world: &mut World) -> ProtectorView {
    let key = key(world);
    world.click(UserAction::OpenProtection(key));
    world.run(5);
    panel(world).contracts[0].clone()
}

fn way(contract: Address, may: bool) -> StrategyId {
    StrategyId {
        means: Means::Authorize { contract, may },
        asset: Market::asset(0),
    }
}

fn review(world: &mut World, way: StrategyId) {
    let key = key(world);
    world.click(UserAction::ReviewWay(key, way));
}

fn shown(world: &World) -> &ReviewView {
    match stage(&world.view) {
        Some(StageView::Review(review)) => review,
        other => panic!("no review: {other:?}"),
    }
}

/// It is not signed, for this reason.
#[track_caller]
fn until_refused(world: &mut World, why: Unvouched) {
    until_failed(world, |failure| *failure == FlowFailure::NotVouched(why));
    assert_eq!(sent(world), 0);
}

/// Whichever of the two says so first.
#[track_caller]
fn until_denied(world: &mut World) {
    until_failed(world, |failure| {
        matches!(failure, FlowFailure::NotVouched(Unvouched::Denied(_)))
    });
    assert_eq!(sent(world), 0);
}

fn is_authorized(world: &World) -> bool {
    let head = world.chains[0].head();
    let mut all = head.state.iter().filter_map(|one| one.isolated.as_ref());
    all.next().expect("the market").authorized
}

/// To the nearest.
fn dollars(amount: TokenAmount) -> u64 {
    let half = U256::from(500_000);
    ((amount.raw + half) / U256::from(1_000_000)).to()
}

/// How many transactions were sent.
fn sent(world: &World) -> usize {
    world.chains[0].log.len()
}

#[test]
fn what_there_is_is_looked_for_when_a_person_asks_and_says_what_it_would_take() {
    let mut world = borrower(&[host("one", 0)]);
    assert!(position(&world).can_be_protected);
    assert_eq!(world.view.protection, None);
    let found = looked(&mut world);
    assert_eq!(panel(&world).search, SearchView::Whole);
    assert_eq!((found.contract, found.fit), (CONTRACT, Ok(())));
    assert_eq!(found.rule.other_oracle, None);
    assert!(!panel(&world).has_one_voice);
    assert!(!found.is_authorized && !found.rule.acts_now);
    assert_eq!(found.way, way(CONTRACT, true));
    // Below 1,875 of 3,000 dollars.
    let price = found.rule.last_safe.expect("a price");
    assert_eq!(price.format_floor(0), "1875");
    let eighth = U256::from(125_000_000_000_000_000_u64);
    assert_eq!(
        found.rule.fall.map(|fall| fall.raw()),
        Some(eighth * U256::from(3))
    );
    // A tenth of 15,000 dollars there, and half of it just before the market.
    let first = found.rule.at_first.expect("it acts");
    assert_eq!([first.repaid, first.cost].map(dollars), [1_500, 30]);
    let last = found.rule.at_last.expect("it acts");
    assert_eq!([last.repaid, last.cost].map(dollars), [7_500, 375]);
    let market = panel(&world).market.clone().expect("a loss");
    assert!(market.cost.raw > last.cost.raw);
    world.click(UserAction::CloseProtection);
    assert_eq!(world.view.protection, None);
}

#[test]
fn a_node_without_logs_says_so_and_an_address_can_be_typed() {
    let mut world = borrower(&[host("one", 0)]);
    world.chains[0].refuses_logs = true;
    let key = key(&world);
    world.click(UserAction::OpenProtection(key));
    world.run(5);
    assert!(matches!(panel(&world).search, SearchView::Nothing(_)));
    assert!(panel(&world).contracts.is_empty());
    for (typed, problem) in [("0x12", "text"), (THIEF.to_string().as_str(), "none")] {
        world.click(UserAction::TypeContract(typed.to_owned()));
        world.run(5);
        let told = panel(&world).typed.expect("a problem");
        assert_eq!(problem == "none", told == TypedProblem::NotOne, "{typed}");
    }
    world.click(UserAction::TypeContract(CONTRACT.to_string()));
    world.run(5);
    assert_eq!(panel(&world).typed, None);
    assert_eq!(panel(&world).contracts[0].contract, CONTRACT);
}

#[test]
fn it_is_authorised_with_one_signature_and_from_then_on_the_call_comes_before_it() {
    for hosts in [&[host("one", 0)][..], &[host("one", 0), host("two", 0)]] {
        let mut world = borrower(hosts);
        let found = looked(&mut world);
        // Nobody looks whether it is authorised: it is watched because it was signed here.
        world.click(UserAction::CloseProtection);
        let before = position(&world).first_health;
        review(&mut world, found.way);
        until_review(&mut world);
        let review = shown(&world).clone();
        let [step] = &review.steps[..] else {
            panic!("{:?}", review.steps);
        };
        let goes_by = review.goes_by.expect("what it goes by");
        assert_eq!(goes_by.oracle, isolated::ORACLE);
        assert_eq!(goes_by.pre_lltv, found.rule.lltv);
        let may = true;
        assert_eq!(
            step.decoded,
            Decoded::Authorize {
                contract: CONTRACT,
                may
            }
        );
        let outlook = review.outlook.expect("an outlook");
        // By its rule it is nearer.
        assert_eq!(
            outlook.simulation,
            SimulationView::Restores(outlook.health_after)
        );
        assert!(outlook.health_after < before);
        sign(&mut world);
        until_done_whatever(&mut world);
        world.run(60);
        assert!(is_authorized(&world));
        assert_eq!(sent(&world), 1);
        let shown = position(&world);
        assert_eq!(shown.pre_liquidations[0].contract, CONTRACT);
        assert_eq!(shown.first_health, outlook.health_after);
        assert!(shown.first_health < shown.health);
        assert!(world.notifications.is_empty(), "{:?}", world.notifications);
        // Also in the next visit.
        world.load();
        world.until("a position", |view| !positions(view).is_empty());
        world.run(30);
        assert_eq!(position(&world).pre_liquidations[0].contract, CONTRACT);
    }
}

#[test]
fn it_is_taken_back_also_where_the_factory_knows_nothing_of_it() {
    let mut world = borrower(&[host("one", 0)]);
    change(&mut world, |market| {
        (market.authorized, market.authorized_thief, market.made) = (true, true, false);
    });
    world.run(10);
    // Found to be authorised, it is watched.
    let found = looked(&mut world);
    assert!(found.is_authorized);
    assert_eq!(found.fit, Err(Unfit::NotMade));
    world.run(30);
    assert_eq!(
        position(&world).pre_liquidations[0].take_back,
        way(CONTRACT, false)
    );
    world.click(UserAction::TypeContract(THIEF.to_string()));
    world.run(5);
    let strange = StrangeView {
        address: THIEF,
        take_back: way(THIEF, false),
        of_market: None,
    };
    assert_eq!(panel(&world).strange, [strange]);
    for contract in [CONTRACT, THIEF] {
        review(&mut world, way(contract, false));
        until_review(&mut world);
        sign(&mut world);
        until_done_whatever(&mut world);
        world.run(30);
    }
    assert!(!is_authorized(&world));
    assert_eq!(sent(&world), 2);
    assert!(panel(&world).strange.is_empty() && !panel(&world).contracts[0].is_authorized);
    assert!(position(&world).pre_liquidations.is_empty());
    assert_eq!(position(&world).first_health, position(&world).health);
}

#[test]
fn a_contract_that_either_node_does_not_confirm_is_not_authorised() {
    let flattering = Host {
        flatters: 40,
        ..host("lies", 0)
    };
    // The endpoint vouches for it and the wallet's node does not; and the other way round.
    for (hosts, wallet_flatters, denied) in [
        (flattering, 0, Voice::Wallets),
        (host("one", 0), 40, Voice::Reads),
    ] {
        let mut world = borrower(&[hosts]);
        world.wallet_flatters = wallet_flatters;
        // The last word of all that is asked.
        world.wallet_ponders = 5_000;
        change(&mut world, |market| market.made = false);
        world.run(30);
        review(&mut world, way(CONTRACT, true));
        let why = FlowFailure::NotVouched(Unvouched::Denied(denied));
        until_failed(&mut world, |failure| *failure == why);
        assert_eq!(sent(&world), 0);
    }
}

#[test]
fn what_is_no_contract_of_the_factory_is_not_authorised_by_whatever_is_clicked() {
    let mut world = borrower(&[host("one", 0)]);
    for contract in [THIEF, isolated::MORPHO, isolated::FACTORY] {
        review(&mut world, way(contract, true));
        until_denied(&mut world);
    }
    assert_eq!(sent(&world), 0);
}

#[test]
fn what_the_factory_denies_after_the_review_is_not_signed() {
    let mut world = borrower(&[host("one", 0)]);
    let found = looked(&mut world);
    review(&mut world, found.way);
    until_review(&mut world);
    change(&mut world, |market| market.made = false);
    world.run(15);
    world.click(UserAction::Sign);
    until_denied(&mut world);
}

#[test]
fn declined_nothing_changes_and_it_can_be_asked_for_again() {
    let mut world = borrower(&[host("one", 0)]);
    let found = looked(&mut world);
    world.wallet.as_mut().expect("a wallet").manners = Manners::Rejects;
    review(&mut world, found.way);
    until_review(&mut world);
    sign(&mut world);
    assert_eq!(failure(&world.view), Some(&FlowFailure::Rejected));
    world.run(60);
    assert!(!is_authorized(&world) && position(&world).pre_liquidations.is_empty());
    world.wallet.as_mut().expect("a wallet").manners = Manners::Consents;
    review(&mut world, found.way);
    until_review(&mut world);
    sign(&mut world);
    until_done_whatever(&mut world);
    assert!(is_authorized(&world));
    assert_eq!(sent(&world), 1);
}

#[test]
fn a_reload_in_the_midst_of_it_ends_with_the_contract_watched_and_nothing_sent_twice() {
    let mut world = borrower(&[host("one", 0)]);
    let found = looked(&mut world);
    review(&mut world, found.way);
    until_review(&mut world);
    world.wallet.as_mut().expect("a wallet").manners = Manners::DoesAndBreaksOff;
    sign(&mut world);
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(120);
    assert!(is_authorized(&world));
    assert_eq!(sent(&world), 1);
    assert_eq!(position(&world).pre_liquidations[0].contract, CONTRACT);
}

#[test]
fn one_that_would_act_at_once_says_so() {
    let mut world = borrower(&[host("one", 0)]);
    change(&mut world, |market| {
        (market.price, market.own_price) = (1_850, Some(1_850));
    });
    world.run(30);
    let found = looked(&mut world);
    assert!(found.rule.acts_now);
    assert_eq!(found.rule.fall, None);
    let health = found.rule.health.expect("a price");
    assert!(health.is_liquidatable());
}

/// The factory vouches for the code: whoever made the contract chose the oracle, which can name any price.
#[test]
fn what_goes_by_another_oracle_is_not_authorised_and_is_taken_back() {
    let mut world = borrower(&[host("one", 0)]);
    change(&mut world, |market| market.has_own_oracle = true);
    world.run(30);
    let found = looked(&mut world);
    let other = isolated::OWN_ORACLE;
    assert_eq!(found.fit, Err(Unfit::OtherOracle(other)));
    assert_eq!(found.rule.other_oracle, Some(other));
    // At the lowest price that the oracle may name, and by the market's: 4.515 ether of 3,000 dollars for 7,500.
    let worst = found.rule.at_last.expect("it acts");
    assert_eq!([worst.repaid, worst.cost].map(dollars), [7_500, 6_045]);
    review(&mut world, found.way);
    until_refused(&mut world, Unvouched::OtherOracle(other));
    is_taken_back_once_authorized(&mut world);
}

/// Authorised elsewhere, the contract is watched, and taken back from here.
fn is_taken_back_once_authorized(world: &mut World) {
    change(world, |market| market.authorized = true);
    world.run(30);
    review(world, way(CONTRACT, false));
    until_review(world);
    sign(world);
    until_done_whatever(world);
    assert!(!is_authorized(world));
}

#[test]
fn one_node_that_is_asked_twice_confirms_nothing() {
    let mut world = borrower(&[]);
    let found = looked(&mut world);
    assert!(found.fit.is_ok() && panel(&world).has_one_voice);
    review(&mut world, found.way);
    until_refused(&mut world, Unvouched::OneVoice);
    // What may act is taken back all the same.
    is_taken_back_once_authorized(&mut world);
}

/// The endpoint is blocks behind, so the wallet's node reads; it can be asked all the same.
#[test]
fn where_the_wallets_node_reads_another_is_asked_too() {
    let behind = Host {
        weather: Some(Weather::Behind(20)),
        ..host("one", 0)
    };
    for (made, why) in [
        (true, None),
        (false, Some(Unvouched::Denied(Voice::Wallets))),
    ] {
        let mut world = borrower(core::slice::from_ref(&behind));
        world.run(120);
        change(&mut world, |market| market.made = made);
        world.run(10);
        review(&mut world, way(CONTRACT, true));
        match why {
            Some(why) => until_refused(&mut world, why),
            None => until_review(&mut world),
        }
    }
}

/// What it goes by it goes by for ever: whoever says something else now lies.
#[test]
fn what_two_nodes_do_not_say_alike_or_say_anew_is_not_signed() {
    let flattering = Host {
        flatters: 40,
        ..host("lies", 0)
    };
    // One of the two; and both, but not what is simulated.
    let lies = || flattering.clone();
    for (hosts, wallet_flatters) in [(lies(), 0), (host("one", 0), 40), (lies(), 40)] {
        let mut world = borrower(&[hosts]);
        world.wallet_flatters = wallet_flatters;
        world.run(30);
        review(&mut world, way(CONTRACT, true));
        until_refused(&mut world, Unvouched::Differ);
    }
    // Both, after it was shown.
    let mut world = borrower(&[host("one", 0)]);
    review(&mut world, way(CONTRACT, true));
    until_review(&mut world);
    change(&mut world, |market| market.pre_lltv = 79);
    world.run(15);
    world.click(UserAction::Sign);
    until_refused(&mut world, Unvouched::Differ);
}

#[test]
fn what_nobody_can_simulate_to_its_end_is_not_authorised() {
    let mut world = borrower(&[host("one", 0)]);
    world.chains[0].bundles = Bundles::Missing;
    review(&mut world, way(CONTRACT, true));
    until_refused(&mut world, Unvouched::NotSimulated);
}

#[test]
fn what_would_be_at_a_worse_level_by_now_is_shown_again() {
    let mut world = borrower(&[host("one", 0)]);
    review(&mut world, way(CONTRACT, true));
    until_review(&mut world);
    let before = shown(&world).outlook.expect("an outlook").health_after;
    // A little less is nothing to be shown; at 1.12 it is watched.
    change(&mut world, |market| market.price = 2_100);
    world.run(10);
    world.click(UserAction::Sign);
    until_review(&mut world);
    assert_eq!(shown(&world).changed, Some(Changed::Level(before)));
    assert_eq!(sent(&world), 0);
    change(&mut world, |market| market.price = 2_099);
    world.run(10);
    sign(&mut world);
    until_done_whatever(&mut world);
    assert!(is_authorized(&world));
}

#[test]
fn what_was_mined_and_changed_nothing_is_not_done() {
    for may in [true, false] {
        let mut world = borrower(&[host("one", 0)]);
        change(&mut world, |market| market.authorized = !may);
        world.run(30);
        review(&mut world, way(CONTRACT, may));
        until_review(&mut world);
        world.click(UserAction::Sign);
        world.until("the wallet's question", |view| {
            matches!(stage(view), Some(StageView::Signing(_)))
        });
        change(&mut world, |market| market.is_deaf = true);
        let why = FlowFailure::AuthorityIs {
            may: Some(!may),
            is_named: true,
        };
        until_failed(&mut world, |failure| *failure == why);
        assert_eq!(sent(&world), 1);
        assert_eq!(is_authorized(&world), !may);
    }
}

/// An endpoint can make up as many as it likes.
#[test]
fn of_more_than_anybody_looks_through_the_newest_are_asked_about() {
    let mut world = borrower(&[host("one", 0)]);
    let next = world.chains[0].head().number + 1;
    change(&mut world, |market| {
        (market.decoys, market.made_in) = (200, Some(next));
    });
    world.run(30);
    let found = looked(&mut world);
    world.run(30);
    assert_eq!(found.contract, CONTRACT);
    assert!(panel(&world).has_more && !panel(&world).is_asking);
}

#[test]
fn what_could_not_be_asked_is_said_until_it_is_asked_anew() {
    let mut world = borrower(&[host("one", 0)]);
    world.weather = Weather::Down;
    let key = key(&world);
    world.click(UserAction::OpenProtection(key));
    world.run(5);
    let unreachable = SearchView::Nothing(ReadProblem::Unreachable);
    assert_eq!(panel(&world).search, unreachable);
    world.click(UserAction::TypeContract(CONTRACT.to_string()));
    world.run(5);
    assert!(panel(&world).has_failed && panel(&world).contracts.is_empty());
    world.weather = Weather::Fair;
    world.run(90);
    world.click(UserAction::TypeContract(CONTRACT.to_string()));
    world.run(5);
    assert!(!panel(&world).has_failed);
    assert_eq!(panel(&world).contracts[0].contract, CONTRACT);
}

#[test]
fn what_could_not_be_asked_is_asked_once_an_address_is_typed() {
    let mut world = borrower(&[host("one", 0)]);
    change(&mut world, |market| market.authorized = true);
    world.run(10);
    // Found to be authorised, it is known from here on.
    assert!(looked(&mut world).is_authorized);
    world.run(30);
    world.click(UserAction::CloseProtection);
    world.weather = Weather::Down;
    let key = key(&world);
    world.click(UserAction::OpenProtection(key));
    world.run(5);
    assert!(panel(&world).has_failed && panel(&world).contracts.is_empty());
    world.weather = Weather::Fair;
    world.run(90);
    // What is no address asks about nothing.
    world.click(UserAction::TypeContract("0x12".to_owned()));
    world.run(5);
    assert!(panel(&world).has_failed);
    world.click(UserAction::TypeContract(THIEF.to_string()));
    world.run(5);
    assert_eq!(panel(&world).typed, Some(TypedProblem::NotOne));
    assert!(!panel(&world).has_failed);
    assert_eq!(panel(&world).contracts[0].contract, CONTRACT);
}

/// Takes back what a stranger may do; what becomes of it once it is signed is so `from` then on.
fn taken_back(from: impl FnOnce(&mut World)) -> World {
    let mut world = borrower(&[host("one", 0)]);
    change(&mut world, |market| market.authorized_thief = true);
    world.run(10);
    review(&mut world, way(THIEF, false));
    until_review(&mut world);
    world.click(UserAction::Sign);
    world.until("the wallet's question", |view| {
        matches!(stage(view), Some(StageView::Signing(_)))
    });
    from(&mut world);
    world
}

/// Its own code is not asked.
#[test]
fn a_stranger_that_burns_all_gas_is_taken_back_all_the_same() {
    let mut world = taken_back(|world| change(world, |market| market.thief_burns = true));
    until_done_whatever(&mut world);
    assert_eq!(sent(&world), 1);
}

#[test]
fn where_nobody_says_who_may_act_it_ends_as_that() {
    let mut world = taken_back(|world| change(world, |market| market.hides_thief = true));
    let why = FlowFailure::AuthorityIs {
        may: None,
        is_named: true,
    };
    until_failed(&mut world, |failure| *failure == why);
    assert_eq!(sent(&world), 1);
}

/// It may be something else that was mined.
#[test]
fn what_nobody_names_is_not_said_to_have_been_mined() {
    let mut world = taken_back(|world| {
        change(world, |market| market.is_deaf = true);
        (world.chains[0].names_none, world.chains[0].lists_none) = (true, true);
    });
    let end = world.now + 3_600_000;
    while failure(&world.view).is_none() {
        assert!(world.step(end), "it did not end");
    }
    let why = FlowFailure::AuthorityIs {
        may: Some(true),
        is_named: false,
    };
    assert_eq!(failure(&world.view), Some(&why));
}
