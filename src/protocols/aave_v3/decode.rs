//! What bytes to sign really say, read from the bytes alone.
//!
//! Shares nothing with [`act`](super::act): selectors are written out, words are cut by hand, and
//! whatever is not exactly one of the known actions is refused. A mistake in the encoder, or bytes
//! changed on the way, cannot pass here unnoticed.

use alloy::primitives::{Address, U256};

use super::act::Repayment;
use crate::chain::Call;

/// What a transaction does, as its bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecodedAction {
    /// Lets `spender` take up to `amount` of the signer's `token`.
    Approve {
        /// The token, which is the contract called.
        token: Address,
        /// Who may take.
        spender: Address,
        /// Up to how many units; zero revokes.
        amount: U256,
    },
    /// Supplies.
    Supply {
        /// The contract called.
        pool: Address,
        /// The token supplied.
        asset: Address,
        /// How many units.
        amount: U256,
        /// Whose position grows.
        on_behalf_of: Address,
    },
    /// Repays variable debt.
    Repay {
        /// The contract called.
        pool: Address,
        /// The token repaid.
        asset: Address,
        /// How much.
        amount: Repayment,
        /// Whose debt shrinks.
        on_behalf_of: Address,
    },
    /// Lets the signer's supply count as collateral.
    EnableCollateral {
        /// The contract called.
        pool: Address,
        /// The token supplied.
        asset: Address,
    },
}

/// Why bytes are not one of the actions that this crate sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The function is not one that this crate calls.
    #[error("the call is to an unknown function")]
    UnknownFunction,
    /// The arguments are cut off, too long, or not encoded as the function takes them.
    #[error("the arguments are not encoded as the function takes them")]
    Malformed,
    /// The function is known, but an argument has a value that this crate never sends.
    #[error("an argument has a value that is never sent")]
    Unexpected,
}

/// Reads a call.
///
/// # Errors
/// [`DecodeError`] for everything that [`act`](super::act) never builds.
pub fn decode(call: &Call) -> Result<DecodedAction, DecodeError> {
    let (selector, arguments) = call
        .data
        .split_first_chunk()
        .ok_or(DecodeError::Malformed)?;
    match *selector {
        // approve(address,uint256)
        [0x09, 0x5e, 0xa7, 0xb3] => {
            let [spender, amount] = words(arguments)?;
            let spender = address(spender)?;
            Ok(DecodedAction::Approve {
                token: call.to,
                spender,
                amount: number(amount),
            })
        }
        // supply(address,uint256,address,uint16)
        [0x61, 0x7b, 0xa0, 0x37] => {
            let [asset, amount, on_behalf_of, referral] = words(arguments)?;
            expect(referral, 0)?;
            Ok(DecodedAction::Supply {
                pool: call.to,
                asset: address(asset)?,
                amount: number(amount),
                on_behalf_of: address(on_behalf_of)?,
            })
        }
        // repay(address,uint256,uint256,address)
        [0x57, 0x3a, 0xde, 0x81] => {
            let [asset, amount, rate_mode, on_behalf_of] = words(arguments)?;
            expect(rate_mode, 2)?;
            let amount = match amount {
                [0xff, ..] if amount.iter().all(|&byte| byte == 0xff) => Repayment::All,
                amount => Repayment::Exact(number(amount)),
            };
            Ok(DecodedAction::Repay {
                pool: call.to,
                asset: address(asset)?,
                amount,
                on_behalf_of: address(on_behalf_of)?,
            })
        }
        // setUserUseReserveAsCollateral(address,bool)
        [0x5a, 0x3b, 0x74, 0xb9] => {
            let [asset, enabled] = words(arguments)?;
            expect(enabled, 1)?;
            Ok(DecodedAction::EnableCollateral {
                pool: call.to,
                asset: address(asset)?,
            })
        }
        _ => Err(DecodeError::UnknownFunction),
    }
}

type Word = [u8; 32];

/// Exactly `N` words and nothing after them.
fn words<const N: usize>(arguments: &[u8]) -> Result<[Word; N], DecodeError> {
    let (words, rest) = arguments.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(DecodeError::Malformed);
    }
    words.try_into().map_err(|_| DecodeError::Malformed)
}

/// An address: 12 zero bytes, then its 20.
fn address(word: Word) -> Result<Address, DecodeError> {
    match word.split_first_chunk::<12>() {
        Some(([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], rest)) => {
            Address::try_from(rest).map_err(|_| DecodeError::Malformed)
        }
        _ => Err(DecodeError::Malformed),
    }
}

