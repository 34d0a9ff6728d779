use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use super::followed::{Seen, followed};
use super::gauge::Gauge;
use super::outlook::Outlook;
use super::title::title;
use crate::ui::badge::Badge;

/// A position where there is little room: where it is, its level, its gauge, and how far it is.
#[component]
pub fn Glimpse(worst: Memo<Option<Seen>>) -> impl IntoView {
    followed(worst).map(|(position, standing)| {
        let figures = Memo::new(move |_| {
            position.with(|one| Figures::of(one, standing.get(), Asked::Nothing))
        });
        let read_at = Memo::new(move |_| position.with(|one| one.block.timestamp));
        view! {
            <article class="position" data-level=move || standing.get().id() data-open="">
                <div class="title">
                    <h2>{move || position.with(title)}</h2>
                    <Badge
                        standing
                        partial=Signal::derive(move || figures.with(|one| one.partial))
                    />
                </div>
                <Gauge figures read_at />
                <Outlook position figures />
            </article>
        }
    })
}
