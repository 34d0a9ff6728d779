use alloy::primitives::U256;

use super::{AssetId, Collateral, Leg, Obstacle};
use crate::math::MathError;
use crate::math::contract::add;

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

/// The value of all that is supplied and counts, in units of the base currency: the one sum that is
/// called collateral, whatever the protocol.
///
/// # Errors
/// [`MathError::Overflow`] where it does not fit.
pub fn counted_value(legs: &[Leg]) -> Result<U256, MathError> {
    let counted = legs.iter().filter_map(Leg::counted);
    counted
        .filter_map(|side| side.value)
        .try_fold(U256::ZERO, add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{TokenAmount, Wad};
    use alloy::primitives::Address;

    #[test]
    fn what_does_not_count_is_listed_with_its_reason_and_not_summed() {
        let amount = TokenAmount::zero(6);
        let leg = |dollars: Option<u64>, not_counted| Leg {
            asset: Address::ZERO,
            symbol: String::new(),
            decimals: 6,
            price: Some(amount),
            collateral: Some(Collateral {
                balance: amount,
                value: dollars.map(U256::from),
                yearly_rate: Wad::ZERO,
                liquidation_threshold: Wad::ZERO,
                not_counted,
            }),
            debt: None,
        };
        let legs = [
            leg(Some(16_000), None),
            leg(Some(6_620), Some(Obstacle::ZeroLtv)),
            leg(None, Some(Obstacle::NotCollateral)),
        ];
        let listed: Vec<_> = not_counted(&legs).map(|it| (it.asset, it.reason)).collect();
        assert_eq!(
            listed,
            [
                (AssetId(1), Obstacle::ZeroLtv),
                (AssetId(2), Obstacle::NotCollateral)
            ]
        );
        assert_eq!(counted_value(&legs), Ok(U256::from(16_000)));
        let most = [leg(Some(1), None), leg(Some(1), None)];
        let mut most = most;
        most[0].collateral.as_mut().unwrap().value = Some(U256::MAX);
        assert_eq!(counted_value(&most), Err(MathError::Overflow));
    }
}
