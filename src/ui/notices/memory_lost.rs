use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::words::unreadable;

/// Something that was kept cannot be read.
#[component]
pub fn MemoryLost() -> impl IntoView {
    let shown = Shown::here();
    let lost = shown.part(|view| view.unreadable.clone());
    view! {
        <Show when=move || !lost.with(Vec::is_empty)>
            <Notice tone=Tone::Warning headline="A part of the memory is lost">
                <p>{move || lost.with(|lost| unreadable(lost))}</p>
                <Act class="secondary" action=UserAction::DismissUnreadable>{"Understood"}</Act>
            </Notice>
        </Show>
    }
}
