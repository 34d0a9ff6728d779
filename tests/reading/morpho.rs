//! Reading a Morpho Blue market from scripted answers, sound and damaged.

use std::borrow::Cow;

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use margin_call::chain::{BlockRef, Call, CallAnswer, LOCAL};
use margin_call::math::{Timestamp, Wad};
use margin_call::protocols::morpho_blue::{
    self, Account, Irm, Layout, MarketParams, MarketState, MorphoPosition, Reading, Step, market_id,
};
use margin_call::protocols::{Addresses, Agreement, Holding, Market, ReadError, Snapshot};
use margin_call::risk::{AssetId, Health, Position};
use proptest::prelude::*;

const NOW: u64 = 1_764_000_000;

const fn at(place: u8) -> Address {
    Address::repeat_byte(place)
}

const MORPHO: Address = at(0xa0);
const LOAN: Address = at(0xa1);
const COLLATERAL: Address = at(0xa2);
const ORACLE: Address = at(0xa3);
const IRM: Address = at(0xa4);
const PRE: Address = at(0xa5);
const PRE_ORACLE: Address = at(0xa6);
const ACCOUNT: Address = at(0xbb);

/// A chain with one market, as its contracts would answer.
#[derive(Clone)]
struct Chain {
    params: MarketParams,
    market: MarketState,
    account: Account,
    price: u128,
    /// What an adaptive curve stores; `None`: another model, which states `rate`.
    rate_at_target: Option<u64>,
    rate: u64,
    authorized: bool,
    oracle_fails: bool,
    pre_oracle_fails: bool,
    pre_morpho: Address,
    pre_market: Option<B256>,
}

impl Chain {
    fn new() -> Self {
        Self {
            params: MarketParams {
                loan_token: LOAN,
                collateral_token: COLLATERAL,
                oracle: ORACLE,
                irm: IRM,
                lltv: Wad::from_raw(U256::from(860_000_000_000_000_000_u64)),
            },
            market: MarketState {
                total_supply_assets: 87_654_321_000_000,
                total_supply_shares: 80_123_456_000_000_000_000,
                total_borrow_assets: 79_765_432_000_000,
                total_borrow_shares: 71_234_567_000_000_000_000,
                last_update: Timestamp(NOW - 86_400),
                fee: 100_000_000_000_000_000,
            },
            account: Account {
                borrow_shares: 40_000_000_000_000_000,
                collateral: 75_000_000,
            },
            price: 951_234_567_890_000_000_000_000_000_000_000,
            rate_at_target: Some(1_268_391_679),
            rate: 0,
            authorized: false,
            oracle_fails: false,
            pre_oracle_fails: false,
            pre_morpho: MORPHO,
            pre_market: None,
        }
    }

    fn addresses(&self) -> morpho_blue::Addresses {
        morpho_blue::Addresses {
            morpho: MORPHO,
            id: market_id(&self.params),
        }
    }

