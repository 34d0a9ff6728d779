use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::PublicView;
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
                    <button
                        type="button"
                        class="secondary"
                        on:click=move |_| shown.act(UserAction::AllowPublic(None))
                    >
                        {"Allow all"}
                    </button>
                </Show>
                <Show when=has_any>
                    <button
                        type="button"
                        class="secondary"
                        on:click=move |_| shown.act(UserAction::ForbidPublic)
                    >
                        {"Allow none"}
                    </button>
                </Show>
            </div>
            <ul class="plain">
                <For each=move || public.get() key=|one| (one.chain.id, one.allowed) let:one>
                    <OfChain one />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn OfChain(one: PublicView) -> impl IntoView {
    let shown = Shown::here();
    let PublicView {
        chain,
        hosts,
        allowed,
    } = one;
    let allow = (!allowed).then(|| {
        view! {
            <button
                type="button"
                class="quiet"
                aria-label=format!("Allow them for {}", chain.name)
                on:click=move |_| shown.act(UserAction::AllowPublic(Some(chain.id)))
            >
                {"Allow"}
            </button>
        }
    });
    let allowed =
        allowed.then(|| view! { <span class="pill" data-state="live">{"Allowed"}</span> });
    view! {
        <li class="entry">
            <span class="name">{chain.name.clone()}</span>
            <span class="hint">{hosts.join(", ")}</span>
            {allow}
            {allowed}
        </li>
    }
}
