use leptos::prelude::*;

use crate::engine::view::PositionView;
use crate::ui::copyable_text::CopyableText;
use crate::ui::format;
use crate::ui::pair::Pair;
use crate::ui::while_some::WhileSome;
use crate::ui::words;

/// All digits of the health, and what it was computed from: the contract, and the block.
#[component]
pub fn HealthInputs(position: Memo<PositionView>) -> impl IntoView {
    let says = move |of: fn(&PositionView) -> String| Memo::new(move |_| position.with(of));
    let key = position.with_untracked(|one| one.key.clone());
    let market = key.id.map(|id| {
        view! { <Pair name="Market id">{id.to_string()}</Pair> }
    });
    let hash = says(|one| one.block.parent_hash.to_string());
    view! {
        <dl class="inputs">
            <Pair name="Health factor, all digits">{says(|one| format::health_exact(one.health))}</Pair>
            <WhileSome of=move || position.with(first) let:health>
                <Pair name="For pre-liquidation, by its own price and LLTV">{health}</Pair>
            </WhileSome>
            <Pair name="Distance, 1 − 1 ÷ health factor">{says(distance)}</Pair>
            <Pair name="Contract">
                <CopyableText label="Copy address" text=key.market.to_string() />
            </Pair>
            {market}
            <Pair name="Block">{says(|one| format::integer(one.block.number))}</Pair>
            <WhileSome of=move || position.with(|one| one.witnessed.map(witness)) let:said>
                <Pair name="A second endpoint">{said}</Pair>
            </WhileSome>
            <WhileSome of=move || position.with(|one| one.dated_by.map(words::dated_by)) let:by>
                <Pair name="Dated by">{by}</Pair>
            </WhileSome>
            <Pair name="Block time">{says(|one| format::day_and_time(one.block.timestamp))}</Pair>
            <Pair name="Block before">
                <CopyableText label="Copy the hash of the block before" text=hash />
            </Pair>
        </dl>
    }
}

fn first(one: &PositionView) -> Option<String> {
    let is_first = one.pre_liquidates_first();
    is_first.then(|| format::health_exact(one.first_health))
}

fn distance(one: &PositionView) -> String {
    let distance = one.distance_wad.map(format::percent);
    distance.unwrap_or_else(|| "none".to_owned())
}

fn witness(agrees: bool) -> &'static str {
    match agrees {
        true => "Says the same at this block, word for word",
        false => "Says something else: the worse of the two is shown",
    }
}
