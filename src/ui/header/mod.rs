//! The name, whether anybody is called, what is watched, and how fresh it is: above everything.

mod account;
mod freshness;
mod unarmed;

use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::keep_in_view::KeepInView;
use super::shown::Shown;
use account::Account;
use freshness::Freshness;
use unarmed::Unarmed;

/// The top line: the name, whether anybody would be called, what is being watched, and how fresh it is.
#[component]
pub fn Header() -> impl IntoView {
    let watching = Shown::here().session(|_| ());
    view! {
        <header class="header" part="header">
            <p class="brand">
                <Picture icon=Icon::Mark />
                <span>{"margin-call"}</span>
            </p>
            // Beside the name, where a narrow page has room for it.
            <Unarmed />
            <Show when=move || watching.get().is_some()>
                <div class="context">
                    <Freshness />
                    <Account />
                    <KeepInView />
                </div>
            </Show>
        </header>
    }
}
