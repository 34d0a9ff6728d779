use alloy::primitives::Address;
use leptos::prelude::*;

use super::status::Status;
use crate::chain::ChainId;
use crate::top_up::{Decoded, Raw, StepStatus, StepView};
use crate::ui::copy_button::CopyButton;
use crate::ui::copyable_text::CopyableText;
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
    let contract = view! { <Pair name="Contract"><CopyableText label="Copy address" text=step.to.to_string() /></Pair> };
    let named = may(&step.decoded, to_compare).map(|(name, address)| {
        view! { <Pair name><CopyableText label="Copy address" text=address.to_string() /></Pair> }
    });
    let addresses = view! { {contract} {named} };
    let (shown, behind) = match to_compare {
        true => (Some(view! { <dl class="facts">{addresses}</dl> }), None),
        false => (None, Some(addresses)),
    };
    let raw = match step.raw {
        Raw::Call(data) => Some(("Raw data", "Copy raw data", data.to_string())),
        Raw::Message(text) => Some(("What is signed", "Copy what is signed", text)),
        Raw::ToCome => None,
    };
    let others = others(&step.decoded);
    let has_addresses = behind.is_some() || !others.is_empty();
    let raw_is = raw.as_ref().map(|(name, ..)| *name);
    let more = what_is_behind(has_addresses, raw_is).map(|name| {
        view! {
            <details class="behind">
                <summary>{name}</summary>
                <dl class="facts">
                    {behind} {others}
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
        }
    });
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
            {more}
        </li>
    }
}

/// What is folded away, by what it holds; nothing where that is nothing.
fn what_is_behind(has_addresses: bool, raw: Option<&'static str>) -> Option<String> {
    match (has_addresses, raw) {
        (true, Some(raw)) => Some(format!("Addresses and {}", raw.to_ascii_lowercase())),
        (true, None) => Some("Addresses".to_owned()),
        (false, raw) => raw.map(str::to_owned),
    }
}

/// Who gets power by it, and what that is; `to_compare`: it is still to be signed.
fn may(decoded: &Decoded, to_compare: bool) -> Option<(&'static str, Address)> {
    let (name, to_check, address) = match decoded {
        Decoded::Approve {
            spender, amount, ..
        } if amount.raw.is_zero() => ("Takes no more", "Takes no more (check this)", spender),
        Decoded::Approve { spender, .. } | Decoded::Permit { spender, .. } => {
            ("May take it", "May take it (check this)", spender)
        }
        Decoded::Authorize { contract, .. } => {
            ("Who may act", "Who may act (check this)", contract)
        }
        _ => return None,
    };
    Some((if to_compare { to_check } else { name }, *address))
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
        view! { <Pair name><CopyableText label="Copy address" text=whose.to_string() /></Pair> }
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
