use leptos::prelude::*;

use super::icon::Picture;
use super::words::Standing;

/// The level by colour, picture and word; `partial`: by the rule of a pre-liquidation contract. It is of now,
/// and says so where `beside_asked`: there other numbers are on the screen than those of now.
#[component]
pub fn Badge(
    #[prop(into)] standing: Signal<Standing>,
    #[prop(into)] partial: Signal<bool>,
    #[prop(optional, into)] beside_asked: Signal<bool>,
) -> impl IntoView {
    let when = move || if beside_asked.get() { "Now: " } else { "" };
    view! {
        <p class="badge" data-level=move || standing.get().id()>
            <Picture icon=Signal::derive(move || standing.get().icon()) />
            <span>{move || format!("{}{}", when(), standing.get().word(partial.get()))}</span>
        </p>
    }
}
