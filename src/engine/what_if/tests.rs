use alloy::primitives::{Address, B256, U256};

use super::*;
use crate::alert::Ladder;
use crate::chain::{BlockRef, ChainId};
use crate::engine::view::LegView;
use crate::math::{RAY, Ray, Timestamp, TokenAmount};
use crate::protocols::aave_v3::{
    AavePosition, Addresses as Aave, Line, Profile, Reserve, ReserveConfig, UserConfig,
};
use crate::protocols::morpho_blue::{
    Account, Addresses as Morpho, Irm, MarketParams, MarketState, MorphoPosition, PreLiquidation,
    PreLiquidationParams, Token, Tokens,
};
use crate::protocols::{Addresses, Agreement, Holding, Market};
use crate::risk::Side;
use crate::risk::drawdown::Drawdown;

const NOW: Timestamp = Timestamp(1_800_000_000);

fn block() -> BlockRef {
    BlockRef {
        number: 1,
        parent_hash: B256::ZERO,
        timestamp: NOW,
    }
}

fn market(addresses: Addresses) -> Market {
    Market {
        chain: ChainId(1),
        name: "Example".into(),
        addresses,
    }
}

fn units(whole: u64) -> U256 {
    U256::from(whole) * WAD
}

fn percent(hundredths: u64) -> Wad {
    Wad::from_raw(U256::from(hundredths) * WAD / U256::from(100))
}

fn bps(raw: u16) -> BasisPoints {
    BasisPoints::from_raw(raw)
}

