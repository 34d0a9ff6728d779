use leptos::prelude::*;

use super::review_of;
use crate::chain::{ChainFacts, ChainId};
use crate::top_up::{Decoded, StageView, StepStatus, StepView, TopUpView};
use crate::ui::copy::{address, copy_button, full};
use crate::ui::element::{El, IntoChild, el};
use crate::ui::format;
use crate::ui::live::{each, part, present};
use crate::ui::value::Value;
use crate::ui::words;

/// A step with its place among the others.
#[derive(Clone, PartialEq)]
struct Placed {
    index: usize,
    is_current: bool,
    chain: ChainId,
    market: String,
    step: StepView,
}

/// Each transaction: what it says in words, to which contract, and how it went.
pub fn steps(top_up: Value<TopUpView>) -> El {
    let placed = part(top_up, place);
    el("ol", "steps").child(each(placed, |placed| placed.index.to_string(), step))
}

fn place(top_up: &TopUpView) -> Vec<Placed> {
    let (steps, current) = match &top_up.stage {
        StageView::Done { steps, .. } => (steps.as_slice(), None),
        _ => match review_of(top_up) {
            Some(review) => (review.steps.as_slice(), Some(review.current)),
            None => return Vec::new(),
        },
    };
    steps
        .iter()
        .enumerate()
        .map(|(index, step)| Placed {
            index,
            is_current: current == Some(index),
            chain: top_up.position.chain,
            market: top_up.market.clone(),
            step: step.clone(),
        })
        .collect()
}

fn step(placed: Value<Placed>) -> El {
    let status = part(placed, |placed| placed.step.status.clone());
    let spender = part(placed, |placed| match placed.step.decoded {
        Decoded::Approve { spender, .. } => Some(spender),
        _ => None,
    });
    let for_whom = part(placed, |placed| match placed.step.decoded {
        Decoded::Supply { on_behalf_of, .. } | Decoded::Repay { on_behalf_of, .. } => {
            Some(on_behalf_of)
        }
        Decoded::Approve { .. } | Decoded::EnableCollateral { .. } => None,
    });
    el("li", "step")
        .attr_live("data-current", move || {
            placed.with(|placed| placed.is_current).then(String::new)
        })
        .child(el("p", "sentence").say(move || {
            placed.with(|placed| words::decoded(&placed.step.decoded, &placed.market))
        }))
        .live(move || outcome(&status.get(), placed.with_untracked(|placed| placed.chain)))
        .child(
            el("dl", "inputs")
                .child(labelled("Contract", move || {
                    placed.with(|placed| placed.step.to)
                }))
                .child(present(spender, |spender| {
                    labelled("May take it", move || spender.get())
                }))
                .child(present(for_whom, |account| {
                    labelled("For the position of", move || account.get())
                })),
        )
        .child(
            el("details", "behind")
                .child(el("summary", "").child("Raw data"))
                .child(
                    el("p", "raw")
                        .child(el("code", "").say(move || data(placed)))
                        .child(copy_button("Copy raw data", move || data(placed))),
                ),
        )
}

fn data(placed: Value<Placed>) -> String {
    placed.with(|placed| placed.step.data.to_string())
}

fn labelled(
    name: &'static str,
    shown: impl Fn() -> alloy::primitives::Address + Clone + Send + 'static,
) -> El {
    el("div", "")
        .child(el("dt", "").child(name))
        .child(el("dd", "").child(address(shown, full)))
}

/// How the step went, with its transaction.
fn outcome(status: &StepStatus, chain: ChainId) -> AnyView {
    let (tone, text, hash) = match status {
        StepStatus::Waiting => return ().into_child(),
        StepStatus::Sent { hash } => ("busy", "Sent, not in a block yet".to_owned(), *hash),
        StepStatus::Confirmed { hash, block } => (
            "live",
            format!("Confirmed in block {}", format::integer(*block)),
            *hash,
        ),
        StepStatus::Reverted { hash } => ("bad", "Reverted".to_owned(), *hash),
    };
    let explorer = ChainFacts::of(chain).and_then(|facts| facts.transaction_url(hash));
    el("div", "transaction")
        .child(el("span", "pill").attr("data-state", tone).child(text))
        .child(
            el("span", "address")
                .child(el("code", "").child(hash.to_string()))
                .child(copy_button("Copy transaction hash", move || {
                    hash.to_string()
                })),
        )
        .child(explorer.map(|url| {
            el("a", "")
                .attr("href", url)
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer")
                .child("Open in explorer")
        }))
        .into_child()
}
