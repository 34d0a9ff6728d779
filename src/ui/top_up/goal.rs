use leptos::html;
use leptos::prelude::*;

use super::amount::Amount;
use super::part::part;
use super::target::Target;
use crate::top_up::TopUpView;
use crate::ui::words;

/// What the ways lead to, in a line that opens to change it.
#[component]
pub fn Goal() -> impl IntoView {
    let said = part(words::goal);
    let asks = part(asks);
    let details = NodeRef::<html::Details>::new();
    // It opens by itself, and is closed by the person alone.
    Effect::new(move |_| {
        if let (Some(true), Some(details)) = (asks.get(), details.get()) {
            details.set_open(true);
        }
    });
    view! {
        <details class="goal" part="goal" node_ref=details>
            <summary>
                <strong>{said}</strong>
                <span class="change-it">{"Change"}</span>
            </summary>
            <div class={"goal-fields"}>
                <Target />
                <Amount />
            </div>
        </details>
    }
}

/// Whether nothing leads there, so that another goal may be wanted.
fn asks(top_up: &TopUpView) -> bool {
    let is_wrong = match &top_up.amount {
        Some(amount) => amount.problem.is_some(),
        None => top_up.target.is_err(),
    };
    let mut options = top_up.options.iter();
    is_wrong || (!top_up.options.is_empty() && options.all(|option| option.offer.is_err()))
}
