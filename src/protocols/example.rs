//! A position for the tests of rooms that are about something else.

use alloy::primitives::{Address, B256, U256, address, keccak256};
use alloy::sol_types::SolValue;

use super::aave_v3::{AavePosition, Addresses, Line, Profile, Reserve, ReserveConfig, UserConfig};
use super::compound_v3::{BaseToken, CometAsset, CometPosition, Curve, PauseFlags, Release, Unit};
use super::morpho_blue::{
    self, Account, Irm, MarketParams, MarketState, MorphoPosition, PreLiquidation,
    PreLiquidationParams, Token, Tokens, market_id,
};
use super::snapshot::{Holding, Snapshot, Wallet};
use super::{Addresses as Contracts, Market};
use crate::chain::{BlockRef, Call, CallAnswer, ChainId};
use crate::math::{RAY, Ray, Timestamp, TokenAmount, Wad};

/// WETH and DAI.
const TOKENS: [Address; 2] = [
    address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"),
    address!("6B175474E89094C44Da98b954EedeAC495271d0F"),
];

/// Two ether at 3,000 dollars are collateral, 80% of which count; four tokens of 1,000 dollars are
/// owed: its health is 1.2. The wallet holds as much of both, of which the market may take so much.
pub(crate) fn a_snapshot(number: u64, allowance: U256) -> Snapshot {
    let market = Market {
        chain: ChainId(1),
        name: "Example".into(),
        addresses: Contracts::AaveV3(Addresses {
            pool: Address::repeat_byte(1),
            addresses_provider: Address::repeat_byte(3),
            gateway: None,
            controller: None,
            line: Line::Aave,
        }),
    };
    let held = |tokens: u64| U256::from(tokens) * U256::from(10_u64.pow(18));
    let wallets = [(held(2), allowance), (held(4), allowance)];
    Snapshot {
        account: Address::repeat_byte(2),
        ..a_snapshot_in(market, number, TOKENS, wallets)
    }
}

/// The position of [`a_snapshot`] where an ether is worth so many dollars and so many hundredths of a token are
/// owed; of both the wallet holds plenty.
pub(crate) fn a_snapshot_at(ether: u64, owed: u64) -> Snapshot {
    let before = reserves(TOKENS);
    let [collateral, debt] = before.reserves() else {
        unreachable!("two reserves")
    };
    let debt_scaled = unit() / U256::from(100) * U256::from(owed);
    let debt = Reserve {
        debt_scaled,
        total_debt_scaled: debt_scaled,
        ..debt.clone()
    };
    let position = AavePosition::new(
        Profile::V3_6,
        UserConfig(U256::from(0b01_10)),
        None,
        vec![collateral.clone(), debt],
        vec![dollars(ether), dollars(1_000)],
    );
    let position = position.expect("one price for each");
    a_snapshot_with(position, NOW, &[unit() * U256::from(9); TOKENS.len()])
}

/// A loan in WETH and DAI for which this contract may act before the market does.
pub(crate) fn a_loan_with(contract: Option<Address>) -> Snapshot {
    a_loan(400, contract.map(|contract| (contract, 50)))
}

/// A loan of so many hundredths of DAI on two WETH, in a wallet that has neither; and which contract may act before
/// the market does, from which share on, in hundredths.
pub(crate) fn a_loan(owed: u64, contract: Option<(Address, u64)>) -> Snapshot {
    let mut markets = super::registry::on_chain(ChainId(1)).into_iter();
    let morpho = markets.find(|one| one.protocol() == super::Protocol::MorphoBlue);
    let wallets = [Default::default(); 2];
    let before = a_snapshot_in(morpho.expect("a market"), 100, TOKENS, wallets);
    let hundredth = unit() / U256::from(100);
    let position = loan(TOKENS, owed);
    let acts = contract.map(|(contract, share)| PreLiquidation {
        contract,
        params: PreLiquidationParams {
            pre_lltv: Wad::from_raw(hundredth * U256::from(share)),
            close_factors: [Wad::ONE; 2],
            incentives: [Wad::ONE; 2],
            oracle: position.params().oracle,
        },
        price: Some(position.price()),
    });
    let position = position.with_pre_liquidations(acts.into_iter().collect());
    let holding = Holding::MorphoBlue(Box::new(position));
    let (market, account) = (before.market, before.account);
    Snapshot {
        wallets: before.wallets,
        ..Snapshot::supposed(market, account, before.block, holding).expect("sums")
    }
}

