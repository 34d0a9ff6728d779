use leptos::prelude::*;

use super::health_inputs::HealthInputs;
use crate::engine::view::{AgreementView, PositionView};

/// What the health is made of, and how to check it.
#[component]
pub fn Provenance(position: Memo<PositionView>) -> impl IntoView {
    let agreement = Memo::new(move |_| position.with(|one| agreement(&one.agreement)));
    view! {
        <details class="provenance" part="provenance">
            <summary>
                <span>{"How this is computed"}</span>
                <span class="pill" data-state=move || agreement.with(|(state, _)| *state)>
                    {move || agreement.with(|(_, words)| words.clone())}
                </span>
            </summary>
            <p class="formula">
                {"health factor = sum of (collateral value × its liquidation threshold) ÷ debt value"}
            </p>
            <HealthInputs position />
            <p class="hint">
                {"Read at this block, computed with the contract’s integers and rounding, compared with the contract’s own answer. Shown numbers never flatter: health and distance are rounded down, debt up."}
            </p>
        </details>
    }
}

fn agreement(agreement: &AgreementView) -> (&'static str, String) {
    match agreement {
        AgreementView::Matches { rules } => ("live", format!("Matches the chain · {rules}")),
        AgreementView::Differs { .. } => ("warn", "Differs from the chain".to_owned()),
    }
}
