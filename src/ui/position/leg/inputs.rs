use leptos::prelude::*;

use crate::engine::view::LegView;
use crate::risk::Side;
use crate::ui::copy::Exact;
use crate::ui::pair::Pair;
use crate::ui::while_some::WhileSome;
use crate::ui::{format, words};

/// Where this leg's numbers come from.
#[component]
pub fn Inputs(leg: Memo<Option<LegView>>) -> impl IntoView {
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
            <WhileSome of=threshold let:share>
                <Pair name=term.get_untracked()>{share}</Pair>
            </WhileSome>
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