    fn answer(&self, call: &Call) -> CallAnswer {
        let (selector, arguments) = call.data.split_at(4);
        let is = |signature: &str| keccak256(signature)[..4] == *selector;
        let known = match call.to {
            MORPHO if is("position(bytes32,address)") => Some(self.position()),
            MORPHO if is("market(bytes32)") => Some(self.totals()),
            MORPHO if is("idToMarketParams(bytes32)") => Some(self.five_words()),
            MORPHO if is("isAuthorized(address,address)") => {
                assert_eq!(
                    arguments,
                    [
                        word(ACCOUNT.into_word().into()),
                        word(PRE.into_word().into())
                    ]
                    .concat()
                );
                Some(vec![U256::from(self.authorized)])
            }
            ORACLE if self.oracle_fails => None,
            PRE_ORACLE if self.pre_oracle_fails => None,
            ORACLE | PRE_ORACLE if is("price()") => {
                Some(vec![U256::from(self.price) * U256::from(1_000_000)])
            }
            IRM if is("rateAtTarget(bytes32)") => {
                self.rate_at_target.map(|rate| vec![U256::from(rate)])
            }
            IRM if is(RATE_VIEW) => self.borrow_rate(arguments).map(|rate| vec![rate]),
            PRE if is("preLiquidationParams()") && self.pre_market.is_some() => {
                let wad = U256::from(1_000_000_000_000_000_000_u64);
                let lltv = wad * U256::from(8) / U256::from(10);
                let oracle = PRE_ORACLE.into_word().into();
                Some(vec![lltv, wad, wad, wad, wad, oracle])
            }
            PRE if is("MORPHO()") => Some(vec![self.pre_morpho.into_word().into()]),
            PRE if is("ID()") => self.pre_market.map(|id| vec![id.into()]),
            LOAN | COLLATERAL if is("decimals()") => {
                Some(vec![U256::from(if call.to == LOAN { 6 } else { 8 })])
            }
            LOAN | COLLATERAL if is("balanceOf(address)") => Some(vec![U256::from(7)]),
            LOAN | COLLATERAL if is("allowance(address,address)") => Some(vec![U256::from(9)]),
            // Its symbol as the oldest tokens give it.
            LOAN if is("symbol()") => Some(vec![U256::from_be_bytes(
                *b"USDC\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            )]),
            _ => None,
        };
        CallAnswer {
            success: known.is_some(),
            data: known
                .unwrap_or_default()
                .into_iter()
                .flat_map(word)
                .collect(),
        }
    }

    fn position(&self) -> Vec<U256> {
        let Account {
            borrow_shares,
            collateral,
        } = self.account;
        vec![
            U256::from(1),
            U256::from(borrow_shares),
            U256::from(collateral),
        ]
    }

    fn totals(&self) -> Vec<U256> {
        let market = self.market;
        vec![
            U256::from(market.total_supply_assets),
            U256::from(market.total_supply_shares),
            U256::from(market.total_borrow_assets),
            U256::from(market.total_borrow_shares),
            U256::from(market.last_update.0),
            U256::from(market.fee),
        ]
    }

    fn five_words(&self) -> Vec<U256> {
        let params = self.params;
        let address = |address: Address| address.into_word().into();
        vec![
            address(params.loan_token),
            address(params.collateral_token),
            address(params.oracle),
            address(params.irm),
            params.lltv.raw(),
        ]
    }

    /// What the model states for the totals that it is asked about; nothing where it reverts.
    fn borrow_rate(&self, arguments: &[u8]) -> Option<U256> {
        let (words, rest) = arguments.as_chunks::<32>();
        let words: Vec<U256> = words.iter().copied().map(U256::from_be_bytes).collect();
        assert!(rest.is_empty() && words[..5] == self.five_words());
        let [supply, supply_shares, borrow, borrow_shares, updated, fee] =
            [5, 6, 7, 8, 9, 10].map(|place: usize| words[place].to::<u128>());
        let market = MarketState {
            total_supply_assets: supply,
            total_supply_shares: supply_shares,
            total_borrow_assets: borrow,
            total_borrow_shares: borrow_shares,
            last_update: Timestamp(updated.try_into().ok()?),
            fee,
        };
        let stated = U256::from(self.rate + borrow as u64 % 1_000);
        let Some(rate) = self.rate_at_target else {
            return Some(stated);
        };
        let curve = market.curve_rate(rate, Timestamp(NOW)).ok()?;
        Some(U256::from(curve.average))
    }
}

const RATE_VIEW: &str = "borrowRateView((address,address,address,address,uint256),\
    (uint128,uint128,uint128,uint128,uint128,uint128))";

fn word(number: U256) -> [u8; 32] {
    number.to_be_bytes()
}

fn block() -> BlockRef {
    BlockRef {
        number: 1,
        hash: B256::ZERO,
        parent_hash: B256::ZERO,
        timestamp: Timestamp(NOW),
    }
}

/// A reading, its answers passed through `damage`, and how many calls each round had.
fn read_with(
    chain: &Chain,
    contracts: &[Address],
    layout: Option<Layout>,
    mut damage: impl FnMut(CallAnswer) -> CallAnswer,
) -> (Result<(Snapshot, Layout), ReadError>, Vec<usize>) {
    let market = Market {
        chain: LOCAL,
        name: Cow::Borrowed("Local"),
        addresses: Addresses::MorphoBlue(chain.addresses()),
    };
    let (mut reading, mut calls) = Reading::start(
        &market,
        chain.addresses(),
        ACCOUNT,
        block(),
        contracts,
        layout,
    );
    let mut rounds = Vec::new();
    loop {
        rounds.push(calls.len());
        assert!(rounds.len() <= 4, "a reading that does not end");
        let answers: Vec<_> = calls
            .iter()
            .map(|call| damage(chain.answer(call)))
            .collect();
        match reading.feed(&answers) {
            Ok(Step::Need(next, more)) => (reading, calls) = (*next, more),
            Ok(Step::Done(snapshot, layout)) => return (Ok((*snapshot, layout)), rounds),
            Err(error) => return (Err(error), rounds),
        }
    }
}

fn read(chain: &Chain, layout: Option<Layout>) -> (Snapshot, Layout, Vec<usize>) {
    let (found, rounds) = read_with(chain, &[], layout, |answer| answer);
    let (snapshot, layout) = found.expect("a snapshot");
    (snapshot, layout, rounds)
}

fn position(snapshot: &Snapshot) -> &MorphoPosition {
    match snapshot.holding() {
        Holding::MorphoBlue(position) => position,
        other => panic!("{other:?}"),
    }
}

#[test]
fn three_rounds_cold_and_one_warm_find_the_same() {
    let chain = Chain::new();
    let (cold, layout, rounds) = read(&chain, None);
    assert_eq!(rounds.len(), 3);
    let (warm, again, rounds) = read(&chain, Some(layout.clone()));
    assert_eq!(rounds, [9]);
    assert_eq!((&warm, &again), (&cold, &layout));

    let found = position(&cold);
    assert_eq!(found.params(), &chain.params);
    assert_eq!(found.market(), &chain.market);
    assert_eq!(found.account(), chain.account);
    assert_eq!(
        found.irm(),
        Irm::AdaptiveCurve {
            rate_at_target: 1_268_391_679
        }
    );
    assert_eq!(cold.debt, U256::from(44_796_720_613_u64));
    let health = Wad::from_raw(U256::from(1_369_623_240_014_468_779_u64));
    assert_eq!(cold.health, Health::Ratio(health));
    assert_eq!(
        cold.agreement,
        Agreement::Matches {
            rules: "Morpho Blue"
        }
    );
    let legs = found.legs(Timestamp(NOW)).unwrap();
    assert_eq!(legs[0].decimals, 8);
    assert_eq!(legs[1].symbol, "USDC");
    // A token without a symbol is named by its address.
    assert_eq!(legs[0].symbol, "0xa2A2…a2a2");
    assert_eq!(found.base().symbol, "USDC");
    for asset in [AssetId(0), AssetId(1)] {
        let wallet = cold.wallet(asset).unwrap();
        assert_eq!(wallet.balance.raw, U256::from(7));
        assert_eq!(wallet.balance.decimals, legs[asset.0].decimals);
        assert_eq!(wallet.allowance, U256::from(9));
    }
}

#[test]
fn an_account_that_has_nothing_costs_one_call() {
    let chain = Chain {
        account: Account::default(),
        ..Chain::new()
    };
    let (snapshot, layout, rounds) = read(&chain, None);
    assert_eq!(rounds, [1]);
    assert_eq!(snapshot.health, Health::NoDebt);
    assert_eq!(snapshot.debt + snapshot.collateral, U256::ZERO);
    assert_eq!(position(&snapshot).legs(Timestamp(NOW)), Ok(vec![]));
    assert_eq!(
        position(&snapshot).health(Timestamp(NOW)),
        Ok(Health::NoDebt)
    );
    let (_, _, rounds) = read(&Chain::new(), Some(layout));
    assert_eq!(rounds.len(), 3);
}

#[test]
fn collateral_alone_is_a_position() {
    let mut chain = Chain::new();
    chain.account.borrow_shares = 0;
    let (snapshot, ..) = read(&chain, None);
    assert_eq!(snapshot.health, Health::NoDebt);
    assert!(snapshot.collateral > U256::ZERO);
}

/// The contract asks the oracle for the sake of a debt only.
#[test]
fn an_oracle_that_fails_matters_to_who_owes() {
    let mut chain = Chain::new();
    chain.oracle_fails = true;
    let found = read_with(&chain, &[], None, |answer| answer).0;
    assert_eq!(found.unwrap_err(), ReadError::Failed("price()"));
    chain.account.borrow_shares = 0;
    let (snapshot, ..) = read(&chain, None);
    assert_eq!(snapshot.health, Health::NoDebt);
    assert_eq!(snapshot.collateral, U256::ZERO);
    let collateral = position(&snapshot).account().collateral;
    assert_eq!(collateral, chain.account.collateral);
}

#[test]
fn a_market_that_moved_is_read_in_one_round_all_the_same() {
    let before = Chain::new();
    let (_, layout, _) = read(&before, None);
    let mut chain = before.clone();
    chain.market.total_borrow_assets += 1_000_001;
    chain.market.last_update = Timestamp(NOW - 5);
    chain.rate_at_target = Some(1_300_000_000);
    let (snapshot, layout, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
    let found = position(&snapshot);
    assert_eq!(found.market(), &chain.market);
    assert!(matches!(
        found.irm(),
        Irm::AdaptiveCurve {
            rate_at_target: 1_300_000_000
        }
    ));
    // Emptied, it costs one round; the layout of before is of no use any more.
    chain.account = Account::default();
    let (snapshot, _, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
    assert_eq!(snapshot.health, Health::NoDebt);
}

/// A view that reverts for totals of before, as after a block was replaced, is asked again.
#[test]
fn totals_that_the_model_refuses_are_asked_about_again() {
    let mut chain = Chain::new();
    let (_, layout, _) = read(&chain, None);
    chain.market.total_borrow_assets += 1;
    let mut first = true;
    let (found, rounds) = read_with(&chain, &[], Some(layout), |answer| {
        let is_rate = answer.data.len() == 32 && answer.data[..24] == [0; 24];
        let rate = chain
            .market
            .curve_rate(1_268_391_679, Timestamp(NOW))
            .unwrap();
        let near = U256::from(rate.average).abs_diff(U256::from_be_slice(
            &answer.data[..32.min(answer.data.len())],
        )) < U256::from(10);
        match is_rate && near && core::mem::take(&mut first) {
            true => CallAnswer {
                success: false,
                data: Bytes::new(),
            },
            false => answer,
        }
    });
    assert_eq!(rounds, [9, 1]);
    let (snapshot, _) = found.unwrap();
    assert!(matches!(
        position(&snapshot).irm(),
        Irm::AdaptiveCurve { .. }
    ));
}

#[test]
fn another_model_is_taken_at_its_word_for_the_totals_of_now() {
    let mut chain = Chain {
        rate_at_target: None,
        rate: 2_000_000_000,
        ..Chain::new()
    };
    let (snapshot, layout, rounds) = read(&chain, None);
    assert_eq!(rounds.len(), 3);
    let borrow_rate = U256::from(2_000_000_000);
    assert_eq!(position(&snapshot).irm(), Irm::Other { borrow_rate });
    let Agreement::Matches { rules } = snapshot.agreement else {
        panic!("its own word");
    };
    assert_ne!(rules, "Morpho Blue");
    let (_, layout, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
    // Its totals moved, so the rate for those of before says nothing.
    chain.market.total_borrow_assets += 17;
    let (snapshot, layout, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds, [9, 1]);
    let borrow_rate = U256::from(2_000_000_017);
    assert_eq!(position(&snapshot).irm(), Irm::Other { borrow_rate });
    let (_, _, rounds) = read(&chain, Some(layout));
    assert_eq!(rounds.len(), 1);
}

/// It stores a rate at target, and charges another one than the curve makes of it.
#[test]
fn a_model_that_only_looks_like_the_curve_is_another() {
    let chain = Chain::new();
    let mut rate = U256::ZERO;
    let (found, _) = read_with(&chain, &[], None, |mut answer| {
        let curve = chain
            .market
            .curve_rate(1_268_391_679, Timestamp(NOW))
            .unwrap();
        let stated = word(U256::from(curve.average));
        if answer.data.as_ref() == stated {
            rate = U256::from(curve.average) + U256::ONE;
            answer.data = word(rate).into();
        }
        answer
    });
    let (snapshot, _) = found.unwrap();
    assert_eq!(position(&snapshot).irm(), Irm::Other { borrow_rate: rate });
}

#[test]
fn a_market_without_a_model_does_not_grow() {
    let mut chain = Chain::new();
    chain.params.irm = Address::ZERO;
    let (snapshot, layout, _) = read(&chain, None);
    assert_eq!(position(&snapshot).irm(), Irm::None);
    let (warm, _, rounds) = read(&chain, Some(layout));
    assert_eq!((rounds.as_slice(), &warm), (&[7][..], &snapshot));
}

#[test]
fn parameters_that_the_id_is_not_the_hash_of_are_refused() {
    let chain = Chain::new();
    let lltv = word(chain.params.lltv.raw());
    let (found, _) = read_with(&chain, &[], None, |mut answer| {
        if answer.data.len() == 160 && answer.data[128..] == lltv {
            let mut bytes = answer.data.to_vec();
            bytes[159] ^= 1;
            answer.data = bytes.into();
        }
        answer
    });
    assert_eq!(found.unwrap_err(), ReadError::Inconsistent);
}

#[test]
fn an_authorised_pre_liquidation_contract_is_found() {
    let mut chain = Chain::new();
    chain.pre_market = Some(market_id(&chain.params));
    let watched = |chain: &Chain, layout| {
        let (found, rounds) = read_with(chain, &[PRE], layout, |answer| answer);
        let (snapshot, layout) = found.unwrap();
        (
            position(&snapshot).pre_liquidations().to_vec(),
            layout,
            rounds.len(),
        )
    };
    let (none, layout, rounds) = watched(&chain, None);
    assert_eq!((none.as_slice(), rounds), (&[][..], 3));
    chain.authorized = true;
    let (found, _, rounds) = watched(&chain, Some(layout));
    assert_eq!(rounds, 1);
    let [contract] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(contract.contract, PRE);
    assert_eq!(
        contract.pre_lltv.raw(),
        U256::from(800_000_000_000_000_000_u64)
    );
    assert_eq!(watched(&chain, None).0, found);
    // Without a price it cannot act, and nothing else depends on it.
    chain.pre_oracle_fails = true;
    assert_eq!(watched(&chain, None).0, []);
    chain.pre_oracle_fails = false;
    // Of another market, of another Morpho, or no such contract at all.
    chain.pre_morpho = at(0xa9);
    assert_eq!(watched(&chain, None).0, []);
    chain.pre_morpho = MORPHO;
    for other in [Some(B256::ZERO), None] {
        chain.pre_market = other;
        assert_eq!(watched(&chain, None).0, []);
    }
}

#[test]
fn what_is_missing_or_failed_ends_the_reading() {
    let chain = Chain::new();
    let market = Market {
        chain: LOCAL,
        name: Cow::Borrowed("Local"),
        addresses: Addresses::MorphoBlue(chain.addresses()),
    };
    let (reading, _) = Reading::start(&market, chain.addresses(), ACCOUNT, block(), &[], None);
    let error = reading.feed(&[]).unwrap_err();
    assert_eq!(error, ReadError::WrongCount { asked: 1, got: 0 });
    // All that is asked matters, but for symbols and the rate that only the curve stores.
    let total: usize = read(&chain, None).2.iter().sum();
    let mut survived = 0;
    for failed in 0..total {
        let mut place = 0;
        let (found, _) = read_with(&chain, &[], None, |answer| {
            place += 1;
            match place == failed + 1 {
                true => CallAnswer {
                    success: false,
                    data: Bytes::new(),
                },
                false => answer,
            }
        });
        match found {
            Ok(_) => survived += 1,
            Err(error) => assert!(matches!(error, ReadError::Failed(_)), "{error:?}"),
        }
    }
    assert_eq!(survived, 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    /// No bytes make it panic, and none of a length that is asked for are a guess.
    #[test]
    fn any_bytes_are_answered(
        place in 0_usize..20, bytes in prop::collection::vec(any::<u8>(), 0..256),
        words in 0_usize..8, shift in 0_usize..256, limbs: [u64; 4], kind in 0..3, warm: bool,
    ) {
        let mut chain = Chain::new();
        chain.pre_market = Some(market_id(&chain.params));
        chain.authorized = true;
        let layout = warm.then(|| read(&chain, None).1);
        let mut asked = 0;
        let _ = read_with(&chain, &[PRE], layout, |mut answer| {
            asked += 1;
            let number = U256::from_limbs(limbs) >> shift;
            if asked == place + 1 {
                answer.data = match kind {
                    0 => bytes.clone().into(),
                    1 => word(number).repeat(words).into(),
                    _ => word(number).repeat(answer.data.len() / 32).into(),
                };
            }
            answer
        });
    }
}
