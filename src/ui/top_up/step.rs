use alloy::primitives::Address;
use leptos::prelude::*;

use super::status::Status;
use crate::chain::ChainId;
use crate::top_up::{Decoded, Raw, StepStatus, StepView};
use crate::ui::address::ShortAddress;
use crate::ui::copy::{CopyButton, Exact};
use crate::ui::pair::Pair;
use crate::ui::words;

/// Where a step is shown.
#[derive(Clone, PartialEq)]
pub struct Place {
    pub market: String,
    pub chain: ChainId,
    /// Whether the wallet may still be asked for what waits.
    pub may_be_asked: bool,
}

/// One transaction.
#[component]
pub fn Step(step: StepView, place: Place, is_current: bool) -> impl IntoView {
    // The wallet shows this address: it is compared before it is signed, and before what was signed is used.
    let to_compare = place.may_be_asked
        && matches!(
            step.status,
            StepStatus::Waiting | StepStatus::Asked | StepStatus::Signed
        );
    let contract = view! { <Pair name="Contract"><Exact label="Copy address" text=step.to.to_string() /></Pair> };
    let named = match step.decoded {
        Decoded::Approve { spender, .. } | Decoded::Permit { spender, .. } => {
            Some(("May take it", spender))
        }
        Decoded::Authorize { contract, .. } => Some(("Who may act", contract)),
        _ => None,
    };
    let whole = matches!(
        step.decoded,
        Decoded::Permit { .. } | Decoded::Authorize { .. }
    );
    // To the last digit once: there, or behind.
    let exact = named.filter(|_| !(to_compare && whole));
    let exact = exact.map(|(name, address)| view! { <Pair name>{spelt(address, true)}</Pair> });
    let (shown, behind) = if to_compare {
        let named =
            named.map(|(name, address)| view! { <Pair name>{spelt(address, whole)}</Pair> });
        (
            Some(view! { <dl class="facts">{contract} {named}</dl> }),
            None,
        )
    } else {
        (None, Some(contract))
    };
    let raw = match step.raw {
        Raw::Call(data) => Some(("Raw data", "Copy raw data", data.to_string())),
        Raw::Message(text) => Some(("What is signed", "Copy what is signed", text)),
        Raw::ToCome => None,
    };
    let state = name(&step.status);
    view! {
        <li
            class="step"
            data-status=state
            data-current=is_current.then_some("")
            aria-current=is_current.then_some("step")
        >
            <p class="sentence">{words::step(&step.decoded)}</p>
            <p class="means">{words::step_means(&step.decoded, &place.market)}</p>
            <Status status=step.status chain=place.chain may_be_asked=place.may_be_asked />
            {shown}
            <details class="behind">
                <summary>{"Addresses and raw data"}</summary>
                <dl class="facts">
                    {behind} {exact} {others(&step.decoded)}
                    {raw
                        .map(|(name, label, text)| {
                            view! {
                                <Pair name>
                                    <span class="raw">
                                        <code>{text.clone()}</code>
                                        <CopyButton label text />
                                    </span>
                                </Pair>
                            }
                        })}
                </dl>
            </details>
        </li>
    }
}

/// Who may: of what is signed by itself, and of who may do anything, to the last digit.
fn spelt(spender: Address, whole: bool) -> AnyView {
    match whole {
        true => view! { <Exact label="Copy address" text=spender.to_string() /> }.into_any(),
        false => view! { <ShortAddress address=spender /> }.into_any(),
    }
}

/// Everybody else that the bytes name, but who gets power by them.
fn others(decoded: &Decoded) -> Vec<impl IntoView + use<>> {
    let named = match decoded {
        // All of it is shown.
        Decoded::Approve { .. } | Decoded::Permit { .. } | Decoded::Authorize { .. } => Vec::new(),
        Decoded::Supply {
            token,
            on_behalf_of,
            ..
        }
        | Decoded::Repay {
            token,
            on_behalf_of,
            ..
        } => vec![
            ("Token", token.address),
            ("For the position of", *on_behalf_of),
        ],
        // The contract that is called.
        Decoded::Wrap { .. } | Decoded::EnterEMode { .. } => Vec::new(),
        Decoded::EnableCollateral { token } | Decoded::RepaySupplied { token, .. } => {
            vec![("Token", token.address)]
        }
    };
    let named = named.into_iter().map(|(name, whose)| {
        view! { <Pair name><Exact label="Copy address" text=whose.to_string() /></Pair> }
    });
    named.collect()
}

fn name(status: &StepStatus) -> &'static str {
    match status {
        StepStatus::Waiting => "waiting",
        StepStatus::Asked => "asked",
        StepStatus::Taken | StepStatus::Sent { .. } => "sent",
        StepStatus::Signed | StepStatus::Confirmed { .. } | StepStatus::Unnamed { .. } => {
            "confirmed"
        }
        StepStatus::Reverted { .. } | StepStatus::Changed { .. } => "reverted",
    }
}
