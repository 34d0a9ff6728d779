use leptos::prelude::*;

use super::filter::{Filter, Filters};
use super::together::Together;
use super::totals::Totals;
use crate::chain::ChainId;
use crate::engine::view::{PositionKey, Ranked, SessionView, WatchedView, steadied};
use crate::ui::notice::{Notice, Tone};
use crate::ui::position::{Position, group};
use crate::ui::shown::Shown;

/// The positions, the worst first, and what is not looked at.
#[component]
pub fn Positions() -> impl IntoView {
    let shown = Shown::here();
    let filter = RwSignal::new(Filter::All);
    let places = shown.session(move |session| {
        let filter = filter.get();
        let arranged = session.arranged().into_iter();
        arranged
            .filter(|one| filter.lets(one))
            .map(Ranked::from)
            .collect::<Vec<_>>()
    });
    let places = Memo::new(move |before: Option<&Vec<Ranked>>| {
        let now = places.get().unwrap_or_default();
        steadied(before.map(Vec::as_slice).unwrap_or_default(), now)
    });
    let keys = Memo::new(move |_| {
        places.with(|all| all.iter().map(|one| one.key.clone()).collect::<Vec<_>>())
    });
    view! {
        <Unread />
        <Filters chosen=filter />
        <For each=move || keys.get() key=Clone::clone let:key>
            <Place key keys />
        </For>
        <Totals />
        <Partial />
    }
}

/// A position at its place in the list, under the name of its group where that begins.
#[component]
fn Place(key: PositionKey, keys: Memo<Vec<PositionKey>>) -> impl IntoView {
    let shown = Shown::here();
    let is_worst = {
        let key = key.clone();
        Memo::new(move |_| keys.with(|keys| keys.first() == Some(&key)))
    };
    let begins = {
        let key = key.clone();
        Memo::new(move |_| keys.with(|keys| begins_group(keys, &key)))
    };
    let group = {
        let key = key.clone();
        shown.session(move |session| group(session, &key))
    };
    let is_first = {
        let key = key.clone();
        Memo::new(move |_| keys.with(|keys| is_first_of_group(keys, &key)))
    };
    let together = key.clone();
    let heading = move || {
        let name = begins.get().then(|| group.get().flatten())?;
        name.map(|name| view! { <h3 class="group">{name}</h3> })
    };
    view! {
        {heading}
        <Show when=move || is_first.get()>
            <Together key=together.clone() />
        </Show>
        <Position key is_worst />
    }
}

/// Whether no position of its account on its chain stands before it.
fn is_first_of_group(keys: &[PositionKey], key: &PositionKey) -> bool {
    let mut own = keys.iter();
    let first = own.find(|one| (one.account, one.chain) == (key.account, key.chain));
    first == Some(key)
}

/// Whether another account or chain begins here, below the worst.
fn begins_group(keys: &[PositionKey], key: &PositionKey) -> bool {
    let place = keys.iter().position(|one| one == key);
    match place.unwrap_or_default() {
        0 => false,
        1 => true,
        place => {
            let before = place.checked_sub(1).and_then(|before| keys.get(before));
            before.is_some_and(|before| (before.account, before.chain) != (key.account, key.chain))
        }
    }
}

/// The markets that could not be read: what the accounts have there is not known.
#[component]
fn Unread() -> impl IntoView {
    let unread = Shown::here().session(|session| {
        let chains = session.chains.iter();
        let unread = chains.filter(|chain| !chain.unread.is_empty());
        let ids = unread.map(|chain| chain.chain.id);
        ids.collect::<Vec<_>>()
    });
    view! {
        <For each=move || unread.get().unwrap_or_default() key=|chain| *chain let:chain>
            <UnreadOf chain />
        </For>
    }
}

#[component]
fn UnreadOf(chain: ChainId) -> impl IntoView {
    let words = Shown::here().session(move |session| session.chain(chain).map(unread));
    view! {
        <Notice tone=Tone::Bad headline="Not every market could be read" attr:role="alert">
            <p>{move || words.get().flatten()}</p>
        </Notice>
    }
}

fn unread(chain: &WatchedView) -> String {
    let (name, markets) = (&chain.chain.name, chain.unread.join(", "));
    format!("Not watched now, on {name}: {markets}. Tried again by itself, within two minutes.")
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
    let mut said =
        "Morpho: only the largest markets are watched, and those that this page names.".to_owned();
    let named = |one: &&WatchedView| !one.absent.is_empty();
    for chain in session.chains.iter().filter(named) {
        let (name, absent) = (&chain.chain.name, chain.absent.join(", "));
        said.push_str(&format!(" Named, but not on {name}: {absent}."));
    }
    Some(said)
}
