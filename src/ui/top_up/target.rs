use leptos::prelude::*;

use super::number_field::NumberField;
use super::part::part;
use crate::engine::UserAction;
use crate::ui::shown::Shown;
use crate::ui::words;

/// The health factor to restore, or what a typed amount restores.
#[component]
pub fn Target() -> impl IntoView {
    let shown = Shown::here();
    let text = part(|top_up| top_up.target_text.clone());
    let problem = part(|top_up| top_up.target.err());
    let typed = RwSignal::new(text.get_untracked().unwrap_or_default());
    // Where an amount is typed, what that leads to; and once it counts no more, what was typed here.
    let by_amount = part(|top_up| top_up.amount.is_some());
    Effect::new(move |was: Option<bool>| {
        let is = by_amount.get() == Some(true);
        if is || was == Some(true) {
            typed.set(text.get().unwrap_or_default());
        }
        is
    });
    view! {
        <NumberField
            id="mc-target"
            label="Restore the health factor to"
            typed
            problem=Signal::derive(move || problem.get().flatten().map(words::target_problem))
            set=move |typed| shown.act(UserAction::SetTarget(typed))
        />
    }
}
