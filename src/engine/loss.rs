//! What one liquidation takes, as what is shown.

use super::view::analysis::LossView;
use crate::math::TokenAmount;
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Leg};

/// What a liquidation by the protocol itself would take of a position of these legs.
pub(super) fn loss(snapshot: &Snapshot, legs: &[Leg]) -> Option<LossView> {
    let position = snapshot.position()?;
    let loss = position.liquidation_loss(snapshot.block.timestamp).ok()??;
    let symbol = |asset: AssetId| legs.get(asset.0).map(|leg| leg.symbol.clone());
    Some(LossView {
        seized: loss.seized,
        collateral: symbol(loss.collateral)?,
        repaid: loss.repaid,
        debt: symbol(loss.debt)?,
        cost: TokenAmount::new(loss.cost(), position.base().decimals),
        beyond_value: loss.beyond_value,
        spares_some: loss.spares_some,
    })
}
