use super::copy::{address, full};
use super::element::{El, el};
use super::format::{self, Round};
use super::live::{part, present};
use super::value::Value;
use super::words;
use crate::engine::view::LegView;
use crate::risk::Side;

/// One collateral or debt.
pub fn leg(leg: Value<LegView>) -> El {
    let liquidation = part(leg, |leg| {
        (leg.liquidation_price, leg.currency.clone(), leg.side)
    });
    let not_counted = part(leg, |leg| leg.not_counted);
    el("div", "leg")
        .part("leg")
        .child(
            el("div", "leg-head")
                .child(el("span", "symbol").say(move || leg.with(|leg| leg.symbol.clone())))
                .child(el("span", "amount").say(move || leg.with(amount)))
                .child(el("span", "value").say(move || {
                    leg.with(|leg| format::value(leg.value, &leg.currency, round(leg.side)))
                })),
        )
        .child(present(not_counted, |why| {
            el("p", "not-counted").say(move || {
                format!(
                    "Does not count towards health. {}",
                    words::obstacle(why.get())
                )
            })
        }))
        .child(
            el("dl", "prices")
                .child(pair("Price", move || {
                    leg.with(|leg| format::price(leg.price, &leg.currency, round(leg.side)))
                }))
                .child(
                    el("div", "")
                        .child(el("dt", "").child("Liquidation price"))
                        .child(
                            el("dd", "")
                                .say(move || {
                                    let (price, currency, side) = liquidation.get();
                                    words::liquidation_price(price, &currency, side).0
                                })
                                .live(move || {
                                    let (price, currency, side) = liquidation.get();
                                    words::liquidation_price(price, &currency, side)
                                        .1
                                        .map(|distance| el("span", "move").child(distance))
                                }),
                        ),
                ),
        )
        .child(behind(leg))
}

/// Where this leg's numbers come from.
fn behind(leg: Value<LegView>) -> El {
    el("details", "behind")
        .child(el("summary", "").child("Inputs"))
        .child(
            el("dl", "inputs")
                .child(pair("Exact amount", move || {
                    leg.with(|leg| format!("{} {}", format::amount_exact(leg.amount), leg.symbol))
                }))
                .child(pair("Oracle price", move || leg.with(exact_price)))
                .child(present(part(leg, |leg| leg.liquidation_threshold), |threshold| {
                    pair("Liquidation threshold", move || format::percent(threshold.get()))
                }))
                .child(
                    el("div", "")
                        .child(el("dt", "").child("Token contract"))
                        .child(el("dd", "").child(address(
                            move || leg.with(|leg| leg.asset),
                            full,
                        ))),
                ),
        )
        .child(el("p", "formula").say(move || {
            leg.with(|leg| match leg.side {
                Side::Collateral => {
                    "value = amount × price, rounded down. Its liquidation price is the last safe one if only this price moves.".to_owned()
                }
                Side::Debt => {
                    "value = amount × price, rounded up. Its liquidation price is the last safe one if only this price moves.".to_owned()
                }
            })
        }))
}

/// A name and a text.
pub fn pair(name: &'static str, text: impl Fn() -> String + Send + 'static) -> El {
    el("div", "")
        .child(el("dt", "").child(name))
        .child(el("dd", "").say(text))
}

fn amount(leg: &LegView) -> String {
    format::amount(leg.amount, round(leg.side))
}

fn exact_price(leg: &LegView) -> String {
    format!("{} {}", format::amount_exact(leg.price), leg.currency)
}

/// Against the flattering side.
fn round(side: Side) -> Round {
    match side {
        Side::Collateral => Round::Down,
        Side::Debt => Round::Up,
    }
}
