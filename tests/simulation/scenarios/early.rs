//! A contract that the account has authorised may close a part of it before the market does.

use margin_call::alert::{Level, health_moves};
use margin_call::chain::short_address;
use margin_call::engine::view::{LiquidationPriceView, LogKind, PositionView};
use margin_call::engine::{Config, PermissionState, UserAction};

use super::super::world::World;
use super::{connect, key, local};
use crate::isolated::{self, CONTRACT, Isolated};
use crate::laws::positions;
use crate::scene::LOCAL;

/// The position is read; the contracts in `named` are known to the page.
fn borrower(named: Option<String>) -> World {
    let config = Config {
        morpho_pre_liquidations: named,
        ..local()
    };
    let mut world = World::new(7, &[LOCAL], config);
    world.file = Ok(isolated::deployment_file());
    world.chains[0].set(|markets| markets.push(isolated::market()));
    world.permission = PermissionState::Granted;
    world.load();
    world.run(1);
    connect(&mut world);
    world.until("a position", |view| !positions(view).is_empty());
    world
}

fn with_contract() -> World {
    borrower(Some(CONTRACT.to_string()))
}

/// From the next block on.
fn change(world: &mut World, change: impl FnOnce(&mut Isolated)) {
    world.chains[0].set(|markets| {
        let mut all = markets.iter_mut().filter_map(|one| one.isolated.as_mut());
        change(all.next().expect("the market"));
    });
    world.run(30);
}

fn ether_at(world: &mut World, dollars: u64) {
    change(world, |market| {
        (market.price, market.own_price) = (dollars, Some(dollars));
    });
}

fn position(world: &World) -> &PositionView {
    &positions(&world.view)[0]
}

/// Titles and bodies of what was told.
fn told(world: &World) -> Vec<(&str, &str)> {
    let all = world.notifications.iter();
    all.map(|one| (one.title.as_str(), one.body.as_str()))
        .collect()
}

#[test]
fn a_price_at_which_only_the_contract_may_act_calls_with_its_words() {
    let mut world = with_contract();
    ether_at(&mut world, 1_930);
    ether_at(&mut world, 1_850);
    let debt = "USDC debt on Morpho Blue WETH/USDC.";
    assert_eq!(
        told(&world),
        [
            (
                "Urgent margin call: health 1.02",
                format!(
                    "{debt} Pre-liquidation of a part below 1.00: collateral may fall 2.8%. \
                     Open to top up."
                )
                .as_str()
            ),
            (
                "Pre-liquidatable now: health 0.98",
                format!(
                    "{debt} A contract that you authorised may close a part of it at any moment. \
                     Open to top up."
                )
                .as_str()
            ),
        ]
    );
    let position = position(&world);
    assert!(position.pre_liquidates_first());
    assert!(position.first_health.is_liquidatable() && !position.health.is_liquidatable());
    assert_eq!(position.alarm.level, Some(Level::Liquidatable));
    assert_eq!(position.pre_liquidations[0].contract, CONTRACT);
    let last = world.view.log.first().map(|entry| &entry.what);
    assert!(matches!(
        last,
        Some(LogKind::Called {
            level: Level::Liquidatable,
            pre_liquidation: true,
            ..
        })
    ));
    let leg = &position.legs[0];
    assert!(matches!(
        leg.pre_liquidation_price,
        Some(LiquidationPriceView::Passed { .. })
    ));
    assert!(matches!(
        leg.liquidation_price,
        LiquidationPriceView::At { .. }
    ));
}

#[test]
fn a_market_that_liquidates_after_the_contract_calls_again_past_an_acknowledgement() {
    let mut world = with_contract();
    ether_at(&mut world, 1_850);
    let key = key(&world);
    world.click(UserAction::Acknowledge(key));
    for dollars in [1_740, 1_750, 1_740] {
        ether_at(&mut world, dollars);
    }
    let titles = told(&world);
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert_eq!(titles[1].0, "Liquidatable now: health 0.99");
    assert!(
        titles[1].1.contains("Anyone may liquidate it"),
        "{titles:?}"
    );
}

