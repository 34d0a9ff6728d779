use super::copy::{address, copy_button, full};
use super::element::{El, el};
use super::format;
use super::leg::pair;
use super::live::part;
use super::value::Value;
use crate::engine::view::{AgreementView, PositionView};

/// What the health is made of, and how to check it.
pub fn provenance(position: Value<PositionView>) -> El {
    let agreement = part(position, |position| position.agreement.clone());
    el("details", "provenance")
        .part("provenance")
        .child(
            el("summary", "")
                .child(el("span", "").child("How this is computed"))
                .live(move || match agreement.get() {
                    AgreementView::Matches { rules } => el("span", "pill")
                        .attr("data-state", "live")
                        .child(format!("Matches the chain · {rules}")),
                    AgreementView::Differs { .. } => el("span", "pill")
                        .attr("data-state", "warn")
                        .child("Differs from the chain"),
                }),
        )
        .child(el("p", "formula").child(
            "health factor = sum of (collateral value × its liquidation threshold) ÷ debt value",
        ))
        .child(
            el("dl", "inputs")
                .child(pair("Health factor, all digits", move || {
                    position.with(|position| format::health_exact(position.health))
                }))
                .child(pair("Distance, 1 − 1 ÷ health factor", move || {
                    position.with(|position| {
                        position
                            .distance_wad
                            .map_or_else(|| "none".to_owned(), format::percent)
                    })
                }))
                .child(
                    el("div", "")
                        .child(el("dt", "").child("Contract"))
                        .child(el("dd", "").child(address(
                            move || position.with(|position| position.key.market),
                            full,
                        ))),
                )
                .child(pair("Block", move || {
                    position.with(|position| format::integer(position.block.number))
                }))
                .child(pair("Block time", move || {
                    position.with(|position| format::day_and_time(position.block.timestamp))
                }))
                .child(
                    el("div", "")
                        .child(el("dt", "").child("Block hash"))
                        .child(
                            el("dd", "address")
                                .child(el("code", "").say(move || {
                                    position.with(|position| position.block.hash.to_string())
                                }))
                                .child(copy_button("Copy block hash", move || {
                                    position.with_untracked(|position| {
                                        position.block.hash.to_string()
                                    })
                                })),
                        ),
                ),
        )
        .child(el("p", "hint").child(
            "Amounts, prices and thresholds are read at this block and computed with the contract’s own integers and rounding, then compared with the contract’s own answer at the same block. Shown numbers are cut against the flattering side: health and distance down, debt up.",
        ))
}
