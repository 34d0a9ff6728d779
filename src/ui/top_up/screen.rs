use crate::top_up::{ReviewView, StageView, TopUpView};

/// Which screen of the dialog, and on the review what it says: a review that says something else
/// is another screen.
#[derive(Clone, PartialEq)]
pub enum Screen {
    Choosing,
    Checking,
    Review(Box<ReviewView>),
    Rechecking,
    Signing,
    Pending,
    Unsettled,
    Rereading,
    Settling,
    Done,
    Failed,
}

impl Screen {
    /// That of a top-up.
    pub fn of(top_up: &TopUpView) -> Self {
        match &top_up.stage {
            StageView::Choosing => Self::Choosing,
            StageView::Checking => Self::Checking,
            StageView::Review(review) => Self::Review(Box::new(review.clone())),
            StageView::Rechecking(_) => Self::Rechecking,
            StageView::Signing(_) => Self::Signing,
            StageView::Pending(_) => Self::Pending,
            StageView::Unsettled { .. } => Self::Unsettled,
            StageView::Rereading(_) => Self::Rereading,
            StageView::Settling(_) => Self::Settling,
            StageView::Done { .. } => Self::Done,
            StageView::Failed { .. } => Self::Failed,
        }
    }

    /// What it is called.
    pub fn heading(&self) -> &'static str {
        match self {
            Self::Choosing => "Top up",
            Self::Checking => "Checking once more",
            Self::Review(_) => "Review what you will sign",
            Self::Rechecking => "Checking before the wallet is asked",
            Self::Signing => "Confirm in your wallet",
            Self::Pending => "On its way",
            Self::Unsettled => "Not settled yet",
            Self::Rereading => "Reading your position again",
            Self::Settling => "Waiting until it is final",
            Self::Done => "Topped up",
            Self::Failed => "This top-up did not go through",
        }
    }

    /// Which of its contents is drawn for it.
    pub fn content(&self) -> Content {
        match self {
            Self::Choosing => Content::Choosing,
            Self::Checking => Content::Checking,
            Self::Review(review) => Content::Review(review.clone()),
            Self::Rechecking | Self::Signing | Self::Pending | Self::Rereading | Self::Settling => {
                Content::Progress
            }
            Self::Unsettled | Self::Failed => Content::Ending,
            Self::Done => Content::Done,
        }
    }

    /// Whether the page behind it can be used: some wallets ask inside the page.
    pub fn leaves_the_page(&self) -> bool {
        *self == Self::Signing
    }
}

/// What is drawn once, and follows from there: what is opened or held in it stays so from screen to screen.
#[derive(Clone, PartialEq)]
pub enum Content {
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

/// The steps of a stage, as far as there are any.
pub fn review_of(stage: &StageView) -> Option<&ReviewView> {
    match stage {
        StageView::Choosing | StageView::Checking | StageView::Done { .. } => None,
        StageView::Review(review)
        | StageView::Rechecking(review)
        | StageView::Signing(review)
        | StageView::Pending(review)
        | StageView::Rereading(review)
        | StageView::Settling(review) => Some(review),
        StageView::Failed { review, .. } | StageView::Unsettled { review, .. } => review.as_ref(),
    }
}
