use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::setting::Setting;
use crate::alert::Rung;
use crate::engine::UserAction;
use crate::engine::view::{LadderOf, LadderProblem};
use crate::ui::act::Act;
use crate::ui::ladder::{HealthLadder, Typed};
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words::{Of, by_default, ladder_problem, ladder_set};

/// The thresholds, typed exactly: of the health, of what moves together, and of how long it lasts on interest
/// alone.
#[component]
pub fn Thresholds() -> impl IntoView {
    let shown = Shown::here();
    let times = shown.part(|view| view.alarm.times);
    let times_wrong = shown.part(|view| view.alarm.times_problem);
    let is_default = shown.part(|view| view.alarm.ladder_is_default);
    let default = shown.part(|view| view.alarm.default_ladders);
    let usual = shown.part(|view| view.alarm.ladders.usual);
    let set_now = Signal::derive(move || ladder_set(&usual.get()));
    let usual = HealthLadder::new(LadderOf::Usual, usual);
    let correlated = shown.part(|view| view.alarm.ladders.correlated);
    let correlated = HealthLadder::new(LadderOf::Correlated, correlated);
    let days = Typed::new();
    // What is typed stays until other thresholds are in force.
    Effect::new(move |_| {
        let times = times.get();
        days.show(|level| times.threshold(level).exact());
    });
    let sets_days = Memo::new(move |_| days.differs(&times.get()) || times_wrong.get().is_some());
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        let ladders = [usual, correlated].map(HealthLadder::action);
        let sets_days = sets_days.get_untracked();
        let days = sets_days.then(|| UserAction::SetTimes(days.input()));
        for action in ladders.into_iter().chain([days]).flatten() {
            shown.act(action);
        }
    };
    let wrong = move || {
        let times = || times_wrong.get().map(LadderProblem::Typed);
        let ladders = usual.problem.get().or_else(|| correlated.problem.get());
        ladders.or_else(times).map(ladder_problem)
    };
    let asks = Signal::derive(move || wrong().is_some());
    let days_in_force = move |level| times.with(|times| times.threshold(level).in_words());
    view! {
        <Setting name="Thresholds" part="thresholds" set=set_now asks>
        <form class="ladder" novalidate on:submit=set>
            <p class="hint">
                {"Health factor, like 1.25. Or distance to liquidation, like 20%."}
            </p>
            {usual.fields("at", "")}
            <p class="hint">{move || by_default(&default.get().usual)}</p>
            <fieldset class="ladder">
                <legend>{"Collateral and debt that move together"}</legend>
                <p class="hint">
                    {"Staked ether against ether, for example. Such loans run closer to liquidation."}
                </p>
                {correlated.fields("together", ", moving together")}
                <p class="hint">{move || by_default(&default.get().correlated)}</p>
            </fieldset>
            <fieldset class="ladder">
                <legend>{"Days on interest alone"}</legend>
                <p class="hint">
                    {"Called when interest alone liquidates within so many days, at today’s rates. Or hours, like 12 h."}
                </p>
                <div class="thresholds">
                    {days.fields(Of::Time, "days", ", days", times_wrong.into(), days_in_force)}
                </div>
            </fieldset>
            <Problem words=Signal::derive(move || wrong().map(str::to_owned)) />
            <div class="actions">
                <Show when=move || usual.sets.get() || correlated.sets.get() || sets_days.get()>
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
        </Setting>
    }
}
