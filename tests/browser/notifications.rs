use std::rc::Rc;

use margin_call::alert::Level;
use margin_call::browser::notifier::Notifier;
use margin_call::engine::{Button, Event, Notification, NotificationAnswer, PermissionState};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{
    self, Inbox, Undo, js, json, replace_global, replacing, reporting, worker_container,
};

const WORKER: &str = "https://example.org/widget/margin-call-sw.js";

fn notification(tag: &str) -> Notification {
    Notification {
        title: String::from("Margin call"),
        body: String::from("Health factor 1.04"),
        tag: tag.to_owned(),
        renotify: true,
        stays: true,
        level: Some(Level::Urgent),
        answers: vec![Button {
            answer: NotificationAnswer::Seen,
            title: String::from("Seen"),
        }],
    }
}

/// A browser with these notifications and this container of service workers.
struct Browser {
    notifier: Notifier,
    inbox: Rc<Inbox<Event>>,
    class: JsValue,
    container: JsValue,
    _undo: [Undo; 2],
}

fn browser(class: JsValue, container: JsValue) -> Browser {
    let navigator = web_sys::window().unwrap().navigator();
    let undo = [
        replace_global("Notification", &class),
        Undo::new(replacing(&navigator, "serviceWorker", &container)),
    ];
    let inbox = Inbox::new();
    Browser {
        notifier: Notifier::new(WORKER.into(), &reporting(&inbox)),
        inbox,
        class,
        container,
        _undo: undo,
    }
}

fn shown(tag: &str) -> Event {
    Event::NotificationShown {
        tag: tag.to_owned(),
    }
}

fn clicked(tag: &str) -> Event {
    Event::NotificationClicked {
        tag: tag.to_owned(),
    }
}

#[wasm_bindgen_test]
async fn a_notification_is_shown_through_the_worker_as_soon_as_it_is_active() {
    let browser = browser(support::notifications("granted", true), worker_container());
    browser.notifier.show(notification("1:a:b:hf:1"));
    assert_eq!(browser.inbox.next().await, shown("1:a:b:hf:1"));
    let page = js("location.href.split('#')[0]", &[]).as_string().unwrap();
    let expected = json!([{
        "title": "Margin call", "tag": "1:a:b:hf:1", "renotify": true, "stays": true,
        "data": { "tag": "1:a:b:hf:1", "page": page }, "actions": [{ "action": "seen", "title": "Seen" }],
    }]);
    assert_eq!(json(&js("a.shown", &[&browser.container])), expected);
}

#[wasm_bindgen_test]
async fn the_worker_is_registered_once_where_no_page_of_the_host_lies() {
    let browser = browser(support::notifications("granted", true), worker_container());
    browser.notifier.read_permission();
    let read = Event::PermissionRead(PermissionState::Granted);
    assert_eq!(browser.inbox.next().await, read);
    browser.notifier.show(notification("a"));
    browser.notifier.show(notification("b"));
    assert_eq!(browser.inbox.next().await, shown("a"));
    assert_eq!(browser.inbox.next().await, shown("b"));
    let registered = json(&js("a.registered", &[&browser.container]));
    let scope = "https://example.org/widget/margin-call/";
    assert_eq!(registered, json!([[WORKER, scope]]));
}

#[wasm_bindgen_test]
async fn nothing_is_registered_before_the_person_agreed() {
    let browser = browser(support::notifications("default", true), worker_container());
    browser.notifier.read_permission();
    let read = Event::PermissionRead(PermissionState::NotAsked);
    assert_eq!(browser.inbox.next().await, read);
    let registered = |container| json(&js("a.registered.length", &[container]));
    assert_eq!(registered(&browser.container), 0);
    browser.notifier.ask_permission();
    let read = Event::PermissionRead(PermissionState::Granted);
    assert_eq!(browser.inbox.next().await, read);
    assert_eq!(registered(&browser.container), 1);
}

