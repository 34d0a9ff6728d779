//! Many reads in one `eth_call`, and the proof that they were made where we asked.
//!
//! Mirrors Multicall3 (`0xcA11…CA11`): `aggregate3` runs each call in turn within one block.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};

use super::known::multicall3;
use super::{BlockRef, Call, CallAnswer, ChainId, Payment, Seen};
use crate::math::Timestamp;

sol! {
    struct Call3 { address target; bool allowFailure; bytes callData; }
    struct Call3Value { address target; bool allowFailure; uint256 value; bytes callData; }
    struct Result3 { bool success; bytes returnData; }
    function aggregate3(Call3[] calls) returns (Result3[] answers);
    function aggregate3Value(Call3Value[] calls) returns (Result3[] answers);
    function getCurrentBlockTimestamp() returns (uint256 timestamp);
    function getBlockNumber() returns (uint256 number);
    function getBlockHash(uint256 number) returns (bytes32 hash);
    function getLastBlockHash() returns (bytes32 hash);
    function getChainId() returns (uint256 id);
}

/// Why the answer to a batch is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MulticallError {
    /// The bytes are not an encoded list of answers.
    #[error("the answer is not a list of call results")]
    Garbled,
    /// There are more or fewer answers than calls.
    #[error("the answer has another number of results than were asked for")]
    WrongCount,
    /// The calls ran at another block, or on another branch, than the one asked for.
    #[error("the answer was computed at another block than asked")]
    OtherBlock,
    /// The calls ran on another chain: some have the same contracts at the same addresses.
    #[error("the answer was computed on another chain than asked")]
    OtherChain,
}

/// The one call that makes all `calls` on `chain`, and asks on which chain and at which block it
/// ran.
#[must_use]
pub fn encode(calls: &[Call], chain: ChainId, block: &BlockRef) -> Call {
    let number = U256::from(block.number.saturating_sub(1));
    whole(calls, chain, getBlockHashCall { number }.abi_encode())
}

/// The same at the head, wherever that is: the answer names its block ([`decode_latest`]), and says
/// whether that grows out of the one that is `held`.
#[must_use]
pub fn encode_latest(calls: &[Call], chain: ChainId, held: Option<&BlockRef>) -> Call {
    let before = held.map_or(0, |held| held.number.saturating_sub(1));
    let before = Call {
        to: multicall3(chain),
        data: getBlockHashCall {
            number: U256::from(before),
        }
        .abi_encode()
        .into(),
    };
    let calls: Vec<Call> = [before].into_iter().chain(calls.iter().cloned()).collect();
    whole(&calls, chain, getLastBlockHashCall {}.abi_encode())
}

/// All `calls`, after those that ask where they run; `parent`: that for the hash of the block before.
fn whole(calls: &[Call], chain: ChainId, parent: Vec<u8>) -> Call {
    let multicall = multicall3(chain);
    let own = [
        getCurrentBlockTimestampCall {}.abi_encode(),
        getBlockNumberCall {}.abi_encode(),
        parent,
        getChainIdCall {}.abi_encode(),
    ];
    let own = own.into_iter().map(|data| (multicall, Bytes::from(data)));
    let asked = calls.iter().map(|call| (call.to, call.data.clone()));
    Call {
        to: multicall,
        data: aggregated(own.chain(asked)),
    }
}

/// Calls that may each fail by itself.
fn aggregated(calls: impl Iterator<Item = (Address, Bytes)>) -> Bytes {
    let calls = calls.map(|(target, data)| Call3 {
        target,
        allowFailure: true,
        callData: data,
    });
    let calls = calls.collect();
    aggregate3Call { calls }.abi_encode().into()
}

impl From<Result3> for CallAnswer {
    fn from(one: Result3) -> Self {
        Self {
            success: one.success,
            data: one.returnData,
        }
    }
}

/// The one call of `at` that makes all `calls`, where `at` has this contract's code. What they pay comes
/// from `at` and stays with it until then: the contract demands to be sent the very sum.
#[must_use]
pub fn encode_at(at: Address, calls: &[Payment]) -> Payment {
    let value = calls
        .iter()
        .fold(U256::ZERO, |sum, one| sum.saturating_add(one.value));
    let calls = calls.iter().map(|Payment { call, value }| Call3Value {
        target: call.to,
        allowFailure: true,
        value: *value,
        callData: call.data.clone(),
    });
    let calls = calls.collect();
    let data = aggregate3ValueCall { calls }.abi_encode().into();
    Payment {
        call: Call { to: at, data },
        value,
    }
}

