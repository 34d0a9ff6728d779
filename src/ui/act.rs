//! What a person can do on the page.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event};

use super::doing::Do;
use super::element::{Child, El, el};
use crate::browser::script;
use crate::engine::UserAction;

/// A button that tells the engine something.
pub fn button(class: &'static str, label: impl Into<Child>, action: UserAction) -> El {
    el("button", class)
        .attr("type", "button")
        .on("click", Do::Act(action))
        .child(label)
}

/// Does it.
pub fn perform(does: &Do, event: &Event, act: &dyn Fn(UserAction)) {
    // The element whose event it is.
    let target = event.current_target();
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    match does {
        Do::Act(action) => act(action.clone()),
        Do::Copy(text) => copy(text, element),
        Do::SetTarget => act(UserAction::SetTarget(typed(&element))),
        Do::Stress(_) => {}
    }
}

fn typed(field: &Element) -> String {
    script::text(field, "value").unwrap_or_default()
}

/// The button's last part says how it went.
fn copy(text: &str, button: Element) {
    let copied = window().navigator().clipboard().write_text(text);
    script::settle(&copied, move |copied| {
        if let Some(told) = button.last_element_child() {
            told.set_text_content(Some(if copied.is_ok() {
                "Copied"
            } else {
                "Not copied"
            }));
        }
    });
}
