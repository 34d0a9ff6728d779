use super::revert::revert;
use super::strange::strange;
use super::top_up::unavailable;
use crate::chain::transactions::Difference;
use crate::top_up::{Doubt, FlowFailure, OptionView, Unvouched, Voice};
use crate::ui::address::short;
use crate::ui::format;

/// Why a top-up failed. `chosen`: the way that was gone, where it is known.
pub fn failure(failure: &FlowFailure, chosen: Option<&OptionView>) -> String {
    match failure {
        FlowFailure::Rejected => "You declined in the wallet.".to_owned(),
        FlowFailure::NotSigned => "You declined to sign the permission.".to_owned(),
        FlowFailure::NotASignature => {
            "Your wallet answered, but gave no signature of this account’s kind.".to_owned()
        }
        FlowFailure::Unauthorized => "The wallet does not let this page do that.".to_owned(),
        FlowFailure::Disconnected => "The wallet is locked, or not connected to the chain.".to_owned(),
        FlowFailure::ContextChanged => {
            "The wallet is on another chain or account than this top-up was made for.".to_owned()
        }
        FlowFailure::CannotRead => "The position or the prices could not be read.".to_owned(),
        FlowFailure::NoContract => {
            "There is no contract where the market should be on this chain.".to_owned()
        }
        FlowFailure::NotVouched(why) => unvouched(*why),
        FlowFailure::NotAvailable(why) => {
            format!("This is not possible any more. {}", unavailable(why, chosen))
        }
        FlowFailure::WouldRevert(reason) => format!("The contract would refuse it: {}", revert(reason)),
        FlowFailure::NotSimulated => {
            "Your endpoint can simulate only one step at a time. Where several payments lead together nobody could say, so none is signed."
                .to_owned()
        }
        FlowFailure::FallsShort(health) => format!(
            "The chain’s own simulation ends at a health factor of {}, short of the target.",
            format::health(*health)
        ),
        FlowFailure::WalletRefused(words) if words.is_empty() => {
            "The wallet refused, and gives no reason.".to_owned()
        }
        FlowFailure::WalletRefused(words) => format!("The wallet refused: {}", strange(words)),
        FlowFailure::NotAtOnce => {
            "Your wallet does not carry out these steps as one, or may not change the account so that it can."
                .to_owned()
        }
        FlowFailure::Dropped => {
            "Your wallet took it, but says that it sent nothing and will not try again. No node that was asked knows of it either."
                .to_owned()
        }
        FlowFailure::OtherWaits => {
            "Another transaction of this account is waiting for a block. Whatever is sent now can only be mined after it."
                .to_owned()
        }
        FlowFailure::OtherMined => "Another transaction of this account was mined just now.".to_owned(),
        FlowFailure::Behind => {
            "The endpoint is behind the block in which your last transaction ended, so what is left to do is not known yet."
                .to_owned()
        }
        FlowFailure::Settling => {
            "Your last transaction is on the chain, but so new that the network may still take its block back and include it again later. Signed now, the same sum could be paid twice."
                .to_owned()
        }
        FlowFailure::NotStored => {
            "This browser keeps nothing for this page. After a reload nobody would know of the transaction, and it could be sent twice."
                .to_owned()
        }
        FlowFailure::Reverted { .. } => "The contract refused it when it was mined.".to_owned(),
        FlowFailure::NotWhatWasAsked { difference, .. } => {
            let how = match difference {
                Difference::Signer => "It was signed by another account than the one shown here.",
                Difference::Contract => "It calls another contract than the one shown here.",
                Difference::Coin => "It also sends coin, which was not asked for.",
                Difference::Data => {
                    "It calls the same contract, but asks something else of it: another amount, or another recipient."
                }
            };
            format!("What was mined is not what this page asked the wallet for. {how} It was changed in the wallet, or on its way from there.")
        }
        FlowFailure::Replaced => {
            "It was cancelled or replaced in the wallet: another transaction was mined under its number (nonce), so it cannot be mined any more."
                .to_owned()
        }
        FlowFailure::AuthorityIs { may, is_named } => authority(*may, *is_named),
    }
}

