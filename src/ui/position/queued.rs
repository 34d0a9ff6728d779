use leptos::prelude::*;

use crate::engine::view::{PositionView, QueuedView};
use crate::math::Timestamp;
use crate::risk::Health;
use crate::ui::notice::{Notice, Tone};
use crate::ui::words;

/// What governance has queued that would make a position worse, and that there is more of which nobody could say
/// what it does.
#[component]
pub fn Queued(position: Memo<PositionView>) -> impl IntoView {
    let queued = Memo::new(move |_| position.with(|one| one.queued.clone()));
    let foretold = move || {
        queued.with(|all| {
            let read = all
                .iter()
                .filter_map(|queued| Some((queued, queued.health?)));
            read.map(|(queued, health)| one(queued, health))
                .collect_view()
        })
    };
    let unread = move || {
        queued.with(|all| {
            let unread = all.iter().filter(|one| one.health.is_none());
            let unread: Vec<Timestamp> = unread.map(|one| one.earliest).collect();
            let first = unread.iter().min()?;
            let headline = words::queued_unread(unread.len(), *first);
            Some(view! {
                <Notice tone=Tone::News headline>
                    <p class="fact">{"No endpoint in use could simulate it."}</p>
                </Notice>
            })
        })
    };
    view! { {foretold} {unread} }
}

fn one(queued: &QueuedView, (before, after): (Health, Health)) -> impl IntoView + use<> {
    let headline = words::queued_headline(queued.earliest, before, after);
    let changes = (!queued.changes.is_empty()).then(|| words::queued_changes(&queued.changes));
    let changes = changes.map(|changes| format!("{changes}."));
    let means = words::queued_means(before, after).map(str::to_owned);
    let source = queued.block.map(words::queued_source);
    let said = [changes, means, source].into_iter().flatten();
    let said = said.collect::<Vec<_>>().join(" ");
    view! {
        <Notice tone=Tone::Warning headline>
            <p class="fact">{said}</p>
        </Notice>
    }
}
