//! A market that answers what it is asked, from a few numbers.

use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use margin_call::chain::{Call, CallAnswer};
use margin_call::protocols::aave_v3::Line;

sol! {
    function getReservesList();
    function getUserConfiguration(address user);
    function getUserEMode(address user);
    function getUserAccountData(address user);
    function POOL_REVISION();
    function getReserveData(address asset);
    function getEModeCategoryData(uint8 id);
    function getLiquidationGracePeriod(address asset);
    function getPriceOracle();
    function getPriceOracleSentinel();
    function isLiquidationAllowed();
    function getAssetPrice(address asset);
    function BASE_CURRENCY_UNIT();
    function getSourceOfAsset(address asset);
    function isCapped();
    function latestRoundData();
    function getInterestRateDataBps(address reserve);
    function symbol();
    function balanceOf(address account);
    function allowance(address owner, address spender);
    function scaledBalanceOf(address user);
    function scaledTotalSupply();
    function getEModeCategoryCollateralConfig(uint8 id);
    function getEModeCategoryCollateralBitmap(uint8 id);
    function getEModeCategoryBorrowableBitmap(uint8 id);
    function getEModeCategoryLtvzeroBitmap(uint8 id);
    function getIsEModeCategoryIsolated(uint8 id);
}

pub const POOL: Address = Address::repeat_byte(0xa0);
pub const PROVIDER: Address = Address::repeat_byte(0xa1);
pub const ORACLE: Address = Address::repeat_byte(0xa2);
pub const SENTINEL: Address = Address::repeat_byte(0xa4);
pub const SOURCE: Address = Address::repeat_byte(0xa5);
pub const STRATEGY: Address = Address::repeat_byte(0xa6);
pub const TIME: u64 = 1_800_000_000;

/// A market of three reserves with 18 decimals and prices of one dollar; answers what it is asked.
#[derive(Clone)]
pub struct Script {
    /// Whose market it is.
    pub line: Line,
    pub oracle: Address,
    /// Zero: the pool has none.
    pub revision: u64,
    /// Collateral, debt and what can be borrowed in dollars; threshold and LTV in basis points.
    pub sums: [u64; 5],
    pub user_bits: u64,
    pub e_mode: u8,
    /// Categories beside the account's own.
    pub others: Vec<Category>,
    /// Whether the pool knows categories by bitmaps.
    pub bitmaps: bool,
    pub health_wad: U256,
    pub base_unit: u64,
    /// Shifts the addresses of the tokens, as after a migration.
    pub token_generation: u8,
    /// Numbers of the reserves, in the order of the list.
    pub ids: [u16; 3],
    /// What the account holds, and has supplied, of the third reserve.
    pub third_held: u64,
    pub third_supplied: u64,
    /// What the third calls itself, and whether its feed answers.
    pub third_name: &'static str,
    pub third_has_price: bool,
    /// The category that every reserve belongs to, up to 3.1, with a price of two dollars.
    pub category: u8,
    /// Dollars of stable-rate debt in the second reserve.
    pub stable: u64,
    /// Units of the second reserve owed beside, and what they add to the pool's sum of debts.
    pub dust: (u64, u64),
    /// Dollars that the second reserve's debt token says are owed; zero: it does not answer.
    pub said: u64,
    /// Whether the reserves have virtual accounting.
    pub is_virtual: bool,
    /// Until when nothing is liquidated.
    pub grace: u64,
    /// Whether the sentinel holds liquidations back; `None`: there is none.
    pub sentinel: Option<bool>,
    /// What the oracle says prices every token; `None`: it does not say.
    pub feed: Option<Address>,
    /// Whether that says that it is capped, and when it moved last; `None`: it does not say.
    pub feed_says: (Option<u64>, Option<u64>),
    /// What the strategy says of every token; `None`: it does not say.
    pub curve: Option<[u64; 4]>,
}

/// A category by bitmaps: its number, its threshold in basis points, and which reserves are in it.
#[derive(Clone, Copy)]
pub struct Category {
    pub id: u8,
    pub threshold: u64,
    pub collateral: u64,
    pub borrowable: u64,
}

