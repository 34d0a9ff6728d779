use leptos::html;
use leptos::prelude::*;

use super::notice::{Notice, Tone};
use super::position::{Asked, Details, Look};
use super::shown::Shown;
use super::words::Standing;
use crate::engine::example;

/// A position that nobody has, in the place of the first screen.
#[component]
pub fn Example(
    /// Ends it.
    close: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let now = Shown::here().part(|view| view.now).get_untracked();
    // It takes the place of what was clicked: it is shown from its beginning, and read from there.
    let place = NodeRef::<html::Section>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            place.scroll_into_view();
            // An element that cannot be focused keeps the focus where it is.
            let _ = place.focus();
        }
    });
    example(now).map(|position| {
        let standing = Standing::at(position.health, position.alarm.level);
        let position = Memo::new(move |_| position.clone());
        let asked = RwSignal::new(Asked::Nothing);
        // It stands open, and stays so.
        let toggle = Callback::new(|()| {});
        view! {
            <section class="example" aria-label="Example" tabindex="-1" node_ref=place>
                <Notice tone=Tone::Development headline="This is an example">
                    <p>
                        {"Nobody’s position. Move the slider and see what a fall does."}
                    </p>
                    <button type="button" class="secondary" on:click=move |_| close()>
                        {"Close the example"}
                    </button>
                </Notice>
                <Look
                    position
                    standing
                    asked
                    is_worst=true
                    is_open=true
                    is_joined=true
                    toggle
                    is_example=true
                />
                <Details position standing asked is_joined=true is_example=true />
            </section>
        }
    })
}
