use leptos::prelude::*;

use super::actions::Actions;
use super::asked::Asked;
use super::figures::Figures;
use super::gauge::Gauge;
use super::history::History;
use super::legs::Legs;
use super::map::PricePlane;
use super::outlook::Outlook;
use super::phone::Phone;
use super::place::Whose;
use super::pre_liquidations::PreLiquidations;
use super::price_path::PricePaths;
use super::protection::Protection;
use super::provenance::Provenance;
use super::row::Row;
use super::stats::Stats;
use super::title::title;
use super::what_if::WhatIfPrices;
use crate::alert::Phase;
use crate::engine::view::PositionView;
use crate::ui::badge::Badge;
use crate::ui::first_look::Later;
use crate::ui::notice::{Notice, Tone};
use crate::ui::words::{self, Standing};

/// A position on a card that stands open, or as a row that opens.
#[component]
pub fn Card(
    position: Memo<PositionView>,
    #[prop(into)] standing: Signal<Standing>,
    /// The worst of all stands open by itself.
    #[prop(into)]
    is_worst: Signal<bool>,
    /// Nobody has it: nothing can be done with it.
    #[prop(optional)]
    is_example: bool,
) -> impl IntoView {
    let asked = RwSignal::new(Asked::Nothing);
    let figures =
        Memo::new(move |_| position.with(|one| Figures::of(one, standing.get(), asked.get())));
    let now =
        Memo::new(move |_| position.with(|one| Figures::of(one, standing.get(), Asked::Nothing)));
    // A person's own choice outlives a change of the order, and so does what they may be in the midst of.
    let chosen = RwSignal::new(None::<bool>);
    let is_open = Memo::new(move |was: Option<&bool>| {
        let stood_open = was.copied().unwrap_or_default();
        // The worst has nothing to close it by.
        is_worst.get() || chosen.get().unwrap_or(stood_open)
    });
    let title = Memo::new(move |_| position.with(title));
    view! {
        <article
            class="card position"
            part="position"
            data-level=move || standing.get().id()
            data-example=is_example.then_some("")
            data-open=move || is_open.get().then_some("")
            data-asked=move || figures.with(|one| (one.asked != Asked::Nothing).then_some(""))
            aria-label=title
        >
            <Show
                when=move || is_worst.get()
                fallback=move || {
                    view! {
                        <h2 class="row-heading">
                        <button
                            type="button"
                            class="row-button"
                            aria-expanded=move || is_open.get().to_string()
                            on:click=move |_| chosen.set(Some(!is_open.get_untracked()))
                        >
                            <Row position figures=now />
                        </button>
                        </h2>
                    }
                }
            >
                <div class="title">
                    <h2>{title}</h2>
                    {is_example.then(|| view! { <span class="pill">{"Example"}</span> })}
                    <Badge
                        standing
                        partial=Signal::derive(move || now.with(|one| one.partial))
                    />
                </div>
            </Show>
            <Show when=move || is_open.get()>
                <Opened position figures asked is_example />
            </Show>
        </article>
    }
}

/// Everything about a position.
#[component]
fn Opened(
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
            <PricePaths position />
            <Show when=move || can_ask.get()>
                <div class="what-ifs" hidden=move || is_unknown.get()>
                    <WhatIfPrices position figures asked />
                    <PricePlane position figures />
                </div>
            </Show>
            <Legs figures />
            <History position />
            // It is of no block.
            {(!is_example).then(|| view! { <Provenance position /> })}
            {(!is_example).then(|| view! { <Phone key=linked.get_value() /> })}
        </Later>
    }
}

/// Collateral was seized, and the person has not said yet that they know.
#[component]
fn Seized(position: Memo<PositionView>) -> impl IntoView {
    let seized = Memo::new(move |_| {
        position.with(|one| (one.alarm.phase == Phase::Liquidated).then(|| words::seized(one)))
    });
    move || {
        seized.get().map(|words| {
            view! {
                <Notice tone=Tone::Bad headline="Collateral was seized" attr:role="alert">
                    <p>{words}</p>
                </Notice>
            }
        })
    }
}
