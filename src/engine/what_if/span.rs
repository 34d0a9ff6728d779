//! Between which shares of today's price a group of assets is looked at.

use alloy::primitives::U256;

use super::groups::GroupSide;
use crate::math::{MathError, Timestamp, WAD, Wad, mul_div_ceil, mul_div_floor};
use crate::risk::drawdown::{self, Drawdown};
use crate::risk::{AssetId, Position, RiskError, stress};

/// From which share of today's price to which: 1 is today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The lowest share.
    pub from: Wad,
    /// The highest share.
    pub to: Wad,
}

/// What may fall is looked at from 40% to 120%; what hurts when it rises is mirrored.
const FALLS: [u64; 2] = [40, 120];
const RISES: [u64; 2] = [80, 160];

/// Of what liquidates by a fall that is near, only what is around that: the rest is all liquidated.
const NEAR: u64 = 70;

/// No rise is looked at beyond this many times today's price.
const FURTHEST: u64 = 100;

impl Span {
    /// That of some assets: the usual, widened so that the price is inside at which the position is
    /// liquidated when they move against it.
    pub(super) fn of(
        position: &dyn Position,
        assets: &[AssetId],
        side: GroupSide,
        at: Timestamp,
    ) -> Result<Self, RiskError> {
        let [from, to] = match side {
            GroupSide::Collateral | GroupSide::Both => FALLS,
            GroupSide::Debt => RISES,
        };
        let mut span = Self {
            from: percent(from)?,
            to: percent(to)?,
        };
        let fall = drawdown::to_liquidation(position, assets, at)?;
        if let Drawdown::FallTo(share) = fall {
            span.from = percent(NEAR)?.min(below(share)?);
        } else if fall == Drawdown::Never
            && side != GroupSide::Collateral
            && let Some(share) = rise(position, assets, at)?
        {
            span.to = span.to.max(above(share)?);
        }
        Ok(span)
    }

    /// The middles of so many equal parts, in rising order, rounded down.
    pub(super) fn middles(self, parts: usize) -> Option<Vec<Wad>> {
        let length = self.to.raw().checked_sub(self.from.raw())?;
        let halves = U256::from(parts).checked_mul(U256::from(2))?;
        let middle = |part: usize| {
            let half = U256::from(part).checked_mul(U256::from(2))?;
            let offset = mul_div_floor(length, half.checked_add(U256::ONE)?, halves).ok()?;
            self.from.raw().checked_add(offset).map(Wad::from_raw)
        };
        (0..parts).map(middle).collect()
    }
}

/// The smallest common rise that liquidates, to within a hundredth of today's prices; none up to
/// [`FURTHEST`].
fn rise(
    position: &dyn Position,
    assets: &[AssetId],
    at: Timestamp,
) -> Result<Option<Wad>, RiskError> {
    let today = position.prices();
    let liquidates = |hundredths: u64| {
        let mut shares = vec![Wad::ONE; today.len()];
        for asset in assets {
            let share = shares.get_mut(asset.0);
            *share.ok_or(RiskError::UnknownAsset(*asset))? = percent(hundredths)?;
        }
        let prices = stress::moved(today, &shares)?;
        Ok::<_, RiskError>(position.health_with_prices(at, &prices)?.is_liquidatable())
    };
    let (mut safe, mut liquidated) = (100, FURTHEST.saturating_mul(100));
    if !liquidates(liquidated)? {
        return Ok(None);
    }
    while liquidated.saturating_sub(safe) > 1 {
        let middle = safe.midpoint(liquidated);
        match liquidates(middle)? {
            true => liquidated = middle,
            false => safe = middle,
        }
    }
    Ok(Some(percent(liquidated)?))
}

/// So many hundredths.
fn percent(hundredths: u64) -> Result<Wad, MathError> {
    mul_div_floor(WAD, U256::from(hundredths), U256::from(100)).map(Wad::from_raw)
}

/// A tenth below, so that what is there is seen.
fn below(share: Wad) -> Result<Wad, MathError> {
    mul_div_floor(share.raw(), U256::from(9), U256::from(10)).map(Wad::from_raw)
}

/// A tenth above.
fn above(share: Wad) -> Result<Wad, MathError> {
    mul_div_ceil(share.raw(), U256::from(11), U256::from(10)).map(Wad::from_raw)
}
