//! What can be said of a position beyond its health: only where our arithmetic is confirmed.

use alloy::primitives::U256;

use super::view::{AnalysisView, FallView, LossView, SensitivityView, StressPoint};
use crate::alert::Ladder;
use crate::math::{BasisPoints, TokenAmount, mul_div_floor};
use crate::protocols::Snapshot;
use crate::risk::drawdown::{self, Drawdown};
use crate::risk::groups::{self, Underlying};
use crate::risk::{AssetId, Leg, Position, RiskError, sensitivity, time};

/// Interest is looked ahead this far.
const HORIZON_S: u64 = 5 * 365 * 86_400;

/// Falls of the stress slider: 0% to 90% in steps of 1%.
const STRESS_STEP_BPS: u16 = 100;
const STRESS_STEPS: u16 = 90;

/// How far all volatile collateral may fall together; none when our math is not confirmed.
pub(super) fn drawdown_of(snapshot: &Snapshot) -> Option<Drawdown> {
    let position = snapshot.position()?;
    let at = snapshot.block.timestamp;
    let legs = position.legs(at).ok()?;
    let falling = drawdown::volatile_collateral(&legs);
    drawdown::to_liquidation(position, &falling, at).ok()
}

/// Everything that is said of a position; nothing where our arithmetic is not confirmed.
pub(super) fn analysis(snapshot: &Snapshot, ladder: &Ladder) -> AnalysisView {
    let at = snapshot.block.timestamp;
    let known = snapshot.position();
    let Some((position, legs)) = known.and_then(|one| Some((one, one.legs(at).ok()?))) else {
        return AnalysisView::default();
    };
    let falling = drawdown::volatile_collateral(&legs);
    AnalysisView {
        drawdown: drawdown::to_liquidation(position, &falling, at).ok(),
        falls: falls(snapshot, position, &legs),
        sensitivity: sensitivity_view(snapshot, position, &legs),
        loss: loss(snapshot, position, &legs),
        time_to_liquidation: at
            .plus_seconds(HORIZON_S)
            .ok()
            .and_then(|horizon| time::to_liquidation(position, at, horizon).ok()),
        stress: stress(snapshot, position, &falling, ladder)
            .unwrap_or_default()
            .into(),
    }
}

/// How far each group of assets that move together may fall; nothing where there is one group
/// only, because then the fall of all says it.
fn falls(snapshot: &Snapshot, position: &dyn Position, legs: &[Leg]) -> Vec<FallView> {
    let groups = groups::of(legs);
    if groups.len() < 2 {
        return Vec::new();
    }
    let fall = |group: &groups::Group| {
        let drawdown = groups::to_liquidation(position, group, snapshot.block.timestamp).ok()?;
        let name = match group.underlying {
            Underlying::Named(name) => name.to_owned(),
            Underlying::Itself(asset) => symbol(legs, asset)?,
        };
        Some(FallView { name, drawdown })
    };
    groups.iter().filter_map(fall).collect()
}

fn sensitivity_view(
    snapshot: &Snapshot,
    position: &dyn Position,
    legs: &[Leg],
) -> Option<SensitivityView> {
    let found = sensitivity::greatest(position, snapshot.block.timestamp).ok()??;
    Some(SensitivityView {
        symbol: symbol(legs, found.asset)?,
        side: found.side,
        health: found.health,
    })
}

fn loss(snapshot: &Snapshot, position: &dyn Position, legs: &[Leg]) -> Option<LossView> {
    let loss = position.liquidation_loss(snapshot.block.timestamp).ok()??;
    Some(LossView {
        seized: loss.seized,
        collateral: symbol(legs, loss.collateral)?,
        repaid: loss.repaid,
        debt: symbol(legs, loss.debt)?,
        cost: TokenAmount::new(loss.cost(), position.base().decimals),
    })
}

fn symbol(legs: &[Leg], asset: AssetId) -> Option<String> {
    legs.get(asset.0).map(|leg| leg.symbol.clone())
}

/// Health after each fall of the stress slider.
fn stress(
    snapshot: &Snapshot,
    position: &dyn Position,
    falling: &[AssetId],
    ladder: &Ladder,
) -> Result<Vec<StressPoint>, RiskError> {
    let whole = BasisPoints::ONE.to_u256();
    let mut prices = position.prices().to_vec();
    let mut points = Vec::new();
    for step in 0..=STRESS_STEPS {
        let fall_bps = step.saturating_mul(STRESS_STEP_BPS);
        let kept = whole.saturating_sub(U256::from(fall_bps));
        for asset in falling {
            if let (Some(price), Some(now)) =
                (prices.get_mut(asset.0), position.prices().get(asset.0))
            {
                *price = mul_div_floor(*now, kept, whole)?;
            }
        }
        let health = position.health_with_prices(snapshot.block.timestamp, &prices)?;
        points.push(StressPoint {
            fall_bps: BasisPoints::from_raw(fall_bps),
            health,
            level: ladder.level_of(health),
        });
    }
    Ok(points)
}
