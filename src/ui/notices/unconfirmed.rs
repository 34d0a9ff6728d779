use leptos::prelude::*;

use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::while_some::WhileSome;
use crate::ui::words;

/// What the chain says is not what we compute.
#[component]
pub fn Unconfirmed() -> impl IntoView {
    let unconfirmed = Shown::here().session(words::unconfirmed);
    let said = Memo::new(move |_| unconfirmed.get().flatten());
    view! {
        <WhileSome of=move || said.get() let:said>
            <Notice tone=Tone::Warning headline="Our arithmetic and the chain’s differ">
                <p>{said}</p>
            </Notice>
        </WhileSome>
    }
}
