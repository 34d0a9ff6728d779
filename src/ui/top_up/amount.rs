use leptos::html;
use leptos::prelude::*;

use super::number_field::NumberField;
use super::part::part;
use crate::engine::UserAction;
use crate::top_up::{Means, OptionView, StrategyId, TopUpView};
use crate::ui::format::{self, Round};
use crate::ui::shown::Shown;
use crate::ui::words;

/// How much the chosen way moves: what it takes to the target, or what is typed in place of one.
#[component]
pub fn Amount() -> impl IntoView {
    let now = part(|top_up| {
        let option = chosen(top_up);
        let way = option.map(|option| (option.id, option.paid_in().to_owned()));
        (way, top_up.chosen, top_up.health_now.is_none())
    });
    // While nothing is known of the position there are no ways: the field stays, with what is being typed.
    let way = Memo::new(move |before: Option<&Option<(StrategyId, String)>>| {
        let (way, chosen, is_unknown) = now.get()?;
        let before = before.cloned().flatten().filter(|_| is_unknown);
        way.or(before.filter(|(id, _)| chosen == Some((*id).into())))
    });
    move || {
        let (id, symbol) = way.get()?;
        Some(view! { <Of means=id.means symbol /> })
    }
}

/// How much of a token.
#[component]
fn Of(means: Means, symbol: String) -> impl IntoView {
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
fn chosen(top_up: &TopUpView) -> Option<&OptionView> {
    let mut options = top_up.options.iter();
    let chosen = top_up.chosen?.one();
    options.find(|option| Some(option.id) == chosen && option.id.means.moves())
}
