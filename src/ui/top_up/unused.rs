use leptos::prelude::*;

use super::part::part;
use crate::ui::words;

/// What becomes of a permission that was signed, and that nothing uses.
#[component]
pub fn Unused() -> impl IntoView {
    let until = part(|top_up| top_up.unused_until);
    move || {
        let until = until.get().flatten()?;
        Some(view! { <p class="hint">{words::unused_permit(until)}</p> })
    }
}
