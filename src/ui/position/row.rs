use leptos::prelude::*;

use super::figures::Figures;
use super::history;
use super::place::label;
use super::title::title;
use crate::engine::view::PositionView;
use crate::ui::badge::Badge;
use crate::ui::chart::Spark;
use crate::ui::format;
use crate::ui::shown::Shown;

/// A position in one line: where it is, its health, how far it is, and how it went.
#[component]
pub fn Row(position: Memo<PositionView>, figures: Memo<Figures>) -> impl IntoView {
    let market = Memo::new(move |_| position.with(title));
    let key = position.with_untracked(|one| one.key.clone());
    let whose = Shown::here().session(move |session| label(session, &key));
    let whose = move || {
        whose
            .get()
            .flatten()
            .map(|name| view! { <span class="by">{name}</span> })
    };
    let health = Memo::new(move |_| figures.with(|one| one.first_health));
    let distance = Memo::new(move |_| {
        let fall = figures.with(|one| one.drawdown)?.fall()?;
        Some(format!("−{}", format::percent(fall)))
    });
    let drawing = Memo::new(move |_| position.with(history::drawing));
    view! {
        <span class="market">{market} " " {whose}</span>
        <span class="health">{move || format::health(health.get())}</span>
        <span class="distance">{distance}</span>
        <Spark drawing />
        <Badge
            standing=Signal::derive(move || figures.with(|one| one.standing))
            partial=Signal::derive(move || figures.with(|one| one.partial))
        />
    }
}
