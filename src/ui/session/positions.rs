use leptos::prelude::*;

use super::filter::{Filter, Filters};
use super::partial::Partial;
use super::place::Place;
use super::totals::Totals;
use super::unread::Unread;
use crate::engine::view::{Ranked, steadied};
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
