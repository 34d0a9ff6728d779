use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::PushSays;
use crate::ui::shown::Shown;
use crate::ui::words;

/// How long after the last sign of the page its end can be told, seconds.
const AHEAD_S: [u64; 4] = [1_500, 3_600, 10_800, 43_200];

/// What messages say, and how soon the end of the page is told.
#[component]
pub fn PushSettings() -> impl IntoView {
    let shown = Shown::here();
    let says = shown.part(|view| view.alarm.push.topic.as_ref().map(|topic| topic.says));
    let ahead = shown.part(|view| view.alarm.push.topic.as_ref().map(|topic| topic.ahead_s));
    let choice = move |one: PushSays| {
        view! {
            <label>
                <input
                    type="radio"
                    name="mc-push-says"
                    prop:checked=move || says.get() == Some(one)
                    on:change=move |_| shown.act(UserAction::SetPushSays(one))
                />
                {words::says(one)}
            </label>
        }
    };
    let option = move |seconds: u64| {
        view! {
            <option value=seconds.to_string() selected=move || ahead.get() == Some(seconds)>
                {words::ahead(seconds)}
            </option>
        }
    };
    let chosen = move |text: String| {
        if let Ok(seconds) = text.parse() {
            shown.act(UserAction::SetPushAhead(seconds));
        }
    };
    view! {
        <fieldset class="says">
            <legend>{"What messages say"}</legend>
            {choice(PushSays::Nothing)}
            {choice(PushSays::Health)}
        </fieldset>
        <label class="ahead">
            {"Told after the page stopped for"}
            <select on:change:target=move |event| chosen(event.target().value())>
                {AHEAD_S.map(option).into_iter().collect_view()}
            </select>
        </label>
        <p class="hint">{"Near a threshold: 15 minutes at most."}</p>
    }
}