/// Reserves by symbol, whole tokens supplied and owed, and price in hundredths of dollars.
type Reserves<'a> = &'a [(&'a str, u64, u64, u64)];

const SIX: Reserves<'static> = &[
    ("wstETH", 12, 0, 380_055),
    ("WETH", 3, 1, 310_011),
    ("WBTC", 1, 0, 9_800_077),
    ("USDC", 5_000, 0, 100),
    ("LINK", 0, 900, 1_507),
    ("USDT", 0, 61_000, 100),
];

fn aave(reserves: Reserves<'_>) -> Snapshot {
    aave_at(reserves, |_, price| U256::from(price * 1_000_000))
}

/// With prices in units of the base currency.
fn aave_at(reserves: Reserves<'_>, price: impl Fn(usize, u64) -> U256) -> Snapshot {
    let mut user = U256::ZERO;
    let of = |(id, (symbol, supplied, owed, _)): (u16, &(&str, u64, u64, u64))| {
        user |= U256::from(u8::from(*supplied > 0)) << (2 * id + 1);
        user |= U256::from(u8::from(*owed > 0)) << (2 * id);
        Reserve {
            id,
            asset: Address::repeat_byte(0x10 + id as u8),
            symbol: (*symbol).to_owned(),
            config: ReserveConfig(
                U256::from(8_000) << 16
                    | U256::from(10_500) << 32
                    | U256::from(18) << 48
                    | U256::ONE << 56,
            ),
            liquidity_index: Ray::from_raw(RAY),
            liquidity_rate: Ray::from_raw(U256::ZERO),
            borrow_index: Ray::from_raw(RAY),
            borrow_rate: Ray::from_raw(U256::ZERO),
            last_update: NOW,
            treasury_scaled: U256::ZERO,
            total_supply_scaled: units(*supplied),
            total_debt_scaled: units(*owed),
            supply_scaled: units(*supplied),
            debt_scaled: units(*owed),
            told_debt: None,
            grace_until: Timestamp(0),
        }
    };
    let all: Vec<Reserve> = (0..).zip(reserves).map(of).collect();
    let prices = reserves.iter().enumerate();
    let prices = prices.map(|(place, one)| price(place, one.3));
    let position = AavePosition::new(Profile::V3_6, UserConfig(user), None, all, prices.collect());
    let market = market(Addresses::AaveV3(Aave {
        pool: Address::repeat_byte(1),
        addresses_provider: Address::repeat_byte(3),
        gateway: None,
        controller: None,
        line: Line::Aave,
    }));
    let holding = Holding::AaveV3(Box::new(position.expect("one price for each")));
    Snapshot::supposed(market, Address::repeat_byte(2), block(), holding).expect("it has a health")
}

/// Ten wrapped staked ether against ether or dollars, a contract that may act from 80% on before
/// the market does from 86% on.
fn morpho(loan: &str, price: u64, owed: u64) -> Snapshot {
    let shares = u128::from(owed) * 10_u128.pow(24);
    let assets = u128::from(owed) * 10_u128.pow(18);
    let token = |symbol: &str| Token {
        symbol: symbol.to_owned(),
        decimals: 18,
    };
    let price = U256::from(price) * U256::from(10).pow(U256::from(34));
    let position = MorphoPosition::new(
        MarketParams {
            loan_token: Address::repeat_byte(1),
            collateral_token: Address::repeat_byte(2),
            oracle: Address::repeat_byte(3),
            irm: Address::ZERO,
            lltv: percent(86),
        },
        MarketState {
            total_supply_assets: assets,
            total_supply_shares: shares,
            total_borrow_assets: assets,
            total_borrow_shares: shares,
            last_update: NOW,
            fee: 0,
        },
        Irm::None,
        Account {
            borrow_shares: shares,
            collateral: 10 * 10_u128.pow(18),
        },
        price,
        Tokens {
            collateral: token("wstETH"),
            loan: token(loan),
        },
    );
    let position = position
        .expect("decimals")
        .with_pre_liquidations(vec![PreLiquidation {
            contract: Address::repeat_byte(9),
            params: PreLiquidationParams {
                pre_lltv: percent(80),
                close_factors: [Wad::ONE; 2],
                incentives: [Wad::ONE; 2],
                oracle: Address::repeat_byte(10),
            },
            price: Some(price - U256::from(7)),
        }]);
    let market = market(Addresses::MorphoBlue(Morpho {
        morpho: Address::repeat_byte(4),
        id: B256::repeat_byte(5),
        factory: None,
    }));
    let holding = Holding::MorphoBlue(Box::new(position));
    Snapshot::supposed(market, Address::repeat_byte(2), block(), holding).expect("it has a health")
}

fn ask(snapshot: Snapshot) -> WhatIf {
    WhatIf::new(Arc::new(snapshot), Rules::STANDARD)
}

#[test]
fn what_moves_together_is_one_group_and_what_is_bound_to_the_dollar_none() {
    let groups = ask(aave(SIX)).groups();
    let group = |name: &str, side, symbols: &[&str]| PriceGroup {
        name: name.to_owned(),
        side,
        symbols: symbols.iter().map(|&one| one.to_owned()).collect(),
        a_rise_hurts: side == GroupSide::Debt,
    };
    let expected = [
        group("ETH", GroupSide::Both, &["wstETH", "WETH"]),
        group("BTC", GroupSide::Collateral, &["WBTC"]),
        group("LINK", GroupSide::Debt, &["LINK"]),
    ];
    assert_eq!(groups, expected);
    // Where stablecoins are the only collateral they are what falls.
    let only = ask(aave(&[("USDC", 5_000, 0, 100), ("USDT", 0, 3_000, 100)])).groups();
    assert_eq!(only, [group("USDC", GroupSide::Collateral, &["USDC"])]);
    // What a position is counted in does not move; nor does "ETH" against ether.
    let against = |loan| ask(morpho(loan, 120, 9)).groups();
    let own = group("wstETH", GroupSide::Collateral, &["wstETH"]);
    assert_eq!(against("WETH"), [own]);
    let named = group("ETH", GroupSide::Collateral, &["wstETH"]);
    assert_eq!(against("USDC"), [named]);
}

#[test]
fn a_scenario_is_what_would_be_read_at_those_prices() {
    let asked = ask(aave(SIX));
    let moved = asked.moved(&[(0, percent(50)), (2, percent(200))]).unwrap();
    let mut reserves = SIX.to_vec();
    // Each is even in the units of a price, whose least is a millionth of a hundredth.
    let halved = |price: u64| U256::from(price * 500_000);
    reserves[4].3 *= 2;
    let read = aave_at(&reserves, |place, price| match place {
        0 | 1 => halved(price),
        _ => U256::from(price * 1_000_000),
    });
    assert_eq!(moved.health, read.health);
    assert_eq!(moved.first_health, read.health);
    assert_eq!(moved.collateral_value.raw, read.collateral);
    assert_eq!(moved.debt_value.raw, read.debt);
    assert_eq!(moved.legs, super::super::legs::legs(&read));
    assert_eq!(moved.level, Ladder::STANDARD.level_of(read.health));
    let analysis = super::super::analysis::of(&read);
    assert_eq!(moved.loss, analysis.loss);
    assert_eq!(moved.drawdown, analysis.drawdown);
}

#[test]
fn no_move_is_today() {
    for snapshot in [aave(SIX), morpho("USDC", 120, 9), morpho("USDC", 120, 11)] {
        let asked = ask(snapshot.clone());
        for still in [
            asked.moved(&[]).unwrap(),
            asked.moved(&[(0, Wad::ONE)]).unwrap(),
            asked.common_fall(bps(0)).unwrap(),
        ] {
            assert_eq!(still.health, snapshot.health);
            assert_eq!(still.first_health, snapshot.first_health());
            assert_eq!(still.collateral_value.raw, snapshot.collateral);
            assert_eq!(still.debt_value.raw, snapshot.debt);
            assert_eq!(still.legs, super::super::legs::legs(&snapshot));
        }
    }
}

#[test]
fn a_map_says_of_each_cell_what_a_scenario_says_there() {
    let asked = ask(aave(SIX));
    let span = |from, to| Span {
        from: percent(from),
        to: percent(to),
    };
    let map = asked
        .map((0, span(50, 150)), (1, span(90, 110)), 3, 5)
        .unwrap();
    assert_eq!(map.x.len() * map.y.len(), map.cells.len());
    assert_eq!((map.x[1], map.y[2]), (Wad::ONE, Wad::ONE));
    assert_eq!(map.cells[2 * 3 + 1], aave(SIX).health);
    // What a person looks for first is there, whatever the span.
    let off = asked
        .map((0, span(70, 120)), (1, span(40, 120)), 5, 7)
        .unwrap();
    assert_eq!((off.x[2], off.y[5]), (Wad::ONE, Wad::ONE));
    assert_eq!(off.cells[5 * 5 + 2], aave(SIX).health);
    let beside = asked
        .map((0, span(70, 90)), (1, span(40, 120)), 5, 7)
        .unwrap();
    assert!(!beside.x.contains(&Wad::ONE));
    let mut cells = map.cells.iter();
    for &y in &map.y {
        for &x in &map.x {
            let moved = asked.moved(&[(1, y), (0, x)]).unwrap();
            assert_eq!(cells.next(), Some(&moved.first_health));
        }
    }
}

/// The share of today's price at a place of a map.
fn share_at(span: Span, place: u32, steps: usize) -> Wad {
    let length = span.to.raw() - span.from.raw();
    let whole = U256::from(steps) * U256::from(STEP);
    Wad::from_raw(span.from.raw() + length * U256::from(place) / whole)
}

/// Whether two healths are the same to a part in so many.
fn is_about(one: Health, other: Health, parts: u64) -> bool {
    let (Health::Ratio(one), Health::Ratio(other)) = (one, other) else {
        return one == other;
    };
    one.raw().abs_diff(other.raw()) <= other.raw() / U256::from(parts)
}

/// Whether a place is inside of a shape, which it is not on the edge of.
fn is_in(shape: &[Spot], x: u32, y: u32) -> bool {
    let [x, y] = [x, y].map(i64::from);
    let place = |spot: &Spot| (i64::from(spot.x), i64::from(spot.y));
    let next = shape.iter().cycle().skip(1);
    let passed = shape.iter().zip(next).filter(|(from, to)| {
        let ((x0, y0), (x1, y1)) = (place(from), place(to));
        (y0 > y) != (y1 > y) && ((x - x0) * (y1 - y0) < (x1 - x0) * (y - y0)) == (y1 > y0)
    });
    passed.count() % 2 == 1
}

#[test]
fn on_a_contour_health_is_that_and_inside_of_its_areas_it_is_lower() {
    let ladder = Ladder::STANDARD;
    let levels = [Level::Urgent, Level::Call, Level::Watch];
    let bounds = levels.map(|level| Health::Ratio(ladder.threshold(level)));
    let bounds: Vec<_> = [Health::Ratio(Wad::ONE)]
        .into_iter()
        .chain(bounds)
        .collect();
    let steps = 20;
    // Ether is supplied and owed, bitcoin supplied, and the third owed.
    let asked = ask(aave(SIX));
    for (x, y) in [(0, 1), (1, 0), (1, 2), (2, 1), (2, 0)] {
        let spans = [x, y].map(|group| asked.span(group).unwrap());
        let map = asked.contours((x, spans[0]), (y, spans[1]), steps, &bounds);
        let map = map.unwrap();
        assert_eq!((map.x[0], map.x[steps]), (spans[0].from, spans[0].to));
        assert_eq!((map.y[0], map.y[steps]), (spans[1].from, spans[1].to));
        let health = |across: u32, up: u32| {
            let across = share_at(spans[0], across, steps);
            asked
                .at((x, across), (y, share_at(spans[1], up, steps)))
                .unwrap()
        };
        for (bound, contour) in bounds.iter().zip(&map.of) {
            for spot in contour.line.iter().flatten() {
                let there = health(spot.x, spot.y);
                assert!(is_about(there, *bound, 100), "{x}, {y}: {spot:?} {there:?}");
            }
            for place in 0..(steps * steps) as u32 {
                let half = |step: u32| step * STEP + STEP / 2;
                let (across, up) = (half(place % steps as u32), half(place / steps as u32));
                let there = health(across, up);
                let mut areas = contour.lower.iter();
                let is_lower = areas.any(|area| is_in(area, across, up));
                assert!(
                    is_lower == (there < *bound) || is_about(there, *bound, 100),
                    "{x}, {y}: {across}, {up} of {bound:?}"
                );
            }
        }
    }
}

#[test]
fn a_frontier_that_is_level_or_upright_is_a_line_from_edge_to_edge() {
    // What is held of bitcoin is next to nothing: it moves no line.
    let asked = ask(aave(&[
        ("WETH", 100, 0, 300_000),
        ("WBTC", 1, 0, 1),
        ("USDC", 0, 200_000, 100),
    ]));
    let steps = 10;
    let whole = steps as u32 * STEP;
    let span = |group| (group, asked.span(group).unwrap());
    let bound = [Health::Ratio(Wad::ONE)];
    let of = |x, y| asked.contours(span(x), span(y), steps, &bound).unwrap();
    let line = |map: &Contours| map.of[0].line.clone();
    let upright = line(&of(0, 1));
    assert_eq!(upright.len(), steps);
    assert!(
        upright
            .iter()
            .all(|[from, to]| from.x.abs_diff(to.x) <= 1 && to.y - from.y == STEP)
    );
    let (lowest, highest) = (upright[0][0], upright[steps - 1][1]);
    assert_eq!((lowest.y, highest.y), (0, whole));
    let level = line(&of(1, 0));
    let [[one, other]] = level[..] else {
        panic!("{level:?}");
    };
    assert_eq!((one.x.min(other.x), one.x.max(other.x)), (0, whole));
    assert_eq!(
        of(1, 0).of[0].nearest(0).map(|spot| spot.y),
        Some(one.y.min(other.y))
    );
}

#[test]
fn what_a_person_asks_about_is_inside_of_a_span_that_changes_in_steps() {
    let span = Span {
        from: percent(70),
        to: percent(120),
    };
    for (asked, from) in [
        (100, 70),
        (70, 70),
        (69, 40),
        (57, 40),
        (40, 40),
        (39, 5),
        (2, 0),
    ] {
        let wider = span.holding(percent(asked));
        assert_eq!((wider.from, wider.to), (percent(from), span.to), "{asked}");
    }
    let risen = span.holding(percent(300));
    assert!(risen.from == span.from && risen.to > percent(300));
}

#[test]
fn a_map_is_bounded_and_of_two_groups() {
    let asked = ask(aave(SIX));
    let whole = asked.span(0).unwrap();
    let size = |columns, rows| asked.map((0, whole), (1, whole), columns, rows);
    assert_eq!(size(128, 128).unwrap().cells.len(), 128 * 128);
    for (columns, rows) in [(0, 1), (1, 0), (129, 1), (1, 129)] {
        assert_eq!(size(columns, rows), None);
    }
    assert_eq!(asked.map((0, whole), (0, whole), 2, 2), None);
    assert_eq!(asked.map((0, whole), (3, whole), 2, 2), None);
    let backwards = Span {
        from: whole.to,
        to: whole.from,
    };
    assert_eq!(asked.map((0, whole), (1, backwards), 2, 2), None);
    let contours = |x, y, steps| asked.contours((x, whole), (y, whole), steps, &[]);
    assert!(contours(0, 1, 127).is_some());
    for (x, y, steps) in [(0, 0, 9), (0, 3, 9), (0, 1, 0), (0, 1, 128)] {
        assert_eq!(contours(x, y, steps), None);
    }
    assert_eq!(asked.at((0, Wad::ONE), (0, Wad::ONE)), None);
    let single = ask(morpho("USDC", 120, 9));
    assert_eq!(single.map((0, whole), (1, whole), 2, 2), None);
}

#[test]
fn a_common_fall_moves_all_volatile_collateral_and_no_debt() {
    let asked = ask(aave(SIX));
    let fallen = asked.common_fall(bps(1_000)).unwrap();
    let price = |legs: &[LegView], symbol: &str, side| {
        let mut legs = legs.iter();
        let leg = legs.find(|leg| leg.symbol == symbol && leg.side == side);
        leg.unwrap().price.unwrap()
    };
    let collateral = Side::Collateral;
    let cents = |cents: u64| TokenAmount::new(U256::from(cents * 10_000), 8);
    assert_eq!(
        price(&fallen.legs, "WBTC", collateral),
        cents(9_800_077 * 90)
    );
    assert_eq!(price(&fallen.legs, "USDC", collateral), cents(100 * 100));
    let debt = Side::Debt;
    assert_eq!(price(&fallen.legs, "LINK", debt), cents(1_507 * 100));
    assert_eq!(asked.common_fall(bps(10_001)), None);
    // Levels are what scenarios say, one by one, also where a contract comes before the market.
    for asked in [asked, ask(morpho("USDC", 120, 9))] {
        let falls: Vec<_> = (0..=90).map(|fall| bps(fall * 100)).collect();
        let levels = asked.levels(&falls).unwrap();
        for (&fall, level) in falls.iter().zip(levels) {
            let scenario = asked.common_fall(fall).unwrap();
            assert_eq!((scenario.first_health, scenario.level), level);
        }
    }
}

#[test]
fn a_contract_that_comes_first_moves_with_the_collateral() {
    let asked = ask(morpho("USDC", 120, 9));
    let fallen = asked.common_fall(bps(500)).unwrap();
    assert!(fallen.first_health < fallen.health);
    // Once the market itself liquidates, nothing comes before it.
    let deep = asked.common_fall(bps(5_000)).unwrap();
    assert!(deep.health.is_liquidatable());
    assert_eq!(deep.first_health, deep.health);
    assert_eq!(deep.drawdown, Some(Drawdown::Already));
}

#[test]
fn the_price_that_liquidates_is_inside_of_a_span() {
    let liquidated = |asked: &WhatIf, share| {
        let moved = asked.moved(&[(0, share)]).unwrap();
        moved.first_health.is_liquidatable()
    };
    // What is near is looked at from near, with 30% around it; what is far is just inside.
    for (owed, from) in [(2_280, 70), (1_200, 45), (230, 9)] {
        let asked = ask(aave(&[("WETH", 1, 0, 300_000), ("USDC", 0, owed, 100)]));
        let span = asked.span(0).unwrap();
        assert_eq!(span.to, percent(120));
        assert!(
            span.from <= percent(from) && span.from >= percent(from - 1),
            "{owed}: {span:?}"
        );
        assert!(liquidated(&asked, span.from) && !liquidated(&asked, span.to));
    }
    for owed in [1, 9] {
        let asked = ask(aave(&[
            ("USDC", 40_000, 0, 100),
            ("LINK", 0, owed * 100, 1_500),
        ]));
        let debt = asked.groups().iter().position(|one| one.name == "LINK");
        let span = asked.span(debt.unwrap()).unwrap();
        assert_eq!(span.from, percent(80));
        let most = asked.moved(&[(debt.unwrap(), span.to)]).unwrap();
        assert!(most.health.is_liquidatable() && span.to >= percent(160));
    }
}

#[test]
fn only_what_moved_on_a_map_lies_on_it() {
    let asked = ask(aave(SIX));
    let on = |moves: &[(usize, Wad)]| asked.moved(moves).unwrap().moves.on_map(0, 1);
    let (nine, eight) = (percent(90), percent(80));
    assert_eq!(on(&[(0, nine), (1, eight)]), Some((nine, eight)));
    assert_eq!(on(&[(0, nine)]), Some((nine, percent(100))));
    // Something else moved as well.
    assert_eq!(on(&[(0, nine), (2, eight)]), None);
}

#[test]
fn which_way_hurts_is_told_of_what_is_owed_and_held() {
    let hurts = |supplied, owed| {
        let asked = ask(aave(&[
            ("WETH", supplied, owed, 300_000),
            ("USDC", 4_000, 10_000, 100),
        ]));
        let groups = asked.groups();
        groups
            .iter()
            .find(|one| one.name == "ETH")
            .unwrap()
            .a_rise_hurts
    };
    assert!(!hurts(9, 2));
    assert!(hurts(2, 9));
}

#[test]
fn a_worst_day_moves_what_fell_on_it() {
    let asked = ask(aave(SIX));
    let day = &WORST_DAYS[0];
    let moved = [(0, percent(57)), (1, percent(60))];
    assert_eq!(asked.worst_day(day), asked.moved(&moved));
    // A debt is not relieved by a trace of the same that counts.
    let owed = |supplied| {
        ask(aave(&[
            ("USDC", 40_000, 0, 100),
            ("LINK", supplied, 900, 1_500),
        ]))
    };
    for supplied in [0, 1] {
        let asked = owed(supplied);
        assert_eq!(asked.worst_day(day), asked.moved(&[]));
    }
    // Those falls are in dollars.
    for (loan, knows_days) in [("WETH", false), ("USDC", true)] {
        let asked = ask(morpho(loan, 120, 9));
        assert_eq!(asked.worst_day(day).is_some(), knows_days);
        assert_eq!(asked.knows_days(), knows_days);
        assert!(asked.can_be_asked());
    }
}

#[test]
fn nothing_is_said_where_the_chain_says_otherwise() {
    let mut snapshot = aave(SIX);
    snapshot.agreement = Agreement::Differs { ours: None };
    let asked = ask(snapshot);
    assert_eq!(asked.groups(), []);
    assert_eq!(asked.moved(&[]), None);
    assert_eq!(asked.common_fall(bps(100)), None);
    assert!(!asked.can_be_asked() && !asked.knows_days());
    assert_eq!(asked.span(0), None);
    assert_eq!(asked, WhatIf::default());
}

#[test]
fn of_the_same_reading_is_equal_and_of_another_not() {
    let snapshot = Arc::new(aave(SIX));
    let asked = |rules| WhatIf::new(snapshot.clone(), rules);
    assert_eq!(asked(Rules::STANDARD), asked(Rules::STANDARD));
    assert_ne!(asked(Rules::STANDARD), asked(Rules::CORRELATED));
    assert_ne!(asked(Rules::STANDARD), ask(aave(SIX)));
    assert_ne!(asked(Rules::STANDARD), WhatIf::default());
}

#[test]
fn what_overflows_is_not_said() {
    let asked = ask(aave(SIX));
    assert_eq!(asked.moved(&[(0, Wad::from_raw(U256::MAX))]), None);
    assert_eq!(asked.moved(&[(7, Wad::ONE)]), None);
    assert_eq!(asked.moved(&[(0, Wad::ONE), (0, Wad::ONE)]), None);
}
