use alloy::primitives::{Address, U256};

use super::Obstacle;
use crate::math::{TokenAmount, Wad};

/// Which leg of a position: the place of an asset in [`legs`](super::Position::legs) and
/// [`prices`](super::Position::prices). Valid for the position it was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(pub usize);

/// Which way a price hurts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// As collateral: the position suffers when the price falls.
    Collateral,
    /// As debt: the position suffers when the price rises.
    Debt,
}

/// One asset of a position: supplied, owed, both, or only held in the wallet and ready to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The token.
    pub asset: Address,
    /// Its name, as its contract gives it, made safe to show.
    pub symbol: String,
    /// A whole token is `10^decimals` units.
    pub decimals: u8,
    /// Oracle price of a whole token in the base currency, with all the digits that the oracle
    /// gives; none where it gives no price, and the protocol counts without one.
    pub price: Option<TokenAmount>,
    /// What is supplied, whether it counts or not.
    pub collateral: Option<Collateral>,
    /// What is owed.
    pub debt: Option<Debt>,
}

/// The supplied side of a [`Leg`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collateral {
    /// What could be withdrawn, rounded as the protocol does.
    pub balance: TokenAmount,
    /// Its value in units of the base currency, rounded down; none where it has no price.
    pub value: Option<U256>,
    /// What it earns a year at the rate in force, without compounding, rounded down.
    pub yearly_rate: Wad,
    /// The share of the value that counts against debt in the health factor.
    pub liquidation_threshold: Wad,
    /// Why the value does not count in the health factor; `None`: it counts.
    pub not_counted: Option<Obstacle>,
}

impl Leg {
    /// Whether anything of it counts as collateral in the health factor.
    #[must_use]
    pub fn counts_as_collateral(&self) -> bool {
        self.counted().is_some()
    }

    /// What is supplied and counts.
    #[must_use]
    pub fn counted(&self) -> Option<&Collateral> {
        let supplied = self.collateral.as_ref();
        supplied.filter(|side| side.not_counted.is_none())
    }
}

/// The owed side of a [`Leg`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// What is owed, rounded as the protocol does.
    pub balance: TokenAmount,
    /// Its value in units of the base currency, as the protocol rounds it in the health factor.
    pub value: U256,
    /// What it costs a year at the rate in force, without compounding, rounded up.
    pub yearly_rate: Wad,
}
