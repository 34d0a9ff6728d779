use leptos::prelude::*;

use super::goal::Goal;
use super::mix::Mix;
use super::outcome::Outcome;
use super::part::part;
use super::rests::Rests;
use super::sale::Sale;
use super::way::Way;
use crate::top_up::{Chosen, OptionView, TopUpView};

/// The ways to the restore target, and the target.
#[component]
pub fn Choosing() -> impl IntoView {
    let ids = part(all);
    let order = Memo::new(move |before: Option<&Vec<Chosen>>| {
        let now = ids.get().unwrap_or_default();
        ordered(before.map(Vec::as_slice).unwrap_or_default(), &now)
    });
    view! {
        <div class="screen">
            <fieldset class="ways">
                <legend class="unseen">{"How to top up"}</legend>
                <For
                    each=move || order.get()
                    key=|id| *id
                    children=|id| match id {
                        Chosen::One(id) => view! { <Way id /> }.into_any(),
                        Chosen::Mix => view! { <Mix /> }.into_any(),
                    }
                />
            </fieldset>
            <Goal />
            <Sale />
            <Rests />
            <Outcome />
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
