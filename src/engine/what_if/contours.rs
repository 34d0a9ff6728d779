//! Lines of equal health over two prices, and where it is lower: what is drawn of a map.
//!
//! Health is looked at where rows and columns cross, and a line is laid between two rows as through a
//! square of marching squares, from where one side of the strip is cut to where the other is. As one
//! price rises health goes one way, but for a last digit: a row, and a side of the map, is cut once
//! by a health or not at all. So of a row only its ends and its cuts are looked for, not every place.

use alloy::primitives::U256;

use super::by_first;
use crate::math::Wad;
use crate::protocols::Snapshot;
use crate::risk::stress::{self, Axis, Row};
use crate::risk::{Accrued, AssetId, Health, Sums};

/// From a row or column to the next.
pub const STEP: u32 = 100;

/// Health over the prices of two groups, as lines on which it is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contours {
    /// Shares of today's price along the columns, rising: the first at the left edge, the last at
    /// the right.
    pub x: Vec<Wad>,
    /// The same of the rows, from the bottom to the top.
    pub y: Vec<Wad>,
    /// One for each health that was asked about.
    pub of: Vec<Contour>,
}

/// Where health is as high as one that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contour {
    /// Pieces from one row to the next, each from its lower end.
    pub line: Vec<[Spot; 2]>,
    /// The corners of areas in which health is lower.
    pub lower: Vec<Vec<Spot>>,
}

impl Contour {
    /// The place on the line that is nearest to this height.
    #[must_use]
    pub fn nearest(&self, y: u32) -> Option<Spot> {
        let spots = self.line.iter().flatten().copied();
        spots.min_by_key(|spot| spot.y.abs_diff(y))
    }
}

/// A place on a map, from the left and from the bottom; a row or column is [`STEP`] from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// From the left.
    pub x: u32,
    /// From the bottom.
    pub y: u32,
}

/// The contours of these healths, which rise.
pub(super) fn contours(
    snapshot: &Snapshot,
    x: Axis<'_>,
    y: Axis<'_>,
    bounds: &[Health],
) -> Option<Vec<Contour>> {
    let own = Rows::new(snapshot, x, y)?;
    let earlier = snapshot.earlier();
    let earlier = match &earlier {
        Some(earlier) => Some(Rows::new(earlier, x, y)?),
        None => None,
    };
    let last = x.shares.len().checked_sub(1)?;
    let mut rows = Vec::with_capacity(y.shares.len());
    for share in y.shares {
        let own = own.row(y.assets, *share)?;
        let earlier = match &earlier {
            Some(earlier) => Some(earlier.row(y.assets, *share)?),
            None => None,
        };
        let at = |column: usize| {
            let own = own.at(column)?.ok()?;
            Some(match &earlier {
                Some(earlier) => by_first(own, earlier.at(column)?.ok()?),
                None => own,
            })
        };
        rows.push(Cut::of(last, bounds, &at)?);
    }
    let right = u32::try_from(last).ok()?.checked_mul(STEP)?;
    let bounds = bounds.iter().enumerate();
    Some(
        bounds
            .map(|(place, bound)| through(&rows, place, *bound, right))
            .collect(),
    )
}

/// A snapshot whose prices along the columns were moved.
struct Rows<'a> {
    accrued: Accrued,
    prices: &'a [U256],
    columns: Vec<Sums>,
}

impl<'a> Rows<'a> {
    fn new(snapshot: &'a Snapshot, x: Axis<'_>, y: Axis<'_>) -> Option<Self> {
        let accrued = snapshot.accrued().ok()?;
        let prices = snapshot.position()?.prices();
        let mut columns = vec![Sums::default(); x.shares.len()];
        stress::sum_columns(&accrued, prices, x, y, &mut columns).ok()?;
        Some(Self {
            accrued,
            prices,
            columns,
        })
    }

    fn row(&self, assets: &[AssetId], share: Wad) -> Option<Row<'_>> {
        Row::new(&self.accrued, self.prices, assets, share, &self.columns).ok()
    }
}

/// A row: health at its ends, and where each of the bounds cuts it.
struct Cut {
    ends: [Health; 2],
    cuts: Vec<Option<u32>>,
}

/// A place of a row: its column, its health, and how many bounds that is not below.
#[derive(Clone, Copy)]
struct Known {
    column: usize,
    health: Health,
    rank: usize,
}

impl Cut {
    fn of(last: usize, bounds: &[Health], at: &dyn Fn(usize) -> Option<Health>) -> Option<Self> {
        let at = |column: usize| {
            let health = at(column)?;
            let rank = bounds.partition_point(|bound| *bound <= health);
            Some(Known {
                column,
                health,
                rank,
            })
        };
        let (from, to) = (at(0)?, at(last)?);
        let mut cuts = vec![None; bounds.len()];
        cut(&mut cuts, bounds, from, to, &at)?;
        Some(Self {
            ends: [from.health, to.health],
            cuts,
        })
    }

