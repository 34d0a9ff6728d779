//! Morpho Blue and its adaptive curve, written again from their definitions: signed numbers of 512
//! bits that never come near their ends, divisions where the contracts divide, nothing else.

use alloy::primitives::ruint::UintTryFrom;
use alloy::primitives::{Signed, U512};
use margin_call::protocols::morpho_blue::MarketState;

pub type Int = Signed<512, 8>;

/// Totals after interest.
pub struct Market {
    pub supply: Int,
    pub supply_shares: Int,
    pub borrow: Int,
    pub borrow_shares: Int,
}

pub fn int<T>(number: T) -> Int
where
    U512: UintTryFrom<T>,
{
    Int::from_raw(U512::from(number))
}

pub fn ten(power: u32) -> Int {
    (0..power).fold(int(1_u64), |power, _| power * int(10_u64))
}

pub fn floor_at_zero(number: Int) -> Int {
    number.max(Int::ZERO)
}

/// Of numbers that are not negative.
pub fn floor(number: Int, divisor: Int) -> Int {
    number / divisor
}

/// Of numbers that are not negative.
pub fn ceil(number: Int, divisor: Int) -> Int {
    (number + divisor - int(1_u64)) / divisor
}

fn wad() -> Int {
    ten(18)
}

fn year() -> Int {
    int(31_536_000_u64)
}

/// Borrowed by supplied, in wad.
pub fn utilization(market: &MarketState) -> Int {
    match market.total_supply_assets {
        0 => Int::ZERO,
        supply => int(market.total_borrow_assets) * wad() / int(supply),
    }
}

/// The average rate over `seconds`, and the rate at target after them.
pub fn curve(utilization: Int, rate_at_target: u64, seconds: u64) -> (Int, Int) {
    let target = wad() * int(9_u64) / int(10_u64);
    let away = utilization - target;
    let error = away * wad()
        / if away > Int::ZERO {
            wad() - target
        } else {
            target
        };
    let start = int(rate_at_target);
    let (average, end) = if start.is_zero() {
        let four_percent = ten(16) * int(4_u64) / year();
        (four_percent, four_percent)
    } else {
        let speed = int(50_u64) * wad() / year() * error / wad();
        let moved = speed * int(seconds);
        let at = |moved: Int| {
            let rate = start * exp(moved) / wad();
            let (least, most) = (ten(15) / year(), int(2_u64) * wad() / year());
            rate.max(least).min(most)
        };
        if moved.is_zero() {
            (start, start)
        } else {
            let two = int(2_u64);
            let sum = start + at(moved) + two * at(moved / two);
            (sum / int(4_u64), at(moved))
        }
    };
    let steepness = match error < Int::ZERO {
        true => wad() - wad() * wad() / (int(4_u64) * wad()),
        false => int(4_u64) * wad() - wad(),
    };
    ((steepness * error / wad() + wad()) * average / wad(), end)
}

/// `e^x` by halving: `2^q * (1 + r + r^2 / 2)`.
fn exp(x: Int) -> Int {
    let two = int(2_u64);
    let ln_2 = int(693_147_180_559_945_309_u64);
    if x < -int(41_446_531_673_892_822_312_u128) {
        return Int::ZERO;
    }
    if x >= int(93_859_467_695_000_404_319_u128) {
        // The constant that the library returns from here on.
        let value = "57716089161558943949701069502944508345128422502756744429568";
        return int(value.parse::<U512>().unwrap());
    }
    let half = ln_2 / two;
    let q = (x + if x < Int::ZERO { -half } else { half }) / ln_2;
    let r = x - q * ln_2;
    let mut power = wad() + r + r * r / wad() / two;
    let mut left = q;
    while left > Int::ZERO {
        power *= two;
        left -= int(1_u64);
    }
    // Floors of halves are the floor of the whole, and the power is positive.
    while left < Int::ZERO {
        power /= two;
        left += int(1_u64);
    }
    power
}

/// The totals after `seconds` at a rate; without one nothing grows.
pub fn accrued(market: &MarketState, rate: Option<Int>, seconds: u64) -> Market {
    let mut totals = Market {
        supply: int(market.total_supply_assets),
        supply_shares: int(market.total_supply_shares),
        borrow: int(market.total_borrow_assets),
        borrow_shares: int(market.total_borrow_shares),
    };
    let Some(rate) = rate else {
        return totals;
    };
    let first = rate * int(seconds);
    let second = first * first / (int(2_u64) * wad());
    let third = second * first / (int(3_u64) * wad());
    let interest = totals.borrow * (first + second + third) / wad();
    totals.borrow += interest;
    totals.supply += interest;
    let fee = interest * int(market.fee) / wad();
    let others = totals.supply - fee + int(1_u64);
    let minted = fee * (totals.supply_shares + ten(6)) / others;
    totals.supply_shares += minted;
    totals
}

/// What shares owe, rounded up.
pub fn owed(market: &Market, shares: u128) -> Int {
    let (assets, all) = (market.borrow + int(1_u64), market.borrow_shares + ten(6));
    (int(shares) * assets + all - int(1_u64)) / all
}
