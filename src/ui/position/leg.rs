use leptos::prelude::*;

use crate::engine::view::{LegView, LiquidationPriceView};
use crate::risk::Side;
use crate::ui::copy::Exact;
use crate::ui::format::{self, Round};
use crate::ui::pair::Pair;
use crate::ui::words;

/// One collateral or debt, a line of the table; opened, everything it is made of.
#[component]
pub fn Leg(leg: Memo<Option<LegView>>) -> impl IntoView {
    let opened = RwSignal::new(false);
    let part = move |of: fn(&LegView) -> String| move || leg.with(|leg| leg.as_ref().map(of));
    let why = move || leg.with(|leg| leg.as_ref().and_then(|leg| leg.not_counted));
    let rate = move || leg.with(|leg| words::rate(leg.as_ref()?));
    let liquidation = move || {
        leg.with(|leg| {
            let leg = leg.as_ref()?;
            let market = price_and_move(leg, leg.liquidation_price);
            let early = leg.pre_liquidation_price.map(|at| price_and_move(leg, at));
            Some((market, early))
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
                {move || rate().map(|words| view! { <span class="rate">{words}</span> })}
            </th>
            <td>
                <span class="amount">{part(|leg| format::amount(leg.amount, Round::of(leg.side)))}</span>
                <span class="value">{part(value)}</span>
            </td>
            <td class="price">{part(price)}</td>
            <td>
                <div class="compared">
                <span class="price-now">{part(|leg| format!("price {}", price(leg)))}</span>
                {move || {
                    liquidation()
                        .map(|((price, distance), early)| {
                            view! {
                                <span class="liquidation">{price}</span>
                                {distance.map(|moved| view! { <span class="move">{moved}</span> })}
                                {early.map(early_price)}
                            }
                        })
                }}
                </div>
            </td>
        </tr>
        {move || why().map(|why| view! { <NotCounted why /> })}
        <Show when=move || opened.get()>
            <tr class="behind">
                <td colspan="4">{move || leg.get().map(|leg| view! { <Inputs leg /> })}</td>
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
fn early_price((price, distance): (String, Option<String>)) -> impl IntoView {
    let distance = distance.unwrap_or_default();
    view! {
        <span class="early">{format!("Pre-liquidation {price} {distance}, by its own oracle")}</span>
    }
}

#[component]
fn NotCounted(why: crate::risk::Obstacle) -> impl IntoView {
    view! {
        <tr class="not-counted">
            <td colspan="4">
                {format!("Does not count towards health. {}", words::obstacle(why))}
            </td>
        </tr>
    }
}

/// Where this leg's numbers come from.
#[component]
fn Inputs(leg: LegView) -> impl IntoView {
    let amount = format!("{} {}", format::amount_exact(leg.amount), leg.symbol);
    let price = match leg.price {
        Some(price) => format::counted(&format::amount_exact(price), &leg.currency),
        None => words::NO_PRICE.to_owned(),
    };
    let threshold = leg.liquidation_threshold.map(|share| {
        view! { <Pair name=words::threshold_term(leg.protocol)>{format::percent(share)}</Pair> }
    });
    let rounded = match leg.side {
        Side::Collateral => "down",
        Side::Debt => "up",
    };
    view! {
        <dl class="inputs">
            <Pair name="Exact amount">{amount}</Pair>
            <Pair name="Oracle price">{price}</Pair>
            {threshold}
            <Pair name="Token contract">
                <Exact label="Copy address" text=leg.asset.to_string() />
            </Pair>
        </dl>
        <p class="formula">
            {format!(
                "value = amount × price, rounded {rounded}. Its liquidation price is the last safe one if only this price moves.",
            )}
        </p>
    }
}
