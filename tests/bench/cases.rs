//! What is measured, natively and in WebAssembly, on the inputs that the JavaScript libraries get.

use std::hint::black_box;

use alloy::primitives::{Address, U256};
use margin_call::math::{RAY, Ray, Timestamp, WAD, Wad};
use margin_call::protocols::aave_v3::{AavePosition, Profile, Reserve, ReserveConfig, UserConfig};
use margin_call::protocols::morpho_blue::{
    Account, Irm, MarketParams, MarketState, MorphoPosition, Token, Tokens,
};
use margin_call::risk::stress::{self, Axis};
use margin_call::risk::{Accrue, AssetId, Health, Position, Sums};
use serde_json::Value;

/// A grid is so wide and so high.
const SIDE: usize = 100;

pub struct Cases {
    aave: AavePosition,
    morpho: MorphoPosition,
    at: Timestamp,
    shares: Vec<Wad>,
    columns: Vec<Sums>,
    cells: Vec<Health>,
}

/// The questions, by number, as `bench.mjs` asks them.
pub const QUESTIONS: [fn(&mut Cases) -> Health; 3] =
    [Cases::aave_health, Cases::morpho_health, Cases::grid];

impl Cases {
    pub fn new() -> Self {
        let percent = |n: usize| Wad::from_raw(U256::from(n + 20) * WAD / U256::from(100));
        Self {
            aave: aave(),
            morpho: morpho(),
            at: Timestamp(1_764_000_000),
            shares: (0..SIDE).map(percent).collect(),
            columns: vec![Sums::default(); SIDE],
            cells: vec![Health::NoDebt; SIDE * SIDE],
        }
    }

    /// Asks a question so often; the last answer.
    pub fn ask(&mut self, question: usize, times: u32) -> Health {
        let mut answer = Health::NoDebt;
        for _ in 0..times {
            answer = QUESTIONS[question](black_box(self));
        }
        answer
    }

    /// Indices, balances, values, sums, averages and the health factor of twelve reserves.
    fn aave_health(&mut self) -> Health {
        self.aave.account_data(self.at).unwrap().health()
    }

    /// The interest of the adaptive curve, what is owed, and the health factor.
    fn morpho_health(&mut self) -> Health {
        self.morpho.health(self.at).unwrap()
    }

    /// 10,000 cells over the prices of six collateral assets and of six that are also owed.
    fn grid(&mut self) -> Health {
        let [x, y] = [[0, 1, 2, 7, 8, 9], [3, 4, 5, 6, 10, 11]].map(|assets| assets.map(AssetId));
        let shares = &self.shares;
        let axis = |assets| Axis { assets, shares };
        let prices = self.aave.prices();
        let accrued = self.aave.accrued(self.at).unwrap();
        let (columns, cells) = (&mut self.columns, &mut self.cells);
        stress::grid(&accrued, prices, axis(&x), axis(&y), columns, cells).unwrap();
        cells[SIDE * SIDE - 1]
    }
}

fn number(value: &Value) -> U256 {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.parse().unwrap()
}

fn aave() -> AavePosition {
    let file: Value = serde_json::from_str(include_str!("aave.json")).unwrap();
    let rows = file["res"].as_array().unwrap();
    let ray = |value: &Value| Ray::from_raw(number(value));
    let reserve = |row: &Value| Reserve {
        id: number(&row[0]).to(),
        asset: Address::ZERO,
        symbol: String::new(),
        config: ReserveConfig(number(&row[1])),
        liquidity_index: ray(&row[3]),
        liquidity_rate: ray(&row[4]),
        borrow_index: ray(&row[5]),
        borrow_rate: ray(&row[6]),
        last_update: Timestamp(number(&row[7]).to()),
        treasury_scaled: U256::ZERO,
        total_supply_scaled: RAY,
        total_debt_scaled: RAY,
        supply_scaled: number(&row[8]),
        debt_scaled: number(&row[9]),
        told_debt: None,
        grace_until: Timestamp(0),
    };
    AavePosition::new(
        Profile::V3_7,
        UserConfig(number(&file["ucfg"])),
        None,
        rows.iter().map(reserve).collect(),
        rows.iter().map(|row| number(&row[2])).collect(),
    )
    .unwrap()
}

fn morpho() -> MorphoPosition {
    let file: Value = serde_json::from_str(include_str!("morpho.json")).unwrap();
    let market = &file["market"];
    let token = |field: &str| Token {
        symbol: String::new(),
        decimals: number(&file[field]).to(),
    };
    MorphoPosition::new(
        MarketParams {
            loan_token: Address::ZERO,
            collateral_token: Address::ZERO,
            oracle: Address::ZERO,
            irm: Address::ZERO,
            lltv: Wad::from_raw(number(&file["lltv"])),
        },
        MarketState {
            total_supply_assets: number(&market["totalSupplyAssets"]).to(),
            total_supply_shares: number(&market["totalSupplyShares"]).to(),
            total_borrow_assets: number(&market["totalBorrowAssets"]).to(),
            total_borrow_shares: number(&market["totalBorrowShares"]).to(),
            last_update: Timestamp(number(&market["lastUpdate"]).to()),
            fee: number(&market["fee"]).to(),
        },
        Irm::AdaptiveCurve {
            rate_at_target: number(&file["rateAtTarget"]).to(),
        },
        Account {
            borrow_shares: number(&file["borrowShares"]).to(),
            collateral: number(&file["collateral"]).to(),
        },
        number(&file["price"]),
        Tokens {
            collateral: token("collateralDecimals"),
            loan: token("loanDecimals"),
        },
    )
    .unwrap()
}
