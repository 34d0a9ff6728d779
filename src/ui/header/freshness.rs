use leptos::prelude::*;

use crate::alert::DataState;
use crate::engine::UserAction;
use crate::engine::view::{Body, DataView, SessionView};
use crate::ui::act::Act;
use crate::ui::format;
use crate::ui::shown::Shown;
use crate::ui::words::{NOT_SUPPORTED, data_badge};

/// The chain, the block and whether it is news; of several, how the worst of them stands.
#[component]
pub fn Freshness() -> impl IntoView {
    let shown = Shown::here();
    let state =
        shown.session(|session| worst(session).map_or(DataState::Unread, |data| data.state));
    let state = move || state.get().unwrap_or(DataState::Unread);
    let is_supported = shown.session(|session| !matches!(session.body, Body::WrongChain { .. }));
    let is_supported = move || is_supported.get() != Some(false);
    let badge = shown.session(|session| match session.body {
        Body::WrongChain { .. } => NOT_SUPPORTED,
        _ => data_badge(worst(session)),
    });
    let badge = move || badge.get().unwrap_or(data_badge(None));
    let chain = shown.session(chain);
    let block = shown.session(|session| match session.chains.len() {
        1 => worst(session).and_then(|data| data.block),
        _ => None,
    });
    let block = move || block.get().flatten().map(format::block);
    // While reads fail, the notice below carries this button.
    let can_read = move || is_supported() && !matches!(state(), DataState::Failing { .. });
    view! {
        <div class="freshness">
            <span class="pill" data-state=move || badge().1>
                <span class={"dot"} aria-hidden="true"></span>
                {move || badge().0}
            </span>
            <span class="chain">{chain}</span>
            <span class="block">{block}</span>
            <Show when=can_read>
                <Act class="quiet" action=UserAction::Refresh>{"Read again"}
                </Act>
            </Show>
        </div>
    }
}

fn worst(session: &SessionView) -> Option<&DataView> {
    session.worst().map(|worst| &worst.data)
}

fn chain(session: &SessionView) -> String {
    match (&session.chains[..], &session.wallet_chain) {
        ([one], _) => one.chain.name.clone(),
        ([], Some(wallet)) => wallet.name.clone(),
        ([], None) => String::new(),
        (several, _) => format!("{} chains", several.len()),
    }
}
