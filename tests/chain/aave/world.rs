//! The market on the local chain, and what accounts do in it.

use alloy::primitives::{Address, U256, aliases::U40};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use margin_call::chain::{Call, ChainId};
use margin_call::math::Timestamp;
use margin_call::protocols::aave_v3::{self, AccountData};
use margin_call::protocols::{Addresses, Market};
use serde_json::Value;

use super::super::node::{Node, Outcome, Reverted, address, text};
use super::Release;

sol! {
    function mint(address to, uint256 amount);
    function approve(address spender, uint256 amount);
    function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus);
    function queue(address target, bytes callData, uint40 delay, uint40 grace);
    function cancel(uint40 payload);
    function executePayload(uint40 payload);
    function setSupplyCap(address asset, uint256 wholeTokens);
    function getPriceOracle() returns (address oracle);
    function setAssetSources(address[] assets, address[] sources);
    function setReserveInterestRateData(address asset, bytes rateData);
    function liquidationCall(address collateral, address debt, address user, uint256 cover, bool receiveAToken);
    function getUserAccountData(address user) returns (uint256 collateral, uint256 debt, uint256 borrows, uint256 threshold, uint256 ltv, uint256 health);
    function balanceOf(address account) returns (uint256);
    function allowance(address owner, address spender) returns (uint256);
    function scaledBalanceOf(address account) returns (uint256);
    function getReserveData(address asset) returns (uint256[8] before, address supplyToken, address stableDebtToken, address variableDebtToken);
}

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
    pub release: Release,
    owner: Address,
    configurator: Address,
    assets: Vec<(String, Asset)>,
    /// What prices a whole e-mode category, where there is such a thing.
    pub price_source: Option<Asset>,
    pub borrowers: Vec<Address>,
    pub liquidator: Address,
}

