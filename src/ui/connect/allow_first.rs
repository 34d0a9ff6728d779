use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;

/// Without a wallet, and with no endpoint allowed, nothing can be read: nothing was asked yet.
#[component]
pub fn AllowFirst() -> impl IntoView {
    view! {
        <p role="alert">
            {"Without a wallet, addresses are read through public endpoints. Whoever runs one sees which address you watch."}
        </p>
        <div class="actions">
            <Act class="primary" action=UserAction::AllowPublic(None)>{"Allow public endpoints"}
            </Act>
            <p class="hint">{"Or name your own below. Nothing was asked yet."}</p>
        </div>
    }
}
