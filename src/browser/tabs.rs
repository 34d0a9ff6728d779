//! The other tabs of the page: a lock that one of all has, and what they say to each other.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent, Navigator, Window};

use super::listener::Listener;
use super::locks::{self, Mode};
use super::script;
use crate::engine::{Event, LeadNews, LeadRequest};

/// One widget among those of the same identity in all tabs. Gives the lock back when it is dropped,
/// and hears nothing any more.
pub struct Tabs {
    name: String,
    navigator: Navigator,
    lock: Rc<Lock>,
    channel: Option<(BroadcastChannel, Listener)>,
}

/// How this widget stands to the lock.
struct Lock {
    report: Rc<dyn Fn(Event)>,
    is_gone: Cell<bool>,
    /// It waits for its turn.
    is_waiting: Cell<bool>,
    /// Gives the lock back.
    release: RefCell<Option<Function>>,
}

impl Tabs {
    /// Listens to the widgets of this identity.
    pub fn new(window: &Window, identity: &str, report: &Rc<dyn Fn(Event)>) -> Self {
        let name = format!("margin-call:tabs:{identity}");
        let lock = Lock {
            report: report.clone(),
            is_gone: Cell::new(false),
            is_waiting: Cell::new(false),
            release: RefCell::default(),
        };
        Self {
            navigator: window.navigator(),
            lock: Rc::new(lock),
            channel: channel(&name, report),
            name,
        }
    }

    /// Says something to all others.
    pub fn say(&self, text: &str) {
        if let Some((channel, _)) = &self.channel {
            // What cannot be said is as if it were lost: the others read for themselves.
            let _ = channel.post_message(&text.into());
        }
    }

    /// Seeks the lock, and tells from then on what becomes of it. Where there are no locks, or nobody
    /// could be heard, that is told.
    pub fn seek(&self, request: LeadRequest) {
        let steals = request == LeadRequest::Steal;
        // Whoever waits already goes on waiting.
        if !steals && self.lock.is_waiting.replace(true) {
            return;
        }
        if self.channel.is_none() || self.request(steals).is_none() {
            self.lock.tell(LeadNews::Unavailable);
        }
    }

    fn request(&self, steals: bool) -> Option<()> {
        let had = Rc::new(Cell::new(false));
        let granted = {
            let (lock, had) = (self.lock.clone(), had.clone());
            Closure::<dyn FnMut() -> JsValue>::new(move || {
                if !steals {
                    lock.is_waiting.set(false);
                }
                // Let go at once.
                if lock.is_gone.get() {
                    return JsValue::UNDEFINED;
                }
                had.set(true);
                let held = lock.hold();
                lock.tell(LeadNews::Granted);
                held.into()
            })
        };
        let granted = granted.into_js_value();
        let ended = locks::request(
            &self.navigator,
            &self.name,
            Mode::Exclusive,
            steals,
            &granted,
        )?;
        let lock = self.lock.clone();
        script::settle(&ended, move |ended| {
            match (ended, had.get()) {
                // Given back by this widget.
                (Ok(_), _) => {}
                (Err(_), true) => lock.tell(LeadNews::Lost),
                // Refused, as for pages without an origin.
                (Err(_), false) => lock.tell(LeadNews::Unavailable),
            }
        });
        Some(())
    }
}

impl Lock {
    /// What holds the lock until it is released.
    fn hold(&self) -> Promise {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        self.release.replace(release);
        held
    }

    fn tell(&self, news: LeadNews) {
        if !self.is_gone.get() {
            (self.report)(Event::Lead(news));
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.lock.is_gone.set(true);
        if let Some(release) = self.lock.release.take() {
            // A promise's own resolve does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
        if let Some((channel, _)) = &self.channel {
            channel.close();
        }
    }
}

/// What the widgets of a name say to each other; none where the browser has no such thing.
fn channel(name: &str, report: &Rc<dyn Fn(Event)>) -> Option<(BroadcastChannel, Listener)> {
    // Throws for pages without an origin, and where there is no such thing.
    let channel = BroadcastChannel::new(name).ok()?;
    let report = report.clone();
    let listener = Listener::new(&channel, "message", move |event| {
        let data = event.unchecked_into::<MessageEvent>().data();
        if let Some(text) = data.as_string() {
            report(Event::Heard(text));
        }
    });
    Some((channel, listener))
}
