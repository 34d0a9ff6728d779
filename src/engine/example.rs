//! A position that nobody has: to see what this does before anything is connected.

use alloy::primitives::{Address, B256, U256};

use super::analysis;
use super::key_of;
use super::legs::legs;
use super::past::Past;
use super::price_paths;
use super::view::{AgreementView, NoTopUp, PositionAlarm, PositionView, WhatIf, Whose};
use crate::alert::{Phase, Rules};
use crate::chain::{BlockRef, ChainId};
use crate::math::{Ray, Timestamp, TokenAmount, WAD, Wad};
use crate::protocols::aave_v3::{self, AavePosition, Profile, Reserve, ReserveConfig, UserConfig};
use crate::protocols::{Addresses, Holding, Market, Snapshot};
use crate::risk::Halted;

/// A token of the example: its symbol and decimals, its liquidation threshold in basis points, its
/// price in units of 8 decimals, and what is supplied and owed of it in thousandths.
struct Token {
    symbol: &'static str,
    decimals: u64,
    threshold_bps: u64,
    price: u64,
    supplied: u64,
    owed: u64,
}

const TOKENS: [Token; 3] = [
    Token {
        symbol: "WETH",
        decimals: 18,
        threshold_bps: 8_300,
        price: 300_000_000_000,
        supplied: 12_000,
        owed: 0,
    },
    Token {
        symbol: "WBTC",
        decimals: 8,
        threshold_bps: 7_800,
        price: 9_000_000_000_000,
        supplied: 200,
        owed: 0,
    },
    Token {
        symbol: "USDC",
        decimals: 6,
        threshold_bps: 7_800,
        price: 100_000_000,
        supplied: 0,
        owed: 34_000_000,
    },
];

/// How far each price was from today’s, in thousandths of it: three days, which never took it below a
/// threshold, and end today.
const WALK: [[i8; TOKENS.len()]; 25] = [
    [88, 52, 0],
    [95, 57, 0],
    [81, 50, 0],
    [84, 46, 0],
    [70, 41, 0],
    [76, 47, 0],
    [61, 38, 0],
    [52, 30, 0],
    [58, 35, 0],
    [40, 24, 0],
    [31, 20, 0],
    [37, 26, 0],
    [22, 15, 0],
    [5, 4, 0],
    [-9, -6, 0],
    [-21, -13, 0],
    [-16, -8, 0],
    [-24, -15, 0],
    [-12, -9, 0],
    [3, 1, 0],
    [-4, -3, 0],
    [9, 4, 0],
    [14, 8, 0],
    [6, 2, 0],
    [0, 0, 0],
];

/// From one of them to the next, seconds.
const STEP_S: u64 = 3 * 3_600;

/// A borrower of dollars against ether and bitcoin by the rules of Aave v3.6, at round prices. It
/// is computed as every position is; no chain knows of it.
#[must_use]
pub fn example(now: Timestamp) -> Option<PositionView> {
    let snapshot = snapshot(now)?;
    let rules = Rules::STANDARD;
    let footing = analysis::footing(&snapshot, rules.horizon_s());
    let level = rules.level_of(footing);
    let base = snapshot.position()?.base();
    let health = snapshot.health;
    let (key, legs) = (key_of(&snapshot), legs(&snapshot));
    let chosen = price_paths::choose(&legs, &base.currency);
    let past = past(&snapshot, &chosen)?;
    Some(PositionView {
        protocol: snapshot.market.protocol(),
        market: snapshot.market.name.clone().into_owned(),
        block: snapshot.block,
        dated_by: None,
        witnessed: None,
        is_known: true,
        health,
        first_health: health,
        distance_wad: health.distance(),
        alarm: PositionAlarm {
            level,
            by_time: level.and_then(|level| rules.why_by_time(footing, level)),
            phase: Phase::Ok,
            ladder: rules.ladder,
            whose: Whose::Usual,
        },
        takings: Vec::new(),
        agreement: AgreementView::Matches { rules: "Aave v3.6" },
        currency: base.currency,
        collateral_value: TokenAmount::new(snapshot.collateral, base.decimals),
        debt_value: TokenAmount::new(snapshot.debt, base.decimals),
        pre_liquidations: Vec::new(),
        approvals_left: Vec::new(),
        queued: Vec::new(),
        can_be_protected: false,
        can_authorize: Err(NoTopUp::WatchOnly),
        emode: None,
        halted: Halted::default(),
        analysis: analysis::of(&snapshot),
        what_if: WhatIf::new(snapshot.into(), rules),
        history: past.health(&key),
        marks: past.marks(&key),
        prices: price_paths::paths(&past, &key, &legs, &chosen),
        can_top_up: Err(NoTopUp::WatchOnly),
        legs,
        key,
    })
}