pub fn script() -> Script {
    Script {
        line: Line::Aave,
        oracle: ORACLE,
        revision: 10,
        // Reserve 0 is collateral, reserve 1 is owed.
        user_bits: 0b01_10,
        e_mode: 0,
        others: Vec::new(),
        bitmaps: true,
        health_wad: wad(1_600_000),
        base_unit: 100_000_000,
        token_generation: 0,
        ids: [0, 1, 2],
        third_held: 0,
        third_supplied: 0,
        third_name: "T2",
        third_has_price: true,
        sums: [1_000, 500, 250, 8_000, 7_500],
        category: 0,
        stable: 0,
        dust: (0, 0),
        said: 0,
        is_virtual: false,
        grace: 0,
        sentinel: None,
        feed: None,
        feed_says: (None, None),
        curve: None,
    }
}

pub fn wad(millionths: u64) -> U256 {
    U256::from(millionths) * U256::from(1_000_000_000_000_u64)
}

/// Of reserve `n`: the asset, its supply token, its debt token.
pub fn token(kind: u8, n: u16) -> Address {
    Address::with_last_byte(kind + u8::try_from(n).unwrap())
}

impl Script {
    pub fn answer(&self, call: &Call) -> CallAnswer {
        // Where nothing answers to a call, it reverts.
        let data = self.value(call);
        CallAnswer {
            success: data.is_some(),
            data: data.unwrap_or_default().into(),
        }
    }

    fn value(&self, call: &Call) -> Option<Vec<u8>> {
        let selector = call.data.get(..4)?;
        let is = |known: [u8; 4]| selector == known;
        let asked = |kind: u8| (0..3).find(|&n| token(kind, n) == call.to);
        let supply_kind = 0x20 + self.token_generation;
        let number = |n: u64| U256::from(n).abi_encode();
        if call.to == PROVIDER {
            let sentinel = self.sentinel.map_or(Address::ZERO, |_| SENTINEL);
            return match is(getPriceOracleSentinelCall::SELECTOR) {
                true => Some(sentinel.abi_encode()),
                false => is(getPriceOracleCall::SELECTOR).then(|| self.oracle.abi_encode()),
            };
        }
        if call.to == SENTINEL {
            return is(isLiquidationAllowedCall::SELECTOR)
                .then(|| (self.sentinel == Some(false)).abi_encode());
        }
        if call.to == self.oracle {
            if is(getSourceOfAssetCall::SELECTOR) {
                return self.feed.map(|feed| feed.abi_encode());
            }
            return Some(match is(getAssetPriceCall::SELECTOR) {
                true if call.data[16..] == SOURCE[..] => number(200_000_000),
                true if call.data[16..] == token(0x10, 2)[..] && !self.third_has_price => None?,
                true => number(100_000_000),
                false => is(BASE_CURRENCY_UNITCall::SELECTOR).then(|| number(self.base_unit))?,
            });
        }
        if call.to == STRATEGY {
            let curve = self.curve.map(|words| words.map(U256::from).abi_encode());
            return curve.filter(|_| is(getInterestRateDataBpsCall::SELECTOR));
        }
        if Some(call.to) == self.feed {
            let (capped, moved_at) = self.feed_says;
            let round = |at| [1, 2, 3, at, 1].map(U256::from).abi_encode();
            return match is(isCappedCall::SELECTOR) {
                true => capped.map(number),
                false => is(latestRoundDataCall::SELECTOR).then(|| moved_at.map(round))?,
            };
        }
        if call.to == POOL {
            return self.pool(call, &is);
        }
        if let Some(n) = asked(0x10) {
            return Some(match () {
                () if is(symbolCall::SELECTOR) => {
                    ["T0", "T1", self.third_name][usize::from(n)].abi_encode()
                }
                () if is(balanceOfCall::SELECTOR) => {
                    wad([0, 50_000_000, self.third_held][usize::from(n)]).abi_encode()
                }
                () => is(allowanceCall::SELECTOR).then(|| number(7))?,
            });
        }
        let dollars = |n: u64| wad(n * 1_000_000).abi_encode();
        if is(balanceOfCall::SELECTOR) {
            return match (asked(0x60), asked(0x40)) {
                (Some(1), _) => Some(dollars(self.stable)),
                (_, Some(1)) => (self.said != 0).then(|| dollars(self.said)),
                _ => None,
            };
        }
        let total = is(scaledTotalSupplyCall::SELECTOR).then(|| wad(1_000_000_000).abi_encode());
        let own = match (asked(supply_kind), asked(0x40)) {
            (Some(0), _) => wad(1_000_000_000),
            (Some(2), _) => wad(self.third_supplied),
            (_, Some(1)) => wad(500_000_000) + U256::from(self.dust.0),
            (Some(_), _) | (_, Some(_)) => U256::ZERO,
            (None, None) => return None,
        };
        total.or(is(scaledBalanceOfCall::SELECTOR).then(|| own.abi_encode()))
    }

