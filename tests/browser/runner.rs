use std::rc::Rc;
use std::sync::Arc;

use margin_call::embed::options::{Options, OptionsError};
use margin_call::embed::runner::Runner;
use margin_call::engine::view::{ConnectionView, WalletId, WatchProblem};
use margin_call::engine::{Event, LadderInput, UserAction, View};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;
use web_sys::EventTarget;

use crate::support::{self, Inbox, js, replace_global};

/// A widget without an interface.
struct Widget {
    runner: Runner,
    views: Rc<Inbox<Arc<View>>>,
}

impl Widget {
    fn start(options: &str, values: &[&JsValue], id: &str) -> Self {
        let host: EventTarget = js("new EventTarget()", &[]).unchecked_into();
        Self::start_in(&host, options, values, id)
    }

    fn start_in(host: &EventTarget, options: &str, values: &[&JsValue], id: &str) -> Self {
        let options = Options::read(&js(options, values), id).unwrap();
        let views = Inbox::new();
        let inbox = views.clone();
        let runner = Runner::new(host, &options, move |_| {
            Box::new(move |view| inbox.put(view))
        });
        let runner = runner.unwrap();
        runner.start(None);
        Self { runner, views }
    }

    /// Waits until the view is as wanted.
    async fn until(&self, wanted: impl Fn(&View) -> bool) -> Arc<View> {
        let now = self.runner.view();
        if wanted(&now) {
            return now;
        }
        loop {
            let view = self.views.next().await;
            if wanted(&view) {
                return view;
            }
        }
    }
}

fn is_connected(view: &View) -> bool {
    matches!(view.connection, ConnectionView::Connected(_))
}

fn problem_of(options: &str) -> Option<OptionsError> {
    Options::read(&js(options, &[]), "").err()
}

#[wasm_bindgen_test]
fn options_are_read_as_the_host_page_wrote_them() {
    let options = js(
        "{ account: ' 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed ', rpcUrl: '/rpc',
          deployment: 'd.json', thresholds: '1.3, 1.2  1.1', thresholdsCorrelated: '4% 2% 1%', restoreTo: '1.6', morphoMarkets: '0xab',
          morphoPreLiquidations: '0xcd', page: true,
          workerUrl: 'https://example.org/margin-call-sw.js', fragment: 'margin-call=tag', provider: a }",
        &[&support::provider(&js("() => {}", &[]))],
    );
    let read = Options::read(&options, "desk").unwrap();
    let account = read.config.accounts[0].to_string();
    assert_eq!(account, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    assert_eq!(read.config.rpc_urls, ["/rpc"]);
    assert_eq!(read.config.deployment_url.as_deref(), Some("d.json"));
    assert_eq!(read.config.restore_to.as_deref(), Some("1.6"));
    assert_eq!(read.config.morpho_markets.as_deref(), Some("0xab"));
    let contracts = read.config.morpho_pre_liquidations.as_deref();
    assert_eq!(contracts, Some("0xcd"));
    let ladder = LadderInput {
        watch: String::from("1.3"),
        call: String::from("1.2"),
        urgent: String::from("1.1"),
    };
    assert_eq!(read.config.ladder, Some(ladder));
    let ladder = LadderInput {
        watch: String::from("4%"),
        call: String::from("2%"),
        urgent: String::from("1%"),
    };
    assert_eq!(read.config.correlated_ladder, Some(ladder));
    assert!(read.is_page && read.provider.is_some());
    assert_eq!(read.fragment.as_deref(), Some("margin-call=tag"));
    assert_eq!(read.identity, "desk");
}

#[wasm_bindgen_test]
fn elements_are_told_apart_by_their_id_or_their_account() {
    let identity = |options: &str, id| Options::read(&js(options, &[]), id).unwrap().identity;
    let account = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    let watching = format!("{{ account: '{account}' }}");
    let lower = watching.to_lowercase();
    assert_eq!(identity("{}", ""), "page");
    assert_eq!(identity("{ account: '' }", ""), "page");
    assert_eq!(identity(&watching, ""), account);
    assert_eq!(identity(&lower, ""), account);
    assert_eq!(identity(&watching, "left"), "left");
}

#[wasm_bindgen_test]
fn an_option_that_the_host_must_correct_is_refused() {
    let account = |problem| Some(OptionsError::Account(problem));
    assert_eq!(
        problem_of("{ account: '0x12' }"),
        account(WatchProblem::NotAnAddress)
    );
    assert_eq!(
        problem_of("{ account: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD' }"),
        account(WatchProblem::Checksum)
    );
    assert_eq!(problem_of("{ provider: {} }"), Some(OptionsError::Provider));
    assert_eq!(problem_of("{ provider: null }"), None);
    assert!(matches!(
        problem_of("{ rpcUrl: 7 }"),
        Some(OptionsError::Type(_))
    ));
}

#[wasm_bindgen_test]
async fn two_widgets_on_a_page_know_nothing_of_each_other() {
    let fetch = js(
        "async (url, { body }) => {
          const { id, method } = JSON.parse(body);
          if (method !== 'eth_chainId') return new Promise(() => {});
          const result = url.endsWith('one') ? '0x2105' : '0x1';
          return new Response(JSON.stringify({ jsonrpc: '2.0', id, result }));
        }",
        &[],
    );
    let _fetch = replace_global("fetch", &fetch);
    let chain = |view: &View| match &view.connection {
        ConnectionView::Connected(session) => session.chains.first().map(|one| one.chain.id.0),
        _ => None,
    };
    let account = |byte: &str| format!("0x{}", byte.repeat(20));
    let options = |byte, url| format!("{{ account: '{}', rpcUrl: '{url}' }}", account(byte));
    let one = Widget::start(&options("11", "/one"), &[], "");
    let two = Widget::start(&options("22", "/two"), &[], "");
    let view = one.until(|view| chain(view).is_some()).await;
    assert_eq!(chain(&view), Some(8453));
    let view = two.until(|view| chain(view).is_some()).await;
    assert_eq!(chain(&view), Some(1));
    drop(one);
    two.runner.report(Event::User(UserAction::Refresh));
    assert!(is_connected(&two.runner.view()));
    let view = two.runner.view();
    let ConnectionView::Connected(session) = &view.connection else {
        panic!("not connected");
    };
    assert_eq!(session.account().unwrap().to_string(), account("22"));
}

