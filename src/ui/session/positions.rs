use leptos::prelude::*;

use super::filter::{Filter, Filters};
use super::item::{Item, items};
use super::opened::Opened;
use super::partial::Partial;
use super::place::Place;
use super::place_of_details::PlaceOfDetails;
use super::totals::Totals;
use super::unread::Unread;
use crate::engine::view::{Ranked, steadied};
use crate::ui::shown::Shown;

/// The positions, the worst first, what is behind them, and what is not looked at.
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
    let opened = Opened::of(keys);
    let items = Memo::new(move |_| keys.with(|keys| items(keys, &opened.all())));
    view! {
        <Unread />
        <Filters chosen=filter />
        <For
            each=move || items.get()
            key=Clone::clone
            children=move |item| match item {
                Item::Look(key) => view! { <Place key keys items opened /> }.into_any(),
                Item::Details(key) => view! { <PlaceOfDetails key items opened /> }.into_any(),
            }
        />
        <Totals />
        <Partial />
    }
}
