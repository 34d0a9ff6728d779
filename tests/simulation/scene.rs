//! Where the simulation plays: accounts, markets, wallets.

use alloy::primitives::{Address, Bytes, U256, address, keccak256};
use alloy::sol_types::SolInterface;
use margin_call::chain::ChainId;
use margin_call::protocols::{Addresses, registry};

use super::abi::Isolated;
use super::market::{Feed, Holding, Market, RAY, Reserve, units};

pub const LOCAL: u64 = 31337;
pub const BORROWER: Address = Address::repeat_byte(0x11);
/// Another account of the same wallet, safer.
pub const SAVER: Address = Address::repeat_byte(0x22);
/// Whoever brings to the chain what smart accounts ask for.
pub const BUNDLER: Address = Address::repeat_byte(0x44);
/// What prices each token.
pub fn feed_of(place: u8) -> Address {
    Address::repeat_byte(0xd0 + place)
}

/// An account without any position.
pub const STRANGER: Address = Address::repeat_byte(0x33);

const LOCAL_POOL: Address = address!("00000000000000000000000000000000000F0001");
const LOCAL_PROVIDER: Address = address!("00000000000000000000000000000000000F0002");
const LOCAL_GATEWAY: Address = address!("00000000000000000000000000000000000F0004");
const LOCAL_CONTROLLER: Address = address!("00000000000000000000000000000000000F0005");
const LOCAL_ORACLE: Address = address!("00000000000000000000000000000000000F0003");

pub fn deployment_file(chain: u64) -> serde_json::Value {
    serde_json::json!({
        "chainId": chain,
        "markets": [{
            "protocol": "aave-v3",
            "name": "Local",
            "pool": LOCAL_POOL.to_string(),
            "addressesProvider": LOCAL_PROVIDER.to_string(),
            "oracle": LOCAL_ORACLE.to_string(),
            "wrappedTokenGateway": LOCAL_GATEWAY.to_string(),
            "payloadsController": LOCAL_CONTROLLER.to_string(),
        }],
    })
}

/// The contracts that may be called on a chain: those of the registry or of the deployment.
pub fn contracts_of(chain: u64) -> Vec<(Address, Address, Address)> {
    if chain == LOCAL {
        return vec![(LOCAL_POOL, LOCAL_PROVIDER, LOCAL_ORACLE)];
    }
    registry::on_chain(ChainId(chain))
        .into_iter()
        .filter_map(|market| {
            let Addresses::AaveV3(all) = market.addresses else {
                return None;
            };
            // Only the provider knows it.
            let oracle = Address::from_word(keccak256(all.addresses_provider));
            Some((all.pool, all.addresses_provider, oracle))
        })
        .collect()
}

/// Who carries out what governance has queued on a chain.
pub fn controller_of(chain: u64) -> Option<Address> {
    let listed = registry::on_chain(ChainId(chain));
    let mut listed = listed.iter().filter_map(|market| market.controller());
    listed
        .next()
        .or((chain == LOCAL).then_some(LOCAL_CONTROLLER))
}

/// Whether a contract takes the chain's coin for a market.
pub fn is_gateway(chain: u64, to: Address) -> bool {
    let listed = registry::on_chain(ChainId(chain));
    let mut listed = listed.iter().filter_map(|market| market.gateway());
    listed.any(|one| one == to) || (chain == LOCAL && to == LOCAL_GATEWAY)
}

/// How a listed market of a protocol that is not simulated says that an account has nothing in it:
/// nobody has. Elsewhere is no contract, and a call succeeds with nothing.
pub fn nothing(chain: u64, to: Address, data: &[u8]) -> Bytes {
    use Isolated::IsolatedCalls as Calls;
    let markets = registry::on_chain(ChainId(chain));
    let market = markets.iter().find(|market| market.entry() == to);
    let words: Vec<u64> = match market.map(|market| market.addresses) {
        None | Some(Addresses::AaveV3(_)) => vec![],
        Some(Addresses::CompoundV3(_)) => vec![0; 5],
        Some(Addresses::MorphoBlue(_)) => match Isolated::IsolatedCalls::abi_decode(data) {
            // Once made, a market has a time of its last update.
            Ok(Calls::market(asked)) => {
                let is_made = markets.iter().any(|one| one.id() == Some(asked.id));
                vec![0, 0, 0, 0, u64::from(is_made), 0]
            }
            _ => vec![0; 3],
        },
    };
    let words = words.into_iter().map(U256::from);
    words.flat_map(|word| word.to_be_bytes::<32>()).collect()
}

