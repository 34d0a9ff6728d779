//! Which prices of a position move together, as what is shown.

use alloy::primitives::U256;

use crate::math::{Timestamp, WAD, Wad};
use crate::risk::groups::{Group, Underlying, named};
use crate::risk::stress::moved;
use crate::risk::{AssetId, Leg, Position, RiskError};

/// Assets of a position whose prices move together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceGroup {
    /// What they follow, such as "ETH"; or their symbols, where they follow nothing but themselves,
    /// or something else that follows the same stays where it is: what they are priced in, or a
    /// stablecoin that is owed.
    pub name: String,
    /// What they are to the position.
    pub side: GroupSide,
    /// Their symbols.
    pub symbols: Vec<String>,
    /// A rise of all of them lowers the health, rather than a fall.
    pub a_rise_hurts: bool,
}

/// What assets are to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupSide {
    /// Collateral: a fall hurts.
    Collateral,
    /// Debt: a rise hurts.
    Debt,
    /// Some of each.
    Both,
}

impl PriceGroup {
    /// A group of [`groups::movable`] of these legs.
    pub(super) fn of(group: &Group, legs: &[Leg], position: &dyn Position, at: Timestamp) -> Self {
        let of = group.assets.iter().filter_map(|asset| legs.get(asset.0));
        let symbols: Vec<String> = of.map(|leg| leg.symbol.clone()).collect();
        Self {
            name: match group.underlying {
                Underlying::Named(name) if !has_steady_part(group, legs, name) => name.to_owned(),
                Underlying::Named(_) | Underlying::Itself(_) => symbols.join(", "),
            },
            side: side(group, legs),
            symbols,
            a_rise_hurts: a_rise_hurts(group, legs, position, at).unwrap_or_default(),
        }
    }
}

/// What a group is to a position of these legs.
pub(super) fn side(group: &Group, legs: &[Leg]) -> GroupSide {
    let legs = || group.assets.iter().filter_map(|asset| legs.get(asset.0));
    match (
        legs().any(Leg::counts_as_collateral),
        legs().any(|leg| leg.debt.is_some()),
    ) {
        (true, true) => GroupSide::Both,
        (false, true) => GroupSide::Debt,
        (_, false) => GroupSide::Collateral,
    }
}

/// Whether a rise of a group of these legs lowers the health, rather than a fall.
pub(super) fn a_rise_hurts(
    group: &Group,
    legs: &[Leg],
    position: &dyn Position,
    at: Timestamp,
) -> Result<bool, RiskError> {
    let after = |hundredths: u64| {
        let share = U256::from(hundredths).saturating_mul(WAD);
        let share = Wad::from_raw(share.checked_div(U256::from(100)).unwrap_or_default());
        let shares = (0..position.prices().len()).map(|place| {
            match group.assets.contains(&AssetId(place)) {
                true => share,
                false => Wad::ONE,
            }
        });
        let prices = moved(position.prices(), &shares.collect::<Vec<_>>())?;
        position.health_with_prices(at, &prices)
    };
    Ok(match side(group, legs) {
        GroupSide::Collateral => false,
        GroupSide::Debt => true,
        GroupSide::Both => after(101)? < after(99)?,
    })
}

/// Whether something that is owed or counts follows the same and does not move: what moves then is
/// the group against that.
fn has_steady_part(group: &Group, legs: &[Leg], name: &str) -> bool {
    let mut rest = legs.iter().enumerate().filter(|(place, leg)| {
        !group.assets.contains(&AssetId(*place)) && (leg.debt.is_some() || leg.collateral.is_some())
    });
    rest.any(|(_, leg)| named(&leg.symbol) == Some(name))
}
