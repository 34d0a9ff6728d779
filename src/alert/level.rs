use serde::{Deserialize, Serialize};

/// How near a position is to liquidation; a later one is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth a look.
    Watch,
    /// The margin call: time to act.
    Call,
    /// Act now.
    Urgent,
    /// Anyone may liquidate.
    Liquidatable,
}

impl Level {
    /// Every level, from the mildest to the worst.
    pub const ALL: [Self; 4] = [Self::Watch, Self::Call, Self::Urgent, Self::Liquidatable];

    /// The level's name in events and storage; never changes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Call => "call",
            Self::Urgent => "urgent",
            Self::Liquidatable => "liquidatable",
        }
    }

    /// The level's name in words.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Watch => "Watch",
            Self::Call => "Margin call",
            Self::Urgent => "Urgent",
            Self::Liquidatable => "Liquidatable",
        }
    }

    /// Whether one block is enough to enter it by the health. The milder levels wait for a second block, so
    /// that one odd price does not wake anybody; here a block's delay could cost the collateral.
    #[must_use]
    pub const fn enters_at_once(self) -> bool {
        matches!(self, Self::Urgent | Self::Liquidatable)
    }

    /// For how long a notice of this level can be put off, in seconds, the shortest first. What is
    /// urgent stays quiet for no longer than where it was marked as seen.
    #[must_use]
    pub const fn snoozes_s(self) -> [u64; 3] {
        match self {
            Self::Watch | Self::Call => [3_600, 4 * 3_600, 24 * 3_600],
            Self::Urgent | Self::Liquidatable => [900, 1_800, 3_600],
        }
    }

    /// The longest of them.
    pub(super) const fn snooze_at_most_s(self) -> u64 {
        let [_, _, longest] = self.snoozes_s();
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worse_level_is_greater_than_a_milder_one_and_than_none() {
        assert!(Level::ALL.is_sorted());
        assert!(Some(Level::Watch) > None);
    }

    #[test]
    fn each_time_to_put_off_is_longer_than_the_one_before() {
        for level in Level::ALL {
            let [shortest, _, longest] = level.snoozes_s();
            assert!(level.snoozes_s().is_sorted_by(|one, next| one < next));
            assert!(shortest >= 900 && longest <= 86_400);
        }
    }

    #[test]
    fn the_stored_name_is_the_id() {
        for level in Level::ALL {
            let stored = serde_json::to_string(&level).unwrap();
            assert_eq!(stored, format!("\"{}\"", level.id()));
        }
    }
}
