//! What the answers of wallets and nodes say.

use alloy::primitives::B256;
use serde_json::Value;

use super::super::event::RequestFailure;
use super::io::Answer;
use crate::chain::rpc::{self, Garbled};
use crate::top_up::FlowFailure;

/// An answer that is one, read by its reader.
pub(super) fn read<T>(
    answer: Answer,
    reader: impl FnOnce(&Value) -> Result<T, Garbled>,
) -> Option<T> {
    answer.ok().and_then(|answer| reader(&answer).ok())
}

/// What a wallet says of a transaction that it was asked for.
#[derive(Debug, PartialEq)]
pub(super) enum Told {
    /// It was sent, under this hash.
    Sent(B256),
    /// It was not.
    NotSent(FlowFailure),
    /// Something else, or nothing: it may have been.
    Unknown,
}

/// What a wallet says of a transaction that it was asked for.
pub(super) fn told(answer: Answer) -> Told {
    match answer.map(|answer| rpc::parse_hash(&answer)) {
        Ok(Ok(hash)) => Told::Sent(hash),
        Ok(Err(Garbled)) => Told::Unknown,
        Err(failure) => refusal(failure).map_or(Told::Unknown, Told::NotSent),
    }
}

/// What the wallet's words mean where they say that nothing was sent; none where it may have been.
fn refusal(failure: RequestFailure) -> Option<FlowFailure> {
    let RequestFailure::Refused { code, message, .. } = failure else {
        return None;
    };
    if is_doubtful(&message) {
        return None;
    }
    match code {
        4001 => Some(FlowFailure::Rejected),
        4100 => Some(FlowFailure::Unauthorized),
        // These are about the request, before anything is sent. An internal error (-32603) and a
        // connection that was lost (4900, 4901) are not among them: they can come after the sending.
        -32700 | -32602..=-32600 | -32003 => Some(FlowFailure::WalletRefused(message)),
        -32000 if is_refusal(&message) => Some(FlowFailure::WalletRefused(message)),
        _ => None,
    }
}

/// Whether words say that a transaction like this one, or under its number, is there already: then
/// it may be this very one, sent twice by a wallet that tried again.
fn is_doubtful(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    [
        "nonce too low",
        "underpriced",
        "already known",
        "already imported",
    ]
    .iter()
    .any(|words| message.contains(words))
}

/// Whether a node's general error (-32000) says that it did not take the transaction. It is also
/// what nodes say when they have it already, so only words that are clear count.
fn is_refusal(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    [
        "insufficient funds",
        "intrinsic gas",
        "exceeds block gas limit",
        "execution reverted",
    ]
    .iter()
    .any(|reason| message.contains(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: i64, message: &str) -> Option<FlowFailure> {
        let message = message.to_owned();
        let data = None;
        refusal(RequestFailure::Refused {
            code,
            message,
            data,
        })
    }

    #[test]
    fn a_refusal_ends_it_and_words_that_leave_it_open_do_not_whatever_their_code() {
        assert_eq!(said(4001, "User rejected"), Some(FlowFailure::Rejected));
        let full = "insufficient funds for gas".to_owned();
        let refused = Some(FlowFailure::WalletRefused(full.clone()));
        assert_eq!(said(-32000, &full), refused);
        for code in [-32000, -32003, -32603] {
            assert_eq!(said(code, "Nonce too low"), None);
            assert_eq!(said(code, "already known"), None);
        }
    }
}
