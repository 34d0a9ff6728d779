//! Browser notifications: permission, showing, closing, clicks.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Promise};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    NotificationOptions, NotificationPermission, PermissionDescriptor, PermissionName,
    PermissionStatus,
};

use super::icon;
use super::listener::Listener;
use super::script;
use super::worker::Worker;
use crate::engine::{Button, Event, Notification, PermissionState};

/// Shows notifications and says how that went.
pub struct Notifier {
    report: Rc<dyn Fn(Event)>,
    worker: Rc<Worker>,
    /// Shown without a worker: they are closed, and their clicks heard, through their objects.
    plain: Rc<RefCell<Vec<(String, Plain)>>>,
    permission: Rc<RefCell<Option<(PermissionStatus, Listener)>>>,
}

/// A notification made by the constructor.
struct Plain {
    notification: web_sys::Notification,
    _listeners: [Listener; 3],
}

impl Notifier {
    /// Prepares to show through the worker with this script.
    pub fn new(worker_url: JsValue, report: &Rc<dyn Fn(Event)>) -> Self {
        Self {
            report: report.clone(),
            worker: Rc::new(Worker::new(worker_url, report)),
            plain: Rc::default(),
            permission: Rc::default(),
        }
    }

    /// The worker that it shows through.
    pub fn worker(&self) -> Rc<Worker> {
        self.worker.clone()
    }

    /// Reports the permission, now and whenever the person changes it in the browser.
    pub fn read_permission(&self) {
        let state = permission();
        if state == PermissionState::Granted {
            // Ready before it is needed.
            self.worker.register();
        }
        (self.report)(Event::PermissionRead(state));
        self.follow_permission();
    }

    /// Asks the person. Must follow a click within the same task.
    pub fn ask_permission(&self) {
        if permission() == PermissionState::Unsupported {
            return (self.report)(Event::PermissionRead(PermissionState::Unsupported));
        }
        let Ok(answer) = web_sys::Notification::request_permission() else {
            return (self.report)(Event::PermissionRead(permission()));
        };
        let (report, worker) = (self.report.clone(), Rc::downgrade(&self.worker));
        script::settle(&answer, move |_| {
            // Gone with the widget: there is nobody to tell.
            let Some(worker) = worker.upgrade() else {
                return;
            };
            let state = permission();
            if state == PermissionState::Granted {
                worker.register();
            }
            report(Event::PermissionRead(state));
        });
    }

    /// Shows a notification: through the worker, else by the constructor.
    pub fn show(&self, notification: Notification) {
        let registering = self.worker.register();
        let (report, plain) = (self.report.clone(), Rc::downgrade(&self.plain));
        spawn_local(async move {
            let options = options(&notification);
            // The constructor throws where there is one: who has no worker has the page open.
            let with_answers = options.clone();
            with_answers.set_actions(&actions(&notification.answers));
            let refused = match show_through(registering, &notification.title, &with_answers).await
            {
                Ok(()) => {
                    let tag = notification.tag;
                    return report(Event::NotificationShown { tag });
                }
                Err(refused) => refused,
            };
            // Gone with the widget.
            let Some(plain) = plain.upgrade() else { return };
            let tag = notification.tag.clone();
            // Android's browsers throw here: they want the worker.
            match web_sys::Notification::new_with_options(&notification.title, &options) {
                Ok(made) => {
                    let made = Plain::new(made, &tag, &report);
                    let mut plain = plain.borrow_mut();
                    plain.retain(|(other, _)| *other != tag);
                    plain.push((tag, made));
                }
                Err(thrown) => {
                    let reason = format!("{refused}; {}", script::words(&thrown, 200));
                    report(Event::NotificationFailed { tag, reason });
                }
            }
        });
    }

    /// Takes the notifications with this tag away.
    pub fn close(&self, tag: &str) {
        self.plain.borrow_mut().retain(|(other, plain)| {
            if other == tag {
                plain.notification.close();
            }
            other != tag
        });
        if permission() != PermissionState::Granted {
            return;
        }
        let registering = self.worker.register();
        let tag = tag.to_owned();
        spawn_local(async move {
            // What cannot be reached cannot be closed; the person can.
            let _ = close_through(registering, &tag).await;
        });
    }

    fn follow_permission(&self) {
        if self.permission.borrow().is_some() {
            return;
        }
        let Some(status) = query_permission() else {
            return;
        };
        let (report, slot) = (self.report.clone(), Rc::downgrade(&self.permission));
        script::settle(&status, move |status| {
            if let (Ok(status), Some(slot)) = (status, slot.upgrade()) {
                let status: PermissionStatus = status.unchecked_into();
                let listener = Listener::new(&status, "change", move |_| {
                    report(Event::PermissionRead(permission()));
                });
                *slot.borrow_mut() = Some((status, listener));
            }
        });
    }
}

