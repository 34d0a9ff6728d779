use leptos::html;
use leptos::prelude::*;

use crate::browser::sight::Sight;

/// Whether an element is on the screen: for pictures that cost something to draw. As long as nobody
/// has said, it is.
pub fn in_sight(element: NodeRef<html::Div>) -> Signal<bool> {
    let is_seen = RwSignal::new(true);
    let sight = StoredValue::new_local(None::<Sight>);
    Effect::new(move |_| {
        let followed = element.get().and_then(|element| {
            // The observer may speak once more when its reader is gone.
            Sight::of(&element, move |seen| {
                is_seen.try_set(seen);
            })
        });
        sight.set_value(followed);
    });
    is_seen.into()
}
