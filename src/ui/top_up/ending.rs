use leptos::prelude::*;

use super::cancelled::Cancelled;
use super::part::part;
use super::steps::Steps;
use super::unused::Unused;
use crate::engine::UserAction;
use crate::top_up::{Chosen, StageView, TopUpView};
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
    // By this alone: other words about the same doubt leave the buttons, and what was said, in place.
    let is_ended = Memo::new(move |_| said.with(|said| said.as_ref().map(|said| said.is_ended)));
    let actions = move || {
        Some(match is_ended.get()? {
            true => view! {
                <Act class="primary" action=UserAction::BackToChoice>"Back to the choice"</Act>
                <Act class="secondary" action=UserAction::CloseTopUp>"Close"</Act>
            }
            .into_any(),
            false => view! {
                <Act class="primary" action=UserAction::LookAgain>"Look it up again"</Act>
                <Cancelled />
            }
            .into_any(),
        })
    };
    view! {
        <div class="screen failed">
            {words} <Unused /> <Steps /> <div class="foot">
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
    is_ended: bool,
}

fn said(top_up: &TopUpView) -> Option<Said> {
    match &top_up.stage {
        StageView::Failed {
            failure,
            sent_before,
            ..
        } => {
            let mut options = top_up.options.iter();
            let chosen = top_up.chosen.and_then(Chosen::one);
            let chosen = options.find(|option| Some(option.id) == chosen);
            Some(Said {
                money: words::money(failure, *sent_before),
                why: words::failure(failure, chosen),
                advice: Some(words::failure_advice(failure)),
                is_ended: true,
            })
        }
        StageView::Unsettled { doubt, .. } => Some(Said {
            money: words::doubt(*doubt),
            why: words::doubt_advice(*doubt).to_owned(),
            advice: None,
            is_ended: false,
        }),
        _ => None,
    }
}
