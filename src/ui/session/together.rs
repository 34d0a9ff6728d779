use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::{PositionKey, TogetherView};
use crate::ui::shown::Shown;
use crate::ui::words;

/// Several positions of one account that want a top-up, and the way to all of them: begun with the worst.
#[component]
pub fn Together(key: PositionKey) -> impl IntoView {
    let shown = Shown::here();
    let group = shown.session(move |session| {
        let mut groups = session.together.iter();
        groups
            .find(|one| one.account == key.account && one.chain == key.chain)
            .cloned()
    });
    let group = Memo::new(move |_| group.get().flatten());
    let begin = move |_| {
        let worst = group.with(|group| group.as_ref()?.positions.first().cloned());
        if let Some(worst) = worst {
            shown.act(UserAction::OpenTopUp(worst));
        }
    };
    let said = move |words: fn(&TogetherView) -> String| {
        move || group.with(|group| group.as_ref().map(words))
    };
    view! {
        <Show when=move || group.with(Option::is_some)>
            <section class="card together" aria-label="Several positions">
                <p>{said(words::together)}</p>
                <button type="button" class="primary" data-opens="top-up" on:click=begin>
                    {said(words::secure)}
                </button>
            </section>
        </Show>
    }
}
