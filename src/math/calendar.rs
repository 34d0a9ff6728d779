use super::Timestamp;

/// A moment as people write it, at Greenwich (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// From 1, January, to 12.
    pub month: u8,
    /// From 1 on.
    pub day: u8,
    /// From 0 to 23.
    pub hour: u8,
    /// From 0 to 59.
    pub minute: u8,
}

const DAY_S: u64 = 86_400;

/// From 1 March of the year 0 to 1 January 1970.
const DAYS_BEFORE: u64 = 719_468;

/// After so many days the calendar repeats itself: 400 years.
const CYCLE: u64 = 146_097;

impl From<Timestamp> for Calendar {
    /// By the rule of the Gregorian calendar, its years counted from 1 March: so its leap day is the last.
    fn from(at: Timestamp) -> Self {
        let days = at.0.div_euclid(DAY_S).saturating_add(DAYS_BEFORE);
        let in_cycle = days.rem_euclid(CYCLE);
        // Without the leap days: one in 4 years, none in 100, one in 400.
        let leaps = [1_460, CYCLE.saturating_sub(1)].map(|every| in_cycle.div_euclid(every));
        let plain = in_cycle
            .saturating_add(in_cycle.div_euclid(36_524))
            .saturating_sub(leaps.iter().sum());
        let year = plain.div_euclid(365);
        let before = year
            .saturating_mul(365)
            .saturating_add(year.div_euclid(4))
            .saturating_sub(year.div_euclid(100));
        let in_year = in_cycle.saturating_sub(before);
        // Five months have 153 days, from March and from August on.
        let months = in_year.saturating_mul(5).saturating_add(2).div_euclid(153);
        let first = months.saturating_mul(153).saturating_add(2).div_euclid(5);
        let second = at.0.rem_euclid(DAY_S);
        let small = |number: u64| u8::try_from(number).unwrap_or_default();
        Self {
            month: small(months.saturating_add(2).rem_euclid(12).saturating_add(1)),
            day: small(in_year.saturating_sub(first).saturating_add(1)),
            hour: small(second.div_euclid(3_600)),
            minute: small(second.rem_euclid(3_600).div_euclid(60)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_follows_the_one_before() {
        let lengths = |leap| {
            [
                31,
                if leap { 29 } else { 28 },
                31,
                30,
                31,
                30,
                31,
                31,
                30,
                31,
                30,
                31,
            ]
        };
        let mut days = 0;
        for year in 1970_u64..2450 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (month, length) in (1..).zip(lengths(leap)) {
                for day in 1..=length {
                    let at = Timestamp(days * DAY_S + 14 * 3_600 + 5 * 60 + 59);
                    let expected = Calendar {
                        month,
                        day,
                        hour: 14,
                        minute: 5,
                    };
                    assert_eq!(Calendar::from(at), expected, "{year}");
                    days += 1;
                }
            }
        }
        // Whatever an endpoint says.
        assert!((1..=12).contains(&Calendar::from(Timestamp(u64::MAX)).month));
    }
}
