//! The edition of the page's own files that the browser keeps, by a worker that hands them to the page.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

use super::listener::Listener;
use super::{script, service_workers};
use crate::engine::{EditionRequest, Event};

/// Keeps the page's edition, and tells of a newer one.
pub struct Edition {
    /// The address of the worker's script: text, or a `TrustedScriptURL` where the page asks for it.
    url: JsValue,
    report: Rc<dyn Fn(Event)>,
    kept: Rc<RefCell<Option<Kept>>>,
}

struct Kept {
    registration: ServiceWorkerRegistration,
    _found: Listener,
    _taking: Option<Listener>,
}

impl Edition {
    /// Prepares; keeps nothing yet.
    pub fn new(url: JsValue, report: &Rc<dyn Fn(Event)>) -> Self {
        Self {
            url,
            report: report.clone(),
            kept: Rc::default(),
        }
    }

    /// Does what the engine asks for.
    pub fn run(&self, request: EditionRequest) {
        match request {
            EditionRequest::Keep => self.keep(),
            EditionRequest::Take => self.take(),
            EditionRequest::Load => {
                if let Some(window) = web_sys::window() {
                    // Refused while the page goes anyway.
                    let _ = window.location().reload();
                }
            }
        }
    }

    fn keep(&self) {
        if let Some(kept) = &*self.kept.borrow() {
            return look(&kept.registration);
        }
        let Some(container) = service_workers::container() else {
            return;
        };
        let (url, report, slot) = (
            self.url.clone(),
            self.report.clone(),
            Rc::downgrade(&self.kept),
        );
        spawn_local(async move {
            let registration = registered(&container, &url).await;
            // Gone with the widget, or kept nowhere: then there is nothing newer either.
            if let Some((registration, slot)) = registration.zip(slot.upgrade()) {
                look(&registration);
                *slot.borrow_mut() = Some(Kept::new(registration, &report));
            }
        });
    }

    fn take(&self) {
        let mut kept = self.kept.borrow_mut();
        let Some(kept) = kept.as_mut() else { return };
        let Some(waiting) = kept.registration.waiting() else {
            // Another tab has done it.
            return (self.report)(Event::EditionTaken);
        };
        let report = self.report.clone();
        kept._taking = Some(once(&waiting, "activated", move || {
            report(Event::EditionTaken);
        }));
        // Text is cloned by every browser.
        let _ = waiting.post_message(&"take".into());
    }
}

impl Kept {
    fn new(registration: ServiceWorkerRegistration, report: &Rc<dyn Fn(Event)>) -> Self {
        if registration.waiting().is_some() {
            report(Event::EditionReady);
        }
        let (report, of) = (report.clone(), registration.clone());
        let installing = RefCell::new(None);
        let follow = move || {
            // The first is newer than none.
            let worker = of.installing().filter(|_| of.active().is_some());
            if let Some(worker) = worker {
                let report = report.clone();
                let ready = once(&worker, "installed", move || report(Event::EditionReady));
                installing.replace(Some(ready));
            }
        };
        follow();
        let _found = Listener::new(&registration, "updatefound", move |_| follow());
        Self {
            registration,
            _found,
            _taking: None,
        }
    }
}

/// Whether the server has another edition, or this one no more. What it finds is told by itself; without a network
/// it finds nothing.
fn look(registration: &ServiceWorkerRegistration) {
    let of = registration.clone();
    let then_at_the_page = move |looked: Result<JsValue, JsValue>| {
        if let (Ok(_), Some(active)) = (looked, of.active()) {
            // Text is cloned by every browser.
            let _ = active.post_message(&"look".into());
        }
    };
    if let Ok(looked) = registration.update() {
        script::settle(&looked, then_at_the_page);
    }
}

/// Calls `run` when a worker comes to this state.
fn once(worker: &ServiceWorker, state: &'static str, run: impl Fn() + 'static) -> Listener {
    let of = worker.clone();
    Listener::new(worker, "statechange", move |_| {
        if script::text(&of, "state").is_some_and(|is| is == state) {
            run();
        }
    })
}

/// The worker of the folder that its script lies in: where the page lies. One of the host's that stands there
/// stays, and nothing is kept.
async fn registered(
    container: &ServiceWorkerContainer,
    url: &JsValue,
) -> Option<ServiceWorkerRegistration> {
    let folder = service_workers::folder(url)?;
    let there = container.get_registration_with_document_url(&folder);
    let there = JsFuture::from(there).await.ok()?;
    if !there.is_undefined() {
        let there: ServiceWorkerRegistration = there.unchecked_into();
        let worker = there.active().or_else(|| there.waiting());
        let worker = worker.or_else(|| there.installing());
        let is_ours =
            worker.is_none_or(|worker| Some(worker.script_url()) == service_workers::address(url));
        if there.scope() == folder && !is_ours {
            return None;
        }
    }
    let registered = service_workers::register(container, url, &folder)?;
    let registered = JsFuture::from(registered).await.ok()?;
    Some(registered.unchecked_into())
}
