use leptos::prelude::*;

use super::item::{Item, is_joined};
use super::opened::Opened;
use crate::engine::view::PositionKey;
use crate::ui::first_look::Later;
use crate::ui::position::PositionDetails;

/// The details of a position at their place in the list, after the first look at all of them.
#[component]
pub fn PlaceOfDetails(key: PositionKey, items: Memo<Vec<Item>>, opened: Opened) -> impl IntoView {
    let asked = opened.asked(&key);
    let is_joined = {
        let key = key.clone();
        Memo::new(move |_| items.with(|items| is_joined(items, &key)))
    };
    view! {
        <Later>
            <PositionDetails key=key.clone() asked is_joined />
        </Later>
    }
}
