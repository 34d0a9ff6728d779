use leptos::prelude::*;

use super::limit_field::LimitField;
use crate::engine::UserAction;
use crate::ui::shown::Shown;

/// From which part on it is told how much of a token a market has lent out.
#[component]
pub fn MoneyInUse() -> impl IntoView {
    let shown = Shown::here();
    view! {
        <LimitField
            name="Money in use"
            part="money-in-use"
            label="Percent of it"
            said="lent out"
            hint="You are told once when this much of a token that you owe or supply is lent out, and again only after it was well below: interest grows faster there, and withdrawals may have to wait."
            limit=shown.part(|view| view.alarm.use_limit)
            wrong=shown.part(|view| view.alarm.use_problem)
            action=UserAction::SetUseLimit
        />
    }
}
