use leptos::prelude::*;

use crate::top_up::MixView;
use crate::ui::format::{self, Round};
use crate::ui::words;

/// What several ways together take and give.
#[component]
pub fn MixOffer(mix: MixView) -> impl IntoView {
    let coin = mix.parts.iter().find_map(|part| part.coin);
    let parts = mix.parts.iter();
    let parts = parts.map(|part| view! { <span class="amount">{words::doing(part)}</span> });
    let value = format::value(mix.value, &mix.currency, Round::Up);
    view! {
        {parts.collect_view()}
        <span class="value">{format!("{value} together")}</span>
        <span class="after">
            {"Health after "} <strong>{format::health(mix.health_after)}</strong> {" · "}
            {words::signatures(mix.signatures)}
            {mix.fee.map(|fee| format!(" · {}", words::network(fee, coin)))}
        </span>
        <span class="hint">{words::mix_note(&mix)}</span>
    }
}
