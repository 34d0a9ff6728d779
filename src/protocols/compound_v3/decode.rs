//! What bytes to sign really say of an account in a market, read from the bytes alone.

use alloy::primitives::{Address, U256};

use crate::chain::Call;
use crate::protocols::calldata::{
    DecodeError, address, approval, expect_contract, number, split, words,
};
use crate::protocols::{Action, Repayment};

/// What the market lends, and how much of it the signer owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// The token.
    pub asset: Address,
    /// In its units.
    pub owed: U256,
}

/// Reads a call of the signer's in a market.
///
/// One function supplies and repays: which of them it is says the token. More of the base token than
/// is owed would be lent, which no top-up does.
///
/// # Errors
/// [`DecodeError`] for everything that [`act`](super::act) never builds for them.
pub fn decode(comet: Address, base: Base, call: &Call) -> Result<Action, DecodeError> {
    if let Some(approval) = approval(call, comet) {
        return approval;
    }
    let (selector, arguments) = split(call)?;
    // supply(address,uint256)
    if selector != [0xf2, 0xb9, 0xfd, 0xb8] {
        return Err(DecodeError::UnknownFunction);
    }
    let [asset, amount] = words(arguments)?;
    let (asset, amount) = (address(asset)?, number(amount));
    let is_base = asset == base.asset;
    let action = match amount {
        U256::MAX if is_base => Action::Repay {
            asset,
            amount: Repayment::All,
        },
        amount if is_base && amount <= base.owed => Action::Repay {
            asset,
            amount: Repayment::Exact(amount),
        },
        amount if !is_base && amount != U256::MAX => Action::Supply { asset, amount },
        _ => return Err(DecodeError::Unexpected),
    };
    expect_contract(call.to, comet)?;
    Ok(action)
}

#[cfg(test)]
mod tests {
    use super::super::act;
    use super::*;
    use crate::protocols::action::approve;
    use crate::protocols::calldata::tests::notices_every_change;
    use proptest::prelude::*;

    const COMET: Address = Address::repeat_byte(1);
    const BASE: Base = Base {
        asset: Address::repeat_byte(2),
        owed: U256::from_limbs([0, 0, 1, 0]),
    };

    proptest! {
        /// Whatever is built reads back as what was meant, and nowhere else.
        #[test]
        fn what_is_built_reads_back(bytes: [u8; 20], amount: u128) {
            let (asset, amount) = (Address::from(bytes), U256::from(amount));
            prop_assume!(asset != BASE.asset);
            let exact = Repayment::Exact(amount);
            for (built, action) in [
                (act::supply(COMET, asset, amount), Action::Supply { asset, amount }),
                (
                    act::repay(COMET, BASE.asset, exact),
                    Action::Repay { asset: BASE.asset, amount: exact },
                ),
                (
                    act::repay(COMET, BASE.asset, Repayment::All),
                    Action::Repay { asset: BASE.asset, amount: Repayment::All },
                ),
                (
                    approve(asset, COMET, amount),
                    Action::Approve { token: asset, spender: COMET, amount },
                ),
            ] {
                prop_assert_eq!(decode(COMET, BASE, &built), Ok(action));
                let elsewhere = decode(Address::repeat_byte(9), BASE, &built);
                prop_assert_eq!(elsewhere, Err(DecodeError::OtherContract));
            }
        }

        #[test]
        fn no_change_goes_unnoticed(
            bytes: [u8; 20], amount: u128, place: prop::sample::Index, flip in 1_u8..,
        ) {
            let (asset, amount) = (Address::from(bytes), U256::from(amount));
            for built in [
                approve(asset, COMET, amount),
                act::supply(COMET, asset, amount),
                act::repay(COMET, BASE.asset, Repayment::Exact(amount)),
            ] {
                let place = place.index(built.data.len());
                notices_every_change(&built, place, flip, |call| decode(COMET, BASE, call));
            }
        }

        /// No bytes make it panic.
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let data = [[0xf2, 0xb9, 0xfd, 0xb8].as_slice(), &bytes].concat();
            for data in [data, bytes] {
                let _ = decode(COMET, BASE, &Call { to: COMET, data: data.into() });
            }
        }
    }

    /// What would be lent to the market, and what no amount is.
    #[test]
    fn more_than_is_owed_and_all_of_a_collateral_are_refused() {
        let more = Repayment::Exact(BASE.owed + U256::ONE);
        for refused in [
            act::repay(COMET, BASE.asset, more),
            act::supply(COMET, Address::repeat_byte(3), U256::MAX),
        ] {
            let read = decode(COMET, BASE, &refused);
            assert_eq!(read, Err(DecodeError::Unexpected));
        }
    }
}
