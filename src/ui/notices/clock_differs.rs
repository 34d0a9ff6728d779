use leptos::prelude::*;

use crate::ui::notice::{Notice, Tone};
use crate::ui::shown::Shown;
use crate::ui::words::clock_differs;

/// The computer’s clock is not the chain’s.
#[component]
pub fn ClockDiffers() -> impl IntoView {
    let differs = Shown::here().session(|session| session.clock_differs_s);
    move || {
        differs.get().flatten().map(|seconds| {
            view! {
                <Notice tone=Tone::Warning headline="This computer’s clock and the chain’s differ">
                    <p>{clock_differs(seconds)}</p>
                </Notice>
            }
        })
    }
}
