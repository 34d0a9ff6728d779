use leptos::prelude::*;

use super::icon::Picture;
use super::words::Standing;

/// The level by colour, picture and word; `partial`: by the rule of a pre-liquidation contract.
#[component]
pub fn Badge(
    #[prop(into)] standing: Signal<Standing>,
    #[prop(into)] partial: Signal<bool>,
) -> impl IntoView {
    view! {
        <p class="badge" data-level=move || standing.get().id()>
            <Picture icon=Signal::derive(move || standing.get().icon()) />
            <span>{move || standing.get().word(partial.get())}</span>
        </p>
    }
}
