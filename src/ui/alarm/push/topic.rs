use leptos::prelude::*;

use super::settings::PushSettings;
use super::subscribe::Subscribe;
use crate::engine::UserAction;
use crate::engine::view::{PushProof, TopicView};
use crate::ui::act::Act;
use crate::ui::settled::Settled;
use crate::ui::shown::Shown;
use crate::ui::words;

/// The topic that is on: whether it serves, how to subscribe, and what goes there.
#[component]
pub fn Topic() -> impl IntoView {
    let shown = Shown::here();
    let topic = shown.part(|view| view.alarm.push.topic.clone());
    let said = Memo::new(move |_| topic.with(|topic| topic.as_ref().map(words::push)));
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
            <PushSettings />
        </Show>
    }
}
