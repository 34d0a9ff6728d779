//! Whether the browser wakes the page's worker from time to time (Periodic Background Sync): it does where
//! the page is installed, as seldom as it likes.

use std::cell::RefCell;
use std::collections::VecDeque;
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

/// With this begins the name of each of ours.
const OURS: &str = "margin-call ";

/// Lets the worker be woken, and says whether it is.
pub struct Reminder {
    worker: Rc<Worker>,
    report: Rc<dyn Fn(Event)>,
    /// What is asked, the one that is being done first: one after the other, so that the last one holds.
    asked: Rc<RefCell<VecDeque<ReminderRequest>>>,
}

impl Reminder {
    /// Asks nothing yet.
    pub fn new(worker: Rc<Worker>, report: &Rc<dyn Fn(Event)>) -> Self {
        Self {
            worker,
            report: report.clone(),
            asked: Rc::default(),
        }
    }

    /// Does what is asked, and tells how it stands then.
    pub fn run(&self, request: ReminderRequest) {
        self.asked.borrow_mut().push_back(request);
        if self.asked.borrow().len() > 1 {
            return;
        }
        let (report, asked) = (self.report.clone(), self.asked.clone());
        let registering = self.worker.register();
        let first = move || asked.borrow().front().copied();
        let asked = self.asked.clone();
        spawn_local(async move {
            while let Some(request) = first() {
                let waking = answer(request, registering.clone()).await;
                // Who hears it may ask for the next.
                report(Event::WakingIs(waking.unwrap_or_default()));
                asked.borrow_mut().pop_front();
            }
        });
    }
}

/// None where this browser has no such thing.
async fn answer(request: ReminderRequest, registering: Option<Promise>) -> Option<Waking> {
    let registration = Worker::ready(registering).await.ok()?;
    let syncs: Syncs = script::property(&registration, "periodicSync")?.unchecked_into();
    // The worker is not told more than this: where the page is whose absence it tells.
    let name = format!("{OURS}{}", page()?);
    let begun = begun(&syncs).await?;
    if request == ReminderRequest::End {
        end(&syncs, begun).await?;
        return Some(Waking::Off);
    }
    if !is_let().await {
        return Some(Waking::Refused);
    }
    if request == ReminderRequest::Begin {
        let options = script::from_data(&Options {
            min_interval: EVERY_MILLIS,
        });
        if settled(syncs.register(&name, &options)).await.is_none() {
            return Some(Waking::Refused);
        }
        // The page was opened by another address before: nobody is reminded twice, or of one that is left.
        let others = begun.into_iter().filter(|one| *one != name);
        end(&syncs, others.collect()).await?;
        return Some(Waking::On);
    }
    let is_on = begun.contains(&name);
    Some(if is_on { Waking::On } else { Waking::Off })
}

/// What was begun by this page, by whichever address it was opened.
async fn begun(syncs: &Syncs) -> Option<Vec<String>> {
    let names: js_sys::Array = settled(syncs.get_tags()).await?.dyn_into().ok()?;
    let names = names.iter().filter_map(|one| one.as_string());
    Some(names.filter(|one| one.starts_with(OURS)).collect())
}

async fn end(syncs: &Syncs, names: Vec<String>) -> Option<()> {
    for name in names {
        settled(syncs.unregister(&name)).await?;
    }
    Some(())
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
