use leptos::prelude::*;

use crate::top_up::{Offer, OptionView};
use crate::ui::format::{self, Round};
use crate::ui::words;

/// What a way to the target takes and gives.
#[component]
pub fn WayOffer(offer: Offer, option: OptionView) -> impl IntoView {
    let moves = !offer.amount.raw.is_zero();
    let holds = words::holds(&option);
    let amount = match moves {
        true => format!(
            "{} {}",
            format::amount(offer.amount, Round::Up),
            option.paid_in()
        ),
        false => "Nothing to pay".to_owned(),
    };
    let value = moves.then(|| format::value(offer.value, &offer.currency, Round::Up));
    view! {
        <span class="amount">{amount}</span>
        <span class="value">{value}</span>
        <span class="after">
            {"Health after "} <strong>{format::health(offer.health_after)}</strong> {" · "}
            {words::signatures(offer.signatures)}
            {offer.fee.map(|fee| format!(" · {}", words::network(fee, option.coin)))}
        </span>
        <span class="hint">
            {words::strategy_note(&option)} {offer.closes_debt.then_some(" Closes this debt.")}
            {words::yearly(option.id, &offer)}
            {moves.then(|| format!(" {holds}"))}
        </span>
    }
}
