use crate::alert::{
    Ladder, LadderError, Level, QuietError, QuietHours, RateError, ThresholdError, parse_threshold,
};
use crate::math::Wad;
use crate::math::decimal::{self, DecimalError};
use crate::risk::Health;
use crate::ui::format;
use crate::ui::words::Standing;

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
pub fn ladder_problem(problem: Option<LadderError>) -> Option<&'static str> {
    problem.map(|_| "Not set. The earlier thresholds are still in force.")
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

/// What holds for a position whose collateral and debt move together.
pub fn tighter(ladder: &Ladder) -> String {
    let [watch, call, urgent] = [Level::Watch, Level::Call, Level::Urgent]
        .map(|level| threshold_text(ladder.threshold(level)));
    format!(
        "Where collateral and debt move together: {watch}, {call} and {urgent}, until you set your own."
    )
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

/// Why there are no such hours.
pub const fn quiet_problem(problem: QuietError) -> &'static str {
    match problem {
        QuietError::NotATime => "Enter two times of day, like 22:00 and 07:00.",
        QuietError::Same => "From and to are the same time.",
    }
}

/// Why there is no such limit.
pub const fn rate_problem(problem: RateError) -> &'static str {
    match problem {
        RateError::NotANumber => "Enter a percentage, like 25.",
        RateError::OutOfRange => "Enter a percentage from 1 to 1000.",
    }
}
