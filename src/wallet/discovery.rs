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

/// Wallets answer at once; after this the page is not kept waiting for more: 300 ms.
const SETTLES_AFTER_MILLIS: u32 = 300;
/// More wallets than anyone has: a script that announces without end is not listened to.
const MOST_WALLETS: usize = 32;

/// The wallets of this page, each announced once.
pub struct Discovery {
    found: Rc<Found>,
    listener: Option<Listener>,
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
            listener: None,
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
        if self.listener.is_none() {
            let found = self.found.clone();
            let name = "eip6963:announceProvider";
            self.listener = Some(Listener::new(window, name, move |event| {
                if let Some(event) = event.dyn_ref::<CustomEvent>()
                    && let Some((info, provider)) = announcement::read(&event.detail())
                {
                    found.add(info, provider);
                }
            }));
        }
        if let Ok(request) = DomEvent::new("eip6963:requestProvider") {
            // Refused only for an event that is being dispatched already; this one is new.
            let _ = window.dispatch_event(&request);
        }
        let (found, window) = (self.found.clone(), window.clone());
        self.settling = Some(Timeout::new(SETTLES_AFTER_MILLIS, move || {
            found.fall_back(&window);
            (found.report)(Event::WalletsSettled);
        }));
    }

    /// The provider of an announced wallet.
    pub fn provider(&self, id: &WalletId) -> Option<Provider> {
        let wallets = self.found.wallets.borrow();
        let known = wallets.iter().find(|(known, _)| known == id);
        known.map(|(_, provider)| provider.clone())
    }
}

impl Found {
    /// Reports a wallet unless its id or its provider is known: the first word counts.
    fn add(&self, info: WalletInfo, provider: Provider) {
        {
            let mut wallets = self.wallets.borrow_mut();
            let is_known =
                |(id, known): &(WalletId, Provider)| *id == info.id || *known == provider;
            if wallets.len() >= MOST_WALLETS || wallets.iter().any(is_known) {
                return;
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

/// A wallet that does not name itself.
fn named(id: WalletId, name: &str) -> WalletInfo {
    WalletInfo {
        id,
        name: name.to_owned(),
        icon: None,
        rdns: None,
    }
}
