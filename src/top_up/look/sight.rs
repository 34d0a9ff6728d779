use crate::chain::transactions::{AccountKind, Difference, Receipt, Transaction};
use crate::top_up::{Asked, Record, Said};

/// What is known of a transaction whose end was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is in a block.
    Mined(Receipt),
    /// What is in a block under its hash is not what was asked for.
    Other(Receipt, Difference),
    /// Something under its hash is in a block, and no node that was asked names it: what was mined
    /// cannot be compared with what was asked for.
    Unnamed(Receipt),
    /// It is in a block, and the wallet, or the account's own log, says that of what it was to do nothing was
    /// done.
    Undone(Receipt),
    /// Its number was taken by another transaction, so it never can be.
    Replaced,
    /// The wallet says that it did not send it, and never will, and no node that was asked knows of it.
    Dropped,
    /// The wallet says that it has it, and no node that was asked knows of it.
    Held,
    /// A node has it, or says that something of the account waits for a block.
    Waiting,
    /// No node that was asked knows anything of it. It may still come: out of a private relay, or
    /// out of a question that a wallet has open.
    Unseen,
    /// Something of the account was mined since, and the node cannot tell what.
    Untold,
}

impl Sight {
    /// What is in a block under a hash of a record, which somebody names.
    pub(super) fn of(record: &Record, receipt: Receipt, mined: &Transaction) -> Self {
        let payment = match &record.asked {
            Asked::Together(calls) => {
                return match record.asked.said(receipt.hash) {
                    Some(Said::Undone) => Self::Undone(receipt),
                    None if mined.carries(&calls.payments) => Self::Mined(receipt),
                    Some(Said::Partly) | None => Self::Unnamed(receipt),
                };
            }
            Asked::One(payment) => payment,
        };
        match mined.difference(record.position.account, payment) {
            None => Self::Mined(receipt),
            // Whoever carries out what a contract pays does it inside of a call of their own.
            Some(_) if is_carried(record, mined) => Self::Unnamed(receipt),
            Some(difference) => Self::Other(receipt, difference),
        }
    }

    /// The same, of what is not compared.
    pub(super) fn by_receipt(record: &Record, receipt: Receipt) -> Self {
        match record.asked.said(receipt.hash) {
            Some(Said::Undone) => Self::Undone(receipt),
            Some(Said::Partly) => Self::Unnamed(receipt),
            None => Self::Mined(receipt),
        }
    }
}

/// Whether a transaction may be one around what was asked for: of others, or of the account's own to its code.
fn is_carried(record: &Record, mined: &Transaction) -> bool {
    let account = record.position.account;
    let is_to_itself = mined.call.as_ref().is_some_and(|call| call.to == account);
    match record.account {
        AccountKind::Plain => false,
        AccountKind::Delegated => mined.from != account || is_to_itself,
        AccountKind::Contract => true,
    }
}
