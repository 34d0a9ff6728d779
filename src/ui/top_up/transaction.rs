use alloy::primitives::B256;
use leptos::prelude::*;

use crate::chain::{ChainFacts, ChainId};
use crate::ui::copy_button::CopyButton;

/// A transaction by its hash, with the way to an explorer where one is known.
#[component]
pub fn Transaction(hash: B256, chain: ChainId) -> impl IntoView {
    let explorer = ChainFacts::of(chain).and_then(|facts| facts.transaction_url(hash));
    let all = hash.to_string();
    let short = match (all.get(..10), all.get(60..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => all.clone(),
    };
    view! {
        <span class="address">
            <code title=all.clone()>{short}</code>
            <CopyButton label="Copy transaction hash" text=all />
        </span>
        {explorer
            .map(|url| {
                view! {
                    <a href=url target="_blank" rel="noopener noreferrer">
                        {"Open in explorer"}
                    </a>
                }
            })}
    }
}
