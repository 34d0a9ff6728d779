//! What would be if prices moved: by the same rules as all else that is said of a position.
//!
//! Health is by the rule of the first liquidator, a loss by the market's own liquidation; nothing
//! is said where our arithmetic is not confirmed by the chain, or overflows.

mod contours;
mod groups;
mod scenario;
mod span;
#[cfg(test)]
mod tests;
mod worst_days;

use std::sync::Arc;

pub use contours::{Contour, Contours, STEP, Spot};
pub use groups::{GroupSide, PriceGroup};
pub use scenario::{Moves, Scenario};
pub use span::Span;
pub use worst_days::{Measured, WORST_DAYS, WorstDay};

use crate::alert::{Level, Rules};
use crate::math::{BasisPoints, WAD, Wad};
use crate::protocols::Snapshot;
use crate::risk::drawdown::{self, is_stable};
use crate::risk::groups::{Group, Underlying, movable};
use crate::risk::stress::{self, Axis};
use crate::risk::{AssetId, Health, Leg, Position, Sums};

/// A map has at most so many columns, and rows.
const MOST_CELLS: usize = 128;

/// What would be if prices moved: asked by the interface, answered by the core, nothing computed
/// before it is asked.
#[derive(Clone, Debug, Default)]
pub struct WhatIf {
    /// None where nothing can be said.
    snapshot: Option<Arc<Snapshot>>,
    rules: Rules,
}

/// Of the same reading, under the same thresholds.
impl PartialEq for WhatIf {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (&self.snapshot, &other.snapshot) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (one, two) => one.is_none() && two.is_none(),
        };
        is_same && self.rules == other.rules
    }
}

/// Health where two prices would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceMap {
    /// Shares of today's price in the columns, rising.
    pub x: Vec<Wad>,
    /// The same of the rows.
    pub y: Vec<Wad>,
    /// By the first liquidator, row after row: `cells[row * columns + column]`.
    pub cells: Vec<Health>,
}

