use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;

use super::axes::Axes;
use super::axes_choice::AxesChoice;
use super::axis::{Axis, change};
use super::bands::{Drawing, Drawn};
use super::labels::{Labels, labels, on_side};
use super::point::{Point, place, words_beside};
use super::pointed::{nearest, rests, say};
use super::table::MapTable;
use crate::engine::view::{STEP, Span};
use crate::math::Wad;
use crate::ui::in_sight::in_sight;
use crate::ui::position::asked::Asked;
use crate::ui::position::figures::Figures;
use crate::ui::scale;
use crate::ui::while_some::WhileSome;

/// The map of two groups of prices, what it says where a person points, and its table.
#[component]
pub fn Plane(axes: Axes, figures: Memo<Figures>) -> impl IntoView {
    let (across, up) = (axes.across, axes.up);
    let ladder = Memo::new(move |_| figures.with(|one| one.ladder));
    let cells = NodeRef::<html::Div>::new();
    let is_seen = in_sight(cells);
    let bands = Memo::new(move |_| scale::bands(&ladder.get()));
    // Where the prices are that a person asks about, where a map can say so.
    let asked =
        Memo::new(move |_| figures.with(|one| one.moves.as_ref()?.on_map(across.get(), up.get())));
    // It takes thousands of healths: out of sight it stays as it was.
    let spans = while_seen(is_seen, move || axes.spans(asked.get()));
    let map = while_seen(is_seen, move || {
        let spans = spans.get()?;
        let bounds = bands.with(|(bands, _)| bands.iter().map(|(least, _)| *least).collect());
        let bounds: Vec<_> = bounds;
        axes.contours(spans, &bounds)
    });
    let drawn = Memo::new(move |_| {
        let named = bands.with(|(bands, _)| {
            let named = bands.iter().map(|(_, band)| (*band, band.0 != "clear"));
            named.collect::<Vec<_>>()
        });
        map.with(|map| Some(Drawn::of(map.as_ref()?, &named)))
            .unwrap_or_default()
    });
    let pointed = RwSignal::new(None::<(usize, usize)>);
    let told = Memo::new(move |_| {
        let of_pointed = || {
            let (column, row) = pointed.get()?;
            let (x, y) = map.with(|map| {
                let map = map.as_ref()?;
                Some((*map.x.get(column)?, *map.y.get(row)?))
            })?;
            let health = axes.health_at(x, y)?;
            let groups = (axes.group(across)?, axes.group(up)?);
            Some(say((&groups.0, x), (&groups.1, y), health, &ladder.get()))
        };
        of_pointed().unwrap_or_else(|| {
            let is_on_map = asked.get().is_some();
            figures.with(|one| rests(one, is_on_map || one.asked == Asked::Nothing))
        })
    });
    let point = move |event: PointerEvent| pointed.set(nearest(&event));
    // A finger that is lifted has pointed: what it pointed at stays.
    let leave = move |event: PointerEvent| {
        if event.pointer_type() == "mouse" {
            pointed.set(None);
        }
    };
    let today = Memo::new(move |_| place(spans.get()?, Wad::ONE, Wad::ONE));
    let then = Memo::new(move |_| {
        let (x, y) = asked.get()?;
        place(spans.get()?, x, y)
    });
    let words = Signal::derive(move || figures.with(|one| one.asked.words()));
    let labels = Memo::new(move |_| {
        let words = then.get().map(words_beside);
        map.with(|map| {
            map.as_ref()
                .map(|map| labels(map, words))
                .unwrap_or_default()
        })
    });
    let under = Memo::new(move |_| {
        let (column, row) = pointed.get()?;
        let side = |step: usize| Some(on_side(u32::try_from(step).ok()?.checked_mul(STEP)?));
        Some((side(column)?, side(row)?))
    });
    // Groups come and go: what is looked at is among them.
    Effect::new(move |_| {
        let count = axes.groups.with(Vec::len);
        if across.get().max(up.get()) >= count {
            across.set(0);
            up.set(1);
        }
    });
    let ends = move |axis, of: fn((Span, Span)) -> Span| {
        Signal::derive(move || {
            let ends = || {
                let (group, span) = (axes.group(axis)?, of(spans.get()?));
                Some((change(&group, span.from), change(&group, span.to)))
            };
            ends().unwrap_or_default()
        })
    };
    let name = move |axis| Signal::derive(move || axes.name(axis));
    view! {
        <section class="map" part="map">
            <h3>
                {"Health over "} {name(across)} {" and "} {name(up)}
            </h3>
            <AxesChoice axes />
            // Who cannot see it has the table.
            <div class="plane" aria-hidden="true">
                <Axis class="axis up" name=name(up) ends=ends(up, |(_, y)| y) />
                <div
                    class="cells"
                    node_ref=cells
                    on:pointermove=point
                    on:pointerdown=point
                    on:pointerleave=leave
                >
                    <svg
                        viewBox="0 0 10000 10000"
                        preserveAspectRatio="none"
                        aria-hidden="true"
                        focusable="false"
                    >
                        <Drawing drawn rest=Signal::derive(move || bands.with(|(_, rest)| *rest)) />
                    </svg>
                    <Labels labels ladder />
                    <WhileSome of=move || today.get() let:place>
                        <Point class="today" place words="now" />
                    </WhileSome>
                    <WhileSome of=move || then.get() let:place>
                        <Point class="asked" place words />
                    </WhileSome>
                    <WhileSome of=move || under.get() let:place>
                        <Point class="pointed" place words="" />
                    </WhileSome>
                </div>
                <Axis class="axis across" name=name(across) ends=ends(across, |(x, _)| x) />
            </div>
            <p class="told-at" aria-hidden="true">
                {told}
            </p>
        </section>
        <MapTable axes ladder spans />
    }
}

/// What costs something to find, as it was when it was last on the screen.
fn while_seen<T: Clone + PartialEq + Send + Sync + 'static>(
    is_seen: Signal<bool>,
    of: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |before: Option<&T>| match before {
        Some(before) if !is_seen.get() => before.clone(),
        _ => of(),
    })
}
