use core::ops::Range;

use leptos::prelude::*;

use super::part::part;
use super::screen::review_of;
use super::step::{Place, Step};
use crate::top_up::{StageView, StepView, TopUpView};

/// What the wallet is asked, in order: each in words, with its contract, and how it went.
#[component]
pub fn Steps() -> impl IntoView {
    let steps = part(steps);
    let place = part(|top_up| Place {
        market: top_up.market.clone(),
        chain: top_up.position.chain,
        may_be_asked: !matches!(top_up.stage, StageView::Failed { .. }),
    });
    let draw = move || {
        let place = place.get()?;
        let (steps, next) = steps.get()?;
        let steps = steps.into_iter().enumerate();
        let steps = steps.map(|(index, step)| {
            let (place, is_current) = (place.clone(), next.contains(&index));
            view! { <Step step place is_current /> }
        });
        Some(steps.collect_view())
    };
    view! { <ol class="steps">{draw}</ol> }
}

/// The steps, and which are next or under way.
fn steps(top_up: &TopUpView) -> (Vec<StepView>, Range<usize>) {
    if let StageView::Done { steps, .. } = &top_up.stage {
        return (steps.clone(), 0..0);
    }
    match review_of(&top_up.stage) {
        Some(review) => {
            let end = review.current.saturating_add(review.at_once);
            (review.steps.clone(), review.current..end)
        }
        None => (Vec::new(), 0..0),
    }
}