fn number(word: Word) -> U256 {
    U256::from_be_bytes(word)
}

fn expect(word: Word, value: u8) -> Result<(), DecodeError> {
    match number(word) == U256::from(value) {
        true => Ok(()),
        false => Err(DecodeError::Unexpected),
    }
}

#[cfg(test)]
mod tests {
    use super::super::act;
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn an_address()(bytes: [u8; 20]) -> Address { Address::from(bytes) }
    }
    prop_compose! {
        fn an_amount()(limbs: [u64; 4], shift in 0_usize..256) -> U256 {
            U256::from_limbs(limbs) >> shift
        }
    }

    proptest! {
        /// Whatever is built reads back as what was meant.
        #[test]
        fn what_is_built_reads_back(
            to in an_address(), asset in an_address(), who in an_address(), amount in an_amount(),
        ) {
            prop_assume!(amount != U256::MAX);
            prop_assert_eq!(
                decode(&act::approve(to, who, amount)),
                Ok(DecodedAction::Approve { token: to, spender: who, amount })
            );
            prop_assert_eq!(
                decode(&act::supply(to, asset, amount, who)),
                Ok(DecodedAction::Supply { pool: to, asset, amount, on_behalf_of: who })
            );
            for amount in [Repayment::Exact(amount), Repayment::All] {
                prop_assert_eq!(
                    decode(&act::repay(to, asset, amount, who)),
                    Ok(DecodedAction::Repay { pool: to, asset, amount, on_behalf_of: who })
                );
            }
            prop_assert_eq!(
                decode(&act::enable_collateral(to, asset)),
                Ok(DecodedAction::EnableCollateral { pool: to, asset })
            );
        }

        /// Any one byte changed, dropped or added is another action or an error, never the same.
        #[test]
        fn no_change_goes_unnoticed(
            asset in an_address(), who in an_address(), amount in an_amount(),
            place: prop::sample::Index, flip in 1_u8..,
        ) {
            for built in [
                act::approve(asset, who, amount),
                act::supply(who, asset, amount, who),
                act::repay(who, asset, Repayment::Exact(amount), who),
                act::enable_collateral(who, asset),
            ] {
                let said = decode(&built).unwrap();
                let mut bytes = built.data.to_vec();
                let place = place.index(bytes.len());
                bytes[place] ^= flip;
                let changed = Call { to: built.to, data: bytes.into() };
                prop_assert_ne!(decode(&changed), Ok(said));
                let short = Call { to: built.to, data: built.data.slice(..place) };
                prop_assert!(decode(&short).is_err());
                let long = [built.data.as_ref(), &[0]].concat();
                let long = Call { to: built.to, data: long.into() };
                prop_assert_eq!(decode(&long), Err(DecodeError::Malformed));
            }
        }

        /// No bytes make it panic.
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>, known in 0_usize..4) {
            let selector = [
                [0x09, 0x5e, 0xa7, 0xb3],
                [0x61, 0x7b, 0xa0, 0x37],
                [0x57, 0x3a, 0xde, 0x81],
                [0x5a, 0x3b, 0x74, 0xb9],
            ][known];
            let data = [selector.as_slice(), &bytes].concat();
            let _ = decode(&Call { to: Address::ZERO, data: data.into() });
            let _ = decode(&Call { to: Address::ZERO, data: bytes.into() });
        }
    }

    /// Only the greatest number of all says that everything is repaid.
    #[test]
    fn an_amount_that_begins_with_ones_is_an_amount() {
        let a = Address::repeat_byte(1);
        for amount in [U256::MAX - U256::ONE, U256::MAX << 1, U256::MAX << 248] {
            let repaid = decode(&act::repay(a, a, Repayment::Exact(amount), a));
            let said = DecodedAction::Repay {
                pool: a,
                asset: a,
                amount: Repayment::Exact(amount),
                on_behalf_of: a,
            };
            assert_eq!(repaid, Ok(said));
        }
    }

    #[test]
    fn other_rate_modes_referrals_and_switching_off_are_refused() {
        let a = Address::repeat_byte(1);
        for (call, place) in [
            (act::supply(a, a, U256::ONE, a), 131),
            (act::repay(a, a, Repayment::All, a), 99),
            (act::enable_collateral(a, a), 67),
        ] {
            let mut bytes = call.data.to_vec();
            bytes[place] ^= 1;
            let changed = Call {
                to: call.to,
                data: bytes.into(),
            };
            assert_eq!(decode(&changed), Err(DecodeError::Unexpected));
        }
    }
}
