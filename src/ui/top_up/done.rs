use leptos::prelude::*;

use super::part::part;
use super::rests::Rests;
use super::steps::Steps;
use super::sum::Sum;
use crate::engine::UserAction;
use crate::top_up::{Chosen, StageView};
use crate::ui::act::Act;
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
                    <Next />
                </div>
            </div>
        </div>
    }
}

/// On to the next of several, or out of here.
#[component]
fn Next() -> impl IntoView {
    let next = part(|top_up| {
        let next = top_up.next.as_ref()?;
        Some((next.position.clone(), words::next(next)))
    });
    let next = Memo::new(move |_| next.get().flatten());
    // By this alone: a health that moves leaves the button where it is.
    let key = Memo::new(move |_| next.with(|next| next.as_ref().map(|(key, _)| key.clone())));
    move || match key.get() {
        Some(key) => view! {
            <Act class="primary" action=UserAction::OpenTopUp(key)>
                {move || next.with(|next| next.as_ref().map(|(_, said)| said.clone()))}
            </Act>
            <Act class="secondary" action=UserAction::CloseTopUp>{"Close"}
            </Act>
        }
        .into_any(),
        None => view! {
            <Act class="primary" action=UserAction::CloseTopUp>{"Done"}
            </Act>
        }
        .into_any(),
    }
}
