use leptos::prelude::*;

use super::item::{Item, is_joined};
use super::opened::Opened;
use super::together::Together;
use crate::engine::view::PositionKey;
use crate::ui::position::{PositionLook, group};
use crate::ui::shown::Shown;

/// How a position stands, at its place in the list, under the name of its group where that begins.
#[component]
pub fn Place(
    key: PositionKey,
    keys: Memo<Vec<PositionKey>>,
    items: Memo<Vec<Item>>,
    opened: Opened,
) -> impl IntoView {
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
    let is_joined = {
        let key = key.clone();
        Memo::new(move |_| items.with(|items| is_joined(items, &key)))
    };
    let is_open = {
        let key = key.clone();
        Memo::new(move |_| is_worst.get() || opened.has(&key))
    };
    let asked = opened.asked(&key);
    let toggle = {
        let key = key.clone();
        Callback::new(move |()| opened.toggle(&key))
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
        <PositionLook key asked is_worst is_open is_joined toggle />
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
