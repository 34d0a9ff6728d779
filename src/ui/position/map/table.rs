use leptos::prelude::*;

use super::axes::Axes;
use super::axis::change;
use crate::alert::Ladder;
use crate::ui::format;
use crate::ui::words::Standing;

/// Cells to a side.
const SIDE: usize = 7;

/// The map in numbers.
#[component]
pub fn MapTable(axes: Axes, ladder: Memo<Ladder>) -> impl IntoView {
    let opened = RwSignal::new(false);
    view! {
        <details class="behind" on:toggle:target=move |event| opened.set(event.target().open())>
            <summary>{"As a table"}</summary>
            <Show when=move || opened.get()>
                <Cells axes ladder />
            </Show>
        </details>
    }
}

#[component]
fn Cells(axes: Axes, ladder: Memo<Ladder>) -> impl IntoView {
    let name = move |axis| move || axes.name(axis);
    let cells = move || {
        let ladder = ladder.get();
        let map = axes.map(SIDE)?;
        let (x, y) = (axes.group(axes.across)?, axes.group(axes.up)?);
        let head = map.x.iter().map(|share| {
            view! { <th scope="col">{change(&x, *share)}</th> }
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
                    <th scope="row">{change(&y, *share)}</th>
                    {cells.collect_view()}
                </tr>
            }
        });
        let rows = rows.collect_view();
        Some(view! {
            <thead>
                <tr>
                    <th scope="col">{name(axes.up)} {" \\ "} {name(axes.across)}</th>
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
                    {name(axes.up)} {" up, "} {name(axes.across)} {" across"}
                </caption>
                {cells}
            </table>
        </div>
    }
}
