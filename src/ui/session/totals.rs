use leptos::prelude::*;

use crate::engine::view::TotalView;
use crate::ui::format::{self, Round};
use crate::ui::pair::Pair;
use crate::ui::shown::Shown;

/// What several positions come to.
#[component]
pub fn Totals() -> impl IntoView {
    let totals = Shown::here().session(|session| session.totals.clone());
    let totals = move || totals.get().unwrap_or_default();
    move || {
        let lines: Vec<_> = totals().into_iter().map(total).collect();
        (!lines.is_empty()).then(|| view! { <section class="card stack">{lines}</section> })
    }
}

fn total(total: TotalView) -> impl IntoView {
    let currency = &total.currency;
    let collateral = format::value(total.collateral, currency, Round::Down);
    let debt = format::value(total.debt, currency, Round::Up);
    view! {
        <dl class="stats">
            <Pair name="Collateral that counts, in all">{collateral}</Pair>
            <Pair name="Debt, in all">{debt}</Pair>
        </dl>
    }
}
