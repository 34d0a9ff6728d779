use leptos::prelude::*;

use super::unread_of::UnreadOf;
use crate::ui::shown::Shown;

/// The markets that could not be read: what the accounts have there is not known.
#[component]
pub fn Unread() -> impl IntoView {
    let unread = Shown::here().session(|session| {
        let chains = session.chains.iter();
        let unread = chains.filter(|chain| !chain.unread.is_empty());
        let ids = unread.map(|chain| chain.chain.id);
        ids.collect::<Vec<_>>()
    });
    view! {
        <For each=move || unread.get().unwrap_or_default() key=|chain| *chain let:chain>
            <UnreadOf chain />
        </For>
    }
}
