use super::threshold_text;
use crate::alert::{Level, term_text, what_moved};
use crate::engine::view::{ByTime, LogEntry, LogKind, LogTopic};
use crate::ui::format;
use crate::ui::words::Standing;

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
        LogKind::Liquidated => "Liquidated: collateral was seized".to_owned(),
        LogKind::RulesChanged { changes } => {
            let moved: Vec<_> = changes.iter().map(|(_, change)| *change).collect();
            let changes = changes.iter();
            let changes = changes.map(|(symbol, change)| term_text(symbol, *change));
            let changes = changes.collect::<Vec<_>>().join(", ");
            format!("{}: {changes}", what_moved(&moved))
        }
        LogKind::Disputed => "Two endpoints disagreed; the worse answer counted".to_owned(),
        LogKind::MaybeLiquidated => {
            "Collateral and debt both fell, perhaps by a liquidation".to_owned()
        }
        LogKind::LostSight => "Not watching: the chain could not be read".to_owned(),
        LogKind::WatchingAgain { gap } => format!(
            "Watching again; not watched from {} to {}",
            format::day_and_time(gap.from),
            format::day_and_time(gap.to)
        ),
        LogKind::Sent { hash } => format!("Transaction sent: {hash}"),
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
