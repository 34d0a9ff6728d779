use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::threshold::Threshold;
use crate::alert::{Level, Rung, Rungs};
use crate::engine::{LadderInput, UserAction};
use crate::ui::act::Act;
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words::{Of, ladder_problem, threshold_text, tighter};

/// What is typed for each of the three levels.
#[derive(Clone, Copy)]
struct Typed([(Level, RwSignal<String>); 3]);

impl Typed {
    fn new() -> Self {
        let levels = [Level::Watch, Level::Call, Level::Urgent];
        Self(levels.map(|level| (level, RwSignal::new(String::new()))))
    }

    fn show(self, text: impl Fn(Level) -> String) {
        for (level, typed) in self.0 {
            typed.set(text(level));
        }
    }

    fn input(self) -> LadderInput {
        let [watch, call, urgent] = self.0.map(|(_, typed)| typed.get_untracked());
        LadderInput {
            watch,
            call,
            urgent,
        }
    }

    /// Whether it is not what is in force.
    fn differs<T: Rung>(self, from: &Rungs<T>) -> bool {
        let mut fields = self.0.into_iter();
        fields
            .any(|(level, typed)| typed.with(|typed| T::parse(typed) != Ok(from.threshold(level))))
    }

    fn fields(self, of: Of) -> impl IntoView {
        let fields = self
            .0
            .map(|(level, typed)| view! { <Threshold level of typed /> });
        fields.into_iter().collect_view()
    }
}

/// The thresholds, typed exactly: of the health, and of how long it lasts on interest alone.
#[component]
pub fn Thresholds() -> impl IntoView {
    let shown = Shown::here();
    let ladder = shown.part(|view| view.alarm.ladder);
    let times = shown.part(|view| view.alarm.times);
    let ladder_wrong = shown.part(|view| view.alarm.ladder_problem);
    let times_wrong = shown.part(|view| view.alarm.times_problem);
    let is_default = shown.part(|view| view.alarm.ladder_is_default);
    let tighter = shown.part(|view| view.alarm.tighter_ladder.as_ref().map(tighter));
    let (health, days) = (Typed::new(), Typed::new());
    // What is typed stays until other thresholds are in force.
    Effect::new(move |_| {
        let ladder = ladder.get();
        health.show(|level| threshold_text(ladder.threshold(level)));
    });
    Effect::new(move |_| {
        let times = times.get();
        days.show(|level| times.threshold(level).exact());
    });
    let sets_health =
        Memo::new(move |_| health.differs(&ladder.get()) || ladder_wrong.get().is_some());
    let sets_days = Memo::new(move |_| days.differs(&times.get()) || times_wrong.get().is_some());
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        if sets_health.get_untracked() {
            shown.act(UserAction::SetLadder(health.input()));
        }
        if sets_days.get_untracked() {
            shown.act(UserAction::SetTimes(days.input()));
        }
    };
    let wrong = move || ladder_wrong.get().or_else(|| times_wrong.get());
    view! {
        <form class="ladder" novalidate on:submit=set>
            <h3>{"Thresholds"}</h3>
            <p class="hint">
                {"A health factor like 1.25, or a distance to liquidation like 20%."}
            </p>
            <div class="thresholds">{health.fields(Of::Health)}</div>
            {move || tighter.get().map(|words| view! { <p class="hint">{words}</p> })}
            <fieldset class="ladder">
                <legend>{"Days on interest alone"}</legend>
                <p class="hint">
                    {"What interest would liquidate within so many days, at the rates of now, is at that level too. Hours like 12 h."}
                </p>
                <div class="thresholds">{days.fields(Of::Time)}</div>
            </fieldset>
            <Problem words=Signal::derive(move || ladder_problem(wrong()).map(str::to_owned)) />
            <div class="actions">
                <Show when=move || sets_health.get() || sets_days.get()>
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
