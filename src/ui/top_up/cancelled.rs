use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::settled::Settled;
use crate::ui::shown::Shown;

/// Says that it was cancelled in the wallet: the word on which a record ends that no node can end.
/// So it takes two clicks, none of which is one that was meant for what stood there before.
#[component]
pub fn Cancelled() -> impl IntoView {
    let shown = Shown::here();
    let settled = Settled::new();
    let is_asked = RwSignal::new(false);
    let on_click = move |_| {
        if !settled.takes_click() {
            return;
        }
        // After the word it is asked anew.
        if is_asked.get_untracked() {
            shown.act(UserAction::SayCancelled);
        }
        is_asked.update(|asked| *asked = !*asked);
        settled.rest();
    };
    let said = move || match is_asked.get() {
        false => "I cancelled it in the wallet",
        true => "Yes, the wallet lists it as cancelled",
    };
    // Not disabled: whoever goes by keyboard would lose their place.
    view! {
        <button
            type="button"
            class="secondary"
            aria-live="polite"
            data-resting=move || (!settled.get()).then_some("")
            on:click=on_click
        >
            {said}
        </button>
    }
}
