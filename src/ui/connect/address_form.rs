use leptos::prelude::*;

use crate::engine::view::{ConnectionView, Origin, WatchProblem};
use crate::engine::{UserAction, View};
use crate::ui::act::Act;
use crate::ui::form::LineForm;
use crate::ui::shown::Shown;
use crate::ui::words;

/// Watching an address without a wallet; where nothing may be asked about it yet, that comes first.
#[component]
pub fn AddressForm(#[prop(optional)] is_asked_for: bool) -> impl IntoView {
    let shown = Shown::here();
    let can_watch = shown.part(can_watch);
    let problem = shown.part(|view| watch_problem(view).map(words::watch_problem));
    let accepted = shown.part(typed);
    view! {
        <Show when=move || can_watch.get() fallback=|| view! { <AllowFirst /> }>
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
                <p class="hint">{"Read-only: you get the calls; a top-up takes its wallet."}</p>
            </div>
        </Show>
    }
}

/// Without a wallet, and with no endpoint allowed, nothing can be read.
#[component]
fn AllowFirst() -> impl IntoView {
    view! {
        <div class="line-form">
            <p>
                {"Without a wallet, addresses are read through public endpoints. Whoever runs one sees which address you watch."}
            </p>
            <div class="actions">
                <Act class="primary" action=UserAction::AllowPublic(None)>{"Allow public endpoints"}
                </Act>
                <p class="hint">{"Or name one of your own below."}</p>
            </div>
        </div>
    }
}

fn can_watch(view: &View) -> bool {
    match &view.connection {
        ConnectionView::NoWallet { can_watch, .. } | ConnectionView::Choose { can_watch, .. } => {
            *can_watch
        }
        _ => true,
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
