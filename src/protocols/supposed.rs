//! Snapshots of what no chain said: a position that is made up, or one at other prices.

use alloy::primitives::{Address, U256};

use super::{Agreement, Holding, Market, PriceSources, Snapshot};
use crate::chain::BlockRef;
use crate::math::Wad;
use crate::math::contract::add;
use crate::risk::{Health, RiskError, counted_value, stress};

impl Snapshot {
    /// A position as if it had been read, and the chain had said what our arithmetic gives. Its
    /// wallet is empty.
    ///
    /// # Errors
    /// [`RiskError::Math`].
    pub fn supposed(
        market: Market,
        account: Address,
        block: BlockRef,
        holding: Holding,
    ) -> Result<Self, RiskError> {
        let uncounted = Self {
            market,
            account,
            block,
            health: Health::NoDebt,
            collateral: U256::ZERO,
            debt: U256::ZERO,
            agreement: Agreement::Matches { rules: "supposed" },
            sources: PriceSources::default(),
            holding,
            wallets: Vec::new(),
        };
        uncounted.counted()
    }

    /// The same account at the same block, had each price been this share of what it was:
    /// `⌊price * share / 10^18⌋`. The price that a pre-liquidation contract goes by moves with that
    /// of the collateral.
    ///
    /// As unconfirmed as [`position_unverified`](Self::position_unverified).
    ///
    /// # Errors
    /// [`RiskError::WrongPriceCount`] unless there is one share per price; [`RiskError::Math`].
    pub fn moved(&self, shares: &[Wad]) -> Result<Self, RiskError> {
        let today = self.position_unverified().prices();
        let prices = stress::moved(today, shares)?;
        let holding = match &self.holding {
            Holding::AaveV3(position) => {
                Holding::AaveV3(Box::new(position.with_prices(prices, shares)?))
            }
            Holding::CompoundV3(position) => {
                Holding::CompoundV3(Box::new(position.with_prices(prices)?))
            }
            Holding::MorphoBlue(position) => {
                Holding::MorphoBlue(Box::new(position.with_prices(prices, shares)?))
            }
        };
        let uncounted = Self {
            holding,
            ..self.clone()
        };
        uncounted.counted()
    }

    /// The same with the health and the sums that our arithmetic gives.
    fn counted(self) -> Result<Self, RiskError> {
        let at = self.block.timestamp;
        let position = self.position_unverified();
        let legs = position.legs(at)?;
        let debts = legs.iter().filter_map(|leg| leg.debt.as_ref());
        let mut values = debts.map(|debt| debt.value);
        Ok(Self {
            health: position.health(at)?,
            collateral: counted_value(&legs)?,
            debt: values.try_fold(U256::ZERO, add)?,
            ..self
        })
    }
}
