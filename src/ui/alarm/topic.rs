use leptos::prelude::*;

use super::subscribe::Subscribe;
use crate::engine::UserAction;
use crate::engine::view::{PushProof, PushSays, TopicView};
use crate::ui::act::Act;
use crate::ui::icon::{Icon, Picture};
use crate::ui::settled::Settled;
use crate::ui::shown::Shown;
use crate::ui::words;

/// How long after the last sign of the page its end can be told, seconds.
const AHEAD_S: [u64; 4] = [1_500, 3_600, 10_800, 43_200];

/// The topic that is on: whether it serves, how to subscribe, and what goes there.
#[component]
pub fn Topic() -> impl IntoView {
    let shown = Shown::here();
    let topic = shown.part(|view| view.alarm.push.topic.clone());
    let said = Memo::new(move |_| topic.with(|topic| topic.as_ref().map(words::push)));
    let is_good = Memo::new(move |_| said.with(|said| said.as_ref().is_some_and(|said| said.1)));
    let icon = Signal::derive(move || match is_good.get() {
        true => Icon::Check,
        false => Icon::Bell,
    });
    let of = move |read: fn(&TopicView) -> bool| {
        Memo::new(move |_| topic.with(|topic| topic.as_ref().is_some_and(read)))
    };
    let is_asked =
        of(|topic| topic.proof == PushProof::Replaces && !topic.is_proving && !topic.is_ending);
    let is_quiet = of(|topic| topic.is_proving || topic.is_ending);
    let is_ending = of(|topic| topic.is_ending);
    // That something arrived is said by no click that was meant for what stood there before.
    let settled = Settled::new();
    Effect::new(move |_| is_asked.get().then(|| settled.rest()));
    let yes = move |_| {
        if settled.takes_click() {
            shown.act(UserAction::PushSeen(true));
        }
    };
    view! {
        <p class="delivery" data-good=move || is_good.get().to_string()>
            <Picture icon />
            <strong role="status">{move || said.get().map(|said| said.0)}</strong>
        </p>
        {move || said.get().and_then(|said| said.2).map(|words| view! { <p>{words}</p> })}
        <div class="actions">
            <Show when=move || is_asked.get()>
                <button
                    type="button"
                    class="primary"
                    data-resting=move || (!settled.get()).then_some("")
                    on:click=yes
                >
                    {"Yes, it arrived"}
                </button>
                <Act class="secondary" action=UserAction::PushSeen(false)>{"No"}
                </Act>
            </Show>
            <Show when=move || !is_asked.get() && !is_quiet.get()>
                <Act class="secondary" action=UserAction::TestPush>{"Send a test"}
                </Act>
            </Show>
            <Show when=move || !is_ending.get()>
                <Act class="quiet" action=UserAction::TurnPushOff>{"Turn off"}
                </Act>
            </Show>
        </div>
        <Show when=move || !is_ending.get()>
            <Subscribe />
            <Settings />
        </Show>
    }
}

/// What messages say, and how soon the end of the page is told.
#[component]
fn Settings() -> impl IntoView {
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
        <p class="hint">{"Near a threshold: after a quarter of an hour at most."}</p>
    }
}