#[test]
fn a_contract_that_was_revoked_leaves_the_position_to_the_market() {
    let mut world = with_contract();
    ether_at(&mut world, 1_850);
    change(&mut world, |market| market.authorized = false);
    let shown = position(&world);
    assert_eq!(shown.alarm.level, Some(Level::Call));
    assert_eq!(shown.first_health, shown.health);
    assert!(shown.pre_liquidations.is_empty());
    assert_eq!(shown.legs[0].pre_liquidation_price, None);
    ether_at(&mut world, 2_500);
    world.run(120);
    assert_eq!(
        told(&world).last().map(|one| one.0),
        Some("Recovered: health 1.43")
    );
}

#[test]
fn a_contract_goes_by_its_own_oracle_and_without_one_it_is_named_and_calls_nobody() {
    let mut world = with_contract();
    change(&mut world, |market| market.own_price = Some(1_850));
    assert_eq!(told(&world)[0].0, "Pre-liquidatable now: health 0.98");
    assert_eq!(
        position(&world).legs[0].price.unwrap().format_floor(0),
        "3000"
    );
    change(&mut world, |market| market.own_price = None);
    let shown = position(&world);
    assert_eq!(shown.alarm.level, None);
    assert_eq!(shown.pre_liquidations[0].price, None);
    let last_safe = shown.pre_liquidations[0].last_safe.unwrap();
    assert_eq!(last_safe.format_floor(0), "1875");
    // Nothing recovered: the contract only cannot act, until its oracle answers.
    world.run(120);
    let last = told(&world).pop();
    assert_eq!(
        last,
        Some((
            "Recovered: health 1.72",
            "Morpho Blue WETH/USDC. A contract that you authorised has no price now and is not \
             counted. Watching goes on."
        ))
    );
}

#[test]
fn a_contract_that_nobody_named_is_not_known() {
    let mut world = borrower(None);
    ether_at(&mut world, 1_850);
    assert_eq!(position(&world).alarm.level, Some(Level::Call));
    assert!(position(&world).pre_liquidations.is_empty());
}

#[test]
fn a_contract_that_is_authorised_or_no_longer_is_news_with_its_trigger_and_the_health() {
    let mut world = with_contract();
    world.run(30);
    let own = position(&world).health;
    let early = position(&world).first_health;
    let contract = short_address(CONTRACT);
    change(&mut world, |market| market.authorized = false);
    let moved = health_moves(early, own).expect("it rose");
    let [(title, body)] = told(&world)[..] else {
        panic!("{:?}", told(&world))
    };
    let ended = format!("Rules changed: {contract} may no longer liquidate a part of it early");
    assert_eq!(title, ended);
    let said = format!("Morpho Blue WETH/USDC. Health {moved} by that, in block ");
    assert!(body.starts_with(&said), "{body}");
    assert_eq!(world.notifications[0].level, Some(Level::Watch));
    change(&mut world, |market| market.authorized = true);
    let moved = health_moves(own, early).expect("it fell");
    let (title, body) = told(&world).pop().expect("news");
    assert_eq!(
        title,
        format!(
            "Rules changed: {contract} may liquidate a part of it from a loan-to-value of 80% on"
        )
    );
    assert!(
        body.contains(&format!(" Health {moved} by that, in block ")),
        "{body}"
    );
    assert_eq!(world.notifications[1].level, Some(Level::Call));
    // Once: also after a reload.
    world.load();
    world.until("a position", |view| !positions(view).is_empty());
    world.run(60);
    assert_eq!(world.notifications.len(), 2);
}

/// A page that is told of a contract for the first time has nothing to hold it against.
#[test]
fn a_contract_that_acts_where_it_is_first_known_is_no_news() {
    let mut world = with_contract();
    world.run(60);
    assert!(position(&world).pre_liquidates_first());
    assert_eq!(told(&world), []);
}