#[wasm_bindgen_test]
async fn without_a_worker_the_constructor_shows() {
    for container in [
        "undefined",
        "Object.assign(new EventTarget(), { register: async () => { throw new Error('no') } })",
        "Object.assign(new EventTarget(), { register() { throw new TypeError('policy') } })",
    ] {
        let class = support::notifications("granted", false);
        let browser = browser(class, js(container, &[]));
        browser.notifier.show(notification("a"));
        assert_eq!(browser.inbox.next().await, shown("a"), "{container}");
        js(
            "a.made[0].dispatchEvent(new Event('click'))",
            &[&browser.class],
        );
        assert_eq!(browser.inbox.next().await, clicked("a"), "{container}");
        browser.notifier.close("a");
        let closed = js("a.made[0].closed", &[&browser.class]);
        assert_eq!(closed, JsValue::TRUE, "{container}");
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_shown_is_said() {
    let class = support::notifications("granted", true);
    let browser = browser(class, JsValue::UNDEFINED);
    browser.notifier.show(notification("a"));
    let failed = Event::NotificationFailed {
        tag: String::from("a"),
        reason: String::from("no service worker can be registered here; Illegal constructor"),
    };
    assert_eq!(browser.inbox.next().await, failed);
}

#[wasm_bindgen_test]
async fn a_click_that_the_worker_passes_on_is_reported() {
    let browser = browser(support::notifications("granted", true), worker_container());
    js(
        "['text', 0, null, { other: 'x' }, { 'margin-call': 5 }, { 'margin-call': 'tag' }]
          .forEach((data) => a.dispatchEvent(new MessageEvent('message', { data })))",
        &[&browser.container],
    );
    assert_eq!(browser.inbox.next().await, clicked("tag"));
    assert_eq!(browser.inbox.received.get(), 1);
}

#[wasm_bindgen_test]
async fn a_notification_of_the_worker_is_closed_by_its_tag() {
    let browser = browser(support::notifications("granted", true), worker_container());
    browser.notifier.show(notification("a"));
    browser.notifier.show(notification("b"));
    browser.inbox.next().await;
    browser.inbox.next().await;
    let closed = Inbox::new();
    let on_close = {
        let closed = closed.clone();
        margin_call::browser::script::callback(move |_| closed.put(()))
    };
    js(
        "a.shown.forEach((one) => { const { close } = one;
          one.close = function () { close.call(this); b(); } })",
        &[&browser.container, &on_close],
    );
    browser.notifier.close("a");
    closed.next().await;
    let left = json(&js("a.shown.map(({ tag }) => tag)", &[&browser.container]));
    assert_eq!(left, json!(["b"]));
}

#[wasm_bindgen_test]
async fn a_browser_without_notifications_is_told_apart() {
    let browser = browser(JsValue::UNDEFINED, JsValue::UNDEFINED);
    let unsupported = Event::PermissionRead(PermissionState::Unsupported);
    browser.notifier.read_permission();
    assert_eq!(browser.inbox.next().await, unsupported);
    browser.notifier.ask_permission();
    assert_eq!(browser.inbox.next().await, unsupported);
}

#[wasm_bindgen_test]
async fn a_permission_withdrawn_in_the_browser_is_reported() {
    let status = js("new EventTarget()", &[]);
    let permissions = js("{ query: async () => a }", &[&status]);
    let navigator = web_sys::window().unwrap().navigator();
    let _permissions = Undo::new(replacing(&navigator, "permissions", &permissions));
    let browser = browser(support::notifications("granted", true), worker_container());
    let listening = Inbox::new();
    let on_listen = {
        let listening = listening.clone();
        margin_call::browser::script::callback(move |_| listening.put(()))
    };
    js(
        "a.addEventListener = function (...values) {
          EventTarget.prototype.addEventListener.apply(this, values);
          b();
        }",
        &[&status, &on_listen],
    );
    browser.notifier.read_permission();
    let read = |state| Event::PermissionRead(state);
    assert_eq!(browser.inbox.next().await, read(PermissionState::Granted));
    listening.next().await;
    js("a.permission = 'denied'", &[&browser.class]);
    js("a.dispatchEvent(new Event('change'))", &[&status]);
    assert_eq!(browser.inbox.next().await, read(PermissionState::Denied));
}
