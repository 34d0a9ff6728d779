use leptos::prelude::*;

use super::silent::{Silent, silent};
use crate::ui::shown::Shown;

/// The chains of which nothing is known now.
#[component]
pub fn Silences() -> impl IntoView {
    let silent = Shown::here().session(|session| {
        let chains = session.chains.iter();
        let silent = chains.filter(|one| silent(&one.data).is_some());
        silent.map(|one| one.chain.id).collect::<Vec<_>>()
    });
    view! {
        <For each=move || silent.get().unwrap_or_default() key=|chain| *chain let:chain>
            <Silent chain />
        </For>
    }
}
