use leptos::html;
use leptos::prelude::*;

use crate::alert::DataState;
use crate::engine::view::{ChainView, WatchedView, WitnessView};
use crate::ui::format;
use crate::ui::shown::Shown;
use crate::ui::words::{data_badge, source, through, witness};

/// A chain that is watched: how fresh, and through what. The sources are folded away until something
/// is wrong.
#[component]
pub fn Chain(named: ChainView) -> impl IntoView {
    let ChainView { id, name } = named;
    let shown = Shown::here();
    let badge = shown.session(move |session| data_badge(session.data(id)));
    let badge = move || badge.get().unwrap_or(data_badge(None));
    let block = shown.session(move |session| session.data(id)?.block);
    let block = move || block.get().flatten().map(format::block);
    let summary = shown.session(move |session| session.chain(id).map(|one| through(&one.sources)));
    let summary = move || summary.get().flatten();
    let sources = shown.session(move |session| session.chain(id).map(sources));
    let sources = move || {
        let sources = sources.get().flatten().unwrap_or_default();
        let lines = sources.into_iter();
        lines
            .map(|words| view! { <li class="hint">{words}</li> })
            .collect_view()
    };
    let is_wrong = shown.session(move |session| session.chain(id).is_some_and(is_wrong));
    // It opens by itself, and is closed by the person alone.
    let details = NodeRef::<html::Details>::new();
    Effect::new(move |_| {
        if let (Some(true), Some(details)) = (is_wrong.get(), details.get()) {
            details.set_open(true);
        }
    });
    view! {
        <li>
            <details node_ref=details>
                <summary>
                    <span class="name">{name}</span>
                    <span class="pill" data-state=move || badge().1>
                        {move || badge().0}
                    </span>
                    <span class="hint">{summary}</span>
                </summary>
                <ul class="plain sources">
                    {sources}
                </ul>
                <p class="hint">{block}</p>
            </details>
        </li>
    }
}

/// What it is read through, and who says the same.
fn sources(one: &WatchedView) -> Vec<String> {
    let sources = one.sources.iter().map(source);
    sources.chain(one.witness.as_ref().map(witness)).collect()
}

/// Whether there is something to look into.
fn is_wrong(one: &WatchedView) -> bool {
    let disputed = matches!(one.witness, Some(WitnessView::Differs(..)));
    disputed || !matches!(one.data.state, DataState::Fresh | DataState::Unread)
}
