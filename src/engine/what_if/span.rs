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

/// What a person asks about widens it to the first of these that is as low.
const WIDER: [u64; 3] = [40, 5, 0];

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

    /// Widened so that this share is inside too, downwards in few steps: a map stays as it is while a
    /// person asks about a little more.
    #[must_use]
    pub fn holding(self, share: Wad) -> Self {
        let mut wider = WIDER
            .into_iter()
            .filter_map(|hundredths| percent(hundredths).ok());
        Self {
            from: match share < self.from {
                true => wider.find(|from| *from <= share).unwrap_or(share),
                false => self.from,
            },
            to: match share > self.to {
                true => above(share).unwrap_or(share),
                false => self.to,
            },
        }
    }

    /// The middles of so many equal parts, in rising order, rounded down; the nearest to today's price
    /// is that, where it is inside.
    pub(super) fn middles(self, parts: usize) -> Option<Vec<Wad>> {
        let halves = parts.checked_mul(2)?;
        let middle = |part: usize| self.at(part.checked_mul(2)?.checked_add(1)?, halves);
        let mut middles: Vec<Wad> = (0..parts).map(middle).collect::<Option<_>>()?;
        if self.from <= Wad::ONE && Wad::ONE <= self.to {
            let away = |share: &&mut Wad| share.raw().abs_diff(Wad::ONE.raw());
            if let Some(nearest) = middles.iter_mut().min_by_key(away) {
                *nearest = Wad::ONE;
            }
        }
        Some(middles)
    }

    /// From its beginning to its end in so many steps, rounded down.
    pub(super) fn steps(self, steps: usize) -> Option<Vec<Wad>> {
        (0..=steps).map(|step| self.at(step, steps)).collect()
    }

    /// What lies so many of all parts from its beginning, rounded down.
    fn at(self, parts: usize, all: usize) -> Option<Wad> {
        let length = self.to.raw().checked_sub(self.from.raw())?;
        let offset = mul_div_floor(length, U256::from(parts), U256::from(all)).ok()?;
        self.from.raw().checked_add(offset).map(Wad::from_raw)
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
