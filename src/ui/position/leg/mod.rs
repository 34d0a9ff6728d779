//! A line of the table of tokens, and what it opens to.

mod inputs;
mod not_counted;

use leptos::prelude::*;

use crate::engine::view::{LegView, LiquidationPriceView};
use crate::ui::format::{self, Round};
use crate::ui::position::figures::Figures;
use crate::ui::while_some::WhileSome;
use crate::ui::words;
use inputs::Inputs;
use not_counted::NotCounted;

/// One collateral or debt, a line of the table; opened, everything it is made of.
#[component]
pub fn Leg(leg: Memo<Option<LegView>>, figures: Memo<Figures>) -> impl IntoView {
    let opened = RwSignal::new(false);
    let part = move |of: fn(&LegView) -> String| move || leg.with(|leg| leg.as_ref().map(of));
    let why = move || leg.with(|leg| leg.as_ref()?.not_counted.map(words::obstacle));
    let rate = move || leg.with(|leg| words::rate(leg.as_ref()?));
    let liquidation = Memo::new(move |_| {
        leg.with(|leg| {
            let leg = leg.as_ref()?;
            Some(price_and_move(leg, leg.liquidation_price))
        })
    });
    let early = move || {
        leg.with(|leg| {
            let leg = leg.as_ref()?;
            leg.pre_liquidation_price.map(|at| early_price(leg, at))
        })
    };
    view! {
        <tr class="leg" part="leg">
            <th scope="row">
                <button
                    type="button"
                    class="token"
                    aria-expanded=move || opened.get().to_string()
                    on:click=move |_| opened.update(|opened| *opened = !*opened)
                >
                    <span class="symbol">{part(|leg| leg.symbol.clone())}</span>
                </button>
                <WhileSome of=rate let:words>
                    <span class="rate">{words}</span>
                </WhileSome>
            </th>
            <td>
                <span class="amount">{part(|leg| format::amount(leg.amount, Round::of(leg.side)))}</span>
                <span class="value">{part(value)}</span>
            </td>
            <td class="price">{part(price)}</td>
            <td>
                <div class="compared">
                <span class="price-now">{part(|leg| format!("now {}", price(leg)))}</span>
                <WhileSome of=move || Some(liquidation.get()?.0) let:price>
                    <span class="liquidation">{price}</span>
                </WhileSome>
                <WhileSome of=move || liquidation.get()?.1 let:moved>
                    <span class="move">{moved}</span>
                </WhileSome>
                <WhileSome of=early let:words>
                    <span class="early">{words}</span>
                </WhileSome>
                </div>
            </td>
        </tr>
        <WhileSome of=why let:why>
            <NotCounted why />
        </WhileSome>
        <Show when=move || opened.get()>
            <tr class="behind">
                <td colspan="4">
                    <Inputs leg figures />
                </td>
            </tr>
        </Show>
    }
}

fn value(leg: &LegView) -> String {
    let value = leg.value;
    value.map_or_else(String::new, |value| {
        format::value(value, &leg.currency, Round::of(leg.side))
    })
}

fn price(leg: &LegView) -> String {
    let price = leg.price;
    price.map_or_else(
        || words::NO_PRICE.to_owned(),
        |price| format::price(price, &leg.currency, Round::of(leg.side)),
    )
}

fn price_and_move(leg: &LegView, at: LiquidationPriceView) -> (String, Option<String>) {
    words::liquidation_price(at, &leg.currency, leg.side)
}

/// The price at which a pre-liquidation contract may act, by its own oracle.
fn early_price(leg: &LegView, at: LiquidationPriceView) -> String {
    let (price, distance) = price_and_move(leg, at);
    let distance = distance.unwrap_or_default();
    format!("Pre-liquidation {price} {distance}, by its own oracle")
}
