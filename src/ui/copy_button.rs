use leptos::prelude::*;

use super::icon::{Icon, Picture};
use crate::browser::script;

/// A button that copies a text, and says whether it did.
#[component]
pub fn CopyButton(label: &'static str, #[prop(into)] text: Signal<String>) -> impl IntoView {
    let told = RwSignal::new("");
    let copy = move |_| {
        let copied = window()
            .navigator()
            .clipboard()
            .write_text(&text.get_untracked());
        script::settle(&copied, move |copied| {
            told.set(if copied.is_ok() {
                "Copied"
            } else {
                "Not copied"
            });
        });
    };
    view! {
        <button type="button" class="copy" aria-label=label title=label on:click=copy>
            <Picture icon=Icon::Copy />
            <span class="told" role="status">
                {told}
            </span>
        </button>
    }
}
