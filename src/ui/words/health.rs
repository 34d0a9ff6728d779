use crate::engine::view::{
    AnalysisView, LiquidationPriceView, LossView, PositionView, PreLiquidationView,
};
use crate::math::Timestamp;
use crate::protocols::Protocol;
use crate::risk::drawdown::Drawdown;
use crate::risk::time::TimeToLiquidation;
use crate::risk::{Currency, Halted, Side};
use crate::ui::format::{self, Round};

/// What the word "liquidation" begins with in what is said of a position: what comes first.
pub fn pre(position: &PositionView) -> &'static str {
    match position.pre_liquidates_first() {
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

/// How far all volatile collateral together can fall, and what is not counted to it.
pub fn drawdown(drawdown: Drawdown, steady: &[String], pre: &str) -> String {
    let falling = falling(steady);
    match (drawdown, drawdown.fall()) {
        (Drawdown::Already, _) => format!("No fall is needed: it can be {pre}liquidated now."),
        (Drawdown::Never, _) | (_, None) => {
            format!("No common fall of your {falling} {pre}liquidates this position.")
        }
        (Drawdown::FallTo(_), Some(fall)) => format!(
            "Your {falling} can fall {} together before {pre}liquidation.",
            format::percent(fall)
        ),
    }
}

/// What the slider asks.
pub fn stress_question(steady: &[String]) -> String {
    format!("If your {} falls together by", falling(steady))
}

/// The collateral that falls together, with what is left out of it.
fn falling(steady: &[String]) -> String {
    match steady {
        [] => "collateral".to_owned(),
        _ => format!("collateral (without {})", steady.join(", ")),
    }
}

/// What a contract may do that the account has authorised, and from when on. The price from which
/// it may is cut towards today's, today's down.
pub fn pre_liquidation(contract: &PreLiquidationView, currency: &Currency) -> String {
    let PreLiquidationView {
        collateral, price, ..
    } = contract;
    let shown = |price, round| format::price(price, currency, round);
    let from = match contract.last_safe {
        Some(price) => format!(
            "while its own oracle has {collateral} below {}",
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
        "You authorised a contract that may close a part of this position early, {from}. {now} Its LLTV is {}, the market’s {}.",
        format::percent(contract.lltv),
        format::percent(contract.market_lltv),
    )
}

/// How long until interest alone liquidates; nothing to say where nothing is owed, or when the
/// time has come.
pub fn time_to_liquidation(time: TimeToLiquidation, now: Timestamp, pre: &str) -> Option<String> {
    match time {
        TimeToLiquidation::NoDebt => None,
        TimeToLiquidation::At(at) if at <= now => None,
        TimeToLiquidation::At(at) => {
            let left = at.seconds_since(now).map(format::duration).ok()?;
            let day = format::day(at);
            Some(format!(
                "At today’s prices and rates, interest alone would take {left} ({day})."
            ))
        }
        TimeToLiquidation::Beyond(at) => Some(format!(
            "At today’s prices and rates, interest alone does not {pre}liquidate before {}.",
            format::day(at)
        )),
    }
}

/// What a position depends on, a sentence each.
pub fn moves(analysis: &AnalysisView, pre: &str) -> Vec<String> {
    let falls = analysis.falls.iter().map(|fall| {
        let name = &fall.name;
        match fall.drawdown.fall() {
            Some(share) => format!(
                "{name} and what follows it can fall {} before {pre}liquidation.",
                format::percent(share)
            ),
            None => format!("No fall of {name} alone {pre}liquidates."),
        }
    });
    let most = analysis.sensitivity.iter().map(|most| {
        let way = match most.side {
            Side::Collateral => "falls",
            Side::Debt => "rises",
        };
        format!(
            "It depends most on {}: if that {way} by 1%, health is {}.",
            most.symbol,
            format::health(most.health)
        )
    });
    falls.chain(most).collect()
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

/// What one liquidation by the protocol itself would take.
pub fn loss(loss: &LossView, position: &PositionView) -> String {
    let PositionView {
        currency, protocol, ..
    } = position;
    let cost = format::value(loss.cost, currency, Round::Up);
    if *protocol == Protocol::CompoundV3 {
        let but = match loss.spares_some {
            true => ", but for what the market does not seize,",
            false => "",
        };
        let more = match loss.beyond_value {
            true => ", and collateral that has no price now",
            false => "",
        };
        return format!(
            "A liquidation absorbs the whole position: all collateral{but} is taken, the debt is closed, and what is left lies in the market as {}. It would cost you about {cost}{more}.",
            loss.debt
        );
    }
    let which = match position.pre_liquidates_first() {
        true => "The market’s own liquidation",
        false => "A liquidation",
    };
    format!(
        "{which} would take {} {} for {} {} of debt, and cost you about {cost}.",
        format::amount(loss.seized, Round::Up),
        loss.collateral,
        format::amount(loss.repaid, Round::Down),
        loss.debt,
    )
}

/// A liquidation price and the move to it, each in a few words. Prices are cut towards today's,
/// so that the liquidation is never shown farther than it is.
pub fn liquidation_price(
    price: LiquidationPriceView,
    currency: &Currency,
    side: Side,
) -> (String, Option<String>) {
    match price {
        LiquidationPriceView::At { price, move_wad } => {
            let (round, sign) = match side {
                Side::Collateral => (Round::Up, '−'),
                Side::Debt => (Round::Down, '+'),
            };
            let shown = format::price(price, currency, round);
            (shown, Some(format!("{sign}{}", format::percent(move_wad))))
        }
        LiquidationPriceView::Passed => ("Passed".to_owned(), None),
        LiquidationPriceView::Never => ("None alone".to_owned(), None),
        LiquidationPriceView::Unit => ("Priced in itself".to_owned(), None),
        LiquidationPriceView::Unknown => ("Not offered".to_owned(), None),
    }
}
