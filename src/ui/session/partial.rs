use leptos::prelude::*;

use crate::engine::view::{SessionView, WatchedView};
use crate::ui::shown::Shown;

/// What is not looked at: because nobody can list it, or because it is not there.
#[component]
pub fn Partial() -> impl IntoView {
    let partial = Shown::here().session(partial);
    move || {
        let partial = partial.get().flatten();
        partial.map(|words| view! { <p class="hint">{words}</p> })
    }
}

fn partial(session: &SessionView) -> Option<String> {
    let mut partial = session.chains.iter().filter(|one| one.morpho_is_partial);
    partial.next()?;
    let mut said =
        "Morpho: only the largest markets are watched, and those named by this page.".to_owned();
    let named = |one: &&WatchedView| !one.absent.is_empty();
    for chain in session.chains.iter().filter(named) {
        let (name, absent) = (&chain.chain.name, chain.absent.join(", "));
        said.push_str(&format!(" Named, but not on {name}: {absent}."));
    }
    Some(said)
}
