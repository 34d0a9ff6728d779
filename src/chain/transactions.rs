//! What a chain says of the transactions of an account: how many there were, and what became of one.

use alloy::primitives::{Address, B256, Bytes, U256};
use serde_json::Value;

use super::rpc::{
    Garbled, Request, Spelt, parse_address, parse_bytes, parse_hash, parse_quantity, parse_u64,
    small,
};
use super::{Call, Payment};

/// Up to where the transactions of an account are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountAt {
    /// Those in blocks, up to the head that the node knows.
    Latest,
    /// Also those that the node knows to wait for a block.
    Pending,
    /// Those in blocks, up to this height.
    Block(u64),
}

impl Request {
    /// How many transactions of an account there were: the number that its next one has.
    #[must_use]
    pub fn transaction_count(account: Address, at: CountAt) -> Self {
        let at = match at {
            CountAt::Latest => "latest",
            CountAt::Pending => "pending",
            CountAt::Block(number) => {
                return Self::new("eth_getTransactionCount", (Spelt(account), small(number)));
            }
        };
        Self::new("eth_getTransactionCount", (Spelt(account), at))
    }

    /// How a transaction went; null while it is not in a block.
    #[must_use]
    pub fn receipt(hash: B256) -> Self {
        Self::new("eth_getTransactionReceipt", [hash])
    }

    /// Whether the node knows a transaction at all; null when not.
    #[must_use]
    pub fn transaction(hash: B256) -> Self {
        Self::new("eth_getTransactionByHash", [hash])
    }

    /// All transactions of a block.
    #[must_use]
    pub fn block_transactions(number: u64) -> Self {
        Self::new("eth_getBlockByNumber", (small(number), true))
    }
}

/// How the code of an account begins that is delegated to a contract and keeps its key (EIP-7702).
const DELEGATES: [u8; 3] = [0xef, 0x01, 0x00];

/// How what an account asks for comes to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// It has a key alone, and signs transactions of a row of its own, of which each number is taken once.
    Plain,
    /// It has a key, and code beside it (EIP-7702): it signs transactions of its own row, or others bring to
    /// that code what it asks for, under numbers of theirs. Which of the two is up to its wallet.
    Delegated,
    /// It is a contract: others carry out what it pays, under numbers of theirs.
    Contract,
}

impl AccountKind {
    /// Whoever has this code.
    #[must_use]
    pub fn of(code: &[u8]) -> Self {
        match code {
            [] => Self::Plain,
            _ if code.len() == 23 && code.starts_with(&DELEGATES) => Self::Delegated,
            _ => Self::Contract,
        }
    }

    /// Whether it has a row of its own.
    #[must_use]
    pub const fn has_row(self) -> bool {
        matches!(self, Self::Plain | Self::Delegated)
    }

    /// Whether others may bring to the chain what it asks for, under hashes that no node knows.
    #[must_use]
    pub const fn may_be_carried(self) -> bool {
        matches!(self, Self::Delegated | Self::Contract)
    }
}

/// How a transaction went, once it is in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The transaction.
    pub hash: B256,
    /// The height of its block.
    pub block: u64,
    /// Whether it did what it was to do; else it reverted.
    pub succeeded: bool,
}

/// A transaction as a node has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Its hash.
    pub hash: B256,
    /// Who signed it.
    pub from: Address,
    /// Its number among those of its signer.
    pub nonce: u64,
    /// What it calls; none when it makes a contract.
    pub call: Option<Call>,
    /// The coin that it sends, in wei.
    pub value: U256,
}

/// In what a transaction differs from one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Another account signed it.
    Signer,
    /// It calls another contract, or makes one.
    Contract,
    /// It sends another sum of the chain's coin.
    Coin,
    /// It calls the contract with other bytes.
    Data,
}

impl Transaction {
    /// In what it differs from a payment by `from`; none where in nothing. Of several differences the
    /// one that says most is told.
    #[must_use]
    pub fn difference(&self, from: Address, payment: &Payment) -> Option<Difference> {
        let Payment { call, value } = payment;
        let own = self.call.as_ref().filter(|own| own.to == call.to);
        match own {
            _ if self.from != from => Some(Difference::Signer),
            None => Some(Difference::Contract),
            Some(_) if self.value != *value => Some(Difference::Coin),
            Some(own) => (own.data != call.data).then_some(Difference::Data),
        }
    }

    /// Whether these payments lie in its bytes, in this order: each as its contract, the coin that goes
    /// with it, then its own bytes. So accounts that carry out several calls in one write them down
    /// (`execute` of ERC-7579, `multiSend` of a Safe, and around either an operation of ERC-4337). Others
    /// may write them otherwise: that they are not found says nothing.
    #[must_use]
    pub fn carries(&self, payments: &[Payment]) -> bool {
        let bytes = self.call.as_ref().map_or(&[][..], |call| &call.data);
        let mut parts = payments.iter().flat_map(|Payment { call, value }| {
            let value = value.to_be_bytes_vec();
            [call.to.to_vec(), value, call.data.to_vec()]
        });
        let rest = parts.try_fold(bytes, |rest, part| {
            let mut places = rest.windows(part.len().max(1));
            let at = places.position(|window| window == part)?;
            rest.get(at.saturating_add(part.len())..)
        });
        rest.is_some()
    }

