//! What differs between the releases of Aave v3, visible at a glance.

/// A release whose arithmetic we reproduce to the last unit.
///
/// All of these round in the protocol's favour (supply down, debt up), take health from the sum of
/// `value * threshold`, and compound debt by the polynomial of 3.4. What still differs is
/// [`Rules`]. A profile is believed only after it reproduced the six words that the market's own
/// `getUserAccountData` returned at the same block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Release 3.5.
    V3_5,
    /// Release 3.6.
    V3_6,
    /// Release 3.7.
    V3_7,
}

/// The rules in which profiles differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// A collateral whose own threshold is zero is left out wholly, even in its e-mode.
    pub zero_base_threshold_is_skipped: bool,
    /// Where a collateral's loan-to-value comes from.
    pub loan_to_value: LoanToValue,
    /// A debt ceiling isolates its asset: it is collateral alone, or not at all.
    pub debt_ceiling_isolates: bool,
}

/// Where a collateral's loan-to-value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoanToValue {
    /// Zero where the asset's own is zero, else the e-mode's, else the asset's own.
    BaseGatesCategory,
    /// Of an e-mode's collateral the e-mode's, or zero where its `ltvzero` bit is set; of other
    /// collateral its own.
    Category,
    /// The same, and zero for other collateral while the e-mode is isolated.
    CategoryMayIsolate,
}

impl Profile {
    /// The latest release.
    pub const NEWEST: Self = Self::V3_7;

    #[rustfmt::skip]
    pub(super) const fn rules(self) -> Rules {
        use LoanToValue::{BaseGatesCategory, Category, CategoryMayIsolate};
        let (zero_base_threshold_is_skipped, loan_to_value, debt_ceiling_isolates) = match self {
            //              skipped  loan-to-value       ceiling
            Self::V3_5 => ( true,    BaseGatesCategory,  true  ),
            Self::V3_6 => ( false,   Category,           true  ),
            Self::V3_7 => ( false,   CategoryMayIsolate, false ),
        };
        Rules { zero_base_threshold_is_skipped, loan_to_value, debt_ceiling_isolates }
    }

    /// The profile that a pool's `POOL_REVISION` suggests. A hint: forks reuse the numbers.
    /// `None` for releases whose arithmetic is not reproduced.
    #[must_use]
    pub const fn from_revision(revision: u64) -> Option<Self> {
        match revision {
            9 => Some(Self::V3_5),
            10 => Some(Self::V3_6),
            11 => Some(Self::V3_7),
            _ => None,
        }
    }

    /// The release, as people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V3_5 => "Aave v3.5",
            Self::V3_6 => "Aave v3.6",
            Self::V3_7 => "Aave v3.7",
        }
    }
}
