use alloy::primitives::U256;
use leptos::prelude::*;

use crate::engine::view::{LiquidationPriceView, PricePathView};
use crate::math::Timestamp;
use crate::ui::chart::{Across, Chart, Drawing, Place, moment_in, place_in};
use crate::ui::format::{self, Round};
use crate::ui::scale::END;
use crate::ui::while_some::WhileSome;
use crate::ui::words;

/// One price over time, with the price that liquidates as a line across it.
#[component]
pub fn PricePath(
    path: Memo<Option<PricePathView>>,
    /// From when to when everything of the position is drawn.
    span: Memo<Option<(Timestamp, Timestamp)>>,
) -> impl IntoView {
    let drawing = Memo::new(move |_| {
        let span = span.get();
        path.with(|path| {
            path.as_ref()
                .zip(span)
                .map(|(path, span)| drawing(path, span))
                .unwrap_or_default()
        })
    });
    let label = Memo::new(move |_| {
        path.with(|path| {
            path.as_ref()
                .map(|path| format!("Price of {}", path.symbol))
        })
    });
    let liquidation = Memo::new(move |_| {
        path.with(|path| {
            let path = path.as_ref()?;
            words::liquidates_at(path.liquidation, &path.currency, path.side)
        })
    });
    let say = Callback::new(move |index: usize| {
        path.with(|path| {
            path.as_ref()
                .and_then(|path| say(path, index))
                .unwrap_or_default()
        })
    });
    view! {
        <div class="path">
            <p class="path-head">
                <strong>
                    {move || path.with(|path| path.as_ref().map(|path| path.symbol.clone()))}
                </strong>
                <span>{move || path.with(|path| path.as_ref().map(now))}</span>
                <WhileSome of=move || liquidation.get() let:liquidation>
                    <span class="liquidates">
                        <span class={"hint"}>{move || liquidation.get().0}</span>
                        {move || liquidation.get().1} " "
                        <WhileSome of=move || liquidation.get().2 let:moved>
                            <b class="move">{moved}</b>
                        </WhileSome>
                    </span>
                </WhileSome>
            </p>
            <Chart drawing label=Signal::derive(move || label.get().unwrap_or_default()) say />
        </div>
    }
}

fn now(path: &PricePathView) -> String {
    format::price(path.now, &path.currency, Round::of(path.side))
}

fn say(path: &PricePathView, index: usize) -> Option<String> {
    let reading = path.readings.get(index).or(path.readings.last())?;
    let price = format::price(reading.price, &path.currency, Round::of(path.side));
    Some(format!("{price} · {}", format::day_and_time(reading.at)))
}

/// From the lowest of the readings and the price that liquidates to the highest, with some air.
fn drawing(path: &PricePathView, (from, to): (Timestamp, Timestamp)) -> Drawing {
    let Some(first) = path.readings.first() else {
        return Drawing::default();
    };
    let liquidation = match path.liquidation {
        LiquidationPriceView::At { price, .. } | LiquidationPriceView::Passed { price, .. } => {
            Some(price.raw)
        }
        _ => None,
    };
    let readings = path.readings.iter().map(|reading| reading.price.raw);
    let all = readings.chain([path.now.raw]).chain(liquidation);
    let (low, high) = all.fold((path.now.raw, path.now.raw), |(low, high), price| {
        (low.min(price), high.max(price))
    });
    // What is of one height stands in the middle.
    let air = high.saturating_sub(low).wrapping_shr(3).max(U256::ONE);
    let (low, high) = (low.saturating_sub(air), high.saturating_add(air));
    let place = |reading: &crate::engine::view::PricePoint| Place {
        x: moment_in(reading.at, from, to),
        y: place_in(reading.price.raw, low, high),
    };
    let mut places: Vec<Place> = path.readings.iter().map(place).collect();
    if places.len() == 1 {
        // One reading is a level line.
        let y = place_in(first.price.raw, low, high);
        places = vec![Place { x: 0, y }, Place { x: END, y }];
    }
    let across = liquidation.map(|price| Across {
        y: place_in(price, low, high),
        level: "liquidatable",
        label: "Liquidation".to_owned(),
    });
    Drawing {
        // One reading is of one moment, which is told.
        ends: Some((from, to)).filter(|(from, to)| from < to),
        places,
        across: across.into_iter().collect(),
        marks: Vec::new(),
    }
}
