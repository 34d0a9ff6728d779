use leptos::prelude::*;

use super::done_actions::DoneActions;
use super::part::part;
use super::rests::Rests;
use super::steps::Steps;
use super::sum::Sum;
use crate::top_up::{Chosen, StageView};
use crate::ui::format;
use crate::ui::icon::{Icon, Picture};
use crate::ui::words;

/// It went through.
#[component]
pub fn Done() -> impl IntoView {
    let ended = part(|top_up| match &top_up.stage {
        StageView::Done {
            steps,
            before,
            after,
            reached,
        } => Some((
            words::did(steps),
            before.map(format::health),
            format::health(*after),
            words::ended(top_up.chosen.and_then(Chosen::means), *reached),
        )),
        _ => None,
    });
    let ended = move || {
        let (does, before, after, said) = ended.get().flatten()?;
        Some(view! {
            <Sum does before after />
            <p class="lead" role="status">
                {said}
            </p>
        })
    };
    view! {
        <div class="screen done">
            <span class="seal" aria-hidden="true">
                <Picture icon=Icon::Check />
            </span>
            {ended}
            <details class="behind">
                <summary>{"Transactions"}</summary>
                <Steps />
            </details>
            <Rests />
            <div class="foot">
                <div class="actions">
                    <DoneActions />
                </div>
            </div>
        </div>
    }
}
