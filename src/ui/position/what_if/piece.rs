use leptos::prelude::*;

/// Falls side by side after which the level is the same, and how many those are.
#[component]
pub fn Piece(piece: Memo<Option<(Option<&'static str>, usize)>>) -> impl IntoView {
    let level = Memo::new(move |_| piece.get()?.0);
    let long = Memo::new(move |_| piece.get().map_or(0, |(_, long)| long));
    view! { <span data-level=level style:flex-grow=move || long.get().to_string()></span> }
}