/// Its prices as they went, and what its health was by them: taken in as every reading is.
fn past(today: &Snapshot, chosen: &[usize]) -> Option<Past> {
    let mut past = Past::default();
    let steps = u64::try_from(WALK.len()).ok()?;
    for (number, moves) in (1..).zip(WALK) {
        let then = today.moved(&moves.map(share)).ok()?;
        let ago = steps.checked_sub(number)?.checked_mul(STEP_S)?;
        let block = BlockRef {
            number,
            timestamp: Timestamp(today.block.timestamp.0.saturating_sub(ago)),
            ..today.block
        };
        let legs = legs(&then);
        let chosen = chosen.iter().filter_map(|place| legs.get(*place));
        let prices = chosen.filter_map(|leg| Some((leg.asset, leg.price?)));
        past.read(&key_of(today), block, then.first_health(), prices);
    }
    Some(past)
}

/// What so many thousandths more are of a price.
fn share(thousandths: i8) -> Wad {
    let thousandths = 1_000_u64.saturating_add_signed(thousandths.into());
    // No more than 1.127: it fits.
    let share = WAD.wrapping_mul(U256::from(thousandths));
    Wad::from_raw(share.wrapping_div(U256::from(1_000)))
}

fn snapshot(now: Timestamp) -> Option<Snapshot> {
    charged(now, 5)
}

/// Where all that is owed costs so many percent a year.
fn charged(now: Timestamp, percent: u64) -> Option<Snapshot> {
    let reserves = (0..)
        .zip(&TOKENS)
        .map(|(id, token)| reserve(id, token, now, percent));
    let prices = TOKENS.iter().map(|token| U256::from(token.price));
    // Two bits a reserve, the higher for collateral, the lower for debt.
    let user = UserConfig(U256::from(0b01_10_10));
    let reserves = reserves.collect::<Option<Vec<_>>>()?;
    let position = AavePosition::new(Profile::V3_6, user, None, reserves, prices.collect());
    let market = Market {
        // No chain has this number, so no market is taken for it.
        chain: ChainId(0),
        name: "Example".into(),
        addresses: Addresses::AaveV3(aave_v3::Addresses {
            pool: Address::ZERO,
            addresses_provider: Address::ZERO,
            gateway: None,
            controller: None,
            line: aave_v3::Line::Aave,
        }),
    };
    let block = BlockRef {
        number: 0,
        parent_hash: B256::ZERO,
        timestamp: now,
    };
    let holding = Holding::AaveV3(Box::new(position.ok()?));
    Snapshot::supposed(market, Address::ZERO, block, holding).ok()
}

