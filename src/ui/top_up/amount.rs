use leptos::prelude::*;

use super::amount_field::{AmountField, chosen};
use super::part::part;
use crate::top_up::StrategyId;

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
        Some(view! { <AmountField means=id.means symbol /> })
    }
}
