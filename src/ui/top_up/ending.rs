use leptos::prelude::*;

use super::part::part;
use super::steps::Steps;
use crate::engine::UserAction;
use crate::top_up::{StageView, StepStatus, TopUpView};
use crate::ui::act::Act;
use crate::ui::words;

/// It ended otherwise, or nobody knows yet how: first what happened to the money, then why, then
/// what to do.
#[component]
pub fn Ending() -> impl IntoView {
    let said = part(said);
    let said = Memo::new(move |_| said.get().flatten());
    let words = move || {
        let said = said.get()?;
        Some(view! {
            <p class="money" role="alert">
                {said.money}
            </p>
            <p class="lead">{said.why}</p>
            {said.advice.map(|advice| view! { <p class="advice">{advice}</p> })}
        })
    };
    let actions = move || {
        let [(first, goes_on), (other, ends)] = said.get()?.actions;
        Some(view! {
            <Act class="primary" action=goes_on>{first}</Act>
            <Act class="secondary" action=ends>{other}</Act>
        })
    };
    view! {
        <div class="screen failed">
            {words} <Steps /> <div class="foot">
                <div class="actions">{actions}</div>
            </div>
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Said {
    money: &'static str,
    why: String,
    advice: Option<&'static str>,
    actions: [(&'static str, UserAction); 2],
}

fn said(top_up: &TopUpView) -> Option<Said> {
    match &top_up.stage {
        StageView::Failed { review, failure } => {
            let mut steps = review.iter().flat_map(|review| &review.steps);
            let sent_before = steps.any(|step| matches!(step.status, StepStatus::Confirmed { .. }));
            let mut options = top_up.options.iter();
            let chosen = options.find(|option| Some(option.id) == top_up.chosen);
            Some(Said {
                money: words::money(failure, sent_before),
                why: words::failure(failure, chosen),
                advice: Some(words::failure_advice(failure)),
                actions: [
                    ("Back to the choice", UserAction::BackToChoice),
                    ("Close", UserAction::CloseTopUp),
                ],
            })
        }
        StageView::Unsettled { doubt, .. } => Some(Said {
            money: words::doubt(*doubt),
            why: words::doubt_advice(*doubt).to_owned(),
            advice: None,
            actions: [
                ("Look it up again", UserAction::LookAgain),
                ("I cancelled it in the wallet", UserAction::SayCancelled),
            ],
        }),
        _ => None,
    }
}
