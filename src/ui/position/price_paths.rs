use alloy::primitives::Address;
use leptos::prelude::*;

use super::price_path::PricePath;
use super::span::span;
use crate::engine::view::{PositionView, PricePathView};
use crate::risk::Side;

/// For each price that matters: its readings so far, and where it liquidates.
#[component]
pub fn PricePaths(position: Memo<PositionView>) -> impl IntoView {
    let names =
        Memo::new(move |_| position.with(|one| one.prices.iter().map(name).collect::<Vec<_>>()));
    let span = Memo::new(move |_| position.with(span));
    view! {
        <Show when=move || !names.with(Vec::is_empty)>
            <section class="paths" part="prices">
                <h3>{"Prices"}</h3>
                <div class="path-list">
                    <For each=move || names.get() key=|name| *name let:sought>
                        <PricePath path=Memo::new(move |before: Option<&Option<PricePathView>>| {
                            let found = position
                                .with(|one| one.prices.iter().find(|one| name(one) == sought).cloned());
                            found.or_else(|| before.cloned().flatten())
                        }) span />
                    </For>
                </div>
            </section>
        </Show>
    }
}

fn name(path: &PricePathView) -> (Address, Side) {
    (path.asset, path.side)
}
