use leptos::prelude::*;

use super::asked::Asked;
use super::card::Details;
use super::followed::{followed, seen};
use crate::engine::view::PositionKey;

/// What is behind how one of the positions stands.
#[component]
pub fn PositionDetails(
    key: PositionKey,
    asked: RwSignal<Asked>,
    #[prop(into)] is_joined: Signal<bool>,
) -> impl IntoView {
    followed(seen(key))
        .map(|(position, standing)| view! { <Details position standing asked is_joined /> })
}
