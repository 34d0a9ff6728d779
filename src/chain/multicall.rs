//! Many reads in one `eth_call`, and the proof that they were made where we asked.
//!
//! Mirrors Multicall3 (`0xcA11…CA11`): `aggregate3` runs each call in turn within one block.

use alloy::primitives::{B256, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};

use super::chains::BlockNumbers;
use super::known::multicall3;
use super::{BlockRef, Call, CallAnswer, ChainId};

sol! {
    struct Call3 { address target; bool allowFailure; bytes callData; }
    struct Result3 { bool success; bytes returnData; }
    function aggregate3(Call3[] calls) returns (Result3[] answers);
    function getCurrentBlockTimestamp() returns (uint256 timestamp);
    function getBlockNumber() returns (uint256 number);
    function getBlockHash(uint256 number) returns (bytes32 hash);
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
    let multicall = multicall3(chain);
    let parent = U256::from(block.number.saturating_sub(1));
    let own = [
        getCurrentBlockTimestampCall {}.abi_encode(),
        getBlockNumberCall {}.abi_encode(),
        getBlockHashCall { number: parent }.abi_encode(),
        getChainIdCall {}.abi_encode(),
    ];
    let own = own.into_iter().map(|data| (multicall, Bytes::from(data)));
    let asked = calls.iter().map(|call| (call.to, call.data.clone()));
    let calls = own
        .chain(asked)
        .map(|(target, data)| Call3 {
            target,
            allowFailure: true,
            callData: data,
        })
        .collect();
    Call {
        to: multicall,
        data: aggregate3Call { calls }.abi_encode().into(),
    }
}

/// The answers to `count` calls, if they were made on `chain` at `block`.
///
/// # Errors
/// [`MulticallError`] when the bytes are garbled, the count differs, or the contract saw another
/// chain, time, height or parent than `block` has: then no value in the answer can be dated.
pub fn decode(
    answer: &[u8],
    count: usize,
    chain: ChainId,
    block: &BlockRef,
    numbers: BlockNumbers,
) -> Result<Vec<CallAnswer>, MulticallError> {
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
    let same_time = word(&time)? == U256::from(block.timestamp.0);
    let same_branch = match numbers {
        BlockNumbers::OfParentChain => true,
        BlockNumbers::Own => {
            word(&number)? == U256::from(block.number)
                && (block.number == 0 || B256::from(word(&parent)?) == block.parent_hash)
        }
    };
    if !(same_time && same_branch) {
        return Err(MulticallError::OtherBlock);
    }
    Ok(results
        .map(|one| CallAnswer {
            success: one.success,
            data: one.returnData,
        })
        .collect())
}

fn word(answer: &Result3) -> Result<U256, MulticallError> {
    if !answer.success {
        return Err(MulticallError::Garbled);
    }
    U256::abi_decode_validate(&answer.returnData).map_err(|_| MulticallError::Garbled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Timestamp;

    const CHAIN: ChainId = ChainId(10);

    /// The answers of a batch as the contract would return them.
    fn encode_answers(answers: &[CallAnswer], block: &BlockRef) -> Bytes {
        let own = [
            U256::from(block.timestamp.0).abi_encode(),
            U256::from(block.number).abi_encode(),
            block.parent_hash.abi_encode(),
            U256::from(CHAIN.0).abi_encode(),
        ];
        let own = own.into_iter().map(|data| (true, Bytes::from(data)));
        let results: Vec<Result3> = own
            .chain(answers.iter().map(|one| (one.success, one.data.clone())))
            .map(|(success, data)| Result3 {
                success,
                returnData: data,
            })
            .collect();
        aggregate3Call::abi_encode_returns(&results).into()
    }

    fn block() -> BlockRef {
        BlockRef {
            number: 100,
            hash: B256::repeat_byte(1),
            parent_hash: B256::repeat_byte(2),
            timestamp: Timestamp(1_700_000_000),
        }
    }

    fn answers() -> Vec<CallAnswer> {
        vec![
            CallAnswer {
                success: true,
                data: Bytes::from_static(&[1; 32]),
            },
            CallAnswer {
                success: false,
                data: Bytes::new(),
            },
        ]
    }

    #[test]
    fn a_batch_comes_back_as_it_was_answered() {
        let bytes = encode_answers(&answers(), &block());
        assert_eq!(
            decode(&bytes, 2, CHAIN, &block(), BlockNumbers::Own),
            Ok(answers())
        );
    }

    #[test]
    fn an_answer_from_another_block_is_refused() {
        let bytes = encode_answers(&answers(), &block());
        let later = BlockRef {
            timestamp: Timestamp(1_700_000_012),
            ..block()
        };
        let branch = BlockRef {
            parent_hash: B256::repeat_byte(9),
            ..block()
        };
        let higher = BlockRef {
            number: 101,
            ..block()
        };
        for other in [later, branch, higher] {
            let got = decode(&bytes, 2, CHAIN, &other, BlockNumbers::Own);
            assert_eq!(got, Err(MulticallError::OtherBlock));
        }
        assert!(decode(&bytes, 2, CHAIN, &higher, BlockNumbers::OfParentChain).is_ok());
        let got = decode(&bytes, 2, CHAIN, &later, BlockNumbers::OfParentChain);
        assert_eq!(got, Err(MulticallError::OtherBlock));
        let got = decode(&bytes, 2, ChainId(1), &block(), BlockNumbers::Own);
        assert_eq!(got, Err(MulticallError::OtherChain));
    }

    #[test]
    fn a_short_or_garbled_answer_is_an_error() {
        let bytes = encode_answers(&answers(), &block());
        let got = decode(&bytes, 3, CHAIN, &block(), BlockNumbers::Own);
        assert_eq!(got, Err(MulticallError::WrongCount));
        for end in 0..bytes.len() {
            assert!(decode(&bytes[..end], 2, CHAIN, &block(), BlockNumbers::Own).is_err());
        }
    }
}
