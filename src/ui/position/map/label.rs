use leptos::prelude::*;

use crate::alert::{Ladder, Level};
use crate::risk::Health;
use crate::ui::chart::percent;
use crate::ui::format;

/// A line of a map by name.
#[derive(Clone, Copy, PartialEq)]
pub struct Label {
    pub level: Level,
    /// From the left, and from the bottom.
    pub place: (u32, u32),
}

/// The name of a line, which moves with it.
#[component]
pub fn LevelLabel(level: Level, labels: Memo<Vec<Label>>, ladder: Memo<Ladder>) -> impl IntoView {
    let place = Memo::new(move |before: Option<&(u32, u32)>| {
        let found = labels.with(|all| {
            all.iter()
                .find(|one| one.level == level)
                .map(|one| one.place)
        });
        // It may be asked once more when it is gone.
        found.or(before.copied()).unwrap_or_default()
    });
    let left = Memo::new(move |_| percent(place.get().0));
    let bottom = Memo::new(move |_| percent(place.get().1));
    let name = Memo::new(move |_| match level {
        Level::Liquidatable => "liquidated".to_owned(),
        level => format::health_short(Health::Ratio(ladder.get().threshold(level))),
    });
    view! {
        <span class="label" style:--left=left style:bottom=bottom>
            {name}
        </span>
    }
}
