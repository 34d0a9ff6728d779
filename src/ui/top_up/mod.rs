//! The top-up panel: choosing, reviewing, signing, and what came of it.

mod choice;
mod outcome;
mod progress;
mod review;
mod step;

use leptos::prelude::*;

use super::element::{El, Handle, IntoChild, el, live};
use super::focus::{Place, focused, give_back};
use super::format;
use super::live::{part, present};
use super::value::Value;
use super::widget::Ui;
use crate::engine::UserAction;
use crate::top_up::{ReviewView, StageView, TopUpView};

/// Which screen of the panel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Choosing,
    Checking,
    Review,
    Rechecking,
    Signing,
    Pending,
    Rereading,
    Done,
    Failed,
}

impl Stage {
    fn of(top_up: &TopUpView) -> Self {
        match top_up.stage {
            StageView::Choosing => Self::Choosing,
            StageView::Checking => Self::Checking,
            StageView::Review(_) => Self::Review,
            StageView::Rechecking(_) => Self::Rechecking,
            StageView::Signing(_) => Self::Signing,
            StageView::Pending(_) => Self::Pending,
            StageView::Rereading(_) => Self::Rereading,
            StageView::Done { .. } => Self::Done,
            StageView::Failed { .. } => Self::Failed,
        }
    }

    /// Which of the four places on the way it is at.
    fn place(self) -> usize {
        match self {
            Self::Choosing => 0,
            Self::Checking | Self::Review | Self::Failed => 1,
            Self::Rechecking | Self::Signing | Self::Pending => 2,
            Self::Rereading | Self::Done => 3,
        }
    }
}

/// The steps of the flow, as far as there are any.
fn review_of(top_up: &TopUpView) -> Option<&ReviewView> {
    match &top_up.stage {
        StageView::Choosing | StageView::Checking => None,
        StageView::Review(review)
        | StageView::Rechecking(review)
        | StageView::Signing(review)
        | StageView::Pending(review)
        | StageView::Rereading(review) => Some(review),
        StageView::Failed { review, .. } => review.as_ref(),
        StageView::Done { .. } => None,
    }
}

/// The panel, while it is open.
pub fn top_up(ui: Ui) -> AnyView {
    let before = Place::new_local(None);
    present(ui.part(|view| view.top_up.clone()), move |top_up| {
        panel(ui, top_up, before)
    })
}

fn panel(ui: Ui, top_up: Value<TopUpView>, before: Place) -> El {
    let stage = part(top_up, Stage::of);
    let heading = Handle::new();
    follow(heading, stage, before);
    el("section", "card top-up")
        .part("top-up")
        .attr("aria-labelledby", "mc-top-up")
        .child(
            el("div", "title")
                .child(
                    el("h2", "")
                        .attr("id", "mc-top-up")
                        .attr("tabindex", "-1")
                        .handle(heading)
                        .say(move || headline(stage.get()).to_owned()),
                )
                .child(ui.button("quiet", "Close", || UserAction::CloseTopUp)),
        )
        .child(el("p", "hint").say(move || {
            top_up.with(|top_up| {
                let now = top_up.health_now.map_or_else(
                    || "is being read".to_owned(),
                    |health| format!("now {}", format::health(health)),
                );
                format!("{} · health factor {now}", top_up.market)
            })
        }))
        .child(way(stage))
        .child(live(move || match stage.get() {
            Stage::Choosing => choice::choice(ui, top_up).into_child(),
            Stage::Checking => progress::checking().into_child(),
            Stage::Review => with_review(top_up, move |review| review::review(ui, top_up, review)),
            Stage::Rechecking | Stage::Signing | Stage::Pending | Stage::Rereading => {
                with_review(top_up, move |review| {
                    progress::progress(stage, top_up, review)
                })
            }
            Stage::Done => outcome::done(ui, top_up).into_child(),
            Stage::Failed => outcome::failed(ui, top_up).into_child(),
        }))
}

fn with_review(
    top_up: Value<TopUpView>,
    render: impl Fn(Value<ReviewView>) -> El + Send + 'static,
) -> AnyView {
    present(part(top_up, |top_up| review_of(top_up).cloned()), render)
}

/// Moves the focus to the heading when the panel opens and when its screen changes, and back to
/// where it was when the panel closes: a keyboard is never left on a button that went away.
fn follow(heading: Handle, stage: Value<Stage>, before: Place) {
    before.set_value(focused());
    Effect::new(move |_| {
        let _ = stage.get();
        if let Some(heading) = heading.get() {
            // An element that cannot be focused keeps the focus where it is.
            let _ = heading.focus();
        }
    });
    on_cleanup(move || give_back(before));
}

fn headline(stage: Stage) -> &'static str {
    match stage {
        Stage::Choosing => "Top up",
        Stage::Checking => "Checking once more",
        Stage::Review => "Review what you will sign",
        Stage::Rechecking => "Checking before the wallet is asked",
        Stage::Signing => "Confirm in your wallet",
        Stage::Pending => "On its way",
        Stage::Rereading => "Reading your position again",
        Stage::Done => "Topped up",
        Stage::Failed => "This top-up did not go through",
    }
}

/// How far the flow is.
fn way(stage: Value<Stage>) -> El {
    let places = ["Choose", "Review", "Sign", "Done"];
    el("ol", "way").children(places.into_iter().enumerate().map(|(index, name)| {
        el("li", "")
            .attr_live("aria-current", move || {
                (stage.get().place() == index).then(|| "step".to_owned())
            })
            .attr_live("data-past", move || {
                (stage.get().place() > index).then(String::new)
            })
            .child(name)
    }))
}

/// Health before and after, side by side.
fn change(
    before: impl Fn() -> String + Send + 'static,
    after: impl Fn() -> String + Send + 'static,
) -> El {
    el("p", "change")
        .child(el("span", "unseen").child("Health factor from "))
        .child(el("span", "before").say(before))
        .child(el("span", "arrow").attr("aria-hidden", "true").child("→"))
        .child(el("span", "unseen").child(" to "))
        .child(el("span", "after").say(after))
}

/// Health before, and what it is expected to be.
fn expected(review: Value<ReviewView>) -> AnyView {
    present(part(review, |review| review.outlook), |outlook| {
        change(
            move || outlook.with(|outlook| format::health(outlook.health_before)),
            move || outlook.with(|outlook| format::health(outlook.health_after)),
        )
    })
}
