use super::{AssetId, Collateral, Leg, Obstacle};

/// Something supplied that does not count in the health factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCounted<'a> {
    /// Which leg.
    pub asset: AssetId,
    /// What is supplied, and its value.
    pub supplied: &'a Collateral,
    /// Why it does not count.
    pub reason: Obstacle,
}

/// All that is supplied and does not count, in the order of the legs.
pub fn not_counted(legs: &[Leg]) -> impl Iterator<Item = NotCounted<'_>> {
    legs.iter().enumerate().filter_map(|(place, leg)| {
        let supplied = leg.collateral.as_ref()?;
        Some(NotCounted {
            asset: AssetId(place),
            supplied,
            reason: supplied.not_counted?,
        })
    })
}
