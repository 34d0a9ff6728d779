use crate::alert::term_text;
use crate::engine::view::LogKind;
use crate::ui::format;
use crate::ui::words::Standing;

/// One line of the log.
pub fn log_line(what: &LogKind) -> String {
    match what {
        LogKind::Called {
            level,
            health,
            pre_liquidation,
        } => format!(
            "{}: called at a health factor of {}",
            Standing::At(*level).word(*pre_liquidation),
            format::health(*health)
        ),
        LogKind::Acknowledged => "Marked as seen".to_owned(),
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
