//! The market on the local chain, and what accounts do in it.

use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::SolCall;
use margin_call::chain::{Call, ChainId};
use margin_call::math::Timestamp;
use margin_call::protocols::aave_v3::{self, AccountData};
use margin_call::protocols::{Addresses, Market};
use serde_json::Value;

use super::super::node::{Node, Outcome, Reverted, address, text};
use super::super::random::Random;

sol! {
    function mint(address to, uint256 amount);
    function approve(address spender, uint256 amount);
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode);
    function borrow(address asset, uint256 amount, uint256 rateMode, uint16 referralCode, address onBehalfOf);
    function setUserEMode(uint8 category);
    function setUserUseReserveAsCollateral(address asset, bool use);
    function setSupplyCap(address asset, uint256 wholeTokens);
    function liquidationCall(address collateral, address debt, address user, uint256 cover, bool receiveAToken);
    function getUserAccountData(address user) returns (uint256 collateral, uint256 debt, uint256 borrows, uint256 threshold, uint256 ltv, uint256 health);
}

const DAY: u64 = 86_400;

/// A token of the market and where its price comes from.
#[derive(Clone, Copy)]
pub struct Asset {
    pub address: Address,
    pub aggregator: Address,
    pub decimals: u8,
    /// With 8 decimals.
    pub price: u64,
}

pub struct World {
    pub node: Node,
    pub market: Market,
    pub pool: Address,
    owner: Address,
    configurator: Address,
    assets: Vec<(String, Asset)>,
    pub borrowers: Vec<Address>,
}

impl World {
    pub fn start() -> Self {
        let node = Node::start("aave-v3.6");
        let listed = &node.deployment["markets"][0];
        let addresses = aave_v3::Addresses {
            pool: address(&listed["pool"]),
            addresses_provider: address(&listed["addressesProvider"]),
            line: aave_v3::Line::Aave,
        };
        let market = Market {
            chain: ChainId(31_337),
            name: "Local Aave".into(),
            addresses: Addresses::AaveV3(addresses),
        };
        let rows = |name: &str| node.accounts[name].as_array().expect("a list").clone();
        let assets = rows("assets").iter().map(asset).collect();
        let borrowers = rows("borrowers")
            .iter()
            .map(|row| address(&row["address"]))
            .collect();
        let owner = address(&node.accounts["owner"]);
        let configurator = address(&node.accounts["configurator"]);
        Self {
            market,
            pool: addresses.pool,
            owner,
            configurator,
            assets,
            borrowers,
            node,
        }
    }

    pub fn asset(&self, symbol: &str) -> Asset {
        let found = self.assets.iter().find(|(name, _)| name == symbol);
        found.unwrap_or_else(|| panic!("no asset {symbol}")).1
    }

    pub fn assets(&self) -> impl Iterator<Item = Asset> {
        self.assets.iter().map(|(_, asset)| *asset)
    }

    pub fn by_address(&self, token: Address) -> Asset {
        self.assets()
            .find(|asset| asset.address == token)
            .expect("a listed asset")
    }

    /// A block later: a price is what the feed says from then on.
    pub fn set_price(&self, asset: Asset, price: U256) {
        self.node.set_storage(asset.aggregator, U256::ZERO, price);
    }

    /// The contract's own six words at the head.
    pub fn account_data(&self, account: Address) -> AccountData {
        let data = getUserAccountDataCall { user: account }.abi_encode().into();
        let call = Call {
            to: self.pool,
            data,
        };
        let bytes = self
            .node
            .call(&call, account, self.node.head().number)
            .expect("a view");
        let words = getUserAccountDataCall::abi_decode_returns(&bytes).expect("six words");
        AccountData {
            total_collateral: words.collateral,
            total_debt: words.debt,
            available_borrows: words.borrows,
            liquidation_threshold_bps: words.threshold,
            ltv_bps: words.ltv,
            health_factor_wad: words.health,
        }
    }

    /// Gives an account so much of every asset, and lets the pool take it.
    pub fn fund(&self, account: Address, cents: u64) {
        self.node.set_coin(account);
        let mut transactions = Vec::new();
        for (_, asset) in &self.assets {
            let to = asset.address;
            let mint = mintCall {
                to: account,
                amount: worth(*asset, cents),
            }
            .abi_encode()
            .into();
            let approve = approveCall {
                spender: self.pool,
                amount: U256::MAX,
            }
            .abi_encode()
            .into();
            transactions.push((self.owner, Call { to, data: mint }));
            transactions.push((account, Call { to, data: approve }));
        }
        let outcomes = self.node.run(&transactions, self.next_time());
        assert!(
            outcomes.iter().all(|outcome| *outcome == Outcome::Done),
            "every account is funded"
        );
    }

