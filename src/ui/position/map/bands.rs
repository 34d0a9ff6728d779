use leptos::prelude::*;

use super::axes::SIDE;
use crate::alert::Ladder;
use crate::engine::view::PriceMap;
use crate::ui::scale::band;

/// What is drawn of a map: the cells of each band, and the frontier of liquidation.
#[derive(Clone, PartialEq)]
pub struct Drawn {
    /// The name of the band's colour, its depth, and its cells in the language of paths.
    bands: Vec<(&'static str, u32, String)>,
    frontier: String,
}

/// Cells of one band that lie side by side are one piece.
pub fn drawn(map: &PriceMap, ladder: &Ladder) -> Drawn {
    let mut bands: Vec<(&'static str, u32, String)> = Vec::new();
    let width = map.x.len();
    for (row, cells) in map.cells.chunks(width.max(1)).enumerate() {
        let top = SIDE.saturating_sub(row).saturating_sub(1);
        let mut from = 0;
        let in_row: Vec<_> = cells.iter().map(|one| band(*one, ladder)).collect();
        for piece in in_row.chunk_by(|one, next| one == next) {
            let Some(&(level, depth)) = piece.first() else {
                continue;
            };
            let long = piece.len();
            let path = format!("M{from} {top}h{long}v1h-{long}z");
            match bands
                .iter_mut()
                .find(|one| (one.0, one.1) == (level, depth))
            {
                Some((_, _, cells)) => cells.push_str(&path),
                None => bands.push((level, depth, path)),
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
fn frontier(map: &PriceMap) -> String {
    let mut path = String::new();
    let width = map.x.len();
    let liquidatable = |row: usize, column: usize| {
        let cell = row.checked_mul(width)?.checked_add(column)?;
        Some(map.cells.get(cell)?.is_liquidatable())
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
pub fn Bands(drawn: Drawn) -> impl IntoView {
    let bands = drawn.bands.into_iter().map(|(level, depth, cells)| {
        view! { <path class="band" data-level=level data-depth=depth.to_string() d=cells></path> }
    });
    view! {
        {bands.collect_view()}
        <path class="frontier" d=drawn.frontier></path>
    }
}
