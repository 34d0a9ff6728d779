use leptos::prelude::*;

use super::busy::Busy;

/// Everything is being read once more.
#[component]
pub fn Checking() -> impl IntoView {
    view! {
        <div class="screen">
            <Busy said="Prices, your debt, the wallet’s balance and allowance, chain and contract are read once more." />
        </div>
    }
}
