//! What accounts that are contracts carry out under hashes of their own: a Safe's transaction, or an
//! operation of ERC-4337. No node knows such a hash; what was done is in the log of the account, or of the
//! contract through which operations go in.

use alloy::primitives::{Address, B256, U256, address};
use alloy::sol;
use alloy::sol_types::SolEvent;
use serde_json::Value;

use super::logs::{Entry, Events, LogsQuestion, parse_entries};
use super::rpc::Garbled;

sol! {
    // EntryPoint, in all its releases
    event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed);

    // Safe: the hash is a topic since 1.4.0, and in the data before
    event ExecutionSuccess(bytes32 txHash, uint256 payment);
    event ExecutionFailure(bytes32 txHash, uint256 payment);
}

/// The EntryPoints of ERC-4337, the same on every chain: 0.6 to 0.9. Source: viem, `account-abstraction`.
const ENTRY_POINTS: [Address; 4] = [
    address!("5FF137D4b0FDCD49DcA30c7CF57E578a026d2789"),
    address!("0000000071727De22E5E9d8BAf0edAc6f37da032"),
    address!("4337084D9E255Ff0702461CF8895CE9E3b5Ff108"),
    address!("433709009B8330FDa32311DF1C2AFA402eD8D009"),
];

/// Many nodes refuse to look through more blocks than some ten thousand at once.
const MOST_BLOCKS: u64 = 9_000;

/// A question for what an account has carried out under a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationQuestion {
    /// The hash that the wallet gave.
    pub hash: B256,
    /// The account.
    pub account: Address,
    /// Where the hash stands.
    pub named: Named,
    /// In the blocks after this one.
    pub after: u64,
    /// Up to this one.
    pub head: u64,
}

/// Where a log has the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// Where nodes search by it: operations, and Safes since 1.4.0.
    InTopic,
    /// Where it must be read: Safes before.
    InData,
}

/// What was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The transaction around it, which may be somebody else's.
    pub transaction: B256,
    /// Whether what the account was to do was done; that transaction can succeed all the same.
    pub succeeded: bool,
}

impl OperationQuestion {
    /// Whether the blocks are more than many nodes look through.
    #[must_use]
    pub const fn is_long(&self) -> bool {
        self.head.saturating_sub(self.after) > MOST_BLOCKS
    }

    /// The same of the first of them, as many as nodes look through.
    #[must_use]
    pub fn part(self) -> Self {
        Self {
            head: self.head.min(self.after.saturating_add(MOST_BLOCKS)),
            ..self
        }
    }

    /// Up to which block what a node says of its log holds also for one that is behind, where this is the newest.
    #[must_use]
    pub const fn stays_up_to(&self, newest: u64) -> u64 {
        newest.saturating_sub(MOST_BLOCKS)
    }

    /// The question as nodes take it.
    #[must_use]
    pub fn logs(&self) -> LogsQuestion {
        let safe = [
            ExecutionSuccess::SIGNATURE_HASH,
            ExecutionFailure::SIGNATURE_HASH,
        ];
        let events = match self.named {
            Named::InTopic => Events {
                contracts: [&[self.account][..], &ENTRY_POINTS].concat(),
                topics: vec![
                    [&[UserOperationEvent::SIGNATURE_HASH][..], &safe].concat(),
                    vec![self.hash],
                ],
            },
            Named::InData => Events {
                contracts: vec![self.account],
                topics: vec![safe.to_vec()],
            },
        };
        LogsQuestion {
            events,
            // A node may be behind the block after which it was asked for.
            first: self.after.saturating_add(1).min(self.head),
            last: self.head,
        }
    }
}

/// Reads the answer to [`OperationQuestion::logs`]: the last that is of this account and hash.
///
/// # Errors
/// [`Garbled`] as [`parse_entries`], and where an event of this account and hash is not of its form.
pub fn parse_operation(
    answer: &Value,
    question: &OperationQuestion,
) -> Result<Option<Operation>, Garbled> {
    let entries = parse_entries(answer, &question.logs())?;
    let mut found = None;
    for entry in entries {
        if let Some(succeeded) = outcome(&entry, question)? {
            found = Some(Operation {
                transaction: entry.transaction,
                succeeded,
            });
        }
    }
    Ok(found)
}

/// How it went by an event, where that is of this account and hash.
fn outcome(entry: &Entry, question: &OperationQuestion) -> Result<Option<bool>, Garbled> {
    let (words, rest) = entry.data.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(Garbled);
    }
    let topics = &entry.topics[..];
    let event = topics.first().ok_or(Garbled)?;
    let is_operation = *event == UserOperationEvent::SIGNATURE_HASH;
    match (question.named, topics, words) {
        (Named::InTopic, [_, _, sender, _], [_, flag, _, _]) if is_operation => {
            let is_its = *sender == question.account.into_word();
            let is_through = ENTRY_POINTS.contains(&entry.contract);
            let succeeded = self::flag(flag)?;
            Ok((is_its && is_through).then_some(succeeded))
        }
        _ if is_operation => Err(Garbled),
        // Another contract's event of the same name is none of it.
        _ if entry.contract != question.account => Ok(None),
        (Named::InTopic, [_, _], [_]) => Ok(Some(*event == ExecutionSuccess::SIGNATURE_HASH)),
        (Named::InData, _, [hash, _]) => {
            let is_its = B256::from(hash) == question.hash;
            Ok(is_its.then_some(*event == ExecutionSuccess::SIGNATURE_HASH))
        }
        // A newer Safe has the hash elsewhere.
        (Named::InData, [_, _], [_]) => Ok(None),
        _ => Err(Garbled),
    }
}

