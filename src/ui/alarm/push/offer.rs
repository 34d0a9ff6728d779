use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::browser::secret;
use crate::engine::UserAction;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;

/// The server that is offered: anybody's own will do.
const OFFERED: &str = "https://ntfy.sh";

/// What it would be, and whom it tells what.
#[component]
pub fn PushOffer() -> impl IntoView {
    let shown = Shown::here();
    let typed = RwSignal::new(OFFERED.to_owned());
    let has_none = RwSignal::new(false);
    let turn_on = move |event: SubmitEvent| {
        event.prevent_default();
        match secret::draw() {
            Some(secret) => shown.act(UserAction::TurnPushOn(typed.get_untracked(), secret)),
            None => has_none.set(true),
        }
    };
    let none = Signal::derive(move || {
        let words = "This browser has no safe random numbers to make a secret of.";
        has_none.get().then(|| words.to_owned())
    });
    view! {
        <p>
            {"Your phone is told when this page stops, and gets the calls. It takes the app ntfy."}
        </p>
        <form class="line" novalidate on:submit=turn_on>
            <label for="mc-push">{"Push server (ntfy)"}</label>
            <div class="row">
                <input
                    class="mono"
                    id="mc-push"
                    type="url"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="mc-push-problem"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" class="secondary">
                    {"Turn on"}
                </button>
            </div>
            <Problem words=none />
        </form>
        <p class="hint">
            {"The server sees your internet address, when this page is open, and the messages: at first only “open the page”."}
        </p>
    }
}
