use leptos::prelude::*;

use super::figures::Figures;
use super::history;
use super::title::title;
use crate::engine::view::PositionView;
use crate::ui::badge::Badge;
use crate::ui::chart::Spark;
use crate::ui::format;
use crate::ui::scale::{END, place};

/// A position in one line: where it is, its health, how far it is, and how it went. All of it is of now, also
/// `beside_asked`.
#[component]
pub fn Row(
    position: Memo<PositionView>,
    figures: Memo<Figures>,
    beside_asked: Memo<bool>,
) -> impl IntoView {
    let market = Memo::new(move |_| position.with(title));
    let health = Memo::new(move |_| figures.with(|one| one.first_health));
    let distance = Memo::new(move |_| {
        let fall = figures.with(|one| one.drawdown)?.fall()?;
        Some(format!("−{} to go", format::percent(fall)))
    });
    let far = Memo::new(move |_| figures.with(|one| place(one.first_health, &one.ladder)));
    let drawing = Memo::new(move |_| position.with(history::drawing));
    view! {
        <span class="market">{market}</span>
        <span class="health">{move || format::health(health.get())}</span>
        <span class={"told"}>
            <Badge
                standing=Signal::derive(move || figures.with(|one| one.standing))
                partial=Signal::derive(move || figures.with(|one| one.partial))
                beside_asked
            />
            <Spark drawing />
            <span class="distance">{distance}</span>
        </span>
        <span class={"far"} data-level=move || figures.with(|one| one.standing.id()) aria-hidden="true">
            <span style:flex-grow=move || far.get().to_string()></span>
            <span style:flex-grow=move || END.saturating_sub(far.get()).to_string()></span>
        </span>
    }
}
