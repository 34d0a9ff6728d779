//! The one loop around the engine.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::EventTarget;

use super::edges::Edges;
use super::options::Options;
use super::panic;
use crate::browser::clock::{self, Timer};
use crate::browser::page_mark::PageMark;
use crate::browser::top_window;
use crate::browser::web_lock::WebLock;
use crate::engine::view::Attention;
use crate::engine::{Engine, Event, View};

/// A turn takes milliseconds. One that has not ended after 10 s was broken off by an exception
/// that passed through it, and would leave a frozen picture behind.
const LONGEST_TURN_MILLIS: u32 = 10_000;

/// Turns the crank of one widget: events in, effects out, the view on. Dropping it ends the widget.
pub struct Runner {
    crank: Rc<Crank>,
}

struct Crank {
    engine: RefCell<Engine>,
    waiting: RefCell<Vec<Event>>,
    turning: Cell<bool>,
    edges: Edges,
    timer: RefCell<Timer>,
    /// The view that was shown last, and the engine's version that it is of.
    shown: RefCell<(u64, Arc<View>)>,
    attention: RefCell<Attention>,
    show: Box<dyn Fn(Arc<View>)>,
    page_mark: Option<PageMark>,
    web_lock: RefCell<Option<WebLock>>,
    in_hand: Cell<bool>,
    freed: Option<Function>,
    itself: Weak<Crank>,
}

impl Runner {
    /// A widget whose host events are dispatched on `host`, and every changed view given to
    /// `show`. None outside of a document.
    pub fn new(
        host: &EventTarget,
        options: &Options,
        show: impl FnOnce(Arc<View>) -> Box<dyn Fn(Arc<View>)>,
    ) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let engine = Engine::new(options.config.clone());
        let view = Arc::new(engine.view());
        let version = engine.version();
        let crank = Rc::new_cyclic(|itself: &Weak<Crank>| {
            let report = {
                let itself = itself.clone();
                Rc::new(move |event| {
                    // Gone with the widget: there is nobody to tell.
                    if let Some(crank) = itself.upgrade() {
                        crank.report(event);
                    }
                })
            };
            Crank {
                engine: RefCell::new(engine),
                waiting: RefCell::default(),
                turning: Cell::new(false),
                edges: Edges::new((&window, &document), host, options, report),
                timer: RefCell::default(),
                shown: RefCell::new((version, view.clone())),
                attention: RefCell::new(view.attention.clone()),
                show: show(view),
                page_mark: options.is_page.then(|| PageMark::new(&window, &document)),
                web_lock: RefCell::default(),
                in_hand: Cell::new(false),
                freed: options.freed.clone(),
                itself: itself.clone(),
            }
        });
        Some(Self { crank })
    }

    /// Begins to watch.
    pub fn start(&self, fragment: Option<String>) {
        self.report(Event::Started);
        self.crank.edges.report_page();
        if let Some(fragment) = fragment {
            self.report(Event::Opened { fragment });
        }
    }

    /// Hands the engine an event.
    pub fn report(&self, event: Event) {
        self.crank.report(event);
    }

    /// What hands the engine events for as long as the widget lives, and nothing after.
    pub fn reporter(&self) -> impl Fn(Event) + Clone + 'static {
        let crank = Rc::downgrade(&self.crank);
        move |event| {
            if let Some(crank) = crank.upgrade() {
                crank.report(event);
            }
        }
    }

    /// Whether a person is about to sign, or the wallet is asked.
    pub fn is_in_hand(&self) -> bool {
        self.crank.in_hand.get()
    }

    /// What is on the screen; or would be, while the page is hidden.
    pub fn view(&self) -> Arc<View> {
        let engine = self.crank.engine.borrow();
        let (version, shown) = &*self.crank.shown.borrow();
        match *version == engine.version() {
            true => shown.clone(),
            false => Arc::new(engine.view()),
        }
    }
}

impl Crank {
    /// Events that effects cause at once wait for their turn: the engine is never entered twice.
    fn report(&self, event: Event) {
        if panic::is_stopped() {
            return;
        }
        self.waiting.borrow_mut().push(event);
        if self.turning.replace(true) {
            return;
        }
        self.timer
            .borrow_mut()
            .set_after(LONGEST_TURN_MILLIS, || panic!("a turn did not end"));
        while let Some(event) = self.next() {
            let effects = self.engine.borrow_mut().handle(clock::now(), event);
            for effect in effects {
                self.edges.run(effect);
            }
        }
        self.turning.set(false);
        self.settle();
    }

    fn next(&self) -> Option<Event> {
        let mut waiting = self.waiting.borrow_mut();
        (!waiting.is_empty()).then(|| waiting.remove(0))
    }

    /// Shows what changed and sets the alarm clock. Of a page that nobody sees, and that has no window
    /// on top of others, only title, icon and
    /// badge are: all else is shown when it comes to the front.
    fn settle(&self) {
        let (wakes_after_ms, attention, is_watching, is_in_hand) = {
            let engine = self.engine.borrow();
            let (is_watching, is_in_hand) = (engine.is_watching(), engine.is_in_hand());
            let attention = engine.attention();
            (engine.wakes_after_ms(), attention, is_watching, is_in_hand)
        };
        let crank = self.itself.clone();
        self.timer.borrow_mut().set(wakes_after_ms, move || {
            if let Some(crank) = crank.upgrade() {
                crank.report(Event::Woke);
            }
        });
        if let Some(mark) = &self.page_mark
            && self.attention.replace(attention.clone()) != attention
        {
            mark.show(&attention);
        }
        self.hold_lock(is_watching);
        if let Some(view) = self.news() {
            // The interface changes on the page only what differs.
            (self.show)(view);
        }
        if self.in_hand.replace(is_in_hand)
            && !is_in_hand
            && let Some(freed) = &self.freed
        {
            // Ours: it asks for a microtask, and throws nothing.
            let _ = freed.call0(&JsValue::UNDEFINED);
        }
    }

    /// What is to be on the screen, where that is not what was shown last and somebody sees it.
    fn news(&self) -> Option<Arc<View>> {
        let engine = self.engine.borrow();
        let version = engine.version();
        let is_seen = engine.is_visible() || top_window::is_open();
        if !is_seen || self.shown.borrow().0 == version {
            return None;
        }
        let view = Arc::new(engine.view());
        self.shown.replace((version, view.clone()));
        Some(view)
    }

    /// A page that watches is not to be frozen.
    fn hold_lock(&self, watching: bool) {
        let mut lock = self.web_lock.borrow_mut();
        if !watching {
            *lock = None;
        } else if lock.is_none()
            && let Some(window) = web_sys::window()
        {
            *lock = Some(WebLock::hold(&window.navigator()));
        }
    }
}
