use leptos::prelude::*;

use super::mix_offer::MixOffer;
use super::part::part;
use crate::engine::UserAction;
use crate::top_up::Chosen;
use crate::ui::shown::Shown;
use crate::ui::words;

/// Several ways together: what they take and give, or why they do not lead there.
#[component]
pub fn Mix() -> impl IntoView {
    let shown = Shown::here();
    let mix = part(|top_up| top_up.mix.clone());
    let mix = Memo::new(move |_| mix.get().flatten());
    let is_chosen = part(|top_up| top_up.chosen == Some(Chosen::Mix));
    let is_chosen = move || is_chosen.get() == Some(true);
    let is_offered = Memo::new(move |_| mix.with(|mix| matches!(mix, Some(Ok(_)))));
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
                on:change=move |_| shown.act(UserAction::ChooseStrategy(Chosen::Mix))
            />
            <strong class="name">{"Several together"}</strong>
            {move || {
                mix.get()
                    .map(|mix| match mix {
                        Ok(mix) => view! { <MixOffer mix /> }.into_any(),
                        Err(why) => {
                            view! {
                                <span class="missing">
                                    <strong>{"Not possible. "}</strong>
                                    {words::unavailable(&why, None)}
                                </span>
                            }
                                .into_any()
                        }
                    })
            }}
        </label>
    }
}