/// The markets of a chain: the first one is used, the others are empty.
pub fn markets(chain: u64, time: u64) -> Vec<Market> {
    let all = contracts_of(chain).into_iter().enumerate();
    all.map(|(place, (pool, provider, oracle))| {
        let mut market = Market {
            place: place as u8,
            pool,
            provider,
            oracle,
            reserves: Vec::new(),
            accounts: Default::default(),
            e_modes: Vec::new(),
            members: Default::default(),
            broken: false,
            burns: false,
            keeps_permissions: false,
            takes_permits: false,
            permits: Default::default(),
            isolated: None,
            garbles_logs: false,
            controller: controller_of(chain)
                .filter(|_| place == 0)
                .unwrap_or_default(),
            queue: Vec::new(),
            liquidated: Vec::new(),
        };
        if place == 0 {
            furnish(&mut market, chain, time);
        }
        market
    })
    .collect()
}

/// The borrower is in another market of the chain, too, which has the reserves of the first: with so much of each
/// asset supplied and owed there, scaled, and out of the same wallet.
pub fn also_in(markets: &mut [Market], place: usize, amounts: [(U256, U256); 4]) {
    let first = markets[0].clone();
    let market = &mut markets[place];
    market.reserves = first.reserves;
    let holdings = amounts.iter().zip(&first.accounts[&BORROWER]);
    let holdings = holdings.map(|((supplied, owed), has)| Holding {
        supply_scaled: *supplied,
        debt_scaled: *owed,
        used: !supplied.is_zero(),
        wallet: has.wallet,
        allowance: U256::ZERO,
    });
    market.accounts.insert(BORROWER, holdings.collect());
}

/// What the borrower's wallet holds of each asset, whichever market looks at it.
pub fn hold(markets: &mut [Market], held: [U256; 4]) {
    for market in markets {
        let own = market.accounts.get_mut(&BORROWER);
        for (has, held) in own.into_iter().flatten().zip(held) {
            has.wallet = held;
        }
    }
}

fn furnish(market: &mut Market, chain: u64, time: u64) {
    let percent = |hundredths: u64| RAY * U256::from(hundredths) / U256::from(10_000);
    let reserve = |price: u64, decimals, ltv, threshold| Reserve {
        price: units(price, 8),
        decimals,
        ltv,
        threshold,
        supply_index: RAY + percent(321),
        supply_rate: percent(190),
        borrow_index: RAY + percent(457),
        borrow_rate: percent(520),
        updated: time - 3_000,
        total_supply: units(1_000_000, decimals),
        total_debt: units(700_000, decimals),
        feed: Feed {
            address: Address::ZERO,
            capped: None,
            moved_at: None,
        },
    };
    market.reserves = vec![
        reserve(3_000, 18, 8_050, 8_300),
        reserve(1, 6, 7_500, 7_800),
        reserve(60_000, 8, 7_300, 7_800),
        // Supplied for its yield only: it counts for nothing.
        reserve(7, 18, 0, 0),
    ];
    for (place, reserve) in (0..).zip(&mut market.reserves) {
        reserve.feed.address = feed_of(place);
    }
    let holding = |place: usize, supplied: u64, owed: u64, held: u64| {
        let decimals = market.reserves[place].decimals;
        // Hundredths of a token.
        let amount = |hundredths| units(hundredths, decimals - 2);
        Holding {
            supply_scaled: amount(supplied),
            debt_scaled: amount(owed),
            used: supplied > 0 && market.reserves[place].ltv > 0,
            wallet: amount(held),
            allowance: U256::ZERO,
        }
    };
    // The same addresses on another chain are another position.
    let more = chain % 7;
    let borrower = vec![
        holding(0, 1_000 + more, 0, 2_000),
        holding(1, 0, 1_500_000, 2_500_000),
        holding(2, 0, 1, 100),
        holding(3, 10_000, 0, 0),
    ];
    let saver = vec![
        holding(0, 0, 10, 0),
        holding(1, 500_000, 0, 1_000),
        Holding::default(),
        Holding::default(),
    ];
    market.accounts.insert(BORROWER, borrower);
    market.accounts.insert(SAVER, saver);
}
