use leptos::prelude::*;

use super::axes::Axes;
use super::table_cells::TableCells;
use crate::alert::Ladder;
use crate::engine::view::Span;

/// The map in numbers.
#[component]
pub fn MapTable(
    axes: Axes,
    ladder: Memo<Ladder>,
    spans: Memo<Option<(Span, Span)>>,
) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details
            class="behind in-numbers"
            on:toggle:target=move |event| opened.set(event.target().open())
        >
            <summary>{"The map as a table"}</summary>
            <Show when=move || opened.get()>
                <TableCells axes ladder spans />
            </Show>
        </details>
    }
}
