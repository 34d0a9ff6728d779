//! Asking about many prices gives what asking about each gives.

use alloy::primitives::U256;
use margin_call::math::{Timestamp, WAD, Wad};
use margin_call::risk::stress::{self, Axis};
use margin_call::risk::{Accrue, AssetId, Health, Position, RiskError, Sums};
use proptest::prelude::*;

use super::{Holds, NOW, share};

pub fn accrued<P: Position + Accrue>(position: &P, moves: &[u64], at: Timestamp) -> Holds {
    let accrued = position.accrued(at).unwrap();
    let moves = moves.iter().map(|&millionths| share(millionths).raw());
    let moved = position.prices().iter().zip(moves);
    let prices: Vec<U256> = moved.map(|(price, share)| price * share / WAD).collect();
    let alone = position.health_with_prices(at, &prices);
    prop_assert_eq!(accrued.health(&prices), alone);
    prop_assert_eq!(accrued.health(position.prices()), position.health(at));
    prop_assert_eq!(accrued.health(&[]), Err(RiskError::WrongPriceCount));
    Ok(())
}

/// `axes` says of each leg whether it moves, and on which axis.
pub fn a_grid<P: Position + Accrue>(
    position: &P,
    x: &[u64],
    y: &[u64],
    axes: [Option<bool>; 8],
) -> Holds {
    let on = |axis| {
        let places = 0..position.prices().len();
        let on: Vec<_> = places.filter(|&place| axes[place] == Some(axis)).collect();
        on.into_iter().map(AssetId).collect::<Vec<_>>()
    };
    let shares = |millionths: &[u64]| millionths.iter().map(|&n| share(n)).collect::<Vec<_>>();
    let (x_assets, y_assets) = (on(false), on(true));
    let (x_shares, y_shares) = (shares(x), shares(y));
    let axis = |assets, shares| Axis { assets, shares };
    let (x, y) = (axis(&x_assets, &x_shares), axis(&y_assets, &y_shares));
    let accrued = position.accrued(NOW).unwrap();
    let mut columns = vec![Sums::default(); x_shares.len()];
    let mut cells = vec![Health::NoDebt; x_shares.len() * y_shares.len()];
    stress::grid(&accrued, position.prices(), x, y, &mut columns, &mut cells).unwrap();
    for (row, &down) in y_shares.iter().enumerate() {
        for (column, &across) in x_shares.iter().enumerate() {
            let mut prices = position.prices().to_vec();
            for (assets, share) in [(&x_assets, across), (&y_assets, down)] {
                for asset in assets {
                    prices[asset.0] = prices[asset.0] * share.raw() / WAD;
                }
            }
            let alone = position.health_with_prices(NOW, &prices).unwrap();
            prop_assert_eq!(cells[row * x_shares.len() + column], alone);
        }
    }
    refusals(position, x, y, &mut columns)
}

fn refusals<P: Position + Accrue>(
    position: &P,
    x: Axis<'_>,
    y: Axis<'_>,
    columns: &mut [Sums],
) -> Holds {
    let accrued = position.accrued(NOW).unwrap();
    let prices = position.prices();
    let mut cells = vec![Health::NoDebt; x.shares.len() * y.shares.len() + 1];
    let count = Err(RiskError::WrongPriceCount);
    let too_many = stress::grid(&accrued, prices, x, y, columns, &mut cells);
    prop_assert_eq!(too_many, count);
    cells.pop();
    let too_few = stress::grid(&accrued, &prices[1..], x, y, columns, &mut cells);
    prop_assert_eq!(too_few, count);
    let mut more = vec![Sums::default(); columns.len() + 1];
    let too_wide = stress::grid(&accrued, prices, x, y, &mut more, &mut cells);
    prop_assert_eq!(too_wide, count);
    for asset in [AssetId(prices.len()), AssetId(0)] {
        let assets: &[AssetId] = &[asset];
        let both = |shares| Axis { assets, shares };
        let (x, y) = (both(x.shares), both(y.shares));
        let unknown = stress::grid(&accrued, prices, x, y, columns, &mut cells);
        prop_assert_eq!(unknown, Err(RiskError::UnknownAsset(asset)));
    }
    Ok(())
}

#[test]
fn a_share_of_one_is_the_price_itself() {
    assert_eq!(share(1_000_000), Wad::ONE);
}
