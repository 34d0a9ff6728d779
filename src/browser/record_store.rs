//! Where records of transactions under way lie: one place for an account on a chain, the same for
//! all widgets and tabs of the origin, apart from what a widget remembers of itself.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Storage, Window};

use super::listener::Listener;
use super::locks::{self, Mode};
use super::script;
use super::storage::{NoStorage, on_change, storage};
use crate::engine::{Event, NotStored};
use crate::top_up::Slot;

/// The records of the origin, for one widget. Reports what other tabs change until it is dropped.
pub struct RecordStore {
    report: Rc<dyn Fn(Event)>,
    /// The slot that was read last: the widget's own.
    own: Rc<Cell<Option<Slot>>>,
    _listener: Listener,
}

impl RecordStore {
    /// Listens to what other tabs write.
    pub fn new(window: &Window, report: &Rc<dyn Fn(Event)>) -> Self {
        let own = Rc::new(Cell::new(None));
        let listener = {
            let (own, report) = (own.clone(), report.clone());
            on_change(window, move |key| {
                if let Some(slot) = own.get()
                    && key.is_none_or(|key| key == key_of(slot))
                {
                    report(said(slot));
                }
            })
        };
        Self {
            report: report.clone(),
            own,
            _listener: listener,
        }
    }

    /// Tells what lies in a slot, and from then on when another tab changes it.
    pub fn read(&self, slot: Slot) {
        self.own.set(Some(slot));
        (self.report)(said(slot));
    }

    /// Changes what lies in a slot, if it is `from`; then tells what lies there.
    ///
    /// Between reading and writing no other tab comes in: they hold a lock, where the browser has
    /// locks. Without, two tabs can only meet within the same instant.
    pub fn change(&self, slot: Slot, from: Option<String>, to: Option<String>) {
        let report = self.report.clone();
        let change = move || {
            // What could not be changed is told as it is.
            let _ = exchange(slot, from.as_deref(), to.as_deref());
            report(said(slot));
        };
        alone(&key_of(slot), change);
    }
}

fn key_of(slot: Slot) -> String {
    format!("margin-call:sent:{}:{:#x}", slot.chain.0, slot.account)
}

fn said(slot: Slot) -> Event {
    let held = storage().and_then(|storage| storage.get_item(&key_of(slot)).map_err(|_| NoStorage));
    Event::RecordIs {
        slot,
        held: held.map_err(|NoStorage| NotStored),
    }
}

fn exchange(slot: Slot, from: Option<&str>, to: Option<&str>) -> Result<(), NoStorage> {
    let (storage, key): (Storage, String) = (storage()?, key_of(slot));
    let lies = storage.get_item(&key).map_err(|_| NoStorage)?;
    if lies.as_deref() != from {
        return Ok(());
    }
    match to {
        Some(text) => storage.set_item(&key, text),
        None => storage.remove_item(&key),
    }
    .map_err(|_| NoStorage)
}

/// Runs something while no other tab runs anything under the same name.
fn alone(name: &str, run: impl FnOnce() + 'static) {
    let run = Rc::new(Cell::new(Some(run)));
    let once = {
        let run = run.clone();
        move || {
            if let Some(run) = run.take() {
                run();
            }
        }
    };
    let locked = {
        let once = once.clone();
        script::callback(move |_lock| once())
    };
    let navigator = web_sys::window().map(|window| window.navigator());
    let ended = navigator
        .and_then(|navigator| locks::request(&navigator, name, Mode::Exclusive, false, &locked));
    match ended {
        // Refused for pages without an origin: then it is as if there were none.
        Some(ended) => script::settle(&ended, move |_| once()),
        None => once(),
    }
}
