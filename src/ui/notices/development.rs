use leptos::prelude::*;

use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;

/// The page is of a local chain.
#[component]
pub fn Development() -> impl IntoView {
    let is_local = Shown::here().part(|view| view.local_deployment);
    view! {
        <Show when=move || is_local.get()>
            <Notice tone=Tone::Development headline="Development chain: contracts are not verified">
                <p>
                    {"Addresses come from a deployment file. Nothing here is real money."}
                </p>
            </Notice>
        </Show>
    }
}
