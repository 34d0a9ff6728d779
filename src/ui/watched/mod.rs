//! What is watched, through what, and where else something may be held.

mod account;
mod accounts;
mod chain;
mod chain_finding;
mod chains;
mod find;
mod naming;
mod wallets;

use leptos::prelude::*;

use super::connect::AddressForm;
use super::endpoints::Endpoints;
use accounts::Accounts;
use chains::Chains;
use find::Find;
use wallets::OfferedWallets;

/// The list of what is watched: what is in order is folded away.
#[component]
pub fn Watched() -> impl IntoView {
    view! {
        <section class="card stack watched" part="watched">
            <h2>{"What is watched"}</h2>
            <div class="columns">
                <div class="stack">
                    <Accounts />
                    <OfferedWallets />
                    <details class="another">
                        <summary>{"Watch another address"}</summary>
                        <AddressForm />
                    </details>
                </div>
                <div class="stack">
                    <Chains />
                    <Find />
                </div>
            </div>
            <Endpoints />
        </section>
    }
}
