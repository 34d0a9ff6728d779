use leptos::prelude::*;

use super::part::part;
use super::steps::Steps;
use crate::engine::UserAction;
use crate::top_up::StageView;
use crate::ui::shown::Shown;
use crate::ui::words;

/// Nobody knows yet what became of it: first what that means for the money, then what to do.
#[component]
pub fn Unsettled() -> impl IntoView {
    let shown = Shown::here();
    let doubt = part(|top_up| match top_up.stage {
        StageView::Unsettled { doubt, .. } => Some(doubt),
        _ => None,
    });
    let doubt = move || doubt.get().flatten();
    view! {
        <div class="screen failed">
            <p class="money" role="alert">
                {move || doubt().map(words::doubt)}
            </p>
            <p class="lead">{move || doubt().map(words::doubt_advice)}</p>
            <Steps />
            <div class="foot">
                <div class="actions">
                    <button
                        type="button"
                        class="primary"
                        on:click=move |_| shown.act(UserAction::LookAgain)
                    >
                        {"Look it up again"}
                    </button>
                    <button
                        type="button"
                        class="secondary"
                        on:click=move |_| shown.act(UserAction::SayCancelled)
                    >
                        {"I cancelled it in the wallet"}
                    </button>
                </div>
            </div>
        </div>
    }
}
