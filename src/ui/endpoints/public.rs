use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::PublicView;
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
                    <OfChain one />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn OfChain(one: PublicView) -> impl IntoView {
    let PublicView { chain, hosts, .. } = one;
    let id = chain.id;
    let is_allowed = Shown::here().part(move |view| {
        let mut public = view.endpoints.public.iter();
        public.any(|one| one.chain.id == id && one.allowed)
    });
    let label = format!("Allow them for {}", chain.name);
    view! {
        <li class="entry">
            <span class="name">{chain.name}</span>
            <span class="hint">{hosts.join(", ")}</span>
            <Show
                when=move || is_allowed.get()
                fallback=move || {
                    view! {
                        <Act
                            class="quiet"
                            action=UserAction::AllowPublic(Some(id))
                            attr:aria-label=label.clone()
                        >
                            {"Allow"}
                        </Act>
                    }
                }
            >
                <span class="pill" data-state="live">
                    {"Allowed"}
                </span>
            </Show>
        </li>
    }
}
