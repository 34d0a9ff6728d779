use leptos::prelude::*;

/// A number, and what there is to say of it.
#[component]
pub fn NotedNumber(words: Signal<(String, String)>) -> impl IntoView {
    view! {
        {move || words.with(|(number, _)| number.clone())}
        " "
        <span class="note">{move || words.with(|(_, note)| note.clone())}</span>
    }
}