    /// Where this bound cuts it; nowhere where both ends are on one side.
    fn at(&self, place: usize, bound: Health) -> Option<u32> {
        let [from, to] = self.ends.map(|end| end < bound);
        self.cuts
            .get(place)
            .copied()
            .flatten()
            .filter(|_| from != to)
    }

    /// From where to where health is lower.
    fn lower(&self, place: usize, bound: Health, right: u32) -> Option<[u32; 2]> {
        let cut = self.at(place, bound);
        match self.ends.map(|end| end < bound) {
            [true, true] => Some([0, right]),
            [true, false] => Some([0, cut?]),
            [false, true] => Some([cut?, right]),
            [false, false] => None,
        }
    }
}

/// Looks for the cuts between two places of a row.
fn cut(
    cuts: &mut [Option<u32>],
    bounds: &[Health],
    from: Known,
    to: Known,
    at: &dyn Fn(usize) -> Option<Known>,
) -> Option<()> {
    if from.rank == to.rank {
        return Some(());
    }
    if to.column.abs_diff(from.column) > 1 {
        let middle = at(from.column.midpoint(to.column))?;
        cut(cuts, bounds, from, middle, at)?;
        return cut(cuts, bounds, middle, to, at);
    }
    let start = u32::try_from(from.column).ok()?.checked_mul(STEP)?;
    let passed = from.rank.min(to.rank)..from.rank.max(to.rank);
    for place in passed {
        let way = way_to(*bounds.get(place)?, from.health, to.health);
        *cuts.get_mut(place)? = Some(start.saturating_add(way));
    }
    Some(())
}

/// How much of a step lies before a bound, as if health went straight on from one to the other.
fn way_to(bound: Health, from: Health, to: Health) -> u32 {
    let straight = || {
        let [Health::Ratio(bound), Health::Ratio(from), Health::Ratio(to)] = [bound, from, to]
        else {
            return None;
        };
        let before = u128::try_from(from.raw().abs_diff(bound.raw())).ok()?;
        let whole = u128::try_from(from.raw().abs_diff(to.raw())).ok()?;
        let way = before.checked_mul(u128::from(STEP))?.checked_div(whole)?;
        u32::try_from(way).ok()
    };
    straight().map_or(STEP >> 1, |way| way.min(STEP))
}

/// The contour of the bound at a place among all.
fn through(rows: &[Cut], place: usize, bound: Health, right: u32) -> Contour {
    let mut contour = Contour::default();
    let mut area = Area::default();
    let mut below = None::<&Cut>;
    let mut y = 0_u32;
    for row in rows {
        if let Some(below) = below {
            let bottom = y;
            y = y.saturating_add(STEP);
            let side = |x, end: fn(&Cut) -> Health| {
                let (from, to) = (end(below), end(row));
                ((from < bound) != (to < bound)).then(|| Spot {
                    x,
                    y: bottom.saturating_add(way_to(bound, from, to)),
                })
            };
            let left = side(0, |row| row.ends[0]);
            let right = side(right, |row| row.ends[1]);
            let lower = below.at(place, bound).map(|x| Spot { x, y: bottom });
            let upper = row.at(place, bound).map(|x| Spot { x, y });
            // Around the strip: there are two, or none, or all four of a saddle.
            let mut around = [left, lower, right, upper].into_iter().flatten();
            while let (Some(one), Some(other)) = (around.next(), around.next()) {
                contour.line.push(match one.y <= other.y {
                    true => [one, other],
                    false => [other, one],
                });
            }
            area.left.extend(left);
            area.right.extend(right);
        }
        match row.lower(place, bound, right) {
            Some([from, to]) => area.reach(y, from, to),
            None => contour.lower.extend(area.closed()),
        }
        below = Some(row);
    }
    contour.lower.extend(area.closed());
    contour
}

/// An area on the way up: its left and its right edge so far.
#[derive(Default)]
struct Area {
    left: Vec<Spot>,
    right: Vec<Spot>,
}

impl Area {
    fn reach(&mut self, y: u32, from: u32, to: u32) {
        for (edge, x) in [(&mut self.left, from), (&mut self.right, to)] {
            // What goes straight up needs no place between.
            if let [.., one, last] = edge.as_mut_slice()
                && one.x == x
                && last.x == x
            {
                last.y = y;
            } else {
                edge.push(Spot { x, y });
            }
        }
    }

    /// Its corners, where it is one; another begins.
    fn closed(&mut self) -> Option<Vec<Spot>> {
        let Self { mut left, right } = std::mem::take(self);
        left.reverse();
        left.extend(right);
        (left.len() > 2).then_some(left)
    }
}