impl WhatIf {
    /// About a position as it was read, under the thresholds of these rules; about nothing where our arithmetic
    /// is not confirmed.
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>, rules: Rules) -> Self {
        Self {
            snapshot: Some(snapshot).filter(|one| one.position().is_some()),
            rules,
        }
    }

    /// Whether anything can be said at all.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        self.snapshot.is_some()
    }

    /// Whether anything can be said of a [`WorstDay`]: those falls are in dollars, so nothing of a
    /// position that is counted in no state's currency.
    #[must_use]
    pub fn knows_days(&self) -> bool {
        let position = self.snapshot.as_deref().and_then(Snapshot::position);
        position.is_some_and(|position| position.base().currency.fiat().is_some())
    }

    /// Assets whose prices move together. What is stable against the currency that the position is
    /// counted in does not move, unless there is no other collateral.
    #[must_use]
    pub fn groups(&self) -> Vec<PriceGroup> {
        let Some((position, legs, groups)) = self.grouped() else {
            return Vec::new();
        };
        let at = self.snapshot.as_deref().map(|one| one.block.timestamp);
        let of = |group| PriceGroup::of(group, &legs, position, at.unwrap_or_default());
        groups.iter().map(of).collect()
    }

    /// What a fall of all volatile collateral together would do.
    #[must_use]
    pub fn common_fall(&self, fall: BasisPoints) -> Option<Scenario> {
        let share = share_after(fall)?;
        let (_, position, legs) = self.known()?;
        let falling = falling(position, &legs);
        self.scenario(|asset| match falling.contains(&asset) {
            true => share,
            false => Wad::ONE,
        })
    }

    /// Health by the first liquidator, and the level that it makes, after each of these falls of all volatile
    /// collateral together.
    #[must_use]
    pub fn levels(&self, falls: &[BasisPoints]) -> Option<Vec<(Health, Option<Level>)>> {
        let shares = falls.iter().map(|&fall| share_after(fall));
        let shares: Vec<Wad> = shares.collect::<Option<_>>()?;
        let (_, position, legs) = self.known()?;
        let falling = falling(position, &legs);
        let x = Axis {
            assets: &falling,
            shares: &shares,
        };
        let unmoved = Axis {
            assets: &[],
            shares: &[Wad::ONE],
        };
        let cells = self.cells(x, unmoved)?.into_iter();
        Some(
            cells
                .map(|health| (health, self.rules.ladder.level_of(health)))
                .collect(),
        )
    }

    /// What would be with groups at shares of today's prices: 1 is unchanged. None also for a group
    /// that there is not, or that is named twice.
    #[must_use]
    pub fn moved(&self, moves: &[(usize, Wad)]) -> Option<Scenario> {
        let (_, _, groups) = self.grouped()?;
        let mut shares: Vec<Option<Wad>> = vec![None; groups.len()];
        for &(group, share) in moves {
            if shares.get_mut(group)?.replace(share).is_some() {
                return None;
            }
        }
        self.scenario(|asset| {
            let mut all = groups.iter().zip(&shares);
            let own = all.find(|(group, _)| group.assets.contains(&asset));
            own.and_then(|(_, share)| *share).unwrap_or(Wad::ONE)
        })
    }

    /// What prices that fell as on that day would do: ether, bitcoin and what follows them as they
    /// fell, other volatile collateral as ether, stablecoins and other debts not at all. None where
    /// nothing [can be said](Self::knows_days) of such days.
    #[must_use]
    pub fn worst_day(&self, day: &WorstDay) -> Option<Scenario> {
        let (position, legs, groups) = self.grouped()?;
        let currency = position.base().currency;
        if !self.knows_days() {
            return None;
        }
        let at = self.snapshot.as_deref()?.block.timestamp;
        // What more of is owed than counts would be relieved by a fall that nobody has measured.
        let is_owed = |group: &Group| groups::a_rise_hurts(group, &legs, position, at).ok();
        // A position of nothing but stablecoins has them for what may fall.
        let steady = |group: &Group| {
            let mut of = group.assets.iter().filter_map(|asset| legs.get(asset.0));
            of.all(|leg| is_stable(&leg.symbol, leg.price, &currency))
        };
        let share = |group: &Group| match group.underlying {
            Underlying::Named("BTC") => share_after(day.bitcoin),
            Underlying::Named("ETH") => share_after(day.ether),
            _ if steady(group) => Some(Wad::ONE),
            Underlying::Named(_) | Underlying::Itself(_) => match is_owed(group)? {
                true => Some(Wad::ONE),
                false => share_after(day.ether),
            },
        };
        let moves = groups.iter().map(share).enumerate();
        let moves = moves.map(|(group, share)| Some((group, share?)));
        self.moved(&moves.collect::<Option<Vec<_>>>()?)
    }

    /// Health over the prices of two groups, in the middles of so many columns and rows; where a span
    /// holds today's price the nearest to it is that. None also where they are one group, for a span
    /// that is none, and for no or more than 128 columns or rows.
    #[must_use]
    pub fn map(
        &self,
        x: (usize, Span),
        y: (usize, Span),
        columns: usize,
        rows: usize,
    ) -> Option<PriceMap> {
        let (across, up) = (x.1.middles(columns)?, y.1.middles(rows)?);
        let cells = self.over((x.0, &across), (y.0, &up), |x, y| self.cells(x, y))?;
        Some(PriceMap {
            x: across,
            y: up,
            cells,
        })
    }

    /// Over the prices of two groups, in a square of so many steps to a side: where health is as high
    /// as each of these, which rise, and where it is lower. None as of [`map`](Self::map).
    #[must_use]
    pub fn contours(
        &self,
        x: (usize, Span),
        y: (usize, Span),
        steps: usize,
        bounds: &[Health],
    ) -> Option<Contours> {
        let (across, up) = (x.1.steps(steps)?, y.1.steps(steps)?);
        let of = self.over((x.0, &across), (y.0, &up), |x, y| {
            contours::contours(self.snapshot.as_deref()?, x, y, bounds)
        })?;
        Some(Contours {
            x: across,
            y: up,
            of,
        })
    }

    /// Health where two groups are at these shares of today's prices.
    #[must_use]
    pub fn at(&self, x: (usize, Wad), y: (usize, Wad)) -> Option<Health> {
        let cells = |x: Axis<'_>, y: Axis<'_>| self.cells(x, y);
        let cells = self.over((x.0, &[x.1]), (y.0, &[y.1]), cells)?;
        cells.first().copied()
    }

    fn over<T>(
        &self,
        (x, across): (usize, &[Wad]),
        (y, up): (usize, &[Wad]),
        of: impl FnOnce(Axis<'_>, Axis<'_>) -> Option<T>,
    ) -> Option<T> {
        let fits = |shares: &[Wad]| (1..=MOST_CELLS).contains(&shares.len());
        if x == y || !fits(across) || !fits(up) {
            return None;
        }
        let (_, _, groups) = self.grouped()?;
        let axis = |group: usize, shares| {
            let assets = &groups.get(group)?.assets;
            Some(Axis { assets, shares })
        };
        of(axis(x, across)?, axis(y, up)?)
    }

    /// Where to look at the price of a group: the price is inside at which it alone liquidates.
    #[must_use]
    pub fn span(&self, group: usize) -> Option<Span> {
        let (_, legs, groups) = self.grouped()?;
        let group = groups.get(group)?;
        let side = groups::side(group, &legs);
        let own = self.snapshot.as_deref()?;
        let earlier = own.earlier();
        let first = earlier.as_ref().unwrap_or(own);
        let at = own.block.timestamp;
        Span::of(first.position()?, &group.assets, side, at).ok()
    }

    fn known(&self) -> Option<(&Snapshot, &dyn Position, Vec<Leg>)> {
        let snapshot = self.snapshot.as_deref()?;
        let position = snapshot.position()?;
        let legs = position.legs(snapshot.block.timestamp).ok()?;
        Some((snapshot, position, legs))
    }

    fn grouped(&self) -> Option<(&dyn Position, Vec<Leg>, Vec<Group>)> {
        let (snapshot, position, legs) = self.known()?;
        let groups = movable(position, &legs, snapshot.block.timestamp).ok()?;
        Some((position, legs, groups))
    }

    fn scenario(&self, share: impl Fn(AssetId) -> Wad) -> Option<Scenario> {
        let (snapshot, position, legs) = self.known()?;
        let places = 0..position.prices().len();
        let shares: Vec<Wad> = places.map(|place| share(AssetId(place))).collect();
        let moved = snapshot.moved(&shares).ok()?;
        let groups = movable(position, &legs, snapshot.block.timestamp).ok()?;
        let together = |group: &Group| {
            let mut of = group.assets.iter().map(|&asset| share(asset));
            let first = of.next()?;
            of.all(|one| one == first).then_some(first)
        };
        let moves = Moves(groups.iter().map(together).collect());
        Scenario::of(&moved, &falling(position, &legs), moves, &self.rules)
    }

    /// Health by the first liquidator at every pair of shares.
    fn cells(&self, x: Axis<'_>, y: Axis<'_>) -> Option<Vec<Health>> {
        let snapshot = self.snapshot.as_deref()?;
        let mut cells = grid(snapshot, x, y)?;
        let Some(earlier) = snapshot.earlier() else {
            return Some(cells);
        };
        for (own, first) in cells.iter_mut().zip(grid(&earlier, x, y)?) {
            *own = by_first(*own, first);
        }
        Some(cells)
    }
}

/// Health by the first liquidator. Once the market itself liquidates, nothing comes before it.
fn by_first(own: Health, earlier: Health) -> Health {
    match own.is_liquidatable() {
        true => own,
        false => earlier.min(own),
    }
}

fn grid(snapshot: &Snapshot, x: Axis<'_>, y: Axis<'_>) -> Option<Vec<Health>> {
    let count = x.shares.len().checked_mul(y.shares.len())?;
    let mut cells = vec![Health::NoDebt; count];
    let mut columns = vec![Sums::default(); x.shares.len()];
    let accrued = snapshot.accrued().ok()?;
    let prices = snapshot.position()?.prices();
    stress::grid(&accrued, prices, x, y, &mut columns, &mut cells).ok()?;
    Some(cells)
}

/// The collateral that falls when the market does.
fn falling(position: &dyn Position, legs: &[Leg]) -> Vec<AssetId> {
    drawdown::volatile_collateral(legs, &position.base().currency).falling
}

/// What a fall leaves of a price.
fn share_after(fall: BasisPoints) -> Option<Wad> {
    WAD.checked_sub(fall.to_wad().raw()).map(Wad::from_raw)
}
