use super::element::{El, el, text};
use super::words::Standing;

/// The level by colour, picture and word; `partial`: by the rule of a pre-liquidation contract.
pub fn badge(standing: Standing, partial: bool) -> El {
    el("p", "badge")
        .attr("data-level", standing.id())
        .child(standing.icon().view())
        .child(text("span", "", standing.word(partial)))
}
