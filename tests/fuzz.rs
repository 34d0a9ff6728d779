//! No bytes make a decoder panic.
//!
//! Every decoder gets `FUZZ_INPUTS` inputs (default: 2,000), random ones and valid ones that were
//! damaged. Input `n` is the same in every run; a failure names it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::SolValue;
use margin_call::chain::{BlockRef, Call, CallAnswer, ChainId, Seen};
use margin_call::chain::{multicall, rpc, simulate, transactions};
use margin_call::engine::view::LadderOf;
use margin_call::engine::{Config, Engine, Event, LadderInput, Millis, Moment, UserAction};
use margin_call::engine::{Effect, RequestFailure};
use margin_call::math::{Timestamp, Wad, decimal};
use margin_call::protocols::aave_v3::{self, act, decode};
use margin_call::protocols::{Addresses, Market, Protocol, Reading, Repayment, Snapshot, Step};
use margin_call::protocols::{approve, deployment, revert};
use margin_call::protocols::{compound_v3, morpho_blue};
use margin_call::risk::{AssetId, Side, drawdown, groups, sensitivity};
use margin_call::top_up::{Record, Slot};
use serde_json::{Value, json};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        self.number() as usize % end
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = self.below(200);
        (0..length).map(|_| self.number() as u8).collect()
    }

    /// A word as contracts return it, more often small than not.
    fn word(&mut self) -> U256 {
        let any = U256::from_limbs([self.number(), self.number(), self.number(), self.number()]);
        match self.below(8) {
            0 => U256::ZERO,
            1 => U256::from(self.below(40)),
            2 => U256::MAX >> self.below(256),
            3 => U256::ONE << self.below(256),
            4 => U256::from(10).pow(U256::from(self.below(78))),
            5 => U256::from(self.below(20_000)),
            _ => any >> self.below(256),
        }
    }

    fn words(&mut self, count: usize) -> Vec<u8> {
        (0..count)
            .flat_map(|_| self.word().to_be_bytes::<32>())
            .collect()
    }

    /// A list of words that says how long it is.
    fn list(&mut self) -> Vec<u8> {
        let count = self.below(6);
        let mut bytes = U256::from(32).to_be_bytes_vec();
        bytes.extend(U256::from(count).to_be_bytes::<32>());
        for _ in 0..count {
            bytes.extend(Address::with_last_byte(self.below(8) as u8).into_word());
        }
        bytes
    }

    /// Flips, cuts, inserts or repeats a little.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            if bytes.is_empty() {
                return bytes.extend(self.bytes());
            }
            let place = self.below(bytes.len());
            match self.below(5) {
                0 => bytes[place] ^= 1 << self.below(8),
                1 => bytes.truncate(place),
                2 => bytes.insert(place, self.number() as u8),
                3 => bytes[place] = self.pick(&[0, 1, 0x7f, 0x80, 0xff]),
                _ => bytes.extend_from_within(place..),
            }
        }
    }

    /// Text that is damaged, and still text.
    fn damaged(&mut self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        self.damage(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn json(&mut self, depth: usize) -> Value {
        let names = [
            "number",
            "hash",
            "parentHash",
            "timestamp",
            "status",
            "calls",
            "returnData",
        ];
        match self.below(if depth == 0 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.number()),
            2 => json!(format!("{:#x}", self.word())),
            3 => json!(B256::from(self.word()).to_string()),
            4 => json!(String::from_utf8_lossy(&self.bytes())),
            5 => (0..self.below(4)).map(|_| self.json(depth - 1)).collect(),
            _ => Value::Object(
                (0..self.below(7))
                    .map(|_| (self.pick(&names).to_owned(), self.json(depth - 1)))
                    .collect(),
            ),
        }
    }
}

