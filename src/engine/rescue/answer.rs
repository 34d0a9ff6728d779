//! What the answers of wallets and nodes say.

use alloy::primitives::B256;
use serde_json::Value;

use super::super::event::RequestFailure;
use super::io::Answer;
use crate::chain::calls::parse_taken;
use crate::chain::rpc::{self, Garbled};
use crate::chain::{BlockRef, CallAnswer, ChainId, multicall, strange};
use crate::protocols::permit::Signature;
use crate::top_up::{Asked, FlowFailure};

/// An answer that is one, read by its reader.
pub(super) fn read<T>(
    answer: Answer,
    reader: impl FnOnce(&Value) -> Result<T, Garbled>,
) -> Option<T> {
    answer.ok().and_then(|answer| reader(&answer).ok())
}

/// What so many calls were answered at the head of a chain, and of which block that is.
pub(super) fn at_head(
    answer: Answer,
    count: usize,
    chain: ChainId,
) -> Option<(BlockRef, Vec<CallAnswer>)> {
    let bytes = read(answer, rpc::parse_bytes)?;
    multicall::decode_latest(&bytes, count, chain, None).ok()
}

/// What a wallet says of a transaction that it was asked for.
#[derive(Debug, PartialEq)]
pub(super) enum Told {
    /// It was sent, under this hash.
    Sent(B256),
    /// It has taken what is to be carried out as one, and will tell of it by its name, or by another.
    Taken(Option<String>),
    /// It was not.
    NotSent(FlowFailure),
    /// It shows an earlier question still. That may be this very one, asked twice on the way to it:
    /// it may yet be sent.
    AsksAlready,
    /// Something else, or nothing: it may have been.
    Unknown,
}

/// What a wallet says of what it was asked for.
pub(super) fn told(asked: &Asked, answer: Answer) -> Told {
    let said = match (asked, &answer) {
        (Asked::One(_), Ok(answer)) => rpc::parse_hash(answer).map(Told::Sent),
        (Asked::Together(calls), Ok(answer)) => parse_taken(answer, calls.id).map(Told::Taken),
        (asked, Err(failure)) => {
            let of_calls = asked.together().is_some();
            return refusal(failure.clone(), of_calls);
        }
    };
    said.unwrap_or(Told::Unknown)
}

/// What a wallet gives where it is asked to sign what nobody sends.
#[derive(Debug, PartialEq)]
pub(super) enum Given {
    /// This.
    Signature(Signature),
    /// It does not sign such.
    Cannot,
    /// Nothing.
    Nothing(FlowFailure),
}

/// What a wallet says of what it was asked to sign. Nothing is sent by it: whatever is no signature, and no
/// person's no, leaves the way without one.
pub(super) fn given(answer: Answer) -> Given {
    let (code, message, below) = match answer {
        Ok(answer) => {
            let bytes = rpc::parse_bytes(&answer).ok();
            let signature = bytes.and_then(|bytes| Signature::read(&bytes));
            let none = Given::Nothing(FlowFailure::NotASignature);
            return signature.map_or(none, Given::Signature);
        }
        Err(RequestFailure::Garbled) => return Given::Nothing(FlowFailure::NotASignature),
        Err(RequestFailure::Refused {
            code,
            message,
            below,
            ..
        }) => (code, message, below),
        Err(_) => return Given::Nothing(FlowFailure::Disconnected),
    };
    let mut codes = below.codes.iter().chain([&code]);
    if codes.any(|code| matches!(code, 4001 | 5000)) {
        return Given::Nothing(FlowFailure::NotSigned);
    }
    match code {
        4100 => Given::Nothing(FlowFailure::Unauthorized),
        4900 | 4901 => Given::Nothing(FlowFailure::Disconnected),
        // It shows an earlier question still.
        -32002 => Given::Nothing(FlowFailure::WalletRefused(strange::clean(&message))),
        _ => Given::Cannot,
    }
}

