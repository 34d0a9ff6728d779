use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::asked::Asked;
use super::figures::Figures;
use super::map_table::MapTable;
use crate::alert::Ladder;
use crate::engine::view::{LegView, PositionView, PriceGroup, PriceMap, WhatIf};
use crate::math::{Wad, mul_div_floor};
use crate::ui::chart::{percent, place_in};
use crate::ui::format;
use crate::ui::scale::band;
use crate::ui::words::Standing;

/// Cells to a side.
const SIDE: usize = 100;

/// Health over two groups of prices: where it liquidates, each level, and where it is today.
#[component]
pub fn PricePlane(position: Memo<PositionView>, figures: Memo<Figures>) -> impl IntoView {
    let legs = Memo::new(move |_| position.with(|one| one.legs.clone()));
    let what_if = Memo::new(move |_| position.with(|one| one.what_if.clone()));
    let groups = Memo::new(move |_| what_if.with(WhatIf::groups));
    view! {
        <Show when=move || groups.with(|groups| groups.len() >= 2)>
            <Plane what_if groups legs figures />
        </Show>
    }
}

#[component]
fn Plane(
    what_if: Memo<WhatIf>,
    groups: Memo<Vec<PriceGroup>>,
    legs: Memo<Vec<LegView>>,
    figures: Memo<Figures>,
) -> impl IntoView {
    let (across, up) = (RwSignal::new(0), RwSignal::new(1));
    let ladder = Memo::new(move |_| figures.with(|one| one.ladder));
    let map = Memo::new(move |_| what_if.with(|one| map(one, across.get(), up.get(), SIDE)));
    let drawn =
        Memo::new(move |_| map.with(|map| map.as_ref().map(|map| bands(map, &ladder.get()))));
    let pointed = RwSignal::new(None::<(usize, usize)>);
    let told = move || {
        let cell = pointed.get();
        map.with(|map| {
            let map = map.as_ref()?;
            groups.with(|groups| {
                let (x, y) = (groups.get(across.get())?, groups.get(up.get())?);
                say(map, (x, y), cell, &ladder.get())
            })
        })
    };
    let name =
        move |index: usize| groups.with(|groups| groups.get(index).map(|group| group.name.clone()));
    let today = Memo::new(move |_| map.with(|map| place(map.as_ref()?, Wad::ONE, Wad::ONE)));
    // Where the prices are that a person asks about.
    let asked = Memo::new(move |_| {
        let [x, y] = [across, up].map(|axis| {
            groups.with(|groups| {
                let group = groups.get(axis.get())?;
                legs.with(|now| figures.with(|then| share(group, now, &then.legs)))
            })
        });
        let is_asked = figures.with(|one| one.asked != Asked::Nothing);
        let (x, y) = (x?, y?);
        map.with(|map| place(map.as_ref()?, x, y).filter(|_| is_asked))
    });
    view! {
        <section class="map" part="map">
            <h3>
                {move || name(across.get())} {" and "} {move || name(up.get())}
            </h3>
            <Choice groups across up />
            <div class="plane">
                <Axis class="axis up" name=Signal::derive(move || name(up.get())) ends=move || {
                    map.with(|map| ends(&map.as_ref()?.y))
                } />
                <div
                    class="cells"
                    on:pointermove=move |event| pointed.set(cell(&event))
                    on:pointerleave=move |_| pointed.set(None)
                >
                    <svg
                        viewBox="0 0 100 100"
                        preserveAspectRatio="none"
                        aria-hidden="true"
                        focusable="false"
                    >
                        {move || drawn.get().map(|drawn| view! { <Bands drawn /> })}
                    </svg>
                    {move || today.get().map(|place| view! { <Point class="today" place /> })}
                    {move || asked.get().map(|place| view! { <Point class="asked" place /> })}
                </div>
                <Axis class="axis across" name=Signal::derive(move || name(across.get())) ends=move || {
                    map.with(|map| ends(&map.as_ref()?.x))
                } />
            </div>
            <p class="told-at">{told}</p>
            <MapTable what_if groups ladder across up />
        </section>
    }
}

/// Which two of several groups.
#[component]
fn Choice(
    groups: Memo<Vec<PriceGroup>>,
    across: RwSignal<usize>,
    up: RwSignal<usize>,
) -> impl IntoView {
    let swap = move |axis: RwSignal<usize>, other: RwSignal<usize>, chosen: usize| {
        if other.get_untracked() == chosen {
            other.set(axis.get_untracked());
        }
        axis.set(chosen);
    };
    let choose = move |label: &'static str, axis: RwSignal<usize>, other: RwSignal<usize>| {
        view! {
            <label class="axis-choice">
                {label}
                <select on:change:target=move |event| {
                    if let Ok(chosen) = event.target().value().parse() {
                        swap(axis, other, chosen);
                    }
                }>
                    {move || {
                        let names = groups.with(|groups| {
                            groups.iter().map(|group| group.name.clone()).collect::<Vec<_>>()
                        });
                        let names = names.into_iter().enumerate();
                        let options = names
                            .map(|(index, name)| {
                                view! {
                                    <option
                                        value=index.to_string()
                                        selected=move || axis.get() == index
                                    >
                                        {name}
                                    </option>
                                }
                            });
                        options.collect_view()
                    }}
                </select>
            </label>
        }
    };
    view! {
        <Show when=move || groups.with(|groups| groups.len() > 2)>
            <div class="axes">{choose("Across", across, up)} {choose("Up", up, across)}</div>
        </Show>
    }
}

