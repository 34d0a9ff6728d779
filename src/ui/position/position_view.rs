use leptos::prelude::*;

use super::card::Card;
use super::followed::followed;
use crate::engine::view::PositionKey;
use crate::ui::shown::Shown;
use crate::ui::words::Standing;

/// One position: the worst stands open, any other as a row that opens.
#[component]
pub fn Position(key: PositionKey, #[prop(into)] is_worst: Signal<bool>) -> impl IntoView {
    let shown = Shown::here();
    let seen = {
        let key = key.clone();
        shown.session(move |session| {
            let one = session.position(&key)?;
            Some((one.clone(), Standing::of(one, session)))
        })
    };
    followed(Memo::new(move |_| seen.get().flatten()))
        .map(|(position, standing)| view! { <Card position standing is_worst /> })
}
