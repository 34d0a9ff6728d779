use leptos::prelude::*;

use super::address_form::{AddressForm, watch_problem};
use super::wallets::Wallets;
use crate::engine::View;
use crate::engine::view::{ConnectionView, WalletInfo};
use crate::ui::endpoints::Endpoints;
use crate::ui::example::Example;
use crate::ui::icon::{Icon, Picture};
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words::connect_problem;

/// The first thing that a person sees: what this is, and how to begin.
#[component]
pub fn Welcome() -> impl IntoView {
    let wallets = Shown::here().part(wallets);
    let has_none = move || wallets.with(Vec::is_empty);
    let failed = Shown::here().part(failed);
    // What was typed wrongly is said where it was typed.
    let is_wrong = Shown::here().part(|view| watch_problem(view).is_some());
    let watches_address = RwSignal::new(is_wrong.get_untracked());
    let shows_example = RwSignal::new(false);
    view! {
        <section class="card hero" part="connect">
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
                <Opens icon=Icon::Eye label="Watch an address" opened=watches_address />
                <Opens icon=Icon::Mark label="See an example" opened=shows_example />
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
            <Example close=move || shows_example.set(false) />
        </Show>
    }
}

/// A button that opens what stands below, and closes it.
#[component]
fn Opens(icon: Icon, label: &'static str, opened: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="secondary"
            aria-expanded=move || opened.get().to_string()
            on:click=move |_| opened.update(|opened| *opened = !*opened)
        >
            <Picture icon />
            {label}
        </button>
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