impl World {
    pub fn start(release: Release) -> Self {
        let node = Node::start(release.chain());
        let listed = &node.deployment["markets"][0];
        let addresses = aave_v3::Addresses {
            pool: address(&listed["pool"]),
            addresses_provider: address(&listed["addressesProvider"]),
            gateway: listed.get("wrappedTokenGateway").map(address),
            controller: listed.get("payloadsController").map(address),
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
        let source = &node.accounts["priceSource"];
        let world = Self {
            market,
            pool: addresses.pool,
            release,
            owner,
            configurator,
            assets,
            price_source: source.is_object().then(|| feed(source, Address::ZERO, 0)),
            borrowers,
            liquidator: Address::repeat_byte(0x77),
            node,
        };
        world.fund(world.liquidator, 1_000_000_000_000);
        world
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
        let words = self.view(self.pool, getUserAccountDataCall { user: account });
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

    /// Lets another contract say the price of an asset, as governance does.
    pub fn set_source(&self, asset: Asset, source: Address) {
        let Addresses::AaveV3(addresses) = self.market.addresses else {
            panic!("not Aave's")
        };
        let oracle = self.view(addresses.addresses_provider, getPriceOracleCall {});
        let data = setAssetSourcesCall {
            assets: vec![asset.address],
            sources: vec![source],
        }
        .abi_encode()
        .into();
        self.node
            .act(self.owner, Call { to: oracle, data }, "source");
    }

    /// Gives the rate of an asset another curve, as a risk steward does: the optimal usage, the base rate and the
    /// two slopes, in basis points.
    pub fn set_curve(&self, asset: Address, curve: [u64; 4]) {
        let data = setReserveInterestRateDataCall {
            asset,
            rateData: curve.map(U256::from).abi_encode().into(),
        };
        let call = Call {
            to: self.configurator,
            data: data.abi_encode().into(),
        };
        self.node.act(self.owner, call, "curve");
    }

    /// Queues it for an asset to have another LTV, threshold and bonus, in basis points.
    pub fn queue(&self, asset: Address, [ltv, threshold, bonus]: [u16; 3], delay: u64) {
        let change = configureReserveAsCollateralCall {
            asset,
            ltv: U256::from(ltv),
            threshold: U256::from(threshold),
            bonus: U256::from(bonus),
        };
        let queued = queueCall {
            target: self.configurator,
            callData: change.abi_encode().into(),
            delay: U40::from(delay),
            grace: U40::from(7 * 86_400),
        };
        self.governs(queued.abi_encode(), "queue");
    }

    /// Calls off what is queued.
    pub fn cancel(&self, payload: u64) {
        let payload = U40::from(payload);
        self.governs(cancelCall { payload }.abi_encode(), "cancel");
    }

    /// Has it carried out at this time, by anyone.
    pub fn execute(&self, payload: u64, at: Timestamp) -> Outcome {
        let payload = U40::from(payload);
        let to = self.market.controller().expect("a controller");
        let data = executePayloadCall { payload }.abi_encode().into();
        self.node.run(&[(self.liquidator, Call { to, data })], at)[0]
    }

    fn governs(&self, data: Vec<u8>, what: &str) {
        let to = self.market.controller().expect("a controller");
        let data = data.into();
        self.node.act(self.owner, Call { to, data }, what);
    }

    /// A liquidator's try at an account, run as a call at the head.
    pub fn try_liquidation(
        &self,
        account: Address,
        collateral: Address,
        debt: Address,
    ) -> Result<(), Reverted> {
        let call = self.liquidation(account, collateral, debt, U256::MAX);
        let head = self.node.head().number;
        self.node.call(&call, self.liquidator, head).map(|_| ())
    }

    /// A liquidator's call, to be paid in the asset itself.
    pub fn liquidation(
        &self,
        user: Address,
        collateral: Address,
        debt: Address,
        cover: U256,
    ) -> Call {
        let call = liquidationCallCall {
            collateral,
            debt,
            user,
            cover,
            receiveAToken: false,
        };
        Call {
            to: self.pool,
            data: call.abi_encode().into(),
        }
    }

    pub fn balance(&self, token: Address, account: Address) -> U256 {
        self.view(token, balanceOfCall { account })
    }

    /// How much of an account's the pool may take.
    pub fn allowance(&self, token: Address, owner: Address) -> U256 {
        let spender = self.pool;
        self.view(token, allowanceCall { owner, spender })
    }

    /// What the treasury has of an asset, in scaled units.
    pub fn treasury_scaled(&self, asset: Address) -> U256 {
        let account = self.owner;
        self.view(self.supply_token(asset), scaledBalanceOfCall { account })
    }

    /// What lies in the reserve of an asset: more cannot be borrowed.
    pub fn liquidity(&self, asset: Address) -> U256 {
        self.balance(asset, self.supply_token(asset))
    }

    /// Whether an account has any of an asset in the reserve.
    pub fn supplies(&self, account: Address, asset: Address) -> bool {
        !self.balance(self.supply_token(asset), account).is_zero()
    }

    /// Whether an account owes any of an asset at the variable rate.
    pub fn owes(&self, account: Address, asset: Address) -> bool {
        let data = self.view(self.pool, getReserveDataCall { asset });
        !self.balance(data.variableDebtToken, account).is_zero()
    }

    fn supply_token(&self, asset: Address) -> Address {
        self.view(self.pool, getReserveDataCall { asset })
            .supplyToken
    }

    fn view<C: SolCall>(&self, to: Address, call: C) -> C::Return {
        let data = call.abi_encode().into();
        let head = self.node.head().number;
        let bytes = self.node.call(&Call { to, data }, Address::ZERO, head);
        C::abi_decode_returns(&bytes.expect("a view")).expect("words")
    }

    pub fn pass(&self, seconds: u64) {
        self.node
            .mine_at(Timestamp(self.node.head().timestamp.0 + seconds));
    }

    /// One transaction that must succeed.
    pub fn act(&self, from: Address, data: Vec<u8>, what: &str) {
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
pub fn worth(asset: Asset, cents: u64) -> U256 {
    let unit = U256::from(10).pow(U256::from(asset.decimals));
    U256::from(cents) * U256::from(1_000_000) * unit / U256::from(asset.price)
}

fn asset(row: &Value) -> (String, Asset) {
    let decimals = u8::try_from(row["decimals"].as_u64().expect("decimals")).expect("decimals");
    (
        text(&row["symbol"]).to_owned(),
        feed(row, address(&row["address"]), decimals),
    )
}

fn feed(row: &Value, address_of: Address, decimals: u8) -> Asset {
    let price = margin_call::math::decimal::parse(text(&row["priceUsd"]), 8).expect("a price");
    Asset {
        address: address_of,
        aggregator: address(&row["aggregator"]),
        decimals,
        price: price.to(),
    }
}
