use leptos::prelude::*;

use crate::engine::view::PositionView;
use crate::ui::position::approvals_left::ApprovalsLeft;
use crate::ui::position::asked::Asked;
use crate::ui::position::called_at::CalledAt;
use crate::ui::position::figures::Figures;
use crate::ui::position::history::History;
use crate::ui::position::legs::Legs;
use crate::ui::position::map::PricePlane;
use crate::ui::position::phone::Phone;
use crate::ui::position::pre_liquidations::PreLiquidations;
use crate::ui::position::price_paths::PricePaths;
use crate::ui::position::protection::Protection;
use crate::ui::position::provenance::Provenance;
use crate::ui::position::stats::Stats;
use crate::ui::position::title::title;
use crate::ui::position::what_if::WhatIfPrices;
use crate::ui::words::Standing;

/// Everything behind how a position stands: what it comes to, how prices move it, what it is made of.
#[component]
pub fn Details(
    position: Memo<PositionView>,
    #[prop(into)] standing: Signal<Standing>,
    /// What is asked about it, here and where it is seen at one look.
    asked: RwSignal<Asked>,
    /// Whether how it stands is right above: then its name is, too.
    #[prop(into)]
    is_joined: Signal<bool>,
    /// Nobody has it: nothing can be done with it.
    #[prop(optional)]
    is_example: bool,
) -> impl IntoView {
    let figures =
        Memo::new(move |_| position.with(|one| Figures::of(one, standing.get(), asked.get())));
    let name = Memo::new(move |_| position.with(|one| format!("{}: details", title(one))));
    let beside_asked = Memo::new(move |_| figures.with(|one| one.asked != Asked::Nothing));
    let can_ask = Memo::new(move |_| position.with(|one| one.what_if.can_be_asked()));
    // Hidden while it is not known what would be asked about: what a person asks is still there after it.
    let is_unknown = Memo::new(move |_| figures.with(|one| one.standing == Standing::Unknown));
    let key = position.with_untracked(|one| one.key.clone());
    view! {
        <section
            class="card details"
            part="details"
            data-level=move || standing.get().id()
            data-joined=move || is_joined.get().then_some("")
            data-asked=move || beside_asked.get().then_some("")
            aria-label=name
        >
            <Show when=move || !is_joined.get()>
                <h2>{name}</h2>
            </Show>
            <Stats position figures />
            {(!is_example).then(|| view! { <CalledAt position /> })}
            <PreLiquidations position />
            <ApprovalsLeft position />
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
            <History position />
            <Legs figures />
            // It is of no block.
            {(!is_example).then(|| view! { <Provenance position /> })}
            {(!is_example).then(|| view! { <Phone key /> })}
        </section>
    }
}