#[wasm_bindgen_test]
async fn a_store_that_fails_is_said_and_watching_goes_on() {
    let broken = js(
        "{ getItem() { throw new Error('no') }, setItem() { throw new Error('no') } }",
        &[],
    );
    let _storage = replace_global("localStorage", &broken);
    let widget = Widget::start("{}", &[], "test-broken");
    let no_wallet = |view: &View| matches!(view.connection, ConnectionView::NoWallet { .. });
    let view = widget.until(no_wallet).await;
    assert!(!view.storage_works);
}

#[wasm_bindgen_test]
async fn a_page_that_nobody_sees_is_shown_once_when_it_comes_to_the_front() {
    let widget = Widget::start("{}", &[], "test-hidden");
    let no_wallet = |view: &View| matches!(view.connection, ConnectionView::NoWallet { .. });
    widget.until(no_wallet).await;
    let report = |event| widget.runner.report(event);
    report(Event::VisibilityChanged { visible: false });
    let shown = widget.views.received.get();
    report(Event::StoreFailed);
    report(Event::User(UserAction::Watch("no address".to_owned())));
    assert_eq!(widget.views.received.get(), shown);
    // Whoever asks is told how it would look.
    assert!(!widget.runner.view().storage_works);
    report(Event::VisibilityChanged { visible: true });
    assert!(widget.views.received.get() > shown);
    let last = widget.until(|view| !view.storage_works).await;
    assert_eq!(last, widget.runner.view());
    // What changes nothing is not shown again.
    let shown = widget.views.received.get();
    report(Event::Woke);
    report(Event::Heard("no message".to_owned()));
    assert_eq!(widget.views.received.get(), shown);
}

#[wasm_bindgen_test]
async fn a_wallet_is_connected_followed_and_let_go() {
    let wallet = support::provider(&js(
        "({ method }) => method === 'eth_requestAccounts' || method === 'eth_accounts'
           ? ['0x' + '11'.repeat(20)] : method === 'eth_chainId' ? '0x539' : new Promise(() => {})",
        &[],
    ));
    let widget = Widget::start("{ provider: a }", &[&wallet], "test-wallet");
    widget.until(is_connected).await;
    let listeners = || js("a.listeners.length", &[&wallet]).as_f64().unwrap();
    assert_eq!(listeners(), 4.0);

    // Another account of the same wallet.
    js(
        "a.emit('accountsChanged', ['0x' + '33'.repeat(20)])",
        &[&wallet],
    );
    let other = format!("0x{}", "33".repeat(20));
    let is_other = |view: &View| match &view.connection {
        ConnectionView::Connected(session) => session
            .account()
            .is_some_and(|one| one.to_string() == other),
        _ => false,
    };
    widget.until(is_other).await;

    widget.runner.report(Event::User(UserAction::Disconnect));
    assert_eq!(listeners(), 0.0);
    assert!(!is_connected(&widget.runner.view()));

    let host = WalletId::Host;
    widget.runner.report(Event::User(UserAction::Connect(host)));
    widget.until(is_connected).await;
    assert_eq!(listeners(), 4.0);
    drop(widget);
    assert_eq!(listeners(), 0.0);
}

#[wasm_bindgen_test]
async fn a_wallet_that_answers_and_shouts_at_once_does_not_enter_the_engine_twice() {
    let wallet = support::provider(&JsValue::UNDEFINED);
    js(
        "a.asked = 0,
        a.request = function ({ method }) {
          this.asked += 1;
          this.emit('accountsChanged', ['0x' + '11'.repeat(20)]);
          this.emit('chainChanged', '0x539');
          return method === 'eth_chainId' ? '0x539' : ['0x' + '11'.repeat(20)];
        }",
        &[&wallet],
    );
    let widget = Widget::start("{ provider: a }", &[&wallet], "test-shouting");
    widget.until(is_connected).await;
    // A hint is a reason to ask, and asking is no reason for another.
    let asked = js(
        "new Promise(done => setTimeout(() => done(a.asked), 300))",
        &[&wallet],
    );
    let asked = JsFuture::from(js_sys::Promise::from(asked)).await.unwrap();
    assert!(asked.as_f64().unwrap() < 10.0, "{asked:?}");
}

#[wasm_bindgen_test]
async fn the_host_page_is_told_that_the_element_is_ready() {
    let host = js("new EventTarget()", &[]);
    let told = Inbox::new();
    let on_ready = {
        let told = told.clone();
        margin_call::browser::script::callback(move |event| told.put(event))
    };
    js(
        "a.addEventListener('margin-call-ready', b)",
        &[&host, &on_ready],
    );
    let widget = Widget::start_in(host.unchecked_ref(), "{}", &[], "test-ready");
    let event = told.next().await;
    let flags = js("[a.bubbles, a.composed, a.detail]", &[&event]);
    assert_eq!(support::json(&flags), json!([true, true, {}]));
    drop(widget);
}
