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
