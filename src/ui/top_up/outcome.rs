use super::change;
use super::step::steps;
use crate::engine::UserAction;
use crate::top_up::{FlowFailure, StageView, StepStatus, TopUpView};
use crate::ui::element::{El, el};
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::live::{part, present};
use crate::ui::value::Value;
use crate::ui::widget::Ui;
use crate::ui::words;

/// It went through.
pub fn done(ui: Ui, top_up: Value<TopUpView>) -> El {
    let result = part(top_up, |top_up| match top_up.stage {
        StageView::Done {
            before,
            after,
            reached,
            ..
        } => Some((before, after, reached)),
        _ => None,
    });
    el("div", "outcome done")
        .child(el("span", "seal").attr("aria-hidden", "true").child(Icon::Check.view()))
        .child(present(result, move |result| {
            change(
                move || result.get().0.map_or_else(|| "…".to_owned(), format::health),
                move || format::health(result.get().1),
            )
        }))
        .child(el("p", "lead").attr("role", "status").say(move || {
            if result.get().is_some_and(|(_, _, reached)| reached) {
                "Your health factor is restored, as read from the chain.".to_owned()
            } else {
                "The top-up went through, but prices moved meanwhile: the target is not reached yet."
                    .to_owned()
            }
        }))
        .child(
            el("details", "behind")
                .child(el("summary", "").child("Transactions"))
                .child(steps(top_up)),
        )
        .child(
            el("div", "actions").child(ui.button("primary", "Done", || UserAction::CloseTopUp)),
        )
}

/// It ended otherwise: first what happened to the money, then why.
pub fn failed(ui: Ui, top_up: Value<TopUpView>) -> El {
    let failure = part(top_up, |top_up| match &top_up.stage {
        StageView::Failed { failure, review } => {
            let sent_before = review.as_ref().is_some_and(|review| {
                review
                    .steps
                    .iter()
                    .any(|step| matches!(step.status, StepStatus::Confirmed { .. }))
            });
            Some((failure.clone(), sent_before))
        }
        _ => None,
    });
    el("div", "outcome failed")
        .child(present(failure, move |failure| {
            let unknown = part(failure, |(failure, _)| {
                matches!(
                    failure,
                    FlowFailure::OutcomeUnknown | FlowFailure::Dropped { .. }
                )
            });
            el("div", "stack")
                .child(el("p", "money").attr("role", "alert").say(move || {
                    failure.with(|(failure, sent)| words::money(failure, *sent).to_owned())
                }))
                .child(
                    el("p", "lead")
                        .say(move || failure.with(|(failure, _)| words::failure(failure))),
                )
                .live(move || {
                    el("div", "actions")
                        .child(if unknown.get() {
                            ui.button("primary", "Look it up again", || UserAction::LookAgain)
                        } else {
                            ui.button("primary", "Back to the choice", || UserAction::BackToChoice)
                        })
                        .child(ui.button("secondary", "Close", || UserAction::CloseTopUp))
                })
        }))
        .child(steps(top_up))
}
