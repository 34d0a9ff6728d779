//! The name, what is watched, and how fresh it is: above everything.

mod account;
mod freshness;

use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::keep_in_view::KeepInView;
use super::shown::Shown;
use account::Account;
use freshness::Freshness;

/// The top line: the name, what is being watched, and how fresh it is.
#[component]
pub fn Header() -> impl IntoView {
    let watching = Shown::here().session(|_| ());
    view! {
        <header class="header" part="header">
            <p class="brand">
                <Picture icon=Icon::Mark />
                <span>{"margin-call"}</span>
            </p>
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
