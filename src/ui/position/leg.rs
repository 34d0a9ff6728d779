use leptos::prelude::*;

use crate::engine::view::{LegView, LiquidationPriceView};
use crate::risk::Side;
use crate::ui::copy::Exact;
use crate::ui::format::{self, Round};
use crate::ui::pair::Pair;
use crate::ui::while_said::while_said;
use crate::ui::words;

/// One collateral or debt, a line of the table; opened, everything it is made of.
#[component]
pub fn Leg(leg: Memo<Option<LegView>>) -> impl IntoView {
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
                {while_said(rate, |words| view! { <span class="rate">{words}</span> })}
            </th>
            <td>
                <span class="amount">{part(|leg| format::amount_brief(leg.amount, Round::of(leg.side)))}</span>
                <span class="value">{part(value)}</span>
            </td>
            <td class="price">{part(price)}</td>
            <td>
                <div class="compared">
                <span class="price-now">{part(|leg| format!("now {}", price(leg)))}</span>
                {while_said(
                    move || Some(liquidation.get()?.0),
                    |price| view! { <span class="liquidation">{price}</span> },
                )}
                {while_said(
                    move || liquidation.get()?.1,
                    |moved| view! { <span class="move">{moved}</span> },
                )}
                {while_said(early, |words| view! { <span class="early">{words}</span> })}
                </div>
            </td>
        </tr>
        {while_said(why, |why| view! { <NotCounted why /> })}
        <Show when=move || opened.get()>
            <tr class="behind">
                <td colspan="4">
                    <Inputs leg />
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

#[component]
fn NotCounted(why: Signal<String>) -> impl IntoView {
    view! {
        <tr class="not-counted">
            <td colspan="4">
                {move || format!("Does not count towards health. {}", why.read())}
            </td>
        </tr>
    }
}

/// Where this leg's numbers come from.
#[component]
fn Inputs(leg: Memo<Option<LegView>>) -> impl IntoView {
    let says = move |of: fn(&LegView) -> String| {
        Memo::new(move |_| leg.with(|leg| leg.as_ref().map(of).unwrap_or_default()))
    };
    let threshold =
        move || leg.with(|leg| leg.as_ref()?.liquidation_threshold.map(format::percent));
    let term = says(|leg| words::threshold_term(leg.protocol).to_owned());
    view! {
        <dl class="inputs">
            <Pair name="Exact amount">{says(exact_amount)}</Pair>
            <Pair name="Oracle price">{says(exact_price)}</Pair>
            {while_said(
                threshold,
                move |share| view! { <Pair name=term.get_untracked()>{share}</Pair> },
            )}
            <Pair name="Token contract">
                <Exact label="Copy address" text=says(|leg| leg.asset.to_string()) />
            </Pair>
        </dl>
        <p class="formula">{says(formula)}</p>
    }
}

fn exact_amount(leg: &LegView) -> String {
    format!("{} {}", format::amount_exact(leg.amount), leg.symbol)
}

fn exact_price(leg: &LegView) -> String {
    match leg.price {
        Some(price) => format::counted(&format::amount_exact(price), &leg.currency),
        None => words::NO_PRICE.to_owned(),
    }
}

fn formula(leg: &LegView) -> String {
    let rounded = match leg.side {
        Side::Collateral => "down",
        Side::Debt => "up",
    };
    format!(
        "value = amount × price, rounded {rounded}. Its liquidation price is the last safe one if only this price moves."
    )
}
