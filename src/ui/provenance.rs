use super::legacy::{address, copy_button, full};
use super::element::{El, el, text};
use super::format;
use super::leg::pair;
use super::words;
use crate::engine::view::{AgreementView, PositionView};

/// What the health is made of, and how to check it.
pub fn provenance(position: &PositionView) -> El {
    let (state, agreement) = match &position.agreement {
        AgreementView::Matches { rules } => ("live", format!("Matches the chain · {rules}")),
        AgreementView::Differs { .. } => ("warn", "Differs from the chain".to_owned()),
    };
    let distance = position.distance_wad.map(format::percent);
    let block = &position.block;
    let hash = block.parent_hash.to_string();
    el("details", "provenance")
        .part("provenance")
        .child(
            el("summary", "")
                .child(text("span", "", "How this is computed"))
                .child(text("span", "pill", agreement).attr("data-state", state)),
        )
        .child(text(
            "p",
            "formula",
            "health factor = sum of (collateral value × its liquidation threshold) ÷ debt value",
        ))
        .child(
            el("dl", "inputs")
                .child(pair(
                    "Health factor, all digits",
                    format::health_exact(position.health),
                ))
                .child(position.pre_liquidates_first().then(|| {
                    pair(
                        "For pre-liquidation, by its own price and LLTV",
                        format::health_exact(position.first_health),
                    )
                }))
                .child(pair(
                    "Distance, 1 − 1 ÷ health factor",
                    distance.unwrap_or_else(|| "none".to_owned()),
                ))
                .child(pair("Contract", address(position.key.market, full)))
                .child(position.key.id.map(|id| pair("Market id", id.to_string())))
                .child(pair("Block", format::integer(block.number)))
                .child(position.witnessed.map(|agrees| {
                    let said = if agrees {
                        "Says the same at this block, word for word"
                    } else {
                        "Says something else: the worse of the two is shown"
                    };
                    pair("A second endpoint", said)
                }))
                .child(position.dated_by.map(|by| pair("Dated by", words::dated_by(by))))
                .child(pair("Block time", format::day_and_time(block.timestamp)))
                .child(
                    el("div", "").child(text("dt", "", "Block before")).child(
                        el("dd", "address")
                            .child(text("code", "", hash.clone()))
                            .child(copy_button("Copy the hash of the block before", hash)),
                    ),
                ),
        )
        .child(text(
            "p",
            "hint",
            "Amounts, prices and thresholds are read at this block and computed with the contract’s own integers and rounding, then compared with what the contracts themselves answer at the same block. Shown numbers are cut against the flattering side: health and distance down, debt up.",
        ))
}
