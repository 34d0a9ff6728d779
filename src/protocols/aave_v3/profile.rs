//! What differs between the releases of Aave v3, visible at a glance.

use serde::{Deserialize, Serialize};

use super::Line;

/// A release, or a fork of one, whose arithmetic we reproduce to the last unit.
///
/// What they share is written once; what differs is one row of rules each. A profile is believed
/// only after it reproduced the six words that the market's own `getUserAccountData` returned at
/// the same block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Profile {
    /// Releases 3.0.0 to 3.0.2.
    V3_0,
    /// Release 3.1.
    V3_1,
    /// Release 3.2.
    V3_2,
    /// Release 3.3.
    V3_3,
    /// Release 3.4.
    V3_4,
    /// Release 3.5.
    V3_5,
    /// Release 3.6.
    V3_6,
    /// Release 3.7.
    V3_7,
    /// SparkLend: the rules of 3.0.
    Spark,
    /// SparkLend with the rounding and the health factor of 3.5.
    SparkDir,
}

/// The rules in which profiles differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// How debt compounds.
    pub compounding: Compounding,
    /// How balances and scaled amounts round.
    pub rounding: Balances,
    /// What the health factor is made of.
    pub health: HealthForm,
    /// How shares in basis points round: what can be borrowed, and what a liquidator takes.
    pub shares: Shares,
    /// A collateral whose own threshold is zero is left out wholly, even in its e-mode.
    pub zero_base_threshold_is_skipped: bool,
    /// Where a collateral's loan-to-value comes from.
    pub loan_to_value: LoanToValue,
    /// What an e-mode category is.
    pub category: CategoryKind,
    /// What is counted as owed.
    pub owed: Owed,
    /// How much a liquidator may repay in one call.
    pub close_factor: CloseFactor,
    /// A reserve may have a grace period, in which nothing of it is liquidated.
    pub has_grace: bool,
    /// A sentinel may hold liquidations back while the chain's sequencer is down.
    pub has_sentinel: bool,
    /// A debt ceiling isolates its asset: it is collateral alone, or not at all.
    pub debt_ceiling_isolates: bool,
    /// A debt is repaid out of a supply that counts only where the account is healthy afterwards.
    pub supplied_repayment_is_checked: bool,
}

/// How debt compounds within `MathUtils.calculateCompoundedInterest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compounding {
    /// The first terms of the binomial series, per second.
    Binomial,
    /// The first terms of the exponential series.
    Exponential,
}

/// How balances and scaled amounts round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Balances {
    /// To the nearest unit; the value of a debt is cut off.
    Nearest,
    /// To the protocol's side: supply down, debt and its value up.
    Protocol,
}

/// What the health factor is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HealthForm {
    /// All collateral times the average threshold, which is cut off to a whole basis point.
    Average,
    /// The sum of collateral times its own threshold.
    Sum,
}

/// How shares in basis points round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shares {
    /// All to the nearest unit.
    Nearest,
    /// What can be borrowed down, and what a liquidator pays for the last collateral up.
    Directed,
    /// That, and what is seized down, and the protocol's part of it up.
    AllDirected,
}

/// Where a collateral's loan-to-value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoanToValue {
    /// Zero where the asset's own is zero, else the e-mode's, else the asset's own.
    BaseGates,
    /// Of an e-mode's collateral the e-mode's, or zero where its `ltvzero` bit is set; of other
    /// collateral its own.
    Category,
    /// The same, and zero for other collateral while the e-mode is isolated.
    MayIsolate,
}

/// What an e-mode category is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CategoryKind {
    /// Its number in a reserve's configuration word makes the reserve a member, as collateral and
    /// as debt. One price may stand for all members.
    Number,
    /// Bitmaps of reserves, one for collateral and one for debt.
    Bitmaps,
}

/// What is counted as owed of a reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owed {
    /// Variable debt and, where any is left, stable-rate debt.
    WithStable,
    /// Variable debt by its scaled amount.
    Variable,
    /// The same; but what the token says of a reserve without virtual accounting, which may
    /// grant discounts.
    TokenSays,
}

/// How much a liquidator may repay in one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseFactor {
    /// Half of the reserve's debt; all of it at a health factor of 0.95 or less.
    HalfOfReserve,
    /// All of the reserve's debt; above 0.95 and 2,000 of the base currency on both sides no more
    /// than half of everything owed. No call may leave less than 1,000 on both sides.
    HalfOfEverything,
}

impl Profile {
    /// Every profile: Aave's own, the newest first, then Spark's.
    pub const ALL: [Self; 10] = [
        Self::V3_7,
        Self::V3_6,
        Self::V3_5,
        Self::V3_4,
        Self::V3_3,
        Self::V3_2,
        Self::V3_1,
        Self::V3_0,
        Self::SparkDir,
        Self::Spark,
    ];

