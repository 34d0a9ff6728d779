use alloy::primitives::Address;
use leptos::prelude::*;

use super::allow_first::AllowFirst;
use crate::engine::view::{ConnectionView, Origin, WatchProblem};
use crate::engine::{UserAction, View};
use crate::ui::form::LineForm;
use crate::ui::shown::Shown;
use crate::ui::words;

/// Watching an address without a wallet; where nothing may be asked about it yet, that is asked for once it is
/// typed.
#[component]
pub fn AddressForm(#[prop(optional)] is_asked_for: bool) -> impl IntoView {
    let shown = Shown::here();
    let waits = shown.part(|view| waits(view).is_some());
    let problem = shown.part(|view| watch_problem(view).map(words::watch_problem));
    let accepted = shown.part(typed);
    view! {
        <div class="line-form">
            <LineForm
                id="mc-watch"
                kind="text"
                label="Address to watch"
                placeholder="0x…"
                problem
                accepted
                is_asked_for
                submit=move |typed| shown.act(UserAction::Watch(typed))
            >
                {"Watch"}
            </LineForm>
            <Show
                when=move || waits.get()
                fallback=|| {
                    view! { <p class="hint">{"Read-only: you get the calls. Only its wallet can top up."}</p> }
                }
            >
                <AllowFirst />
            </Show>
        </div>
    }
}

/// The address that waits for leave to be read.
pub fn waits(view: &View) -> Option<Address> {
    match &view.connection {
        ConnectionView::NoWallet { waits, .. } | ConnectionView::Choose { waits, .. } => *waits,
        _ => None,
    }
}

/// Why the address that was typed last is not watched.
pub fn watch_problem(view: &View) -> Option<WatchProblem> {
    match &view.connection {
        ConnectionView::NoWallet { watch_problem, .. }
        | ConnectionView::Choose { watch_problem, .. } => *watch_problem,
        _ => view.session()?.watch_problem,
    }
}

/// How many addresses the person typed are watched.
fn typed(view: &View) -> usize {
    view.session().map_or(0, |session| {
        let accounts = session.accounts.iter();
        accounts.filter(|one| one.origin == Origin::Typed).count()
    })
}
