use leptos::prelude::*;

use super::sign::Sign;
use crate::engine::view::PositionView;
use crate::ui::copyable_text::CopyableText;
use crate::ui::words;

/// What is left of what was let be taken from here, each with the way to take it back.
#[component]
pub fn ApprovalsLeft(position: Memo<PositionView>) -> impl IntoView {
    let left = Memo::new(move |_| position.with(|one| one.approvals_left.clone()));
    let key = StoredValue::new(position.with_untracked(|one| one.key.clone()));
    let can_sign = Memo::new(move |_| position.with(|one| one.can_authorize));
    view! {
        <For each=move || left.get() key=Clone::clone let:one>
            <div class="contract">
                <p class="fact">{words::approval_left(&one)}</p>
                <CopyableText label="Copy address" text=one.spender.to_string() />
                <Sign key=key.get_value() way=one.rest.id can_sign said="Take it back…" />
            </div>
        </For>
    }
}
