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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{TokenAmount, Wad};
    use alloy::primitives::{Address, U256};

    #[test]
    fn what_does_not_count_is_listed_with_its_reason() {
        let amount = TokenAmount::zero(6);
        let leg = |not_counted| Leg {
            asset: Address::ZERO,
            symbol: String::new(),
            decimals: 6,
            price: Some(amount),
            collateral: Some(Collateral {
                balance: amount,
                value: Some(U256::ZERO),
                liquidation_threshold: Wad::ZERO,
                not_counted,
            }),
            debt: None,
        };
        let legs = [leg(None), leg(Some(Obstacle::ZeroLtv))];
        let listed: Vec<_> = not_counted(&legs).map(|it| (it.asset, it.reason)).collect();
        assert_eq!(listed, [(AssetId(1), Obstacle::ZeroLtv)]);
    }
}
