use js_sys::Promise;
use margin_call::browser::http::Http;
use margin_call::browser::script;
use margin_call::chain::rpc::Request;
use margin_call::engine::{Below, RequestFailure};
use serde_json::{Value, json};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;

use crate::support::{self, Inbox, js, replace_global};

const URL: &str = "https://rpc.example.org/key?x=1";

/// What comes of request 7 when `fetch` is this script.
async fn answer_of(fetch: &str) -> Result<Value, RequestFailure> {
    let _fetch = replace_global("fetch", &js(fetch, &[]));
    let (http, inbox) = (Http::default(), Inbox::new());
    http.ask(URL, 7, &Request::chain_id(), inbox.taker());
    inbox.next().await
}

fn answering(body: &str) -> String {
    format!("async () => new Response(JSON.stringify({body}))")
}

#[wasm_bindgen_test]
async fn a_request_goes_to_the_address_alone_and_takes_nothing_along() {
    let seen = js("[]", &[]);
    let fetch = js(
        "async (url, init) => {
          a.push(url, { ...init, signal: undefined, headers: [...new Headers(init.headers)] });
          return new Response('{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"0x1\"}');
        }",
        &[&seen],
    );
    let _fetch = replace_global("fetch", &fetch);
    let (http, inbox) = (Http::default(), Inbox::new());
    http.ask(URL, 7, &Request::chain_id(), inbox.taker());
    assert_eq!(inbox.next().await, Ok(json!("0x1")));
    let seen = support::json(&seen);
    assert_eq!(seen[0], URL);
    let body: Value = serde_json::from_str(seen[1]["body"].as_str().unwrap()).unwrap();
    let expected = json!({ "jsonrpc": "2.0", "id": 7, "method": "eth_chainId", "params": [] });
    assert_eq!(body, expected);
    for (name, value) in [
        ("method", "POST"),
        ("credentials", "omit"),
        ("referrerPolicy", "no-referrer"),
        ("redirect", "error"),
        ("cache", "no-store"),
    ] {
        assert_eq!(seen[1][name], value, "{name}");
    }
    assert_eq!(
        seen[1]["headers"],
        json!([["content-type", "application/json"]])
    );
}

#[wasm_bindgen_test]
async fn a_monitor_is_asked_without_a_word_and_its_answer_is_not_read() {
    for (answer, heard) in [
        ("new Response('no', { status: 500 })", Ok(Value::Null)),
        ("new Response('a'.repeat(1000000))", Ok(Value::Null)),
        (
            "Promise.reject(new TypeError())",
            Err(RequestFailure::Unreachable),
        ),
    ] {
        let seen = js("[]", &[]);
        let fetch = format!(
            "async (url, init) => {{ a.push(url, {{ ...init, signal: undefined }}); return {answer}; }}"
        );
        let _fetch = replace_global("fetch", &js(&fetch, &[&seen]));
        let (http, inbox) = (Http::default(), Inbox::new());
        http.beat(URL, inbox.taker());
        assert_eq!(inbox.next().await, heard, "{answer}");
        let expected = json!([URL, {
            "method": "GET", "mode": "no-cors", "credentials": "omit",
            "referrerPolicy": "no-referrer", "redirect": "follow", "cache": "no-store",
        }]);
        assert_eq!(support::json(&seen), expected);
    }
}

#[wasm_bindgen_test]
async fn a_wrong_or_garbled_answer_is_no_answer() {
    for body in [
        "{ jsonrpc: '2.0', id: 8, result: '0x1' }",
        "{ jsonrpc: '2.0', id: '7', result: '0x1' }",
        "{ jsonrpc: '2.0', result: '0x1' }",
        "{ jsonrpc: '2.0', id: null, result: '0x1' }",
        "{ jsonrpc: '1.0', id: 7, result: '0x1' }",
        "{ id: 7, result: '0x1' }",
        "{ jsonrpc: '2.0', id: 7 }",
        "{ jsonrpc: '2.0', id: 8, error: { code: 1, message: 'not ours' } }",
        "[{ jsonrpc: '2.0', id: 7, result: '0x1' }]",
        "'0x1'",
        "null",
    ] {
        let answer = answer_of(&answering(body)).await;
        assert_eq!(answer, Err(RequestFailure::Garbled), "{body}");
    }
    for fetch in [
        "async () => new Response('<html>')",
        "async () => new Response('')",
        "async () => new Response(null)",
        "async () => new Response(new Uint8Array([0xff, 0xfe]))",
    ] {
        assert_eq!(
            answer_of(fetch).await,
            Err(RequestFailure::Garbled),
            "{fetch}"
        );
    }
}

#[wasm_bindgen_test]
async fn an_error_of_the_node_is_a_refusal() {
    let expected = Err(RequestFailure::Refused {
        code: 3,
        message: String::from("execution reverted"),
        data: Some(String::from("0x08c379a0")),
        below: Below::default(),
    });
    let error = "error: { code: 3, message: 'execution reverted', data: '0x08c379a0' }";
    for fetch in [
        answering(&format!("{{ jsonrpc: '2.0', id: 7, {error} }}")),
        answering(&format!("{{ jsonrpc: '2.0', id: null, {error} }}")),
        format!(
            "async () => new Response(JSON.stringify({{ jsonrpc: '2.0', id: 7, {error} }}), {{ status: 400 }})"
        ),
    ] {
        assert_eq!(answer_of(&fetch).await, expected, "{fetch}");
    }
}

