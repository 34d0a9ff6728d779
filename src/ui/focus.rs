//! Where the keyboard is, inside the shadow root.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, ShadowRoot};

use super::top_up::{HEADING, Stage};

/// Moves the focus to the heading of the top-up when it opens and when its screen changes, and back
/// to where it was when it closes: a keyboard is never left on a button that went away.
#[derive(Default)]
pub struct Follow {
    stage: Option<Stage>,
    before: Option<HtmlElement>,
}

impl Follow {
    /// To be called before the page changes.
    pub fn before(&mut self, next: Option<Stage>) {
        if self.stage.is_none() && next.is_some() {
            self.before = focused();
        }
    }

    /// To be called once the page has changed.
    pub fn after(&mut self, next: Option<Stage>, root: &ShadowRoot) {
        if self.stage == next {
            return;
        }
        self.stage = next;
        let place = if next.is_some() {
            // The selector is a constant that parses.
            let heading = root.query_selector(HEADING).ok().flatten();
            heading.and_then(|heading| heading.dyn_into().ok())
        } else {
            self.before.take().filter(|before| before.is_connected())
        };
        if let Some(place) = place {
            // An element that cannot be focused keeps the focus where it is.
            let _ = HtmlElement::focus(&place);
        }
    }
}

/// What has the focus now, looked for through shadow roots.
fn focused() -> Option<HtmlElement> {
    let mut element = document().active_element()?;
    while let Some(inner) = element.shadow_root().and_then(|root| root.active_element()) {
        element = inner;
    }
    element.dyn_into().ok()
}
