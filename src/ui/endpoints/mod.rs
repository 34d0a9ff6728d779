//! What may be asked beside the wallet.

mod public;
mod public_of_chain;
mod typed;
mod typed_endpoint;

use leptos::prelude::*;

use super::form::LineForm;
use super::shown::Shown;
use super::words::{endpoint_problem, public_allowed};
use crate::engine::UserAction;
use public::PublicEndpoints;
use typed::TypedEndpoints;

/// The endpoints, folded away: who wants others than the wallet's opens it.
#[component]
pub fn Endpoints() -> impl IntoView {
    let shown = Shown::here();
    let allowed = shown.part(|view| public_allowed(&view.endpoints.public));
    let problem = shown.part(|view| view.endpoints.problem.map(endpoint_problem));
    let accepted = shown.part(|view| view.endpoints.typed.len());
    view! {
        <details class="endpoints" part="endpoints">
            <summary>
                <span>{"Endpoints"}</span>
                <span class="pill">{allowed}</span>
            </summary>
            <p class="hint">
                {"A wallet reads one chain at a time. With endpoints every chain stays watched, and when one fails the next takes over. Their operators see your addresses."}
            </p>
            <LineForm
                id="mc-endpoint"
                kind="url"
                label="An endpoint of your own"
                placeholder="https://…"
                problem
                accepted
                submit=move |typed| shown.act(UserAction::AddEndpoint(typed))
            >
                {"Add"}
            </LineForm>
            <TypedEndpoints />
            <PublicEndpoints />
        </details>
    }
}
