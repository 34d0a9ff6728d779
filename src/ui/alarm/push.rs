use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::topic::Topic;
use crate::browser::secret;
use crate::engine::UserAction;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words;

/// The server that is offered: anybody's own will do.
const OFFERED: &str = "https://ntfy.sh";

/// How the person is called when this page is gone.
#[component]
pub fn Push() -> impl IntoView {
    let shown = Shown::here();
    let is_on = shown.part(|view| view.alarm.push.topic.is_some());
    let problem = shown.part(|view| words::push_answer(&view.alarm.push));
    view! {
        <section class="push" part="push">
            <h3>{"When this page is closed"}</h3>
            <Show when=move || is_on.get() fallback=Offer>
                <Topic />
            </Show>
            <Problem id="mc-push-problem" words=Signal::derive(move || problem.get()) />
        </section>
    }
}

/// What it would be, and whom it tells what.
#[component]
fn Offer() -> impl IntoView {
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
            {"A push server tells your phone if this page stops. Calls go there too."}
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
            {"Whoever runs it sees your internet address, when this page is open, and what the messages say: at first nothing but “open the page”."}
        </p>
    }
}
