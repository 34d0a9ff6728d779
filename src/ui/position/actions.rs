use leptos::html::{Div, P};
use leptos::prelude::*;

use super::its_wallet::ItsWallet;
use crate::chain::ChainId;
use crate::engine::UserAction;
use crate::engine::view::{NoTopUp, PositionView};
use crate::ui::format;
use crate::ui::shown::Shown;
use crate::ui::switch::{Switch, switch_words};
use crate::ui::words;

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

/// The call is to be made again later.
#[component]
fn Later(all: [u64; 3], on_choice: impl Fn(u64) + 'static) -> impl IntoView {
    let [first, ..] = all;
    let chosen = RwSignal::new(first);
    let option = |seconds: u64| {
        view! { <option value=seconds.to_string()>{format!("in {}", format::duration(seconds))}</option> }
    };
    // Who goes through the choices with the keyboard has not chosen yet.
    let choose = move |text: String| {
        if let Ok(seconds) = text.parse() {
            chosen.set(seconds);
        }
    };
    view! {
        <span class="later">
            <button type="button" class="secondary" on:click=move |_| on_choice(chosen.get_untracked())>
                {"Remind me"}
            </button>
            <select
                aria-label="When to remind"
                on:change:target=move |event| choose(event.target().value())
            >
                {all.map(option).into_iter().collect_view()}
            </select>
        </span>
    }
}

/// A top-up on another chain than the wallet's begins with a switch.
#[component]
fn Elsewhere(chain: ChainId) -> impl IntoView {
    let name = Shown::here().session(move |session| {
        let known = session.chain(chain)?;
        Some(known.chain.name.clone())
    });
    let name = move || {
        name.get()
            .flatten()
            .unwrap_or_else(|| "its chain".to_owned())
    };
    let words = switch_words();
    let words = move || {
        words
            .get()
            .unwrap_or_else(|| words::no_top_up(NoTopUp::OtherChain).to_owned())
    };
    view! {
        <div>
            <Switch chain>{move || format!("Switch the wallet to {}", name())}</Switch>
            <p class="hint" role="status">
                {words}
            </p>
        </div>
    }
}
