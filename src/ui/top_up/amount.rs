use leptos::prelude::*;

use super::part::part;
use crate::engine::UserAction;
use crate::top_up::{Means, OptionView, TopUpView};
use crate::ui::problem::Problem;
use crate::ui::shown::Shown;
use crate::ui::words;

/// How much the chosen way moves: what it takes to the target, or what is typed in place of one.
#[component]
pub fn Amount() -> impl IntoView {
    let shown = Shown::here();
    let way = part(|top_up| {
        let option = chosen(top_up)?;
        Some((option.id.means, option.symbol.clone()))
    });
    let way = Memo::new(move |_| way.get().flatten());
    let needed = part(|top_up| {
        let offer = chosen(top_up)?.offer.as_ref().ok()?;
        let amount = offer.amount;
        Some(amount.format_floor(amount.decimals))
    });
    let typed = part(|top_up| Some(top_up.amount.as_ref()?.text.clone()));
    let is_typed = move || typed.with(|typed| typed.as_ref().is_some_and(Option::is_some));
    let problem = part(|top_up| top_up.amount.as_ref()?.problem);
    let problem = move || problem.get().flatten();
    let text = RwSignal::new(typed.get_untracked().flatten().unwrap_or_default());
    // What is typed stays as it is typed; a target that is typed says another amount.
    Effect::new(move |_| {
        if !is_typed() {
            text.set(needed.get().flatten().unwrap_or_default());
        }
    });
    let set = move |typed: String| {
        text.set(typed.clone());
        shown.act(UserAction::SetAmount(typed));
    };
    let label = move || way.with(|way| way.as_ref().map(|(means, _)| label(*means)));
    let symbol = move || way.with(|way| way.as_ref().map(|(_, symbol)| symbol.clone()));
    view! {
        <Show when=move || way.with(Option::is_some)>
            <div class="target">
                <label for="mc-amount">{label}</label>
                <span class="with-unit">
                    <input
                        id="mc-amount"
                        class="mono"
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        aria-describedby="mc-amount-problem"
                        aria-invalid=move || problem().map(|_| "true")
                        prop:value=text
                        on:input=move |event| set(event_target_value(&event))
                    />
                    <span class={"unit"}>{symbol}</span>
                </span>
                <Problem
                    id="mc-amount-problem"
                    words=Signal::derive(move || {
                        problem().map(|one| words::amount_problem(one).to_owned())
                    })
                />
            </div>
        </Show>
    }
}

const fn label(means: Means) -> &'static str {
    match means {
        Means::Repay => "or repay exactly",
        _ => "or add exactly",
    }
}

/// The chosen way, where it moves something.
fn chosen(top_up: &TopUpView) -> Option<&OptionView> {
    let mut options = top_up.options.iter();
    options.find(|option| Some(option.id) == top_up.chosen && option.id.means.moves())
}
