use core::time::Duration;

use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::icon::{Icon, Picture};
use crate::ui::shown::Shown;

/// As long as a second click may follow a first by mistake.
const SETTLING: Duration = Duration::from_millis(500);

/// Asks the wallet. Only once it has been on the screen for a moment: a click that was meant for
/// what stood in its place signs nothing.
#[component]
pub fn Sign(next: usize, all: usize) -> impl IntoView {
    let shown = Shown::here();
    let is_settled = RwSignal::new(false);
    let settle = set_timeout_with_handle(move || _ = is_settled.try_set(true), SETTLING);
    on_cleanup(move || {
        if let Ok(settle) = settle {
            settle.clear();
        }
    });
    let said = match all {
        1 => "Sign in wallet".to_owned(),
        _ => format!("Sign in wallet ({next} of {all})"),
    };
    view! {
        <button
            type="button"
            class="primary"
            data-resting=move || (!is_settled.get()).then_some("")
            disabled=move || !is_settled.get()
            on:click=move |_| shown.act(UserAction::Sign)
        >
            <Picture icon=Icon::Wallet />
            {said}
        </button>
    }
}