    /// The profiles in the order in which they are tried in a market: its own first.
    pub(super) fn tried(line: Line) -> impl Iterator<Item = Self> {
        let is_own =
            move |one: &Self| (line == Line::Spark) == matches!(one, Self::Spark | Self::SparkDir);
        let own = Self::ALL.into_iter().filter(is_own);
        own.chain(Self::ALL.into_iter().filter(move |one| !is_own(one)))
    }

    #[rustfmt::skip]
    pub(super) const fn rules(self) -> Rules {
        use Balances::{Nearest, Protocol};
        use CategoryKind::{Bitmaps, Number};
        use CloseFactor::{HalfOfEverything as OfAll, HalfOfReserve as OfOne};
        use Compounding::{Binomial as Bin, Exponential as Exp};
        use HealthForm::{Average, Sum};
        use LoanToValue::{BaseGates, Category, MayIsolate};
        use Owed::{TokenSays, Variable, WithStable as Stable};
        use Shares::{AllDirected, Directed, Nearest as Near};
        let (
            compounding, rounding, health, shares, zero_base_threshold_is_skipped, loan_to_value,
            category, owed, close_factor, has_grace, has_sentinel, debt_ceiling_isolates,
            supplied_repayment_is_checked,
        ) = match self {
            //                  grows rounding  health   shares       skipped loan-to-value e-mode   owed       close  grace  sentinel ceiling checked
            Self::V3_0 |
            Self::Spark    => ( Bin,  Nearest,  Average, Near,        true,   BaseGates,    Number,  Stable,    OfOne, false, true,    true,  false ),
            Self::SparkDir => ( Bin,  Protocol, Sum,     Near,        true,   BaseGates,    Number,  Stable,    OfOne, false, true,    true,  false ),
            Self::V3_1     => ( Bin,  Nearest,  Average, Near,        true,   BaseGates,    Number,  Stable,    OfOne, true,  true,    true,  false ),
            Self::V3_2     => ( Bin,  Nearest,  Average, Near,        true,   BaseGates,    Bitmaps, Variable,  OfOne, true,  true,    true,  false ),
            Self::V3_3     => ( Bin,  Nearest,  Average, Near,        true,   BaseGates,    Bitmaps, TokenSays, OfAll, true,  true,    true,  false ),
            Self::V3_4     => ( Exp,  Nearest,  Average, Near,        true,   BaseGates,    Bitmaps, Variable,  OfAll, true,  true,    true,  false ),
            Self::V3_5     => ( Exp,  Protocol, Sum,     Directed,    true,   BaseGates,    Bitmaps, Variable,  OfAll, true,  true,    true,  true  ),
            Self::V3_6     => ( Exp,  Protocol, Sum,     Directed,    false,  Category,     Bitmaps, Variable,  OfAll, true,  true,    true,  true  ),
            Self::V3_7     => ( Exp,  Protocol, Sum,     AllDirected, false,  MayIsolate,   Bitmaps, Variable,  OfAll, true,  false,   false, true  ),
        };
        Rules {
            compounding, rounding, health, shares, zero_base_threshold_is_skipped, loan_to_value,
            category, owed, close_factor, has_grace, has_sentinel, debt_ceiling_isolates,
            supplied_repayment_is_checked,
        }
    }

    /// The profile that a pool's `POOL_REVISION` suggests. A hint: forks reuse the numbers.
    /// `None` for numbers that no release has.
    #[must_use]
    pub const fn from_revision(revision: u64) -> Option<Self> {
        Some(match revision {
            1..=3 => Self::V3_0,
            4 => Self::V3_1,
            5 | 6 => Self::V3_2,
            7 => Self::V3_3,
            8 => Self::V3_4,
            9 => Self::V3_5,
            10 => Self::V3_6,
            11 => Self::V3_7,
            _ => return None,
        })
    }

    /// The release, as people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V3_0 => "Aave v3.0",
            Self::V3_1 => "Aave v3.1",
            Self::V3_2 => "Aave v3.2",
            Self::V3_3 => "Aave v3.3",
            Self::V3_4 => "Aave v3.4",
            Self::V3_5 => "Aave v3.5",
            Self::V3_6 => "Aave v3.6",
            Self::V3_7 => "Aave v3.7",
            Self::Spark => "Spark",
            Self::SparkDir => "Spark, directional rounding",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_tried_once_a_lines_own_first() {
        for (line, first) in [
            (Line::Aave, Profile::V3_7),
            (Line::Spark, Profile::SparkDir),
        ] {
            let tried: Vec<_> = Profile::tried(line).collect();
            assert_eq!(tried[0], first);
            assert_eq!(tried.len(), Profile::ALL.len());
            assert!(Profile::ALL.iter().all(|profile| tried.contains(profile)));
        }
    }
}