fn flag(word: &[u8; 32]) -> Result<bool, Garbled> {
    match U256::from_be_bytes(*word) {
        U256::ZERO => Ok(false),
        U256::ONE => Ok(true),
        _ => Err(Garbled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::Bytes;
    use alloy::sol_types::SolValue;
    use serde_json::json;

    const ACCOUNT: Address = Address::repeat_byte(1);
    const HASH: B256 = B256::repeat_byte(2);
    const AROUND: B256 = B256::repeat_byte(3);

    fn question(named: Named) -> OperationQuestion {
        OperationQuestion {
            hash: HASH,
            account: ACCOUNT,
            named,
            after: 100,
            head: 120,
        }
    }

    fn log(contract: Address, topics: &[B256], data: Vec<u8>) -> Value {
        json!({
            "address": contract.to_string(), "blockNumber": "0x70", "blockHash": B256::ZERO.to_string(),
            "transactionHash": AROUND.to_string(), "data": Bytes::from(data).to_string(),
            "topics": topics.iter().map(B256::to_string).collect::<Vec<_>>(), "logIndex": "0x0",
        })
    }

    fn found(named: Named, log: Value) -> Option<bool> {
        let read = parse_operation(&json!([log]), &question(named)).expect("a log");
        read.map(|found| {
            assert_eq!(found.transaction, AROUND);
            found.succeeded
        })
    }

    fn operation(contract: Address, sender: Address, succeeded: bool) -> Value {
        let topics = [
            UserOperationEvent::SIGNATURE_HASH,
            HASH,
            sender.into_word(),
            B256::ZERO,
        ];
        let numbers = (U256::from(7), succeeded, U256::from(8), U256::from(9));
        log(contract, &topics, numbers.abi_encode_params())
    }

    #[test]
    fn an_operation_of_the_account_tells_how_it_went() {
        for entry_point in ENTRY_POINTS {
            for succeeded in [true, false] {
                let log = operation(entry_point, ACCOUNT, succeeded);
                assert_eq!(found(Named::InTopic, log), Some(succeeded));
            }
        }
        // Of another account, or where no operation goes in.
        let of_another = operation(ENTRY_POINTS[0], Address::repeat_byte(9), true);
        assert_eq!(found(Named::InTopic, of_another), None);
        assert_eq!(
            found(Named::InTopic, operation(ACCOUNT, ACCOUNT, true)),
            None
        );
    }

    #[test]
    fn a_safe_names_its_transaction_in_a_topic_or_in_the_data() {
        let paid = U256::ZERO.abi_encode();
        for (event, succeeded) in [
            (ExecutionSuccess::SIGNATURE_HASH, true),
            (ExecutionFailure::SIGNATURE_HASH, false),
        ] {
            let newer = log(ACCOUNT, &[event, HASH], paid.clone());
            assert_eq!(found(Named::InTopic, newer), Some(succeeded));
            let older = |hash: B256| log(ACCOUNT, &[event], (hash, U256::ZERO).abi_encode_params());
            assert_eq!(found(Named::InData, older(HASH)), Some(succeeded));
            assert_eq!(found(Named::InData, older(AROUND)), None);
        }
    }

    #[test]
    fn no_more_blocks_are_looked_through_than_nodes_take() {
        let asked = |after, head| OperationQuestion {
            after,
            head,
            ..question(Named::InData)
        };
        let range = |asked: OperationQuestion| (asked.logs().first, asked.logs().last);
        let short = asked(100, 120);
        assert_eq!((range(short), short.is_long()), ((101, 120), false));
        assert_eq!(short.part(), short);
        let long = asked(100, 20_100);
        assert_eq!((range(long), long.is_long()), ((101, 20_100), true));
        assert_eq!(range(long.part()), (101, 9_100));
        assert!(!long.part().is_long());
        // A node may be behind the block in which it was asked for.
        assert_eq!(range(asked(100, 90)), (90, 90));
    }

    #[test]
    fn an_event_that_is_not_of_its_form_says_nothing() {
        let topics = [
            UserOperationEvent::SIGNATURE_HASH,
            HASH,
            ACCOUNT.into_word(),
            B256::ZERO,
        ];
        let flagged = |flag: u64| {
            let numbers = [7, flag, 8, 9].map(U256::from);
            numbers.map(|one| one.to_be_bytes::<32>()).concat()
        };
        let safe = [ExecutionFailure::SIGNATURE_HASH, HASH];
        for (contract, topics, data) in [
            (ENTRY_POINTS[0], &topics[..], vec![]),
            (ENTRY_POINTS[0], &topics, flagged(2)),
            (ENTRY_POINTS[0], &topics, flagged(0)[..96].to_vec()),
            (ENTRY_POINTS[0], &topics[..3], flagged(0)),
            (ACCOUNT, &safe, vec![]),
            (ACCOUNT, &safe, vec![0; 31]),
        ] {
            let log = log(contract, topics, data);
            let read = parse_operation(&json!([log]), &question(Named::InTopic));
            assert_eq!(read, Err(Garbled), "{log}");
        }
    }

    #[test]
    fn what_was_not_asked_for_is_refused() {
        let other = log(
            Address::repeat_byte(9),
            &[ExecutionSuccess::SIGNATURE_HASH],
            vec![],
        );
        let read = parse_operation(&json!([other]), &question(Named::InData));
        assert_eq!(read, Err(Garbled));
        assert_eq!(
            parse_operation(&json!([]), &question(Named::InData)),
            Ok(None)
        );
    }
}
