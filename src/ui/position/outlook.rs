use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use crate::engine::view::PositionView;
use crate::risk::Health;
use crate::ui::while_some::WhileSome;
use crate::ui::words::{self, Standing};

/// What it means, how far it is, and what moves it.
#[component]
pub fn Outlook(position: Memo<PositionView>, figures: Memo<Figures>) -> impl IntoView {
    let liquidation_paused = Memo::new(move |_| position.with(|one| one.halted.liquidation));
    let meaning = Memo::new(move |_| {
        let paused = liquidation_paused.get();
        figures.with(|one| {
            let is_supposed = one.asked != Asked::Nothing;
            let standing = one.standing;
            match (one.by_time, standing) {
                (Some(lasts), Standing::At(_)) => standing.by_time(lasts, is_supposed, one.partial),
                _ if is_supposed => standing.would_mean(one.partial, paused).to_owned(),
                _ => standing.meaning(one.partial, paused).to_owned(),
            }
        })
    });
    let stopped = Memo::new(move |_| {
        position.with(|one| match one.health {
            Health::NoDebt => None,
            Health::Ratio(_) => words::halted(one.halted),
        })
    });
    let distance = Memo::new(move |_| {
        let steady = position.with(|one| one.analysis.steady.clone());
        figures.with(|one| {
            let drawdown = one.drawdown.filter(|_| one.health != Health::NoDebt)?;
            let is_supposed = one.asked != Asked::Nothing;
            words::drawdown(drawdown, &steady, words::pre(one.partial), is_supposed)
        })
    });
    // What moves it is asked of the numbers of now.
    let driver = Memo::new(move |_| {
        let is_now = figures.with(|one| one.asked == Asked::Nothing);
        let most = position.with(|one| one.analysis.sensitivity.clone());
        most.filter(|_| is_now).as_ref().map(words::sensitivity)
    });
    view! {
        <div class="outlook">
            <p class="meaning">{meaning}</p>
            {move || stopped.get().map(|words| view! { <p class="fact">{words}</p> })}
            <WhileSome of=move || distance.get() let:distance>
                <p class="distance">
                    <WhileSome of=move || distance.get().0 let:number>
                        <strong>{number}</strong>
                    </WhileSome>
                    " " {move || distance.get().1}
                </p>
            </WhileSome>
            <WhileSome of=move || driver.get() let:words>
                <p class="driver">{words}</p>
            </WhileSome>
        </div>
    }
}