/// What it means that the wallet refuses. Only where nothing can have been sent it was not.
fn refusal(failure: RequestFailure, of_calls: bool) -> Told {
    let RequestFailure::Refused {
        code,
        message,
        below,
        ..
    } = failure
    else {
        return Told::Unknown;
    };
    let says = |known: &[&str]| {
        let mut all = below.words.iter().chain([&message]);
        all.any(|words| has_one_of(words, known))
    };
    // Whatever else is said: it takes a name once, and has this one. Perhaps of these very calls.
    if of_calls && code == 5720 {
        return Told::AsksAlready;
    }
    // What was not read of it may say that.
    if below.is_cut || says(&DOUBTFUL) {
        return Told::Unknown;
    }
    let mut codes = below.codes.iter().chain([&code]);
    if codes.any(|code| matches!(code, 4001 | 5000)) {
        return Told::NotSent(FlowFailure::Rejected);
    }
    let refused = || Told::NotSent(FlowFailure::WalletRefused(strange::clean(&message)));
    match code {
        // The codes of EIP-5792, and of a wallet that knows nothing of it, are about the request, before
        // anything is sent.
        5700 | 5710 | 5740 | 5750 | 5760 | 4200 | -32004 | -32602..=-32600 if of_calls => {
            Told::NotSent(FlowFailure::NotAtOnce)
        }
        -32002 => Told::AsksAlready,
        4100 => Told::NotSent(FlowFailure::Unauthorized),
        // These are about the request, before anything is sent. An internal error (-32603) and a
        // connection that was lost (4900, 4901) are not among them: they can come after the sending.
        4200 | -32004 | -32700 | -32602..=-32600 => refused(),
        // What nodes say of any transaction that they do not take, also when they have it already:
        // only words that are clear count.
        -32000 | -32003 if says(&CLEAR) => refused(),
        _ => Told::Unknown,
    }
}

/// Words, without what stands between them, by which nodes say that a transaction like this one, or
/// under its number, is there already: then it may be this very one, sent twice by a wallet that
/// tried again.
const DOUBTFUL: [&str; 19] = [
    "noncetoolow",
    "nonceistoolow",
    "oldnonce",
    "invalidnonce",
    "nonceexpired",
    "noncehasalready",
    "noncealready",
    "samenonce",
    "underpriced",
    "replacement",
    "toreplace",
    "replaceexisting",
    "alreadyknown",
    "alreadyimported",
    "alreadyin",
    "alreadyexist",
    "alreadybeen",
    "knowntransaction",
    "samehash",
];

/// Words by which nodes say that they did not take a transaction.
const CLEAR: [&str; 4] = [
    "insufficientfunds",
    "intrinsicgas",
    "exceedsblockgaslimit",
    "executionreverted",
];

