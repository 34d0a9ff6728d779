use leptos::prelude::*;

use crate::engine::view::{Body, ChainView, SessionView};
use crate::ui::icon::{Icon, Picture};
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::switch::{Switch, switch_words};

/// No market is known on the wallet's chain: where to go instead.
#[component]
pub fn WrongChain() -> impl IntoView {
    let shown = Shown::here();
    let name = shown.session(|session| session.wallet_chain.as_ref().map(|one| one.name.clone()));
    let headline = move || {
        let name = name.get().flatten();
        let name = name.as_deref().unwrap_or("this chain");
        format!("No lending market is known on {name}")
    };
    let offered = shown.session(offered);
    let offered = Memo::new(move |_| offered.get().unwrap_or_default());
    let lead = move || match offered.with(Vec::is_empty) {
        true => {
            "Nothing can be watched here: this page’s endpoint serves no chain with a known market."
        }
        false => "Pick a chain; your wallet asks before it switches. No money moves.",
    };
    view! {
        <section class="card hero" part="wrong-chain">
            <h2>{headline}</h2>
            <p class="lead">{lead}</p>
            <div class="chains">
                <For each=move || offered.get() key=|one| one.id let:chain>
                    <Switch chain=chain.id>
                        <Picture icon=Icon::Wallet />
                        {format!("Switch to {}", chain.name)}
                    </Switch>
                </For>
            </div>
            <Problem words=switch_words() />
        </section>
    }
}

fn offered(session: &SessionView) -> Vec<ChainView> {
    match &session.body {
        Body::WrongChain { offered } => offered.clone(),
        _ => Vec::new(),
    }
}