    fn pool(&self, call: &Call, is: &dyn Fn([u8; 4]) -> bool) -> Option<Vec<u8>> {
        let number = |n: u64| U256::from(n).abi_encode();
        Some(match () {
            () if is(getReservesListCall::SELECTOR) => {
                [0, 1, 2].map(|n| token(0x10, n)).to_vec().abi_encode()
            }
            () if is(getUserConfigurationCall::SELECTOR) => number(self.user_bits),
            () if is(getUserEModeCall::SELECTOR) => number(self.e_mode.into()),
            () if is(POOL_REVISIONCall::SELECTOR) => {
                (self.revision != 0).then(|| number(self.revision))?
            }
            () if is(getLiquidationGracePeriodCall::SELECTOR) => {
                (self.revision != 1).then(|| number(self.grace))?
            }
            () if is(getEModeCategoryDataCall::SELECTOR) => {
                let numbers = [9_300_u64, 9_500, 10_100].map(U256::from);
                let [ltv, threshold, bonus] = numbers;
                let label = "Dollars".to_owned();
                let data = (ltv, threshold, bonus, SOURCE, label);
                (self.category != 0).then(|| data.abi_encode())?
            }
            () if is(getUserAccountDataCall::SELECTOR) => self.account_data(),
            () if is(getReserveDataCall::SELECTOR) => {
                let asset = Address::from_slice(call.data.get(16..36)?);
                self.reserve_data((0..3).find(|&n| token(0x10, n) == asset)?)
            }
            () if self.bitmaps && is(getEModeCategoryCollateralConfigCall::SELECTOR) => {
                let threshold = self.category_of(call).threshold;
                [9_300, threshold, 10_100].map(U256::from).abi_encode()
            }
            () if is(getEModeCategoryCollateralBitmapCall::SELECTOR) => {
                number(self.category_of(call).collateral)
            }
            () if is(getEModeCategoryBorrowableBitmapCall::SELECTOR) => {
                number(self.category_of(call).borrowable)
            }
            () if self.revision >= 10 && is(getEModeCategoryLtvzeroBitmapCall::SELECTOR) => {
                number(0)
            }
            () => (self.revision >= 11 && is(getIsEModeCategoryIsolatedCall::SELECTOR))
                .then(|| number(0))?,
        })
    }

    /// The category that a call asks about. No reserve is collateral in the account's own: the words stay as
    /// without one. What nobody made is zero.
    fn category_of(&self, call: &Call) -> Category {
        let id = call.data[35];
        let made = self.others.iter().copied().find(|one| one.id == id);
        let own = Category {
            id,
            threshold: 9_500,
            collateral: 0,
            borrowable: 7,
        };
        let none = Category {
            threshold: 0,
            borrowable: 0,
            ..own
        };
        made.unwrap_or(if id == self.e_mode { own } else { none })
    }

    /// By default 1,000 dollars at a threshold of 80% and an LTV of 75% against 500.
    fn account_data(&self) -> Vec<u8> {
        let [collateral, debt, borrows, threshold, ltv] = self.sums;
        let dollars = |n: u64| U256::from(n * 100_000_000);
        let bps = U256::from::<u64>;
        [
            dollars(collateral),
            dollars(debt) + U256::from(self.dust.1),
            dollars(borrows) - U256::from(self.dust.1),
            bps(threshold),
            bps(ltv),
            self.health_wad,
        ]
        .abi_encode()
    }

    fn reserve_data(&self, n: u16) -> Vec<u8> {
        let config = U256::from(7_500) | U256::from(8_000) << 16 | U256::from(18) << 48;
        let config = config | U256::from(self.is_virtual) << 252;
        let ray = U256::from(10).pow(U256::from(27));
        let address = |address: Address| address.into_word().into();
        let zero = U256::ZERO;
        [
            config | U256::ONE << 56 | U256::from(self.category) << 168,
            ray,
            zero,
            ray,
            zero,
            zero,
            U256::from(TIME),
            U256::from(self.ids[usize::from(n)]),
            address(token(0x20 + self.token_generation, n)),
            match self.stable {
                0 => zero,
                _ => address(token(0x60, n)),
            },
            address(token(0x40, n)),
            address(STRATEGY),
            zero,
            zero,
            zero,
        ]
        .abi_encode()
    }
}
