use leptos::ev::PointerEvent;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::axes::SIDE;
use super::axis::change;
use crate::alert::Ladder;
use crate::engine::view::PriceGroup;
use crate::math::Wad;
use crate::risk::Health;
use crate::ui::format;
use crate::ui::words::Standing;

/// The cell under the pointer.
pub fn cell(event: &PointerEvent) -> Option<(usize, usize)> {
    let place = event.current_target()?.dyn_into::<HtmlElement>().ok()?;
    let share = |offset: i32, whole: i32| {
        let (offset, whole) = (usize::try_from(offset).ok()?, usize::try_from(whole).ok()?);
        let cell = offset.checked_mul(SIDE)?.checked_div(whole)?;
        Some(cell.min(SIDE.saturating_sub(1)))
    };
    let x = share(event.offset_x(), place.offset_width())?;
    let y = share(event.offset_y(), place.offset_height())?;
    Some((x, SIDE.saturating_sub(1).saturating_sub(y)))
}

/// What a cell means.
pub fn say(
    (x, across): (&PriceGroup, Wad),
    (y, up): (&PriceGroup, Wad),
    health: Health,
    ladder: &Ladder,
) -> String {
    let standing = Standing::at(health, ladder.level_of(health));
    format!(
        "{} {}, {} {}: {} {}",
        x.name,
        change(x, across),
        y.name,
        change(y, up),
        format::health(health),
        standing.word(false)
    )
}
