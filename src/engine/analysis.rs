//! What can be said of a position beyond its health: only where our arithmetic is confirmed.

use super::view::{AnalysisView, FallView, LossView, SensitivityView, StressPoint};
use crate::alert::Ladder;
use crate::math::{BasisPoints, TokenAmount, Wad};
use crate::protocols::Snapshot;
use crate::risk::drawdown::{self, CommonFall, Drawdown};
use crate::risk::groups::{self, Underlying};
use crate::risk::stress::{Axis, grid};
use crate::risk::time::{self, TimeToLiquidation};
use crate::risk::{AssetId, Health, Leg, Position, RiskError, Sums, sensitivity};

/// Interest is looked ahead this far.
const HORIZON_S: u64 = 5 * 365 * 86_400;

/// Falls of the stress slider: 0% to 90% in steps of 1%.
const STRESS_STEP_BPS: usize = 100;
const MOST_STRESS_BPS: u16 = 9_000;

/// What can be said of a position, apart from thresholds that a person may type at any time.
#[derive(Clone, Debug, Default)]
pub(super) struct Analysis {
    /// How far all volatile collateral may fall together.
    pub(super) drawdown: Option<Drawdown>,
    steady: Vec<String>,
    falls: Vec<FallView>,
    sensitivity: Option<SensitivityView>,
    loss: Option<LossView>,
    time_to_liquidation: Option<TimeToLiquidation>,
    /// Health after each fall of the stress slider, from none in steps of 1%.
    stress: Vec<Health>,
}

impl Analysis {
    /// What is shown of it, under these thresholds.
    pub(super) fn view(&self, ladder: &Ladder) -> AnalysisView {
        let stress = (0..).step_by(STRESS_STEP_BPS).zip(&self.stress);
        let point = |(fall_bps, &health)| StressPoint {
            fall_bps: BasisPoints::from_raw(fall_bps),
            health,
            level: ladder.level_of(health),
        };
        AnalysisView {
            drawdown: self.drawdown,
            steady: self.steady.clone(),
            falls: self.falls.clone(),
            sensitivity: self.sensitivity.clone(),
            loss: self.loss.clone(),
            time_to_liquidation: self.time_to_liquidation,
            stress: stress.map(point).collect(),
        }
    }
}

/// Everything that can be said of a position; nothing where our arithmetic is not confirmed. All
/// but the loss is by the rule of the first liquidator: what a pre-liquidation contract would take
/// is not known.
pub(super) fn of(own: &Snapshot) -> Analysis {
    let earlier = own.earlier();
    let snapshot = earlier.as_ref().unwrap_or(own);
    let at = snapshot.block.timestamp;
    let known = snapshot.position();
    let Some((position, legs)) = known.and_then(|one| Some((one, one.legs(at).ok()?))) else {
        return Analysis::default();
    };
    let CommonFall { falling, steady } =
        drawdown::volatile_collateral(&legs, &position.base().currency);
    let steady = steady.into_iter();
    Analysis {
        drawdown: drawdown::to_liquidation(position, &falling, at).ok(),
        steady: steady.filter_map(|asset| symbol(&legs, asset)).collect(),
        falls: falls(snapshot, position, &legs),
        sensitivity: sensitivity_view(snapshot, position, &legs),
        loss: loss(own, own.position_unverified(), &legs),
        time_to_liquidation: at
            .plus_seconds(HORIZON_S)
            .ok()
            .and_then(|horizon| time::to_liquidation(position, at, horizon).ok()),
        stress: stress(snapshot, position, &falling).unwrap_or_default(),
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
        beyond_value: loss.beyond_value,
        spares_some: loss.spares_some,
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
) -> Result<Vec<Health>, RiskError> {
    let whole = BasisPoints::ONE.raw();
    let falls = (0..=MOST_STRESS_BPS).step_by(STRESS_STEP_BPS);
    let kept = falls.map(|fall| BasisPoints::from_raw(whole.saturating_sub(fall)).to_wad());
    let shares: Vec<Wad> = kept.collect();
    let mut cells = vec![Health::NoDebt; shares.len()];
    let x = Axis {
        assets: falling,
        shares: &shares,
    };
    let unmoved = Axis {
        assets: &[],
        shares: &[Wad::ONE],
    };
    let mut columns = vec![Sums::default(); shares.len()];
    grid(
        &snapshot.accrued()?,
        position.prices(),
        x,
        unmoved,
        &mut columns,
        &mut cells,
    )?;
    Ok(cells)
}
