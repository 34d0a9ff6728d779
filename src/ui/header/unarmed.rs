use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, ShadowRoot};

use crate::engine::view::WhyUnarmed;
use crate::engine::{UserAction, View};
use crate::ui::shown::Shown;
use crate::ui::words;

/// That nobody would be called, and the way out of it; nothing where a call was seen to arrive.
#[component]
pub fn Unarmed() -> impl IntoView {
    let shown = Shown::here();
    let unarmed = shown.part(View::unarmed);
    let words = move || unarmed.get().map(|one| words::unarmed(one.why));
    let colours = move || unarmed.get().map(|one| words::unarmed_colours(one.weight));
    let way_out = Memo::new(move |_| unarmed.get().map(|one| way_out(one.why)));
    let name = move || way_out.get().map(|(name, ..)| name);
    let label = move || way_out.get().map(|(_, label, _)| label);
    let place = NodeRef::<html::Button>::new();
    // One button, whatever it does next: the keyboard stays on it.
    let go = move |_| match way_out.get_untracked() {
        Some((_, _, Some(action))) => shown.act(action),
        _ => {
            if let Some(button) = place.get_untracked() {
                look_at_settings(&button);
            }
        }
    };
    view! {
        <Show when=move || unarmed.with(Option::is_some)>
            <div class="unarmed">
                <span class="pill" data-state=colours>
                    {words}
                </span>
                <button type="button" class="quiet" aria-label=label node_ref=place on:click=go>
                    {name}
                </button>
            </div>
        </Show>
    }
}

/// What helps: its name, as it is said without what stands beside it, and what is done at once; none: it takes
/// a look at where all of it is said.
fn way_out(why: WhyUnarmed) -> (&'static str, &'static str, Option<UserAction>) {
    let enable = UserAction::EnableNotifications;
    let test = UserAction::TestNotification;
    match why {
        WhyUnarmed::Off => ("Turn on", "Turn on notifications", Some(enable)),
        WhyUnarmed::Untested => ("Test", "Test notifications", Some(test)),
        WhyUnarmed::Testing => ("Look", "Look at the test of notifications", None),
        WhyUnarmed::Asked => ("Answer", "Answer whether you saw the test", None),
        WhyUnarmed::Blocked | WhyUnarmed::Unavailable | WhyUnarmed::Failed => {
            ("What to do", "What to do about notifications", None)
        }
    }
}

fn look_at_settings(from: &Element) {
    let root = from.get_root_node().dyn_into::<ShadowRoot>().ok();
    let there = root.and_then(|root| {
        root.query_selector("[data-setting=notifications]")
            .ok()
            .flatten()
    });
    if let Some(there) = there {
        // Where it was closed, it is opened. An attribute of this name is never refused.
        let _ = there.set_attribute("open", "");
        there.scroll_into_view();
    }
}
