use leptos::prelude::*;

use super::chain::Chain;
use crate::ui::shown::Shown;
use crate::ui::words;

/// The chains that are watched, and the endpoints through which none is.
#[component]
pub fn Chains() -> impl IntoView {
    let shown = Shown::here();
    let chains = shown.session(|session| {
        let chains = session.chains.iter().map(|one| one.chain.clone());
        chains.collect::<Vec<_>>()
    });
    let chains = Memo::new(move |_| chains.get().unwrap_or_default());
    let unused = shown.part(|view| {
        let unused = view.endpoints.unused.iter();
        unused
            .map(|(host, why)| words::unused(host, why))
            .collect::<Vec<_>>()
    });
    let is_empty = move || chains.with(Vec::is_empty) && unused.with(Vec::is_empty);
    view! {
        <section class="entries" hidden=is_empty>
            <h3>{"Chains"}</h3>
            <ul class="plain">
                <For each=move || chains.get() key=|one| one.id let:named>
                    <Chain named />
                </For>
                {move || {
                    let lines = unused.get().into_iter();
                    lines.map(|words| view! { <li class="hint">{words}</li> }).collect_view()
                }}
            </ul>
        </section>
    }
}
