use leptos::prelude::*;

use super::part::part;
use super::stranded::Stranded;
use super::sum::Sum;
use crate::engine::UserAction;
use crate::risk::Health;
use crate::top_up::{Chosen, TopUpView};
use crate::ui::shown::Shown;
use crate::ui::{format, words};

/// What the chosen way comes to, and on to its review.
#[component]
pub fn Outcome() -> impl IntoView {
    let shown = Shown::here();
    let chosen = part(|top_up| {
        let (does, after) = chosen(top_up)?;
        Some((
            does,
            top_up.health_now.map(format::health),
            format::health(after),
        ))
    });
    let chosen = Memo::new(move |_| chosen.get().flatten());
    let is_settling = part(|top_up| top_up.is_settling);
    let is_settling = Memo::new(move |_| is_settling.get() == Some(true));
    view! {
        <div class="foot">
            {move || {
                chosen.get().map(|(does, before, after)| view! { <Sum does before after /> })
            }}
            <Stranded />
            <div class="actions">
                <button
                    type="button"
                    class="primary"
                    disabled=move || chosen.with(Option::is_none) || is_settling.get()
                    on:click=move |_| shown.act(UserAction::Review)
                >
                    {"Review"}
                </button>
                <p class="hint">
                    {move || match is_settling.get() {
                        false => "The next screen shows what you would sign.",
                        true => {
                            "Your last payment is in a block. Review the next one once that block is final: in a minute or two."
                        }
                    }}
                </p>
            </div>
        </div>
    }
}

/// What the chosen way does, and the health after it, where it leads to the target.
fn chosen(top_up: &TopUpView) -> Option<(String, Health)> {
    match &top_up.amount {
        Some(amount) if amount.problem.is_some() => return None,
        Some(_) => {}
        None => drop(top_up.target.ok()?),
    }
    let Chosen::One(id) = top_up.chosen? else {
        let mix = top_up.mix.as_ref()?.as_ref().ok()?;
        return Some((words::mixed(&mix.parts), mix.health_after));
    };
    let mut options = top_up.options.iter();
    let option = options.find(|option| option.id == id)?;
    let offer = option.offer.as_ref().ok()?;
    Some((words::headline(option, offer), offer.health_after))
}
