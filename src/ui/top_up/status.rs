use leptos::prelude::*;

use super::transaction::Transaction;
use crate::chain::ChainId;
use crate::top_up::StepStatus;
use crate::ui::format;

/// How a step stands, with its transaction.
#[component]
pub fn Status(status: StepStatus, chain: ChainId, may_be_asked: bool) -> impl IntoView {
    let (tone, said, hash) = match status {
        StepStatus::Waiting if !may_be_asked => return None,
        StepStatus::Waiting => ("none", "Not asked yet".to_owned(), None),
        StepStatus::Signed => ("live", "Signed".to_owned(), None),
        StepStatus::Asked => ("busy", "The wallet was asked".to_owned(), None),
        StepStatus::Taken => (
            "busy",
            "With the wallet, not in a block yet".to_owned(),
            None,
        ),
        StepStatus::Sent { hash } => ("busy", "Sent, not in a block yet".to_owned(), Some(hash)),
        StepStatus::Confirmed { hash, block } => {
            let block = format::integer(block);
            ("live", format!("In block {block}"), Some(hash))
        }
        StepStatus::Unnamed { hash, block } => {
            let block = format::integer(block);
            let said =
                format!("Mined in block {block}, but it could not be compared with what was asked");
            ("warn", said, Some(hash))
        }
        StepStatus::Reverted { hash } => ("bad", "Reverted".to_owned(), Some(hash)),
        StepStatus::Changed { hash } => ("bad", "Mined, but not as shown".to_owned(), Some(hash)),
    };
    Some(view! {
        <div class="transaction">
            <span class="pill" data-state=tone>
                {said}
            </span>
            {hash.map(|hash| view! { <Transaction hash chain /> })}
        </div>
    })
}
