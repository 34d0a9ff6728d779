use std::rc::Rc;

use alloy::primitives::{Address, U256};
use margin_call::alert::Level;
use margin_call::chain::ChainId;
use margin_call::embed::edges::Edges;
use margin_call::embed::options::Options;
use margin_call::engine::{
    Effect, ErrorDetail, ErrorKind, HostEvent, LevelDetail, LevelKind, PositionDetail, ReadyDetail,
    TopUpDetail, TopUpStage, ValueDetail,
};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{self, Inbox, js};

const DECLARATIONS: &str = include_str!("../../src/embed/margin-call.d.ts");

const NAMES: [&str; 5] = [
    "margin-call-ready",
    "margin-call-position",
    "margin-call-level",
    "margin-call-top-up",
    "margin-call-error",
];

/// What a host page hears of these, in their order.
async fn heard(events: &[HostEvent]) -> Vec<JsValue> {
    let window = web_sys::window().unwrap();
    let document = window.document().unwrap();
    let (host, told) = (js("new EventTarget()", &[]), Inbox::new());
    let listener = {
        let told = told.clone();
        margin_call::browser::script::callback(move |event| told.put(event))
    };
    for name in NAMES {
        js(
            "a.addEventListener(b, c)",
            &[&host, &name.into(), &listener],
        );
    }
    let options = Options::read(&js("{}", &[]), "test-events").unwrap();
    let page = (&window, &document);
    let edges = Edges::new(page, host.unchecked_ref(), &options, Rc::new(|_| {}));
    let mut heard = Vec::new();
    for event in events {
        edges.run(Effect::Emit(event.clone()));
        heard.push(told.next().await);
    }
    heard
}

fn position() -> PositionDetail {
    let value = |raw| ValueDetail { raw, decimals: 8 };
    PositionDetail {
        chain: ChainId(8453),
        market: String::from("Core"),
        account: Address::repeat_byte(0xab),
        block: 9_007_199_254_740_991,
        health_factor: Some(String::from("1.100000000000000001")),
        pre_liquidation_health_factor: Some(String::from("1.05")),
        matches_chain: true,
        currency: Some(String::from("USD")),
        collateral: value(U256::MAX),
        debt: value(U256::ZERO),
    }
}

/// Events of each kind, with everything and with nothing in them.
fn every() -> Vec<HostEvent> {
    let mut every = vec![
        HostEvent::Ready(ReadyDetail {}),
        HostEvent::Position(position()),
        HostEvent::Position(PositionDetail {
            health_factor: None,
            pre_liquidation_health_factor: None,
            currency: None,
            ..position()
        }),
    ];
    let kinds = [
        LevelKind::Entered,
        LevelKind::Escalated,
        LevelKind::Repeated,
        LevelKind::Cleared,
        LevelKind::Liquidated,
        LevelKind::MaybeLiquidated,
        LevelKind::Unwatched,
        LevelKind::Disputed,
        LevelKind::RulesChanged,
        LevelKind::ChangeQueued,
        LevelKind::WatchingAgain,
    ];
    for (kind, level) in kinds.into_iter().zip(Level::ALL.into_iter().cycle()) {
        every.push(HostEvent::Level(LevelDetail {
            kind,
            level,
            pre_liquidation: level == Level::Call,
            market: (level != Level::Watch).then(|| String::from("Core")),
            tag: String::from("1:2"),
        }));
    }
    let stages = [
        TopUpStage::Review,
        TopUpStage::Sent,
        TopUpStage::Confirmed,
        TopUpStage::Done,
        TopUpStage::Failed,
        TopUpStage::Unknown,
    ];
    for market in [None, Some(String::from("Core"))] {
        every.extend(stages.map(|stage| {
            let market = market.clone();
            HostEvent::TopUp(TopUpDetail { stage, market })
        }));
    }
    let errors = [ErrorKind::Read, ErrorKind::Configuration];
    every.extend(errors.map(|kind| HostEvent::Error(ErrorDetail { kind })));
    every
}

#[wasm_bindgen_test]
async fn every_event_is_as_its_declaration_says() {
    let every = every();
    for (event, heard) in every.iter().zip(heard(&every).await) {
        let heard: &web_sys::CustomEvent = heard.unchecked_ref();
        assert_eq!(heard.type_(), event.name());
        let wrong = support::undeclared(DECLARATIONS, event.name(), &heard.detail());
        assert_eq!(wrong, "", "{event:?}");
    }
}

#[wasm_bindgen_test]
async fn what_counts_256_bits_is_told_to_its_last_digit() {
    let heard = heard(&[HostEvent::Position(position())]).await;
    let heard: &web_sys::CustomEvent = heard[0].unchecked_ref();
    let detail = support::json(&heard.detail());
    assert_eq!(
        detail,
        json!({
            "chain": 8453, "market": "Core", "account": Address::repeat_byte(0xab).to_string(),
            "block": 9_007_199_254_740_991_u64, "healthFactor": "1.100000000000000001",
            "preLiquidationHealthFactor": "1.05", "matchesChain": true, "currency": "USD",
            "collateral": { "raw": U256::MAX.to_string(), "decimals": 8 },
            "debt": { "raw": "0", "decimals": 8 },
        })
    );
}

#[wasm_bindgen_test]
fn an_event_that_is_not_as_declared_is_found() {
    let wrong = |name: &str, detail: &str| {
        let wrong = support::undeclared(DECLARATIONS, name, &js(detail, &[]));
        wrong.replace(name, "")
    };
    assert_eq!(wrong("margin-call-ready", "{}"), "");
    assert_eq!(
        wrong("margin-call-ready", "{ a: 1 }"),
        ".a: is not declared"
    );
    let top_up = |detail| wrong("margin-call-top-up", detail);
    assert_eq!(top_up("{ stage: 'sent', market: null }"), "");
    assert_eq!(top_up("{ stage: 'sent' }"), ".market: is missing");
    assert_ne!(top_up("{ stage: 'sent', market: 1 }"), "");
    assert_ne!(top_up("{ stage: 'sent', market: undefined }"), "");
    assert_ne!(top_up("{ stage: 'set', market: null }"), "");
    assert_ne!(top_up("new Map()"), "");
    assert_ne!(wrong("margin-call-else", "{}"), "");
}
