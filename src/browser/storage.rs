//! What outlives the page.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::{Storage, Window};

use super::listener::Listener;
use super::script;
use crate::engine::Event;

/// What one widget remembers in this browser, item by item. Reports what other tabs change of it
/// until it is dropped.
pub struct Store {
    prefix: Rc<str>,
    /// Whose it is, without a colon.
    name: String,
    report: Rc<dyn Fn(Event)>,
    _identity: Identity,
    _listener: Listener,
}

/// The browser has no storage for this page, or refuses to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the browser does not store for this page")]
pub struct NoStorage;

impl Store {
    /// The store of the widget with this identity; of a further one with the same on this page,
    /// another.
    pub fn new(window: &Window, identity: &str, report: &Rc<dyn Fn(Event)>) -> Self {
        let identity = Identity::claim(identity);
        // Without a colon, so that no identity is the beginning of another.
        let name = String::from(js_sys::encode_uri_component(&identity.0));
        let prefix: Rc<str> = format!("margin-call:kept:{name}:").into();
        let listener = {
            let (prefix, report) = (prefix.clone(), report.clone());
            on_change(window, move |key| match key {
                None => report_all(&prefix, &*report),
                Some(key) => {
                    if let Some(item) = key.strip_prefix(&*prefix) {
                        report(said(&key, item));
                    }
                }
            })
        };
        Self {
            prefix,
            name,
            report: report.clone(),
            _identity: identity,
            _listener: listener,
        }
    }

    /// Whose store it is: of no other widget of the page, and of one in each tab.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells all that was stored.
    pub fn read(&self) {
        report_all(&self.prefix, &*self.report);
    }

    /// Replaces an item; none: takes it away.
    ///
    /// # Errors
    /// [`NoStorage`] when the browser refuses, or has no room.
    pub fn write(&self, item: &str, text: Option<&str>) -> Result<(), NoStorage> {
        let (storage, key) = (storage()?, format!("{}{item}", self.prefix));
        match text {
            Some(text) => storage.set_item(&key, text),
            None => storage.remove_item(&key),
        }
        .map_err(|_| NoStorage)
    }
}

thread_local! {
    /// The identities of the widgets on this page.
    static CLAIMED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Whose a store is: no two widgets of a page have the same.
struct Identity(String);

impl Identity {
    /// The wanted one, or where it is taken that with a number after it: the widgets of a page come
    /// in the same order each time. An id of an element has no spaces.
    fn claim(wanted: &str) -> Self {
        CLAIMED.with_borrow_mut(|claimed| {
            let further = (2_u32..).map(|place| format!("{wanted} {place}"));
            let mut all = core::iter::once(wanted.to_owned()).chain(further);
            let own = all.find(|one| !claimed.contains(one)).unwrap_or_default();
            claimed.push(own.clone());
            Self(own)
        })
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        CLAIMED.with_borrow_mut(|claimed| claimed.retain(|one| *one != self.0));
    }
}

fn report_all(prefix: &str, report: &dyn Fn(Event)) {
    let items = items(prefix);
    if items.is_err() {
        report(Event::StoreFailed);
    }
    report(Event::Restored(items.unwrap_or_default()));
}

fn items(prefix: &str) -> Result<BTreeMap<String, String>, NoStorage> {
    let storage = storage()?;
    let count = storage.length().map_err(|_| NoStorage)?;
    let keys = (0..count).filter_map(|place| storage.key(place).ok().flatten());
    let mut items = BTreeMap::new();
    for key in keys {
        if let Some(item) = key.strip_prefix(prefix)
            && let Some(text) = storage.get_item(&key).map_err(|_| NoStorage)?
        {
            items.insert(item.to_owned(), text);
        }
    }
    Ok(items)
}

fn said(key: &str, item: &str) -> Event {
    let held = storage().and_then(|storage| storage.get_item(key).map_err(|_| NoStorage));
    held.map_or(Event::StoreFailed, |text| Event::ItemIs {
        item: item.to_owned(),
        text,
    })
}

/// Tells which key another tab has changed; none: it has emptied the store. Only a hint: what lies
/// there is to be read anew.
pub(super) fn on_change(
    window: &Window,
    mut changed: impl FnMut(Option<String>) + 'static,
) -> Listener {
    Listener::new(window, "storage", move |event| {
        changed(script::text(&event, "key"));
    })
}

pub(super) fn storage() -> Result<Storage, NoStorage> {
    // Throws where the person forbids it, is none where the page has no origin of its own.
    let window = web_sys::window().ok_or(NoStorage)?;
    window.local_storage().ok().flatten().ok_or(NoStorage)
}
