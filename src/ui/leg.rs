use super::legacy::{address, full};
use super::element::{Child, El, el, text};
use super::format::{self, Round};
use super::words;
use crate::engine::view::LegView;
use crate::risk::Side;

/// One collateral or debt.
pub fn leg(leg: &LegView) -> El {
    // Against the flattering side.
    let round = match leg.side {
        Side::Collateral => Round::Down,
        Side::Debt => Round::Up,
    };
    let currency = &leg.currency;
    let liquidation = |name, at| {
        let (price, distance) = words::liquidation_price(at, currency, leg.side);
        let moved = distance.map(|distance| text("span", "move", distance));
        el("div", "")
            .child(text("dt", "", name))
            .child(text("dd", "", price).child(moved))
    };
    let price = match leg.price {
        Some(price) => format::price(price, currency, round),
        None => words::NO_PRICE.to_owned(),
    };
    let not_counted = leg
        .not_counted
        .map(|why| format!("Does not count towards health. {}", words::obstacle(why)));
    el("div", "leg")
        .key(leg.asset.to_string())
        .part("leg")
        .child(
            el("div", "leg-head")
                .child(text("span", "symbol", leg.symbol.clone()))
                .child(text("span", "amount", format::amount(leg.amount, round)))
                .child(
                    leg.value
                        .map(|value| text("span", "value", format::value(value, currency, round))),
                ),
        )
        .child(not_counted.map(|words| text("p", "not-counted", words)))
        .child(
            el("dl", "prices")
                .child(pair("Price", price))
                .child(liquidation("Liquidation price", leg.liquidation_price))
                .child(
                    leg.pre_liquidation_price
                        .map(|at| liquidation("Pre-liquidation price, by its own oracle", at)),
                ),
        )
        .child(behind(leg))
}

/// Where this leg's numbers come from.
fn behind(leg: &LegView) -> El {
    let amount = format!("{} {}", format::amount_exact(leg.amount), leg.symbol);
    let price = match leg.price {
        Some(price) => format::counted(&format::amount_exact(price), &leg.currency),
        None => words::NO_PRICE.to_owned(),
    };
    let threshold = leg.liquidation_threshold.map(format::percent);
    el("details", "behind")
        .child(text("summary", "", "Inputs"))
        .child(
            el("dl", "inputs")
                .child(pair("Exact amount", amount))
                .child(pair("Oracle price", price))
                .child(threshold.map(|share| pair(words::threshold_term(leg.protocol), share)))
                .child(pair("Token contract", address(leg.asset, full))),
        )
        .child(text("p", "formula", match leg.side {
            Side::Collateral => {
                "value = amount × price, rounded down. Its liquidation price is the last safe one if only this price moves."
            }
            Side::Debt => {
                "value = amount × price, rounded up. Its liquidation price is the last safe one if only this price moves."
            }
        }))
}

/// A name and what bears it.
pub fn pair(name: &'static str, shown: impl Into<Child>) -> El {
    el("div", "")
        .child(text("dt", "", name))
        .child(el("dd", "").child(shown))
}
