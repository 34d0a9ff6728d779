use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use super::gauge::Gauge;
use super::outlook::Outlook;
use super::title::title;
use crate::engine::view::PositionView;
use crate::ui::badge::Badge;
use crate::ui::words::Standing;

/// A position where there is little room: where it is, its level, its gauge, and how far it is.
#[component]
pub fn Glimpse(worst: Memo<Option<(PositionView, Standing)>>) -> impl IntoView {
    worst.get_untracked().map(|first| {
        // When it goes, what is shown of it goes with it: until then the last that was known.
        let worst = Memo::new(move |before: Option<&(PositionView, Standing)>| {
            worst
                .get()
                .unwrap_or_else(|| before.unwrap_or(&first).clone())
        });
        let position = Memo::new(move |_| worst.with(|(position, _)| position.clone()));
        let standing = Memo::new(move |_| worst.with(|(_, standing)| *standing));
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
