use leptos::html;
use leptos::prelude::*;

use super::number_field::NumberField;
use super::part::part;
use crate::engine::UserAction;
use crate::top_up::{Means, OptionView, TopUpView};
use crate::ui::format::{self, Round};
use crate::ui::shown::Shown;
use crate::ui::words;

/// How much of a token.
#[component]
pub fn AmountField(means: Means, symbol: String) -> impl IntoView {
    let shown = Shown::here();
    let needed = part(|top_up| {
        chosen(top_up)?
            .offer
            .as_ref()
            .ok()
            .map(|offer| offer.amount)
    });
    let needed = Memo::new(move |_| needed.get().flatten());
    let given = part(|top_up| Some(top_up.amount.as_ref()?.text.clone()));
    let given = Memo::new(move |_| given.get().flatten());
    let problem = part(|top_up| top_up.amount.as_ref()?.problem);
    let typed = RwSignal::new(given.get_untracked().unwrap_or_default());
    // A target that is typed says another amount.
    Effect::new(move |_| {
        if given.with(Option::is_none) {
            typed.set(String::new());
        }
    });
    let hint = Signal::derive(move || {
        let amount = needed.get().filter(|_| given.with(Option::is_none));
        amount.map(|amount| format::amount_to_type(amount, Round::Up))
    });
    let field = NodeRef::<html::Input>::new();
    let set = move |typed| shown.act(UserAction::SetAmount(typed));
    let use_exact = move |_| {
        if let Some(amount) = needed.get_untracked() {
            let exact = amount.format_floor(amount.decimals);
            typed.set(exact.clone());
            set(exact);
            // The button goes: the keyboard is where the amount can be changed.
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
        }
    };
    let label = match means {
        Means::Repay | Means::RepayCoin | Means::RepaySupplied => "or repay exactly",
        _ => "or add exactly",
    };
    view! {
        <NumberField
            id="mc-amount"
            label
            typed
            unit=Signal::stored(symbol)
            place=field
            hint
            problem=Signal::derive(move || problem.get().flatten().map(words::amount_problem))
            set
        />
        <Show when=move || hint.with(Option::is_some)>
            <button type="button" class="quiet exact" on:click=use_exact>
                {"Use exact amount"}
            </button>
        </Show>
    }
}

/// The chosen way, where it moves something.
pub fn chosen(top_up: &TopUpView) -> Option<&OptionView> {
    let mut options = top_up.options.iter();
    let chosen = top_up.chosen?.one();
    options.find(|option| Some(option.id) == chosen && option.id.means.moves())
}
