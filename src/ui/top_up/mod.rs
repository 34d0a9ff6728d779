//! The top-up panel: choosing, reviewing, signing, and what came of it.

mod choice;
mod outcome;
mod progress;
mod review;
mod step;

use std::cmp::Ordering;

use super::act::button;
use super::element::{El, el, text};
use super::format;
use crate::engine::UserAction;
use crate::top_up::{ReviewView, StageView, TopUpView};

/// Finds the panel's heading.
pub const HEADING: &str = "#mc-top-up";

/// Which screen of the panel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Choosing,
    Checking,
    Review,
    Rechecking,
    Signing,
    Pending,
    Unsettled,
    Rereading,
    Done,
    Failed,
}

impl Stage {
    /// The screen of a top-up.
    pub fn of(top_up: &TopUpView) -> Self {
        match top_up.stage {
            StageView::Choosing => Self::Choosing,
            StageView::Checking => Self::Checking,
            StageView::Review(_) => Self::Review,
            StageView::Rechecking(_) => Self::Rechecking,
            StageView::Signing(_) => Self::Signing,
            StageView::Pending(_) => Self::Pending,
            StageView::Unsettled { .. } => Self::Unsettled,
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
            Self::Rechecking | Self::Signing | Self::Pending | Self::Unsettled => 2,
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
        StageView::Failed { review, .. } | StageView::Unsettled { review, .. } => review.as_ref(),
        StageView::Done { .. } => None,
    }
}

/// The panel, while it is open.
pub fn top_up(top_up: &TopUpView) -> El {
    let stage = Stage::of(top_up);
    let now = top_up.health_now.map_or_else(
        || "is being read".to_owned(),
        |health| format!("now {}", format::health(health)),
    );
    let heading = text("h2", "", headline(stage))
        .attr("id", "mc-top-up")
        .attr("tabindex", "-1");
    el("section", "card top-up")
        .part("top-up")
        .attr("aria-labelledby", "mc-top-up")
        .child(el("div", "title").child(heading).child(button(
            "quiet",
            "Close",
            UserAction::CloseTopUp,
        )))
        .child(text(
            "p",
            "hint",
            format!("{} · health factor {now}", top_up.market),
        ))
        .child(way(stage))
        .child(match &top_up.stage {
            StageView::Choosing => choice::choice(top_up),
            StageView::Checking => progress::checking(),
            StageView::Review(review) => review::review(top_up, review),
            StageView::Rechecking(review)
            | StageView::Signing(review)
            | StageView::Pending(review)
            | StageView::Rereading(review) => progress::progress(stage, top_up, review),
            StageView::Unsettled { doubt, .. } => outcome::unsettled(top_up, *doubt),
            StageView::Done {
                before,
                after,
                reached,
                ..
            } => outcome::done(top_up, *before, *after, *reached),
            StageView::Failed { failure, .. } => outcome::failed(top_up, failure),
        })
}

fn headline(stage: Stage) -> &'static str {
    match stage {
        Stage::Choosing => "Top up",
        Stage::Checking => "Checking once more",
        Stage::Review => "Review what you will sign",
        Stage::Rechecking => "Checking before the wallet is asked",
        Stage::Signing => "Confirm in your wallet",
        Stage::Pending => "On its way",
        Stage::Unsettled => "Not settled yet",
        Stage::Rereading => "Reading your position again",
        Stage::Done => "Topped up",
        Stage::Failed => "This top-up did not go through",
    }
}

/// How far the flow is.
fn way(stage: Stage) -> El {
    let places = ["Choose", "Review", "Sign", "Done"];
    el("ol", "way").children(places.into_iter().enumerate().map(|(index, name)| {
        let place = text("li", "", name);
        match index.cmp(&stage.place()) {
            Ordering::Less => place.attr("data-past", ""),
            Ordering::Equal => place.attr("aria-current", "step"),
            Ordering::Greater => place,
        }
    }))
}

/// Health before and after, side by side.
fn change(before: String, after: String) -> El {
    el("p", "change")
        .child(text("span", "unseen", "Health factor from "))
        .child(text("span", "before", before))
        .child(text("span", "arrow", "→").attr("aria-hidden", "true"))
        .child(text("span", "unseen", " to "))
        .child(text("span", "after", after))
}

/// Health before, and what it is expected to be.
fn expected(review: &ReviewView) -> Option<El> {
    let outlook = review.outlook.as_ref()?;
    Some(change(
        format::health(outlook.health_before),
        format::health(outlook.health_after),
    ))
}
