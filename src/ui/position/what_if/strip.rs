use leptos::prelude::*;

use super::piece::Piece;
use crate::alert::Level;
use crate::engine::view::PositionView;
use crate::math::BasisPoints;
use crate::risk::Health;
use crate::ui::position::asked::MOST_PERCENT;
use crate::ui::words::Standing;

/// The level after each fall, side by side under the slider.
#[component]
pub fn Strip(position: Memo<PositionView>) -> impl IntoView {
    let what_if = Memo::new(move |_| position.with(|one| one.what_if.clone()));
    let levels = Memo::new(move |_| {
        let falls = (0..=MOST_PERCENT).map(|percent| BasisPoints::from_raw(percent * 100));
        let levels = what_if.with(|one| one.levels(&falls.collect::<Vec<_>>()));
        let ids = levels.unwrap_or_default().into_iter();
        let ids =
            ids.map(|(health, level): (Health, Option<Level>)| Standing::at(health, level).id());
        let ids: Vec<_> = ids.collect();
        let pieces = ids.chunk_by(|one, next| one == next);
        let pieces = pieces.map(|piece| (piece.first().copied(), piece.len()));
        pieces.collect::<Vec<_>>()
    });
    let count = Memo::new(move |_| levels.with(Vec::len));
    let piece = move |place: usize| levels.with(|pieces| pieces.get(place).copied());
    view! {
        <div class="strip" aria-hidden="true">
            <For each=move || 0..count.get() key=|place| *place let:place>
                <Piece piece=Memo::new(move |_| piece(place)) />
            </For>
        </div>
    }
}
