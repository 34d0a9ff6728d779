use super::{Level, Notice, NoticeKind};
use crate::math::{Wad, decimal};
use crate::risk::{Halted, Health};

/// What the words of a notice need beside the notice.
#[derive(Clone, Copy, Debug)]
pub struct NoticeFacts<'a> {
    /// Protocol, market and chain as people know them: "Aave v3 Ethereum Core".
    pub market: &'a str,
    /// Symbols of what is owed.
    pub debts: &'a [&'a str],
    /// How far all collateral together may fall to liquidation, as a share of 1; `None` where it
    /// is not known.
    pub drawdown: Option<Wad>,
    /// Symbols of the collateral that is not counted to that fall.
    pub steady: &'a [String],
    /// The health and the fall are those to the pre-liquidation of a part, by a contract that comes
    /// before the market.
    pub pre_liquidation: bool,
    /// A contract that may pre-liquidate has no price: the health leaves it out.
    pub leaves_out: bool,
    /// What the market has stopped.
    pub halted: Halted,
    /// A top-up can be made where the notice leads.
    pub can_top_up: bool,
    /// Symbol of what the account has lent to the market: what a liquidation that takes all leaves
    /// there.
    pub lent: Option<&'a str>,
}

/// The words of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// The first line, complete in itself: a lock screen may show no more.
    pub title: String,
    /// The rest.
    pub body: String,
}

/// Says a notice in words: short, factual, every number on the unflattering side.
///
/// The words follow the health that was read, not only the level: a level is held a little longer
/// than its threshold, and nothing is called liquidatable that is not.
#[must_use]
pub fn notice_text(notice: &Notice, facts: &NoticeFacts<'_>) -> NoticeText {
    let market = facts.market;
    match notice.kind {
        NoticeKind::Entered | NoticeKind::Escalated | NoticeKind::Repeated => {
            call_text(notice, facts)
        }
        NoticeKind::Cleared => NoticeText {
            title: match health(notice) {
                Some(Health::Ratio(factor)) => format!("Recovered: health {}", two_digits(factor)),
                Some(Health::NoDebt) => "Recovered: no debt".to_owned(),
                None => "Recovered".to_owned(),
            },
            body: match facts.leaves_out {
                true => format!(
                    "{market}. A contract that you authorised has no price now and is not counted. \
                     Watching goes on."
                ),
                false => format!("{market}. Watching goes on."),
            },
        },
        NoticeKind::Liquidated => NoticeText {
            title: "Liquidated: collateral was seized".to_owned(),
            body: match (health(notice), facts.lent) {
                (Some(Health::Ratio(factor)), _) => format!(
                    "{} Health is now {}. Open to see what is left.",
                    debt_on(facts),
                    two_digits(factor)
                ),
                (_, Some(symbol)) => format!(
                    "{market}. What is left lies in the market as {symbol} and must be withdrawn \
                     there. Open to see it."
                ),
                _ => format!("{market}. Open to see what is left."),
            },
        },
        NoticeKind::Unwatched { since } => {
            let silence = duration(notice.at.0.saturating_sub(since.0));
            let last = match notice.level {
                Level::Watch => "",
                _ => " It was close to liquidation when it was last read.",
            };
            NoticeText {
                title: "Not watching: health unknown".to_owned(),
                body: format!("No news from {market} for {silence}.{last} Open to check."),
            }
        }
        NoticeKind::WatchingAgain { from, to } => NoticeText {
            title: "Watching again".to_owned(),
            body: format!(
                "{market} was not watched for {}.",
                duration(to.0.saturating_sub(from.0))
            ),
        },
    }
}

