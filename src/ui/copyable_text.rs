use leptos::prelude::*;

use super::copy_button::CopyButton;

/// A text in full, with a button that copies it.
#[component]
pub fn CopyableText(label: &'static str, #[prop(into)] text: Signal<String>) -> impl IntoView {
    view! {
        <span class="address">
            <code>{text}</code>
            <CopyButton label text />
        </span>
    }
}
