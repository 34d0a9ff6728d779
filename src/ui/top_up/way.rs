use leptos::prelude::*;

use super::part::part;
use super::way_offer::WayOffer;
use crate::engine::UserAction;
use crate::top_up::StrategyId;
use crate::ui::shown::Shown;
use crate::ui::words;

/// One way to the target: what it takes and gives, or why it does not lead there.
#[component]
pub fn Way(id: StrategyId) -> impl IntoView {
    let shown = Shown::here();
    let option = part(move |top_up| {
        let mut options = top_up.options.iter();
        options.find(|option| option.id == id).cloned()
    });
    let option = Memo::new(move |_| option.get().flatten());
    let is_chosen = part(move |top_up| top_up.chosen == Some(id.into()));
    let is_chosen = move || is_chosen.get() == Some(true);
    let is_offered =
        Memo::new(move |_| option.with(|one| one.as_ref().is_some_and(|one| one.offer.is_ok())));
    let name = move || option.with(|one| one.as_ref().map(words::strategy));
    view! {
        <label
            class="way"
            data-offered=move || is_offered.get().to_string()
            data-chosen=move || is_chosen().then_some("")
        >
            <input
                type="radio"
                name="mc-strategy"
                prop:checked=is_chosen
                disabled=move || !is_offered.get()
                on:change=move |_| shown.act(UserAction::ChooseStrategy(id.into()))
            />
            <strong class="name">{name}</strong>
            {move || {
                option
                    .get()
                    .map(|option| match &option.offer {
                        Ok(offer) => view! { <WayOffer offer=offer.clone() option /> }.into_any(),
                        Err(why) => {
                            let said = words::unavailable(why, Some(&option));
                            view! {
                                <span class="missing">
                                    <strong>{"Not possible. "}</strong>
                                    {said}
                                </span>
                            }
                                .into_any()
                        }
                    })
            }}
        </label>
    }
}
