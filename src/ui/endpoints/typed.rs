use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::shown::Shown;

/// The endpoints that the person typed.
#[component]
pub fn TypedEndpoints() -> impl IntoView {
    let typed = Shown::here().part(|view| view.endpoints.typed.clone());
    view! {
        <ul class="plain">
            <For each=move || typed.get() key=Clone::clone let:url>
                <TypedEndpoint url />
            </For>
        </ul>
    }
}

#[component]
fn TypedEndpoint(url: String) -> impl IntoView {
    view! {
        <li class="entry">
            <code>{url.clone()}</code>
            <Act class="quiet" action=UserAction::RemoveEndpoint(url.clone()) attr:aria-label=format!("Remove {url}")>{"Remove"}
            </Act>
        </li>
    }
}
