use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, Event as DomEvent, Window};

use super::announcement;
use super::provider::Provider;
use crate::browser::{Listener, script};
use crate::engine::Event;
use crate::engine::view::{WalletId, WalletInfo};

/// While the page is still being loaded, or where none has answered, wallets are waited for: 300 ms.
const SETTLES_AFTER_MILLIS: u32 = 300;
/// More wallets than anyone has: a script that announces without end is not listened to.
const MOST_WALLETS: usize = 32;

/// The wallets of this page, each announced once.
pub struct Discovery {
    found: Rc<Found>,
    listeners: Vec<Listener>,
    settling: Option<Timeout>,
}

struct Found {
    wallets: RefCell<Vec<(WalletId, Provider)>>,
    report: Rc<dyn Fn(Event)>,
}

impl Discovery {
    /// Prepares; looks nowhere yet.
    pub fn new(report: &Rc<dyn Fn(Event)>) -> Self {
        Self {
            found: Rc::new(Found {
                wallets: RefCell::default(),
                report: report.clone(),
            }),
            listeners: Vec::new(),
            settling: None,
        }
    }

    /// Announces the host's own provider, asks the others to announce themselves, and falls back
    /// to `window.ethereum` when none does.
    pub fn start(&mut self, window: &Window, host: Option<Provider>) {
        if let Some(provider) = host {
            let info = named(WalletId::Host, "This site's wallet");
            self.found.add(info, provider);
        }
        if self.listeners.is_empty() {
            self.listen(window);
        }
        request_announcements(window);
        // Wallets answer at once, and those that come with the page are there when it is.
        if is_loaded(window) && !self.found.wallets.borrow().is_empty() {
            (self.found.report)(Event::WalletsSettled);
            return;
        }
        let (found, window) = (self.found.clone(), window.clone());
        self.settling = Some(Timeout::new(SETTLES_AFTER_MILLIS, move || {
            found.fall_back(&window);
            (found.report)(Event::WalletsSettled);
        }));
    }

    /// Listens for wallets, also for those that come late: some stand at `window.ethereum` seconds
    /// after the page was loaded, and others only once it is looked at again.
    fn listen(&mut self, window: &Window) {
        let found = self.found.clone();
        let name = "eip6963:announceProvider";
        self.listeners
            .push(Listener::new(window, name, move |event| {
                if let Some(event) = event.dyn_ref::<CustomEvent>()
                    && let Some((info, provider)) = announcement::read(&event.detail())
                {
                    found.add(info, provider);
                }
            }));
        let (found, page) = (self.found.clone(), window.clone());
        let name = "ethereum#initialized";
        self.listeners
            .push(Listener::new(window, name, move |_| found.fall_back(&page)));
        if let Some(document) = window.document() {
            let (found, page) = (self.found.clone(), window.clone());
            let name = "visibilitychange";
            self.listeners
                .push(Listener::new(&document, name, move |_| {
                    request_announcements(&page);
                    found.fall_back(&page);
                }));
        }
    }

    /// The provider of an announced wallet.
    pub fn provider(&self, id: &WalletId) -> Option<Provider> {
        let wallets = self.found.wallets.borrow();
        let known = wallets.iter().find(|(known, _)| known == id);
        known.map(|(_, provider)| provider.clone())
    }
}

impl Found {
    /// Reports a wallet unless its provider is known. Another under the same id gets one of its
    /// own: it neither takes the first one's place nor is it passed over.
    fn add(&self, mut info: WalletInfo, provider: Provider) {
        {
            let mut wallets = self.wallets.borrow_mut();
            if wallets.len() >= MOST_WALLETS || wallets.iter().any(|(_, known)| *known == provider)
            {
                return;
            }
            let taken = |id: &WalletId| wallets.iter().any(|(known, _)| known == id);
            if taken(&info.id) {
                // No announcement has a colon in its id.
                let WalletId::Announced(uuid) = &info.id else {
                    return;
                };
                let again = (2..).map(|count| WalletId::Announced(format!("{uuid}:{count}")));
                info.id = again.into_iter().find(|id| !taken(id)).unwrap_or(info.id);
                // A person must see which is which: two may have one name, too.
                info.name = format!("“{}”, under the id of another wallet", info.name);
            }
            wallets.push((info.id.clone(), provider));
        }
        (self.report)(Event::WalletAnnounced(info));
    }

    fn fall_back(&self, window: &Window) {
        if self.wallets.borrow().is_empty()
            && let Some(provider) = script::property(window, "ethereum").and_then(Provider::new)
        {
            self.add(named(WalletId::Injected, "Browser wallet"), provider);
        }
    }
}

fn is_loaded(window: &Window) -> bool {
    let document = window.document();
    document.is_some_and(|document| document.ready_state() == "complete")
}

fn request_announcements(window: &Window) {
    if let Ok(request) = DomEvent::new("eip6963:requestProvider") {
        // Refused only for an event that is being dispatched already; this one is new.
        let _ = window.dispatch_event(&request);
    }
}

/// A wallet that does not name itself.
fn named(id: WalletId, name: &str) -> WalletInfo {
    WalletInfo {
        id,
        name: name.to_owned(),
        icon: None,
        rdns: None,
    }
}
