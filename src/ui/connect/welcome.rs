use leptos::html;
use leptos::prelude::*;

use super::address_form::{AddressForm, waits, watch_problem};
use crate::engine::View;
use crate::engine::view::{ConnectionView, WalletInfo};
use crate::ui::endpoints::Endpoints;
use crate::ui::example::Example;
use crate::ui::icon::{Icon, Picture};
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::wallets::Wallets;
use crate::ui::words::connect_problem;

/// The first thing that a person sees: what this is, and how to begin.
#[component]
pub fn Welcome() -> impl IntoView {
    let wallets = Shown::here().part(wallets);
    let has_none = move || wallets.with(Vec::is_empty);
    let failed = Shown::here().part(failed);
    // What became of what was typed is said where it was typed.
    let was_typed =
        Shown::here().part(|view| watch_problem(view).is_some() || waits(view).is_some());
    let watches_address = RwSignal::new(was_typed.get_untracked());
    let shows_example = RwSignal::new(false);
    let example = NodeRef::<html::Button>::new();
    let close = move || {
        shows_example.set(false);
        // Once it can be focused again.
        request_animation_frame(move || {
            if let Some(example) = example.get_untracked() {
                let _ = example.focus();
            }
        });
    };
    view! {
        <section class="card hero" part="connect" hidden=move || shows_example.get()>
            <h2>{"Know before the liquidators do"}</h2>
            <p class="lead">
                {"Margin calls for your loans on Aave, Spark, Morpho and Compound, each with the exact amount that repairs it."}
            </p>
            <Problem words=failed />
            <Show when=has_none>
                <p class="lead">
                    <strong>{"No wallet found."}</strong>
                    {" Install one, or open this page in your wallet’s own browser. It appears here by itself."}
                </p>
            </Show>
            <div class="choices">
                <Wallets wallets />
                <button
                    type="button"
                    class="secondary"
                    aria-expanded=move || watches_address.get().to_string()
                    on:click=move |_| watches_address.update(|opened| *opened = !*opened)
                >
                    <Picture icon=Icon::Eye />
                    {"Watch an address"}
                </button>
                <button
                    type="button"
                    class="secondary"
                    node_ref=example
                    on:click=move |_| shows_example.set(true)
                >
                    <Picture icon=Icon::Mark />
                    {"See an example"}
                </button>
            </div>
            <Show when=move || watches_address.get()>
                <AddressForm is_asked_for=true />
            </Show>
            <p class="hint">
                {"No account, no server. Connecting shares your address and can spend nothing."}
            </p>
            <Endpoints />
        </section>
        <Show when=move || shows_example.get()>
            <Example close />
        </Show>
    }
}

fn wallets(view: &View) -> Vec<WalletInfo> {
    match &view.connection {
        ConnectionView::Choose { wallets, .. } => wallets.clone(),
        _ => Vec::new(),
    }
}

fn failed(view: &View) -> Option<String> {
    match &view.connection {
        ConnectionView::Choose { failed, .. } => failed.as_ref().map(connect_problem),
        _ => None,
    }
}
