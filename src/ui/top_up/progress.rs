use leptos::prelude::*;

use super::busy::Busy;
use super::part::part;
use super::screen::review_of;
use super::steps::Steps;
use super::sum::Sum;
use crate::top_up::{StageView, StepStatus};
use crate::ui::{format, words};

/// From the last check to the last read.
#[component]
pub fn Progress() -> impl IntoView {
    let expected = part(|top_up| {
        let review = review_of(&top_up.stage)?;
        let outlook = review.outlook.as_ref()?;
        Some((
            words::headline_of(&review.steps)?,
            format::health(outlook.health_before),
            format::health(outlook.health_after),
        ))
    });
    let expected = move || {
        let (does, before, after) = expected.get().flatten()?;
        Some(view! { <Sum does before=Some(before) after /> })
    };
    let said = part(|top_up| {
        let steps = review_of(&top_up.stage).map(|review| &review.steps);
        let mut steps = steps.into_iter().flatten();
        let is_taken = steps.any(|step| step.status == StepStatus::Taken);
        said(&top_up.stage, is_taken)
    });
    let busy = move || said.get().map(|said| view! { <Busy said /> });
    view! {
        <div class="screen">
            {busy} {expected}
            <Steps />
        </div>
    }
}

fn said(stage: &StageView, is_taken: bool) -> &'static str {
    match stage {
        StageView::Rechecking(_) => {
            "Everything is read once more. The wallet is asked right after, unless something changed."
        }
        StageView::Permitting(_) => {
            "Your wallet asks for a signature; nothing is sent by it. Compare the amount, who may take it and until when. What you send after it is shown here first. If you see nothing, open the wallet."
        }
        StageView::Signing(_) => {
            "Your wallet asks for what is marked. Compare the amount and the contract before you confirm. If you see nothing, open the wallet."
        }
        StageView::Pending(_) if is_taken => {
            "Your wallet has it, and has named no transaction yet. Asking once is enough. You may close this: it goes on without it."
        }
        StageView::Pending(_) => {
            "Sent, and waiting for a block. Sending it once is enough. You may close this: it goes on without it."
        }
        StageView::Settling(_) => {
            "Paid, and in a block. The next payment is shown once nothing can take that block away: in a minute or two. You may close this: while the page is open it comes back by itself."
        }
        _ => "In a block. Your position is read again, so that what you see is what the chain has.",
    }
}
