//! How long a position lasts on interest alone.

use super::{Health, Position, RiskError};
use crate::math::Timestamp;

/// When interest alone, prices and rates frozen, makes a position liquidatable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeToLiquidation {
    /// Nothing is owed.
    NoDebt,
    /// The first second at which anyone may liquidate.
    At(Timestamp),
    /// Not up to and including this time, the last that was asked about.
    Beyond(Timestamp),
}

/// The first second from `from` to `horizon` at which `position` is liquidatable.
///
/// Health may rise before it falls: collateral grows linearly, debt ever faster. So what the
/// collateral allows less what is owed is concave in time, and a concave function that is not
/// negative at both ends is negative nowhere between: safe at `horizon` means safe until then, and
/// otherwise there is one crossing to bisect.
///
/// # Errors
/// [`RiskError::Math`].
pub fn to_liquidation(
    position: &dyn Position,
    from: Timestamp,
    horizon: Timestamp,
) -> Result<TimeToLiquidation, RiskError> {
    let health = position.health(from)?;
    if health == Health::NoDebt {
        return Ok(TimeToLiquidation::NoDebt);
    }
    if health.is_liquidatable() {
        return Ok(TimeToLiquidation::At(from));
    }
    if horizon <= from || !position.health(horizon)?.is_liquidatable() {
        return Ok(TimeToLiquidation::Beyond(horizon));
    }
    let (mut safe, mut liquidatable) = (from, horizon);
    loop {
        let middle = Timestamp(safe.0.midpoint(liquidatable.0));
        if middle == safe {
            return Ok(TimeToLiquidation::At(liquidatable));
        }
        if position.health(middle)?.is_liquidatable() {
            liquidatable = middle;
        } else {
            safe = middle;
        }
    }
}
