use super::queued_text::{health_moves, queued_text};
use super::{
    Lasts, Level, Notice, NoticeKind, Numbers, Reading, short_hash, taking_more, taking_text,
    term_text, what_moved,
};
use crate::math::{Wad, decimal};
use crate::protocols::{Taking, Term, TermChange};
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
    /// Of the rules that changed, the symbols of the tokens that they are about; in their order.
    pub changed: &'a [String],
    /// How long interest alone would take to liquidate it, at the rates in force, seconds; none where that is
    /// not known, or far away.
    pub interest_s: Option<u64>,
    /// How long it lasts on interest alone, where that and not its health is why it is called.
    pub why: Option<Lasts>,
    /// That cannot be known: our arithmetic and the chain's differ.
    pub lasts_unknown: bool,
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
            body: {
                let left_out = match (facts.leaves_out, facts.lasts_unknown) {
                    (true, _) => {
                        " A contract that you authorised has no price now and is not counted."
                    }
                    (false, true) => " How long it lasts on interest alone is not known.",
                    (false, false) => "",
                };
                format!("{market}.{left_out} Watching goes on.")
            },
        },
        NoticeKind::Relaxed => NoticeText {
            title: match health(notice) {
                Some(Health::Ratio(factor)) => {
                    format!("No longer called: health {}", two_digits(factor))
                }
                Some(Health::NoDebt) => "No longer called: no debt".to_owned(),
                None => "No longer called".to_owned(),
            },
            body: format!("{market}. Other thresholds are in force. Watching goes on."),
        },
        NoticeKind::Liquidated => seized_text(notice, facts),
        NoticeKind::Disputed => NoticeText {
            title: "Two endpoints disagree about your position".to_owned(),
            body: format!(
                "{market}. The worse answer counts until they agree. Open to see who says what."
            ),
        },
        NoticeKind::RulesChanged => rules_text(notice, facts),
        NoticeKind::ChangeQueued { earliest, after } => queued_text(notice, facts, earliest, after),
        NoticeKind::MaybeLiquidated => NoticeText {
            title: "Collateral fell, perhaps by a liquidation".to_owned(),
            body: format!(
                "{market}. Whether it was one is not known: the chain's log could not be read. \
                 Open to see what is left."
            ),
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

fn seized_text(notice: &Notice, facts: &NoticeFacts<'_>) -> NoticeText {
    let market = facts.market;
    let left = match (health(notice), facts.lent) {
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
    };
    let numbers = Numbers::PLAIN;
    let [first, rest @ ..] = notice.takings.as_slice() else {
        return NoticeText {
            title: "Liquidated: collateral was seized".to_owned(),
            body: left,
        };
    };
    let more = |taking: &Taking| {
        let more = taking_more(taking, numbers, &|block| block.to_string());
        format!("{more}, transaction {}.", short_hash(taking))
    };
    let rest = rest.iter().map(|taking| {
        let text = taking_text(taking, numbers);
        format!(" Also {text}: {}", more(taking))
    });
    let rest: String = rest.collect();
    NoticeText {
        title: format!("Liquidated: {}", taking_text(first, numbers)),
        body: format!("{}{rest} {left}", more(first)),
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
    let read = health_read(notice);
    let why = facts.why.filter(|_| !liquidatable);
    // What was known last of the time is no word of now.
    let is_known = notice.current && !facts.lasts_unknown;
    let (title, also) = match why.map(|why| by_time(why, is_known, facts.pre_liquidation)) {
        Some(said) => (said, format!(" {}; {read}.", at_rates(is_known))),
        None => (read, String::new()),
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
        title: format!("{name}: {title}"),
        body: format!("{debt}{also} {outlook} {remedy}"),
    }
}

fn rules_text(notice: &Notice, facts: &NoticeFacts<'_>) -> NoticeText {
    let changes = notice.changes.iter().zip(facts.changed);
    let changes = changes.map(|(change, symbol)| term_text(symbol, *change));
    let changes: Vec<String> = changes.collect();
    let market = facts.market;
    let now = match notice.reading {
        Some(Reading {
            health: after @ Health::Ratio(factor),
            block_number,
            ..
        }) => {
            let moved = notice.without.map(|before| health_moves(before, after));
            match moved {
                Some(Some(moved)) => format!(" Health {moved} by that, in block {block_number}."),
                Some(None) => format!(
                    " Health stays {} in block {block_number}.",
                    two_digits(factor)
                ),
                None => format!(" Health is {} in block {block_number}.", two_digits(factor)),
            }
        }
        _ => String::new(),
    };
    let costs = |change: &TermChange| matches!(change.term, Term::BorrowRate(_));
    let interest = facts
        .interest_s
        .filter(|_| notice.changes.iter().any(costs));
    let interest = interest.map_or_else(String::new, |seconds| {
        let days = seconds.div_euclid(86_400);
        let soon = match days {
            0 => "within a day".to_owned(),
            1 => "in a day".to_owned(),
            days => format!("in {days} days"),
        };
        format!(" Interest alone liquidates it {soon}.")
    });
    let what = what_moved(&notice.changes);
    match changes.as_slice() {
        [one] => NoticeText {
            title: format!("{what}: {one}"),
            body: format!("{market}.{now}{interest} Open to see it."),
        },
        several => NoticeText {
            title: format!("{what}: {} of them", several.len()),
            body: format!("{market}: {}.{now}{interest}", several.join(", ")),
        },
    }
}

const fn at_rates(current: bool) -> &'static str {
    match current {
        true => "That is at today's rates",
        false => "That was at the rates of then",
    }
}

/// Its health, rounded down; of what is not known now what was read last.
fn health_read(notice: &Notice) -> String {
    match health(notice) {
        Some(Health::Ratio(factor)) if notice.current => format!("health {}", two_digits(factor)),
        Some(Health::Ratio(factor)) => format!("last known health {}", two_digits(factor)),
        Some(Health::NoDebt) => "no debt".to_owned(),
        None => "health unknown".to_owned(),
    }
}

/// How long interest alone takes, the number of now; of what is not known now only what was so.
fn by_time(why: Lasts, current: bool, pre_liquidation: bool) -> String {
    let what = match pre_liquidation {
        true => "pre-liquidates a part",
        false => "liquidates it",
    };
    let lasts = why.in_words();
    match current {
        true => format!("interest alone {what} in {lasts}"),
        false => format!("interest alone {what}, in {lasts} when last read"),
    }
}

pub(super) fn health(notice: &Notice) -> Option<Health> {
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
pub(super) fn two_digits(health_factor: Wad) -> String {
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
