use leptos::prelude::*;

use super::axes::Axes;
use super::axis::change;
use crate::alert::Ladder;
use crate::engine::view::{PriceGroup, Span};
use crate::math::Wad;
use crate::risk::Health;
use crate::ui::format;
use crate::ui::icon::Picture;
use crate::ui::words::Standing;

/// As many as there is room for on a narrow screen.
const COLUMNS: usize = 5;
const ROWS: usize = 7;

/// Health at prices of the two groups: one of them by columns, the other by rows.
#[component]
pub fn TableCells(
    axes: Axes,
    ladder: Memo<Ladder>,
    spans: Memo<Option<(Span, Span)>>,
) -> impl IntoView {
    let name = move |axis| move || axes.name(axis);
    let cells = move || {
        let ladder = ladder.get();
        let map = axes.numbers(spans.get()?, COLUMNS, ROWS)?;
        let (x, y) = (axes.group(axes.across)?, axes.group(axes.up)?);
        let head = map.x.iter().map(|share| {
            view! { <th scope="col">{headed(&x, *share)}</th> }
        });
        let head = head.collect_view();
        let rows = map.cells.chunks(COLUMNS).zip(&map.y).rev();
        let rows = rows.map(|(cells, up)| {
            let cells = cells.iter().zip(&map.x);
            let cells = cells.map(|(health, across)| {
                let is_now = *up == Wad::ONE && *across == Wad::ONE;
                cell(*health, &ladder, is_now)
            });
            view! {
                <tr>
                    <th scope="row">{headed(&y, *up)}</th>
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

/// What a price of a group is called.
fn headed(group: &PriceGroup, share: Wad) -> String {
    match share == Wad::ONE {
        true => "now".to_owned(),
        false => change(group, share),
    }
}

fn cell(health: Health, ladder: &Ladder, is_now: bool) -> impl IntoView + use<> {
    let standing = Standing::at(health, ladder.level_of(health));
    view! {
        <td data-level=standing.id() data-now=is_now.then_some("")>
            <span class="level">
                <Picture icon=standing.icon() />
                {format::health(health)}
                <span class="unseen">{" "} {standing.word(false)}</span>
            </span>
        </td>
    }
}