/// Who may act, once something was mined that was to change that.
fn authority(may: Option<bool>, is_named: bool) -> String {
    let mined = match is_named {
        true => "It was mined",
        // No more is known of it than that.
        false => "Something was mined under its number (nonce), and nobody says what",
    };
    let now = match may {
        Some(true) if is_named => "but Morpho says that the contract may still act for you.",
        Some(true) => "and Morpho says that the contract may act for you now.",
        Some(false) if is_named => "but Morpho says that the contract may not act for you.",
        Some(false) => "and Morpho says that the contract may not act for you now.",
        None => "but who may act for you now could not be read.",
    };
    format!("{mined}, {now}")
}

/// Why a contract is not authorised.
fn unvouched(why: Unvouched) -> String {
    let node = |voice| match voice {
        Voice::Reads => "The endpoint that reads this position",
        Voice::Wallets => "Your wallet’s own node",
        Voice::Second => "The second endpoint",
    };
    match why {
        Unvouched::Nobody => {
            "No factory is known on this chain that could vouch for the contract.".to_owned()
        }
        Unvouched::OneVoice => {
            "A second endpoint is needed: only your wallet’s own node can be asked whether Morpho’s factory made this contract, and what one node alone says nobody confirms."
                .to_owned()
        }
        Unvouched::Denied(voice) => format!(
            "{} says that Morpho’s factory did not make this contract for this market. Authorised, it could take everything that you have on Morpho.",
            node(voice)
        ),
        Unvouched::OtherOracle(oracle) => format!(
            "This contract goes by an oracle of its own, {}, and not by the market’s. Whoever made the contract chose it, and it can name any price: then your collateral goes for far too little.",
            short(oracle)
        ),
        Unvouched::Silent(voice) => format!(
            "{} could not be asked whether Morpho’s factory made this contract.",
            node(voice)
        ),
        Unvouched::Differ => {
            "Your wallet’s node, the endpoint and what you saw here name different rules for this contract."
                .to_owned()
        }
        Unvouched::NotSimulated => {
            "No endpoint could simulate to its end what comes of authorising this contract, so it is not signed."
                .to_owned()
        }
    }
}

/// What a person can do about it.
pub fn failure_advice(failure: &FlowFailure) -> &'static str {
    match failure {
        FlowFailure::Rejected => "Go back to the choice to try again.",
        FlowFailure::NotSigned | FlowFailure::NotASignature => {
            "Go back and review once more: there you can also approve by a transaction."
        }
        FlowFailure::Unauthorized => "Give this page access in the wallet, then try again.",
        FlowFailure::Disconnected => {
            "Unlock the wallet, and see that it is on this chain. Then try again."
        }
        FlowFailure::ContextChanged => {
            "Choose this account and this chain in the wallet, then try again."
        }
        FlowFailure::CannotRead | FlowFailure::Behind => "Try again in a moment.",
        FlowFailure::NoContract => {
            "Check the chain in the wallet and the endpoint. Send nothing to this address by hand."
        }
        FlowFailure::NotVouched(Unvouched::Silent(_)) => "Try again in a moment.",
        FlowFailure::NotVouched(Unvouched::OneVoice) => {
            "Add an endpoint of another host for this chain, then try again."
        }
        FlowFailure::NotVouched(Unvouched::NotSimulated) => {
            "Choose an endpoint that simulates several calls (eth_simulateV1), then try again."
        }
        FlowFailure::NotVouched(_) => {
            "Do not authorise this contract anywhere. Check your endpoint, and who gave you the address."
        }
        FlowFailure::NotAvailable(_) => "Go back and choose another way or another target.",
        FlowFailure::WouldRevert(_) => {
            "Go back and choose another way, or try again when the reason is gone."
        }
        FlowFailure::NotSimulated => {
            "Choose one way alone, or an endpoint that simulates several calls (eth_simulateV1)."
        }
        FlowFailure::FallsShort(_) => {
            "Go back: the amount is computed again from the newest prices."
        }
        FlowFailure::WalletRefused(_) => "Look into the wallet, then try again.",
        FlowFailure::NotAtOnce | FlowFailure::Dropped => {
            "Go back and review once more: the steps are then signed one after the other."
        }
        FlowFailure::OtherWaits => "Wait for it, or speed it up or cancel it in the wallet.",
        FlowFailure::OtherMined | FlowFailure::Replaced => {
            "Go back and review once more what is left to do."
        }
        FlowFailure::Settling => "Wait a minute or two until it has settled, then try again.",
        FlowFailure::NotStored => {
            "Allow this page to store data, or leave private browsing. Then try again."
        }
        FlowFailure::NotWhatWasAsked { .. } => {
            "Open the transaction in an explorer and see what it did. If you did not change it yourself, sign nothing more with this wallet. A permission that was raised stands until you lower it."
        }
        FlowFailure::AuthorityIs { may: None, .. } => {
            "Open the transaction in an explorer to see what it did. Then look here again who may act."
        }
        FlowFailure::AuthorityIs {
            may: Some(false),
            is_named: false,
        } => {
            "Open the transaction in an explorer to see what it did. If you did not change it yourself, sign nothing more with this wallet."
        }
        FlowFailure::Reverted { .. }
        | FlowFailure::AuthorityIs {
            may: Some(false), ..
        } => "Go back and review once more: everything is read anew before you sign.",
        FlowFailure::AuthorityIs {
            may: Some(true), ..
        } => "Take it back once more, and open the transaction in an explorer to see what it did.",
    }
}

