use leptos::prelude::*;

use crate::engine::view::LegView;
use crate::math::TokenAmount;
use crate::risk::{Currency, Health, Side};
use crate::ui::copyable_text::CopyableText;
use crate::ui::pair::Pair;
use crate::ui::position::figures::Figures;
use crate::ui::while_some::WhileSome;
use crate::ui::{format, words};

/// Where this leg's numbers come from.
#[component]
pub fn Inputs(leg: Memo<Option<LegView>>, figures: Memo<Figures>) -> impl IntoView {
    let says = move |of: fn(&LegView) -> String| {
        Memo::new(move |_| leg.with(|leg| leg.as_ref().map(of).unwrap_or_default()))
    };
    let term = says(|leg| words::threshold_term(leg.protocol).to_owned());
    let adds = move || leg.with(|leg| leg.as_ref().and_then(adds));
    let sum = move || figures.with(sum);
    let price = move || {
        let at = leg.with(|leg| leg.as_ref().map(|leg| leg.liquidation_price))?;
        words::what_liquidation_price_is(at)
    };
    view! {
        <dl class="inputs sums">
            <Pair name="Exact amount">{says(exact_amount)}</Pair>
            <Pair name="× oracle price">{says(exact_price)}</Pair>
            <Pair name=says(value_is).get_untracked()>{says(value)}</Pair>
            <WhileSome of=adds let:adds>
                <Pair name=term.get_untracked()>{move || adds.get().0}</Pair>
                <Pair name="× that, rounded down: adds to health">{move || adds.get().1}</Pair>
                <WhileSome of=sum let:sum>
                    <Pair name="All that is added ÷ debt = health">{sum}</Pair>
                </WhileSome>
            </WhileSome>
            <Pair name="Token contract">
                <CopyableText label="Copy address" text=says(|leg| leg.asset.to_string()) />
            </Pair>
        </dl>
        <WhileSome of=price let:words>
            <p class="formula">{words}</p>
        </WhileSome>
    }
}

fn exact_amount(leg: &LegView) -> String {
    format!("{} {}", format::amount_exact(leg.amount), leg.symbol)
}

fn exact_price(leg: &LegView) -> String {
    match leg.price {
        Some(price) => exact(price, &leg.currency),
        None => words::NO_PRICE.to_owned(),
    }
}

fn value_is(leg: &LegView) -> String {
    let rounded = match leg.side {
        Side::Collateral => "down",
        Side::Debt => "up",
    };
    format!("= value, rounded {rounded}")
}

fn value(leg: &LegView) -> String {
    let value = leg.value;
    value.map_or_else(
        || words::NO_PRICE.to_owned(),
        |value| exact(value, &leg.currency),
    )
}

/// Its threshold, and what it adds to the health by that.
fn adds(leg: &LegView) -> Option<(String, String)> {
    let (adds, threshold) = (leg.adds()?, leg.liquidation_threshold?);
    Some((format::percent(threshold), exact(adds, &leg.currency)))
}

/// What all collateral adds, over all debt.
fn sum(figures: &Figures) -> Option<String> {
    let all = LegView::all_add(&figures.legs).filter(|_| figures.health != Health::NoDebt)?;
    Some(format!(
        "{} ÷ {} = {}",
        exact(all, &figures.currency),
        exact(figures.debt_value, &figures.currency),
        format::health(figures.health)
    ))
}

/// In the market's smallest units.
fn exact(value: TokenAmount, currency: &Currency) -> String {
    format::counted(&format::amount_exact(value), currency)
}
