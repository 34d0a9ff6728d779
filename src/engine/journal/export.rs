//! The journal for other programs: the same fields as JSON and as CSV.

use serde_json::{Map, Value};

use super::super::view::{LogEntry, LogKind};
use crate::alert::Lasts;
use crate::math::{Timestamp, Wad, decimal};
use crate::protocols::{Part, TermChange, TermValue};
use crate::risk::Health;

/// The words of a line, and a time as ISO 8601: who shows it has both.
type Words<'a> = (
    &'a dyn Fn(&LogKind) -> String,
    &'a dyn Fn(Timestamp) -> String,
);

/// All lines as a list of objects; what does not apply to a line is not in it.
///
/// ```
/// use margin_call::engine::journal_json;
/// use margin_call::engine::view::{LogEntry, LogKind};
/// use margin_call::math::Timestamp;
///
/// let line = LogEntry::new(Timestamp(1_800_000_000), None, LogKind::Acknowledged);
/// let text = journal_json(&[line], &|_| "Marked as seen".into(), &|at| at.0.to_string());
/// assert!(text.contains(r#""event": "acknowledged""#));
/// ```
#[must_use]
pub fn journal_json(
    lines: &[LogEntry],
    words: &dyn Fn(&LogKind) -> String,
    iso: &dyn Fn(Timestamp) -> String,
) -> String {
    let object = |line: &LogEntry| {
        let fields = NAMES.into_iter().zip(fields(line, (words, iso)));
        let said = fields.filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
        Value::Object(said.collect::<Map<_, _>>())
    };
    let all = Value::Array(lines.iter().map(object).collect());
    // A list of texts: there is nothing that JSON could not hold.
    serde_json::to_string_pretty(&all).unwrap_or_default()
}

/// All lines as a table with a head, in the form of RFC 4180.
#[must_use]
pub fn journal_csv(
    lines: &[LogEntry],
    words: &dyn Fn(&LogKind) -> String,
    iso: &dyn Fn(Timestamp) -> String,
) -> String {
    let mut text = NAMES.join(",");
    text.push_str("\r\n");
    for line in lines {
        let cells = fields(line, (words, iso)).map(|value| cell(&value.unwrap_or_default()));
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// The fields, in order.
const NAMES: [&str; 22] = [
    "time",
    "chain",
    "market",
    "market_contract",
    "market_id",
    "account",
    "event",
    "level",
    "health_factor",
    "health_factor_without",
    "threshold",
    "lasts_s",
    "lasts_threshold_s",
    "block",
    "transaction",
    "taken",
    "paid",
    "source_before",
    "source_after",
    "shown_at",
    "pushed_at",
    "words",
];

/// In the order of their names; none where one does not apply.
fn fields(line: &LogEntry, (words, iso): Words<'_>) -> [Option<String>; NAMES.len()] {
    let key = line.position.as_ref();
    let what = &line.what;
    let (level, threshold, by_time, block) = match what {
        LogKind::Called {
            level,
            threshold,
            by_time,
            block_number,
            ..
        } => (
            Some(level.id().to_owned()),
            // Where interest is why, the health is at no such threshold.
            by_time.is_none().then(|| exact(*threshold)),
            *by_time,
            Some(block_number.to_string()),
        ),
        LogKind::Seized { takings } => {
            let block = takings.iter().map(|one| one.block).max();
            (None, None, None, block.map(|block| block.to_string()))
        }
        LogKind::ChangeQueued { block_number, .. } => {
            (None, None, None, Some(block_number.to_string()))
        }
        LogKind::RulesChanged { block_number, .. } => {
            let block = block_number.map(|block| block.to_string());
            (None, None, None, block)
        }
        _ => (None, None, None, None),
    };
    let seconds = |lasts: Lasts| lasts.seconds().to_string();
    let health = match what {
        LogKind::Called { health, .. }
        | LogKind::Cleared { health }
        | LogKind::Relaxed { health }
        | LogKind::ToppedUp { health } => Some(*health),
        LogKind::ChangeQueued { after, .. } => Some(*after),
        LogKind::RulesChanged { health, .. } => *health,
        _ => None,
    };
    let without = match what {
        LogKind::ChangeQueued { before, .. } => Some(*before),
        LogKind::RulesChanged { without, .. } => *without,
        _ => None,
    };
    let ratio = |health| match health {
        Health::NoDebt => None,
        Health::Ratio(ratio) => Some(exact(ratio)),
    };
    let hash = match what {
        LogKind::Sent { hash } => Some(hash.to_string()),
        LogKind::Seized { takings } => {
            let last = takings.iter().max_by_key(|one| one.block);
            last.map(|one| one.transaction.to_string())
        }
        _ => None,
    };
    let (taken, paid) = match what {
        LogKind::Seized { takings } => {
            let taken = takings.iter().flat_map(|one| &one.taken);
            let paid = takings.iter().map(|one| &one.paid);
            (Some(amounts(taken)), Some(amounts(paid)))
        }
        _ => (None, None),
    };
    // Words have contracts in short.
    let contracts = |side: fn(&TermChange) -> TermValue| {
        let LogKind::RulesChanged { changes, .. } = what else {
            return None;
        };
        let all = changes.iter().filter_map(|(_, change)| match side(change) {
            TermValue::Contract(address) => Some(address.to_string()),
            TermValue::Number(_) => None,
        });
        let all: Vec<String> = all.collect();
        Some(all.join(" ")).filter(|all| !all.is_empty())
    };
    [
        Some(iso(line.at)),
        key.map(|key| key.chain.0.to_string()),
        line.market.clone(),
        key.map(|key| key.market.to_string()),
        key.and_then(|key| key.id).map(|id| id.to_string()),
        key.map(|key| key.account.to_string()),
        Some(what.id().to_owned()),
        level,
        health.and_then(ratio),
        without.and_then(ratio),
        threshold,
        by_time.map(|one| seconds(one.lasts)),
        by_time.map(|one| seconds(one.threshold)),
        block,
        hash,
        taken,
        paid,
        contracts(|change| change.before),
        contracts(|change| change.after),
        line.shown_at.map(iso),
        line.pushed_at.map(iso),
        Some(words(what)),
    ]
}

/// Amounts with every digit, each with its token.
fn amounts<'a>(parts: impl Iterator<Item = &'a Part>) -> String {
    let text = |part: &Part| {
        let amount = part.amount.format_floor(part.amount.decimals);
        format!("{amount} {}", part.symbol)
    };
    parts.map(text).collect::<Vec<_>>().join(", ")
}

fn exact(wad: Wad) -> String {
    decimal::format_floor(wad.raw(), 18, 18)
}

/// A cell. What anybody may name begins with no sign that a table would take for a formula.
fn cell(value: &str) -> String {
    let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}
