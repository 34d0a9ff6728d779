use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::EditionView;
use crate::ui::act::Act;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::words;

/// A newer version of the page waits for a click.
#[component]
pub fn NewEdition() -> impl IntoView {
    let edition = Shown::here().part(|view| view.edition);
    move || {
        edition.get().map(|edition| {
            let is_offered = edition == EditionView::Offered;
            view! {
                <Notice tone=Tone::News headline="A new version is there" attr:role="status">
                    <p>{words::new_edition(edition)}</p>
                    {is_offered.then(|| view! { <Act class="secondary" action=UserAction::TakeEdition>{"Use it"}</Act> })}
                </Notice>
            }
        })
    }
}