#[wasm_bindgen_test]
async fn the_status_says_whether_to_come_back() {
    let limited = |retry_after_seconds| {
        Err(RequestFailure::RateLimited {
            retry_after_seconds,
        })
    };
    let forbidden = Err(RequestFailure::Refused {
        code: 403,
        message: String::from("HTTP 403"),
        data: None,
        below: Below::default(),
    });
    for (init, expected) in [
        (
            "{ status: 429, headers: { 'retry-after': '7' } }",
            limited(Some(7)),
        ),
        (
            "{ status: 503, headers: { 'retry-after': '120' } }",
            limited(Some(120)),
        ),
        ("{ status: 429 }", limited(None)),
        (
            "{ status: 429, headers: { 'retry-after': 'soon' } }",
            limited(None),
        ),
        (
            "{ status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } }",
            limited(None),
        ),
        ("{ status: 403 }", forbidden),
        ("{ status: 500 }", Err(RequestFailure::Unreachable)),
        ("{ status: 502 }", Err(RequestFailure::Unreachable)),
    ] {
        let fetch = format!("async () => new Response('sorry', {init})");
        assert_eq!(answer_of(&fetch).await, expected, "{init}");
    }
    let date = "async () => new Response('', { status: 429, headers: \
                { 'retry-after': new Date(Date.now() + 60000).toUTCString() } })";
    match answer_of(date).await {
        Err(RequestFailure::RateLimited {
            retry_after_seconds: Some(seconds),
        }) => assert!((55..=61).contains(&seconds), "{seconds}"),
        other => panic!("unexpected {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn an_endpoint_that_is_not_there_is_unreachable() {
    for fetch in [
        "async () => { throw new TypeError('Failed to fetch') }",
        "async () => new Response(new ReadableStream({ pull(c) { c.error(new Error('cut')) } }))",
    ] {
        let answer = answer_of(fetch).await;
        assert_eq!(answer, Err(RequestFailure::Unreachable), "{fetch}");
    }
}

#[wasm_bindgen_test]
async fn an_endless_answer_is_broken_off() {
    let seen = js("{ cancelled: false, pieces: 0 }", &[]);
    let fetch = js(
        "async () => new Response(new ReadableStream({
          pull(controller) { a.pieces++; controller.enqueue(new Uint8Array(100000)); },
          cancel() { a.cancelled = true; },
        }))",
        &[&seen],
    );
    let _fetch = replace_global("fetch", &fetch);
    let (http, inbox) = (Http::default(), Inbox::new());
    http.ask(URL, 1, &Request::chain_id(), inbox.taker());
    assert_eq!(inbox.next().await, Err(RequestFailure::Garbled));
    let seen = support::json(&seen);
    assert_eq!(seen["cancelled"], true);
    // 4 MB in pieces of 100 kB, and what the stream makes in advance.
    assert!(seen["pieces"].as_u64().unwrap() < 45, "{seen}");
}

#[wasm_bindgen_test]
async fn an_answer_may_be_as_long_as_the_cap_and_no_longer() {
    let of = |length: usize| {
        format!(
            "async () => new Response('{{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"' + 'x'.repeat({length}) + '\"}}')"
        )
    };
    let envelope = r#"{"jsonrpc":"2.0","id":7,"result":""}"#.len();
    let fits = 4_000_000 - envelope;
    assert!(answer_of(&of(fits)).await.is_ok());
    let answer = answer_of(&of(fits + 1)).await;
    assert_eq!(answer, Err(RequestFailure::Garbled));
}

#[wasm_bindgen_test]
async fn what_is_under_way_ends_with_the_widget() {
    let aborted = Inbox::new();
    let on_abort = {
        let taker = aborted.clone();
        script::callback(move |_| taker.put(()))
    };
    let fetch = js(
        "(url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => {
          reject(signal.reason);
          a();
        }))",
        &[&on_abort],
    );
    let _fetch = replace_global("fetch", &fetch);
    let (http, answered) = (Http::default(), Inbox::new());
    http.ask(URL, 1, &Request::chain_id(), answered.taker());
    http.deployment(URL, |_| panic!("nobody is there to be told"));
    drop(http);
    aborted.next().await;
    aborted.next().await;
    // The refusal has passed through by the next turn of the event loop.
    let turn = js("new Promise((done) => setTimeout(done))", &[]);
    JsFuture::from(Promise::from(turn)).await.unwrap();
    assert_eq!(answered.received.get(), 0);
}

#[wasm_bindgen_test]
async fn a_deployment_file_is_fetched_whole_or_not_at_all() {
    for (fetch, expected) in [
        ("async () => new Response('{}')", Ok(json!({}))),
        // What is no JSON is no file of ours: the core says so.
        ("async () => new Response('<html>')", Ok(Value::Null)),
        (
            "async () => new Response('', { status: 404 })",
            Err("HTTP 404"),
        ),
        (
            "async () => { throw new TypeError() }",
            Err("it cannot be reached"),
        ),
        (
            "async () => new Response('x'.repeat(64001))",
            Err("it is not text of a reasonable length"),
        ),
    ] {
        let _fetch = replace_global("fetch", &js(fetch, &[]));
        let (http, inbox) = (Http::default(), Inbox::new());
        http.deployment("deployment.json", inbox.taker());
        let fetched = inbox.next().await;
        let fetched = fetched.as_ref().map_err(String::as_str);
        assert_eq!(fetched, expected.as_ref().map_err(|words| *words));
    }
}
