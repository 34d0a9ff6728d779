//! How far prices may fall together before a position is liquidated.

use alloy::primitives::U256;

use super::{AssetId, Leg, Position, RiskError};
use crate::math::{Timestamp, TokenAmount, WAD, Wad, mul_div_floor, pow10};

/// The smallest common fall of some prices that liquidates a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawdown {
    /// The position is liquidatable at today's prices.
    Already,
    /// Liquidatable once the prices fall to this share of today's, not one part in 10^18 above.
    FallTo(Wad),
    /// Not even at a price of zero.
    Never,
}

impl Drawdown {
    /// The fall itself: `1 - share`. Zero when already liquidatable, `None` when it never is.
    #[must_use]
    pub fn fall(self) -> Option<Wad> {
        match self {
            Self::Already => Some(Wad::ZERO),
            Self::FallTo(share) => Some(Wad::from_raw(WAD.saturating_sub(share.raw()))),
            Self::Never => None,
        }
    }
}

/// The smallest common fall of the prices of `falling` that liquidates `position` at a time.
///
/// Each price becomes `⌊price * n / 10^18⌋`; the answer is the greatest such `n` that liquidates.
/// Between no fall and a fall to zero the health factor is a quotient of two linear functions of
/// `n`, so it moves one way only, even where an asset is both collateral and debt: one boundary.
///
/// # Errors
/// [`RiskError::UnknownAsset`]; [`RiskError::Math`].
pub fn to_liquidation(
    position: &dyn Position,
    falling: &[AssetId],
    at: Timestamp,
) -> Result<Drawdown, RiskError> {
    let mut prices = position.prices().to_vec();
    let mut liquidatable_at = |share: U256| {
        fall(position.prices(), falling, share, &mut prices)?;
        Ok::<_, RiskError>(position.health_with_prices(at, &prices)?.is_liquidatable())
    };
    if liquidatable_at(WAD)? {
        return Ok(Drawdown::Already);
    }
    if !liquidatable_at(U256::ZERO)? {
        return Ok(Drawdown::Never);
    }
    let (mut liquidates, mut safe) = (U256::ZERO, WAD);
    loop {
        // Both are at most 10^18.
        let middle = liquidates.saturating_add(safe).wrapping_shr(1);
        if middle == liquidates {
            return Ok(Drawdown::FallTo(Wad::from_raw(liquidates)));
        }
        if liquidatable_at(middle)? {
            liquidates = middle;
        } else {
            safe = middle;
        }
    }
}

/// The prices at which `position` is liquidated when those of `falling` fall together: today's
/// where it already can be, `None` where no fall does it.
///
/// # Errors
/// Those of [`to_liquidation`].
pub fn prices_at_liquidation(
    position: &dyn Position,
    falling: &[AssetId],
    at: Timestamp,
) -> Result<Option<Vec<U256>>, RiskError> {
    let mut prices = position.prices().to_vec();
    match to_liquidation(position, falling, at)? {
        Drawdown::Already => {}
        Drawdown::FallTo(share) => fall(position.prices(), falling, share.raw(), &mut prices)?,
        Drawdown::Never => return Ok(None),
    }
    Ok(Some(prices))
}

/// Writes what each falling price is at this share of today's: `⌊price * share / 10^18⌋`.
fn fall(
    today: &[U256],
    falling: &[AssetId],
    share: U256,
    prices: &mut [U256],
) -> Result<(), RiskError> {
    for &asset in falling {
        let (Some(&now), Some(price)) = (today.get(asset.0), prices.get_mut(asset.0)) else {
            return Err(RiskError::UnknownAsset(asset));
        };
        *price = mul_div_floor(now, share, WAD)?;
    }
    Ok(())
}

/// The collateral that counts and whose price moves against the base currency.
///
/// Assets priced within 3% of one unit of the base currency are taken for its stablecoins and left
/// out: a convention, stated here, for the one number that stands for "the market falls".
#[must_use]
pub fn volatile_collateral(legs: &[Leg]) -> Vec<AssetId> {
    legs.iter()
        .enumerate()
        .filter(|(_, leg)| !leg.price.is_some_and(is_near_one))
        .filter(|(_, leg)| {
            leg.collateral
                .as_ref()
                .is_some_and(|collateral| collateral.not_counted.is_none())
        })
        .map(|(place, _)| AssetId(place))
        .collect()
}

/// Within 3% of one. A price with so many decimals that one does not fit is far below it.
fn is_near_one(price: TokenAmount) -> bool {
    let Ok(one) = pow10(price.decimals) else {
        return false;
    };
    // A product of 512 bits and a quotient below one: it always fits.
    let margin = mul_div_floor(one, U256::from(3), U256::from(100)).unwrap_or(U256::MAX);
    price.raw.abs_diff(one) <= margin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_is_what_is_missing_to_one() {
        let share = |raw: u64| Wad::from_raw(U256::from(raw));
        let to = Drawdown::FallTo(share(750_000_000_000_000_000));
        assert_eq!(to.fall(), Some(share(250_000_000_000_000_000)));
        assert_eq!(Drawdown::Already.fall(), Some(Wad::ZERO));
        assert_eq!(Drawdown::Never.fall(), None);
    }
}
