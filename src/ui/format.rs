//! Numbers and times as text in the reader's language.
//!
//! Every number is cut to its shown digits exactly, against the flattering side, by
//! [`crate::math::decimal`]; the browser's `Intl` is given the decimal text and only groups,
//! points and names units. It never rounds: it is allowed more digits than it is given.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::Intl::{DateTimeFormat, NumberFormat};
use js_sys::{Array, Function, Object, Reflect};
use leptos::wasm_bindgen::JsValue;

use crate::chain::BlockRef;
use crate::math::{Timestamp, TokenAmount, Wad, decimal};
use crate::risk::{Currency, Health, Side};

/// Digits after the point of a wad.
const WAD_DECIMALS: u8 = 18;

/// Health factors from this on are only said to be greater than 100.
const FAR_WAD: u128 = 100_000_000_000_000_000_000;

/// What a health factor is called where nothing is owed.
pub const NO_DEBT: &str = "No debt";

/// A health factor, rounded down; three digits near the thresholds, two elsewhere.
pub fn health(health: Health) -> String {
    let Health::Ratio(ratio) = health else {
        return NO_DEBT.to_owned();
    };
    let raw = ratio.raw();
    if raw >= alloy::primitives::U256::from(FAR_WAD) {
        return format!("> {}", plain("100", 0));
    }
    let digits = health.digits();
    plain(
        &decimal::format_floor(raw, WAD_DECIMALS, digits),
        u32::from(digits),
    )
}

/// A health factor with two digits, rounded down: to name a place on a scale.
pub fn health_short(health: Health) -> String {
    match health {
        Health::NoDebt => NO_DEBT.to_owned(),
        Health::Ratio(ratio) => plain(&decimal::format_floor(ratio.raw(), WAD_DECIMALS, 2), 2),
    }
}

/// A health factor with all its digits.
pub fn health_exact(health: Health) -> String {
    match health {
        Health::NoDebt => NO_DEBT.to_owned(),
        Health::Ratio(ratio) => wad_exact(ratio),
    }
}

/// A wad with all its digits, as it would be typed.
pub fn wad_exact(wad: Wad) -> String {
    decimal::format_floor(wad.raw(), WAD_DECIMALS, WAD_DECIMALS)
}

/// A share as a percentage with one digit, rounded down.
pub fn percent(share: Wad) -> String {
    // Three digits of the share are one of its percentage.
    let share = decimal::format_floor(share.raw(), WAD_DECIMALS, 3);
    number(&share, Style::Percent)
}

/// A share as a percentage with one digit, rounded up.
pub fn percent_up(share: Wad) -> String {
    let share = decimal::format_ceil(share.raw(), WAD_DECIMALS, 3);
    number(&share, Style::Percent)
}

/// A share as a percentage with two digits.
pub fn percent_exact(share: Wad, round: Round) -> String {
    let share = match round {
        Round::Down => decimal::format_floor(share.raw(), WAD_DECIMALS, 4),
        Round::Up => decimal::format_ceil(share.raw(), WAD_DECIMALS, 4),
    };
    number(&share, Style::Percent)
}

/// A price as a share of today's, as the change that it is, in whole percent.
pub fn change(share: Wad, round: Round) -> String {
    let one = Wad::ONE.raw();
    let (sign, change, is_up) = match share.raw().checked_sub(one) {
        Some(rise) => ('+', rise, round == Round::Up),
        // The least of a fall is its highest price.
        None => ('−', one.saturating_sub(share.raw()), round == Round::Down),
    };
    // A share has 18 digits after the point, a percentage 16.
    let whole = match is_up {
        true => decimal::format_ceil(change, 16, 0),
        false => decimal::format_floor(change, 16, 0),
    };
    match whole.as_str() {
        "0" => "±0%".to_owned(),
        _ => format!("{sign}{whole}%"),
    }
}

/// Which way shown digits are cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// For what one owns.
    Down,
    /// For what one owes or must pay.
    Up,
}

impl Round {
    /// For an amount of a side of a position, or its price: against the flattering side.
    pub fn of(side: Side) -> Self {
        match side {
            Side::Collateral => Self::Down,
            Side::Debt => Self::Up,
        }
    }
}