    /// Limits what may be supplied of an asset in all.
    pub fn set_supply_cap(&self, asset: Address, whole_tokens: U256) {
        let call = setSupplyCapCall {
            asset,
            wholeTokens: whole_tokens,
        }
        .abi_encode()
        .into();
        let to = self.configurator;
        self.node.act(self.owner, Call { to, data: call }, "cap");
    }

    /// A liquidator's try at an account, run as a call at the head.
    pub fn try_liquidation(
        &self,
        liquidator: Address,
        account: Address,
        collateral: Address,
        debt: Address,
    ) -> Result<(), Reverted> {
        let call = liquidationCallCall {
            collateral,
            debt,
            user: account,
            cover: U256::MAX,
            receiveAToken: false,
        };
        let call = Call {
            to: self.pool,
            data: call.abi_encode().into(),
        };
        self.node
            .call(&call, liquidator, self.node.head().number)
            .map(|_| ())
    }

    /// Opens a random position: e-mode, supplies, disabled collateral, time, debts; then prices
    /// move and time passes. Returns its account, funded with every asset.
    pub fn open(&self, random: &mut Random) -> Address {
        let account = Address::from(
            U256::from(random.next())
                .to_be_bytes::<32>()
                .last_chunk()
                .unwrap(),
        );
        self.fund(account, 10_000_000_000);
        let category = random.pick(&[0, 0, 1, 2]);
        if category != 0 {
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
        let moved: Vec<Asset> = self.assets().collect();
        for asset in random.sample(&moved, count) {
            let percent = random.between(60, 150);
            let price = asset.price * percent / 100 + random.between(0, 999);
            self.set_price(asset, U256::from(price));
        }
        self.pass(random.magnitude(400 * DAY));
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
        let supply = supplyCall {
            asset: asset.address,
            amount,
            onBehalfOf: account,
            referralCode: 0,
        };
        self.act(account, supply.abi_encode(), "supply");
        if random.one_in(6) {
            let disable = setUserUseReserveAsCollateralCall {
                asset: asset.address,
                r#use: false,
            };
            self.act(account, disable.abi_encode(), "disable");
        }
    }

    /// Borrows a random part of what may be borrowed, or a few units; nothing where nothing may.
    fn borrow_some(&self, account: Address, asset: Asset, random: &mut Random) {
        let allowed = self.account_data(account).available_borrows;
        let part = random.between(5, 97);
        let value = allowed * U256::from(part) / U256::from(100);
        let unit = U256::from(10).pow(U256::from(asset.decimals));
        let amount = match random.one_in(8) {
            true => U256::from(random.magnitude(1_000)),
            false => value * unit / U256::from(asset.price),
        };
        if allowed < U256::from(1_000_000) || amount.is_zero() {
            return;
        }
        let borrow = borrowCall {
            asset: asset.address,
            amount,
            rateMode: U256::from(2),
            referralCode: 0,
            onBehalfOf: account,
        };
        self.act(account, borrow.abi_encode(), "borrow");
    }

    fn pass(&self, seconds: u64) {
        self.node
            .mine_at(Timestamp(self.node.head().timestamp.0 + seconds));
    }

    /// One transaction that must succeed.
    fn act(&self, from: Address, data: Vec<u8>, what: &str) {
        let call = Call {
            to: self.pool,
            data: data.into(),
        };
        self.node.act(from, call, what);
    }

    /// When the next block comes if nothing is said about it.
    fn next_time(&self) -> Timestamp {
        Timestamp(self.node.head().timestamp.0 + 12)
    }
}

/// So much of an asset as is worth `cents` at its first price.
fn worth(asset: Asset, cents: u64) -> U256 {
    let unit = U256::from(10).pow(U256::from(asset.decimals));
    U256::from(cents) * U256::from(1_000_000) * unit / U256::from(asset.price)
}

fn asset(row: &Value) -> (String, Asset) {
    let price = margin_call::math::decimal::parse(text(&row["priceUsd"]), 8).expect("a price");
    let asset = Asset {
        address: address(&row["address"]),
        aggregator: address(&row["aggregator"]),
        decimals: u8::try_from(row["decimals"].as_u64().expect("decimals")).expect("decimals"),
        price: price.to(),
    };
    (text(&row["symbol"]).to_owned(), asset)
}
