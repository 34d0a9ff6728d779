use leptos::prelude::*;

use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::words::gap;

/// For a time nobody watched.
#[component]
pub fn NotWatched() -> impl IntoView {
    let unwatched = Shown::here().session(|session| session.gap);
    move || {
        unwatched.get().flatten().map(|unwatched| {
            view! {
                <Notice tone=Tone::Warning headline="There was a gap">
                    <p>{gap(unwatched)}</p>
                    <Act class="secondary" action=UserAction::DismissGap>{"Understood"}</Act>
                </Notice>
            }
        })
    }
}
