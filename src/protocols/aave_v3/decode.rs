//! What bytes to sign really say of an account in a pool, read from the bytes alone.

use alloy::primitives::{Address, U256};

use crate::chain::{Call, Payment};
use crate::math::Timestamp;
use crate::protocols::calldata::{
    DecodeError, Word, address, approval, expect, expect_account, expect_contract, number, split,
    words,
};
use crate::protocols::permit::{Signature, SignedPermit};
use crate::protocols::{Action, Repayment};

/// Reads a call for `account` in a pool.
///
/// # Errors
/// [`DecodeError`] for everything that [`act`](super::act) never builds for them.
pub fn decode(pool: Address, account: Address, call: &Call) -> Result<Action, DecodeError> {
    if let Some(approval) = approval(call, pool) {
        return approval;
    }
    let (selector, arguments) = split(call)?;
    let action = match selector {
        // supply(address,uint256,address,uint16)
        [0x61, 0x7b, 0xa0, 0x37] => {
            let [asset, amount, on_behalf_of, referral] = words(arguments)?;
            expect(referral, 0)?;
            expect_account(on_behalf_of, account)?;
            Action::Supply {
                asset: address(asset)?,
                amount: number(amount),
            }
        }
        // repay(address,uint256,uint256,address)
        [0x57, 0x3a, 0xde, 0x81] => {
            let [asset, amount, rate_mode, on_behalf_of] = words(arguments)?;
            expect(rate_mode, 2)?;
            expect_account(on_behalf_of, account)?;
            Action::Repay {
                asset: address(asset)?,
                amount: repayment(amount),
            }
        }
        // supplyWithPermit(address,uint256,address,uint16,uint256,uint8,bytes32,bytes32)
        [0x02, 0xc2, 0x05, 0xf0] => {
            let [
                asset,
                amount,
                on_behalf_of,
                referral,
                deadline,
                signature @ ..,
            ] = words::<8>(arguments)?;
            expect(referral, 0)?;
            expect_account(on_behalf_of, account)?;
            Action::SupplyPermitted {
                asset: address(asset)?,
                amount: bounded(amount)?,
                permit: permit_of(deadline, signature)?,
            }
        }
        // repayWithPermit(address,uint256,uint256,address,uint256,uint8,bytes32,bytes32)
        [0xee, 0x3e, 0x21, 0x0b] => {
            let [
                asset,
                amount,
                rate_mode,
                on_behalf_of,
                deadline,
                signature @ ..,
            ] = words::<8>(arguments)?;
            expect(rate_mode, 2)?;
            expect_account(on_behalf_of, account)?;
            Action::RepayPermitted {
                asset: address(asset)?,
                amount: bounded(amount)?,
                permit: permit_of(deadline, signature)?,
            }
        }
        // repayWithATokens(address,uint256,uint256)
        [0x2d, 0xad, 0x97, 0xd4] => {
            let [asset, amount, rate_mode] = words(arguments)?;
            expect(rate_mode, 2)?;
            Action::RepaySupplied {
                asset: address(asset)?,
                amount: repayment(amount),
            }
        }
        // setUserUseReserveAsCollateral(address,bool)
        [0x5a, 0x3b, 0x74, 0xb9] => {
            let [asset, enabled] = words(arguments)?;
            expect(enabled, 1)?;
            Action::EnableCollateral {
                asset: address(asset)?,
            }
        }
        // setUserEMode(uint8)
        [0x28, 0x53, 0x0a, 0x47] => {
            let [e_mode] = words(arguments)?;
            Action::EnterEMode {
                e_mode: e_mode_of(e_mode)?,
            }
        }
        _ => return Err(DecodeError::UnknownFunction),
    };
    expect_contract(call.to, pool)?;
    Ok(action)
}

/// Whether a call, whatever pool it is for, only changes the rules of the signer's position.
pub fn moves_nothing(call: &Call) -> bool {
    let action = decode(call.to, Address::ZERO, call);
    matches!(
        action,
        Ok(Action::EnterEMode { .. } | Action::EnableCollateral { .. })
    )
}

/// The e-mode that a call puts the signer into, whatever pool it is for.
pub fn entered_e_mode(call: &Call) -> Option<u8> {
    match decode(call.to, Address::ZERO, call) {
        Ok(Action::EnterEMode { e_mode }) => Some(e_mode),
        _ => None,
    }
}