    /// Whether it does the same, whatever it pays for its place.
    #[must_use]
    pub fn does(&self, Payment { call, value }: &Payment) -> bool {
        self.value == *value && self.call.as_ref() == Some(call)
    }
}

/// Reads the answer to [`Request::transaction_count`].
///
/// # Errors
/// [`Garbled`] when it is not a quantity of at most 64 bits.
pub fn parse_count(answer: &Value) -> Result<u64, Garbled> {
    parse_u64(answer)
}

/// Reads the answer to [`Request::receipt`]; `None` while the transaction is in no block.
///
/// # Errors
/// [`Garbled`] when a field is missing or not of its form.
pub fn parse_receipt(answer: &Value) -> Result<Option<Receipt>, Garbled> {
    if answer.is_null() {
        return Ok(None);
    }
    let succeeded = match parse_u64(field(answer, "status")?)? {
        0 => false,
        1 => true,
        _ => return Err(Garbled),
    };
    Ok(Some(Receipt {
        hash: parse_hash(field(answer, "transactionHash")?)?,
        block: parse_u64(field(answer, "blockNumber")?)?,
        succeeded,
    }))
}

/// Reads the answer to [`Request::transaction`]; `None` when the node does not know it.
///
/// # Errors
/// [`Garbled`] when a field is missing or not of its form.
pub fn parse_transaction(answer: &Value) -> Result<Option<Transaction>, Garbled> {
    match answer.is_null() {
        true => Ok(None),
        false => read_transaction(answer).map(Some),
    }
}

/// Reads, of the answer to [`Request::block_transactions`], those that `account` signed.
///
/// # Errors
/// [`Garbled`] when there is no such block, or one of its transactions does not say who signed it,
/// or one of the account's is not of its form.
pub fn parse_transactions_of(
    account: Address,
    answer: &Value,
) -> Result<Vec<Transaction>, Garbled> {
    let all = field(answer, "transactions")?.as_array().ok_or(Garbled)?;
    let mut own = Vec::new();
    for one in all {
        if read_address(field(one, "from")?)? == account {
            own.push(read_transaction(one)?);
        }
    }
    Ok(own)
}

fn read_transaction(answer: &Value) -> Result<Transaction, Garbled> {
    let to = match answer.get("to") {
        None | Some(Value::Null) => None,
        Some(to) => Some(read_address(to)?),
    };
    // Some nodes still call the bytes by their old name.
    let bytes = answer.get("input").or_else(|| answer.get("data"));
    let data: Bytes = parse_bytes(bytes.ok_or(Garbled)?)?;
    Ok(Transaction {
        hash: parse_hash(field(answer, "hash")?)?,
        from: read_address(field(answer, "from")?)?,
        nonce: parse_u64(field(answer, "nonce")?)?,
        call: to.map(|to| Call { to, data }),
        value: parse_quantity(field(answer, "value")?)?,
    })
}

fn read_address(value: &Value) -> Result<Address, Garbled> {
    value.as_str().and_then(parse_address).ok_or(Garbled)
}

