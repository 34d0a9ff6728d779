//! What the network takes for a top-up, before a node has run its steps.

use alloy::primitives::U256;

use super::steps::Step;
use super::{Decoded, Fee, Purse};
use crate::protocols::Market;

/// Gas of a permission, rounded up: two words of a token behind a proxy.
pub(super) const APPROVING_GAS: u64 = 65_000;

/// Gas of making a token out of coin, rounded up.
const WRAPPING_GAS: u64 = 50_000;

/// About what the steps take, and whether that and the coin that they send is there; none where the coin or
/// its price is not known.
pub fn fee_of(steps: &[Step], market: &Market, purse: Option<&Purse>) -> Option<Fee> {
    let gas = |step: &Step| match step.decoded {
        Decoded::Approve { .. } => APPROVING_GAS,
        Decoded::Wrap { .. } => WRAPPING_GAS,
        _ => market.acting_gas(),
    };
    let gas = steps.iter().map(gas).fold(0, u64::saturating_add);
    let sent = steps.iter().map(|step| step.payment.value);
    let sent = sent.fold(U256::ZERO, U256::saturating_add);
    Some(purse?.fee(gas, sent))
}

#[cfg(test)]
mod tests {
    use crate::math::{WAD, Wad};
    use crate::protocols::a_snapshot;
    use crate::top_up::{Fee, Means, Purse, options};
    use alloy::primitives::U256;

    fn gwei(count: u64) -> U256 {
        U256::from(count) * U256::from(1_000_000_000)
    }

    /// Of a repayment of which the market may take so much already, by an account that has so much coin, where
    /// a unit of gas costs a gwei.
    fn of_a_repayment(allowance: u64, coin: U256) -> Fee {
        let snapshot = a_snapshot(100, U256::from(allowance));
        let purse = Purse::new(coin, gwei(1));
        let now = snapshot.block.timestamp;
        let target = Wad::from_raw(WAD * U256::from(2));
        let ways = options(&snapshot, Some(&purse), target, None, now);
        let repayment = ways.iter().find(|way| way.id.means == Means::Repay);
        let offer = repayment.and_then(|way| way.offer.as_ref().ok());
        offer.expect("a repayment").fee.expect("a fee")
    }

    #[test]
    fn a_fee_is_for_the_steps_that_are_to_be_signed_and_a_quarter_more() {
        let fee = |allowance| of_a_repayment(allowance, U256::ZERO).amount.raw;
        assert_eq!(fee(0), gwei((350_000 + 65_000) * 5 / 4));
        assert_eq!(fee(u64::MAX), gwei(350_000 * 5 / 4));
    }

    #[test]
    fn coin_that_is_not_there_is_said() {
        let all = gwei(350_000 * 5 / 4);
        assert!(of_a_repayment(u64::MAX, all).is_there);
        assert!(!of_a_repayment(u64::MAX, all - U256::ONE).is_there);
    }
}
