//! One small position, to be changed in the one respect that a rule is about.

use alloy::primitives::{Address, U256};
use margin_call::math::{RAY, Ray, Timestamp, WAD, Wad};
use margin_call::protocols::aave_v3::{
    AavePosition, EMode, Profile, Reserve, ReserveConfig, UserConfig,
};
use margin_call::risk::Health;

use super::ACTIVE;

pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// 1,000 dollars at a threshold of 80% against 700, and an empty third reserve to be changed.
#[derive(Clone)]
pub struct Case {
    pub profile: Profile,
    pub user_bits: u64,
    pub e_mode: Option<EMode>,
    pub reserves: [Reserve; 3],
    pub prices: [u64; 3],
}

pub fn case(profile: Profile) -> Case {
    let mut reserves = [0, 1, 2].map(reserve);
    reserves[0].supply_scaled = units(1_000);
    reserves[1].debt_scaled = units(700);
    Case {
        profile,
        user_bits: 0b01_10,
        e_mode: None,
        reserves,
        prices: [100_000_000; 3],
    }
}

fn reserve(id: u16) -> Reserve {
    Reserve {
        id,
        asset: Address::with_last_byte(1 + id as u8),
        symbol: format!("T{id}"),
        config: ReserveConfig(U256::from(7_500) | U256::from(8_000) << 16 | U256::from(18) << 48),
        liquidity_index: Ray::from_raw(RAY),
        liquidity_rate: Ray::from_raw(U256::ZERO),
        borrow_index: Ray::from_raw(RAY),
        borrow_rate: Ray::from_raw(U256::ZERO),
        last_update: NOW,
        treasury_scaled: U256::ZERO,
        total_supply_scaled: units(10_000),
        total_debt_scaled: units(5_000),
        supply_scaled: U256::ZERO,
        debt_scaled: U256::ZERO,
        told_debt: None,
        grace_until: Timestamp(0),
    }
    .with_bit(ACTIVE)
}

pub fn units(whole: u64) -> U256 {
    U256::from(whole) * WAD
}

pub fn ratio(thousandths: u64) -> Health {
    Health::Ratio(target(thousandths))
}

pub fn target(thousandths: u64) -> Wad {
    Wad::from_raw(U256::from(thousandths) * (WAD / U256::from(1_000)))
}

/// A reserve with another configuration word.
pub trait Change {
    fn with_bit(self, bit: u32) -> Self;
    fn with(self, value: u64, start: u32) -> Self;
    fn without(self, start: u32, width: u32) -> Self;
}

impl Change for Reserve {
    fn with_bit(self, bit: u32) -> Self {
        self.with(1, bit)
    }

    fn with(mut self, value: u64, start: u32) -> Self {
        self.config = ReserveConfig(self.config.0 | U256::from(value) << start);
        self
    }

    fn without(mut self, start: u32, width: u32) -> Self {
        let mask = ((U256::ONE << width) - U256::ONE) << start;
        self.config = ReserveConfig(self.config.0 & !mask);
        self
    }
}

impl Case {
    pub fn change(mut self, place: usize, change: impl FnOnce(Reserve) -> Reserve) -> Self {
        self.reserves[place] = change(self.reserves[place].clone());
        self
    }

    pub fn position(self) -> AavePosition {
        let prices = self.prices.map(U256::from).to_vec();
        let user = UserConfig(U256::from(self.user_bits));
        AavePosition::new(
            self.profile,
            user,
            self.e_mode,
            self.reserves.to_vec(),
            prices,
        )
        .unwrap()
    }
}
