use serde::{Deserialize, Serialize};

use super::Level;

const MINUTES_A_DAY: u16 = 1_440;

/// A part of each day in which what is not urgent waits, by the clock on the person's wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// From this minute of the day on.
    from: u16,
    /// Up to this one; the next day's where it is no later.
    to: u16,
}

/// Why typed times are no quiet hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuietError {
    /// One of them is no time of day.
    #[error("not a time of day")]
    NotATime,
    /// They are the same: that would be always, or never.
    #[error("the same time twice")]
    Same,
}

impl QuietHours {
    /// From one time of day to another, as typed.
    ///
    /// # Errors
    /// [`QuietError`] where they are none, or the same.
    ///
    /// ```
    /// use margin_call::alert::{QuietError, QuietHours};
    ///
    /// let night = QuietHours::parse("22:30", "07:00").unwrap();
    /// assert_eq!(night.text(), ["22:30", "07:00"]);
    /// assert_eq!(QuietHours::parse("22:30", "24:00"), Err(QuietError::NotATime));
    /// ```
    pub fn parse(from: &str, to: &str) -> Result<Self, QuietError> {
        let (from, to) = (minute(from)?, minute(to)?);
        match from == to {
            true => Err(QuietError::Same),
            false => Ok(Self { from, to }),
        }
    }

    /// Both times, as they are typed.
    #[must_use]
    pub fn text(self) -> [String; 2] {
        [self.from, self.to].map(|minute| {
            let (hour, minute) = (minute.div_euclid(60), minute.rem_euclid(60));
            format!("{hour:02}:{minute:02}")
        })
    }

    /// Whether a notice of this level waits for their end: nothing that is urgent does.
    #[must_use]
    pub fn hold_back(self, level: Level) -> bool {
        level <= Level::Call
    }

    /// After how many seconds they end; none where it is not in them, at this second of the day.
    #[must_use]
    pub fn end_after_s(self, second_of_day: u32) -> Option<u32> {
        let day = u32::from(MINUTES_A_DAY).saturating_mul(60);
        let second = |minute: u16| u32::from(minute).saturating_mul(60);
        // Of both the time since they began, and how long they are: each less than a day, however stored.
        let since = |then: u32| {
            let now = second_of_day.rem_euclid(day).saturating_add(day);
            now.saturating_sub(then.rem_euclid(day)).rem_euclid(day)
        };
        let lasts = |from: u32, to: u32| {
            let to = to.rem_euclid(day).saturating_add(day);
            to.saturating_sub(from.rem_euclid(day)).rem_euclid(day)
        };
        let (from, to) = (second(self.from), second(self.to));
        lasts(from, to)
            .checked_sub(since(from))
            .filter(|left| *left > 0)
    }
}

/// A minute of the day, from `hours:minutes`.
fn minute(typed: &str) -> Result<u16, QuietError> {
    let (hour, minute) = typed.trim().split_once(':').ok_or(QuietError::NotATime)?;
    let number = |text: &str, most: u16| {
        let is_plain =
            (1..=2).contains(&text.len()) && text.bytes().all(|one| one.is_ascii_digit());
        let number = text
            .parse::<u16>()
            .ok()
            .filter(|number| is_plain && *number < most);
        number.ok_or(QuietError::NotATime)
    };
    Ok(number(hour, 24)?
        .saturating_mul(60)
        .saturating_add(number(minute, 60)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u32 = 3_600;

    #[test]
    fn a_night_goes_over_midnight_and_a_nap_does_not() {
        let night = QuietHours::parse("22:30", "7:00").unwrap();
        let at = |hours: u32, minutes: u32| night.end_after_s(hours * HOUR + minutes * 60);
        assert_eq!(at(22, 29), None);
        assert_eq!(at(22, 30), Some(8 * HOUR + 1_800));
        assert_eq!(at(0, 0), Some(7 * HOUR));
        assert_eq!(night.end_after_s(7 * HOUR - 1), Some(1));
        assert_eq!(at(7, 0), None);
        let nap = QuietHours::parse("13:00", "14:00").unwrap();
        assert_eq!(nap.end_after_s(13 * HOUR), Some(HOUR));
        assert_eq!(nap.end_after_s(14 * HOUR), None);
        assert_eq!(nap.end_after_s(12 * HOUR), None);
    }

    #[test]
    fn nothing_urgent_waits() {
        let night = QuietHours::parse("22:30", "7:00").unwrap();
        let waits = Level::ALL.map(|level| night.hold_back(level));
        assert_eq!(waits, [true, true, false, false]);
    }

    #[test]
    fn what_is_no_time_is_said() {
        for (from, to) in [
            ("", "7:00"),
            ("22", "7:00"),
            ("22:60", "7:00"),
            ("-1:00", "7:00"),
            ("007:00", "7:00"),
        ] {
            assert_eq!(
                QuietHours::parse(from, to),
                Err(QuietError::NotATime),
                "{from}"
            );
        }
        assert_eq!(QuietHours::parse("7:00", "07:00"), Err(QuietError::Same));
    }
}