/// Reads a payment of coin for `account` to a pool's gateway.
///
/// # Errors
/// [`DecodeError`] for everything that [`act`](super::act) never builds for them.
pub fn decode_coin(
    gateway: Address,
    pool: Address,
    account: Address,
    payment: &Payment,
) -> Result<Action, DecodeError> {
    let sent = payment.value;
    let (selector, arguments) = split(&payment.call)?;
    let (named, whose, action) = match selector {
        // depositETH(address,address,uint16)
        [0x47, 0x4c, 0xf5, 0x3d] => {
            let [named, on_behalf_of, referral] = words(arguments)?;
            expect(referral, 0)?;
            (named, on_behalf_of, Action::SupplyCoin { amount: sent })
        }
        // repayETH(address,uint256,uint256,address)
        [0x02, 0xc5, 0xfc, 0xf8] => {
            let [named, amount, rate_mode, on_behalf_of] = words(arguments)?;
            expect(rate_mode, 2)?;
            (named, on_behalf_of, repaid_in_coin(amount, sent)?)
        }
        // repayETH(address,uint256,address)
        [0xbc, 0xc3, 0xc2, 0x55] => {
            let [named, amount, on_behalf_of] = words(arguments)?;
            (named, on_behalf_of, repaid_in_coin(amount, sent)?)
        }
        _ => return Err(DecodeError::UnknownFunction),
    };
    expect_contract(payment.call.to, gateway)?;
    expect_contract(address(named)?, pool)?;
    expect_account(whose, account)?;
    Ok(action)
}

/// What is sent for an exact amount is that amount.
fn repaid_in_coin(amount: Word, sent: U256) -> Result<Action, DecodeError> {
    let amount = repayment(amount);
    match amount {
        Repayment::Exact(exact) if exact != sent => Err(DecodeError::Unexpected),
        _ => Ok(Action::RepayCoin { amount, sent }),
    }
}

/// One byte, and not zero: that leaves the e-mode.
fn e_mode_of(word: Word) -> Result<u8, DecodeError> {
    match word.split_last() {
        Some((&e_mode, zeros)) if e_mode != 0 && zeros.iter().all(|&byte| byte == 0) => Ok(e_mode),
        _ => Err(DecodeError::Unexpected),
    }
}

/// A permission goes with the call for as much as it names: never without a bound.
fn bounded(amount: Word) -> Result<U256, DecodeError> {
    match repayment(amount) {
        Repayment::Exact(amount) => Ok(amount),
        Repayment::All => Err(DecodeError::Unexpected),
    }
}

/// A time of 64 bits, and three words of a signature.
fn permit_of(deadline: Word, [v, r, s]: [Word; 3]) -> Result<SignedPermit, DecodeError> {
    let deadline = u64::try_from(number(deadline)).map_err(|_| DecodeError::Unexpected)?;
    let signature = Signature::of_words(number(v), r.into(), s.into());
    Ok(SignedPermit {
        deadline: Timestamp(deadline),
        signature: signature.ok_or(DecodeError::Unexpected)?,
    })
}