/// The map of two groups, each over the span in which it matters.
pub fn map(what_if: &WhatIf, across: usize, up: usize, side: usize) -> Option<PriceMap> {
    let (x, y) = (what_if.span(across)?, what_if.span(up)?);
    what_if.map((across, x), (up, y), side, side)
}

/// What is drawn of a map: the cells of each band, and the frontier of liquidation.
#[derive(Clone, PartialEq)]
struct Drawn {
    /// The name of the band's colour, its depth, and its cells in the language of paths.
    bands: Vec<(&'static str, u32, String)>,
    frontier: String,
}

/// Cells of one band that lie side by side are one piece.
fn bands(map: &PriceMap, ladder: &Ladder) -> Drawn {
    let mut bands: Vec<(&'static str, u32, String)> = Vec::new();
    let width = map.x.len();
    for (row, cells) in map.cells.chunks(width.max(1)).enumerate() {
        let top = SIDE.saturating_sub(row).saturating_sub(1);
        let mut from = 0;
        for piece in cells.chunk_by(|one, next| band(*one, ladder) == band(*next, ladder)) {
            let Some(first) = piece.first() else { continue };
            let (level, depth) = band(*first, ladder);
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

#[component]
fn Bands(drawn: Drawn) -> impl IntoView {
    let bands = drawn.bands.into_iter().map(|(level, depth, cells)| {
        view! { <path class="band" data-level=level data-depth=depth.to_string() d=cells></path> }
    });
    view! {
        {bands.collect_view()}
        <path class="frontier" d=drawn.frontier></path>
    }
}

/// What lies along a side of the map, with where it begins and ends.
#[component]
fn Axis(
    class: &'static str,
    name: Signal<Option<String>>,
    ends: impl Fn() -> Option<(String, String)> + Send + Sync + 'static,
) -> impl IntoView {
    let ends = Memo::new(move |_| ends().unwrap_or_default());
    view! {
        <div class=class>
            <span>{move || ends.get().0}</span>
            <b>{name}</b>
            <span>{move || ends.get().1}</span>
        </div>
    }
}

fn ends(shares: &[Wad]) -> Option<(String, String)> {
    let (first, last) = (shares.first()?, shares.last()?);
    Some((format::change(*first), format::change(*last)))
}

#[component]
fn Point(class: &'static str, place: (u32, u32)) -> impl IntoView {
    let (x, y) = place;
    view! { <span class=class style:left=percent(x) style:bottom=percent(y)></span> }
}

/// Where prices lie on a map, from the left and from the bottom.
fn place(map: &PriceMap, x: Wad, y: Wad) -> Option<(u32, u32)> {
    Some((place_on(&map.x, x)?, place_on(&map.y, y)?))
}

fn place_on(shares: &[Wad], share: Wad) -> Option<u32> {
    let (low, high) = (shares.first()?.raw(), shares.last()?.raw());
    let share = share.raw();
    (low <= share && share <= high).then(|| place_in(share, low, high))
}

/// What the price of a group is of what it was: to draw a point, so rounding says nothing.
fn share(group: &PriceGroup, now: &[LegView], then: &[LegView]) -> Option<Wad> {
    let symbol = group.symbols.first()?;
    let price = |legs: &[LegView]| legs.iter().find(|leg| leg.symbol == *symbol)?.price;
    let share = mul_div_floor(price(then)?.raw, Wad::ONE.raw(), price(now)?.raw);
    share.ok().map(Wad::from_raw)
}

/// The cell under the pointer.
fn cell(event: &PointerEvent) -> Option<(usize, usize)> {
    let place = event.current_target()?.dyn_into::<HtmlElement>().ok()?;
    let share = |offset: i32, whole: i32| {
        let (offset, whole) = (usize::try_from(offset).ok()?, usize::try_from(whole).ok()?);
        let cell = offset.checked_mul(SIDE)?.checked_div(whole)?;
        Some(cell.min(SIDE.saturating_sub(1)))
    };
    let x = share(event.offset_x(), place.offset_width())?;
    let y = share(event.offset_y(), place.offset_height())?;
    Some((x, SIDE.saturating_sub(1).saturating_sub(y)))
}

/// What a cell means; without one, what today's prices do.
fn say(
    map: &PriceMap,
    (x, y): (&PriceGroup, &PriceGroup),
    cell: Option<(usize, usize)>,
    ladder: &Ladder,
) -> Option<String> {
    let (column, row) = cell?;
    let health = *map
        .cells
        .get(row.checked_mul(map.x.len())?.checked_add(column)?)?;
    let (across, up) = (map.x.get(column)?, map.y.get(row)?);
    let standing = Standing::at(health, ladder.level_of(health));
    Some(format!(
        "{} {}, {} {}: {} {}",
        x.name,
        format::change(*across),
        y.name,
        format::change(*up),
        format::health(health),
        standing.word(false)
    ))
}
