use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::threshold::Threshold;
use crate::alert::{Level, parse_threshold};
use crate::engine::{LadderInput, UserAction};
use crate::ui::act::Act;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words::{ladder_problem, threshold_text, tighter};

/// The thresholds, typed exactly.
#[component]
pub fn Thresholds() -> impl IntoView {
    let shown = Shown::here();
    let ladder = shown.part(|view| view.alarm.ladder);
    let wrong = shown.part(|view| view.alarm.ladder_problem);
    let is_default = shown.part(|view| view.alarm.ladder_is_default);
    let tighter = shown.part(|view| view.alarm.tighter_ladder.as_ref().map(tighter));
    let fields = [Level::Watch, Level::Call, Level::Urgent]
        .map(|level| (level, RwSignal::new(String::new())));
    // What is typed stays until other thresholds are in force.
    Effect::new(move |_| {
        let ladder = ladder.get();
        for (level, typed) in fields {
            typed.set(threshold_text(ladder.threshold(level)));
        }
    });
    let is_changed = move || {
        let ladder = ladder.get();
        let mut fields = fields.into_iter();
        fields.any(|(level, typed)| {
            typed.with(|typed| parse_threshold(typed) != Ok(ladder.threshold(level)))
        })
    };
    let can_set = Memo::new(move |_| is_changed() || wrong.get().is_some());
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        let [watch, call, urgent] = fields.map(|(_, typed)| typed.get_untracked());
        shown.act(UserAction::SetLadder(LadderInput {
            watch,
            call,
            urgent,
        }));
    };
    view! {
        <form class="ladder" novalidate on:submit=set>
            <h3>{"Thresholds"}</h3>
            <p class="hint">
                {"A health factor like 1.25, or a distance to liquidation like 20%."}
            </p>
            <div class="thresholds">
                {fields.map(|(level, typed)| view! { <Threshold level typed /> }).into_iter().collect_view()}
            </div>
            {move || tighter.get().map(|words| view! { <p class="hint">{words}</p> })}
            <Problem words=Signal::derive(move || ladder_problem(wrong.get()).map(str::to_owned)) />
            <div class="actions">
                <Show when=move || can_set.get()>
                    <button type="submit" class="primary">
                        {"Set thresholds"}
                    </button>
                </Show>
                <Show when=move || !is_default.get()>
                    <Act class="quiet" action=UserAction::ResetLadder>{"Back to defaults"}
                    </Act>
                </Show>
            </div>
        </form>
    }
}
