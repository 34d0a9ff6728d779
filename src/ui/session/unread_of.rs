use leptos::prelude::*;

use crate::chain::ChainId;
use crate::engine::view::WatchedView;
use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;

/// Those of one chain.
#[component]
pub fn UnreadOf(chain: ChainId) -> impl IntoView {
    let words = Shown::here().session(move |session| session.chain(chain).map(unread));
    view! {
        <Notice tone=Tone::Bad headline="Not every market could be read" attr:role="alert">
            <p>{move || words.get().flatten()}</p>
        </Notice>
    }
}

fn unread(chain: &WatchedView) -> String {
    let (name, markets) = (&chain.chain.name, chain.unread.join(", "));
    format!("Not watched now, on {name}: {markets}. Tried again by itself, within two minutes.")
}
