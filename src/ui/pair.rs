use leptos::prelude::*;

/// A name and what bears it, in a list of such.
#[component]
pub fn Pair(#[prop(into)] name: String, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
