use leptos::prelude::*;

use super::typed_endpoint::TypedEndpoint;
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
