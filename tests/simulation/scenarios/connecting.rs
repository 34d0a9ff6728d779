//! From an empty page to a position, and everything that can come between.

use alloy::primitives::Address;
use margin_call::chain::ChainId;
use margin_call::engine::view::{
    AgreementView, Attention, Body, ConfigProblem, ConnectProblem, ConnectionView, NoTopUp,
    ReadProblem, SwitchProblem, WatchProblem,
};
use margin_call::engine::{Config, UserAction, View};

use super::super::laws::{positions, session, worst};
use super::super::scene::{BORROWER, LOCAL, SAVER, deployment_file};
use super::super::wallet::Manners;
use super::super::world::{Weather, World};
use super::{connect, connected, health_on_chain, local, opened};

fn has_position(view: &View) -> bool {
    !positions(view).is_empty()
}

/// Reads go through the host's own endpoint.
fn with_endpoint() -> Config {
    Config {
        rpc_urls: vec!["rpc".into()],
        ..local()
    }
}

/// Whose position comes first.
fn watched(view: &View) -> Option<Address> {
    Some(positions(view).first()?.key.account)
}

fn is_on_wrong_chain(view: &View) -> bool {
    session(view).is_some_and(|session| matches!(session.body, Body::WrongChain { .. }))
}

fn read_problem(view: &View) -> Option<&ReadProblem> {
    worst(view)?.data.problem.as_ref()
}

