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
fn what_was_stored_is_read_back_by_the_same_identity_only() {
    let (one, two) = (Store::new("test-one"), Store::new("test-two"));
    one.write("first").unwrap();
    one.write("second").unwrap();
    assert_eq!(one.read(), Ok(Some(String::from("second"))));
    assert_eq!(two.read(), Ok(None));
    let storage = window().local_storage().unwrap().unwrap();
    storage.remove_item("margin-call:v1:test-one").unwrap();
    assert_eq!(one.read(), Ok(None));
}

#[wasm_bindgen_test]
fn a_store_that_refuses_is_told_apart_from_an_empty_one() {
    let full = js(
        "{ getItem() { return null }, setItem() { throw new DOMException('', 'QuotaExceededError') } }",
        &[],
    );
    let undo = replace_global("localStorage", &full);
    let store = Store::new("test");
    assert_eq!(store.read(), Ok(None));
    assert_eq!(store.write("text"), Err(NoStorage));
    drop(undo);
    let _none = replace_global("localStorage", &JsValue::NULL);
    assert_eq!(store.read(), Err(NoStorage));
    assert_eq!(store.write("text"), Err(NoStorage));
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
