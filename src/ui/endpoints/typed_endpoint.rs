use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;

/// An endpoint that the person typed, and its removal.
#[component]
pub fn TypedEndpoint(url: String) -> impl IntoView {
    view! {
        <li class="entry">
            <code>{url.clone()}</code>
            <Act class="quiet" action=UserAction::RemoveEndpoint(url.clone()) attr:aria-label=format!("Remove {url}")>{"Remove"}
            </Act>
        </li>
    }
}
