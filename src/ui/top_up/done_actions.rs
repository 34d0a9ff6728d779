use leptos::prelude::*;

use super::part::part;
use crate::engine::UserAction;
use crate::ui::act::Act;
use crate::ui::words;

/// On to the next of several, or out of here.
#[component]
pub fn DoneActions() -> impl IntoView {
    let next = part(|top_up| {
        let next = top_up.next.as_ref()?;
        Some((next.position.clone(), words::next(next)))
    });
    let next = Memo::new(move |_| next.get().flatten());
    // By this alone: a health that moves leaves the button where it is.
    let key = Memo::new(move |_| next.with(|next| next.as_ref().map(|(key, _)| key.clone())));
    move || match key.get() {
        Some(key) => view! {
            <Act class="primary" action=UserAction::OpenTopUp(key)>
                {move || next.with(|next| next.as_ref().map(|(_, said)| said.clone()))}
            </Act>
            <Act class="secondary" action=UserAction::CloseTopUp>{"Close"}
            </Act>
        }
        .into_any(),
        None => view! {
            <Act class="primary" action=UserAction::CloseTopUp>{"Done"}
            </Act>
        }
        .into_any(),
    }
}
