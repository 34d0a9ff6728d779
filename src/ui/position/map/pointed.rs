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
use crate::ui::position::asked::Asked;
use crate::ui::position::figures::Figures;
use crate::ui::words::Standing;

/// The column and row of the map that are nearest to the pointer.
pub fn nearest(event: &PointerEvent) -> Option<(usize, usize)> {
    let place = event.current_target()?.dyn_into::<HtmlElement>().ok()?;
    let share = |offset: i32, whole: i32| {
        let (offset, whole) = (usize::try_from(offset).ok()?, usize::try_from(whole).ok()?);
        let half = whole >> 1;
        let step = offset.checked_mul(SIDE)?.checked_add(half)?;
        Some(step.checked_div(whole)?.min(SIDE))
    };
    let x = share(event.offset_x(), place.offset_width())?;
    let y = share(event.offset_y(), place.offset_height())?;
    Some((x, SIDE.saturating_sub(y)))
}

/// What is told while nobody points: what is now, or what is asked about.
pub fn rests(figures: &Figures, is_on_map: bool) -> String {
    let when = match figures.asked {
        Asked::Nothing => "now".to_owned(),
        asked => asked.words(),
    };
    let (health, standing) = (figures.first_health, figures.standing);
    let beside = match is_on_map {
        true => "",
        false => ". Not on this map: other prices move too",
    };
    format!(
        "{when}: {} {}{beside}",
        format::health(health),
        standing.word(figures.partial)
    )
}

/// What the prices at a place mean.
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