/// Feeds a decoder every input.
fn fuzz(name: &str, mut decode: impl FnMut(&mut Random)) {
    let inputs = std::env::var("FUZZ_INPUTS").map_or(2_000, |text| text.parse().expect("a number"));
    for input in 0_u64..inputs {
        let mut random = Random(input.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let outcome = catch_unwind(AssertUnwindSafe(|| decode(&mut random)));
        assert!(outcome.is_ok(), "{name} panics on input {input}");
    }
}

fn block() -> BlockRef {
    BlockRef {
        number: 9,
        parent_hash: B256::repeat_byte(8),
        timestamp: Timestamp(1_800_000_000),
    }
}

#[test]
fn batches() {
    let word = |word: U256| (true, Bytes::from(word.to_be_bytes_vec()));
    let valid = {
        let own = [
            word(U256::from(1_800_000_000_u64)),
            word(U256::from(9)),
            word(U256::from_be_bytes(B256::repeat_byte(8).0)),
            word(U256::from(10)),
            word(U256::MAX),
        ];
        own.to_vec().abi_encode()
    };
    let decode = |bytes: &[u8]| {
        let mut seen = Seen::default();
        multicall::decode(bytes, 1, ChainId(10), &block(), &mut seen)
    };
    assert!(decode(&valid).is_ok(), "the valid batch is one");
    fuzz("a batch", |random| {
        let mut bytes = valid.clone();
        random.damage(&mut bytes);
        let _ = decode(&bytes);
        let _ = decode(&random.bytes());
    });
}

#[test]
fn answers_of_nodes() {
    fuzz("a node's answer", |random| {
        let answer = random.json(3);
        let _ = rpc::parse_chain_id(&answer);
        let _ = rpc::parse_accounts(&answer);
        let _ = rpc::parse_block(&answer);
        let _ = transactions::parse_receipt(&answer);
        let _ = transactions::parse_transaction(&answer);
        let _ = transactions::parse_transactions_of(Address::ZERO, &answer);
        let _ = rpc::parse_bytes(&answer);
        let _ = rpc::parse_hash(&answer);
        let _ = simulate::parse(&answer, 1);
        let slot = Slot {
            chain: ChainId(1),
            account: Address::ZERO,
        };
        let _ = Record::from_text(slot, &answer.to_string());
        let text = random.damaged("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        let _ = (rpc::parse_address(&text), rpc::parse_hex(&text));
        let _ = decimal::parse(&random.damaged("1.25"), random.number() as u8);
    });
}

#[test]
fn calldata_and_reverts() {
    let [pool, asset, account] = [1, 2, 3].map(Address::repeat_byte);
    let calls = [
        approve(asset, pool, U256::MAX),
        act::supply(pool, asset, U256::from(7), account),
        act::repay(pool, asset, Repayment::All, account),
        act::enable_collateral(pool, asset),
    ];
    let reverts: [&[u8]; 4] = [
        &[0x08, 0xc3, 0x79, 0xa0],
        &[0x4e, 0x48, 0x7b, 0x71],
        &[0xf5, 0x8f, 0x73, 0x3a],
        &[],
    ];
    fuzz("calldata", |random| {
        let mut call = calls[random.below(calls.len())].clone();
        let mut data = call.data.to_vec();
        random.damage(&mut data);
        call.data = data.into();
        let _ = decode::decode(pool, account, &call);
        let mut data = random.pick(&reverts).to_vec();
        let words = random.below(5);
        data.extend(random.words(words));
        random.damage(&mut data);
        for protocol in [Protocol::AaveV3, Protocol::CompoundV3, Protocol::MorphoBlue] {
            let _ = revert::decode(protocol, &data);
        }
        let _ = aave_v3::AccountData::decode(&random.bytes());
    });
}

#[test]
fn deployment_files() {
    let address = "0x0000000000000000000000000000000000000001";
    let valid = json!({ "chainId": 31337, "markets": [{
        "protocol": "aave-v3", "name": "Local",
        "pool": address, "addressesProvider": address, "oracle": address,
    }] });
    let several = json!([valid, { "chainId": 31338, "markets": [] }]);
    for valid in [&valid, &several] {
        assert!(deployment::parse(valid).is_ok(), "the valid file is one");
    }
    let valid = [valid.to_string(), several.to_string()];
    fuzz("a deployment file", |random| {
        let valid = &valid[random.below(valid.len())];
        if let Ok(file) = serde_json::from_str(&random.damaged(valid)) {
            let _ = deployment::parse(&file);
        }
    });
}

/// One market of each protocol.
fn markets() -> Vec<Market> {
    let [one, two] = [1, 2].map(Address::repeat_byte);
    let addresses = [
        Addresses::AaveV3(aave_v3::Addresses {
            pool: one,
            addresses_provider: two,
            gateway: None,
            controller: None,
            line: aave_v3::Line::Aave,
        }),
        Addresses::CompoundV3(compound_v3::Addresses {
            comet: one,
            bulker: Some(two),
            unit: compound_v3::Unit::Base("ETH"),
        }),
        Addresses::MorphoBlue(morpho_blue::Addresses {
            morpho: one,
            id: B256::repeat_byte(4),
            factory: Some(morpho_blue::Factory {
                contract: two,
                since: 1,
            }),
        }),
    ];
    let market = |addresses| Market {
        chain: ChainId(1),
        name: "Fuzzed".into(),
        addresses,
    };
    addresses.into_iter().map(market).collect()
}

#[test]
fn readings() {
    let shapes = shapes();
    for market in markets() {
        let mut done = 0_u64;
        fuzz(market.protocol().name(), |random| {
            let account = Address::repeat_byte(7);
            let (mut reading, mut calls) = Reading::start(&market, account, &[], None);
            // A market that contradicts itself must not be asked for ever.
            for _ in 0..10 {
                let answers: Vec<_> = calls
                    .iter()
                    .map(|call| answer(random, &shapes, call))
                    .collect();
                match reading.feed(block(), &answers) {
                    Err(_) => return,
                    Ok(Step::Need(next, more)) => (reading, calls) = (next, more),
                    Ok(Step::Done(snapshot, _)) => {
                        done += 1;
                        let later = random.pick(&[0, 1_000_000, u64::MAX]);
                        // The answers take far longer than the reading.
                        if random.below(50) == 0 {
                            question(&snapshot, later);
                        }
                        return;
                    }
                }
            }
            panic!("no end");
        });
        assert!(done > 0, "no reading of {:?} ended", market.protocol());
    }
}

/// What the functions that readings call return: `a` an address, `b` a yes or no, `s` a small
/// number, `t` a time, `u` any number, `z` most often none, `8` a unit of eight decimals, `l` a list
/// of addresses, `x` a text.
const SHAPES: [(&str, &str); 47] = [
    ("getReservesList()", "l"),
    ("getReserveData(address)", "uuuuuutsaaaauuu"),
    ("getUserConfiguration(address)", "s"),
    ("getUserEMode(address)", "s"),
    ("getUserAccountData(address)", "uuuuuu"),
    ("POOL_REVISION()", "s"),
    ("getEModeCategoryData(uint8)", "sssax"),
    ("getEModeCategoryCollateralConfig(uint8)", "sss"),
    ("getEModeCategoryCollateralBitmap(uint8)", "s"),
    ("getEModeCategoryBorrowableBitmap(uint8)", "s"),
    ("getEModeCategoryLtvzeroBitmap(uint8)", "s"),
    ("getIsEModeCategoryIsolated(uint8)", "b"),
    ("getPriceOracle()", "a"),
    ("getAssetPrice(address)", "u"),
    ("BASE_CURRENCY_UNIT()", "8"),
    ("scaledBalanceOf(address)", "u"),
    ("scaledTotalSupply()", "u"),
    ("balanceOf(address)", "u"),
    ("allowance(address,address)", "u"),
    ("symbol()", "x"),
    ("decimals()", "s"),
    ("userBasic(address)", "zzssb"),
    ("totalsBasic()", "uuuuuuts"),
    ("userCollateral(address,address)", "us"),
    ("totalsCollateral(address)", "us"),
    ("getPrice(address)", "u"),
    ("numAssets()", "s"),
    ("getAssetInfo(uint8)", "saauuuuu"),
    ("baseToken()", "a"),
    ("baseTokenPriceFeed()", "a"),
    ("baseScale()", "u"),
    ("supplyKink()", "u"),
    ("borrowKink()", "u"),
    ("borrowPerSecondInterestRateSlopeLow()", "s"),
    ("borrowPerSecondInterestRateSlopeHigh()", "s"),
    ("borrowPerSecondInterestRateBase()", "s"),
    ("extendedPauseFlags()", "s"),
    ("collateralsSupplyPauseFlags()", "s"),
    ("borrowBalanceOf(address)", "z"),
    ("isLiquidatable(address)", "b"),
    ("isBorrowCollateralized(address)", "b"),
    ("market(bytes32)", "uuuuts"),
    ("position(bytes32,address)", "uuu"),
    ("idToMarketParams(bytes32)", "aaaau"),
    ("price()", "u"),
    (
        "borrowRateView((address,address,address,address,uint256),(uint128,uint128,uint128,uint128,uint128,uint128))",
        "u",
    ),
    ("rateAtTarget(bytes32)", "s"),
];

type Shapes = BTreeMap<[u8; 4], &'static str>;

/// The shapes by selector.
fn shapes() -> Shapes {
    let selector = |signature| {
        let [a, b, c, d, ..] = keccak256(signature).0;
        [a, b, c, d]
    };
    let shape = |(signature, shape)| (selector(signature), shape);
    SHAPES.into_iter().map(shape).collect()
}

/// What a contract might answer: of the right shape more often than not, so that some readings end.
fn answer(random: &mut Random, shapes: &Shapes, call: &Call) -> CallAnswer {
    let shape = call
        .data
        .first_chunk()
        .and_then(|selector| shapes.get(selector));
    let mut data = Vec::new();
    for kind in shape.unwrap_or(&"u").chars() {
        let word = match kind {
            'l' => {
                data.extend(random.list());
                continue;
            }
            'x' => {
                data.extend("TKN".abi_encode());
                continue;
            }
            'a' => U256::from(1 + random.below(8)),
            'b' => U256::from(random.below(2)),
            's' => U256::from(random.below(300)),
            't' => U256::from(1_800_000_000 - random.below(100_000)),
            '8' => U256::from(100_000_000),
            'z' if random.below(4) != 0 => U256::ZERO,
            _ => random.word() >> random.pick(&[0, 128, 160, 192]),
        };
        data.extend(word.to_be_bytes::<32>());
    }
    if random.below(300) == 0 {
        random.damage(&mut data);
    }
    CallAnswer {
        success: random.below(300) != 0,
        data: data.into(),
    }
}

/// Everything that a position can be asked.
fn question(snapshot: &Snapshot, later: u64) {
    let position = snapshot.position_unverified();
    let at = Timestamp(snapshot.block.timestamp.0.saturating_add(later));
    let _ = position.health(at);
    let legs = position.legs(at).unwrap_or_default();
    for group in groups::of(&legs) {
        let _ = groups::to_liquidation(position, &group, at);
    }
    let fall = drawdown::volatile_collateral(&legs, &position.base().currency);
    let _ = drawdown::to_liquidation(position, &fall.falling, at);
    let _ = sensitivity::greatest(position, at);
    let _ = position.liquidation_loss(at);
    for asset in (0..=legs.len()).map(AssetId) {
        let _ = position.liquidation_price(asset, Side::Collateral, at);
        let _ = position.liquidation_price(asset, Side::Debt, at);
        let _ = position.minimal_supply(asset, Wad::ONE, at);
        let _ = position.minimal_repay(asset, Wad::ONE, at);
        let _ = position.health_after_supply(asset, U256::MAX >> 1, at);
        let _ = position.health_after_repay(asset, U256::MAX, at);
    }
}

#[test]
fn stored_texts_and_what_a_page_reports() {
    let now = Moment {
        wall: Millis(1_800_000_000_000),
        steady: Millis(0),
        ahead_of_utc_min: 0,
    };
    let typed = LadderInput {
        watch: String::from("2"),
        call: String::from("1.5"),
        urgent: String::from("1.2"),
    };
    let mut engine = Engine::new(Config::default());
    let _ = engine.handle(now, Event::Restored(BTreeMap::new()));
    let effects = engine.handle(
        now,
        Event::User(UserAction::SetLadder(LadderOf::Usual, typed)),
    );
    let stored = effects.into_iter().find_map(|effect| match effect {
        Effect::Store { item, text } => Some((item, text?)),
        _ => None,
    });
    let (item, stored) = stored.expect("thresholds are stored");
    fuzz("a stored text", |random| {
        let mut engine = Engine::new(Config::default());
        let _ = engine.handle(now, Event::Started);
        let text = random.damaged(&stored);
        let items = BTreeMap::from([(item.clone(), text.clone())]);
        let _ = engine.handle(now, Event::Restored(items));
        let text = Some(random.damaged(&text));
        let item = random.damaged(&item);
        let _ = engine.handle(now, Event::ItemIs { item, text });
        let _ = engine.handle(now, Event::AccountsChanged(random.json(3)));
        let _ = engine.handle(now, Event::WalletHinted);
        let typed = random.damaged("1.25");
        let _ = engine.handle(now, Event::User(UserAction::SetTarget(typed)));
        let typed = random.damaged("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        let mut effects = engine.handle(now, Event::User(UserAction::Watch(typed)));
        for _ in 0..4 {
            let mut more = Vec::new();
            for effect in effects {
                if let Effect::Ask { id, .. } = effect {
                    let answer = match random.below(9) {
                        0 => Err(RequestFailure::TimedOut),
                        _ => Ok(random.json(3)),
                    };
                    more.extend(engine.handle(now, Event::Answered { id, answer }));
                }
            }
            effects = more;
        }
        let _ = engine.view();
    });
}
