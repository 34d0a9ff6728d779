use std::rc::Rc;

use alloy::primitives::Address;
use margin_call::browser::record_store::RecordStore;
use margin_call::chain::ChainId;
use margin_call::engine::{Event, NotStored};
use margin_call::top_up::Slot;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{Inbox, Undo, js, replace_global, replacing};

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

const fn slot(last: u8) -> Slot {
    Slot {
        chain: ChainId(31337),
        account: Address::with_last_byte(last),
    }
}

type Held = Result<Option<String>, NotStored>;

/// A widget's store, and what it says.
fn store() -> (RecordStore, Rc<Inbox<Held>>) {
    let said = Inbox::new();
    let inbox = said.clone();
    let report: Rc<dyn Fn(Event)> = Rc::new(move |event| {
        if let Event::RecordIs { held, .. } = event {
            inbox.put(held);
        }
    });
    (RecordStore::new(&window(), &report), said)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[wasm_bindgen_test]
async fn of_two_that_write_at_once_one_has_written() {
    let ((one, says_one), (two, says_two)) = (store(), store());
    one.change(slot(1), None, some("one"));
    two.change(slot(1), None, some("two"));
    // Both hear what lies there, so that one of them knows that it came too late.
    assert_eq!(says_one.next().await, Ok(some("one")));
    assert_eq!(says_two.next().await, Ok(some("one")));
    // It goes when it is named, and not before.
    two.change(slot(1), some("two"), None);
    assert_eq!(says_two.next().await, Ok(some("one")));
    one.change(slot(1), some("one"), None);
    assert_eq!(says_one.next().await, Ok(None));
}

#[wasm_bindgen_test]
async fn without_locks_it_is_changed_all_the_same() {
    let _locks = Undo::new(replacing(
        &window().navigator(),
        "locks",
        &JsValue::UNDEFINED,
    ));
    let (one, says) = store();
    one.change(slot(2), None, some("one"));
    assert_eq!(says.next().await, Ok(some("one")));
    one.change(slot(2), some("one"), None);
    assert_eq!(says.next().await, Ok(None));
}

#[wasm_bindgen_test]
async fn what_another_tab_writes_is_heard_of() {
    let (one, says) = store();
    one.read(slot(3));
    assert_eq!(says.next().await, Ok(None));
    let storage = window().local_storage().unwrap().unwrap();
    let key = format!("margin-call:sent:31337:{:#x}", slot(3).account);
    storage.set_item(&key, "theirs").unwrap();
    // As the browser tells the other tabs.
    let tell = |key: JsValue| {
        js(
            "dispatchEvent(new StorageEvent('storage', { key: a }))",
            &[&key],
        );
    };
    tell("margin-call:kept:page:list".into());
    tell(JsValue::from(&key));
    assert_eq!(says.next().await, Ok(some("theirs")));
    storage.remove_item(&key).unwrap();
    tell(JsValue::NULL);
    assert_eq!(says.next().await, Ok(None));
}

#[wasm_bindgen_test]
async fn a_browser_that_stores_nothing_says_so() {
    let _none = replace_global("localStorage", &JsValue::NULL);
    let (one, says) = store();
    one.change(slot(4), None, some("one"));
    assert_eq!(says.next().await, Err(NotStored));
}
