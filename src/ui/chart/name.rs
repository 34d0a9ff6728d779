use leptos::prelude::*;

use super::drawing::percent;

/// What a line is, and how high that is said.
#[component]
pub fn Name(name: Memo<(String, u32)>) -> impl IntoView {
    let bottom = Memo::new(move |_| percent(name.get().1));
    let words = Memo::new(move |_| name.get().0);
    view! { <span style:bottom=bottom>{words}</span> }
}
