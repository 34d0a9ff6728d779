use leptos::prelude::*;

use crate::engine::view::{PositionKey, PositionView};
use crate::ui::shown::Shown;
use crate::ui::words::Standing;

/// A position, and how it stands.
pub type Seen = (PositionView, Standing);

/// The position of a key, while it is on the screen.
pub fn seen(key: PositionKey) -> Memo<Option<Seen>> {
    let seen = Shown::here().session(move |session| {
        let one = session.position(&key)?;
        Some((one.clone(), Standing::of(one, session)))
    });
    Memo::new(move |_| seen.get().flatten())
}

/// Follows a position that is on the screen; none where it is not there. When it goes, what is shown
/// of it goes with it: until then it is the last that was known.
pub fn followed(seen: Memo<Option<Seen>>) -> Option<(Memo<PositionView>, Memo<Standing>)> {
    let first = seen.get_untracked()?;
    let seen = Memo::new(move |before: Option<&Seen>| {
        seen.get()
            .unwrap_or_else(|| before.unwrap_or(&first).clone())
    });
    let position = Memo::new(move |_| seen.with(|(position, _)| position.clone()));
    let standing = Memo::new(move |_| seen.with(|(_, standing)| *standing));
    Some((position, standing))
}