fn cut(amount: TokenAmount, digits: u8, round: Round) -> String {
    match round {
        Round::Down => amount.format_floor(digits),
        Round::Up => amount.format_ceil(digits),
    }
}

/// How many digits after the point tell amounts of this size apart: six digits in all, and cents in any case.
fn digits_for(amount: TokenAmount) -> u8 {
    let whole = amount.format_floor(0);
    match whole.len() {
        1 if whole == "0" => 8,
        1 | 2 => 4,
        3 => 3,
        _ => 2,
    }
}

/// An amount of a token, to the digits that matter at its size; below one, to six that are not zeros before it.
pub fn amount(amount: TokenAmount, round: Round) -> String {
    plain(&amount_to_type(amount, round), 0)
}

/// The same as it would be typed.
pub fn amount_to_type(amount: TokenAmount, round: Round) -> String {
    let is_below_one = amount.format_floor(0) == "0";
    let raw = match (is_below_one, round) {
        (false, _) => amount.raw,
        (true, Round::Down) => decimal::significant_floor(amount.raw, 6),
        (true, Round::Up) => decimal::significant_ceil(amount.raw, 6),
    };
    let amount = TokenAmount::new(raw, amount.decimals);
    cut(amount, digits_for(amount), round)
}

/// An amount of a token with all its digits.
pub fn amount_exact(amount: TokenAmount) -> String {
    plain(&amount.format_floor(amount.decimals), 0)
}

/// A value in the base currency of its market: US dollars in whole cents, or an amount of a token.
pub fn value(value: TokenAmount, currency: &Currency, round: Round) -> String {
    if *currency == Currency::USD {
        return dollars(&cut(value, 2, round), 2);
    }
    counted(&amount(value, round), currency)
}

/// An amount of a token that is said as about so much: to three digits, rounded up.
pub fn amount_about(amount: TokenAmount) -> String {
    plain(&about(amount), 0)
}

/// A value in the base currency of its market that is said as about so much: to three digits, rounded
/// up.
pub fn value_about(value: TokenAmount, currency: &Currency) -> String {
    let text = about(value);
    match *currency == Currency::USD {
        // Below a hundred dollars in cents.
        true => dollars(&text, if text.contains('.') { 2 } else { 0 }),
        false => counted(&plain(&text, 0), currency),
    }
}

fn about(amount: TokenAmount) -> String {
    let raw = decimal::significant_ceil(amount.raw, 3);
    TokenAmount::new(raw, amount.decimals).format_floor(amount.decimals)
}

/// A number and what it is counted in.
pub fn counted(number: &str, currency: &Currency) -> String {
    match currency.name() {
        Some(name) => format!("{number} {name}"),
        None => format!("{number} in the market’s own unit"),
    }
}

/// A price in the base currency of its market, to the digits that matter at its size.
pub fn price(price: TokenAmount, currency: &Currency, round: Round) -> String {
    if *currency != Currency::USD {
        return value(price, currency, round);
    }
    let digits = match price.format_floor(0).len() {
        1 => 4,
        _ => 2,
    };
    dollars(&cut(price, digits, round), 2)
}

fn dollars(text: &str, least_digits: u32) -> String {
    number(text, Style::Dollars { least_digits })
}

/// A whole number, as a block's height.
pub fn integer(number: u64) -> String {
    plain(&number.to_string(), 0)
}

fn plain(text: &str, least_digits: u32) -> String {
    number(text, Style::Plain { least_digits })
}

/// Whole days or, below two days, whole hours, rounded down.
pub fn duration(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..3_600 => (seconds.div_euclid(60), "minute"),
        3_600..172_800 => (seconds.div_euclid(3_600), "hour"),
        _ => (seconds.div_euclid(86_400), "day"),
    };
    number(&count.to_string(), Style::Unit(unit))
}

/// The time of day, to the second.
pub fn time(at: Timestamp) -> String {
    date_time(at, Style::Time)
}

