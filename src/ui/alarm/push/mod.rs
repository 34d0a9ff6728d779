//! Calls for when this page is gone: what a push server would be, and the topic that is on.

mod offer;
mod settings;
mod subscribe;
mod topic;

use leptos::prelude::*;

use super::setting::Setting;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words;
use offer::PushOffer;
use topic::Topic;

/// How the person is called when this page is gone.
#[component]
pub fn Push() -> impl IntoView {
    let shown = Shown::here();
    let is_on = shown.part(|view| view.alarm.push.topic.is_some());
    let said = shown.part(|view| view.alarm.push.topic.as_ref().map(words::push));
    let set = Signal::derive(move || {
        said.get()
            .map_or_else(|| words::NOT_SET_UP.to_owned(), |said| said.0)
    });
    let is_good = Signal::derive(move || said.with(|said| said.as_ref().map(|said| said.1)));
    let problem = shown.part(|view| words::push_answer(&view.alarm.push));
    let asks =
        Signal::derive(move || is_good.get() == Some(false) || problem.with(Option::is_some));
    view! {
        <Setting name="Phone" part="push" set is_good asks>
            <div class="push">
                <Show when=move || is_on.get() fallback=PushOffer>
                    <Topic />
                </Show>
                <Problem id="mc-push-problem" words=Signal::derive(move || problem.get()) />
            </div>
        </Setting>
    }
}
