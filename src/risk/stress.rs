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
    let fits = prices.len() == accrued.legs && columns.len() == x.shares.len();
    if !fits || count != Some(cells.len()) {
        return Err(RiskError::WrongPriceCount);
    }
    let is_none = |asset: &&AssetId| asset.0 >= prices.len();
    let unknown = x.assets.iter().chain(y.assets).find(is_none);
    let twice = x.assets.iter().find(|asset| y.assets.contains(asset));
    if let Some(&asset) = unknown.or(twice) {
        return Err(RiskError::UnknownAsset(asset));
    }
    let sum = |sums, axis: Option<Axis<'_>>, share| {
        let moves = |asset| match axis {
            Some(axis) => axis.assets.contains(&asset),
            None => !x.assets.contains(&asset) && !y.assets.contains(&asset),
        };
        sum_of(accrued, prices, sums, &moves, share)
    };
    let fixed = sum(accrued.fixed(), None, Wad::ONE)?;
    for (column, &share) in columns.iter_mut().zip(x.shares) {
        *column = sum(fixed, Some(x), share)?;
    }
    // A chunk of no columns does not exist; then there are no cells either.
    let rows = cells.chunks_exact_mut(columns.len().max(1));
    for (row, &share) in rows.zip(y.shares) {
        let own = sum(Sums::default(), Some(y), share)?;
        for (cell, column) in row.iter_mut().zip(columns.iter()) {
            *cell = accrued.quotient(&own.plus(column)?)?;
        }
    }
    Ok(())
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
