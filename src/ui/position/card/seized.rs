use leptos::prelude::*;

use crate::alert::{Phase, short_hash};
use crate::engine::view::PositionView;
use crate::protocols::Taking;
use crate::ui::copy_button::CopyButton;
use crate::ui::notice::{Notice, Tone};
use crate::ui::words;

/// Collateral was seized, and the person has not said yet that they know.
#[component]
pub fn Seized(position: Memo<PositionView>) -> impl IntoView {
    let seized = Memo::new(move |_| {
        position.with(|one| {
            let is_told = one.alarm.phase == Phase::Liquidated;
            is_told.then(|| (one.takings.clone(), words::seized(one)))
        })
    });
    move || {
        seized.get().map(|(takings, words)| {
            view! {
                <Notice tone=Tone::Bad headline="Collateral was seized" attr:role="alert">
                    {takings.iter().map(taking).collect_view()}
                    {words.map(|words| view! { <p>{words}</p> })}
                </Notice>
            }
        })
    }
}

/// What was taken, and the transaction that did.
fn taking(taking: &Taking) -> impl IntoView + use<> {
    let hash = taking.transaction.to_string();
    view! {
        <p>
            <strong>{words::taking(taking)}</strong>
            {" "}
            <span class="address">
                <code title=hash.clone()>{short_hash(taking)}</code>
                <CopyButton label="Copy transaction" text=hash />
            </span>
        </p>
    }
}
