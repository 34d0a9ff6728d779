use std::cell::RefCell;

use margin_call::browser::script;
use margin_call::chain::rpc::Request;
use margin_call::engine::{Below, Event, RequestFailure};
use margin_call::wallet::Provider;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{self, Inbox, js, reporting};

/// What comes of asking a provider whose `request` is this script.
async fn answer_of(request: &str) -> Result<Value, RequestFailure> {
    let provider = Provider::new(support::provider(&js(request, &[]))).unwrap();
    let inbox = Inbox::new();
    provider.request(&Request::chain_id(), inbox.taker());
    inbox.next().await
}

fn refused(code: i64, message: &str, data: Option<&str>) -> Result<Value, RequestFailure> {
    Err(RequestFailure::Refused {
        code,
        message: message.to_owned(),
        data: data.map(str::to_owned),
        below: Below::default(),
    })
}

/// The answer, if it is an error, without what it wraps.
fn outermost(mut answer: Result<Value, RequestFailure>) -> Result<Value, RequestFailure> {
    if let Err(RequestFailure::Refused { below, .. }) = &mut answer {
        *below = Below::default();
    }
    answer
}

/// What the error wraps that comes of asking a provider whose `request` is this script.
async fn wrapped_by(request: &str) -> Below {
    match answer_of(request).await {
        Err(RequestFailure::Refused { below, .. }) => below,
        answer => panic!("{request}: {answer:?}"),
    }
}

#[wasm_bindgen_test]
async fn a_request_reaches_the_wallet_as_it_was_made() {
    let fake = support::provider(&js("async () => '0x1'", &[]));
    let provider = Provider::new(fake.clone()).unwrap();
    let inbox = Inbox::new();
    let request = Request::latest_block();
    provider.request(&request, inbox.taker());
    assert_eq!(inbox.next().await, Ok(json!("0x1")));
    let asked = support::json(&script::property(&fake, "asked").unwrap());
    assert_eq!(
        asked,
        json!([{ "method": "eth_getBlockByNumber", "params": ["latest", false] }])
    );
}

#[wasm_bindgen_test]
async fn answers_are_passed_on_as_json() {
    for (script, expected) in [
        ("async () => null", json!(null)),
        ("() => '0x7a69'", json!("0x7a69")),
        (
            "async () => ({ a: [1, 'b', true, null, -2] })",
            json!({ "a": [1, "b", true, null, -2] }),
        ),
        // As they are: whoever reads a count refuses what is none.
        ("async () => [0.5, 1e300]", json!([0.5, 1e300])),
        ("() => ({ then(done) { done('0x2') } })", json!("0x2")),
    ] {
        assert_eq!(answer_of(script).await, Ok(expected), "{script}");
    }
}

#[wasm_bindgen_test]
async fn what_has_no_json_or_too_much_is_garbled() {
    for script in [
        "async () => undefined",
        // Read to its bottom, it would end the stack.
        "async () => JSON.parse('['.repeat(100000) + ']'.repeat(100000))",
        "async () => JSON.parse('['.repeat(128) + ']'.repeat(128))",
        "async () => () => 1",
        "async () => 10n",
        "async () => { const a = {}; a.a = a; return a }",
        "async () => ({ toJSON() { throw new Error('boo') } })",
        "async () => 'x'.repeat(4000001)",
        "async () => JSON.parse('['.repeat(1000) + ']'.repeat(1000))",
    ] {
        let answer = answer_of(script).await;
        assert_eq!(answer, Err(RequestFailure::Garbled), "{script}");
    }
}

#[wasm_bindgen_test]
async fn errors_keep_their_code_words_and_revert_data_wherever_they_are() {
    let rejected =
        "async () => { throw Object.assign(new Error('User rejected'), { code: 4001 }) }";
    assert_eq!(
        answer_of(rejected).await,
        refused(4001, "User rejected", None)
    );

    for data in [
        "data: '0x2c5211c6'",
        "data: { data: '0x2c5211c6' }",
        "data: { code: 3, message: 'inner', originalError: { data: '0x2c5211c6' } }",
        "data: { originalError: { error: { data: '0x2c5211c6' } } }",
        "cause: Object.assign(new Error('inner'), { data: '0x2c5211c6' })",
        "data: 'Reverted 0x2c5211c6'",
    ] {
        let script = format!(
            "async () => {{ throw Object.assign(new Error('reverted'), {{ code: 3, {data} }}) }}"
        );
        let expected = refused(3, "reverted", Some("0x2c5211c6"));
        assert_eq!(outermost(answer_of(&script).await), expected, "{data}");
    }

    for (thrown, expected) in [
        ("'no'", refused(-32603, "no", None)),
        ("undefined", refused(-32603, "", None)),
        ("null", refused(-32603, "", None)),
        ("42", refused(-32603, "", None)),
        (
            "{ code: '4100', message: 'digits' }",
            refused(4100, "digits", None),
        ),
        (
            "{ code: 'ACTION_REJECTED', message: 'm' }",
            refused(-32603, "m", None),
        ),
        (
            "{ message: 'm', cause: { code: 4001 } }",
            refused(4001, "m", None),
        ),
        (
            "{ code: 1, message: 'odd', data: '0x123' }",
            refused(1, "odd", None),
        ),
        (
            "{ code: 1, message: 'not hex', data: '0xzz' }",
            refused(1, "not hex", None),
        ),
        (
            "{ code: 2, get message() { throw 1 } }",
            refused(2, "", None),
        ),
    ] {
        for script in [
            format!("async () => {{ throw {thrown} }}"),
            format!("() => {{ throw {thrown} }}"),
        ] {
            assert_eq!(outermost(answer_of(&script).await), expected, "{script}");
        }
    }

    let circle = "async () => { const e = { code: 5, message: 'circle' }; e.cause = e; throw e }";
    assert_eq!(answer_of(circle).await, refused(5, "circle", None));
}