/// Nothing but ones says that everything is repaid.
fn repayment(amount: Word) -> Repayment {
    match amount {
        [0xff, ..] if amount.iter().all(|&byte| byte == 0xff) => Repayment::All,
        amount => Repayment::Exact(number(amount)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Profile, act};
    use super::*;
    use crate::protocols::action::approve;
    use crate::protocols::calldata::tests::notices_every_change;
    use proptest::prelude::*;

    prop_compose! {
        fn an_address()(bytes: [u8; 20]) -> Address { Address::from(bytes) }
    }
    /// Any signature, and until when it is taken.
    fn permitted((r, s, is_odd, deadline): (u128, u128, bool, u64)) -> SignedPermit {
        let word = |half: u128| U256::from(half) + U256::ONE;
        let v = U256::from(27 + u8::from(is_odd));
        let signature = Signature::of_words(v, word(r).into(), word(s).into());
        SignedPermit {
            deadline: Timestamp(deadline),
            signature: signature.expect("a signature"),
        }
    }

    prop_compose! {
        fn an_amount()(limbs: [u64; 4], shift in 0_usize..256) -> U256 {
            U256::from_limbs(limbs) >> shift
        }
    }

    proptest! {
        /// Whatever is built reads back as what was meant, and for nobody else.
        #[test]
        fn what_is_built_reads_back(
            pool in an_address(), asset in an_address(), who in an_address(), amount in an_amount(),
            other in an_address(), e_mode in 1_u8.., signed: (u128, u128, bool, u64),
        ) {
            let permit = permitted(signed);
            prop_assume!(amount != U256::MAX && other != pool && other != who);
            for (built, action) in [
                (
                    approve(asset, pool, amount),
                    Action::Approve { token: asset, spender: pool, amount },
                ),
                (act::supply(pool, asset, amount, who), Action::Supply { asset, amount }),
                (
                    act::repay(pool, asset, Repayment::Exact(amount), who),
                    Action::Repay { asset, amount: Repayment::Exact(amount) },
                ),
                (
                    act::repay(pool, asset, Repayment::All, who),
                    Action::Repay { asset, amount: Repayment::All },
                ),
                (
                    act::repay_supplied(pool, asset, Repayment::Exact(amount)),
                    Action::RepaySupplied { asset, amount: Repayment::Exact(amount) },
                ),
                (
                    act::repay_supplied(pool, asset, Repayment::All),
                    Action::RepaySupplied { asset, amount: Repayment::All },
                ),
                (
                    act::supply_permitted(pool, asset, amount, who, permit),
                    Action::SupplyPermitted { asset, amount, permit },
                ),
                (
                    act::repay_permitted(pool, asset, amount, who, permit),
                    Action::RepayPermitted { asset, amount, permit },
                ),
                (act::enable_collateral(pool, asset), Action::EnableCollateral { asset }),
                (act::enter_e_mode(pool, e_mode), Action::EnterEMode { e_mode }),
            ] {
                prop_assert_eq!(decode(pool, who, &built), Ok(action));
                prop_assert_eq!(decode(other, who, &built), Err(DecodeError::OtherContract));
                let of_another = decode(pool, other, &built);
                match action {
                    Action::Supply { .. }
                    | Action::Repay { .. }
                    | Action::SupplyPermitted { .. }
                    | Action::RepayPermitted { .. } => {
                        prop_assert_eq!(of_another, Err(DecodeError::OtherPosition));
                    }
                    _ => {
                        prop_assert_eq!(of_another, Ok(action));
                    }
                }
            }
        }

        #[test]
        fn no_change_goes_unnoticed(
            asset in an_address(), who in an_address(), amount in an_amount(),
            place: prop::sample::Index, flip in 1_u8.., signed: (u128, u128, bool, u64),
        ) {
            let permit = permitted(signed);
            let bounded = amount >> 1;
            for built in [
                act::supply_permitted(who, asset, bounded, who, permit),
                act::repay_permitted(who, asset, bounded, who, permit),
                approve(asset, who, amount),
                act::supply(who, asset, amount, who),
                act::repay(who, asset, Repayment::Exact(amount), who),
                act::repay_supplied(who, asset, Repayment::Exact(amount)),
                act::enable_collateral(who, asset),
                act::enter_e_mode(who, 7),
            ] {
                let place = place.index(built.data.len());
                notices_every_change(&built, place, flip, |call| decode(who, who, call));
            }
        }

        /// No bytes make it panic.
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>, known in 0_usize..8) {
            let selector = [
                [0x09, 0x5e, 0xa7, 0xb3],
                [0x61, 0x7b, 0xa0, 0x37],
                [0x57, 0x3a, 0xde, 0x81],
                [0x2d, 0xad, 0x97, 0xd4],
                [0x5a, 0x3b, 0x74, 0xb9],
                [0x28, 0x53, 0x0a, 0x47],
                [0x02, 0xc2, 0x05, 0xf0],
                [0xee, 0x3e, 0x21, 0x0b],
            ][known];
            let data = [selector.as_slice(), &bytes].concat();
            for data in [data, bytes] {
                let call = Call { to: Address::ZERO, data: data.into() };
                let _ = decode(Address::ZERO, Address::ZERO, &call);
            }
        }
    }

    proptest! {
        /// Coin goes to the gateway alone, for this pool and this account, and as much as is said.
        #[test]
        fn what_is_paid_in_coin_reads_back(
            gateway in an_address(), pool in an_address(), who in an_address(), amount in an_amount(),
            other in an_address(), sent in an_amount(),
        ) {
            prop_assume!(amount != U256::MAX && ![gateway, pool, who].contains(&other));
            let read = |payment: &Payment| decode_coin(gateway, pool, who, payment);
            let supplied = act::supply_coin(gateway, pool, amount, who);
            prop_assert_eq!(read(&supplied), Ok(Action::SupplyCoin { amount }));
            let mut built = vec![supplied];
            for profile in [Profile::V3_0, Profile::V3_7, Profile::Spark] {
                let repaid = |amount, sent| {
                    act::repay_coin((gateway, profile), pool, amount, sent, who)
                };
                let exact = Repayment::Exact(amount);
                let said = Action::RepayCoin { amount: exact, sent: amount };
                prop_assert_eq!(read(&repaid(exact, amount)), Ok(said));
                let said = Action::RepayCoin { amount: Repayment::All, sent };
                prop_assert_eq!(read(&repaid(Repayment::All, sent)), Ok(said));
                if sent != amount {
                    prop_assert_eq!(read(&repaid(exact, sent)), Err(DecodeError::Unexpected));
                }
                built.push(repaid(exact, amount));
            }
            for payment in built {
                let elsewhere = decode_coin(other, pool, who, &payment);
                prop_assert_eq!(elsewhere, Err(DecodeError::OtherContract));
                let of_another = decode_coin(gateway, other, who, &payment);
                prop_assert_eq!(of_another, Err(DecodeError::OtherContract));
                let for_another = decode_coin(gateway, pool, other, &payment);
                prop_assert_eq!(for_another, Err(DecodeError::OtherPosition));
            }
        }

        #[test]
        fn no_change_of_what_is_paid_in_coin_goes_unnoticed(
            gateway in an_address(), pool in an_address(), amount in an_amount(), place: prop::sample::Index,
            flip in 1_u8..,
        ) {
            let exact = Repayment::Exact(amount);
            for built in [
                act::supply_coin(gateway, pool, amount, pool),
                act::repay_coin((gateway, Profile::V3_0), pool, exact, amount, pool),
                act::repay_coin((gateway, Profile::V3_6), pool, exact, amount, pool),
            ] {
                let place = place.index(built.call.data.len());
                notices_every_change(&built.call, place, flip, |call| {
                    let payment = Payment { call: call.clone(), value: amount };
                    decode_coin(gateway, pool, pool, &payment)
                });
            }
        }
    }

    /// Only the greatest number of all says that everything is repaid.
    #[test]
    fn an_amount_that_begins_with_ones_is_an_amount() {
        let a = Address::repeat_byte(1);
        for amount in [U256::MAX - U256::ONE, U256::MAX << 1, U256::MAX << 248] {
            let amount = Repayment::Exact(amount);
            let repaid = decode(a, a, &act::repay(a, a, amount, a));
            assert_eq!(repaid, Ok(Action::Repay { asset: a, amount }));
            let repaid = decode(a, a, &act::repay_supplied(a, a, amount));
            assert_eq!(repaid, Ok(Action::RepaySupplied { asset: a, amount }));
        }
    }

    /// The permission that goes with it would be for that much.
    #[test]
    fn what_is_paid_by_a_signature_has_a_bound() {
        let (a, permit) = (Address::repeat_byte(1), permitted((1, 1, false, 1)));
        for call in [
            act::supply_permitted(a, a, U256::MAX, a, permit),
            act::repay_permitted(a, a, U256::MAX, a, permit),
        ] {
            assert_eq!(decode(a, a, &call), Err(DecodeError::Unexpected));
        }
    }

    #[test]
    fn leaving_the_e_mode_is_refused() {
        let a = Address::repeat_byte(1);
        let left = decode(a, a, &act::enter_e_mode(a, 0));
        assert_eq!(left, Err(DecodeError::Unexpected));
    }

    #[test]
    fn other_rate_modes_referrals_and_switching_off_are_refused() {
        let a = Address::repeat_byte(1);
        for (call, place) in [
            (act::supply(a, a, U256::ONE, a), 131),
            (act::repay(a, a, Repayment::All, a), 99),
            (act::repay_supplied(a, a, Repayment::All), 99),
            (act::enable_collateral(a, a), 67),
        ] {
            let mut bytes = call.data.to_vec();
            bytes[place] ^= 1;
            let changed = Call {
                to: call.to,
                data: bytes.into(),
            };
            assert_eq!(decode(a, a, &changed), Err(DecodeError::Unexpected));
        }
    }
}
