use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, ServiceWorkerContainer, ServiceWorkerRegistration};

use super::listener::Listener;
use super::{script, service_workers};
use crate::engine::{Event, NotificationAnswer};

/// How long a notification waits for its worker before it goes another way: 4 s.
const PATIENCE_MILLIS: u32 = 4_000;

/// The service worker that shows notifications.
///
/// It is registered below the script's own folder, in a scope where no page lies: it never stands
/// between the host's pages and the network, and never replaces a worker of the host.
pub struct Worker {
    container: Option<ServiceWorkerContainer>,
    /// The address of the worker's script: text, or a `TrustedScriptURL` where the page asks for it.
    url: JsValue,
    registering: RefCell<Option<Promise>>,
    _clicks: Option<Listener>,
}

impl Worker {
    /// Prepares; registers nothing yet. Reports clicks that a worker passes on.
    pub fn new(url: JsValue, report: &Rc<dyn Fn(Event)>) -> Self {
        let container = service_workers::container();
        let clicks = container.as_ref().map(|container| {
            let report = report.clone();
            Listener::new(container, "message", move |event| {
                let data = event.unchecked_into::<MessageEvent>().data();
                if let Some(tag) = script::text(&data, "margin-call") {
                    let answer = script::text(&data, "answer");
                    report(match answer.and_then(|id| NotificationAnswer::parse(&id)) {
                        Some(answer) => Event::NotificationAnswered { tag, answer },
                        None => Event::NotificationClicked { tag },
                    });
                }
            })
        });
        Self {
            container,
            url,
            registering: RefCell::new(None),
            _clicks: clicks,
        }
    }

    /// Registers the worker, if that was not done.
    pub fn register(&self) -> Option<Promise> {
        let mut registering = self.registering.borrow_mut();
        if registering.is_none() {
            *registering = self.call_register();
        }
        registering.clone()
    }

    fn call_register(&self) -> Option<Promise> {
        let container = self.container.as_ref()?;
        let folder = service_workers::folder(&self.url)?;
        service_workers::register(container, &self.url, &format!("{folder}margin-call/"))
    }

    /// The registration, once its worker is active.
    ///
    /// # Errors
    /// The browser's words, when there is none or it takes too long.
    pub async fn ready(registering: Option<Promise>) -> Result<ServiceWorkerRegistration, String> {
        let registering =
            registering.ok_or_else(|| String::from("no service worker can be registered here"))?;
        let active = wasm_bindgen_futures::future_to_promise(active(registering));
        let (too_late, _patience) = too_late();
        let first = Promise::race(&Array::of2(&active, &too_late));
        match JsFuture::from(first).await {
            Ok(registration) => Ok(registration.unchecked_into()),
            Err(thrown) => Err(script::words(&thrown, 200)),
        }
    }
}

async fn active(registering: Promise) -> Result<JsValue, JsValue> {
    let registration: ServiceWorkerRegistration =
        JsFuture::from(registering).await?.unchecked_into();
    while registration.active().is_none() {
        let worker = registration.installing().or_else(|| registration.waiting());
        let worker = worker.ok_or("the service worker was not installed")?;
        let mut changed: Option<Function> = None;
        let change = Promise::new(&mut |resolve, _| changed = Some(resolve));
        worker.set_onstatechange(changed.as_ref());
        JsFuture::from(change).await?;
    }
    Ok(registration.into())
}

/// A promise that is rejected after [`PATIENCE_MILLIS`], and what stops its clock when dropped.
fn too_late() -> (Promise, Option<gloo_timers::callback::Timeout>) {
    let mut clock = None;
    let promise = Promise::new(&mut |_, reject| {
        clock = Some(gloo_timers::callback::Timeout::new(
            PATIENCE_MILLIS,
            move || {
                let reason = "the service worker did not start in time";
                // A promise's own reject does not throw.
                let _ = reject.call1(&JsValue::UNDEFINED, &reason.into());
            },
        ));
    });
    (promise, clock)
}
