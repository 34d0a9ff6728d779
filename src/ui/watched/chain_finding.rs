use leptos::prelude::*;

use crate::engine::view::Found;
use crate::ui::words::found;

/// What the look at a chain came to.
#[component]
pub fn ChainFinding(name: String, came: Found) -> impl IntoView {
    view! {
        <li class="entry">
            <span class="name">{name}</span>
            <span class="hint">{found(&came)}</span>
        </li>
    }
}
