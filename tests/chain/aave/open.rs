//! A random position.

use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::SolCall;
use margin_call::math::Wad;

use super::super::random::Random;
use super::world::{Asset, World, worth};

sol! {
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode);
    function borrow(address asset, uint256 amount, uint256 rateMode, uint16 referralCode, address onBehalfOf);
    function setUserEMode(uint8 category);
    function setUserUseReserveAsCollateral(address asset, bool use);
}

const DAY: u64 = 86_400;
const STABLE_RATE: u8 = 1;
const VARIABLE_RATE: u8 = 2;

impl World {
    /// Opens a random position: e-mode, supplies, disabled collateral, time, debts; then prices
    /// move and time passes. Returns its account, funded with every asset.
    pub fn open(&self, random: &mut Random) -> Address {
        let account = self.newcomer(random);
        self.open_for(account, random);
        account
    }

    /// The same for an account that has some of every asset.
    pub fn open_for(&self, account: Address, random: &mut Random) {
        // Of some that could be in an e-mode nobody is.
        let (category, enters) = random.pick(&[
            (0, false),
            (0, false),
            (1, true),
            (2, true),
            (1, false),
            (2, false),
        ]);
        if enters {
            let enter = setUserEModeCall { category }.abi_encode();
            self.act(account, enter, "e-mode");
        }
        let (lend, owe): (&[&str], &[&str]) = match category {
            1 => (
                &["WETH", "wstETH", "weETH", "USDC", "WBTC"],
                &["WETH", "wstETH"],
            ),
            2 => (
                &["USDC", "USDT", "DAI", "WETH", "WBTC"],
                &["USDC", "USDT", "DAI", "GHO"],
            ),
            _ => (
                &[
                    "WETH", "wstETH", "WBTC", "USDC", "USDT", "DAI", "CRV", "weETH", "GHO",
                ],
                &[
                    "WETH", "wstETH", "WBTC", "USDC", "USDT", "DAI", "CRV", "GHO",
                ],
            ),
        };
        let count = random.between(1, 4) as usize;
        for symbol in random.sample(lend, count) {
            self.supply_some(account, self.asset(symbol), random);
        }
        self.pass(random.magnitude(120 * DAY));
        let count = random.between(1, 3) as usize;
        for symbol in random.sample(owe, count) {
            self.borrow_some(account, self.asset(symbol), random);
        }
        let count = random.between(0, 3) as usize;
        let moved: Vec<Asset> = self.assets().chain(self.price_source).collect();
        for asset in random.sample(&moved, count) {
            let percent = random.between(60, 150);
            let price = asset.price * percent / 100 + random.between(0, 999);
            self.set_price(asset, U256::from(price));
        }
        self.pass(random.magnitude(400 * DAY));
    }

    /// The same, and then some of everything that is owed is supplied, too. Returns its account.
    pub fn open_on_both_sides(&self, random: &mut Random) -> Address {
        let account = self.open(random);
        let owed: Vec<Asset> = self
            .assets()
            .filter(|asset| self.owes(account, asset.address))
            .collect();
        for asset in owed {
            self.supply_beside(account, asset, random);
        }
        self.pass(random.magnitude(60 * DAY));
        account
    }

    /// Supplies some of an asset, of which some may be supplied already; what is supplied for the first
    /// time may be left to count for nothing.
    fn supply_beside(&self, account: Address, asset: Asset, random: &mut Random) {
        if self.supplies(account, asset.address) {
            let amount = worth(asset, random.between(1_000, 20_000_000));
            self.act(account, supply(account, asset, amount), "supply");
        } else {
            self.supply_some(account, asset, random);
        }
    }

    /// Opens a random position that owes USDC at a stable rate, and perhaps more of it at the
    /// variable one.
    pub fn open_with_stable_debt(&self, random: &mut Random) -> Address {
        let account = self.newcomer(random);
        let (lent, owed) = (self.asset("WETH"), self.asset("USDC"));
        let amount = worth(lent, random.between(1_000_000, 100_000_000));
        self.act(account, supply(account, lent, amount), "supply");
        let part = random.between(5, 60);
        let value = self.account_data(account).available_borrows * U256::from(part);
        let amount = value / U256::from(10_000);
        self.act(
            account,
            borrow(account, owed, amount, STABLE_RATE),
            "stable",
        );
        self.pass(random.magnitude(30 * DAY));
        if random.one_in(2) {
            self.borrow_some(account, owed, random);
        }
        self.pass(random.magnitude(400 * DAY));
        account
    }

    /// An account with some of every asset in its wallet.
    fn newcomer(&self, random: &mut Random) -> Address {
        let account = U256::from(random.next()).to_be_bytes::<32>();
        let account = Address::from(account.last_chunk().expect("32 bytes"));
        self.fund(account, 10_000_000_000);
        account
    }

    fn supply_some(&self, account: Address, asset: Asset, random: &mut Random) {
        let amount = match random.one_in(10) {
            // Enough to be recorded as a unit at every index.
            true => U256::from(10 + random.magnitude(1_000_000)),
            false => {
                worth(asset, random.between(1_000, 100_000_000)) + U256::from(random.next() >> 44)
            }
        };
        self.act(account, supply(account, asset, amount), "supply");
        // Whoever is under water may take nothing away from what counts.
        if random.one_in(6) && self.account_data(account).health().reaches(Wad::ONE) {
            let disable = setUserUseReserveAsCollateralCall {
                asset: asset.address,
                r#use: false,
            };
            self.act(account, disable.abi_encode(), "disable");
        }
    }

    /// Borrows a random part of what may be borrowed, as far as the reserve has it, or a few units;
    /// nothing where nothing may.
    fn borrow_some(&self, account: Address, asset: Asset, random: &mut Random) {
        let allowed = self.account_data(account).available_borrows;
        let part = random.between(5, 97);
        let value = allowed * U256::from(part) / U256::from(100);
        let unit = U256::from(10).pow(U256::from(asset.decimals));
        let amount = match random.one_in(8) {
            true => U256::from(random.magnitude(1_000)),
            false => value * unit / U256::from(asset.price),
        }
        .min(self.liquidity(asset.address));
        if allowed < U256::from(1_000_000) || amount.is_zero() {
            return;
        }
        let what = format!("borrow {amount} of {}, of {allowed}", asset.address);
        self.act(
            account,
            borrow(account, asset, amount, VARIABLE_RATE),
            &what,
        );
    }
}

fn supply(account: Address, asset: Asset, amount: U256) -> Vec<u8> {
    let supply = supplyCall {
        asset: asset.address,
        amount,
        onBehalfOf: account,
        referralCode: 0,
    };
    supply.abi_encode()
}

fn borrow(account: Address, asset: Asset, amount: U256, rate: u8) -> Vec<u8> {
    let borrow = borrowCall {
        asset: asset.address,
        amount,
        rateMode: U256::from(rate),
        referralCode: 0,
        onBehalfOf: account,
    };
    borrow.abi_encode()
}
