use leptos::prelude::*;

use super::part::part;
use super::steps::Steps;
use crate::engine::UserAction;
use crate::top_up::{StageView, StepStatus, TopUpView};
use crate::ui::shown::Shown;
use crate::ui::words;

/// It ended otherwise: first what happened to the money, then why, then what to do.
#[component]
pub fn Failed() -> impl IntoView {
    let shown = Shown::here();
    let said = part(said);
    let said = move || {
        let said = said.get().flatten()?;
        Some(view! {
            <p class="money" role="alert">
                {said.money}
            </p>
            <p class="lead">{said.why}</p>
            <p class="advice">{said.advice}</p>
        })
    };
    view! {
        <div class="screen failed">
            {said} <Steps /> <div class="foot">
                <div class="actions">
                    <button
                        type="button"
                        class="primary"
                        on:click=move |_| shown.act(UserAction::BackToChoice)
                    >
                        {"Back to the choice"}
                    </button>
                    <button
                        type="button"
                        class="secondary"
                        on:click=move |_| shown.act(UserAction::CloseTopUp)
                    >
                        {"Close"}
                    </button>
                </div>
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Said {
    money: &'static str,
    why: String,
    advice: &'static str,
}

fn said(top_up: &TopUpView) -> Option<Said> {
    let StageView::Failed { review, failure } = &top_up.stage else {
        return None;
    };
    let mut steps = review.iter().flat_map(|review| &review.steps);
    let sent_before = steps.any(|step| matches!(step.status, StepStatus::Confirmed { .. }));
    let mut options = top_up.options.iter();
    let chosen = options.find(|option| Some(option.id) == top_up.chosen);
    Some(Said {
        money: words::money(failure, sent_before),
        why: words::failure(failure, chosen),
        advice: words::failure_advice(failure),
    })
}