fn call_text(notice: &Notice, facts: &NoticeFacts<'_>) -> NoticeText {
    let health = health(notice);
    let liquidatable = health.is_some_and(Health::is_liquidatable);
    let name = match notice.level {
        _ if liquidatable && notice.current => match facts.pre_liquidation {
            true => "Pre-liquidatable now",
            false if facts.halted.liquidation => "Liquidation paused",
            false => "Liquidatable now",
        },
        Level::Watch => "Watch",
        Level::Call => "Margin call",
        Level::Urgent | Level::Liquidatable => "Urgent margin call",
    };
    let read = match health {
        Some(Health::Ratio(factor)) if notice.current => format!("health {}", two_digits(factor)),
        Some(Health::Ratio(factor)) => format!("last known health {}", two_digits(factor)),
        Some(Health::NoDebt) => "no debt".to_owned(),
        None => "health unknown".to_owned(),
    };
    let end = match facts.pre_liquidation {
        true => "Pre-liquidation of a part",
        false => "Liquidation",
    };
    let outlook = if !notice.current {
        "Its health is not known now.".to_owned()
    } else if liquidatable && facts.pre_liquidation {
        "A contract that you authorised may close a part of it at any moment.".to_owned()
    } else if liquidatable && facts.halted.liquidation {
        "The market has paused liquidation, and may resume it at any moment.".to_owned()
    } else if liquidatable {
        "Anyone may liquidate it at any moment.".to_owned()
    } else if let Some(drawdown) = facts.drawdown {
        let fall = fall(drawdown);
        let without = match facts.steady {
            [] => String::new(),
            steady => format!(" without {}", steady.join(", ")),
        };
        format!("{end} below 1.00: collateral{without} may fall {fall}.")
    } else {
        format!("{end} below 1.00.")
    };
    let debt = debt_on(facts);
    let Halted {
        supply, repayment, ..
    } = facts.halted;
    let remedy = match (supply, repayment) {
        (true, true) => "It takes neither collateral nor repayment now.",
        _ if facts.can_top_up => "Open to top up.",
        (false, false) => "Add collateral or repay.",
        (true, false) => "Repay: it takes no collateral now.",
        (false, true) => "Add collateral: it takes no repayment now.",
    };
    NoticeText {
        title: format!("{name}: {read}"),
        body: format!("{debt} {outlook} {remedy}"),
    }
}

fn health(notice: &Notice) -> Option<Health> {
    notice.reading.map(|reading| reading.health)
}

/// "USDC and DAI debt on Aave v3 Base."
fn debt_on(facts: &NoticeFacts<'_>) -> String {
    let debts = match facts.debts {
        [] => "Debt".to_owned(),
        [one] => format!("{one} debt"),
        [one, two] => format!("{one} and {two} debt"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more debts", rest.len()),
    };
    format!("{debts} on {}.", facts.market)
}

/// A health factor with two digits after the point, rounded down.
fn two_digits(health_factor: Wad) -> String {
    let text = decimal::format_floor(health_factor.raw(), 18, 2);
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((whole, fraction)) => format!("{whole}.{fraction:0<2}"),
    }
}

/// A share as a percentage with one digit after the point, rounded down.
fn fall(share: Wad) -> String {
    match decimal::format_floor(share.raw(), 16, 1).as_str() {
        "0" => "less than 0.1%".to_owned(),
        percent => format!("{percent}%"),
    }
}

