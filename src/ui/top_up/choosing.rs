use leptos::prelude::*;

use super::amount::Amount;
use super::mix::Mix;
use super::part::part;
use super::rests::Rests;
use super::stranded::Stranded;
use super::sum::Sum;
use super::target::Target;
use super::way::Way;
use crate::engine::UserAction;
use crate::risk::Health;
use crate::top_up::{Chosen, OptionView, TopUpView};
use crate::ui::format;
use crate::ui::shown::Shown;
use crate::ui::words;

/// The restore target and the ways to get there.
#[component]
pub fn Choosing() -> impl IntoView {
    let ids = part(all);
    let order = Memo::new(move |before: Option<&Vec<Chosen>>| {
        let now = ids.get().unwrap_or_default();
        ordered(before.map(Vec::as_slice).unwrap_or_default(), &now)
    });
    view! {
        <div class="screen">
            <div class={"goal"}>
                <Target />
                <Amount />
            </div>
            <fieldset class="ways">
                <legend>{"How"}</legend>
                <For
                    each=move || order.get()
                    key=|id| *id
                    children=|id| match id {
                        Chosen::One(id) => view! { <Way id /> }.into_any(),
                        Chosen::Mix => view! { <Mix /> }.into_any(),
                    }
                />
            </fieldset>
            <Sale />
            <Rests />
            <Outcome />
        </div>
    }
}

/// Where the wallet has not enough for any way: what the position itself has.
#[component]
fn Sale() -> impl IntoView {
    let sale = part(|top_up| top_up.sale.clone());
    move || {
        sale.get().flatten().map(|sale| {
            view! {
                <div class="sale">
                    <p>{words::sale(&sale)}</p>
                    <p class="hint">
                        {"Where the protocol’s own page sells collateral to repay, or an exchange takes it. At today’s price, without its fees; nothing of it is done here."}
                    </p>
                </div>
            }
        })
    }
}

/// What the chosen way comes to, and on to its review.
#[component]
fn Outcome() -> impl IntoView {
    let shown = Shown::here();
    let chosen = part(|top_up| {
        let (does, after) = chosen(top_up)?;
        Some((
            does,
            top_up.health_now.map(format::health),
            format::health(after),
        ))
    });
    let chosen = Memo::new(move |_| chosen.get().flatten());
    let is_settling = part(|top_up| top_up.is_settling);
    let is_settling = Memo::new(move |_| is_settling.get() == Some(true));
    view! {
        <div class="foot">
            {move || {
                chosen.get().map(|(does, before, after)| view! { <Sum does before after /> })
            }}
            <Stranded />
            <div class="actions">
                <button
                    type="button"
                    class="primary"
                    disabled=move || chosen.with(Option::is_none) || is_settling.get()
                    on:click=move |_| shown.act(UserAction::Review)
                >
                    {"Review"}
                </button>
                <p class="hint">
                    {move || match is_settling.get() {
                        false => "Signs nothing: everything is read once more and shown to you first.",
                        true => {
                            "Your last payment is in a block. The next one can be reviewed once nothing can take that block away: in a minute or two."
                        }
                    }}
                </p>
            </div>
        </div>
    }
}

/// In the order in which they were first shown: a new block moves nothing under a pointer. Only what was not
/// there before makes room for itself, before what it is better than.
fn ordered(before: &[Chosen], now: &[Chosen]) -> Vec<Chosen> {
    let kept = before.iter().filter(|id| now.contains(id));
    let mut order: Vec<Chosen> = kept.copied().collect();
    for (place, id) in now.iter().enumerate() {
        if !order.contains(id) {
            let worse = now.get(place..).unwrap_or_default();
            let at = order.iter().position(|one| worse.contains(one));
            order.insert(at.unwrap_or(order.len()), *id);
        }
    }
    order
}

/// All there is to choose from: a mix stands behind what does it alone.
fn all(top_up: &TopUpView) -> Vec<Chosen> {
    let options = top_up.options.iter();
    let (does, does_not): (Vec<&OptionView>, Vec<_>) =
        options.partition(|option| option.offer.is_ok());
    let id = |option: &OptionView| option.id.into();
    let mix = top_up.mix.as_ref().map(|_| Chosen::Mix);
    let (does, does_not) = (does.into_iter().map(id), does_not.into_iter().map(id));
    does.chain(mix).chain(does_not).collect()
}

/// What the chosen way does, and the health after it, where it leads to the target.
fn chosen(top_up: &TopUpView) -> Option<(String, Health)> {
    match &top_up.amount {
        Some(amount) if amount.problem.is_some() => return None,
        Some(_) => {}
        None => drop(top_up.target.ok()?),
    }
    let Chosen::One(id) = top_up.chosen? else {
        let mix = top_up.mix.as_ref()?.as_ref().ok()?;
        return Some((words::mixed(&mix.parts), mix.health_after));
    };
    let mut options = top_up.options.iter();
    let option = options.find(|option| option.id == id)?;
    let offer = option.offer.as_ref().ok()?;
    Some((words::headline(option, offer), offer.health_after))
}
