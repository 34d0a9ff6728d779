use leptos::prelude::*;

use super::limit_field::LimitField;
use crate::engine::UserAction;
use crate::ui::shown::Shown;

/// From which borrow rate on it is told.
#[component]
pub fn BorrowRate() -> impl IntoView {
    let shown = Shown::here();
    view! {
        <LimitField
            name="Borrow rate"
            part="borrow-rate"
            label="Percent a year"
            said="a year"
            hint="You are told once when borrowing costs this much, and again only after it was well below."
            limit=shown.part(|view| view.alarm.rate_limit)
            wrong=shown.part(|view| view.alarm.rate_problem)
            action=UserAction::SetRateLimit
        />
    }
}