/// The answers to `count` calls of [`encode_at`].
///
/// # Errors
/// [`MulticallError`] when the bytes are garbled, or the count differs.
pub fn decode_plain(answer: &[u8], count: usize) -> Result<Vec<CallAnswer>, MulticallError> {
    let results =
        aggregate3Call::abi_decode_returns_validate(answer).map_err(|_| MulticallError::Garbled)?;
    match results.len() == count {
        true => Ok(results.into_iter().map(CallAnswer::from).collect()),
        false => Err(MulticallError::WrongCount),
    }
}

/// The answers to `count` calls, if they were made on `chain` at `block`; what they show of the
/// chain's contracts is added to what was `seen` of them.
///
/// # Errors
/// [`MulticallError`] when the bytes are garbled, the count differs, or the contract saw another
/// chain or time than `block` has, or another height or parent where contracts of this chain have
/// seen the header's: then no value in the answer can be dated, and nothing is learnt.
pub fn decode(
    answer: &[u8],
    count: usize,
    chain: ChainId,
    block: &BlockRef,
    seen: &mut Seen,
) -> Result<Vec<CallAnswer>, MulticallError> {
    let ([time, number, parent], results) = taken_apart(answer, count, chain)?;
    if word(&time)? != U256::from(block.timestamp.0) {
        return Err(MulticallError::OtherBlock);
    }
    // A contract that cannot say what it sees has not seen the header's.
    let height = word(&number) == Ok(U256::from(block.number));
    let parent = (block.number > 0).then(|| word(&parent) == Ok(block.parent_hash.into()));
    *seen = seen
        .with(height, parent)
        .ok_or(MulticallError::OtherBlock)?;
    Ok(results)
}

/// The answers to `count` calls that were made at the head of `chain`, and the block that this was, as
/// the contracts saw it: to be believed where they are known to see what its header has
/// ([`Seen::names_the_block`]).
///
/// # Errors
/// [`MulticallError`] when the bytes are garbled, the count differs, or the contract saw another chain;
/// [`MulticallError::OtherBlock`] when the head does not grow out of what is `held`: it may be older,
/// or of another branch, or more than 256 blocks on, or contracts see no hashes any more.
pub fn decode_latest(
    answer: &[u8],
    count: usize,
    chain: ChainId,
    held: Option<&BlockRef>,
) -> Result<(BlockRef, Vec<CallAnswer>), MulticallError> {
    let ([time, number, parent], mut results) =
        taken_apart(answer, count.saturating_add(1), chain)?;
    // There: as many as were counted.
    let before = results.remove(0);
    if held.is_some_and(|held| before.data[..] != held.parent_hash[..]) {
        return Err(MulticallError::OtherBlock);
    }
    let small = |answer| u64::try_from(word(answer)?).map_err(|_| MulticallError::Garbled);
    let block = BlockRef {
        number: small(&number)?,
        parent_hash: word(&parent)?.into(),
        timestamp: Timestamp(small(&time)?),
    };
    Ok((block, results))
}

/// What the contract said of time, height and the block before, and the answers to `count` calls.
fn taken_apart(
    answer: &[u8],
    count: usize,
    chain: ChainId,
) -> Result<([Result3; 3], Vec<CallAnswer>), MulticallError> {
    let mut results = aggregate3Call::abi_decode_returns_validate(answer)
        .map_err(|_| MulticallError::Garbled)?
        .into_iter();
    let (Some(time), Some(number), Some(parent), Some(id)) = (
        results.next(),
        results.next(),
        results.next(),
        results.next(),
    ) else {
        return Err(MulticallError::WrongCount);
    };
    if results.len() != count {
        return Err(MulticallError::WrongCount);
    }
    if word(&id)? != U256::from(chain.0) {
        return Err(MulticallError::OtherChain);
    }
    let answers = results.map(CallAnswer::from);
    Ok(([time, number, parent], answers.collect()))
}

fn word(answer: &Result3) -> Result<U256, MulticallError> {
    if !answer.success {
        return Err(MulticallError::Garbled);
    }
    U256::abi_decode_validate(&answer.returnData).map_err(|_| MulticallError::Garbled)
}

#[cfg(test)]
mod tests;
