//! Whether the page is seen, awake and online.

use std::rc::Rc;

use web_sys::{Document, EventTarget, Window};

use super::listener::Listener;
use crate::engine::Event;

/// Reports when the page comes to the front, goes to the back, wakes, or loses the network.
pub struct PageState {
    _listeners: Vec<Listener>,
}

impl PageState {
    /// Starts to listen.
    pub fn watch(window: &Window, document: &Document, report: &Rc<dyn Fn(Event)>) -> Self {
        let on = |target: &EventTarget, name, read: fn(&Document) -> Event| {
            let (report, document) = (report.clone(), document.clone());
            Listener::new(target, name, move |_| report(read(&document)))
        };
        let listeners = vec![
            on(document, "visibilitychange", visibility),
            on(document, "freeze", |_| Event::VisibilityChanged {
                visible: false,
            }),
            on(document, "resume", visibility),
            on(window, "pageshow", visibility),
            on(window, "online", |_| Event::OnlineChanged { online: true }),
            on(window, "offline", |_| Event::OnlineChanged {
                online: false,
            }),
        ];
        Self {
            _listeners: listeners,
        }
    }
}

/// The page's own address, without what stands behind its `#`.
pub fn address() -> Option<String> {
    let address = web_sys::window()?.location().href().ok()?;
    Some(address.split('#').next()?.to_owned())
}

/// Whether a person can see the page now.
pub fn visibility(document: &Document) -> Event {
    Event::VisibilityChanged {
        visible: !document.hidden(),
    }
}
