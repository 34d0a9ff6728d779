use leptos::prelude::*;

use crate::engine::view::PositionView;

/// For each price that matters: its readings so far, and where it liquidates.
#[component]
pub fn PricePaths(position: Memo<PositionView>) -> impl IntoView {
    let _ = position;
}
