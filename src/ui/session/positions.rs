use leptos::prelude::*;

use super::totals::Totals;
use crate::engine::view::{Body, PositionKey, SessionView, WatchedView};
use crate::ui::notice::{Notice, Tone};
use crate::ui::position::Position;
use crate::ui::shown::Shown;

/// The positions, the worst first, and what is not looked at.
#[component]
pub fn Positions() -> impl IntoView {
    let keys = Shown::here().session(keys);
    let keys = Memo::new(move |_| keys.get().unwrap_or_default());
    view! {
        <Unread />
        <For each=move || keys.get() key=Clone::clone let:key>
            <Position
                key=key.clone()
                is_worst=Signal::derive(move || keys.with(|keys| keys.first() == Some(&key)))
            />
        </For>
        <Totals />
        <Partial />
    }
}

fn keys(session: &SessionView) -> Vec<PositionKey> {
    match &session.body {
        Body::Positions(positions) => positions.iter().map(|one| one.key.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The markets that could not be read: what the accounts have there is not known.
#[component]
fn Unread() -> impl IntoView {
    let unread = Shown::here().session(|session| {
        let chains = session.chains.iter();
        let unread = chains.filter(|chain| !chain.unread.is_empty());
        let names = unread.map(|chain| chain.unread.join(", "));
        names.collect::<Vec<_>>()
    });
    view! {
        <For each=move || unread.get().unwrap_or_default() key=Clone::clone let:names>
            <Notice tone=Tone::Bad headline="Not every market could be read" attr:role="alert">
                <p>
                    {format!("Not watched now: {names}. Tried again by itself, within two minutes.")}
                </p>
            </Notice>
        </For>
    }
}

/// What is not looked at: because nobody can list it, or because it is not there.
#[component]
fn Partial() -> impl IntoView {
    let partial = Shown::here().session(partial);
    move || {
        let partial = partial.get().flatten();
        partial.map(|words| view! { <p class="hint">{words}</p> })
    }
}

fn partial(session: &SessionView) -> Option<String> {
    let mut partial = session.chains.iter().filter(|one| one.morpho_is_partial);
    partial.next()?;
    let mut said = "Of Morpho, the largest markets on each chain are watched, and those that this page names: no chain lists the markets of an account.".to_owned();
    let named = |one: &&WatchedView| !one.absent.is_empty();
    for chain in session.chains.iter().filter(named) {
        let (name, absent) = (&chain.chain.name, chain.absent.join(", "));
        said.push_str(&format!(" Named, but not on {name}: {absent}."));
    }
    Some(said)
}
