use leptos::prelude::*;

use crate::engine::UserAction;
use crate::engine::view::{NoTopUp, PositionKey};
use crate::top_up::StrategyId;
use crate::ui::shown::Shown;

/// Leads to the review of an authorisation, or of taking one back.
#[component]
pub fn Sign(
    key: PositionKey,
    way: StrategyId,
    can_sign: Memo<Result<(), NoTopUp>>,
    said: &'static str,
) -> impl IntoView {
    let shown = Shown::here();
    let key = StoredValue::new(key);
    // Reviewed like everything that is signed.
    let review = move |_| shown.act(UserAction::ReviewWay(key.get_value(), way));
    view! {
        <Show when=move || can_sign.get().is_ok()>
            <div class="actions">
                <button type="button" class="quiet" data-opens="top-up" on:click=review>
                    {said}
                </button>
            </div>
        </Show>
    }
}