fn reserve(id: u16, token: &Token, now: Timestamp, percent: u64) -> Option<Reserve> {
    // Thousandths of a token: its unit has three decimals less.
    let unit = U256::from(10).checked_pow(U256::from(token.decimals.checked_sub(3)?))?;
    let supply = U256::from(token.supplied).checked_mul(unit)?;
    let debt = U256::from(token.owed).checked_mul(unit)?;
    let config = U256::from(token.threshold_bps) << 16
        | U256::from(10_500) << 32
        | U256::from(token.decimals) << 48
        | U256::ONE << 56;
    Some(Reserve {
        id,
        asset: Address::with_last_byte(u8::try_from(id).ok()?),
        symbol: token.symbol.to_owned(),
        config: ReserveConfig(config),
        liquidity_index: Ray::ONE,
        liquidity_rate: Ray::from_raw(U256::ZERO),
        borrow_index: Ray::ONE,
        borrow_rate: Ray::from_raw(
            Ray::ONE
                .raw()
                .checked_mul(U256::from(percent))?
                .wrapping_div(U256::from(100)),
        ),
        last_update: now,
        treasury_scaled: U256::ZERO,
        total_supply_scaled: supply,
        total_debt_scaled: debt,
        supply_scaled: supply,
        debt_scaled: debt,
        told_debt: None,
        grace_until: Timestamp(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::Level;
    use crate::math::{BasisPoints, Wad};
    use crate::protocols::Agreement;
    use crate::risk::Health;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    /// 12 WETH at 83% and 0.2 WBTC at 78%, at these prices in units of 8 decimals, against 34,000.
    fn ratio(ether: U256, bitcoin: U256) -> U256 {
        let counted = ether * U256::from(12 * 8_300) + bitcoin * U256::from(7_800) / U256::from(5);
        counted * Wad::ONE.raw() / U256::from(34_000_u64 * 10_000 * 100_000_000)
    }

    #[test]
    fn where_our_arithmetic_is_not_confirmed_there_is_no_time() {
        let rules = Rules::STANDARD;
        let mut dear = charged(Timestamp(1_800_000_000), 6_000).expect("an example");
        let known = analysis::footing(&dear, rules.horizon_s());
        assert_eq!(rules.level_of(known), Some(Level::Call));
        assert_eq!(analysis::lasts(&dear), known.lasts);
        // No farther is looked than levels want to know.
        assert_eq!(analysis::footing(&dear, 3_600).lasts, None);
        dear.agreement = Agreement::Differs { ours: None };
        let unconfirmed = analysis::footing(&dear, rules.horizon_s());
        assert_eq!(
            (unconfirmed.health, unconfirmed.lasts),
            (known.health, None)
        );
    }

    #[test]
    fn the_example_is_healthy_and_each_level_is_a_fall_away() {
        let example = example(NOW).expect("an example");
        let [ether, bitcoin] = [TOKENS[0].price, TOKENS[1].price].map(U256::from);
        let expected = ratio(ether, bitcoin);
        assert_eq!(example.health, Health::Ratio(Wad::from_raw(expected)));
        // 43,920 against 34,000.
        assert_eq!(expected.to_string(), "1291764705882352941");
        assert_eq!(example.alarm.level, None);
        let level = |fall| {
            let fall = BasisPoints::from_raw(fall);
            example.what_if.common_fall(fall).expect("a scenario").level
        };
        assert_eq!(level(1_000), Some(Level::Watch));
        assert_eq!(level(1_500), Some(Level::Call));
        assert_eq!(level(2_000), Some(Level::Urgent));
        assert_eq!(level(3_000), Some(Level::Liquidatable));
        assert!(example.analysis.time_to_liquidation.is_some());
    }

    #[test]
    fn its_prices_went_over_days_and_are_where_they_are_now() {
        let example = example(NOW).expect("an example");
        let symbols: Vec<_> = example.prices.iter().map(|path| &path.symbol).collect();
        assert_eq!(symbols, ["WETH", "WBTC"]);
        for path in &example.prices {
            let leg = example.legs.iter().find(|leg| leg.asset == path.asset);
            assert_eq!(Some(path.now), leg.and_then(|leg| leg.price));
            assert_eq!(Some(path.liquidation), leg.map(|leg| leg.liquidation_price));
            let [first, .., last] = &*path.readings else {
                panic!("one reading is no path");
            };
            assert_eq!((last.at, last.price), (NOW, path.now));
            assert_eq!(NOW.0 - first.at.0, 3 * 86_400);
            let moved = path.readings.iter().filter(|one| one.price != path.now);
            assert_eq!(moved.count(), WALK.len() - 1);
        }
    }

    #[test]
    fn its_health_was_that_of_its_prices_and_called_nobody() {
        let example = example(NOW).expect("an example");
        let [ether, bitcoin] = &example.prices[..] else {
            panic!("two prices");
        };
        assert_eq!(example.history.len(), WALK.len());
        let readings = ether.readings.iter().zip(&*bitcoin.readings);
        for (point, (ether, bitcoin)) in example.history.iter().zip(readings) {
            assert_eq!([ether.at, bitcoin.at], [point.at; 2]);
            // What is kept is cut to millionths.
            let cut = ratio(ether.price.raw, bitcoin.price.raw);
            let million = U256::from(1_000_000_000_000_u64);
            let expected = Wad::from_raw(cut / million * million);
            assert_eq!(point.health, Health::Ratio(expected));
            assert_eq!(example.alarm.ladder.level_of(point.health), None);
        }
        assert!(example.marks.is_empty());
    }
}
