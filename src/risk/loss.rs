use alloy::primitives::U256;

use super::AssetId;
use crate::math::TokenAmount;

/// What one liquidation takes from the borrower and gives back as repaid debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What is seized of. Where all collateral is taken at once, the leg worth most.
    pub collateral: AssetId,
    /// Which debt is repaid.
    pub debt: AssetId,
    /// How much of the collateral the borrower loses, the protocol's fee included.
    pub seized: TokenAmount,
    /// Its value in units of the base currency: of all collateral, where all is taken at once.
    pub seized_value: U256,
    /// The protocol's share of what is seized.
    pub protocol_fee: TokenAmount,
    /// How much debt is repaid.
    pub repaid: TokenAmount,
    /// Its value in units of the base currency.
    pub repaid_value: U256,
    /// What is seized that has no price, so no value here: the loss is greater than it says.
    pub beyond_value: bool,
    /// Where all collateral is taken at once: some is not, and stays with the borrower.
    pub spares_some: bool,
}

impl Loss {
    /// What the borrower is poorer by, in units of the base currency; zero where the debt repaid
    /// is worth more than what is seized.
    #[must_use]
    pub const fn cost(&self) -> U256 {
        self.seized_value.saturating_sub(self.repaid_value)
    }
}
