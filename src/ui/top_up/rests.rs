use leptos::prelude::*;

use super::part::part;
use super::rest_line::RestLine;

/// What the market may still take of the wallet's tokens, each to be taken back.
#[component]
pub fn Rests() -> impl IntoView {
    let rests = part(|top_up| top_up.rests.clone());
    let rests = Memo::new(move |_| rests.get().unwrap_or_default());
    view! {
        <Show when=move || !rests.with(Vec::is_empty)>
            <details class="behind rests">
                <summary>{"What this market may still take from your wallet"}</summary>
                <ul>
                    <For each=move || rests.get() key=Clone::clone let:rest>
                        <RestLine rest />
                    </For>
                </ul>
            </details>
        </Show>
    }
}
