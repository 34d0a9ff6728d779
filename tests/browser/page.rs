use std::rc::Rc;

use alloy::primitives::U256;
use margin_call::alert::Level;
use margin_call::browser::page_mark::PageMark;
use margin_call::browser::page_state::PageState;
use margin_call::browser::storage::{NoStorage, Store};
use margin_call::browser::web_lock::WebLock;
use margin_call::engine::Event;
use margin_call::engine::view::Attention;
use margin_call::math::Wad;
use margin_call::risk::Health;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{Inbox, Undo, js, replace_global, replacing, reporting};

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

/// A widget's store, and what it says.
fn store(identity: &str) -> (Store, Rc<Inbox<Event>>) {
    let says = Inbox::new();
    let store = Store::new(&window(), identity, &reporting(&says));
    (store, says)
}

fn restored(items: &[(&str, &str)]) -> Event {
    let own = |(item, text): &(&str, &str)| ((*item).to_owned(), (*text).to_owned());
    Event::Restored(items.iter().map(own).collect())
}

#[wasm_bindgen_test]
fn the_title_and_the_icon_tell_and_are_given_back() {
    let document = window().document().unwrap();
    let title = document.title();
    let link = document.create_element("link").unwrap();
    link.set_attribute("rel", "icon").unwrap();
    link.set_attribute("href", "data:,own").unwrap();
    document.head().unwrap().append_child(&link).unwrap();
    document.set_title("Borrow");

    let mark = PageMark::new(&window(), &document);
    mark.show(&Attention::Level {
        level: Level::Urgent,
        health: Health::Ratio(Wad::from_raw(U256::from(1_049_999_999_999_999_999_u64))),
        by_time: None,
    });
    // Shown health never flatters.
    assert_eq!(document.title(), "Urgent 1.04 · Borrow");
    let urgent = link.get_attribute("href").unwrap();
    assert!(urgent.starts_with("data:image/svg+xml,"), "{urgent}");
    mark.show(&Attention::NotWatching);
    assert_eq!(document.title(), "Not watching · Borrow");
    assert_ne!(link.get_attribute("href").unwrap(), urgent);
    mark.show(&Attention::None);
    assert_eq!(document.title(), "Borrow");
    mark.show(&Attention::NotWatching);
    drop(mark);
    assert_eq!(document.title(), "Borrow");
    assert_eq!(link.get_attribute("href").as_deref(), Some("data:,own"));
    link.remove();
    document.set_title(&title);
}

#[wasm_bindgen_test]
async fn what_was_stored_is_read_back_by_the_same_identity_only() {
    let (one, says_one) = store("test");
    let (two, says_two) = store("test:list");
    one.write("list", Some("first")).unwrap();
    one.write("list", Some("second")).unwrap();
    one.write("episode:1", Some("third")).unwrap();
    one.read();
    let all = [("episode:1", "third"), ("list", "second")];
    assert_eq!(says_one.next().await, restored(&all));
    two.read();
    assert_eq!(says_two.next().await, restored(&[]));
    for (item, _) in all {
        one.write(item, None).unwrap();
    }
    one.read();
    assert_eq!(says_one.next().await, restored(&[]));
}

#[wasm_bindgen_test]
async fn a_further_widget_of_the_same_identity_has_a_store_of_its_own() {
    let (first, says_first) = store("test-same");
    let (second, says_second) = store("test-same");
    second.write("list", Some("second")).unwrap();
    first.read();
    assert_eq!(says_first.next().await, restored(&[]));
    second.read();
    let own = restored(&[("list", "second")]);
    assert_eq!(says_second.next().await, own);
    // The second one on the page, mounted anew, is the second one again.
    drop(second);
    let (second, says_second) = store("test-same");
    second.read();
    assert_eq!(says_second.next().await, own);
    second.write("list", None).unwrap();
}

