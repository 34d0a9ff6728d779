//! A position for the tests of rooms that are about something else.

use alloy::primitives::{Address, B256, U256, address};

use super::aave_v3::{AavePosition, Addresses, Line, Profile, Reserve, ReserveConfig, UserConfig};
use super::snapshot::{Agreement, Holding, Snapshot, Wallet};
use super::{Addresses as Contracts, Market};
use crate::chain::{BlockRef, ChainId};
use crate::math::{RAY, Ray, Timestamp, TokenAmount, Wad};
use crate::risk::Health;

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

/// A position in WETH and DAI of which our arithmetic and the chain's agree, in the same market, with an
/// empty wallet.
pub(crate) fn a_snapshot_of(position: AavePosition, at: Timestamp) -> Snapshot {
    let uncounted = a_snapshot(100, U256::ZERO);
    let block = BlockRef {
        timestamp: at,
        ..uncounted.block
    };
    let holding = Holding::AaveV3(Box::new(position));
    let empty = Wallet {
        balance: TokenAmount::zero(18),
        allowance: U256::ZERO,
    };
    let counted = Snapshot::supposed(uncounted.market, uncounted.account, block, holding);
    Snapshot {
        wallets: vec![empty; TOKENS.len()],
        ..counted.expect("sums")
    }
}

/// The same position in any market of reserves, in these two tokens, of each of which the wallet holds so
/// much, and the market may take so much.
pub(crate) fn a_snapshot_in(
    market: Market,
    number: u64,
    tokens: [Address; 2],
    wallets: [(U256, U256); 2],
) -> Snapshot {
    let unit = U256::from(10_u64.pow(18));
    let time = Timestamp(1_800_000_000);
    let reserve = |id: u8, supply: u64, debt: u64| Reserve {
        id: id.into(),
        asset: tokens[usize::from(id)],
        symbol: format!("T{id}"),
        config: ReserveConfig(U256::from(8_000) << 16 | U256::from(18) << 48 | U256::ONE << 56),
        liquidity_index: Ray::from_raw(RAY),
        liquidity_rate: Ray::from_raw(U256::ZERO),
        borrow_index: Ray::from_raw(RAY),
        borrow_rate: Ray::from_raw(U256::ZERO),
        last_update: time,
        treasury_scaled: U256::ZERO,
        total_supply_scaled: unit * U256::from(supply),
        total_debt_scaled: unit * U256::from(debt),
        supply_scaled: unit * U256::from(supply),
        debt_scaled: unit * U256::from(debt),
        told_debt: None,
        grace_until: Timestamp(0),
    };
    let dollars = |value: u64| U256::from(value) * U256::from(10_u64.pow(8));
    let position = AavePosition::new(
        Profile::V3_6,
        UserConfig(U256::from(0b01_10)),
        None,
        vec![reserve(0, 2, 0), reserve(1, 0, 4)],
        vec![dollars(3_000), dollars(1_000)],
    );
    let wallet = |(balance, allowance)| Wallet {
        balance: TokenAmount::new(balance, 18),
        allowance,
    };
    Snapshot {
        market,
        account: Address::repeat_byte(2),
        block: BlockRef {
            number,
            parent_hash: B256::ZERO,
            timestamp: time,
        },
        health: Health::Ratio(Wad::from_raw(unit * U256::from(12) / U256::from(10))),
        collateral: dollars(6_000),
        debt: dollars(4_000),
        agreement: Agreement::Matches { rules: "Aave v3.6" },
        holding: Holding::AaveV3(Box::new(position.expect("one price for each"))),
        wallets: wallets.map(wallet).into(),
    }
}
