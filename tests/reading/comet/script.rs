//! A Comet that answers what it is asked, from a few numbers.

use alloy::primitives::{Address, I256, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use margin_call::chain::{Call, CallAnswer};

sol! {
    function userBasic(address account);
    function totalsBasic();
    function userCollateral(address account, address asset);
    function totalsCollateral(address asset);
    function getPrice(address priceFeed);
    function numAssets();
    function getAssetInfo(uint8 i);
    function baseToken();
    function baseTokenPriceFeed();
    function baseScale();
    function supplyKink();
    function borrowPerSecondInterestRateBase();
    function extendedPauseFlags();
    function collateralsSupplyPauseFlags();
    function borrowBalanceOf(address account);
    function isLiquidatable(address account);
    function isBorrowCollateralized(address account);
    error TokenIsDeactivated(address asset);
    error BadAsset();
    function balanceOf(address account);
    function allowance(address owner, address spender);
    function symbol();
    function isCapped();
    function latestRoundData();
}

pub const COMET: Address = Address::repeat_byte(0xc0);
pub const BASE: Address = Address::repeat_byte(0xba);
pub const ACCOUNT: Address = Address::repeat_byte(0xac);
pub const BULKER: Address = Address::repeat_byte(0xb5);
pub const TIME: u64 = 1_800_000_000;
pub const ETHER: u64 = 1_000_000_000_000_000_000;

/// Asset `n`, and its feed in a generation.
pub fn asset(n: u8) -> Address {
    Address::with_last_byte(0x10 + n)
}

pub fn feed(generation: u8, n: u8) -> Address {
    Address::with_last_byte(0x40 + generation + n)
}

/// A market with 18-decimal assets, that lends dollars.
#[derive(Clone)]
pub struct Script {
    pub principal: i64,
    pub assets_in: u16,
    pub reserved: u8,
    pub count: u8,
    pub generation: u8,
    pub age: u64,
    pub borrow_balance: u64,
    pub liquidatable: bool,
    /// `None`: refused, because a collateral is deactivated.
    pub collateralized: Option<bool>,
    /// `extendedPauseFlags` and `collateralsSupplyPauseFlags`, where the release has them.
    pub finer: Option<[u64; 2]>,
    /// Which asset the wallet holds.
    pub held: Option<u8>,
    /// Whose token does not answer.
    pub mute: Option<u8>,
    /// Changes the tokens' addresses.
    pub moved: u8,
    /// Which feed is the base token's.
    pub base_feed: u8,
    /// All assets have the feed of the first.
    pub one_feed: bool,
    /// `pauseFlags`.
    pub flags: u64,
    /// Whose feed has no price.
    pub priceless: Option<u8>,
    /// What an asset costs, in dollars.
    pub dollars: u64,
    /// How many whole tokens the account has of the first assets, where it has any.
    pub amounts: [u64; 3],
    /// How many units more of the first.
    pub more: u64,
    /// How many units the wallet has of what it holds, and of the base token.
    pub purse: [u64; 2],
    /// What the base token costs, where its feed answers.
    pub base_price: Option<u64>,
    /// Which asset counts for nothing.
    pub worthless: Option<u8>,
    /// Which asset calls itself what a local chain's wrapped coin is called.
    pub wraps_coin: Option<u8>,
    /// What the base token calls itself.
    pub base_name: &'static str,
}

/// One of asset 0, a thousand dollars owed.
pub fn script() -> Script {
    Script {
        principal: -1_000_000_000,
        assets_in: 1,
        reserved: 0,
        count: 18,
        generation: 0,
        age: 0,
        borrow_balance: 1_000_000_000,
        liquidatable: false,
        collateralized: Some(true),
        finer: None,
        held: None,
        mute: None,
        moved: 0,
        base_feed: 99,
        one_feed: false,
        flags: 0,
        priceless: None,
        dollars: 3_000,
        amounts: [1; 3],
        more: 0,
        purse: [1, 5],
        base_price: Some(100_000_000),
        worthless: None,
        wraps_coin: None,
        base_name: "USDC",
    }
}

impl Script {
    pub fn answer(&self, call: &Call) -> CallAnswer {
        let refused = CallAnswer {
            success: false,
            data: BadAsset {}.abi_encode().into(),
        };
        let is_view = call.data.starts_with(&isBorrowCollateralizedCall::SELECTOR);
        match self.value(call) {
            Some(data) => CallAnswer {
                success: true,
                data: data.into(),
            },
            None if is_view => CallAnswer {
                success: false,
                data: TokenIsDeactivated { asset: asset(0) }.abi_encode().into(),
            },
            None => refused,
        }
    }

    fn token(&self, n: u8) -> Address {
        asset(n + self.moved)
    }

    fn feed_of(&self, n: u8) -> Address {
        feed(self.generation, if self.one_feed { 0 } else { n })
    }

    fn value(&self, call: &Call) -> Option<Vec<u8>> {
        let (selector, arguments) = call.data.split_at_checked(4)?;
        let is = |known: [u8; 4]| selector == known;
        let number = |n: u64| Some(U256::from(n).abi_encode());
        let argument = |n: usize| {
            Some(Address::from_slice(
                arguments.get(n * 32 + 12..n * 32 + 32)?,
            ))
        };
        let assets = 0..self.count;
        if call.to != COMET {
            let n = assets.clone().find(|&n| self.token(n) == call.to);
            if n.is_some() && n == self.mute {
                return None;
            }
            if call.to != BASE && n.is_none() {
                return None;
            }
            return match () {
                () if is(symbolCall::SELECTOR) => Some(
                    match n {
                        None => self.base_name.to_owned(),
                        n if n == self.wraps_coin => "WETH".to_owned(),
                        Some(n) => format!("T{n}"),
                    }
                    .abi_encode(),
                ),
                () if is(allowanceCall::SELECTOR) => {
                    assert_eq!(argument(1), Some(COMET));
                    number(7)
                }
                () if is(balanceOfCall::SELECTOR) && n.is_none() => number(self.purse[1]),
                () => number(u64::from(n == self.held) * self.purse[0]),
            };
        }
        let about_account = || assert_eq!(argument(0), Some(ACCOUNT));
        match () {
            () if is(userBasicCall::SELECTOR) => {
                about_account();
                let principal = I256::try_from(self.principal).unwrap().into_raw();
                let bits = [u64::from(self.assets_in), u64::from(self.reserved)];
                let [assets_in, reserved] = bits.map(U256::from);
                Some([principal, U256::from(3), U256::from(4), assets_in, reserved].abi_encode())
            }
            () if is(totalsBasicCall::SELECTOR) => {
                let one = 1_000_000_000_000_000;
                let last = TIME - self.age;
                Some(
                    [one, one, 1, 2, 50_000, 40_000, last, self.flags]
                        .map(U256::from)
                        .abi_encode(),
                )
            }
            () if is(numAssetsCall::SELECTOR) => number(self.count.into()),
            () if is(getAssetInfoCall::SELECTOR) => {
                let n = *arguments.last()?;
                assets.contains(&n).then(|| self.info(n))
            }
            () if is(userCollateralCall::SELECTOR) => {
                about_account();
                let n = assets
                    .clone()
                    .find(|&n| Some(self.token(n)) == argument(1))?;
                let bits = u64::from(self.assets_in) | u64::from(self.reserved) << 16;
                let amount = self.amounts.get(usize::from(n)).copied().unwrap_or(1);
                let more = U256::from(if n == 0 { self.more } else { 0 });
                Some(
                    [bits >> n & 1, 0]
                        .map(|has| {
                            U256::from(has) * (U256::from(amount) * U256::from(ETHER) + more)
                        })
                        .abi_encode(),
                )
            }
            () if is(totalsCollateralCall::SELECTOR) => {
                Some([9 * ETHER, 0].map(U256::from).abi_encode())
            }
            () if is(getPriceCall::SELECTOR) => {
                let about = argument(0)?;
                if about == feed(self.generation, self.base_feed) {
                    return number(self.base_price?);
                }
                let n = assets.clone().find(|&n| self.feed_of(n) == about)?;
                let price = U256::from(self.dollars * 100_000_000);
                (self.priceless != Some(n)).then(|| price.abi_encode())
            }
            () if is(baseTokenCall::SELECTOR) => Some(BASE.abi_encode()),
            () if is(baseTokenPriceFeedCall::SELECTOR) => {
                Some(feed(self.generation, self.base_feed).abi_encode())
            }
            () if is(baseScaleCall::SELECTOR) => number(1_000_000),
            () if is(supplyKinkCall::SELECTOR) => number(ETHER),
            () if is(extendedPauseFlagsCall::SELECTOR) => number(self.finer?[0]),
            () if is(collateralsSupplyPauseFlagsCall::SELECTOR) => number(self.finer?[1]),
            () if is(borrowBalanceOfCall::SELECTOR) => {
                about_account();
                number(self.borrow_balance)
            }
            () if is(isLiquidatableCall::SELECTOR) => {
                about_account();
                Some(self.liquidatable.abi_encode())
            }
            () if is(isBorrowCollateralizedCall::SELECTOR) => {
                about_account();
                Some(self.collateralized?.abi_encode())
            }
            // A ten-thousand-millionth a second.
            () if is(borrowPerSecondInterestRateBaseCall::SELECTOR) => number(100_000_000),
            // The other seven constants.
            () => number(0),
        }
    }

    fn info(&self, n: u8) -> Vec<u8> {
        let factor = |hundredths: u64| U256::from(ETHER / 100 * hundredths);
        let word = |address: Address| address.into_word().into();
        let counts = self.worthless != Some(n);
        [
            U256::from(n),
            word(self.token(n)),
            word(self.feed_of(n)),
            U256::from(ETHER),
            factor(if counts { 80 } else { 0 }),
            factor(if counts { 85 } else { 0 }),
            factor(95),
            U256::from(ETHER) * U256::from(100),
        ]
        .abi_encode()
    }
}
