//! The bitmaps in which the pool packs a reserve's configuration and an account's choices.
//!
//! Mirrors `ReserveConfiguration` and `UserConfiguration`, whose layout is the same in every
//! release of v3.

use alloy::primitives::U256;
use serde::{Deserialize, Serialize};

use crate::math::BasisPoints;

/// A reserve's configuration word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReserveConfig(pub U256);

impl ReserveConfig {
    /// How much may be borrowed against a value, before e-mode.
    #[must_use]
    pub fn ltv(self) -> BasisPoints {
        self.basis_points(0)
    }

    /// How much of the value counts in the health factor, before e-mode.
    #[must_use]
    pub fn liquidation_threshold(self) -> BasisPoints {
        self.basis_points(16)
    }

    /// What a liquidator takes for a debt of 10,000: 10,500 is a bonus of 5%.
    #[must_use]
    pub fn liquidation_bonus(self) -> BasisPoints {
        self.basis_points(32)
    }

    /// Decimals of the token.
    #[must_use]
    pub fn decimals(self) -> u8 {
        let [lowest, ..] = self.0.wrapping_shr(48).to_le_bytes::<32>();
        lowest
    }

    /// The reserve is run at all.
    #[must_use]
    pub fn is_active(self) -> bool {
        self.0.bit(56)
    }

    /// Nothing new may be supplied or borrowed.
    #[must_use]
    pub fn is_frozen(self) -> bool {
        self.0.bit(57)
    }

    /// Nothing moves.
    #[must_use]
    pub fn is_paused(self) -> bool {
        self.0.bit(60)
    }

    /// The share of interest that goes to the treasury.
    #[must_use]
    pub fn reserve_factor(self) -> BasisPoints {
        self.basis_points(64)
    }

    /// The most that may be supplied in all, in whole tokens; zero: no limit.
    #[must_use]
    pub fn supply_cap(self) -> U256 {
        self.field(116, 36)
    }

    /// The treasury's share of a liquidation's bonus.
    #[must_use]
    pub fn liquidation_protocol_fee(self) -> BasisPoints {
        self.basis_points(152)
    }

    /// The e-mode category that the reserve belongs to, up to 3.1; zero: none.
    #[must_use]
    pub fn e_mode_category(self) -> u8 {
        let [lowest, ..] = self.0.wrapping_shr(168).to_le_bytes::<32>();
        lowest
    }

    /// Whether the pool itself counts what the reserve holds, from 3.1 on.
    #[must_use]
    pub fn has_virtual_accounting(self) -> bool {
        self.0.bit(252)
    }

    /// The most that may be owed against this asset in isolation, in hundredths of a dollar; zero:
    /// the asset is not isolated.
    #[must_use]
    pub fn debt_ceiling(self) -> U256 {
        self.field(212, 40)
    }

    /// The same with another threshold.
    pub(super) fn with_threshold(self, threshold: BasisPoints) -> Self {
        let others = !(U256::from(u16::MAX).wrapping_shl(16));
        Self((self.0 & others) | U256::from(threshold.raw()).wrapping_shl(16))
    }

    fn field(self, start: usize, width: usize) -> U256 {
        let mask = U256::MAX.wrapping_shr(256_usize.saturating_sub(width));
        self.0.wrapping_shr(start) & mask
    }

    fn basis_points(self, start: usize) -> BasisPoints {
        let [low, high, ..] = self.0.wrapping_shr(start).to_le_bytes::<32>();
        BasisPoints::from_raw(u16::from_le_bytes([low, high]))
    }
}

/// An account's word: two bits per reserve, the lower for debt, the higher for collateral.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserConfig(pub U256);

/// Bit `2 * id + 1` for every reserve id.
const COLLATERAL_MASK: U256 = U256::from_limbs([0xaaaa_aaaa_aaaa_aaaa; 4]);

impl UserConfig {
    /// Whether the account owes anything of a reserve.
    #[must_use]
    pub fn borrows(self, reserve: u16) -> bool {
        self.0.bit(usize::from(reserve).saturating_mul(2))
    }

    /// The ids of all reserves of which the account owes anything, ascending.
    pub fn borrowed(self) -> impl Iterator<Item = u16> {
        self.reserves().filter(move |&id| self.borrows(id))
    }

