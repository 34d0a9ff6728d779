use crate::engine::view::{PositionView, Scenario, WORST_DAYS};
use crate::math::BasisPoints;
use crate::ui::format;

/// How far prices can be asked to fall, in whole percent.
pub const MOST_PERCENT: u16 = 90;

/// What a person asks about a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// Nothing: it is as it is.
    #[default]
    Nothing,
    /// A fall of all volatile collateral together, in whole percent.
    Fall(u16),
    /// Prices that fall as on one of the [`WORST_DAYS`].
    Day(usize),
}

impl Asked {
    /// What would be then; none where nothing is asked, or can be said.
    pub fn of(self, position: &PositionView) -> Option<Scenario> {
        match self {
            Self::Nothing => None,
            Self::Fall(percent) => position.what_if.common_fall(bps(percent)),
            Self::Day(day) => position.what_if.worst_day(WORST_DAYS.get(day)?),
        }
    }

    /// In a few words.
    pub fn words(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Fall(percent) => format!("after −{}", format::percent(bps(percent).to_wad())),
            Self::Day(day) => {
                let day = WORST_DAYS
                    .get(day)
                    .map(|day| format::calendar_day(day.date));
                format!("on {}", day.unwrap_or_default())
            }
        }
    }

    /// Where the slider stands.
    pub fn percent(self) -> u16 {
        match self {
            Self::Fall(percent) => percent,
            Self::Nothing | Self::Day(_) => 0,
        }
    }
}

fn bps(percent: u16) -> BasisPoints {
    BasisPoints::from_raw(percent.saturating_mul(100))
}
