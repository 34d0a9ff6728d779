//! What can be done about a position now.

mod elsewhere;
mod its_wallet;
mod later;

use leptos::html::{Div, P};
use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::{NoTopUp, PositionView};
use crate::ui::shown::Shown;
use crate::ui::words;
use elsewhere::Elsewhere;
use its_wallet::ItsWallet;
use later::Later;

/// What the person can do now: the top-up, or why there is none, and saying that it was seen.
#[component]
pub fn Actions(position: Memo<PositionView>) -> impl IntoView {
    let shown = Shown::here();
    let can_top_up = Memo::new(move |_| position.with(|one| one.can_top_up));
    let phase = Memo::new(move |_| position.with(|one| one.alarm.phase));
    let key = StoredValue::new(position.with_untracked(|one| one.key.clone()));
    let chain = position.with_untracked(|one| one.key.chain);
    let top_up = move || match can_top_up.get() {
        Ok(()) => view! {
            <button
                type="button"
                class="primary"
                data-opens="top-up"
                on:click=move |_| shown.act(UserAction::OpenTopUp(key.get_value()))
            >
                {"Top up…"}
            </button>
        }
        .into_any(),
        Err(NoTopUp::OtherChain) => view! { <Elsewhere chain /> }.into_any(),
        Err(NoTopUp::WatchOnly) => view! { <ItsWallet /> }.into_any(),
        Err(reason) => view! { <p class="hint">{words::no_top_up(reason)}</p> }.into_any(),
    };
    let (all, answered) = (NodeRef::<Div>::new(), NodeRef::<P>::new());
    let was_answered = StoredValue::new(false);
    // The button goes with the call: the keyboard stays here, and goes on to what came of the answer. What
    // cannot be focused leaves it where it is.
    let answer = move |action: UserAction| {
        if let Some(all) = all.get_untracked() {
            let _ = all.focus();
        }
        was_answered.set_value(true);
        shown.act(action);
    };
    Effect::new(move |_| {
        let words = answered.get().filter(|_| was_answered.get_value());
        if let Some(words) = words {
            was_answered.set_value(false);
            let _ = words.focus();
        }
    });
    let seen = move |_| answer(UserAction::Acknowledge(key.get_value()));
    let words = move || {
        let words = words::episode(phase.get());
        words.map(|words| view! { <p class="hint" tabindex="-1" node_ref=answered>{words}</p> })
    };
    view! {
        <div class="actions" role="group" aria-label="What you can do" tabindex="-1" node_ref=all>
            {top_up}
            <Show when=move || words::is_open(phase.get())>
                <button type="button" class="secondary" on:click=seen>
                    {"Mark as seen"}
                </button>
            </Show>
            {move || {
                let snoozes = phase.get().snoozes_s();
                snoozes.map(|all| view! { <Later all on_choice=move |seconds| {
                    answer(UserAction::Snooze(key.get_value(), seconds));
                } /> })
            }}
            {words}
        </div>
    }
}
