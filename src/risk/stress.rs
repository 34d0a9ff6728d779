//! Health over a grid of two prices.

use alloy::primitives::U256;

use super::accrued::{Accrued, Sums};
use super::{AssetId, Health, RiskError};
use crate::math::{WAD, Wad, mul_div_floor};

/// Assets whose prices move together, and the shares of today's prices to ask about.
#[derive(Clone, Copy, Debug)]
pub struct Axis<'a> {
    /// Which prices move; on one axis only.
    pub assets: &'a [AssetId],
    /// To which shares of today's: 1 is unchanged, 0.5 half, 1.1 a tenth above.
    pub shares: &'a [Wad],
}

/// Each price at its share of today's: `⌊price * share / 10^18⌋`.
///
/// # Errors
/// [`RiskError::WrongPriceCount`] unless there is one share per price; [`RiskError::Math`].
pub fn moved(prices: &[U256], shares: &[Wad]) -> Result<Vec<U256>, RiskError> {
    if prices.len() != shares.len() {
        return Err(RiskError::WrongPriceCount);
    }
    let both = prices.iter().zip(shares);
    let moved = both.map(|(&price, share)| mul_div_floor(price, share.raw(), WAD));
    Ok(moved.collect::<Result<_, _>>()?)
}

/// The health factor at every pair of shares, row by row: `cells[y * columns + x]`.
///
/// Each moved price is `⌊price * share / 10^18⌋`, and every cell equals [`Accrued::health`] at its
/// prices. Allocates nothing: `columns` is room to work in, one per share of `x`.
///
/// # Errors
/// [`RiskError::WrongPriceCount`] unless there is one price per leg, one of `columns` per share of
/// `x` and one of `cells` per pair; [`RiskError::UnknownAsset`] for an asset that is no leg or is
/// on both axes; [`RiskError::Math`] where any cell has no answer.
pub fn grid(
    accrued: &Accrued,
    prices: &[U256],
    x: Axis<'_>,
    y: Axis<'_>,
    columns: &mut [Sums],
    cells: &mut [Health],
) -> Result<(), RiskError> {
    let count = x.shares.len().checked_mul(y.shares.len());
    if count != Some(cells.len()) {
        return Err(RiskError::WrongPriceCount);
    }
    sum_columns(accrued, prices, x, y, columns)?;
    // A chunk of no columns does not exist; then there are no cells either.
    let rows = cells.chunks_exact_mut(columns.len().max(1));
    for (cells, &share) in rows.zip(y.shares) {
        let row = Row::new(accrued, prices, y.assets, share, columns)?;
        for (cell, column) in cells.iter_mut().zip(columns.iter()) {
            *cell = row.health(column)?;
        }
    }
    Ok(())
}

/// What the prices that do not move, and those along `x`, make of each column of a grid.
///
/// # Errors
/// As [`grid`].
pub fn sum_columns(
    accrued: &Accrued,
    prices: &[U256],
    x: Axis<'_>,
    y: Axis<'_>,
    columns: &mut [Sums],
) -> Result<(), RiskError> {
    if prices.len() != accrued.legs || columns.len() != x.shares.len() {
        return Err(RiskError::WrongPriceCount);
    }
    let is_none = |asset: &&AssetId| asset.0 >= prices.len();
    let unknown = x.assets.iter().chain(y.assets).find(is_none);
    let twice = x.assets.iter().find(|asset| y.assets.contains(asset));
    if let Some(&asset) = unknown.or(twice) {
        return Err(RiskError::UnknownAsset(asset));
    }
    let stays = |asset| !x.assets.contains(&asset) && !y.assets.contains(&asset);
    let fixed = sum_of(accrued, prices, accrued.fixed(), &stays, Wad::ONE)?;
    let moves = |asset| x.assets.contains(&asset);
    for (column, &share) in columns.iter_mut().zip(x.shares) {
        *column = sum_of(accrued, prices, fixed, &moves, share)?;
    }
    Ok(())
}

/// One row of a grid, whose cells are worked out one by one.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    accrued: &'a Accrued,
    columns: &'a [Sums],
    own: Sums,
}

impl<'a> Row<'a> {
    /// The row in which `assets` are at this share of their prices, over the
    /// [columns](sum_columns) of its grid.
    ///
    /// # Errors
    /// As [`grid`].
    pub fn new(
        accrued: &'a Accrued,
        prices: &[U256],
        assets: &[AssetId],
        share: Wad,
        columns: &'a [Sums],
    ) -> Result<Self, RiskError> {
        let moves = |asset| assets.contains(&asset);
        let own = sum_of(accrued, prices, Sums::default(), &moves, share)?;
        Ok(Self {
            accrued,
            columns,
            own,
        })
    }

    /// The cell of a column; none where there is no such column.
    #[must_use]
    pub fn at(&self, column: usize) -> Option<Result<Health, RiskError>> {
        self.columns.get(column).map(|column| self.health(column))
    }

    fn health(&self, column: &Sums) -> Result<Health, RiskError> {
        Ok(self.accrued.quotient(&self.own.plus(column)?)?)
    }
}

/// `sums` and the entries of the assets that move, at a share of their prices.
fn sum_of(
    accrued: &Accrued,
    prices: &[U256],
    mut sums: Sums,
    moves: &dyn Fn(AssetId) -> bool,
    share: Wad,
) -> Result<Sums, RiskError> {
    for entry in accrued.entries.iter().filter(|entry| moves(entry.asset)) {
        let price = prices.get(entry.asset.0);
        let price = price.ok_or(RiskError::UnknownAsset(entry.asset))?;
        accrued.count(&mut sums, entry, mul_div_floor(*price, share.raw(), WAD)?)?;
    }
    Ok(sums)
}