/// What a failure did to the person's money. `sent_before`: an earlier step is on the chain.
pub fn money(failure: &FlowFailure, sent_before: bool) -> &'static str {
    match failure {
        FlowFailure::NotSigned if !sent_before => "Nothing was signed or sent.",
        FlowFailure::Replaced => "It did not happen: another transaction took its place.",
        FlowFailure::NotWhatWasAsked { .. } => {
            "Something else was mined than what is shown here, and it counts."
        }
        FlowFailure::Reverted { .. } => "It reverted: the fee was spent, nothing else.",
        FlowFailure::AuthorityIs { is_named: true, .. } => "No token has moved. The fee was spent.",
        FlowFailure::AuthorityIs { .. } => {
            "It may be something else than what is shown here that was mined, and it counts."
        }
        _ if sent_before => {
            "Nothing more was sent. The earlier steps are on the chain, as shown below."
        }
        _ => "Nothing was sent.",
    }
}

/// What may have happened to the person's money while that is not known.
pub fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::NotLooked => "It may have been sent. It is being looked up.",
        Doubt::EarlierQuestion => {
            "It may yet be sent: the wallet says that it has an earlier question of this page."
        }
        Doubt::SomethingWaits => {
            "It may have been sent: something of this account is waiting for a block."
        }
        Doubt::WithWallet => {
            "It may yet be sent: your wallet has it, and no node that was asked knows of it."
        }
        Doubt::Unseen => "It may have been sent: no node that was asked has heard of it.",
        Doubt::SomethingMined => {
            "It may be done: a transaction of this account was confirmed, but this endpoint cannot say which."
        }
        Doubt::Unreadable => "Something may have been sent by another version of this page.",
    }
}

/// What a person can do about it.
pub fn doubt_advice(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::NotLooked | Doubt::SomethingWaits => {
            "It is looked up again by itself. Nothing else is offered until it has ended, so that nothing is paid twice."
        }
        Doubt::EarlierQuestion => {
            "Answer or decline it there: it may be this very one. Nothing else is offered until this is settled, so that nothing is paid twice."
        }
        Doubt::WithWallet => {
            "Look into the wallet: it may wait there for other signatures, or for its turn. Nothing else is offered until this is settled, so that nothing is paid twice."
        }
        Doubt::Unseen => {
            "Look into the wallet: it may still be asking, or have handed it to a private relay, out of which it can be mined later. Nothing else is offered until this is settled, so that nothing is paid twice."
        }
        Doubt::SomethingMined => {
            "Look into the wallet’s activity. If it lists this transaction as done or cancelled, say so: what is left to do is then read from the chain."
        }
        Doubt::Unreadable => {
            "Its record cannot be read here. Look into the wallet: only if nothing of this account is waiting there, say that you cancelled it. While a node knows of something that waits, the record stays."
        }
    }
}
