use leptos::ev::Event;
use leptos::prelude::*;
use leptos::web_sys::HtmlDetailsElement;

use crate::browser::page_state;
use crate::engine::Link;
use crate::engine::view::PositionKey;
use crate::ui::copy::Exact;
use crate::ui::qr::Qr;

/// The link that opens the top-up of a position where its wallet is.
#[component]
pub fn Phone(key: PositionKey) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let toggled = move |event: Event| {
        let details: HtmlDetailsElement = event_target(&event);
        is_open.set(details.open());
    };
    let key = StoredValue::new(key);
    view! {
        <details class="phone" part="phone" on:toggle=toggled>
            <summary>{"Top up from your phone"}</summary>
            <Show when=move || is_open.get()>
                {
                    let link = link_to(&key.get_value());
                    view! {
                        <div class="beside">
                            <Qr text=link.clone() label="The link below as a QR code" />
                            <div class="stack">
                                <p>
                                    {"Scan it in your phone’s wallet. It opens this page with the top-up of this position."}
                                </p>
                                <Exact label="Copy link" text=link />
                                <p class="hint">
                                    {"It names the chain, the market and the account, no amount: everything is read anew there."}
                                </p>
                            </div>
                        </div>
                    }
                }
            </Show>
        </details>
    }
}

/// This page's address, with the position behind its `#`.
fn link_to(key: &PositionKey) -> String {
    // A page has an address.
    let page = page_state::address().unwrap_or_default();
    format!("{page}#{}", Link::to(key).fragment())
}
