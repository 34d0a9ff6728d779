use leptos::prelude::*;

use crate::chain::ChainId;
use crate::engine::view::NoTopUp;
use crate::ui::shown::Shown;
use crate::ui::switch::{Switch, switch_words};
use crate::ui::words;

/// A top-up on another chain than the wallet's begins with a switch.
#[component]
pub fn Elsewhere(chain: ChainId) -> impl IntoView {
    let name = Shown::here().session(move |session| {
        let known = session.chain(chain)?;
        Some(known.chain.name.clone())
    });
    let name = move || {
        name.get()
            .flatten()
            .unwrap_or_else(|| "its chain".to_owned())
    };
    let words = switch_words();
    let words = move || {
        words
            .get()
            .unwrap_or_else(|| words::no_top_up(NoTopUp::OtherChain).to_owned())
    };
    view! {
        <div>
            <Switch chain>{move || format!("Switch the wallet to {}", name())}</Switch>
            <p class="hint" role="status">
                {words}
            </p>
        </div>
    }
}
