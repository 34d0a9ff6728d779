//! A rate that is shown is what a balance grows by: less than one percent of it is compounding.

use alloy::primitives::{Address, U256};
use margin_call::math::{RAY, Ray, Timestamp, TokenAmount, WAD, Wad};
use margin_call::protocols::aave_v3::{AavePosition, Profile, Reserve, ReserveConfig};
use margin_call::protocols::compound_v3::{BaseToken, CometPosition, Curve};
use margin_call::protocols::morpho_blue::{
    Account, Irm, MarketParams, MarketState, MorphoPosition, Token, Tokens,
};
use margin_call::risk::{Leg, Position, Side};

use super::NOW;

const HOUR_S: u64 = 3_600;
const HOURS_A_YEAR: u64 = 8_760;

/// The balance of a side, and its rate.
fn side(leg: &Leg, side: Side) -> (TokenAmount, Wad) {
    match side {
        Side::Collateral => {
            let supplied = leg.collateral.as_ref().unwrap();
            (supplied.balance, supplied.yearly_rate)
        }
        Side::Debt => {
            let owed = leg.debt.as_ref().unwrap();
            (owed.balance, owed.yearly_rate)
        }
    }
}

/// That a leg grows within the next hour as its rate says; and the rate, in hundredths of a percent.
fn grows(position: &dyn Position, place: usize, of: Side) -> u64 {
    let at = |time| side(&position.legs(time).unwrap()[place], of);
    let ((before, rate), (after, _)) = (at(NOW), at(Timestamp(NOW.0 + HOUR_S)));
    let grown = (after.raw - before.raw) * U256::from(HOURS_A_YEAR) * WAD / before.raw;
    let off = grown.abs_diff(rate.raw());
    assert!(
        off * U256::from(100) <= rate.raw(),
        "{grown} is not {rate:?}"
    );
    (rate.raw() / U256::from(10_u64.pow(14))).to()
}

fn units(thousands: u64) -> U256 {
    U256::from(thousands) * U256::from(10).pow(U256::from(21))
}

#[test]
fn of_aave() {
    let ray = |bps: u64| Ray::from_raw(U256::from(bps) * RAY / U256::from(10_000));
    let reserve = Reserve {
        id: 0,
        asset: Address::ZERO,
        symbol: String::new(),
        config: ReserveConfig(
            U256::from(8_000) << 16
                | U256::from(10_500) << 32
                | U256::from(18) << 48
                | U256::ONE << 56,
        ),
        liquidity_index: ray(11_234),
        liquidity_rate: ray(234),
        borrow_index: ray(12_345),
        borrow_rate: ray(678),
        last_update: NOW,
        treasury_scaled: U256::ZERO,
        total_supply_scaled: units(9_000),
        total_debt_scaled: units(8_000),
        supply_scaled: units(90),
        debt_scaled: units(10),
        told_debt: None,
        grace_until: Timestamp(0),
    };
    for profile in [Profile::V3_0, Profile::V3_6] {
        let user = margin_call::protocols::aave_v3::UserConfig(U256::from(3));
        let one = vec![U256::from(100_000_000)];
        let position = AavePosition::new(profile, user, None, vec![reserve.clone()], one).unwrap();
        assert_eq!(grows(&position, 0, Side::Collateral), 234);
        assert_eq!(grows(&position, 0, Side::Debt), 678);
    }
}

#[test]
fn of_compound() {
    let wad = |thousandths: u64| U256::from(thousandths) * U256::from(10_u64.pow(15));
    let curve = |yearly: u64| Curve {
        kink: wad(850),
        slope_low: wad(yearly) / U256::from(31_536_000),
        ..Curve::default()
    };
    let base = BaseToken {
        decimals: 18,
        supply_index: U256::from(1_043_000_000_000_000_u64),
        borrow_index: U256::from(1_043_000_000_000_000_u64),
        total_supply: units(500),
        total_borrow: units(400),
        last_accrual: NOW,
        supply_curve: curve(30),
        borrow_curve: curve(50),
        ..BaseToken::default()
    };
    let holds = |principal: i128| {
        let one = vec![U256::from(100_000_000)];
        CometPosition::new(base.clone(), principal, vec![], one).unwrap()
    };
    // Four fifths are lent out.
    let principal = 9 * 10_i128.pow(21);
    assert_eq!(grows(&holds(-principal), 0, Side::Debt), 399);
    assert_eq!(grows(&holds(principal), 0, Side::Collateral), 239);
}

#[test]
fn of_morpho() {
    let token = || Token {
        symbol: String::new(),
        decimals: 18,
    };
    // Some days after anybody touched it: the rate is another by then, and that is shown.
    for days in [0, 5] {
        let market = MarketState {
            total_supply_assets: units(100).to(),
            total_supply_shares: units(100_000_000).to(),
            total_borrow_assets: units(95).to(),
            total_borrow_shares: units(95_000_000).to(),
            last_update: Timestamp(NOW.0 - days * 86_400),
            fee: 0,
        };
        let position = MorphoPosition::new(
            MarketParams {
                loan_token: Address::repeat_byte(1),
                collateral_token: Address::repeat_byte(2),
                oracle: Address::repeat_byte(3),
                irm: Address::repeat_byte(4),
                lltv: Wad::from_raw(WAD / U256::from(2)),
            },
            market,
            Irm::AdaptiveCurve {
                rate_at_target: 1_268_391_679,
            },
            Account {
                borrow_shares: units(40_000_000).to(),
                collateral: units(90).to(),
            },
            U256::from(10).pow(U256::from(36)),
            Tokens {
                collateral: token(),
                loan: token(),
            },
        )
        .unwrap();
        let rate = grows(&position, 1, Side::Debt);
        // 4% at its target, and half of the way from there to four times that.
        assert!(if days == 0 { rate == 999 } else { rate > 1_300 }, "{rate}");
        assert_eq!(
            side(&position.legs(NOW).unwrap()[0], Side::Collateral).1,
            Wad::ZERO
        );
    }
}
