use crate::alert::Phase;
use crate::ui::format;

/// Whether the person is asked to say that they have seen it.
pub fn is_open(phase: Phase) -> bool {
    matches!(phase, Phase::Firing(_) | Phase::Liquidated)
}

/// How the margin call stands, where there is something to say.
pub fn episode(phase: Phase) -> Option<String> {
    match phase {
        Phase::Unknown | Phase::Ok | Phase::Firing(_) | Phase::Liquidated => None,
        Phase::Pending(_) => Some("The next block decides whether this is called.".to_owned()),
        Phase::Acknowledged { until, .. } => Some(format!(
            "Seen. Called again at a worse level, or after {}.",
            format::day_and_time(until)
        )),
        Phase::Snoozed { until, .. } => Some(format!(
            "Put off. Called again at a worse level, or after {}.",
            format::day_and_time(until)
        )),
        Phase::Clearing(_) => Some("Recovering. Clear once it has held for a while.".to_owned()),
    }
}
