use leptos::prelude::*;

use crate::engine::Hearing;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;

/// A person counts on a tone, and the browser keeps the page silent.
#[component]
pub fn NotHeard() -> impl IntoView {
    let is_silent = Shown::here().part(|view| view.alarm.sound == Some(Hearing::Closed));
    view! {
        <Show when=move || is_silent.get()>
            <Notice tone=Tone::Warning headline="Calls are not heard yet">
                <p>{"The browser keeps this page silent until you click in it, anywhere."}</p>
            </Notice>
        </Show>
    }
}