#[wasm_bindgen_test]
async fn what_another_tab_stores_is_heard_of_until_nobody_listens() {
    let (one, says) = store("test-tabs");
    let storage = window().local_storage().unwrap().unwrap();
    let key = "margin-call:kept:test-tabs:list";
    // As the browser tells the other tabs.
    let tell = |key: JsValue| {
        js(
            "dispatchEvent(new StorageEvent('storage', { key: a }))",
            &[&key],
        );
    };
    let is = |text: Option<&str>| Event::ItemIs {
        item: "list".to_owned(),
        text: text.map(str::to_owned),
    };
    storage.set_item(key, "theirs").unwrap();
    tell("margin-call:kept:test-tab:list".into());
    tell(key.into());
    assert_eq!(says.next().await, is(Some("theirs")));
    tell(JsValue::NULL);
    assert_eq!(says.next().await, restored(&[("list", "theirs")]));
    storage.remove_item(key).unwrap();
    tell(key.into());
    assert_eq!(says.next().await, is(None));
    let received = says.received.get();
    drop(one);
    tell(key.into());
    assert_eq!(says.received.get(), received);
}

#[wasm_bindgen_test]
async fn a_store_that_refuses_is_told_apart_from_an_empty_one() {
    let full = js(
        "{ length: 0, getItem() { return null }, setItem() { throw new DOMException('', 'QuotaExceededError') } }",
        &[],
    );
    let undo = replace_global("localStorage", &full);
    let (store, says) = store("test");
    store.read();
    assert_eq!(says.next().await, restored(&[]));
    assert_eq!(store.write("list", Some("text")), Err(NoStorage));
    drop(undo);
    let _none = replace_global("localStorage", &JsValue::NULL);
    store.read();
    assert_eq!(says.next().await, Event::StoreFailed);
    assert_eq!(says.next().await, restored(&[]));
    assert_eq!(store.write("list", Some("text")), Err(NoStorage));
}

#[wasm_bindgen_test]
async fn the_page_tells_when_it_is_hidden_frozen_woken_or_offline_until_nobody_listens() {
    let (window, document) = (window(), window().document().unwrap());
    let inbox = Inbox::new();
    let state = PageState::watch(&window, &document, &reporting(&inbox));
    let visible = |visible| Event::VisibilityChanged { visible };
    let online = |online| Event::OnlineChanged { online };
    let shown = !document.hidden();
    for (target, name, expected) in [
        ("document", "visibilitychange", visible(shown)),
        ("document", "freeze", visible(false)),
        ("document", "resume", visible(shown)),
        ("window", "pageshow", visible(shown)),
        ("window", "offline", online(false)),
        ("window", "online", online(true)),
    ] {
        js(&format!("{target}.dispatchEvent(new Event('{name}'))"), &[]);
        assert_eq!(inbox.next().await, expected, "{name}");
    }
    let received = inbox.received.get();
    drop(state);
    js("document.dispatchEvent(new Event('freeze'))", &[]);
    js("window.dispatchEvent(new Event('offline'))", &[]);
    assert_eq!(inbox.received.get(), received);
}

#[wasm_bindgen_test]
async fn a_page_that_watches_holds_a_shared_lock_until_it_does_not() {
    let navigator = window().navigator();
    let events = js("[]", &[]);
    let locks = js(
        "{ request(name, { mode }, run) {
            a.push(`${name} ${mode}`);
            return run().then(() => a.push('released'));
        } }",
        &[&events],
    );
    let _locks = Undo::new(replacing(&navigator, "locks", &locks));
    let lock = WebLock::hold(&navigator);
    let held = || js("a.join()", &[&events]).as_string().unwrap();
    assert_eq!(held(), "margin-call shared");
    drop(lock);
    // Two turns of promises: the lock's own, and the one that waits for it.
    for _ in 0..2 {
        let turn = js("Promise.resolve()", &[]);
        let turn = js_sys::Promise::from(turn);
        wasm_bindgen_futures::JsFuture::from(turn).await.unwrap();
    }
    assert_eq!(held(), "margin-call shared,released");
}

#[wasm_bindgen_test]
fn without_locks_there_is_nothing_to_hold() {
    let navigator = window().navigator();
    for locks in [
        "undefined",
        "{}",
        "{ request() { throw new DOMException('', 'SecurityError') } }",
    ] {
        let _locks = Undo::new(replacing(&navigator, "locks", &js(locks, &[])));
        drop(WebLock::hold(&navigator));
    }
}