/// What the contracts say to a call by which a loan is read; to any other they say nothing.
pub(crate) fn a_loan_says(loan: &Snapshot, call: &Call) -> CallAnswer {
    let Holding::MorphoBlue(position) = loan.holding() else {
        unreachable!("a position in Morpho")
    };
    let (params, state, account) = (position.params(), position.market(), position.account());
    let key = loan.market.position_of(loan.account);
    let is = |signature: &str| call.data.starts_with(&keccak256(signature)[..4]);
    let wallet = &loan.wallets[usize::from(call.to == params.loan_token)];
    let of = |contract: Address| {
        let mut contracts = position.pre_liquidations().iter();
        contracts.find(|one| one.contract == contract)
    };
    let named = call.data.last_chunk::<20>().map(Address::from);
    let acts = of(call.to).map(|one| one.params);
    let symbol = |is_owed| if is_owed { "T1" } else { "T0" };
    let said = if is("position(bytes32,address)") {
        Some((U256::ZERO, account.borrow_shares, account.collateral).abi_encode())
    } else if is("market(bytes32)") {
        let supply = (state.total_supply_assets, state.total_supply_shares);
        let borrow = (state.total_borrow_assets, state.total_borrow_shares);
        Some((supply, borrow, u128::from(state.last_update.0), state.fee).abi_encode())
    } else if is("idToMarketParams(bytes32)") {
        let tokens = (params.loan_token, params.collateral_token);
        Some((tokens, params.oracle, params.irm, params.lltv.raw()).abi_encode())
    } else if is("price()") {
        Some(position.price().abi_encode())
    } else if is("balanceOf(address)") {
        Some(wallet.balance.raw.abi_encode())
    } else if is("allowance(address,address)") {
        Some(wallet.allowance.abi_encode())
    } else if is("symbol()") {
        let text = symbol(call.to == params.loan_token);
        Some(text.to_owned().abi_encode())
    } else if is("decimals()") {
        Some(U256::from(18).abi_encode())
    } else if is("isAuthorized(address,address)") {
        Some(named.and_then(of).is_some().abi_encode())
    } else if is("MORPHO()") {
        Some(key.market.abi_encode())
    } else if is("ID()") {
        key.id.map(|id| id.abi_encode())
    } else if let (true, Some(acts)) = (is("preLiquidationParams()"), acts) {
        let [first, last] = acts.close_factors.map(Wad::raw);
        let [least, most] = acts.incentives.map(Wad::raw);
        let numbers = (acts.pre_lltv.raw(), first, last, least, most);
        Some((numbers, acts.oracle).abi_encode())
    } else {
        None
    };
    CallAnswer {
        success: said.is_some(),
        data: said.unwrap_or_default().into(),
    }
}

/// A position in WETH and DAI of which our arithmetic and the chain's agree, in the same market, with an
/// empty wallet.
pub(crate) fn a_snapshot_of(position: AavePosition, at: Timestamp) -> Snapshot {
    a_snapshot_with(position, at, &[U256::ZERO; TOKENS.len()])
}

/// The same, with so much of each token in the wallet, all of 18 decimals.
pub(crate) fn a_snapshot_with(position: AavePosition, at: Timestamp, held: &[U256]) -> Snapshot {
    let uncounted = a_snapshot(100, U256::ZERO);
    let block = BlockRef {
        timestamp: at,
        ..uncounted.block
    };
    let holding = Holding::AaveV3(Box::new(position));
    let wallet = |held: &U256| Wallet {
        balance: TokenAmount::new(*held, 18),
        allowance: U256::ZERO,
    };
    let counted = Snapshot::supposed(uncounted.market, uncounted.account, block, holding);
    Snapshot {
        wallets: held.iter().map(wallet).collect(),
        ..counted.expect("sums")
    }
}

/// A position in a market of Morpho's, which is its parameters, with so much of each of its tokens in the wallet.
pub(crate) fn a_loan_of(position: MorphoPosition, held: [U256; 2]) -> Snapshot {
    let mut markets = super::registry::on_chain(ChainId(1)).into_iter();
    let market = markets.find(|one| one.protocol() == super::Protocol::MorphoBlue);
    let before = a_snapshot_in(
        market.expect("a market"),
        100,
        TOKENS,
        [Default::default(); 2],
    );
    let Contracts::MorphoBlue(addresses) = before.market.addresses else {
        unreachable!("a market of Morpho's")
    };
    let id = market_id(position.params());
    let market = Market {
        addresses: Contracts::MorphoBlue(morpho_blue::Addresses { id, ..addresses }),
        ..before.market
    };
    let holding = Holding::MorphoBlue(Box::new(position));
    let wallet = |balance| Wallet {
        balance: TokenAmount::new(balance, 18),
        allowance: U256::ZERO,
    };
    let snapshot = Snapshot::supposed(market, before.account, before.block, holding);
    Snapshot {
        wallets: held.map(wallet).into(),
        ..snapshot.expect("sums")
    }
}

