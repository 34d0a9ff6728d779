use crate::engine::view::{
    LegView, LiquidationPriceView, LossView, Measured, PreLiquidationView, SensitivityView,
    WorstDay,
};
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::Protocol;
use crate::risk::drawdown::Drawdown;
use crate::risk::time::TimeToLiquidation;
use crate::risk::{Currency, Halted, Side};
use crate::ui::format::{self, Round};

/// What the word "liquidation" begins with in what is said of a position; `partial`: a
/// pre-liquidation contract comes before the market.
pub fn pre(partial: bool) -> &'static str {
    match partial {
        true => "pre-",
        false => "",
    }
}

/// What the market takes nothing of now, if it has stopped something.
pub fn halted(halted: Halted) -> Option<&'static str> {
    Some(match (halted.supply, halted.repayment) {
        (false, false) => return None,
        (true, true) => {
            "The market has paused supply: it takes neither collateral nor repayment now."
        }
        (true, false) => {
            "The market has paused supply: it takes no more of your collateral now. Debt can be repaid."
        }
        (false, true) => {
            "The market has paused repayment: it takes none now. Collateral can be added."
        }
    })
}

/// How far all volatile collateral together can fall: the number, where there is one, and what it
/// is of; nothing where the level says it. `is_supposed`: from prices that were asked about on.
pub fn drawdown(
    drawdown: Drawdown,
    steady: &[String],
    pre: &str,
    is_supposed: bool,
) -> Option<(Option<String>, String)> {
    let falling = falling(steady);
    Some(match (drawdown, drawdown.fall()) {
        (Drawdown::Already, _) => return None,
        (Drawdown::Never, _) | (_, None) => (
            None,
            format!("No fall of your {falling} alone {pre}liquidates you."),
        ),
        (Drawdown::FallTo(_), Some(fall)) => (
            Some(format!("−{}", format::percent(fall))),
            match is_supposed {
                false => format!("on all your {falling}, and you are {pre}liquidated."),
                true => format!("more on all your {falling}, and you would be {pre}liquidated."),
            },
        ),
    })
}

/// What the slider asks.
pub fn stress_question(steady: &[String]) -> String {
    format!("What if your {} falls?", falling(steady))
}

/// A day on which prices fell: how far, between what, and who says so.
pub fn worst_day(day: &WorstDay) -> String {
    let [ether, bitcoin] = [day.ether, day.bitcoin].map(|fall| format::percent(fall.to_wad()));
    let measured = match day.measured {
        Measured::AgainstTheDayBefore => "against the day before",
        Measured::Within24Hours => "within 24 hours",
        Measured::ToTheBottom => "to the bottom, within an hour",
    };
    // A day's fall is not how deep it went: whoever was liquidated was so at the bottom.
    let deeper = match day.measured {
        Measured::AgainstTheDayBefore | Measured::Within24Hours => {
            " For minutes prices were lower still."
        }
        Measured::ToTheBottom => "",
    };
    format!(
        "ETH −{ether}, BTC −{bitcoin} {measured}.{deeper} By {}. ",
        day.source
    )
}

/// The collateral that falls together, with what is left out of it.
fn falling(steady: &[String]) -> String {
    match steady {
        [] => "collateral".to_owned(),
        _ => format!("collateral (without {})", steady.join(", ")),
    }
}

/// A part of the debt, rounded up.
pub(super) fn share_of(share: Wad) -> String {
    match share == Wad::ONE {
        true => "all".to_owned(),
        false => format::percent_exact(share, Round::Up),
    }
}

/// What a contract may do that the account has authorised, and from when on. The price from which
/// it may is cut towards today's, today's down.
pub fn pre_liquidation(contract: &PreLiquidationView, currency: &Currency) -> String {
    let PreLiquidationView {
        collateral, price, ..
    } = contract;
    if !contract.owes {
        return "A contract that you authorised may close a part of this position early, once it owes something. Until you take that back it may do everything that you may on Morpho.".to_owned();
    }
    let shown = |price, round| format::price(price, currency, round);
    let (oracle, caution) = match contract.goes_by_market {
        true => ("the market’s oracle", ""),
        false => (
            "an oracle of its own",
            " Whoever made the contract chose that oracle, and it can name any price.",
        ),
    };
    let from = match contract.last_safe {
        Some(price) => format!(
            "while {oracle} has {collateral} below {}",
            shown(price, Round::Up)
        ),
        None => "at any price".to_owned(),
    };
    let now = match *price {
        Some(price) => format!("That oracle says {} now.", shown(price, Round::Down)),
        None => {
            "That oracle gives no price now: until it does, the contract cannot act.".to_owned()
        }
    };
    format!(
        "A contract that you authorised may close a part of this position early, {from}. {now} Its LLTV is {}, the market’s {}.{caution}",
        format::percent(contract.lltv),
        format::percent(contract.market_lltv),
    )
}

/// How long until interest alone liquidates, and by when; nothing to say where nothing is owed, or
/// when the time has come.
pub fn time_to_liquidation(
    time: TimeToLiquidation,
    now: Timestamp,
    pre: &str,
) -> Option<(String, String)> {
    match time {
        TimeToLiquidation::NoDebt => None,
        TimeToLiquidation::At(at) if at <= now => None,
        TimeToLiquidation::At(at) => {
            let left = at.seconds_since(now).map(format::duration).ok()?;
            Some((
                left,
                format!("until it {pre}liquidates, {}", format::day(at)),
            ))
        }
        TimeToLiquidation::Beyond(at) => Some((
            "Years".to_owned(),
            format!("it does not {pre}liquidate before {}", format::day(at)),
        )),
    }
}

