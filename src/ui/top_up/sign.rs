use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::icon::{Icon, Picture};
use crate::ui::settled::Settled;
use crate::ui::shown::Shown;

/// Asks the wallet. Only once it has been on the screen for a moment: a click that was meant for
/// what stood in its place signs nothing.
#[component]
pub fn Sign(said: String) -> impl IntoView {
    let shown = Shown::here();
    let settled = Settled::new();
    view! {
        <button
            type="button"
            class="primary"
            data-resting=move || (!settled.get()).then_some("")
            disabled=move || !settled.get()
            on:click=move |_| shown.act(UserAction::Sign)
        >
            <Picture icon=Icon::Wallet />
            {said}
        </button>
    }
}
