use leptos::prelude::*;

use super::public_of_chain::PublicOfChain;
use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::shown::Shown;

/// The public endpoints, chain by chain; none is asked before the person allows it.
#[component]
pub fn PublicEndpoints() -> impl IntoView {
    let shown = Shown::here();
    let public = shown.part(|view| view.endpoints.public.clone());
    let has_all = move || public.with(|public| public.iter().all(|one| one.allowed));
    let has_any = move || public.with(|public| public.iter().any(|one| one.allowed));
    view! {
        <section class="entries">
            <h3>{"Public endpoints"}</h3>
            <div class="actions">
                <Show when=move || !has_all()>
                    <Act class="secondary" action=UserAction::AllowPublic(None)>{"Allow all"}
                    </Act>
                </Show>
                <Show when=has_any>
                    <Act class="secondary" action=UserAction::ForbidPublic>{"Allow none"}
                    </Act>
                </Show>
            </div>
            <ul class="plain">
                <For each=move || public.get() key=|one| one.chain.id let:one>
                    <PublicOfChain one />
                </For>
            </ul>
        </section>
    }
}