/// The price that the health depends on most, and what a move of 1% against the position does.
pub fn sensitivity(most: &SensitivityView) -> String {
    let way = match most.side {
        Side::Collateral => "lower",
        Side::Debt => "higher",
    };
    format!(
        "Most exposed to {}: 1% {way} makes health {}.",
        most.symbol,
        format::health(most.health)
    )
}

/// What a leg earns or costs; nothing to say where that is nothing.
pub fn rate(leg: &LegView) -> Option<String> {
    let (word, round) = match leg.side {
        Side::Collateral => ("earns", Round::Down),
        Side::Debt => ("costs", Round::Up),
    };
    let rate = format::percent_exact(leg.yearly_rate, round);
    (leg.yearly_rate != Wad::ZERO).then(|| format!("{word} {rate} a year"))
}

/// Where the oracle gives no price.
pub const NO_PRICE: &str = "No price";

/// What a protocol calls the share of a collateral's value that may be owed before liquidation.
pub const fn threshold_term(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::AaveV3 | Protocol::Spark => "Liquidation threshold",
        Protocol::CompoundV3 => "Liquidation collateral factor",
        Protocol::MorphoBlue => "Liquidation loan-to-value (LLTV)",
    }
}

/// What one liquidation by the protocol itself would cost the borrower, and what it would take;
/// `partial`: a pre-liquidation contract comes before it.
pub fn loss(
    loss: &LossView,
    currency: &Currency,
    protocol: Protocol,
    partial: bool,
) -> (String, String) {
    let cost = format::value_about(loss.cost, currency);
    if protocol == Protocol::CompoundV3 {
        let but = match loss.spares_some {
            true => ", but for what the market does not seize",
            false => "",
        };
        let more = match loss.beyond_value {
            true => ", and collateral that has no price now",
            false => "",
        };
        let taken = format!(
            "It absorbs the whole position: all collateral{but}. The debt is closed, and what is left lies in the market as {}.",
            loss.debt
        );
        return (format!("about {cost}{more}"), taken);
    }
    let which = match partial {
        true => "The market’s own takes",
        false => "It takes",
    };
    let taken = format!(
        "{which} {} {} for {} {} of debt.",
        format::amount(loss.seized, Round::Up),
        loss.collateral,
        format::amount(loss.repaid, Round::Down),
        loss.debt,
    );
    (format!("about {cost}"), taken)
}

/// A liquidation price and the move to it, each in a few words. Prices are cut towards today's while they
/// are ahead, so that the liquidation is never shown farther than it is; a way back is never shown shorter.
pub fn liquidation_price(
    price: LiquidationPriceView,
    currency: &Currency,
    side: Side,
) -> (String, Option<String>) {
    match price {
        LiquidationPriceView::At { price, move_wad } => {
            let sign = match side {
                Side::Collateral => '−',
                Side::Debt => '+',
            };
            let moved = format!("{sign}{}", format::percent(move_wad));
            (safe_price(price, currency, side), Some(moved))
        }
        LiquidationPriceView::Passed { price, back_wad } => {
            let way = match side {
                Side::Collateral => "higher",
                Side::Debt => "lower",
            };
            let back = format!("passed, {} {way}", format::percent_up(back_wad));
            (safe_price(price, currency, side), Some(back))
        }
        LiquidationPriceView::Always => ("Passed".to_owned(), None),
        LiquidationPriceView::Never => ("Not by this price alone".to_owned(), None),
        LiquidationPriceView::Unit => ("Priced in itself".to_owned(), None),
        // Why there is none is said where that is known.
        LiquidationPriceView::Unknown => ("—".to_owned(), None),
    }
}

/// The last price of a side that is safe: of collateral none below it is, of debt none above it.
fn safe_price(price: TokenAmount, currency: &Currency, side: Side) -> String {
    let round = match side {
        Side::Collateral => Round::Up,
        Side::Debt => Round::Down,
    };
    format::price(price, currency, round)
}

/// What the liquidation price of a leg is, where there is one or was one.
pub fn what_liquidation_price_is(price: LiquidationPriceView) -> Option<&'static str> {
    match price {
        LiquidationPriceView::At { .. } => {
            Some("The liquidation price is the last safe one, if only this price moves.")
        }
        LiquidationPriceView::Passed { .. } => Some(
            "It is past its liquidation price. Shown is the first safe one, if only this price moves.",
        ),
        LiquidationPriceView::Always => {
            Some("It is past its liquidation price. No move of this price alone makes it safe.")
        }
        LiquidationPriceView::Never
        | LiquidationPriceView::Unit
        | LiquidationPriceView::Unknown => None,
    }
}

/// Where a price liquidates, beside what it is now: the price and the move to it, after a word; only a word
/// where it is past that and none is safe; nothing where it cannot liquidate.
pub fn liquidates_at(
    price: LiquidationPriceView,
    currency: &Currency,
    side: Side,
) -> Option<(&'static str, String, Option<String>)> {
    match price {
        LiquidationPriceView::At { .. } => {
            let (price, moved) = liquidation_price(price, currency, side);
            Some(("liquidates at ", price, moved))
        }
        LiquidationPriceView::Passed { price, back_wad } => {
            let (words, way) = match side {
                Side::Collateral => ("liquidates below ", "above"),
                Side::Debt => ("liquidates above ", "below"),
            };
            let price = safe_price(price, currency, side);
            let back = format::percent_up(back_wad);
            Some((words, format!("{price}, {back} {way} now"), None))
        }
        LiquidationPriceView::Always => Some(("", "past its liquidation price".to_owned(), None)),
        LiquidationPriceView::Never
        | LiquidationPriceView::Unit
        | LiquidationPriceView::Unknown => None,
    }
}
