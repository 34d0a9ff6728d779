//! What bytes to sign really say of an account in a market, read from the bytes alone.

use alloy::primitives::{Address, U256};

use crate::chain::{Call, Payment};
use crate::protocols::calldata::{
    DecodeError, address, approval, expect, expect_account, expect_contract, number, split, words,
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

/// Reads a payment of coin for `account` to the Bulker of a market. `base` is what the market lends, where
/// that is the coin in its wrapped form: then it repays; else it supplies a collateral.
///
/// # Errors
/// [`DecodeError`] for everything that [`act`](super::act) never builds for them.
pub fn decode_coin(
    bulker: Address,
    comet: Address,
    account: Address,
    base: Option<Base>,
    payment: &Payment,
) -> Result<Action, DecodeError> {
    let sent = payment.value;
    let (selector, arguments) = split(&payment.call)?;
    // invoke(bytes32[],bytes[])
    if selector != [0x55, 0x50, 0x29, 0xa6] {
        return Err(DecodeError::UnknownFunction);
    }
    // One action and its data, each in a list of its own, where the other ends.
    let [
        actions,
        data,
        count,
        action,
        data_count,
        place,
        length,
        market,
        whose,
        amount,
    ] = words(arguments)?;
    for (word, expected) in [
        (actions, 64),
        (data, 128),
        (count, 1),
        (data_count, 1),
        (place, 32),
        (length, 96),
    ] {
        expect(word, expected)?;
    }
    if action != *b"ACTION_SUPPLY_NATIVE_TOKEN\0\0\0\0\0\0" {
        return Err(DecodeError::Unexpected);
    }
    let action = match (base, number(amount)) {
        (Some(_), U256::MAX) => Action::RepayCoin {
            amount: Repayment::All,
            sent,
        },
        (Some(base), exact) if exact == sent && exact <= base.owed => Action::RepayCoin {
            amount: Repayment::Exact(exact),
            sent,
        },
        (None, amount) if amount == sent && amount != U256::MAX => Action::SupplyCoin { amount },
        _ => return Err(DecodeError::Unexpected),
    };
    expect_contract(payment.call.to, bulker)?;
    expect_contract(address(market)?, comet)?;
    expect_account(whose, account)?;
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

        /// Coin goes to the Bulker alone, for this market and this account, and as much as is said.
        #[test]
        fn what_is_paid_in_coin_reads_back(
            bulker: [u8; 20], who: [u8; 20], other: [u8; 20], amount in 1_u64.., sent: u128,
        ) {
            let [bulker, who, other] = [bulker, who, other].map(Address::from);
            prop_assume!(![bulker, who, COMET].contains(&other));
            let amount = U256::from(amount);
            let sent = U256::from(sent);
            let read = |base, payment: &Payment| decode_coin(bulker, COMET, who, base, payment);
            let supplied = act::supply_coin(bulker, COMET, amount, who);
            prop_assert_eq!(read(None, &supplied), Ok(Action::SupplyCoin { amount }));
            let exact = Repayment::Exact(amount);
            let repaid = act::repay_coin(bulker, COMET, exact, amount, who);
            let said = Action::RepayCoin { amount: exact, sent: amount };
            prop_assert_eq!(read(Some(BASE), &repaid), Ok(said));
            let all = act::repay_coin(bulker, COMET, Repayment::All, sent, who);
            let said = Action::RepayCoin { amount: Repayment::All, sent };
            prop_assert_eq!(read(Some(BASE), &all), Ok(said));
            // All of a collateral is nothing, and what is sent is what is said.
            prop_assert_eq!(read(None, &all), Err(DecodeError::Unexpected));
            if sent != amount {
                let other_sum = act::repay_coin(bulker, COMET, exact, sent, who);
                for base in [None, Some(BASE)] {
                    prop_assert_eq!(read(base, &other_sum), Err(DecodeError::Unexpected));
                }
            }
            for (base, payment) in [(None, supplied), (Some(BASE), repaid), (Some(BASE), all)] {
                let at = |bulker, comet, who| decode_coin(bulker, comet, who, base, &payment);
                prop_assert_eq!(at(other, COMET, who), Err(DecodeError::OtherContract));
                prop_assert_eq!(at(bulker, other, who), Err(DecodeError::OtherContract));
                prop_assert_eq!(at(bulker, COMET, other), Err(DecodeError::OtherPosition));
            }
        }

        #[test]
        fn no_change_of_what_is_paid_in_coin_goes_unnoticed(
            amount: u64, place: prop::sample::Index, flip in 1_u8..,
        ) {
            let (bulker, who, amount) = (Address::repeat_byte(7), Address::repeat_byte(8), U256::from(amount));
            let exact = Repayment::Exact(amount);
            for (base, built) in [
                (None, act::supply_coin(bulker, COMET, amount, who)),
                (Some(BASE), act::repay_coin(bulker, COMET, exact, amount, who)),
            ] {
                let place = place.index(built.call.data.len());
                notices_every_change(&built.call, place, flip, |call| {
                    let payment = Payment { call: call.clone(), value: amount };
                    decode_coin(bulker, COMET, who, base, &payment)
                });
            }
        }

        /// No bytes make it panic.
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let with = |selector: [u8; 4]| [selector.as_slice(), &bytes].concat();
            for data in [with([0xf2, 0xb9, 0xfd, 0xb8]), with([0x55, 0x50, 0x29, 0xa6]), bytes] {
                let call = Call { to: COMET, data: data.into() };
                let _ = decode(COMET, BASE, &call);
                let payment = Payment { call, value: U256::ONE };
                let _ = decode_coin(COMET, COMET, COMET, Some(BASE), &payment);
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