fn field<'a>(answer: &'a Value, name: &str) -> Result<&'a Value, Garbled> {
    answer.get(name).ok_or(Garbled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn transaction() -> Value {
        json!({
            "hash": B256::repeat_byte(7).to_string(), "nonce": "0x5", "value": "0x0",
            "from": Address::repeat_byte(1).to_string(), "to": Address::repeat_byte(2).to_string(),
            "input": "0xabcd", "blockNumber": null,
        })
    }

    #[test]
    fn a_receipt_is_absent_whole_or_refused() {
        assert_eq!(parse_receipt(&Value::Null), Ok(None));
        let hash = B256::repeat_byte(7);
        let receipt = json!({
            "transactionHash": hash.to_string(), "blockNumber": "0x2", "status": "0x0",
        });
        let read = parse_receipt(&receipt).unwrap().unwrap();
        assert_eq!((read.hash, read.block, read.succeeded), (hash, 2, false));
        let strange = json!({
            "transactionHash": hash.to_string(), "blockNumber": "0x2", "status": "0x2",
        });
        assert_eq!(parse_receipt(&strange), Err(Garbled));
    }

    #[test]
    fn a_transaction_is_absent_whole_or_refused() {
        assert_eq!(parse_transaction(&Value::Null), Ok(None));
        let read = parse_transaction(&transaction()).unwrap().unwrap();
        assert_eq!((read.nonce, read.value), (5, U256::ZERO));
        for field in ["hash", "nonce", "value", "from", "input"] {
            let mut cut = transaction();
            cut.as_object_mut().unwrap().remove(field);
            assert_eq!(parse_transaction(&cut), Err(Garbled), "{field}");
        }
        let mut creation = transaction();
        creation["to"] = Value::Null;
        assert_eq!(parse_transaction(&creation).unwrap().unwrap().call, None);
    }

    #[test]
    fn the_same_payment_is_the_same_whatever_it_pays_for_its_place() {
        let asked = Payment::from(Call {
            to: Address::repeat_byte(2),
            data: Bytes::from_static(&[0xab, 0xcd]),
        });
        let mut read = parse_transaction(&transaction()).unwrap().unwrap();
        let from = read.from;
        let of = |read: &Transaction, asked: &Payment| {
            assert_eq!(read.does(asked), read.difference(from, asked).is_none());
            read.difference(from, asked)
        };
        assert_eq!(of(&read, &asked), None);
        let mut other = asked.clone();
        other.call.data = Bytes::new();
        assert_eq!(of(&read, &other), Some(Difference::Data));
        // A sum that differs says more than the bytes, in either direction.
        read.value = U256::ONE;
        assert_eq!(of(&read, &other), Some(Difference::Coin));
        let paid = Payment {
            value: U256::ONE,
            ..asked.clone()
        };
        assert_eq!(of(&read, &paid), None);
        read.value = U256::ZERO;
        assert_eq!(of(&read, &paid), Some(Difference::Coin));
        let mut elsewhere = asked.clone();
        elsewhere.call.to = Address::ZERO;
        assert_eq!(of(&read, &elsewhere), Some(Difference::Contract));
        let signer = read.difference(Address::ZERO, &asked);
        assert_eq!(signer, Some(Difference::Signer));
    }

    #[test]
    fn payments_lie_in_a_call_around_them_whole_and_in_their_order() {
        let payment = |to: u8, value: u64, data: &'static [u8]| Payment {
            call: Call {
                to: Address::repeat_byte(to),
                data: Bytes::from_static(data),
            },
            value: U256::from(value),
        };
        let (first, second) = (payment(2, 0, b"approve"), payment(3, 5, b"supply"));
        let mut around = parse_transaction(&transaction()).unwrap().unwrap();
        let written = |payment: &Payment| {
            let value = payment.value.to_be_bytes_vec();
            [
                &[0; 12],
                &payment.call.to[..],
                &value,
                &[0; 31],
                &[7],
                &payment.call.data,
            ]
            .concat()
        };
        let data = [&[1; 4], &written(&first)[..], &written(&second), &[0; 25]].concat();
        around.call = Some(Call {
            to: Address::repeat_byte(1),
            data: data.into(),
        });
        let both = [first.clone(), second.clone()];
        assert!(around.carries(&both));
        assert!(!around.carries(&[second.clone(), first.clone()]));
        assert!(!around.carries(&[first.clone(), payment(3, 6, b"supply")]));
        assert!(!around.carries(&[first.clone(), payment(4, 5, b"supply")]));
        assert!(!around.carries(&[first, payment(3, 5, b"supplY")]));
        around.call = None;
        assert!(!around.carries(&both));
    }

    #[test]
    fn of_a_block_only_the_accounts_own_are_read() {
        let mut foreign = transaction();
        foreign["from"] = json!(Address::repeat_byte(9).to_string());
        // What others sign may be of any form: it is not ours to judge.
        foreign["nonce"] = json!("?");
        let block = json!({ "transactions": [foreign, transaction()] });
        let own = parse_transactions_of(Address::repeat_byte(1), &block).unwrap();
        assert_eq!(own.len(), 1);
        // A block that lists hashes alone, or is not there, says nothing.
        let hashes = json!({ "transactions": [B256::ZERO.to_string()] });
        for bad in [hashes, Value::Null] {
            let read = parse_transactions_of(Address::repeat_byte(1), &bad);
            assert_eq!(read, Err(Garbled));
        }
    }

    #[test]
    fn an_account_is_known_by_its_code_and_one_with_a_delegation_is_both() {
        let of = |code: &[u8]| {
            let kind = AccountKind::of(code);
            (kind, kind.has_row(), kind.may_be_carried())
        };
        assert_eq!(of(&[]), (AccountKind::Plain, true, false));
        let delegated = [&DELEGATES[..], &[7; 20]].concat();
        assert_eq!(of(&delegated), (AccountKind::Delegated, true, true));
        let contract = (AccountKind::Contract, false, true);
        assert_eq!(of(&delegated[..22]), contract);
        assert_eq!(of(&[&delegated[..], &[0]].concat()), contract);
        assert_eq!(of(&[0x60; 23]), contract);
    }

    #[test]
    fn an_account_is_counted_up_to_where_it_is_asked() {
        let at = |at| Request::transaction_count(Address::ZERO, at).params[1].clone();
        assert_eq!(at(CountAt::Latest), "latest");
        assert_eq!(at(CountAt::Pending), "pending");
        assert_eq!(at(CountAt::Block(255)), "0xff");
    }
}
