use alloy::primitives::Address;
use alloy::sol_types::SolEvent;

use super::super::taking::{Told, address, words};
use super::abi::AbsorbCollateral;
use crate::chain::logs::Entry;

/// What `AbsorbCollateral` and `AbsorbDebt` say: each has an amount and its value. What was paid is in the
/// base token; what of it was more than the debt is lent to the market.
pub(in super::super) fn told(entry: &Entry, base: Address) -> Option<Told> {
    let [amount, _value] = words(entry)?;
    let is_collateral = entry.topics.first() == Some(&AbsorbCollateral::SIGNATURE_HASH);
    Some(match is_collateral {
        true => Told {
            taken: Some((address(entry, 3)?, amount)),
            paid: None,
            leaves_out_fee: false,
        },
        false => Told {
            taken: None,
            paid: Some((base, amount)),
            leaves_out_fee: false,
        },
    })
}
