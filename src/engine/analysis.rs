//! What can be said of a position beyond its health: only where our arithmetic is confirmed.

use super::loss::loss;
use super::view::analysis::{AnalysisView, SensitivityView};
use crate::alert::{Footing, Lasts};
use crate::math::Timestamp;
use crate::protocols::Snapshot;
use crate::risk::drawdown::{self, CommonFall, Drawdown};
use crate::risk::time::{self, TimeToLiquidation};
use crate::risk::{AssetId, Leg, Position, sensitivity};

/// Interest is looked ahead this far.
const HORIZON_S: u64 = 5 * 365 * 86_400;

/// Everything that can be said of a position; nothing where our arithmetic is not confirmed. All
/// but the loss is by the rule of the first liquidator: what a pre-liquidation contract would take
/// is not known.
pub(super) fn of(own: &Snapshot) -> AnalysisView {
    let earlier = own.earlier();
    let snapshot = earlier.as_ref().unwrap_or(own);
    let at = snapshot.block.timestamp;
    let known = snapshot.position();
    let Some((position, legs)) = known.and_then(|one| Some((one, one.legs(at).ok()?))) else {
        return AnalysisView::default();
    };
    let CommonFall { falling, steady } =
        drawdown::volatile_collateral(&legs, &position.base().currency);
    let steady = steady.into_iter();
    AnalysisView {
        drawdown: reach(snapshot, position, &falling),
        steady: steady.filter_map(|asset| symbol(&legs, asset)).collect(),
        sensitivity: sensitivity_view(snapshot, position, &legs),
        loss: loss(own, &legs),
        time_to_liquidation: time_to_liquidation(snapshot),
    }
}

/// When interest alone would liquidate it, by its own rule; nothing where our arithmetic is not confirmed.
fn time_to_liquidation(snapshot: &Snapshot) -> Option<TimeToLiquidation> {
    within(snapshot, HORIZON_S)
}

fn within(snapshot: &Snapshot, horizon_s: u64) -> Option<TimeToLiquidation> {
    let at = snapshot.block.timestamp;
    let horizon = at.plus_seconds(horizon_s).ok()?;
    time::to_liquidation(snapshot.position()?, at, horizon).ok()
}

/// How long interest alone would take to liquidate it, by the first liquidator; none where that is not known,
/// or more than some years.
pub(super) fn lasts(snapshot: &Snapshot) -> Option<Lasts> {
    lasts_within(&snapshot.ruling(), HORIZON_S)
}

fn lasts_within(ruling: &Snapshot, horizon_s: u64) -> Option<Lasts> {
    let Timestamp(now) = ruling.block.timestamp;
    match within(ruling, horizon_s)? {
        TimeToLiquidation::At(then) => Some(Lasts::new(then.0.saturating_sub(now))),
        TimeToLiquidation::NoDebt | TimeToLiquidation::Beyond(_) => None,
    }
}

/// Whether it is known how long it lasts on interest alone: nothing is owed, or our arithmetic is confirmed.
pub(super) fn knows_how_long(snapshot: &Snapshot) -> bool {
    let ruling = snapshot.ruling();
    !ruling.owes() || ruling.position().is_some()
}

/// What levels are judged by: health by the first liquidator, and how long that lasts where it is no longer
/// than so many seconds. Where our arithmetic is not confirmed there is no time, and the health rules alone.
pub(super) fn footing(snapshot: &Snapshot, horizon_s: u64) -> Footing {
    let ruling = snapshot.ruling();
    Footing {
        health: ruling.health,
        lasts: lasts_within(&ruling, horizon_s),
    }
}

/// How far these assets may fall together. That it is there already is not said while the market has
/// paused liquidation: then there is nothing to be had, whatever the prices.
pub(super) fn reach(
    snapshot: &Snapshot,
    position: &dyn Position,
    falling: &[AssetId],
) -> Option<Drawdown> {
    let reach = drawdown::to_liquidation(position, falling, snapshot.block.timestamp).ok()?;
    let is_paused = snapshot.halted().liquidation;
    Some(reach).filter(|reach| !(is_paused && *reach == Drawdown::Already))
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

fn symbol(legs: &[Leg], asset: AssetId) -> Option<String> {
    legs.get(asset.0).map(|leg| leg.symbol.clone())
}
