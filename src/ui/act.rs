use leptos::prelude::*;

use super::shown::Shown;
use crate::engine::UserAction;

/// A button that tells the engine what the person wants.
#[component]
pub fn Act(
    /// How much it is asked for: "primary", "secondary", "quiet".
    class: &'static str,
    action: UserAction,
    children: Children,
) -> impl IntoView {
    let shown = Shown::here();
    view! {
        <button type="button" class=class on:click=move |_| shown.act(action.clone())>
            {children()}
        </button>
    }
}
