use leptos::prelude::*;

use super::axes::SIDE;
use crate::alert::Level;
use crate::engine::view::PriceMap;
use crate::ui::scale::Band;

/// What is drawn of a map, in the language of paths: the cells of each band, and the frontier of
/// liquidation.
#[derive(Clone, Default, PartialEq)]
pub struct Drawn {
    bands: Vec<(Band, String)>,
    frontier: String,
}

/// Cells of one band that lie side by side are one piece.
pub fn drawn(map: &PriceMap<Band>) -> Drawn {
    let mut bands: Vec<(Band, String)> = Vec::new();
    let width = map.x.len();
    for (row, cells) in map.cells.chunks(width.max(1)).enumerate() {
        let top = SIDE.saturating_sub(row).saturating_sub(1);
        let mut from = 0;
        for piece in cells.chunk_by(|one, next| one == next) {
            let Some(band) = piece.first() else {
                continue;
            };
            let long = piece.len();
            let path = format!("M{from} {top}h{long}v1h-{long}z");
            match bands.iter_mut().find(|(known, _)| known == band) {
                Some((_, cells)) => cells.push_str(&path),
                None => bands.push((*band, path)),
            }
            from += long;
        }
    }
    Drawn {
        bands,
        frontier: frontier(map),
    }
}

/// Where liquidation begins: in each column the edge between what is liquidatable and what is not.
fn frontier(map: &PriceMap<Band>) -> String {
    let mut path = String::new();
    let width = map.x.len();
    let liquidatable = |row: usize, column: usize| {
        let cell = row.checked_mul(width)?.checked_add(column)?;
        let (level, _) = map.cells.get(cell)?;
        Some(*level == Level::Liquidatable.id())
    };
    let mut is_on = false;
    for column in 0..width {
        let mut rows = 1..map.y.len();
        let edge = rows
            .find(|row| liquidatable(row.saturating_sub(1), column) != liquidatable(*row, column));
        if let Some(edge) = edge {
            let y = SIDE.saturating_sub(edge);
            let way = if is_on { 'L' } else { 'M' };
            path.push_str(&format!("{way}{column}.5 {y}"));
        }
        is_on = edge.is_some();
    }
    path
}

/// The map itself.
#[component]
pub fn Drawing(drawn: Memo<Drawn>) -> impl IntoView {
    let bands = Memo::new(move |_| {
        let names = |drawn: &Drawn| {
            drawn
                .bands
                .iter()
                .map(|(band, _)| *band)
                .collect::<Vec<_>>()
        };
        drawn.with(names)
    });
    let cells = move |band: Band| {
        Memo::new(move |_| {
            drawn.with(|drawn| {
                let mut all = drawn.bands.iter();
                let own = all.find(|(known, _)| *known == band);
                own.map(|(_, cells)| cells.clone())
            })
        })
    };
    let frontier = Memo::new(move |_| drawn.with(|drawn| drawn.frontier.clone()));
    view! {
        <For each=move || bands.get() key=|band| *band let:band>
            <path class="band" data-level=band.0 data-depth=band.1.to_string() d=cells(band)></path>
        </For>
        <path class="frontier" d=frontier></path>
    }
}
