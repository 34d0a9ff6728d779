use leptos::prelude::*;

/// Why something did not succeed, said where it was tried.
#[component]
pub fn Problem(
    #[prop(into)] words: Signal<Option<String>>,
    /// For a field that it describes.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    view! {
        <div class="problem" role="status" id=id>
            {move || words.get().map(|words| view! { <p>{words}</p> })}
        </div>
    }
}
