//! Whether the browser wakes the page's worker from time to time (Periodic Background Sync): it does where
//! the page is installed, as seldom as it likes.

use std::rc::Rc;

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::notifier::page;
use super::script;
use super::worker::Worker;
use crate::engine::{Event, ReminderRequest, Waking};

/// No oftener than that: half a day.
const EVERY_MILLIS: u32 = 12 * 3_600_000;

/// Lets the worker be woken, and says whether it is.
pub struct Reminder {
    worker: Rc<Worker>,
    report: Rc<dyn Fn(Event)>,
}

impl Reminder {
    /// Asks nothing yet.
    pub fn new(worker: Rc<Worker>, report: &Rc<dyn Fn(Event)>) -> Self {
        Self {
            worker,
            report: report.clone(),
        }
    }

    /// Does what is asked, and tells how it stands then.
    pub fn run(&self, request: ReminderRequest) {
        let report = self.report.clone();
        let registering = self.worker.register();
        spawn_local(async move {
            let waking = answer(request, registering).await.unwrap_or_default();
            report(Event::WakingIs(waking));
        });
    }
}

/// None where this browser has no such thing.
async fn answer(request: ReminderRequest, registering: Option<Promise>) -> Option<Waking> {
    let registration = Worker::ready(registering).await.ok()?;
    let syncs: Syncs = script::property(&registration, "periodicSync")?.unchecked_into();
    // The worker is not told more than this: where the page is whose absence it tells.
    let name = format!("margin-call {}", page()?);
    if request == ReminderRequest::End {
        settled(syncs.unregister(&name)).await?;
        return Some(Waking::Off);
    }
    if !is_let().await {
        return Some(Waking::Refused);
    }
    if request == ReminderRequest::Begin {
        let options = script::from_data(&Options {
            min_interval: EVERY_MILLIS,
        });
        let begun = settled(syncs.register(&name, &options)).await;
        return Some(begun.map_or(Waking::Refused, |_| Waking::On));
    }
    let names: js_sys::Array = settled(syncs.get_tags()).await?.dyn_into().ok()?;
    let is_on = names
        .iter()
        .any(|one| one.as_string() == Some(name.clone()));
    Some(if is_on { Waking::On } else { Waking::Off })
}

/// Whether the browser would.
async fn is_let() -> bool {
    let status = async {
        let navigator = web_sys::window()?.navigator();
        let permissions = navigator.permissions().ok()?;
        let name = script::from_data(&Permission {
            name: "periodic-background-sync",
        });
        // Throws where it has no such permission.
        settled(permissions.query(name.unchecked_ref())).await
    };
    let state = status
        .await
        .and_then(|status| script::text(&status, "state"));
    state.as_deref() == Some("granted")
}

async fn settled(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    let promise = Promise::resolve(&promise.ok()?);
    JsFuture::from(promise).await.ok()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    min_interval: u32,
}

#[derive(Serialize)]
struct Permission {
    name: &'static str,
}

// web-sys does not have it.
#[wasm_bindgen]
extern "C" {
    type Syncs;
    #[wasm_bindgen(method, catch)]
    fn register(this: &Syncs, tag: &str, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn unregister(this: &Syncs, tag: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getTags)]
    fn get_tags(this: &Syncs) -> Result<Promise, JsValue>;
}
