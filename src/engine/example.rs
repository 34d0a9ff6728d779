//! A position that nobody has: to see what this does before anything is connected.

use alloy::primitives::{Address, B256, U256};

use super::analysis;
use super::key_of;
use super::legs::legs;
use super::view::{AgreementView, NoTopUp, PositionAlarm, PositionView, WhatIf};
use crate::alert::{Phase, Rules};
use crate::chain::{BlockRef, ChainId};
use crate::math::{Ray, Timestamp, TokenAmount};
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
    Some(PositionView {
        key: key_of(&snapshot),
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
        },
        agreement: AgreementView::Matches { rules: "Aave v3.6" },
        currency: base.currency,
        collateral_value: TokenAmount::new(snapshot.collateral, base.decimals),
        debt_value: TokenAmount::new(snapshot.debt, base.decimals),
        legs: legs(&snapshot),
        pre_liquidations: Vec::new(),
        can_be_protected: false,
        can_authorize: Err(NoTopUp::WatchOnly),
        emode: None,
        halted: Halted::default(),
        analysis: analysis::of(&snapshot),
        what_if: WhatIf::new(snapshot.into(), rules),
        history: [].into(),
        marks: [].into(),
        prices: Vec::new(),
        can_top_up: Err(NoTopUp::WatchOnly),
    })
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
        let example = example(Timestamp(1_800_000_000)).expect("an example");
        // 12 * 3,000 * 83% + 0.2 * 90,000 * 78% = 43,920 against 34,000.
        let expected = U256::from(43_920) * Wad::ONE.raw() / U256::from(34_000);
        assert_eq!(example.health, Health::Ratio(Wad::from_raw(expected)));
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
}
