use leptos::prelude::*;

use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::ui::copyable_text::CopyableText;
use crate::ui::pair::Pair;
use crate::ui::words;

/// What a contract goes by that is to be authorised, as two nodes say of it.
#[component]
pub fn GoesBy(params: PreLiquidationParams) -> impl IntoView {
    let facts = words::goes_by(&params);
    let facts: Vec<_> = facts
        .into_iter()
        .map(|(name, said)| view! { <Pair name>{said}</Pair> })
        .collect();
    view! {
        <dl class="facts">
            {facts}
            <Pair name="Oracle (the market’s)">
                <CopyableText label="Copy address" text=params.oracle.to_string() />
            </Pair>
        </dl>
    }
}