/// The same position in any market, whatever its protocol, in these two tokens, of each of which the wallet
/// holds so much, and the market may take so much.
pub(crate) fn a_snapshot_in(
    market: Market,
    number: u64,
    tokens: [Address; 2],
    wallets: [(U256, U256); 2],
) -> Snapshot {
    let block = BlockRef {
        number,
        parent_hash: B256::ZERO,
        timestamp: NOW,
    };
    let (market, holding) = match market.addresses {
        Contracts::AaveV3(_) => (market, Holding::AaveV3(Box::new(reserves(tokens)))),
        Contracts::CompoundV3(_) => (market, Holding::CompoundV3(Box::new(comet(tokens)))),
        Contracts::MorphoBlue(addresses) => {
            let position = loan(tokens, 400);
            // A market is its parameters.
            let id = market_id(position.params());
            let addresses = Contracts::MorphoBlue(morpho_blue::Addresses { id, ..addresses });
            let market = Market {
                addresses,
                ..market
            };
            (market, Holding::MorphoBlue(Box::new(position)))
        }
    };
    let wallet = |(balance, allowance)| Wallet {
        balance: TokenAmount::new(balance, 18),
        allowance,
    };
    let account = Address::repeat_byte(2);
    let snapshot = Snapshot::supposed(market, account, block, holding).expect("sums");
    Snapshot {
        wallets: wallets.map(wallet).into(),
        ..snapshot
    }
}

const NOW: Timestamp = Timestamp(1_800_000_000);

/// 10^18.
fn unit() -> U256 {
    U256::from(10_u64.pow(18))
}

fn dollars(value: u64) -> U256 {
    U256::from(value) * U256::from(10_u64.pow(8))
}

fn reserves(tokens: [Address; 2]) -> AavePosition {
    let reserve = |id: u8, supply: u64, debt: u64| Reserve {
        id: id.into(),
        asset: tokens[usize::from(id)],
        symbol: format!("T{id}"),
        config: ReserveConfig(U256::from(8_000) << 16 | U256::from(18) << 48 | U256::ONE << 56),
        liquidity_index: Ray::from_raw(RAY),
        liquidity_rate: Ray::from_raw(U256::ZERO),
        borrow_index: Ray::from_raw(RAY),
        borrow_rate: Ray::from_raw(U256::ZERO),
        last_update: NOW,
        treasury_scaled: U256::ZERO,
        total_supply_scaled: unit() * U256::from(supply),
        total_debt_scaled: unit() * U256::from(debt),
        supply_scaled: unit() * U256::from(supply),
        debt_scaled: unit() * U256::from(debt),
        told_debt: None,
        grace_until: Timestamp(0),
    };
    let position = AavePosition::new(
        Profile::V3_6,
        UserConfig(U256::from(0b01_10)),
        None,
        vec![reserve(0, 2, 0), reserve(1, 0, 4)],
        vec![dollars(3_000), dollars(1_000)],
    );
    position.expect("one price for each")
}

fn comet([collateral, base]: [Address; 2]) -> CometPosition {
    let factor = unit() / U256::from(10) * U256::from(8);
    let asset = CometAsset {
        id: 0,
        asset: collateral,
        symbol: "T0".into(),
        decimals: 18,
        borrow_factor: factor,
        liquidate_factor: factor,
        liquidation_factor: factor,
        supply_cap: U256::MAX >> 128,
        total_supply: unit() * U256::from(2),
        balance: unit() * U256::from(2),
        supply_paused: false,
    };
    let index = U256::from(10_u64.pow(15));
    let base = BaseToken {
        asset: base,
        symbol: "T1".into(),
        decimals: 18,
        unit: Unit::In("USD"),
        release: Release::default(),
        supply_index: index,
        borrow_index: index,
        total_supply: unit() * U256::from(8),
        total_borrow: unit() * U256::from(4),
        last_accrual: NOW,
        supply_curve: Curve::default(),
        borrow_curve: Curve::default(),
        pauses: PauseFlags::default(),
        supply_paused: false,
    };
    let owed = -4 * 10_i128.pow(18);
    let prices = vec![dollars(3_000), dollars(1_000)];
    CometPosition::new(base, owed, vec![asset], prices).expect("one price for each")
}

/// So many hundredths are owed.
fn loan([collateral_token, loan_token]: [Address; 2], owed: u64) -> MorphoPosition {
    let owed = u128::from(owed) * 10_u128.pow(16);
    let whole = |tokens: u128| tokens * 10_u128.pow(18);
    let token = |symbol: &str| Token {
        symbol: symbol.into(),
        decimals: 18,
    };
    let params = MarketParams {
        loan_token,
        collateral_token,
        oracle: Address::repeat_byte(4),
        irm: Address::ZERO,
        lltv: Wad::from_raw(unit() / U256::from(10) * U256::from(8)),
    };
    let market = MarketState {
        total_supply_assets: whole(8),
        total_supply_shares: whole(8),
        total_borrow_assets: owed,
        total_borrow_shares: owed,
        last_update: NOW,
        fee: 0,
    };
    let account = Account {
        borrow_shares: owed,
        collateral: whole(2),
    };
    let price = U256::from(3) * U256::from(10).pow(U256::from(36));
    let tokens = Tokens {
        collateral: token("T0"),
        loan: token("T1"),
    };
    MorphoPosition::new(params, market, Irm::None, account, price, tokens).expect("a price")
}
