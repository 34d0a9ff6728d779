use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::{NoTopUp, PositionKey, PositionView, SessionView};
use crate::ui::shown::Shown;
use crate::ui::words;

/// What the person can do now: the top-up, or why there is none, and saying that it was seen.
#[component]
pub fn Actions(position: Memo<PositionView>) -> impl IntoView {
    let shown = Shown::here();
    let can_top_up = Memo::new(move |_| position.with(|one| one.can_top_up));
    let phase = Memo::new(move |_| position.with(|one| one.alarm.phase));
    let key = StoredValue::new(position.with_untracked(|one| one.key.clone()));
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
        Err(NoTopUp::OtherChain) => view! { <Switch key=key.get_value() /> }.into_any(),
        Err(reason) => view! { <p class="hint">{words::no_top_up(reason)}</p> }.into_any(),
    };
    let seen = move |_| shown.act(UserAction::Acknowledge(key.get_value()));
    view! {
        <div class="actions">
            {top_up}
            <Show when=move || words::is_open(phase.get())>
                <button type="button" class="secondary" on:click=seen>
                    {"Mark as seen"}
                </button>
            </Show>
            {move || words::episode(phase.get()).map(|words| view! { <p class="hint">{words}</p> })}
        </div>
    }
}

/// A top-up on another chain than the wallet's begins with a switch.
#[component]
fn Switch(key: PositionKey) -> impl IntoView {
    let shown = Shown::here();
    let chain = key.chain;
    let name = shown.session(move |session| {
        let mut chains = session.chains.iter().map(|one| &one.chain);
        let known = chains.find(|one| one.id == chain);
        known.map_or_else(|| "its chain".to_owned(), |one| one.name.clone())
    });
    let name = move || name.get().unwrap_or_default();
    let said = shown.session(switching);
    let switching = shown.session(|session| session.switching);
    view! {
        <div>
            <button
                type="button"
                class="secondary"
                disabled=move || switching.get().unwrap_or_default()
                on:click=move |_| shown.act(UserAction::SwitchChain(chain))
            >
                {move || format!("Switch the wallet to {}", name())}
            </button>
            <p class="hint" role="status">
                {said}
            </p>
        </div>
    }
}

fn switching(session: &SessionView) -> String {
    match (session.switching, &session.switch_problem) {
        (true, _) => "Confirm the switch in your wallet.".to_owned(),
        (false, Some(problem)) => words::switch_problem(problem),
        (false, None) => words::no_top_up(NoTopUp::OtherChain).to_owned(),
    }
}
