use std::fmt::Write;

use leptos::prelude::*;

use crate::engine::view::{Contours, Spot};
use crate::ui::scale::Band;

/// What is drawn of a map, in the language of paths: the areas of the bands, the safest first, each
/// over those before it; and lines between levels, the frontier of liquidation first.
#[derive(Clone, Default, PartialEq)]
pub struct Drawn {
    areas: Vec<(Band, String)>,
    lines: Vec<(&'static str, String)>,
}

impl Drawn {
    /// Of contours at the upper ends of these bands.
    pub fn of(map: &Contours, bands: &[(Band, bool)]) -> Self {
        let both = || map.of.iter().zip(bands);
        let areas = both().map(|(one, (band, _))| (*band, areas(&one.lower)));
        let lines = both().filter(|(_, (_, has_line))| *has_line);
        let lines = lines.map(|(one, (band, _))| (band.0, line(&one.line)));
        Self {
            areas: areas.rev().collect(),
            lines: lines.collect(),
        }
    }
}

fn areas(areas: &[Vec<Spot>]) -> String {
    let mut path = String::new();
    for area in areas {
        let mut way = 'M';
        for spot in area {
            go(&mut path, way, *spot);
            way = 'L';
        }
        path.push('z');
    }
    path
}

fn line(pieces: &[[Spot; 2]]) -> String {
    let mut path = String::new();
    let mut end = None;
    for [from, to] in pieces {
        if end != Some(*from) {
            go(&mut path, 'M', *from);
        }
        go(&mut path, 'L', *to);
        end = Some(*to);
    }
    path
}

fn go(path: &mut String, way: char, spot: Spot) {
    // A text takes what is written to it.
    let _ = write!(path, "{way}{} {}", spot.x, spot.y);
}

/// The map itself.
#[component]
pub fn Drawing(drawn: Memo<Drawn>, #[prop(into)] rest: Signal<Band>) -> impl IntoView {
    let bands = Memo::new(move |_| {
        let names = |drawn: &Drawn| {
            drawn
                .areas
                .iter()
                .map(|(band, _)| *band)
                .collect::<Vec<_>>()
        };
        drawn.with(names)
    });
    let area = move |band: Band| {
        Memo::new(move |_| {
            drawn.with(|drawn| {
                let mut all = drawn.areas.iter();
                let own = all.find(|(known, _)| *known == band);
                own.map(|(_, path)| path.clone())
            })
        })
    };
    let levels = Memo::new(move |_| {
        let names = |drawn: &Drawn| {
            drawn
                .lines
                .iter()
                .map(|(level, _)| *level)
                .collect::<Vec<_>>()
        };
        drawn.with(names)
    });
    let line = move |level: &'static str| {
        Memo::new(move |_| {
            drawn.with(|drawn| {
                let mut all = drawn.lines.iter();
                let own = all.find(|(known, _)| *known == level);
                own.map(|(_, path)| path.clone())
            })
        })
    };
    view! {
        <rect
            class="band"
            data-level=move || rest.get().0
            data-depth=move || rest.get().1.to_string()
            width="100%"
            height="100%"
        ></rect>
        // From the bottom up.
        <g transform="matrix(1 0 0 -1 0 10000)">
            <For each=move || bands.get() key=|band| *band let:band>
                <path class="band" data-level=band.0 data-depth=band.1.to_string() d=area(band)></path>
            </For>
            <For each=move || levels.get() key=|level| *level let:level>
                <path class="contour" data-level=level d=line(level)></path>
            </For>
        </g>
    }
}
