use super::threshold_text;
use crate::alert::{Level, term_text};
use crate::engine::view::{LogEntry, LogKind, LogTopic};
use crate::ui::format;
use crate::ui::words::Standing;

/// One line of the log.
pub fn log_line(what: &LogKind) -> String {
    match what {
        LogKind::Called {
            level,
            health,
            repeated,
            pre_liquidation,
            ..
        } => format!(
            "{}: called{} at a health factor of {}",
            Standing::At(*level).word(*pre_liquidation),
            if *repeated { " again" } else { "" },
            format::health(*health)
        ),
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
            let changes = changes.iter();
            let changes = changes.map(|(symbol, change)| term_text(symbol, *change));
            format!("Rules changed: {}", changes.collect::<Vec<_>>().join(", "))
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
    let why = match &line.what {
        LogKind::Called {
            level,
            threshold,
            block_number,
            repeated: false,
            ..
        } => {
            let twice = match level.enters_at_once() {
                true => "",
                false => " and the one before",
            };
            let up_to = match level {
                Level::Liquidatable => "below 1".to_owned(),
                _ => format!(
                    "at or below the threshold of {}",
                    threshold_text(*threshold)
                ),
            };
            Some(format!(
                "{up_to}, as read in block {}{twice}",
                format::integer(*block_number)
            ))
        }
        _ => None,
    };
    let shown = line
        .shown_at
        .map(|at| format!("shown by the browser at {}", format::time(at)));
    let pushed = line
        .pushed_at
        .map(|at| format!("taken by the push server at {}", format::time(at)));
    let nowhere = line.tag.is_some() && shown.is_none() && pushed.is_none();
    let nowhere = nowhere.then(|| "on this page only".to_owned());
    let all: Vec<String> = [why, shown, pushed, nowhere]
        .into_iter()
        .flatten()
        .collect();
    let text = all.join("; ");
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), letters.as_str()))
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
