use super::standing::Standing;
use crate::alert::{
    Ladder, LadderError, Level, Limit, LimitError, QuietError, QuietHours, ThresholdError,
    parse_threshold,
};
use crate::engine::view::{LadderProblem, PositionAlarm, Whose};
use crate::math::Wad;
use crate::math::decimal::{self, DecimalError};
use crate::risk::Health;
use crate::ui::format;

/// What thresholds are of, each typed in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Health,
    Time,
}

impl Of {
    /// That no level may begin where it ends.
    const fn too_late(self) -> &'static str {
        match self {
            Self::Health => "Must be above 1: at 1 it is too late.",
            Self::Time => "Must be more than 0.",
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Health => "Type a health factor like 1.25, or a distance like 20%.",
            Self::Time => "Type days like 1.5, or hours like 12 h.",
        }
    }
}

/// What is wrong with the threshold of `level`, when the problem is there.
pub fn ladder_problem_at(problem: Option<LadderError>, level: Level, of: Of) -> Option<String> {
    match problem? {
        LadderError::Threshold { level: at, reason } if at == level => {
            Some(threshold_problem(reason, of).to_owned())
        }
        LadderError::OutOfOrder { milder, worse } if worse == level => Some(match worse {
            Level::Liquidatable => of.too_late().to_owned(),
            _ => format!("Must be below “{}”.", Standing::At(milder).word(false)),
        }),
        // Liquidation is nobody's choice, so what collides with it is said at the level above.
        LadderError::OutOfOrder {
            milder,
            worse: Level::Liquidatable,
        } if milder == level => Some(of.too_late().to_owned()),
        _ => None,
    }
}

/// What is wrong with all three together.
pub const fn ladder_problem(problem: LadderProblem) -> &'static str {
    match problem {
        LadderProblem::Typed(_) => "Not set. The earlier thresholds are still in force.",
        LadderProblem::TooMany => "Not set. Too many positions have thresholds of their own.",
    }
}

fn threshold_problem(reason: ThresholdError, of: Of) -> &'static str {
    match reason {
        ThresholdError::Number(DecimalError::Empty) => "Type a number.",
        ThresholdError::Number(DecimalError::NotANumber) => of.example(),
        ThresholdError::Number(DecimalError::TooPrecise) => "Too many digits.",
        ThresholdError::Number(DecimalError::TooLarge) => "Too large.",
        ThresholdError::Distance => "A distance is below 100%.",
        ThresholdError::TooLong => "At most 365 days.",
    }
}

/// What holds where a person typed nothing.
pub fn by_default(ladder: &Ladder) -> String {
    format!("{} by default.", listed(ladder, threshold_text))
}

/// Where a position is called, and by whose thresholds.
pub fn called_at(alarm: &PositionAlarm) -> String {
    let short = |threshold| format::health_short(Health::Ratio(threshold));
    let ladder = listed(&alarm.ladder, short);
    match alarm.whose {
        Whose::Usual => format!("Called at {ladder}"),
        Whose::Correlated => format!("Called at {ladder} · moves together"),
        Whose::Own => format!("Called at {ladder} · own thresholds"),
    }
}

fn listed(ladder: &Ladder, text: impl Fn(Wad) -> String) -> String {
    let levels = [Level::Watch, Level::Call, Level::Urgent];
    levels.map(|level| text(ladder.threshold(level))).join(", ")
}

/// A threshold as a person would type it: as a distance where that is shorter and means exactly
/// the same, else as the health factor with all its digits.
pub fn threshold_text(threshold: Wad) -> String {
    let health_factor = format::wad_exact(threshold);
    // A distance in percent has two digits fewer after the point than as a share. A threshold is
    // rounded up from a distance, so the distance of a threshold is one unit short at most.
    let distance = Health::Ratio(threshold).distance().map(|distance| {
        [
            distance.raw(),
            distance.raw().saturating_add(alloy::primitives::U256::ONE),
        ]
        .map(|raw| format!("{}%", decimal::format_floor(raw, 16, 16)))
    });
    distance
        .into_iter()
        .flatten()
        .find(|text| text.len() <= health_factor.len() && parse_threshold(text) == Ok(threshold))
        .unwrap_or(health_factor)
}
/// When what is not urgent waits, and whether something does.
pub fn quiet_hours(hours: Option<QuietHours>, waits: bool) -> String {
    let Some(hours) = hours else {
        return "Watch and margin calls wait until they end. Urgent calls, and that nobody is watching, never wait."
            .to_owned();
    };
    let [from, to] = hours.text();
    match waits {
        true => format!("A call waits until {to}. It is on this page."),
        false => format!(
            "From {from} to {to} watch and margin calls wait. Urgent calls, and that nobody is watching, do not."
        ),
    }
}

/// The same in a few words.
pub fn quiet_hours_set(hours: Option<QuietHours>) -> String {
    match hours.map(QuietHours::text) {
        None => "Off".to_owned(),
        Some([from, to]) => format!("{from} to {to}"),
    }
}

/// The thresholds of the health in force, in a few words.
pub fn ladder_set(ladder: &Ladder) -> String {
    let levels = [Level::Watch, Level::Call, Level::Urgent];
    let each = levels.map(|level| format::health_short(Health::Ratio(ladder.threshold(level))));
    each.join(" / ")
}

/// Why there are no such hours.
pub const fn quiet_problem(problem: QuietError) -> &'static str {
    match problem {
        QuietError::NotATime => "Enter two times of day, like 22:00 and 07:00.",
        QuietError::Same => "From and to are the same time.",
    }
}

/// Why there is no such limit.
pub fn limit_problem<const STANDARD: u64, const MOST: u64>(
    _: Limit<STANDARD, MOST>,
    problem: LimitError,
) -> String {
    match problem {
        LimitError::NotANumber => format!("Enter a percentage, like {STANDARD}."),
        LimitError::OutOfRange => format!("Enter a percentage from 1 to {MOST}."),
    }
}
