use leptos::html;
use leptos::prelude::*;

use super::axes::{Axes, AxesChoice};
use super::axis::{Axis, change};
use super::bands::{Drawing, drawn};
use super::point::{Point, place};
use super::pointed::{cell, say};
use super::table::MapTable;
use crate::engine::view::{PositionView, PriceMap, WhatIf};
use crate::math::Wad;
use crate::ui::in_sight::in_sight;
use crate::ui::position::figures::Figures;
use crate::ui::scale::{Band, Bands};
use crate::ui::while_said::while_said;

/// Health over two groups of prices: where it liquidates, each level, and where it is today.
#[component]
pub fn PricePlane(position: Memo<PositionView>, figures: Memo<Figures>) -> impl IntoView {
    let what_if = Memo::new(move |_| position.with(|one| one.what_if.clone()));
    let groups = Memo::new(move |_| what_if.with(WhatIf::groups));
    view! {
        <Show when=move || groups.with(|groups| groups.len() >= 2)>
            <Plane axes=Axes::new(what_if, groups) figures />
        </Show>
    }
}

#[component]
fn Plane(axes: Axes, figures: Memo<Figures>) -> impl IntoView {
    let (across, up) = (axes.across, axes.up);
    let ladder = Memo::new(move |_| figures.with(|one| one.ladder));
    let cells = NodeRef::<html::Div>::new();
    let is_seen = in_sight(cells);
    let bands = Memo::new_with_compare(move |_| Bands::of(ladder.get()), |_, _| true);
    // Ten thousand cells: out of sight it stays as it was.
    let map = Memo::new(
        move |before: Option<&Option<PriceMap<Band>>>| match before {
            Some(before) if !is_seen.get() => before.clone(),
            _ => bands.with(|bands| axes.bands(bands)),
        },
    );
    let drawn = Memo::new(move |_| map.with(|map| map.as_ref().map(drawn).unwrap_or_default()));
    let pointed = RwSignal::new(None::<(usize, usize)>);
    let told = move || {
        let (column, row) = pointed.get()?;
        let (x, y) = map.with(|map| {
            let map = map.as_ref()?;
            Some((*map.x.get(column)?, *map.y.get(row)?))
        })?;
        let health = axes.health_at(x, y)?;
        let groups = (axes.group(across)?, axes.group(up)?);
        Some(say((&groups.0, x), (&groups.1, y), health, &ladder.get()))
    };
    let today = Memo::new(move |_| map.with(|map| place(map.as_ref()?, Wad::ONE, Wad::ONE)));
    // Where the prices are that a person asks about, where a map can say so.
    let asked = Memo::new(move |_| {
        let on_map = figures.with(|one| one.moves.as_ref()?.on_map(across.get(), up.get()));
        let (x, y) = on_map?;
        map.with(|map| place(map.as_ref()?, x, y))
    });
    // Groups come and go: what is looked at is among them.
    Effect::new(move |_| {
        let count = axes.groups.with(Vec::len);
        if across.get().max(up.get()) >= count {
            across.set(0);
            up.set(1);
        }
    });
    let ends = move |axis, of: fn(&PriceMap<Band>) -> &[Wad]| {
        Memo::new(move |_| {
            let group = axes.group(axis);
            let ends = map.with(|map| {
                let shares = of(map.as_ref()?);
                let (group, first, last) = (group?, *shares.first()?, *shares.last()?);
                Some((change(&group, first), change(&group, last)))
            });
            ends.unwrap_or_default()
        })
    };
    let name = move |axis| Signal::derive(move || axes.name(axis));
    view! {
        <section class="map" part="map">
            <h3>
                {name(across)} {" and "} {name(up)}
            </h3>
            <AxesChoice axes />
            // Who cannot see it has the table.
            <div class="plane" aria-hidden="true">
                <Axis class="axis up" name=name(up) ends=ends(up, |map| &map.y) />
                <div
                    class="cells"
                    node_ref=cells
                    on:pointermove=move |event| pointed.set(cell(&event))
                    on:pointerleave=move |_| pointed.set(None)
                >
                    <svg
                        viewBox="0 0 100 100"
                        preserveAspectRatio="none"
                        aria-hidden="true"
                        focusable="false"
                    >
                        <Drawing drawn />
                    </svg>
                    {while_said(move || today.get(), |place| view! { <Point class="today" place /> })}
                    {while_said(move || asked.get(), |place| view! { <Point class="asked" place /> })}
                </div>
                <Axis class="axis across" name=name(across) ends=ends(across, |map| &map.x) />
            </div>
            <p class="told-at" aria-hidden="true">{told}</p>
            <MapTable axes ladder />
        </section>
    }
}