/// Whether one of these is said. Some write them as one word, or with underscores.
fn has_one_of(words: &str, known: &[&str]) -> bool {
    let letters = words.chars().filter(|c| c.is_ascii_alphanumeric());
    let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    known.iter().any(|one| letters.contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::event::Below;

    fn refused(code: i64, message: &str, below: Below) -> RequestFailure {
        RequestFailure::Refused {
            code,
            message: message.to_owned(),
            data: None,
            below,
        }
    }

    fn said(code: i64, message: &str) -> Told {
        refusal(refused(code, message, Below::default()), false)
    }

    fn refuses(words: &str) -> Told {
        Told::NotSent(FlowFailure::WalletRefused(words.to_owned()))
    }

    fn wrapping(code: i64, codes: &[i64], words: &str) -> Told {
        let below = Below {
            codes: codes.to_vec(),
            words: vec![words.to_owned()],
            is_cut: false,
        };
        refusal(refused(code, "Transaction rejected", below), false)
    }

    #[test]
    fn a_refusal_ends_it_and_words_that_leave_it_open_do_not_whatever_their_code() {
        assert_eq!(
            said(4001, "User rejected"),
            Told::NotSent(FlowFailure::Rejected)
        );
        let full = "insufficient funds for gas";
        assert_eq!(said(-32000, full), refuses(full));
        assert_eq!(said(-32003, full), refuses(full));
        for code in [-32000, -32003, -32603, -32602, 4001, 4100] {
            for words in ["Nonce too low", "already known", "AlreadyKnown"] {
                assert_eq!(said(code, words), Told::Unknown, "{code} {words}");
                assert_eq!(wrapping(code, &[], words), Told::Unknown, "{code} {words}");
            }
        }
    }

    #[test]
    fn nodes_have_many_words_for_one_that_is_there_already() {
        for words in [
            "known transaction: 0x12",
            "ALREADY_EXISTS: already known",
            "NONCE_TOO_LOW",
            "NONCE_EXPIRED",
            "nonce has already been used",
            "OldNonce, Current nonce: 1, nonce of rejected tx: 0",
            "Transaction nonce is too low. Try incrementing the nonce.",
            "Transaction with the same hash was already imported.",
            "REPLACEMENT_UNDERPRICED",
            "ReplacementNotAllowed",
            "future transaction tries to replace pending",
            "existing tx with same hash",
            "tx already in mempool",
            "There is another transaction with same nonce in the queue",
        ] {
            assert_eq!(wrapping(4001, &[], words), Told::Unknown, "{words}");
        }
    }

    #[test]
    fn a_transaction_that_is_rejected_without_clear_words_may_have_been_sent() {
        assert_eq!(said(-32003, "Transaction rejected"), Told::Unknown);
        let refused = wrapping(-32003, &[-32000], "insufficient funds");
        assert_eq!(refused, refuses("Transaction rejected"));
    }

    #[test]
    fn a_person_who_declines_is_understood_at_any_depth() {
        for code in [4001, 5000] {
            let rejected = Told::NotSent(FlowFailure::Rejected);
            assert_eq!(said(code, "No"), rejected);
            assert_eq!(wrapping(-32603, &[-32000, code], "No"), rejected);
        }
        assert_eq!(said(-32603, "Internal error"), Told::Unknown);
        assert_eq!(wrapping(-32603, &[-32004, 4200], "No"), Told::Unknown);
    }

    #[test]
    fn what_the_wallet_cannot_do_was_not_sent_and_an_earlier_question_is_open() {
        assert_eq!(said(4200, "Unsupported"), refuses("Unsupported"));
        assert_eq!(said(-32004, "Unsupported"), refuses("Unsupported"));
        assert_eq!(said(-32002, "Pending already"), Told::AsksAlready);
        assert_eq!(said(-32002, "already known"), Told::Unknown);
    }

    #[test]
    fn a_wallet_that_does_not_carry_out_several_as_one_has_sent_none_of_them() {
        let said = |code| refusal(refused(code, "No", Below::default()), true);
        let not_at_once = Told::NotSent(FlowFailure::NotAtOnce);
        for code in [5700, 5710, 5740, 5750, 5760, 4200, -32601, -32602] {
            assert_eq!(said(code), not_at_once, "{code}");
        }
        assert_eq!(said(5720), Told::AsksAlready);
        assert_eq!(said(4001), Told::NotSent(FlowFailure::Rejected));
        assert_eq!(said(4100), Told::NotSent(FlowFailure::Unauthorized));
        assert_eq!(said(-32603), Told::Unknown);
        for code in [-32602, 5750] {
            let known = refused(code, "already known", Below::default());
            assert_eq!(refusal(known, true), Told::Unknown);
        }
    }

    #[test]
    fn what_is_no_signature_leaves_the_way_without_one_and_a_persons_no_ends_it() {
        let said = |code, below: &[i64]| {
            let below = Below {
                codes: below.to_vec(),
                ..Below::default()
            };
            given(Err(refused(code, "No", below)))
        };
        let nothing = Given::Nothing;
        for code in [4001, 5000] {
            assert_eq!(said(code, &[]), nothing(FlowFailure::NotSigned));
            assert_eq!(
                said(-32603, &[-32000, code]),
                nothing(FlowFailure::NotSigned)
            );
        }
        for code in [4200, -32601, -32004, -32602, -32603, -32000, 0] {
            assert_eq!(said(code, &[]), Given::Cannot, "{code}");
        }
        assert_eq!(said(4100, &[]), nothing(FlowFailure::Unauthorized));
        assert_eq!(said(4900, &[]), nothing(FlowFailure::Disconnected));
        let open = nothing(FlowFailure::WalletRefused("No".into()));
        assert_eq!(said(-32002, &[]), open);
        let signature = [vec![1; 64], vec![27]].concat();
        let text = alloy::hex::encode_prefixed(&signature);
        let read = Signature::read(&signature).expect("a signature");
        assert_eq!(given(Ok(text.clone().into())), Given::Signature(read));
        for garbled in ["0x", &text[..100], "yes", &text[2..]] {
            let said = given(Ok(garbled.into()));
            assert_eq!(said, nothing(FlowFailure::NotASignature), "{garbled}");
        }
    }

    #[test]
    fn what_is_not_read_to_its_end_leaves_it_open() {
        let below = Below {
            is_cut: true,
            ..Below::default()
        };
        assert_eq!(
            refusal(refused(4001, "User rejected", below), false),
            Told::Unknown
        );
    }
}
