use std::rc::Rc;

use margin_call::browser::notifier::Notifier;
use margin_call::browser::reminder::Reminder;
use margin_call::engine::ReminderRequest::{Begin, End, Read};
use margin_call::engine::{Event, Waking};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::support::{Inbox, Undo, js, json, replacing, reporting, worker_container};

/// A browser that would wake the worker, and what is woken.
struct Browser {
    reminder: Reminder,
    inbox: Rc<Inbox<Event>>,
    container: JsValue,
    _undo: [Undo; 2],
}

fn browser() -> Browser {
    let navigator = web_sys::window().unwrap().navigator();
    let container = worker_container();
    let permissions = js("({ query: async () => ({ state: 'granted' }) })", &[]);
    let undo = [
        Undo::new(replacing(&navigator, "serviceWorker", &container)),
        Undo::new(replacing(&navigator, "permissions", &permissions)),
    ];
    let inbox = Inbox::new();
    let report = reporting(&inbox);
    let notifier = Notifier::new("https://example.org/widget/sw.js".into(), &report);
    Browser {
        reminder: Reminder::new(notifier.worker(), &report),
        inbox,
        container,
        _undo: undo,
    }
}

impl Browser {
    /// For what it is woken.
    fn wakes(&self) -> serde_json::Value {
        json(&js("a.wakes", &[&self.container]))
    }

    fn begun(&self, name: &str) {
        let _ = js("a.wakes.push(b)", &[&self.container, &JsValue::from(name)]);
    }

    async fn says(&self, waking: Waking) {
        assert_eq!(self.inbox.next().await, Event::WakingIs(waking));
    }
}

/// Who opened the page by another address once is not told that nobody watches while it is open by this one, and
/// whoever ends it has ended all of it.
#[wasm_bindgen_test]
async fn the_worker_is_woken_for_one_address_of_the_page_and_for_none_once_that_is_ended() {
    let browser = browser();
    let page = js("location.href.split('#')[0]", &[]).as_string().unwrap();
    let own = format!("margin-call {page}");
    let earlier = format!("{own}?from=elsewhere");
    browser.begun("somebody else's");
    browser.begun(&earlier);
    browser.reminder.run(Read);
    browser.says(Waking::Off).await;
    browser.reminder.run(Begin);
    browser.says(Waking::On).await;
    assert_eq!(browser.wakes(), json!(["somebody else's", own]));
    browser.reminder.run(Read);
    browser.says(Waking::On).await;
    browser.begun(&earlier);
    browser.reminder.run(End);
    browser.says(Waking::Off).await;
    assert_eq!(browser.wakes(), json!(["somebody else's"]));
}

#[wasm_bindgen_test]
async fn who_ends_it_before_it_has_begun_has_ended_it() {
    let browser = browser();
    browser.reminder.run(Begin);
    browser.reminder.run(End);
    browser.says(Waking::On).await;
    browser.says(Waking::Off).await;
    assert_eq!(browser.wakes(), json!([]));
}
