use leptos::prelude::*;

use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;

/// The browser has no store for this page.
#[component]
pub fn NothingKept() -> impl IntoView {
    let keeps = Shown::here().part(|view| view.storage_works);
    view! {
        <Show when=move || !keeps.get()>
            <Notice tone=Tone::Warning headline="This browser keeps nothing">
                <p>
                    {"Margin calls work while the page is open. Thresholds and history are lost when it closes."}
                </p>
            </Notice>
        </Show>
    }
}
