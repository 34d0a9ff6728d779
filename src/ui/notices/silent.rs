use leptos::prelude::*;

use crate::chain::ChainId;
use crate::engine::UserAction;
use crate::engine::view::DataView;
use crate::ui::act::Act;
use crate::ui::format;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::switch::Switch;
use crate::ui::words::read_problem;

/// One chain of which nothing is known now.
#[component]
pub fn Silent(chain: ChainId) -> impl IntoView {
    let shown = Shown::here();
    let name = shown.session(move |session| Some(session.chain(chain)?.chain.name.clone()));
    let name = move || name.get().flatten().unwrap_or_default();
    let is_only = shown.session(|session| session.chains.len() == 1);
    let headline = Signal::derive(move || match is_only.get() {
        Some(true) => "Nobody is watching right now".to_owned(),
        _ => format!("Nobody is watching {} right now", name()),
    });
    let why = shown.session(move |session| silent(&session.chain(chain)?.data));
    // The wallet is what it was read through, and is elsewhere.
    let is_elsewhere = shown.session(move |session| {
        let through = session.chain(chain).map(|one| one.sources.is_empty());
        session.wallet.is_some() && through == Some(true)
    });
    view! {
        <Notice tone=Tone::Bad headline>
            <p>{move || why.get().flatten()}</p>
            <Show
                when=move || is_elsewhere.get() == Some(true)
                fallback=|| {
                    view! { <Act class="secondary" action=UserAction::Refresh>{"Try now"}</Act> }
                }
            >
                <Switch chain>{move || format!("Switch the wallet to {}", name())}</Switch>
            </Show>
        </Notice>
    }
}

/// Why nothing is known now, since when, and what happens next.
pub fn silent(data: &DataView) -> Option<String> {
    let since = data.state.unknown_since()?;
    let why = data.problem.as_ref().map_or_else(
        || "The chain has had no new block for longer than it should.".to_owned(),
        read_problem,
    );
    let next = match (data.retrying, data.next_attempt) {
        (true, _) => " Trying again now.".to_owned(),
        (false, Some(at)) => format!(" Next attempt at {}.", format::time(at)),
        (false, None) => String::new(),
    };
    Some(format!(
        "{why} Nothing is known since {}.{next}",
        format::time(since)
    ))
}