    /// Whether the account uses a reserve as collateral.
    #[must_use]
    pub fn uses_as_collateral(self, reserve: u16) -> bool {
        self.0
            .bit(usize::from(reserve).saturating_mul(2).saturating_add(1))
    }

    /// Whether the account uses exactly one reserve as collateral.
    #[must_use]
    pub fn uses_one_collateral(self) -> bool {
        (self.0 & COLLATERAL_MASK).count_ones() == 1
    }

    /// A reserve is collateral from now on, or not.
    pub(super) fn set_collateral(&mut self, reserve: u16, is_used: bool) {
        let bit = usize::from(reserve).saturating_mul(2).saturating_add(1);
        self.0.set_bit(bit, is_used);
    }

    /// Nothing of a reserve is owed any more.
    pub(super) fn repay_all(&mut self, reserve: u16) {
        self.0
            .set_bit(usize::from(reserve).saturating_mul(2), false);
    }

    /// The ids of all reserves that the account owes or uses as collateral, ascending.
    pub fn reserves(self) -> impl Iterator<Item = u16> {
        (0..128).filter(move |&id| self.borrows(id) || self.uses_as_collateral(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field set to its own value, nothing else.
    #[test]
    fn each_field_is_read_from_its_own_bits() {
        let at = |value: u64, start: usize| U256::from(value) << start;
        let config = ReserveConfig(
            at(8050, 0)
                | at(8300, 16)
                | at(10_500, 32)
                | at(18, 48)
                | at(1, 56)
                | at(1, 60)
                | at(1_500, 64)
                | at(0xf_ffff_ffff, 116)
                | at(1_000, 152)
                | at(0xa7, 168)
                | at(123_456_789, 212),
        );
        assert_eq!(config.ltv().raw(), 8050);
        assert_eq!(config.liquidation_threshold().raw(), 8300);
        assert_eq!(config.liquidation_bonus().raw(), 10_500);
        let lowered = config.with_threshold(BasisPoints::from_raw(8_100));
        assert_eq!(lowered.liquidation_threshold().raw(), 8_100);
        assert_eq!(lowered.with_threshold(BasisPoints::from_raw(8_300)), config);
        assert_eq!(config.decimals(), 18);
        assert!(config.is_active() && config.is_paused() && !config.is_frozen());
        assert_eq!(config.reserve_factor().raw(), 1_500);
        assert_eq!(config.supply_cap(), U256::from(0xf_ffff_ffff_u64));
        assert_eq!(config.liquidation_protocol_fee().raw(), 1_000);
        assert_eq!(config.debt_ceiling(), U256::from(123_456_789));
        assert_eq!(config.e_mode_category(), 0xa7);
        assert!(!config.has_virtual_accounting());
        let inverted = ReserveConfig(!config.0);
        assert!(inverted.is_frozen() && !inverted.is_active() && !inverted.is_paused());
        assert!(inverted.has_virtual_accounting());
        assert_eq!(inverted.supply_cap(), U256::ZERO);
        assert_eq!(inverted.ltv().raw(), !8050);
    }

    #[test]
    fn the_lower_bit_is_debt_and_the_higher_collateral() {
        let user = UserConfig(U256::from(0b10_01_11_00));
        assert_eq!(user.reserves().collect::<Vec<_>>(), [1, 2, 3]);
        assert!(user.borrows(1) && user.uses_as_collateral(1));
        assert!(user.borrows(2) && !user.uses_as_collateral(2));
        assert!(!user.borrows(3) && user.uses_as_collateral(3));
        assert!(!user.uses_one_collateral());
        assert!(UserConfig(U256::from(0b10_01)).uses_one_collateral());
        assert!(!UserConfig(U256::from(0b01)).uses_one_collateral());
        assert!(UserConfig(U256::ONE << 255).uses_as_collateral(127));
        assert!(!UserConfig(U256::MAX).borrows(500));
        let mut changed = user;
        changed.set_collateral(2, true);
        changed.set_collateral(1, false);
        changed.repay_all(1);
        changed.set_collateral(500, true);
        assert_eq!(changed.0, U256::from(0b10_11_00_00));
    }
}
