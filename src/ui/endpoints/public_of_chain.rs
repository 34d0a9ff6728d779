use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::PublicView;
use crate::ui::act::Act;
use crate::ui::shown::Shown;

/// The public endpoints of a chain, and whether they may be asked.
#[component]
pub fn PublicOfChain(one: PublicView) -> impl IntoView {
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
