//! Effects out, events in.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, CustomEventInit, Document, EventTarget, Window};

use super::options::Options;
use crate::browser::edition::Edition;
use crate::browser::http::Http;
use crate::browser::notifier::Notifier;
use crate::browser::page_state::{self, PageState};
use crate::browser::record_store::RecordStore;
use crate::browser::reminder::Reminder;
use crate::browser::script;
use crate::browser::sound::Sound;
use crate::browser::storage::Store;
use crate::browser::tabs::Tabs;
use crate::engine::view::WalletId;
use crate::engine::{Effect, Endpoint, Event, HostEvent, RequestFailure, RequestId};
use crate::wallet::{Discovery, Provider, Subscription};

/// Runs effects and reports events, for one widget. Dropping it ends all of that.
pub struct Edges {
    window: Window,
    document: Document,
    host: EventTarget,
    report: Rc<dyn Fn(Event)>,
    host_provider: Option<Provider>,
    discovery: RefCell<Discovery>,
    in_use: RefCell<Option<(Provider, Subscription)>>,
    http: Http,
    notifier: Notifier,
    sound: Sound,
    reminder: Reminder,
    store: Store,
    records: RecordStore,
    tabs: Tabs,
    edition: Edition,
    _page_state: PageState,
}

impl Edges {
    /// Prepares the edges of the widget in `host`.
    pub fn new(
        (window, document): (&Window, &Document),
        host: &EventTarget,
        options: &Options,
        report: Rc<dyn Fn(Event)>,
    ) -> Self {
        let store = Store::new(window, &options.identity, &report);
        let notifier = Notifier::new(options.worker_url.clone(), &report);
        Self {
            window: window.clone(),
            document: document.clone(),
            host: host.clone(),
            host_provider: options.provider.clone(),
            discovery: RefCell::new(Discovery::new(&report)),
            in_use: RefCell::default(),
            http: Http::default(),
            reminder: Reminder::new(notifier.worker(), &report),
            notifier,
            sound: Sound::new(window, &report),
            tabs: Tabs::new(window, store.name(), &report),
            edition: Edition::new(options.edition_url.clone(), &report),
            store,
            records: RecordStore::new(window, &report),
            _page_state: PageState::watch(window, document, &report),
            report,
        }
    }

    /// Tells how the page stands as the widget starts.
    pub fn report_page(&self) {
        (self.report)(page_state::visibility(&self.document));
        let online = self.window.navigator().on_line();
        (self.report)(Event::OnlineChanged { online });
    }

    /// Does what the engine asks for.
    pub fn run(&self, effect: Effect) {
        match effect {
            Effect::DiscoverWallets => {
                let host_provider = self.host_provider.clone();
                let mut discovery = self.discovery.borrow_mut();
                discovery.start(&self.window, host_provider);
            }
            Effect::FetchDeployment { url } => {
                let report = self.report.clone();
                self.http.deployment(&url, move |fetched| {
                    report(Event::DeploymentFetched(fetched));
                });
            }
            Effect::UseWallet(wallet) => self.use_wallet(wallet.as_ref()),
            Effect::Ask { id, via, request } => {
                let report = self.report.clone();
                let done = move |answer| report(Event::Answered { id, answer });
                match (via, self.asked_wallet()) {
                    (Endpoint::Wallet, Some(wallet)) => wallet.request(&request, done),
                    (Endpoint::Wallet, None) => done(Err(RequestFailure::Unreachable)),
                    (Endpoint::Http(url), _) => {
                        let RequestId(id) = id;
                        self.http.ask(&url, id, &request, done);
                    }
                }
            }
            Effect::Push { id, request } => {
                let report = self.report.clone();
                let done = move |answer| report(Event::Answered { id, answer });
                self.http.push(&request, done);
            }
            Effect::Beat { id, url } => {
                let report = self.report.clone();
                let done = move |answer| report(Event::Answered { id, answer });
                self.http.beat(&url, done);
            }
            Effect::Restore => self.store.read(),
            Effect::Store { item, text } => {
                if self.store.write(&item, text.as_deref()).is_err() {
                    (self.report)(Event::StoreFailed);
                }
            }
            Effect::ReadRecord(slot) => self.records.read(slot),
            Effect::ChangeRecord { slot, from, to } => self.records.change(slot, from, to),
            Effect::ReadPermission => self.notifier.read_permission(),
            Effect::AskPermission => self.notifier.ask_permission(),
            Effect::Notify(notification) => self.notifier.show(notification),
            Effect::CloseNotification { tag } => self.notifier.close(&tag),
            Effect::Sound(request) => self.sound.run(request),
            Effect::Remind(request) => self.reminder.run(request),
            Effect::Emit(event) => self.emit(&event),
            Effect::Edition(request) => self.edition.run(request),
            Effect::Lead(request) => self.tabs.seek(request),
            Effect::Broadcast(text) => self.tabs.say(&text),
        }
    }

    fn asked_wallet(&self) -> Option<Provider> {
        let in_use = self.in_use.borrow();
        in_use.as_ref().map(|(provider, _)| provider.clone())
    }

    fn use_wallet(&self, wallet: Option<&WalletId>) {
        // Outside of the borrow: a wallet may call its listeners while they are changed.
        drop(self.in_use.take());
        let provider = wallet.and_then(|id| self.discovery.borrow().provider(id));
        let used = provider.map(|provider| {
            let subscription = provider.subscribe(&self.report);
            (provider, subscription)
        });
        self.in_use.replace(used);
    }

    fn emit(&self, event: &HostEvent) {
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(&script::from_data(event));
        let Ok(event) = CustomEvent::new_with_event_init_dict(event.name(), &init) else {
            return;
        };
        let host = self.host.clone();
        // The host's listeners may do anything, even take the element away: not amid our turn.
        spawn_local(async move {
            // Refused only for an event that is being dispatched already; this one is new.
            let _ = host.dispatch_event(&event);
        });
    }
}
