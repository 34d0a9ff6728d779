use super::episode::taking_line;
use super::queued::{queued_changes, queued_headline, queued_source, queued_unread};
use super::standing::Standing;
use super::thresholds::threshold_text;
use crate::alert::{Level, health_moves, term_text, what_moved};
use crate::chain::{ChainFacts, short_address};
use crate::engine::view::{ByTime, LogEntry, LogKind, LogTopic};
use crate::ui::format::{self, Round};

/// One line of the log.
pub fn log_line(what: &LogKind) -> String {
    match what {
        LogKind::Called {
            level,
            health,
            by_time,
            repeated,
            pre_liquidation,
            ..
        } => {
            let word = Standing::At(*level).word(*pre_liquidation);
            let again = if *repeated { " again" } else { "" };
            let health = format::health(*health);
            match by_time {
                Some(ByTime { lasts, .. }) => format!(
                    "{word}: called{again} with {} left on interest alone, at a health factor of {health}",
                    lasts.in_words()
                ),
                None => format!("{word}: called{again} at a health factor of {health}"),
            }
        }
        LogKind::Acknowledged => "Marked as seen".to_owned(),
        LogKind::Snoozed { until } => format!("Snoozed until {}", format::day_and_time(*until)),
        LogKind::Cleared { health } => {
            format!(
                "Recovered to a health factor of {}",
                format::health(*health)
            )
        }
        LogKind::Relaxed { health } => format!(
            "No longer called, by other thresholds, at a health factor of {}",
            format::health(*health)
        ),
        LogKind::Liquidated => "Liquidated: collateral was seized".to_owned(),
        LogKind::Seized { takings } => {
            let all = takings.iter().map(taking_line).collect::<Vec<_>>();
            format!("Liquidated: {}", all.join("; "))
        }
        LogKind::RulesChanged {
            changes,
            without,
            health,
            ..
        } => {
            let moved: Vec<_> = changes.iter().map(|(_, change)| *change).collect();
            let changes = changes.iter();
            let changes = changes.map(|(symbol, change)| term_text(symbol, *change));
            let changes = changes.collect::<Vec<_>>().join(", ");
            let health = without.zip(*health);
            let health = health.and_then(|(before, after)| health_moves(before, after));
            let health = health.map_or_else(String::new, |moved| format!(", health {moved}"));
            format!("{}: {changes}{health}", what_moved(&moved))
        }
        LogKind::ChangeQueued {
            earliest,
            changes,
            before,
            after,
            ..
        } => {
            let headline = queued_headline(*earliest, *before, *after);
            match changes.is_empty() {
                true => headline,
                false => format!("{headline}: {}", queued_changes(changes)),
            }
        }
        LogKind::QueuedUnread { chain, earliest } => {
            let name = ChainFacts::of(*chain).map_or("another chain", |facts| facts.name);
            format!("{name}: {}", queued_unread(1, *earliest))
        }
        LogKind::QueueDropped { earliest } => format!(
            "The change queued for {} is off",
            format::day_and_time(*earliest)
        ),
        LogKind::Disputed => "Two endpoints disagreed; the worse answer counted".to_owned(),
        LogKind::MaybeLiquidated => "Collateral fell, perhaps by a liquidation".to_owned(),
        LogKind::LostSight => "Not watching: the chain could not be read".to_owned(),
        LogKind::WatchingAgain { gap } => format!(
            "Watching again; not watched from {} to {}",
            format::day_and_time(gap.from),
            format::day_and_time(gap.to)
        ),
        LogKind::Sent { hash } => format!("Transaction sent: {hash}"),
        LogKind::ApprovalLeft {
            symbol,
            amount,
            spender,
            ..
        } => {
            let left = amount.map_or_else(
                || format!("{symbol} without limit"),
                |amount| format!("{} {symbol}", format::amount(amount, Round::Up)),
            );
            format!(
                "Left over of a permission: {} may still take {left}",
                short_address(*spender)
            )
        }
        LogKind::ToppedUp { health } => {
            format!(
                "Topped up to a health factor of {}",
                format::health(*health)
            )
        }
    }
}

/// Why a line came to be, and how it reached the person.
pub fn log_more(line: &LogEntry) -> Option<String> {
    let shown = line
        .shown_at
        .map(|at| format!("Shown by the browser at {}.", format::time(at)));
    let pushed = line
        .pushed_at
        .map(|at| format!("Taken by the push server at {}.", format::time(at)));
    let is_page_only = line.tag.is_some() && shown.is_none() && pushed.is_none();
    let nowhere = is_page_only.then(|| "On this page only.".to_owned());
    let all: Vec<String> = [why(&line.what), shown, pushed, nowhere]
        .into_iter()
        .flatten()
        .collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Why it was called.
fn why(what: &LogKind) -> Option<String> {
    if let LogKind::ChangeQueued { block_number, .. } = what {
        return Some(queued_source(*block_number));
    }
    if let LogKind::RulesChanged {
        without,
        block_number: Some(block_number),
        ..
    } = what
    {
        let block = format::integer(*block_number);
        return Some(match without {
            Some(_) => format!("Both at the prices of block {block}."),
            None => format!("As read in block {block}."),
        });
    }
    let LogKind::Called {
        level,
        threshold,
        by_time,
        block_number,
        repeated: false,
        ..
    } = what
    else {
        return None;
    };
    let up_to = match (by_time, level) {
        (Some(by_time), _) => format!(
            "No longer than the threshold of {} on interest alone, at the rates",
            by_time.threshold.in_words()
        ),
        (None, Level::Liquidatable) => "Below 1".to_owned(),
        (None, _) => format!(
            "At or below the threshold of {}",
            threshold_text(*threshold)
        ),
    };
    let twice = match level.enters_at_once() && by_time.is_none() {
        true => "",
        false => " and the one before",
    };
    Some(format!(
        "{up_to}, as read in block {}{twice}.",
        format::integer(*block_number)
    ))
}

/// What lines can be chosen by.
pub const fn log_topic(topic: LogTopic) -> &'static str {
    match topic {
        LogTopic::Calls => "Calls and answers",
        LogTopic::Rules => "Rules of markets",
        LogTopic::Watch => "The watch itself",
        LogTopic::TopUps => "Top-ups",
    }
}
