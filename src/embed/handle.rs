//! What the element's script calls.

use std::sync::Arc;

use leptos::prelude::{ArcRwSignal, Set};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use super::options::Options;
use super::runner::Runner;
use crate::engine::view::SessionView;
use crate::engine::{Event, UserAction, View};
use crate::ui;

/// A widget on the page. Freeing it takes the widget away with everything that it started.
#[wasm_bindgen]
pub struct Handle {
    // The interface goes first: it reports to the runner.
    _interface: ui::Interface,
    runner: Runner,
}

/// Puts a widget into the shadow root of its element and begins to watch.
///
/// # Errors
/// What the host page must correct, in words for its developer.
#[wasm_bindgen]
pub fn mount(root: &ShadowRoot, host: &HtmlElement, options: &JsValue) -> Result<Handle, JsError> {
    let options = Options::read(options, &host.id())?;
    let mut view = None;
    let runner = Runner::new(host, &options, |first| {
        let signal = ArcRwSignal::new(first);
        view = Some(signal.clone());
        Box::new(move |next: Arc<View>| signal.set(next))
    });
    let (view, runner) = view
        .zip(runner)
        .ok_or_else(|| JsError::new("there is no document"))?;
    let report = runner.reporter();
    let act = move |action| report(Event::User(action));
    // What has to be asked is under way while the interface is made.
    runner.start(options.fragment);
    let interface = ui::Interface::mount(root.clone(), view, act);
    Ok(Handle {
        _interface: interface,
        runner,
    })
}

#[wasm_bindgen]
impl Handle {
    /// Reads again now.
    pub fn refresh(&self) {
        self.act(UserAction::Refresh);
    }

    /// Opens the top-up of the worst position that has one.
    pub fn open_top_up(&self) {
        let view = self.runner.view();
        let worst = view.session().and_then(SessionView::worst_with_top_up);
        if let Some(worst) = worst {
            self.act(UserAction::OpenTopUp(worst.key.clone()));
        }
    }

    /// The page's address leads to something of ours.
    pub fn opened(&self, fragment: String) {
        self.runner.report(Event::Opened { fragment });
    }

    /// Forgets the wallet.
    pub fn disconnect(&self) {
        self.act(UserAction::Disconnect);
    }

    /// Whether the widget must not be mounted anew: what a person is about to sign would be lost, or
    /// the answer of the wallet that was asked.
    pub fn is_in_hand(&self) -> bool {
        self.runner.is_in_hand()
    }

    fn act(&self, action: UserAction) {
        self.runner.report(Event::User(action));
    }
}
