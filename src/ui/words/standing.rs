use super::health::pre;
use crate::alert::{DataState, Lasts, Level};
use crate::engine::view::{PositionView, SessionView};
use crate::risk::Health;
use crate::ui::icon::Icon;

/// What stands beside the worst position, where there is more.
pub fn other_positions(session: &SessionView) -> Option<String> {
    let (_, others) = session.positions().split_first()?;
    let standings = others.iter().map(|one| Standing::of(one, session));
    let unsure = |one: &Standing| matches!(one, Standing::Unknown | Standing::Unconfirmed);
    let unsure = standings.filter(unsure).count();
    let count = match others.len() {
        0 => return None,
        1 => "1 other position".to_owned(),
        several => format!("{several} other positions"),
    };
    Some(match (others.len(), unsure) {
        (1, 0) => format!("{count} stands better."),
        (_, 0) => format!("{count} stand better."),
        (1, _) => format!("{count} is not known for sure."),
        (_, unsure) => format!("{count}, {unsure} of them not known for sure."),
    })
}

/// How a position stands, as a person is told: by colour, picture and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What was read is old, or nothing was read: nothing is known now.
    Unknown,
    /// On no level by the number that is shown, and that number is contradicted.
    Unconfirmed,
    /// Nothing is owed.
    NoDebt,
    /// Above all levels.
    Clear,
    /// At a level.
    At(Level),
}

impl Standing {
    /// How `position` stands with what is known of its chain. A level is said also where it is
    /// contradicted; that all is well is not.
    pub fn of(position: &PositionView, session: &SessionView) -> Self {
        let data = session.data(position.key.chain).map(|data| data.state);
        let is_read = matches!(data, Some(DataState::Fresh | DataState::Divergent));
        if !is_read || !position.is_known {
            return Self::Unknown;
        }
        match Self::at(position.health, position.alarm.level) {
            Self::Clear | Self::NoDebt if !session.is_confirmed(position) => Self::Unconfirmed,
            standing => standing,
        }
    }

    /// How a health at a level stands.
    pub fn at(health: Health, level: Option<Level>) -> Self {
        match (level, health) {
            (Some(level), _) => Self::At(level),
            (None, Health::NoDebt) => Self::NoDebt,
            (None, Health::Ratio(_)) => Self::Clear,
        }
    }

    /// The name of its colours in the style sheet.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Unconfirmed => "unconfirmed",
            Self::NoDebt => "none",
            Self::Clear => "clear",
            Self::At(level) => level.id(),
        }
    }

    /// Its word; `partial`: for what a pre-liquidation contract may take.
    pub fn word(self, partial: bool) -> &'static str {
        match self {
            Self::At(Level::Liquidatable) if partial => "Pre-liquidatable",
            Self::Unknown => "Not known now",
            Self::Unconfirmed => "Unconfirmed",
            Self::NoDebt => "No debt",
            Self::Clear => "Healthy",
            Self::At(level) => level.word(),
        }
    }

    /// Its picture.
    pub fn icon(self) -> Icon {
        match self {
            Self::Unknown | Self::Unconfirmed => Icon::Question,
            Self::NoDebt => Icon::Dash,
            Self::Clear => Icon::Check,
            Self::At(Level::Watch) => Icon::Eye,
            Self::At(Level::Call) => Icon::Bell,
            Self::At(Level::Urgent) => Icon::Triangle,
            Self::At(Level::Liquidatable) => Icon::Octagon,
        }
    }

    /// What it means for the person; `partial` as for [`word`](Self::word), `halted`: the market
    /// has paused liquidation.
    pub fn meaning(self, partial: bool, halted: bool) -> &'static str {
        match self {
            Self::Unknown => "Last known numbers. Not current.",
            Self::Unconfirmed => "Above all your thresholds, if this number is right.",
            Self::NoDebt => "Nothing is owed, so nothing can be liquidated.",
            Self::Clear => "Above all your thresholds.",
            Self::At(Level::Watch) => "Below your watch threshold.",
            Self::At(Level::Call) => "Time to act: add collateral or repay.",
            Self::At(Level::Urgent) if partial => {
                "Act now: after a small move a contract that you authorised may close a part of it."
            }
            Self::At(Level::Urgent) => "Act now: a small move liquidates it.",
            Self::At(Level::Liquidatable) if partial => {
                "A contract that you authorised may close a part of it now, at a penalty."
            }
            Self::At(Level::Liquidatable) if halted => {
                "The market has paused liquidation. The moment it resumes, anyone may liquidate this, and keep the penalty."
            }
            Self::At(Level::Liquidatable) => "Anyone may liquidate this now, and keep the penalty.",
        }
    }

    /// What it would mean where prices are supposed; `partial` and `halted` as for
    /// [`meaning`](Self::meaning).
    pub fn would_mean(self, partial: bool, halted: bool) -> &'static str {
        match self {
            // Of what is not known nothing is supposed.
            Self::Unknown | Self::Unconfirmed => self.meaning(partial, halted),
            Self::NoDebt => "Then still nothing is owed.",
            Self::Clear => "Then still above all your thresholds.",
            Self::At(Level::Watch) => "Then below your watch threshold.",
            Self::At(Level::Call) => "Then below your margin call threshold.",
            Self::At(Level::Urgent) if partial => {
                "Then a small move more, and a contract that you authorised could close a part of it."
            }
            Self::At(Level::Urgent) => "Then a small move more would liquidate it.",
            Self::At(Level::Liquidatable) if partial => {
                "Then a contract that you authorised could close a part of it, at a penalty."
            }
            Self::At(Level::Liquidatable) if halted => {
                "Then anyone could liquidate it once the market resumes liquidation."
            }
            Self::At(Level::Liquidatable) => {
                "Then anyone could liquidate it, and keep the penalty."
            }
        }
    }

    /// What it means where interest alone is why, and not the health: it lasts so long. `would`: where prices are
    /// supposed; `partial` as for [`meaning`](Self::meaning).
    pub fn by_time(self, lasts: Lasts, would: bool, partial: bool) -> String {
        let (pre, lasts) = (pre(partial), lasts.in_words());
        let act = match self {
            _ if would => {
                return format!(
                    "Then interest alone would {pre}liquidate it in {lasts}, at today’s rates."
                );
            }
            Self::At(Level::Call) => " Time to act: repay or add collateral.",
            Self::At(Level::Urgent | Level::Liquidatable) => " Act now: repay or add collateral.",
            _ => "",
        };
        format!("Interest alone {pre}liquidates it in {lasts}, at today’s rates.{act}")
    }

    /// Whether it is said at once rather than when the screen reader is done.
    pub fn interrupts(self) -> bool {
        matches!(self, Self::At(Level::Urgent | Level::Liquidatable))
    }
}
