use leptos::prelude::*;

use crate::engine::view::{Contours, PriceGroup, PriceMap, Span, WhatIf};
use crate::math::Wad;
use crate::risk::Health;

/// Steps to a side of the map that is drawn.
pub const SIDE: usize = 100;

/// Which two groups of prices the map is of.
#[derive(Clone, Copy)]
pub struct Axes {
    what_if: Memo<WhatIf>,
    pub groups: Memo<Vec<PriceGroup>>,
    pub across: RwSignal<usize>,
    pub up: RwSignal<usize>,
}

impl Axes {
    /// The first two of them.
    pub fn new(what_if: Memo<WhatIf>, groups: Memo<Vec<PriceGroup>>) -> Self {
        Self {
            what_if,
            groups,
            across: RwSignal::new(0),
            up: RwSignal::new(1),
        }
    }

    /// The group along an axis.
    pub fn group(self, axis: RwSignal<usize>) -> Option<PriceGroup> {
        let place = axis.get();
        self.groups.with(|groups| groups.get(place).cloned())
    }

    /// What the group along an axis is called.
    pub fn name(self, axis: RwSignal<usize>) -> Option<String> {
        self.group(axis).map(|group| group.name)
    }

    /// Where to look at the two, so that what is asked about is seen.
    pub fn spans(self, asked: Option<(Wad, Wad)>) -> Option<(Span, Span)> {
        let (across, up) = (self.across.get(), self.up.get());
        let span = |group| self.what_if.with(|one| one.span(group));
        let (x, y) = (span(across)?, span(up)?);
        Some(match asked {
            Some(asked) => (x.holding(asked.0), y.holding(asked.1)),
            None => (x, y),
        })
    }

    /// The map that is drawn.
    pub fn contours(self, (x, y): (Span, Span), bounds: &[Health]) -> Option<Contours> {
        let (across, up) = (self.across.get(), self.up.get());
        self.what_if
            .with(|one| one.contours((across, x), (up, y), SIDE, bounds))
    }

    /// The map in numbers.
    pub fn numbers(self, (x, y): (Span, Span), columns: usize, rows: usize) -> Option<PriceMap> {
        let (across, up) = (self.across.get(), self.up.get());
        self.what_if
            .with(|one| one.map((across, x), (up, y), columns, rows))
    }

    /// Health where the two are at these shares of today's prices.
    pub fn health_at(self, x: Wad, y: Wad) -> Option<Health> {
        let (across, up) = (self.across.get(), self.up.get());
        self.what_if.with(|one| one.at((across, x), (up, y)))
    }
}

/// Which two, where there are more.
#[component]
pub fn AxesChoice(axes: Axes) -> impl IntoView {
    let names = Memo::new(move |_| {
        let names = |groups: &Vec<PriceGroup>| groups.iter().map(|one| one.name.clone()).collect();
        axes.groups.with(names)
    });
    view! {
        <Show when=move || names.with(|names: &Vec<String>| names.len() > 2)>
            <div class="axes">
                <Choice label="Across" names axis=axes.across other=axes.up />
                <Choice label="Up" names axis=axes.up other=axes.across />
            </div>
        </Show>
    }
}

#[component]
fn Choice(
    label: &'static str,
    names: Memo<Vec<String>>,
    axis: RwSignal<usize>,
    other: RwSignal<usize>,
) -> impl IntoView {
    let choose = move |chosen: usize| {
        // One group is not set against itself: the two change places.
        if other.get_untracked() == chosen {
            other.set(axis.get_untracked());
        }
        axis.set(chosen);
    };
    let option = move |(index, name): (usize, String)| {
        view! {
            <option value=index.to_string() selected=move || axis.get() == index>
                {name}
            </option>
        }
    };
    view! {
        <label class="axis-choice">
            {label}
            <select on:change:target=move |event| {
                event.target().value().parse().into_iter().for_each(choose)
            }>{move || names.get().into_iter().enumerate().map(option).collect_view()}</select>
        </label>
    }
}
