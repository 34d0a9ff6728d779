use super::step::steps;
use super::{change, review_of};
use crate::engine::UserAction;
use crate::risk::Health;
use crate::top_up::{Doubt, FlowFailure, StepStatus, TopUpView};
use crate::ui::act::button;
use crate::ui::element::{El, el, text};
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::words;

/// It went through.
pub fn done(top_up: &TopUpView, before: Option<Health>, after: Health, reached: bool) -> El {
    let before = before.map_or_else(|| "…".to_owned(), format::health);
    let said = if reached {
        "Your health factor is restored, as read from the chain."
    } else {
        "The top-up went through, but prices moved meanwhile: the target is not reached yet."
    };
    let seal = el("span", "seal").attr("aria-hidden", "true");
    el("div", "outcome done")
        .child(seal.child(Icon::Check.view()))
        .child(change(before, format::health(after)))
        .child(text("p", "lead", said).attr("role", "status"))
        .child(
            el("details", "behind")
                .child(text("summary", "", "Transactions"))
                .child(steps(top_up)),
        )
        .child(el("div", "actions").child(button("primary", "Done", UserAction::CloseTopUp)))
}

/// It ended otherwise: first what happened to the money, then why.
pub fn failed(top_up: &TopUpView, failure: &FlowFailure) -> El {
    let sent_before = review_of(top_up).is_some_and(|review| {
        review
            .steps
            .iter()
            .any(|step| matches!(step.status, StepStatus::Confirmed { .. }))
    });
    el("div", "outcome failed")
        .child(
            el("div", "stack")
                .child(text("p", "money", words::money(failure, sent_before)).attr("role", "alert"))
                .child(text("p", "lead", words::failure(failure)))
                .child(
                    el("div", "actions")
                        .child(button(
                            "primary",
                            "Back to the choice",
                            UserAction::BackToChoice,
                        ))
                        .child(button("secondary", "Close", UserAction::CloseTopUp)),
                ),
        )
        .child(steps(top_up))
}

/// Nobody knows yet what became of it: first what that means for the money, then what to do.
pub fn unsettled(top_up: &TopUpView, doubt: Doubt) -> El {
    el("div", "outcome failed")
        .child(
            el("div", "stack")
                .child(text("p", "money", words::doubt(doubt)).attr("role", "alert"))
                .child(text("p", "lead", words::doubt_advice(doubt)))
                .child(
                    el("div", "actions")
                        .child(button("primary", "Look it up again", UserAction::LookAgain))
                        .child(button(
                            "secondary",
                            "I cancelled it in the wallet",
                            UserAction::SayCancelled,
                        )),
                ),
        )
        .child(steps(top_up))
}
