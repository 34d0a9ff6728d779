use leptos::prelude::*;

use super::asked::Asked;
use super::figures::Figures;
use crate::alert::Level;
use crate::engine::view::{PositionView, WORST_DAYS, WorstDay};
use crate::math::BasisPoints;
use crate::risk::Health;
use crate::ui::badge::Badge;
use crate::ui::format;
use crate::ui::words::{self, Standing};

/// How far prices can be asked to fall, in whole percent.
const MOST_PERCENT: u16 = 90;

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

/// The level after each fall, side by side under the slider.
#[component]
fn Strip(position: Memo<PositionView>) -> impl IntoView {
    let what_if = Memo::new(move |_| position.with(|one| one.what_if.clone()));
    let levels = Memo::new(move |_| {
        let falls = (0..=MOST_PERCENT).map(|percent| BasisPoints::from_raw(percent * 100));
        let levels = what_if.with(|one| one.levels(&falls.collect::<Vec<_>>()));
        let ids = levels.unwrap_or_default().into_iter();
        let ids =
            ids.map(|(health, level): (Health, Option<Level>)| Standing::at(health, level).id());
        let ids: Vec<_> = ids.collect();
        let pieces = ids.chunk_by(|one, next| one == next);
        let pieces = pieces.map(|piece| (piece.first().copied(), piece.len()));
        pieces.collect::<Vec<_>>()
    });
    let count = Memo::new(move |_| levels.with(Vec::len));
    let piece = move |place: usize| levels.with(|pieces| pieces.get(place).copied());
    view! {
        <div class="strip" aria-hidden="true">
            <For each=move || 0..count.get() key=|place| *place let:place>
                <Piece piece=Memo::new(move |_| piece(place)) />
            </For>
        </div>
    }
}

/// Falls side by side after which the level is the same, and how many those are.
#[component]
fn Piece(piece: Memo<Option<(Option<&'static str>, usize)>>) -> impl IntoView {
    let level = Memo::new(move |_| piece.get()?.0);
    let long = Memo::new(move |_| piece.get().map_or(0, |(_, long)| long));
    view! { <span data-level=level style:flex-grow=move || long.get().to_string()></span> }
}

/// Days on which prices fell: what they would do to this position.
#[component]
fn Days(position: Memo<PositionView>, asked: RwSignal<Asked>) -> impl IntoView {
    // They are falls in dollars: of a position that is counted in another unit they say nothing.
    let says = Memo::new(move |_| position.with(|one| one.what_if.knows_days()));
    view! {
        <Show when=move || says.get()>
            <div class="chips" role="group" aria-label="Days on which prices fell">
                {(0..).zip(WORST_DAYS).map(|(index, day)| view! { <Preset index day asked /> }).collect_view()}
            </div>
        </Show>
        {move || match asked.get() {
            Asked::Day(day) => WORST_DAYS.get(day).map(|day| {
                view! {
                    <p class="hint">
                        {words::worst_day(day)}
                        <a href=day.url rel="noopener noreferrer" target="_blank">{"Source"}</a>
                    </p>
                }
            }),
            Asked::Nothing | Asked::Fall(_) => None,
        }}
    }
}

#[component]
fn Preset(index: usize, day: WorstDay, asked: RwSignal<Asked>) -> impl IntoView {
    let is_chosen = move || asked.get() == Asked::Day(index);
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || is_chosen().to_string()
            on:click=move |_| asked.set(if is_chosen() { Asked::Nothing } else { Asked::Day(index) })
        >
            {format::calendar_day(day.date)}
        </button>
    }
}
