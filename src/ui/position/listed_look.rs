use leptos::prelude::*;

use super::asked::Asked;
use super::card::Look;
use super::followed::{followed, seen};
use crate::engine::view::PositionKey;

/// How one of the positions stands: the worst open, any other as a row that opens.
#[component]
pub fn PositionLook(
    key: PositionKey,
    asked: RwSignal<Asked>,
    #[prop(into)] is_worst: Signal<bool>,
    #[prop(into)] is_open: Signal<bool>,
    #[prop(into)] is_joined: Signal<bool>,
    toggle: Callback<()>,
) -> impl IntoView {
    followed(seen(key)).map(|(position, standing)| {
        view! { <Look position standing asked is_worst is_open is_joined toggle /> }
    })
}
