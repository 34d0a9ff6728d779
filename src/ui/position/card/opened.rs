use leptos::prelude::*;

use super::seized::Seized;
use crate::engine::view::PositionView;
use crate::ui::first_look::Later;
use crate::ui::position::actions::Actions;
use crate::ui::position::asked::Asked;
use crate::ui::position::figures::Figures;
use crate::ui::position::gauge::Gauge;
use crate::ui::position::history::History;
use crate::ui::position::legs::Legs;
use crate::ui::position::map::PricePlane;
use crate::ui::position::outlook::Outlook;
use crate::ui::position::phone::Phone;
use crate::ui::position::place::Whose;
use crate::ui::position::pre_liquidations::PreLiquidations;
use crate::ui::position::price_path::PricePaths;
use crate::ui::position::protection::Protection;
use crate::ui::position::provenance::Provenance;
use crate::ui::position::stats::Stats;
use crate::ui::position::what_if::WhatIfPrices;
use crate::ui::words::Standing;

/// Everything about a position.
#[component]
pub fn Opened(
    position: Memo<PositionView>,
    figures: Memo<Figures>,
    asked: RwSignal<Asked>,
    is_example: bool,
) -> impl IntoView {
    let key = position.with_untracked(|one| one.key.clone());
    let linked = StoredValue::new(key.clone());
    let its_own = (!is_example).then(|| view! { <Whose key /> });
    let actions = (!is_example).then(|| view! { <Actions position /> });
    let read_at = Memo::new(move |_| position.with(|one| one.block.timestamp));
    let can_ask = Memo::new(move |_| position.with(|one| one.what_if.can_be_asked()));
    // Hidden while it is not known what would be asked about: what a person asks is still there after it.
    let is_unknown = Memo::new(move |_| figures.with(|one| one.standing == Standing::Unknown));
    view! {
        {its_own}
        <Seized position />
        <div class="facing">
            // What is asked about is framed; what can be done is done to what is.
            <div class="overview">
                <Gauge figures read_at />
                <Outlook position figures />
            </div>
            {actions}
        </div>
        <Later>
            <Stats position figures />
            <PreLiquidations position />
            {(!is_example).then(|| view! { <Protection position /> })}
            <div class="what-prices-do">
                <PricePaths position />
                <Show when=move || can_ask.get()>
                    <div class="what-ifs" hidden=move || is_unknown.get()>
                        <WhatIfPrices position figures asked />
                        <PricePlane position figures />
                    </div>
                </Show>
            </div>
            <Legs figures />
            <History position />
            // It is of no block.
            {(!is_example).then(|| view! { <Provenance position /> })}
            {(!is_example).then(|| view! { <Phone key=linked.get_value() /> })}
        </Later>
    }
}
