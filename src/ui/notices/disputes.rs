use leptos::prelude::*;

use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::words;

/// The chains about which two sources disagree: the two, and the chain.
#[component]
pub fn Disputes() -> impl IntoView {
    let disputes = Shown::here().session(|session| {
        let disputed = session.chains.iter().filter_map(words::disputed);
        disputed.collect::<Vec<_>>()
    });
    view! {
        <For
            each=move || disputes.get().unwrap_or_default()
            key=Clone::clone
            let((headline, said))
        >
            <Notice tone=Tone::Bad headline attr:role="alert">
                <p>{said}</p>
                <details class="behind">
                    <summary>{"What to do"}</summary>
                    <p>
                        {"Compare with a block explorer. Then remove the wrong endpoint under “Endpoints” below; the wallet’s own is changed in the wallet."}
                    </p>
                </details>
            </Notice>
        </For>
    }
}