/// A block: its height, and when it was made.
pub fn block(block: BlockRef) -> String {
    format!(
        "Block {} · {}",
        integer(block.number),
        time(block.timestamp)
    )
}

/// The day and the time of day, to the second.
pub fn day_and_time(at: Timestamp) -> String {
    date_time(at, Style::DayAndTime)
}

/// The day of the year and the time of day, to the minute.
pub fn day_and_time_brief(at: Timestamp) -> String {
    date_time(at, Style::DayAndTimeBrief)
}

/// The day.
pub fn day(at: Timestamp) -> String {
    date_time(at, Style::Day)
}

/// How the browser is asked to write a number or a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    Plain { least_digits: u32 },
    Percent,
    Dollars { least_digits: u32 },
    Unit(&'static str),
    Time,
    Day,
    DayAndTime,
    DayAndTimeBrief,
    CalendarDay,
}

thread_local! {
    /// The browser's formatters by style: each costs as much to make as a hundred numbers to write.
    static FORMATTERS: RefCell<BTreeMap<Style, Function>> = const { RefCell::new(BTreeMap::new()) };
}

impl Style {
    fn options(self) -> Vec<(&'static str, JsValue)> {
        let digits = |least: u32, most: u32| {
            [
                ("minimumFractionDigits", least.into()),
                ("maximumFractionDigits", most.into()),
            ]
        };
        match self {
            Self::Plain { least_digits } => digits(least_digits, 20).into(),
            Self::Percent => {
                let mut options = vec![("style", "percent".into())];
                options.extend(digits(1, 20));
                options
            }
            Self::Dollars { least_digits } => {
                let mut options = vec![
                    ("style", "currency".into()),
                    ("currency", "USD".into()),
                    ("currencyDisplay", "narrowSymbol".into()),
                ];
                options.extend(digits(least_digits, 20));
                options
            }
            Self::Unit(unit) => vec![
                ("style", "unit".into()),
                ("unit", unit.into()),
                ("unitDisplay", "long".into()),
            ],
            Self::Time => vec![("timeStyle", "medium".into())],
            Self::Day => vec![("dateStyle", "medium".into())],
            Self::CalendarDay => vec![("dateStyle", "medium".into()), ("timeZone", "UTC".into())],
            Self::DayAndTime => vec![
                ("dateStyle", "medium".into()),
                ("timeStyle", "medium".into()),
            ],
            Self::DayAndTimeBrief => vec![
                ("month", "short".into()),
                ("day", "numeric".into()),
                ("hour", "numeric".into()),
                ("minute", "2-digit".into()),
            ],
        }
    }

    fn formatter(self) -> Function {
        let locales = Array::new();
        let options = Object::new();
        for (name, value) in self.options() {
            // Setting a property of a plain object does not fail.
            let _ = Reflect::set(&options, &name.into(), &value);
        }
        match self {
            Self::Time
            | Self::Day
            | Self::DayAndTime
            | Self::DayAndTimeBrief
            | Self::CalendarDay => DateTimeFormat::new(&locales, &options).format(),
            _ => NumberFormat::new(&locales, &options).format(),
        }
    }

    fn write(self, argument: &JsValue) -> Option<String> {
        let formatter = FORMATTERS.with_borrow_mut(|formatters| {
            let formatter = formatters.entry(self);
            formatter.or_insert_with(|| self.formatter()).clone()
        });
        let text = formatter.call1(&JsValue::UNDEFINED, argument).ok()?;
        text.as_string()
    }
}

/// A day of the calendar, as in "2020-03-12".
pub fn calendar_day(date: &str) -> String {
    let at = js_sys::Date::parse(date);
    Style::CalendarDay
        .write(&at.into())
        .unwrap_or_else(|| date.to_owned())
}

fn number(text: &str, style: Style) -> String {
    style.write(&text.into()).unwrap_or_else(|| text.to_owned())
}

fn date_time(at: Timestamp, style: Style) -> String {
    // A number of seconds that a block can bear is far below 2^53, so exact as a float.
    let milliseconds = at.0.saturating_mul(1_000) as f64;
    style
        .write(&milliseconds.into())
        .unwrap_or_else(|| at.0.to_string())
}
