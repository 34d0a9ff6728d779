use leptos::prelude::*;

use crate::alert::Phase;
use crate::engine::view::PositionView;
use crate::ui::notice::{Notice, Tone};
use crate::ui::words;

/// Collateral was seized, and the person has not said yet that they know.
#[component]
pub fn Seized(position: Memo<PositionView>) -> impl IntoView {
    let seized = Memo::new(move |_| {
        position.with(|one| (one.alarm.phase == Phase::Liquidated).then(|| words::seized(one)))
    });
    move || {
        seized.get().map(|words| {
            view! {
                <Notice tone=Tone::Bad headline="Collateral was seized" attr:role="alert">
                    <p>{words}</p>
                </Notice>
            }
        })
    }
}
