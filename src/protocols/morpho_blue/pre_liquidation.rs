//! Contracts that an account may have let liquidate it earlier than the market does.
//!
//! Mirrors `PreLiquidation.preLiquidate`: it closes a part of the debt of a borrower who has
//! authorised it on Morpho, from a lower loan-to-value on, at the price of an oracle of its own.

use alloy::primitives::{Address, U256};

use super::MorphoPosition;
use super::liquidation::lowest_price;
use crate::math::{MathError, Timestamp, Wad};
use crate::risk::{Health, LiquidationPrice, Position};

/// A pre-liquidation contract that the account has authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreLiquidation {
    /// The contract.
    pub contract: Address,
    /// The loan-to-value above which it acts, below the market's.
    pub pre_lltv: Wad,
    /// The price that it goes by, in the scale of the market's oracle; none while its oracle
    /// gives none, and then it cannot act.
    pub price: Option<U256>,
}

impl PreLiquidation {
    /// The account by the contract's rule: it may act where this position is liquidatable, which
    /// is `borrowed > ⌊⌊collateral * price⌋ * pre-LLTV⌋`. `None` without a price.
    ///
    /// So its health, and what falls and how much time bring the contract, are those of a
    /// position. Not what it takes: its incentive and the part that it closes are its own.
    ///
    /// Above the market's LLTV at its price the contract leaves the account to ordinary
    /// liquidation. That is no safety, and is not counted as such.
    #[must_use]
    pub fn rule(&self, position: &MorphoPosition) -> Option<MorphoPosition> {
        let mut rule = position.clone();
        rule.pre_liquidations = Vec::new();
        rule.params.lltv = self.pre_lltv;
        *rule.prices.first_mut()? = self.price?;
        Some(rule)
    }

    /// The lowest price of its oracle at which it may not act.
    ///
    /// # Errors
    /// [`MathError::Overflow`] before the last accrual.
    pub fn lowest_safe_price(
        &self,
        position: &MorphoPosition,
        at: Timestamp,
    ) -> Result<LiquidationPrice, MathError> {
        let collateral = U256::from(position.account.collateral);
        lowest_price(position.borrowed(at)?, collateral, self.pre_lltv)
    }
}

impl MorphoPosition {
    /// The account by the rule of the contract that comes first, if one comes before the market.
    ///
    /// Where the market itself liquidates, nothing comes before it. A rule whose arithmetic
    /// overflows is that of a contract which reverts.
    #[must_use]
    pub fn earlier(&self, at: Timestamp) -> Option<(Health, Self)> {
        if self.pre_liquidations.is_empty() {
            return None;
        }
        let own = self.health(at).ok().filter(|own| !own.is_liquidatable())?;
        let rules = self.pre_liquidations.iter();
        rules
            .filter_map(|contract| contract.rule(self))
            .filter_map(|rule| Some((rule.health(at).ok()?, rule)))
            .filter(|(health, _)| *health < own)
            .min_by_key(|(health, _)| *health)
    }
}