impl Plain {
    fn new(made: web_sys::Notification, tag: &str, report: &Rc<dyn Fn(Event)>) -> Self {
        let on = |name, event: fn(String) -> Event| {
            let (report, tag) = (report.clone(), tag.to_owned());
            Listener::new(&made, name, move |_| report(event(tag.clone())))
        };
        let listeners = [
            on("show", |tag| Event::NotificationShown { tag }),
            on("error", |tag| Event::NotificationFailed {
                tag,
                reason: String::from("the browser could not show it"),
            }),
            on("click", |tag| {
                if let Some(window) = web_sys::window() {
                    // A browser that does not bring the page forward still reports the click.
                    let _ = window.focus();
                }
                Event::NotificationClicked { tag }
            }),
        ];
        Self {
            notification: made,
            _listeners: listeners,
        }
    }
}

/// Whether notifications may be shown, without asking anyone.
fn permission() -> PermissionState {
    let exists = web_sys::window()
        .and_then(|window| script::property(&window, "Notification"))
        .is_some();
    if !exists {
        return PermissionState::Unsupported;
    }
    match web_sys::Notification::permission() {
        NotificationPermission::Granted => PermissionState::Granted,
        NotificationPermission::Denied => PermissionState::Denied,
        NotificationPermission::Default => PermissionState::NotAsked,
        _ => PermissionState::Unknown,
    }
}

fn query_permission() -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let name = PermissionDescriptor::new(PermissionName::Notifications);
    // Throws where there is nobody to ask.
    let status = navigator.permissions().ok()?.query(&name);
    Some(Promise::resolve(&status.ok()?))
}

fn options(notification: &Notification) -> NotificationOptions {
    let options = NotificationOptions::new();
    options.set_body(&notification.body);
    options.set_tag(&notification.tag);
    // `renotify` without a tag throws.
    options.set_renotify(notification.renotify && !notification.tag.is_empty());
    if !notification.renotify {
        // It may be of a tag that is not on the screen: then the browser would sound it.
        options.set_silent(Some(true));
    }
    options.set_require_interaction(notification.stays);
    options.set_icon(&icon::data_url(notification.level));
    let (tag, page) = (notification.tag.as_str(), page());
    options.set_data(&script::from_data(&Data { tag, page }));
    options
}

/// The buttons of a notification.
fn actions(buttons: &[Button]) -> JsValue {
    let all = buttons.iter().map(|Button { answer, title }| Action {
        action: answer.id(),
        title,
    });
    script::from_data(&all.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Action<'a> {
    action: &'static str,
    title: &'a str,
}

/// What `notifications.js` has of a notification that is clicked.
#[derive(Serialize)]
struct Data<'a> {
    tag: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

/// The address of this page, without fragment: where a click leads.
pub(super) fn page() -> Option<String> {
    let address = web_sys::window()?.location().href().ok()?;
    Some(address.split('#').next()?.to_owned())
}

async fn show_through(
    registering: Option<Promise>,
    title: &str,
    options: &NotificationOptions,
) -> Result<(), String> {
    let registration = Worker::ready(registering).await?;
    let said = |thrown: JsValue| script::words(&thrown, 200);
    let shown = registration.show_notification_with_options(title, options);
    JsFuture::from(shown.map_err(said)?).await.map_err(said)?;
    Ok(())
}

// web-sys has it without a filter only.
#[wasm_bindgen]
extern "C" {
    type Showing;
    #[wasm_bindgen(method, catch, js_name = getNotifications)]
    fn get_notifications(this: &Showing, filter: &JsValue) -> Result<Promise, JsValue>;
}

#[derive(Serialize)]
struct Filter<'a> {
    tag: &'a str,
}

async fn close_through(registering: Option<Promise>, tag: &str) -> Option<()> {
    let registration = Worker::ready(registering).await.ok()?;
    let registration: &Showing = registration.unchecked_ref();
    let found = registration.get_notifications(&script::from_data(&Filter { tag }));
    let found = Promise::resolve(&found.ok()?);
    let found: Array = JsFuture::from(found).await.ok()?.dyn_into().ok()?;
    for notification in found.iter() {
        notification
            .unchecked_into::<web_sys::Notification>()
            .close();
    }
    Some(())
}
