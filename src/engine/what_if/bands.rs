//! A map of which only the bands are wanted: their ends in each row are looked for, not every cell.

use super::by_first;
use crate::math::Wad;
use crate::protocols::Snapshot;
use crate::risk::stress::{self, Axis, Row};
use crate::risk::{Accrued, AssetId, Health, Sums};

/// The band of every cell, row after row.
pub(super) fn cells<B: Copy + PartialEq>(
    snapshot: &Snapshot,
    x: Axis<'_>,
    y: Axis<'_>,
    band: &dyn Fn(Health) -> B,
) -> Option<Vec<B>> {
    let own = Rows::new(snapshot, x, y)?;
    let earlier = snapshot.earlier();
    let earlier = match &earlier {
        Some(earlier) => Some(Rows::new(earlier, x, y)?),
        None => None,
    };
    let mut cells = Vec::with_capacity(x.shares.len().checked_mul(y.shares.len())?);
    for share in y.shares {
        let own_row = own.row(y.assets, *share)?;
        let first_row = match &earlier {
            Some(earlier) => Some(earlier.row(y.assets, *share)?),
            None => None,
        };
        let at = |column: usize| {
            let own = own_row.at(column)?.ok()?;
            let health = match &first_row {
                Some(first) => by_first(own, first.at(column)?.ok()?),
                None => own,
            };
            Some(band(health))
        };
        let is_one_way = own.is_one_way && earlier.as_ref().is_none_or(|one| one.is_one_way);
        match is_one_way {
            true => cells.extend(ends(x.shares.len(), &at)?),
            false => {
                for column in 0..x.shares.len() {
                    cells.push(at(column)?);
                }
            }
        }
    }
    Some(cells)
}

/// A snapshot whose prices along the columns were moved.
struct Rows<'a> {
    accrued: Accrued,
    prices: &'a [alloy::primitives::U256],
    columns: Vec<Sums>,
    is_one_way: bool,
}

impl<'a> Rows<'a> {
    fn new(snapshot: &'a Snapshot, x: Axis<'_>, y: Axis<'_>) -> Option<Self> {
        let accrued = snapshot.accrued().ok()?;
        let prices = snapshot.position()?.prices();
        let mut columns = vec![Sums::default(); x.shares.len()];
        stress::sum_columns(&accrued, prices, x, y, &mut columns).ok()?;
        Some(Self {
            is_one_way: stress::goes_one_way(&accrued, x.assets),
            accrued,
            prices,
            columns,
        })
    }

    fn row(&self, assets: &[AssetId], share: Wad) -> Option<Row<'_>> {
        Row::new(&self.accrued, self.prices, assets, share, &self.columns).ok()
    }
}

/// A row of so many cells, of which what lies between two of one band is of it too.
fn ends<B: Copy + PartialEq>(count: usize, at: &dyn Fn(usize) -> Option<B>) -> Option<Vec<B>> {
    let last = count.checked_sub(1)?;
    let mut row = vec![at(0)?; count];
    *row.last_mut()? = at(last)?;
    between(&mut row, 0, at)?;
    Some(row)
}

/// Fills what lies between the ends of a piece of a row, which are known; it begins `from` the left.
fn between<B: Copy + PartialEq>(
    piece: &mut [B],
    from: usize,
    at: &dyn Fn(usize) -> Option<B>,
) -> Option<()> {
    let (first, last) = (*piece.first()?, *piece.last()?);
    let middle = piece.len() >> 1;
    if first == last {
        piece.fill(first);
    } else if piece.len() > 2 {
        let place = from.checked_add(middle)?;
        *piece.get_mut(middle)? = at(place)?;
        between(piece.get_mut(..=middle)?, from, at)?;
        between(piece.get_mut(middle..)?, place, at)?;
    }
    Some(())
}