/// A time in its largest sensible unit, rounded up: never shorter than it was.
fn duration(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Reading;
    use super::*;
    use crate::math::Timestamp;

    const FACTS: NoticeFacts<'static> = NoticeFacts {
        market: "Aave v3 Base",
        debts: &["USDC"],
        drawdown: None,
        steady: &[],
        pre_liquidation: false,
        leaves_out: false,
        halted: Halted {
            liquidation: false,
            supply: false,
            repayment: false,
        },
        can_top_up: true,
        lent: None,
    };

    fn wad(text: &str) -> Wad {
        Wad::from_raw(decimal::parse(text, 18).unwrap())
    }

    fn notice(kind: NoticeKind, level: Level, health: Option<Health>) -> Notice {
        Notice {
            kind,
            level,
            tag: String::new(),
            reading: health.map(|health| Reading {
                block_number: 1,
                health,
            }),
            current: true,
            at: Timestamp(100_000),
        }
    }

    fn at(kind: NoticeKind, level: Level, health: &str) -> Notice {
        notice(kind, level, Some(Health::Ratio(wad(health))))
    }

    fn words(notice: &Notice, facts: &NoticeFacts<'_>) -> [String; 2] {
        let text = notice_text(notice, facts);
        [text.title, text.body]
    }

    #[test]
    fn a_margin_call_says_health_debt_and_distance() {
        let facts = NoticeFacts {
            drawdown: Some(wad("0.0749")),
            ..FACTS
        };
        assert_eq!(
            words(&at(NoticeKind::Entered, Level::Call, "1.0809"), &facts),
            [
                "Margin call: health 1.08",
                "USDC debt on Aave v3 Base. Liquidation below 1.00: collateral may fall \
                 7.4%. Open to top up."
            ]
        );
    }

    #[test]
    fn no_top_up_is_promised_where_none_can_be_made() {
        let facts = NoticeFacts {
            can_top_up: false,
            ..FACTS
        };
        let [_, body] = words(&at(NoticeKind::Entered, Level::Call, "1.0809"), &facts);
        let said = "USDC debt on Aave v3 Base. Liquidation below 1.00. Add collateral or repay.";
        assert_eq!(body, said);
    }

    #[test]
    fn numbers_are_rounded_down() {
        let title =
            |level, health| words(&at(NoticeKind::Entered, level, health), &FACTS)[0].clone();
        assert_eq!(title(Level::Watch, "1.1999"), "Watch: health 1.19");
        assert_eq!(title(Level::Call, "1.1"), "Margin call: health 1.10");
        assert_eq!(title(Level::Urgent, "1"), "Urgent margin call: health 1.00");
        assert_eq!(
            title(Level::Liquidatable, "0.999999999999999999"),
            "Liquidatable now: health 0.99"
        );
        let facts = NoticeFacts {
            drawdown: Some(wad("0.00099")),
            ..FACTS
        };
        let body = &words(&at(NoticeKind::Entered, Level::Urgent, "1.001"), &facts)[1];
        assert!(body.contains("may fall less than 0.1%."), "{body}");
    }

    #[test]
    fn what_is_liquidatable_is_said_of_the_health_and_not_of_the_held_level() {
        let level = Level::Liquidatable;
        let [title, body] = words(&at(NoticeKind::Repeated, level, "1.005"), &FACTS);
        assert_eq!(title, "Urgent margin call: health 1.00");
        assert!(body.contains("Liquidation below 1.00."), "{body}");
        let [_, body] = words(&at(NoticeKind::Repeated, level, "0.97"), &FACTS);
        assert!(
            body.contains("Anyone may liquidate it at any moment."),
            "{body}"
        );
    }

    #[test]
    fn what_the_market_has_stopped_is_said_instead() {
        let low = at(NoticeKind::Escalated, Level::Liquidatable, "0.97");
        let halted = |liquidation, supply, repayment, can_top_up| {
            let halted = Halted {
                liquidation,
                supply,
                repayment,
            };
            let facts = NoticeFacts {
                halted,
                can_top_up,
                ..FACTS
            };
            words(&low, &facts)
        };
        assert_eq!(
            halted(true, false, false, false),
            [
                "Liquidation paused: health 0.97",
                "USDC debt on Aave v3 Base. The market has paused liquidation, and may resume it at \
                 any moment. Add collateral or repay."
            ]
        );
        let remedy = |supply, repayment, can_top_up| {
            halted(false, supply, repayment, can_top_up)[1]
                .split_once("any moment. ")
                .map(|(_, remedy)| remedy.to_owned())
        };
        let neither = Some("It takes neither collateral nor repayment now.".to_owned());
        assert_eq!(remedy(true, true, false), neither);
        assert_eq!(remedy(true, true, true), neither);
        let repay = "Repay: it takes no collateral now.".to_owned();
        assert_eq!(remedy(true, false, false), Some(repay));
        let add = "Add collateral: it takes no repayment now.".to_owned();
        assert_eq!(remedy(false, true, false), Some(add));
        assert_eq!(
            remedy(true, false, true),
            Some("Open to top up.".to_owned())
        );
    }

    #[test]
    fn before_a_pre_liquidation_nothing_is_said_of_the_whole() {
        let facts = NoticeFacts {
            drawdown: Some(wad("0.0309")),
            pre_liquidation: true,
            ..FACTS
        };
        assert_eq!(
            words(&at(NoticeKind::Entered, Level::Urgent, "1.0311"), &facts),
            [
                "Urgent margin call: health 1.03",
                "USDC debt on Aave v3 Base. Pre-liquidation of a part below 1.00: collateral may \
                 fall 3%. Open to top up."
            ]
        );
        assert_eq!(
            words(
                &at(NoticeKind::Escalated, Level::Liquidatable, "0.998"),
                &facts
            ),
            [
                "Pre-liquidatable now: health 0.99",
                "USDC debt on Aave v3 Base. A contract that you authorised may close a part of it \
                 at any moment. Open to top up."
            ]
        );
    }

    #[test]
    fn an_old_health_is_called_the_last_known_one() {
        let old = Notice {
            current: false,
            ..at(NoticeKind::Repeated, Level::Call, "1.08")
        };
        assert_eq!(
            words(&old, &FACTS),
            [
                "Margin call: last known health 1.08",
                "USDC debt on Aave v3 Base. Its health is not known now. Open to top up."
            ]
        );
    }

    #[test]
    fn several_debts_are_named_or_counted() {
        let body = |debts: &[&str]| {
            let facts = NoticeFacts { debts, ..FACTS };
            words(&at(NoticeKind::Entered, Level::Call, "1.08"), &facts)[1].clone()
        };
        assert!(body(&["USDC", "DAI"]).starts_with("USDC and DAI debt on "));
        assert!(body(&["A", "B", "C", "D"]).starts_with("A, B and 2 more debts on "));
        assert!(body(&[]).starts_with("Debt on "));
    }

    #[test]
    fn an_end_says_what_is_left() {
        let cleared = |health| words(&notice(NoticeKind::Cleared, Level::Call, health), &FACTS);
        assert_eq!(
            cleared(Some(Health::Ratio(wad("1.509")))),
            ["Recovered: health 1.50", "Aave v3 Base. Watching goes on."]
        );
        assert_eq!(cleared(Some(Health::NoDebt))[0], "Recovered: no debt");
        assert_eq!(
            words(
                &at(NoticeKind::Liquidated, Level::Liquidatable, "1.21"),
                &FACTS
            ),
            [
                "Liquidated: collateral was seized",
                "USDC debt on Aave v3 Base. Health is now 1.21. Open to see what is left."
            ]
        );
        let absorbed = NoticeFacts {
            market: "Compound III USDC",
            lent: Some("USDC"),
            ..FACTS
        };
        let end = notice(
            NoticeKind::Liquidated,
            Level::Liquidatable,
            Some(Health::NoDebt),
        );
        assert_eq!(
            words(&end, &absorbed)[1],
            "Compound III USDC. What is left lies in the market as USDC and must be withdrawn \
             there. Open to see it."
        );
    }

    #[test]
    fn silence_is_told_with_its_length_rounded_up() {
        let unwatched = |level, seconds: u64| {
            let since = Timestamp(100_000 - seconds);
            words(
                &notice(NoticeKind::Unwatched { since }, level, None),
                &FACTS,
            )
        };
        assert_eq!(
            unwatched(Level::Watch, 61),
            [
                "Not watching: health unknown",
                "No news from Aave v3 Base for 61 s. Open to check."
            ]
        );
        assert_eq!(
            unwatched(Level::Urgent, 7_201)[1],
            "No news from Aave v3 Base for 3 h. It was close to liquidation when it was \
             last read. Open to check."
        );
        let kind = NoticeKind::WatchingAgain {
            from: Timestamp(0),
            to: Timestamp(121),
        };
        assert_eq!(
            words(&notice(kind, Level::Watch, None), &FACTS),
            ["Watching again", "Aave v3 Base was not watched for 3 min."]
        );
    }
}