#[wasm_bindgen_test]
async fn all_that_an_error_wraps_is_kept_at_any_depth() {
    for wraps in [
        "data: { message: 'already known' }",
        "data: 'already known'",
        "data: ['0x12', { reason: 'already known' }]",
        "error: { body: 'already known' }",
        "cause: { info: { error: { data: { originalError: { message: 'already known' } } } } }",
        "cause: new AggregateError([new Error('already known')])",
    ] {
        let below = wrapped_by(&format!("async () => {{ throw {{ code: 1, {wraps} }} }}")).await;
        let is_said = below.words.iter().any(|words| words == "already known");
        assert!(is_said && !below.is_cut, "{wraps}: {below:?}");
    }
    let codes = "{ code: 'NONCE_EXPIRED', cause: { code: 4001, data: { code: '-32000' } } }";
    let expected = Below {
        codes: vec![4001, -32000],
        words: vec!["NONCE_EXPIRED".to_owned()],
        is_cut: false,
    };
    let below = wrapped_by(&format!("async () => {{ throw {codes} }}")).await;
    assert_eq!(below, expected);
}

#[wasm_bindgen_test]
async fn what_is_not_read_of_an_error_is_missed() {
    for endless in [
        "{ get cause() { return makes() } }",
        "{ data: Array.from({ length: 1000 }, () => ({})) }",
        "{ message: 'x'.repeat(100000) }",
        "{ data: 'x'.repeat(100000) }",
    ] {
        let script = format!("async () => {{ const makes = () => ({endless}); throw makes() }}");
        assert!(wrapped_by(&script).await.is_cut, "{endless}");
    }
}

#[wasm_bindgen_test]
async fn a_request_that_never_settles_holds_up_no_other() {
    let script = "({ method }) => method === 'eth_accounts' ? new Promise(() => {}) : '0x1'";
    let provider = Provider::new(support::provider(&js(script, &[]))).unwrap();
    let (never, soon) = (Inbox::new(), Inbox::new());
    provider.request(&Request::accounts(), never.taker());
    provider.request(&Request::chain_id(), soon.taker());
    assert_eq!(soon.next().await, Ok(json!("0x1")));
    assert_eq!(never.received.get(), 0);
}

fn emit(provider: &JsValue, event: &str, value: &JsValue) {
    js(&format!("a.emit('{event}', b)"), &[provider, value]);
}

fn listeners(provider: &JsValue) -> usize {
    js("a.listeners.length", &[provider]).as_f64().unwrap() as usize
}

#[wasm_bindgen_test]
async fn events_of_the_wallet_are_reported_until_the_subscription_ends() {
    let fake = support::provider(&js("async () => null", &[]));
    let provider = Provider::new(fake.clone()).unwrap();
    let inbox = Inbox::new();
    let subscription = provider.subscribe(&reporting(&inbox));
    assert_eq!(listeners(&fake), 4);
    emit(&fake, "accountsChanged", &js("['0x12']", &[]));
    emit(&fake, "chainChanged", &"0x7a69".into());
    emit(&fake, "chainChanged", &JsValue::UNDEFINED);
    emit(&fake, "disconnect", &js("new Error('gone')", &[]));
    emit(&fake, "connect", &js("({ chainId: '0x7a69' })", &[]));
    let expected = [
        Event::AccountsChanged(json!(["0x12"])),
        Event::WalletHinted,
        Event::WalletHinted,
        Event::WalletHinted,
        Event::WalletHinted,
    ];
    for event in expected {
        assert_eq!(inbox.next().await, event);
    }
    drop(subscription);
    assert_eq!(listeners(&fake), 0);
}

#[wasm_bindgen_test]
fn a_wallet_that_keeps_its_listeners_calls_in_vain() {
    for keeps in [
        "delete a.removeListener",
        "a.removeListener = () => { throw 1 }",
    ] {
        let fake = support::provider(&js("async () => null", &[]));
        js(keeps, &[&fake]);
        let provider = Provider::new(fake.clone()).unwrap();
        let inbox = Inbox::new();
        drop(provider.subscribe(&reporting(&inbox)));
        assert_eq!(listeners(&fake), 4, "{keeps}");
        emit(&fake, "chainChanged", &"0x1".into());
        assert_eq!(inbox.received.get(), 0, "{keeps}");
    }
}

#[wasm_bindgen_test]
fn a_wallet_without_events_can_be_used() {
    let fake = js("{ request() {} }", &[]);
    let provider = Provider::new(fake).unwrap();
    let inbox = Inbox::new();
    drop(provider.subscribe(&reporting(&inbox)));
    assert_eq!(inbox.received.get(), 0);
}

#[wasm_bindgen_test]
fn what_cannot_be_asked_is_no_provider() {
    for object in ["null", "undefined", "{}", "{ request: 1 }", "'text'"] {
        assert!(Provider::new(js(object, &[])).is_none(), "{object}");
    }
}

#[wasm_bindgen_test]
async fn a_provider_keeps_its_this() {
    let fake = js(
        "new (class { #secret = '0x5'; request() { return this.#secret } })()",
        &[],
    );
    let inbox = Inbox::new();
    let kept = RefCell::new(Provider::new(fake).unwrap());
    kept.borrow().request(&Request::chain_id(), inbox.taker());
    assert_eq!(inbox.next().await, Ok(json!("0x5")));
}
