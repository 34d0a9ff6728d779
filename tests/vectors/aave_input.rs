//! What an entry of Aave v3 describes, as a position.

use alloy::primitives::{Address, U256};
use margin_call::math::{BasisPoints, RAY, Ray, Timestamp};
use margin_call::protocols::aave_v3::{
    AavePosition, EMode, Profile, Reserve, ReserveConfig, UserConfig,
};
use serde_json::Value;

use super::field::{list, number, number_or, small, text};

/// The release of an entry, if it is known.
pub fn profile(entry: &Value) -> Option<Profile> {
    Some(match text(&entry["profile"]) {
        "v3.0" => Profile::V3_0,
        "v3.1" => Profile::V3_1,
        "v3.2" => Profile::V3_2,
        "v3.3" => Profile::V3_3,
        "v3.4" => Profile::V3_4,
        "v3.5" => Profile::V3_5,
        "v3.6" => Profile::V3_6,
        "v3.7" => Profile::V3_7,
        "spark" => Profile::Spark,
        "spark-dir" => Profile::SparkDir,
        _ => return None,
    })
}

pub fn position(entry: &Value, profile: Profile) -> AavePosition {
    let rows = list(&entry["res"]);
    let reserves = rows.iter().map(reserve).collect();
    let prices = rows.iter().map(|row| number(&row[2])).collect();
    let user = UserConfig(number(&entry["ucfg"]));
    AavePosition::new(profile, user, e_mode(entry), reserves, prices).expect("a position")
}

fn e_mode(entry: &Value) -> Option<EMode> {
    let id = u8::try_from(number_or(&entry["emode"], 0)).expect("a category");
    let category = &entry["cat"];
    let share = |name: &str| {
        BasisPoints::from_raw(u16::try_from(number_or(&category[name], 0)).expect("a share"))
    };
    (id != 0).then(|| EMode {
        id,
        ltv: share("ltv"),
        liquidation_threshold: share("lt"),
        liquidation_bonus: share("bonus"),
        price: Some(number_or(&category["psp"], 0)).filter(|price| !price.is_zero()),
        collateral: number_or(&category["coll"], 0),
        borrowable: number_or(&category["borrow"], 0),
        ltv_zero: number_or(&category["ltvzero"], 0),
        isolated: !number_or(&category["isolated"], 0).is_zero(),
    })
}

fn reserve(row: &Value) -> Reserve {
    let ray = |place: usize| Ray::from_raw(number(&row[place]));
    Reserve {
        id: small(&row[0]),
        config: ReserveConfig(number(&row[1])),
        liquidity_index: ray(3),
        liquidity_rate: ray(4),
        borrow_index: ray(5),
        borrow_rate: ray(6),
        last_update: Timestamp(small(&row[7])),
        supply_scaled: number(&row[8]),
        debt_scaled: number(&row[9]),
        ..empty_reserve()
    }
}

pub fn empty_reserve() -> Reserve {
    Reserve {
        id: 0,
        asset: Address::ZERO,
        symbol: String::new(),
        config: ReserveConfig(U256::ZERO),
        liquidity_index: Ray::from_raw(RAY),
        liquidity_rate: Ray::from_raw(U256::ZERO),
        borrow_index: Ray::from_raw(RAY),
        borrow_rate: Ray::from_raw(U256::ZERO),
        last_update: Timestamp(0),
        treasury_scaled: U256::ZERO,
        total_supply_scaled: U256::ZERO,
        total_debt_scaled: U256::ZERO,
        supply_scaled: U256::ZERO,
        debt_scaled: U256::ZERO,
        told_debt: None,
        grace_until: Timestamp(0),
    }
}
