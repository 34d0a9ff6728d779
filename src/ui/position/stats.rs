use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use super::noted_number::NotedNumber;
use crate::engine::view::PositionView;
use crate::ui::format::{self, Round};
use crate::ui::pair::Pair;
use crate::ui::shown::Shown;
use crate::ui::while_some::WhileSome;
use crate::ui::words;

/// What it comes to, how long it holds, and what a liquidation would take: a number each.
#[component]
pub fn Stats(position: Memo<PositionView>, figures: Memo<Figures>) -> impl IntoView {
    let now = Shown::here().part(|view| view.now);
    let values = Memo::new(move |_| {
        figures.with(|one| {
            (
                format::value(one.collateral_value, &one.currency, Round::Down),
                format::value(one.debt_value, &one.currency, Round::Up),
            )
        })
    });
    let e_mode = Memo::new(move |_| position.with(|one| one.emode.clone()));
    let interest = Memo::new(move |_| {
        let (asked, partial) = figures.with(|one| (one.asked, one.partial));
        let now = now.get();
        position.with(|one| {
            let time = one
                .analysis
                .time_to_liquidation
                .filter(|_| asked == Asked::Nothing)?;
            words::time_to_liquidation(time, now, words::pre(partial))
        })
    });
    let loss = Memo::new(move |_| {
        let protocol = position.with(|one| one.protocol);
        figures.with(|one| {
            let loss = one.loss.as_ref()?;
            Some(words::loss(loss, &one.currency, protocol, one.partial))
        })
    });
    view! {
        <dl class="stats">
            <Pair name="Collateral that counts">{move || values.with(|(has, _)| has.clone())}</Pair>
            <Pair name="Debt">{move || values.with(|(_, owes)| owes.clone())}</Pair>
            {move || e_mode.get().map(|e_mode| view! { <Pair name="E-mode">{e_mode}</Pair> })}
            <WhileSome of=move || interest.get() let:words>
                <Pair name="By interest alone"><NotedNumber words /></Pair>
            </WhileSome>
            <WhileSome of=move || loss.get() let:words>
                <Pair name="A liquidation costs you"><NotedNumber words /></Pair>
            </WhileSome>
        </dl>
    }
}
