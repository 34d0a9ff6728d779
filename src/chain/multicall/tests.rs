//! Batches as the contract would answer them.

use super::*;
use crate::chain::DatedBy;
use alloy::primitives::B256;

const CHAIN: ChainId = ChainId(10);

/// The answers of a batch as the contract would return them that sees this block.
fn encode_answers(answers: &[CallAnswer], block: &BlockRef) -> Bytes {
    let own = [
        U256::from(block.timestamp.0).abi_encode(),
        U256::from(block.number).abi_encode(),
        block.parent_hash.abi_encode(),
        U256::from(CHAIN.0).abi_encode(),
    ];
    encode_results(answers, own.map(|data| (true, Bytes::from(data))))
}

fn encode_results(answers: &[CallAnswer], own: [(bool, Bytes); 4]) -> Bytes {
    let results: Vec<Result3> = own
        .into_iter()
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
        parent_hash: B256::repeat_byte(2),
        timestamp: Timestamp(1_700_000_000),
    }
}

fn later() -> BlockRef {
    BlockRef {
        timestamp: Timestamp(1_700_000_012),
        ..block()
    }
}

fn higher() -> BlockRef {
    BlockRef {
        number: 101,
        ..block()
    }
}

fn branch() -> BlockRef {
    BlockRef {
        parent_hash: B256::repeat_byte(9),
        ..block()
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

/// What comes of a batch at `block` whose contracts saw `shown`.
fn read(
    shown: &BlockRef,
    block: &BlockRef,
    seen: &mut Seen,
) -> Result<Vec<CallAnswer>, MulticallError> {
    decode(&encode_answers(&answers(), shown), 2, CHAIN, block, seen)
}

#[test]
fn a_batch_comes_back_as_it_was_answered() {
    let mut seen = Seen::default();
    assert_eq!(read(&block(), &block(), &mut seen), Ok(answers()));
    assert_eq!(seen.dated_by(), Some(DatedBy::Parent));
}

#[test]
fn an_answer_of_the_head_names_its_block() {
    let grown = CallAnswer {
        success: true,
        data: B256::repeat_byte(7).into(),
    };
    let all: Vec<_> = [grown].into_iter().chain(answers()).collect();
    let bytes = encode_answers(&all, &block());
    let read = |count, chain, held| decode_latest(&bytes, count, chain, held);
    assert_eq!(read(2, CHAIN, None), Ok((block(), answers())));
    assert_eq!(read(1, CHAIN, None), Err(MulticallError::WrongCount));
    let elsewhere = read(2, ChainId(1), None);
    assert_eq!(elsewhere, Err(MulticallError::OtherChain));
    // It grows out of a block with the hash that was seen before it, and of no other.
    let held = BlockRef {
        number: 98,
        parent_hash: B256::repeat_byte(7),
        timestamp: Timestamp(1_699_999_976),
    };
    assert_eq!(read(2, CHAIN, Some(&held)), Ok((block(), answers())));
    let other = read(2, CHAIN, Some(&block()));
    assert_eq!(other, Err(MulticallError::OtherBlock));
}

#[test]
fn where_contracts_have_seen_the_header_an_answer_from_another_block_is_refused() {
    let mut seen = Seen::default();
    assert!(read(&block(), &block(), &mut seen).is_ok());
    for other in [later(), branch(), higher()] {
        let got = read(&block(), &other, &mut seen);
        assert_eq!(got, Err(MulticallError::OtherBlock));
    }
    assert!(read(&block(), &block(), &mut seen).is_ok());
}

#[test]
fn where_contracts_have_never_seen_the_header_they_are_believed_until_they_do() {
    for (other, by) in [(branch(), DatedBy::Height), (higher(), DatedBy::Parent)] {
        let mut seen = Seen::default();
        for _ in 0..2 {
            assert_eq!(read(&other, &block(), &mut seen), Ok(answers()));
            assert_eq!(seen.dated_by(), Some(by));
        }
        assert_eq!(read(&block(), &block(), &mut seen), Ok(answers()));
        let got = read(&other, &block(), &mut seen);
        assert_eq!(got, Err(MulticallError::OtherBlock));
    }
}

#[test]
fn contracts_that_cannot_say_what_they_see_are_dated_by_their_time() {
    let time = U256::from(block().timestamp.0).abi_encode();
    let id = U256::from(CHAIN.0).abi_encode();
    let own = [
        (true, Bytes::from(time)),
        (false, Bytes::new()),
        (true, Bytes::new()),
        (true, Bytes::from(id)),
    ];
    let bytes = encode_results(&answers(), own.clone());
    let mut seen = Seen::default();
    let got = decode(&bytes, 2, CHAIN, &block(), &mut seen);
    assert_eq!(got, Ok(answers()));
    assert_eq!(seen.dated_by(), Some(DatedBy::Time));
    // Of their time and their chain they must be able to.
    for place in [0, 3] {
        let mut own = own.clone();
        own[place] = (false, Bytes::new());
        let bytes = encode_results(&answers(), own);
        let got = decode(&bytes, 2, CHAIN, &block(), &mut seen);
        assert_eq!(got, Err(MulticallError::Garbled));
    }
}

#[test]
fn time_and_chain_are_never_negotiable_and_a_refused_answer_teaches_nothing() {
    for shown in [block(), higher(), branch()] {
        let bytes = encode_answers(&answers(), &shown);
        let mut seen = Seen::default();
        let got = decode(&bytes, 2, CHAIN, &later(), &mut seen);
        assert_eq!(got, Err(MulticallError::OtherBlock));
        let got = decode(&bytes, 2, ChainId(1), &block(), &mut seen);
        assert_eq!(got, Err(MulticallError::OtherChain));
        let got = decode(&bytes, 3, CHAIN, &block(), &mut seen);
        assert_eq!(got, Err(MulticallError::WrongCount));
        assert_eq!(seen, Seen::default());
    }
}

#[test]
fn the_first_block_has_no_parent_to_be_compared() {
    let first = BlockRef {
        number: 0,
        ..block()
    };
    let shown = BlockRef {
        number: 0,
        ..branch()
    };
    let mut seen = Seen::default();
    for _ in 0..2 {
        assert_eq!(read(&shown, &first, &mut seen), Ok(answers()));
    }
    assert_eq!(seen.dated_by(), Some(DatedBy::Height));
    assert!(read(&block(), &block(), &mut seen).is_ok());
    assert!(read(&shown, &first, &mut seen).is_ok());
}

#[test]
fn a_short_or_garbled_answer_is_an_error() {
    let bytes = encode_answers(&answers(), &block());
    for end in 0..bytes.len() {
        let mut seen = Seen::default();
        assert!(decode(&bytes[..end], 2, CHAIN, &block(), &mut seen).is_err());
        assert_eq!(seen, Seen::default());
    }
}

#[test]
fn of_a_block_the_hash_of_the_one_before_it_is_asked_for() {
    let asked = encode(&[], CHAIN, &block());
    let all = aggregate3Call::abi_decode(&asked.data).unwrap();
    let number = U256::from(99);
    let hash = getBlockHashCall { number }.abi_encode();
    assert_eq!(all.calls[2].callData.to_vec(), hash);
}
