//! What bytes to sign really say, read from the bytes alone: what all protocols have of it in common.
//!
//! Shares nothing with what encodes them: selectors are written out, words are cut by hand, and
//! whatever is not exactly one of the known actions is refused. A mistake in an encoder, or bytes
//! changed on the way, cannot pass unnoticed.

use alloy::primitives::{Address, U256};

use super::Action;
use crate::chain::{Call, Payment};

/// `approve(address,uint256)`.
const APPROVE: [u8; 4] = [0x09, 0x5e, 0xa7, 0xb3];

/// `deposit()`.
const DEPOSIT: [u8; 4] = [0xd0, 0xe3, 0x0d, 0xb0];

/// Why bytes are not one of the actions that this crate sends for an account in a market.
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
    /// It calls, or lets take, another contract than the market's own.
    #[error("the call is not to the market's own contract")]
    OtherContract,
    /// It acts for another account, or in another market of the same contract.
    #[error("the call is for another account or market")]
    OtherPosition,
}

/// One argument.
pub(super) type Word = [u8; 32];

/// The selector, and what comes after it.
pub(super) fn split(call: &Call) -> Result<([u8; 4], &[u8]), DecodeError> {
    let (selector, arguments) = call
        .data
        .split_first_chunk()
        .ok_or(DecodeError::Malformed)?;
    Ok((*selector, arguments))
}

/// Exactly `N` words and nothing after them.
pub(super) fn words<const N: usize>(arguments: &[u8]) -> Result<[Word; N], DecodeError> {
    let (words, rest) = arguments.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(DecodeError::Malformed);
    }
    words.try_into().map_err(|_| DecodeError::Malformed)
}

/// An address: 12 zero bytes, then its 20.
pub(super) fn address(word: Word) -> Result<Address, DecodeError> {
    match word.split_first_chunk::<12>() {
        Some(([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], rest)) => {
            Address::try_from(rest).map_err(|_| DecodeError::Malformed)
        }
        _ => Err(DecodeError::Malformed),
    }
}

pub(super) fn number(word: Word) -> U256 {
    U256::from_be_bytes(word)
}

pub(super) fn expect(word: Word, value: u64) -> Result<(), DecodeError> {
    match number(word) == U256::from(value) {
        true => Ok(()),
        false => Err(DecodeError::Unexpected),
    }
}

/// Demands that an address is the market's own contract.
pub(super) fn expect_contract(called: Address, own: Address) -> Result<(), DecodeError> {
    match called == own {
        true => Ok(()),
        false => Err(DecodeError::OtherContract),
    }
}

/// Demands that a word is the account itself.
pub(super) fn expect_account(word: Word, own: Address) -> Result<(), DecodeError> {
    match address(word)? == own {
        true => Ok(()),
        false => Err(DecodeError::OtherPosition),
    }
}

/// Whether a transaction only lets somebody take a token, or takes that away, or makes a token out of coin.
#[must_use]
pub fn only_prepares(payment: &Payment) -> bool {
    match split(&payment.call) {
        Ok((APPROVE, arguments)) => words::<2>(arguments).is_ok() && payment.value.is_zero(),
        Ok((DEPOSIT, arguments)) => arguments.is_empty(),
        _ => false,
    }
}

/// The token that a transaction lets somebody take, and whom; none where it takes that away.
#[must_use]
pub fn spender_allowed(payment: &Payment) -> Option<(Address, Address)> {
    let (selector, arguments) = split(&payment.call).ok()?;
    let [spender, amount] = words(arguments).ok().filter(|_| selector == APPROVE)?;
    let spender = address(spender).ok()?;
    (!number(amount).is_zero()).then_some((payment.call.to, spender))
}

/// Reads the making of a token out of coin, where a call has this form; whether the token is one that
/// does nothing else with it is not in the bytes.
pub(super) fn wrapping(payment: &Payment) -> Option<Action> {
    let made = split(&payment.call) == Ok((DEPOSIT, &[])) && !payment.value.is_zero();
    made.then_some(Action::Wrap {
        token: payment.call.to,
        amount: payment.value,
    })
}

/// Reads a permission for `spender`; none where the call is to another function.
pub(super) fn approval(call: &Call, own: Address) -> Option<Result<Action, DecodeError>> {
    let (_, arguments) = split(call)
        .ok()
        .filter(|(selector, _)| *selector == APPROVE)?;
    Some(words(arguments).and_then(|[spender, amount]| {
        let spender = address(spender)?;
        expect_contract(spender, own)?;
        Ok(Action::Approve {
            token: call.to,
            spender,
            amount: number(amount),
        })
    }))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Demands that any one byte of a call changed, dropped or added makes it another action or an error,
    /// never the same.
    pub fn notices_every_change(
        built: &Call,
        place: usize,
        flip: u8,
        decode: impl Fn(&Call) -> Result<Action, DecodeError>,
    ) {
        let to = built.to;
        let said = decode(built).expect("an action");
        let mut bytes = built.data.to_vec();
        bytes[place] ^= flip;
        let data = bytes.into();
        assert_ne!(decode(&Call { to, data }), Ok(said));
        let data = built.data.slice(..place);
        assert!(decode(&Call { to, data }).is_err());
        for more in [1, 32] {
            let data = [built.data.as_ref(), &vec![0; more]].concat().into();
            assert_eq!(decode(&Call { to, data }), Err(DecodeError::Malformed));
        }
    }
}
