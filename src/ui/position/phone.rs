use leptos::prelude::*;

use crate::browser::page_state;
use crate::engine::Link;
use crate::engine::view::PositionKey;
use crate::ui::scan::Scan;

/// The link that opens the top-up of a position where its wallet is.
#[component]
pub fn Phone(key: PositionKey) -> impl IntoView {
    view! {
        <Scan
            summary="Top up from your phone"
            text=Signal::derive(move || link_to(&key))
            label="The link below as a QR code"
            copy="Copy link"
            advice="Scan it with your phone’s wallet: it opens this top-up there."
            hint="The link names chain, market and account. Amounts are read anew on the phone."
        />
    }
}

/// This page's address, with the position behind its `#`.
fn link_to(key: &PositionKey) -> String {
    // A page has an address.
    let page = page_state::address().unwrap_or_default();
    format!("{page}#{}", Link::to(key).fragment())
}
