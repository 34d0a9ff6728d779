use crate::top_up::{Chosen, Means, ReviewView, StageView, TopUpView};

/// What the dialog draws once, and what follows from there: what is opened or held in it stays so from
/// stage to stage. A review that says something else is another screen.
#[derive(Clone, PartialEq)]
pub enum Screen {
    /// The ways.
    Choosing,
    /// A look before the review.
    Checking,
    /// What will be signed.
    Review(Box<ReviewView>),
    /// What was, on its way.
    Progress,
    /// What did not go through, or is not known to.
    Ending,
    /// What did.
    Done,
}

impl Screen {
    /// That of a top-up.
    pub fn of(top_up: &TopUpView) -> Self {
        match &top_up.stage {
            StageView::Choosing => Self::Choosing,
            StageView::Checking => Self::Checking,
            StageView::Review(review) => Self::Review(Box::new(review.clone())),
            StageView::Rechecking(_)
            | StageView::Permitting(_)
            | StageView::Signing(_)
            | StageView::Pending(_)
            | StageView::Rereading(_)
            | StageView::Settling(_) => Self::Progress,
            StageView::Unsettled { .. } | StageView::Failed { .. } => Self::Ending,
            StageView::Done { .. } => Self::Done,
        }
    }
}

/// What a stage is called.
pub fn heading(top_up: &TopUpView) -> &'static str {
    let means = top_up.chosen.and_then(Chosen::means);
    let is_no_top_up = means.is_some_and(Means::is_no_top_up);
    match &top_up.stage {
        StageView::Done { .. } if is_no_top_up => "Done",
        StageView::Failed { .. } if is_no_top_up => "This did not go through",
        StageView::Choosing => "Top up",
        StageView::Checking => "Checking once more",
        StageView::Review(_) => "Review what you will sign",
        StageView::Rechecking(_) => "Checking before the wallet is asked",
        StageView::Permitting(_) => "Sign in your wallet",
        StageView::Signing(_) => "Confirm in your wallet",
        StageView::Pending(_) => "On its way",
        StageView::Unsettled { .. } => "Not settled yet",
        StageView::Rereading(_) => "Reading your position again",
        StageView::Settling(_) => "Waiting until it is final",
        StageView::Done { .. } => "Topped up",
        StageView::Failed { .. } => "This top-up did not go through",
    }
}

/// Whether the page behind it can be used: some wallets ask inside the page.
pub fn leaves_the_page(stage: &StageView) -> bool {
    matches!(stage, StageView::Signing(_) | StageView::Permitting(_))
}

/// The steps of a stage, as far as there are any.
pub fn review_of(stage: &StageView) -> Option<&ReviewView> {
    match stage {
        StageView::Choosing | StageView::Checking | StageView::Done { .. } => None,
        StageView::Review(review)
        | StageView::Rechecking(review)
        | StageView::Permitting(review)
        | StageView::Signing(review)
        | StageView::Pending(review)
        | StageView::Rereading(review)
        | StageView::Settling(review) => Some(review),
        StageView::Failed { review, .. } | StageView::Unsettled { review, .. } => review.as_ref(),
    }
}
