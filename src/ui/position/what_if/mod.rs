//! A fall of prices that a person asks about: by a slider, by a number, or as on a day that was.

mod days;
mod piece;
mod preset;
mod strip;

use leptos::prelude::*;

use super::asked::{Asked, MOST_PERCENT};
use super::figures::Figures;
use crate::engine::view::PositionView;
use crate::ui::badge::Badge;
use crate::ui::{format, words};
use days::Days;
use strip::Strip;

/// A fall of prices that a person asks about: everything on the card follows it.
#[component]
pub fn WhatIfPrices(
    position: Memo<PositionView>,
    figures: Memo<Figures>,
    asked: RwSignal<Asked>,
) -> impl IntoView {
    let question =
        Memo::new(move |_| position.with(|one| words::stress_question(&one.analysis.steady)));
    let said = move || {
        figures.with(|one| {
            let when = match one.asked {
                Asked::Nothing => "now".to_owned(),
                asked => asked.words(),
            };
            let health = format::health(one.first_health);
            format!(
                "{when}: health factor {health}, {}",
                one.standing.word(one.partial)
            )
        })
    };
    let is_wrong = RwSignal::new(false);
    let ask = move |percent: &str| {
        let percent = percent.trim().parse::<u16>();
        is_wrong.set(percent.is_err());
        if let Ok(percent) = percent {
            asked.set(match percent {
                0 => Asked::Nothing,
                percent => Asked::Fall(percent.min(MOST_PERCENT)),
            });
        }
    };
    view! {
        <section class="what-if" part="stress">
            <h3>{question}</h3>
            <div class="ask">
                <div class="slide">
                    <input
                        type="range"
                        min="0"
                        max=MOST_PERCENT.to_string()
                        aria-label=question
                        aria-valuetext=said
                        prop:value=move || asked.get().percent().to_string()
                        on:input:target=move |event| ask(&event.target().value())
                    />
                    <Strip position />
                </div>
                <label class="typed">
                    <span class={"sign"} aria-hidden="true">{"−"}</span>
                    <input
                        type="text"
                        aria-label="Fall in percent"
                        inputmode="numeric"
                        autocomplete="off"
                        aria-invalid=move || is_wrong.get().then_some("true")
                        prop:value=move || asked.get().percent().to_string()
                        on:input:target=move |event| ask(&event.target().value())
                        on:change:target=move |event| {
                            // What was typed is done: what is asked stands in its place.
                            is_wrong.set(false);
                            event.target().set_value(&asked.get_untracked().percent().to_string());
                        }
                    />
                    <span class={"sign"} aria-hidden="true">{"%"}</span>
                </label>
            </div>
            <Days position asked />
            <p class="result">
                <Show
                    when=move || figures.with(|one| one.asked != Asked::Nothing)
                    fallback=|| view! { <span class="hint">{"Health, costs and tokens follow."}</span> }
                >
                    <span class="health">
                        {move || figures.with(|one| format::health(one.first_health))}
                    </span>
                    <Badge
                        standing=Signal::derive(move || figures.with(|one| one.standing))
                        partial=Signal::derive(move || figures.with(|one| one.partial))
                    />
                    <button type="button" class="quiet" on:click=move |_| asked.set(Asked::Nothing)>
                        {"Back to now"}
                    </button>
                </Show>
            </p>
        </section>
    }
}
