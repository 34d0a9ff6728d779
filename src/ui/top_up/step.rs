use super::review_of;
use crate::chain::{ChainFacts, ChainId};
use crate::top_up::{Decoded, StageView, StepStatus, StepView, TopUpView};
use crate::ui::element::{El, el, text};
use crate::ui::format;
use crate::ui::legacy::pair;
use crate::ui::legacy::{address, copy_button, full};
use crate::ui::words;

/// Each transaction: what it says in words, to which contract, and how it went.
pub fn steps(top_up: &TopUpView) -> El {
    let (steps, current) = match &top_up.stage {
        StageView::Done { steps, .. } => (steps.as_slice(), None),
        _ => match review_of(top_up) {
            Some(review) => (review.steps.as_slice(), Some(review.current)),
            None => (&[][..], None),
        },
    };
    let steps = steps.iter().enumerate();
    el("ol", "steps").children(
        steps.map(|(index, one)| step(top_up, one).flag("data-current", current == Some(index))),
    )
}

fn step(top_up: &TopUpView, step: &StepView) -> El {
    let (spender, for_whom) = match step.decoded {
        Decoded::Approve { spender, .. } => (Some(spender), None),
        Decoded::Supply { on_behalf_of, .. } | Decoded::Repay { on_behalf_of, .. } => {
            (None, Some(on_behalf_of))
        }
        Decoded::EnableCollateral { .. } => (None, None),
    };
    let labelled = |name, whose| pair(name, address(whose, full));
    let data = step.data.to_string();
    el("li", "step")
        .child(text(
            "p",
            "sentence",
            words::decoded(&step.decoded, &top_up.market),
        ))
        .child(outcome(&step.status, top_up.position.chain))
        .child(
            el("dl", "inputs")
                .child(labelled("Contract", step.to))
                .child(spender.map(|spender| labelled("May take it", spender)))
                .child(for_whom.map(|account| labelled("For the position of", account))),
        )
        .child(
            el("details", "behind")
                .child(text("summary", "", "Raw data"))
                .child(
                    el("p", "raw")
                        .child(text("code", "", data.clone()))
                        .child(copy_button("Copy raw data", data)),
                ),
        )
}

/// How the step went, with its transaction.
fn outcome(status: &StepStatus, chain: ChainId) -> Option<El> {
    let (tone, said, hash) = match status {
        StepStatus::Waiting => return None,
        StepStatus::Asked => {
            let said = text("span", "pill", "The wallet was asked").attr("data-state", "busy");
            return Some(el("div", "transaction").child(said));
        }
        StepStatus::Sent { hash } => ("busy", "Sent, not in a block yet".to_owned(), *hash),
        StepStatus::Confirmed { hash, block } => (
            "live",
            format!("Confirmed in block {}", format::integer(*block)),
            *hash,
        ),
        StepStatus::Reverted { hash } => ("bad", "Reverted".to_owned(), *hash),
    };
    let explorer = ChainFacts::of(chain).and_then(|facts| facts.transaction_url(hash));
    let hash = hash.to_string();
    Some(
        el("div", "transaction")
            .child(text("span", "pill", said).attr("data-state", tone))
            .child(
                el("span", "address")
                    .child(text("code", "", hash.clone()))
                    .child(copy_button("Copy transaction hash", hash)),
            )
            .child(explorer.map(|url| {
                text("a", "", "Open in explorer")
                    .attr("href", url)
                    .attr("target", "_blank")
                    .attr("rel", "noopener noreferrer")
            })),
    )
}