#[test]
fn a_click_connects_and_the_position_is_read_with_the_chains_own_health() {
    let world = connected();
    // Both accounts that the wallet shares, the worse one first.
    let [position, safer] = positions(&world.view) else {
        panic!("two positions")
    };
    assert_eq!((position.key.account, safer.key.account), (BORROWER, SAVER));
    assert_eq!(safer.can_top_up, Err(NoTopUp::OtherAccount));
    assert!(matches!(
        position.agreement,
        AgreementView::Matches { rules: "Aave v3.6" }
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
    world.until("a position", has_position);
}

#[test]
fn a_wallet_that_answers_garbage_is_not_connected() {
    let mut world = opened();
    world.manners(Manners::AnswersGarbage);
    connect(&mut world);
    world.until("the failure", |view| {
        matches!(
            view.connection,
            ConnectionView::Choose {
                failed: Some(ConnectProblem::NoAnswer),
                ..
            }
        )
    });
}

#[test]
fn after_a_reload_the_wallet_is_there_again_without_a_question() {
    let mut world = connected();
    // Whoever asked the wallet now would wait for ever.
    world.manners(Manners::Ignores);
    world.load();
    world.until("a position", has_position);
}

#[test]
fn without_a_wallet_the_page_says_so() {
    let mut world = opened();
    world.wallet = None;
    world.load();
    world.until("no wallet", |view| {
        matches!(
            view.connection,
            ConnectionView::NoWallet { waits: None, .. }
        )
    });
}

#[test]
fn an_address_is_watched_without_a_wallet_and_cannot_be_topped_up() {
    let config = Config {
        rpc_urls: vec!["rpc".into()],
        accounts: vec![BORROWER],
        ..local()
    };
    let mut world = World::new(7, &[LOCAL], config);
    world.wallet = None;
    world.load();
    world.until("a position", has_position);
    assert_eq!(
        positions(&world.view)[0].can_top_up,
        Err(NoTopUp::WatchOnly)
    );
    let key = super::key(&world);
    world.click(UserAction::OpenTopUp(key));
    assert_eq!(world.view.top_up, None);
    // Who lets go of it can choose something else.
    world.click(UserAction::Disconnect);
    world.until("a choice", |view| {
        matches!(
            view.connection,
            ConnectionView::NoWallet { waits: None, .. }
        )
    });
}

#[test]
fn a_typed_address_is_watched_unless_it_is_mistyped() {
    let mut world = World::new(7, &[LOCAL], with_endpoint());
    world.load();
    world.run(1);
    world.click(UserAction::Watch("0x12".into()));
    assert!(matches!(
        world.view.connection,
        ConnectionView::Choose {
            watch_problem: Some(WatchProblem::NotAnAddress),
            ..
        }
    ));
    world.click(UserAction::Watch(SAVER.to_string()));
    world.until("a position", has_position);
}

#[test]
fn a_typed_address_is_watched_on_after_a_reload_until_that_is_ended_by_hand() {
    let mut world = World::new(7, &[LOCAL], with_endpoint());
    world.load();
    world.run(1);
    // The last choice counts: a wallet that was connected before is not asked again.
    connect(&mut world);
    world.until("a position", has_position);
    world.click(UserAction::Disconnect);
    world.click(UserAction::Watch(SAVER.to_string()));
    world.until("the typed one", |view| watched(view) == Some(SAVER));
    world.load();
    world.until("the typed one again", |view| watched(view) == Some(SAVER));
    world.click(UserAction::Disconnect);
    world.load();
    world.run(60);
    assert!(matches!(
        world.view.connection,
        ConnectionView::Choose { .. }
    ));
}

#[test]
fn answers_about_an_account_that_was_taken_off_are_not_taken_for_those_about_the_next() {
    let looks = |view: &View| {
        let chains = session(view).into_iter().flat_map(|one| &one.chains);
        let mut sources = chains.flat_map(|one| &one.sources);
        sources.any(|one| one.budget.is_some_and(|budget| budget.spent > 0))
    };
    // In some of them the older answer comes first.
    for seed in 0..8 {
        let mut world = World::new(seed, &[LOCAL], with_endpoint());
        world.load();
        world.run(1);
        world.click(UserAction::Watch(SAVER.to_string()));
        world.until("a look", looks);
        world.click(UserAction::Unwatch(SAVER));
        world.click(UserAction::Watch(BORROWER.to_string()));
        world.until("a position", |view| {
            let chains = session(view).into_iter().flat_map(|one| &one.chains);
            let mut sources = chains.flat_map(|one| &one.sources);
            assert!(sources.all(|source| source.problem.is_none()));
            has_position(view)
        });
    }
}

#[test]
fn the_account_that_the_page_names_comes_before_one_that_was_typed() {
    let mut world = World::new(7, &[LOCAL], with_endpoint());
    world.load();
    world.run(1);
    world.click(UserAction::Watch(SAVER.to_string()));
    world.until("the typed one", |view| watched(view) == Some(SAVER));
    world.config.accounts = vec![BORROWER];
    world.load();
    world.until("the page's", |view| watched(view) == Some(BORROWER));
}

#[test]
fn on_a_chain_without_markets_the_page_offers_to_switch_and_the_wallet_does() {
    let mut world = World::new(7, &[250, LOCAL], local());
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("the wrong chain", is_on_wrong_chain);
    world.manners(Manners::Rejects);
    world.click(UserAction::SwitchChain(ChainId(LOCAL)));
    world.until("the rejection", |view| {
        session(view).is_some_and(|session| {
            matches!(session.body, Body::WrongChain { .. })
                && session.switch_problem == Some(SwitchProblem::Rejected)
                && !session.switching
        })
    });
    world.manners(Manners::Consents);
    world.click(UserAction::SwitchChain(ChainId(LOCAL)));
    world.until("a position", has_position);
}

#[test]
fn another_account_of_the_wallet_can_be_topped_up_and_the_first_is_watched_on() {
    let mut world = connected();
    world.share(|wallet| wallet.accounts = vec![SAVER, BORROWER]);
    let can = |view: &View| -> Vec<_> {
        let all = positions(view).iter();
        all.map(|one| (one.key.account, one.can_top_up)).collect()
    };
    world.until("the other account", |view| {
        can(view).contains(&(SAVER, Ok(())))
    });
    let first = (BORROWER, Err(NoTopUp::OtherAccount));
    assert!(can(&world.view).contains(&first));
    // Also when the wallet does not share it any more: it holds something.
    world.share(|wallet| wallet.accounts = vec![SAVER]);
    world.run(60);
    let first = (BORROWER, Err(NoTopUp::WatchOnly));
    assert!(can(&world.view).contains(&first));
    assert!(positions(&world.view).iter().all(|one| one.is_known));
}

#[test]
fn an_endpoint_of_another_chain_is_watched_beside_the_wallets() {
    let mut world = World::new(7, &[LOCAL, 1], with_endpoint());
    world.served = 1;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("both chains", |view| {
        let on = |id| positions(view).iter().any(|one| one.key.chain.0 == id);
        on(LOCAL) && on(1)
    });
    // What is on the other chain takes a switch before it can be topped up.
    let there = |view: &View| {
        let mut all = positions(view).iter();
        let one = all.find(|one| one.key.chain.0 == 1 && one.key.account == BORROWER);
        one.map(|one| one.can_top_up)
    };
    assert_eq!(there(&world.view), Some(Err(NoTopUp::OtherChain)));
    world.click(UserAction::SwitchChain(ChainId(1)));
    world.until("the switch", |view| there(view) == Some(Ok(())));
    assert_eq!(world.view.attention, Attention::None);
}

#[test]
fn a_chain_with_the_same_contracts_is_not_taken_for_the_one_that_is_watched() {
    let mut world = World::new(7, &[10, 137], Config::default());
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", has_position);
    // The wallet forgets to say so.
    world.wallet.as_mut().expect("a wallet").chain = 1;
    world.until("disbelief", |view| read_problem(view).is_some());
    world.wallet.as_mut().expect("a wallet").chain = 0;
    world.until("belief", |view| read_problem(view).is_none());
}

#[test]
fn a_chain_whose_contracts_do_not_see_its_headers_is_read_until_they_do_and_then_held_to_it() {
    let mut world = World::new(7, &[LOCAL], local());
    world.chains[0].hides_parent = true;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", has_position);
    world.run(60);
    assert_eq!(read_problem(&world.view), None);
    world.chains[0].hides_parent = false;
    world.run(60);
    assert_eq!(read_problem(&world.view), None);
    world.chains[0].hides_parent = true;
    world.until("disbelief", |view| read_problem(view).is_some());
}

#[test]
fn an_endpoint_that_fails_before_the_wallet_answers_is_asked_again() {
    let mut world = World::new(7, &[LOCAL], with_endpoint());
    world.weather = Weather::Down;
    world.load();
    world.run(1);
    connect(&mut world);
    world.run(30);
    world.weather = Weather::Fair;
    world.until("a position", has_position);
}

#[test]
fn a_deployment_file_for_a_real_chain_is_refused() {
    let mut world = World::new(7, &[LOCAL], local());
    world.file = Ok(deployment_file(1));
    world.load();
    world.run(1);
    let refused = Some(ConfigProblem::DeploymentNotLocal);
    assert_eq!(world.view.configuration_problem, refused);
    connect(&mut world);
    world.until("no market here", is_on_wrong_chain);
    assert!(!world.view.local_deployment);
}
