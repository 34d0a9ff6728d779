use leptos::prelude::*;

use super::price_map::map;
use crate::alert::Ladder;
use crate::engine::view::{PriceGroup, WhatIf};
use crate::ui::format;
use crate::ui::words::Standing;

/// Cells to a side.
const SIDE: usize = 7;

/// The map in numbers.
#[component]
pub fn MapTable(
    what_if: Memo<WhatIf>,
    groups: Memo<Vec<PriceGroup>>,
    ladder: Memo<Ladder>,
    across: RwSignal<usize>,
    up: RwSignal<usize>,
) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details class="behind" on:toggle:target=move |event| opened.set(event.target().open())>
            <summary>{"As a table"}</summary>
            <Show when=move || opened.get()>
                <Cells what_if groups ladder across up />
            </Show>
        </details>
    }
}

#[component]
fn Cells(
    what_if: Memo<WhatIf>,
    groups: Memo<Vec<PriceGroup>>,
    ladder: Memo<Ladder>,
    across: RwSignal<usize>,
    up: RwSignal<usize>,
) -> impl IntoView {
    let name =
        move |index: usize| groups.with(|groups| groups.get(index).map(|group| group.name.clone()));
    let cells = move || {
        let ladder = ladder.get();
        let map = what_if.with(|one| map(one, across.get(), up.get(), SIDE))?;
        let head = map.x.iter().map(|share| {
            view! { <th scope="col">{format::change(*share)}</th> }
        });
        let head = head.collect_view();
        let rows = map.cells.chunks(SIDE).zip(&map.y).rev();
        let rows = rows.map(|(cells, share)| {
            let cells = cells.iter().map(|health| {
                let standing = Standing::at(*health, ladder.level_of(*health));
                view! {
                    <td data-level=standing.id() title=standing.word(false)>
                        {format::health(*health)}
                    </td>
                }
            });
            view! {
                <tr>
                    <th scope="row">{format::change(*share)}</th>
                    {cells.collect_view()}
                </tr>
            }
        });
        let rows = rows.collect_view();
        Some(view! {
            <thead>
                <tr>
                    <th scope="col">{move || name(up.get())} {" \\ "} {move || name(across.get())}</th>
                    {head}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        })
    };
    view! {
        <div class="scrolls" tabindex="0" role="region" aria-label="Health over two prices">
            <table class="map-table">
                <caption class="unseen">
                    {move || name(up.get())} {" up, "} {move || name(across.get())} {" across"}
                </caption>
                {cells}
            </table>
        </div>
    }
}
