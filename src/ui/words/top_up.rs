use crate::engine::view::NoTopUp;
use crate::risk::Obstacle;
use crate::top_up::{
    Decoded, Doubt, FlowFailure, Means, RepayAmount, StrategyId, TargetProblem, Unavailable,
};
use crate::ui::format::{self, Round};
use crate::ui::words::revert;

/// What a strategy does, as a person would say it.
pub fn strategy(id: StrategyId, symbol: &str) -> String {
    match id.means {
        Means::AddCollateral => format!("Add {symbol} as collateral"),
        Means::Repay => format!("Repay {symbol}"),
    }
}

/// What a strategy means for the person.
pub fn strategy_note(id: StrategyId) -> &'static str {
    match id.means {
        Means::AddCollateral => "Stays yours, in the position. The debt stays as it is.",
        Means::Repay => "Lowers the debt and the interest on it.",
    }
}

/// Why no top-up is offered.
pub fn no_top_up(reason: NoTopUp) -> &'static str {
    match reason {
        NoTopUp::NoDebt => "There is no debt to secure.",
        NoTopUp::WatchOnly => "Watched without a wallet: connect it to top up.",
        NoTopUp::Locked => "The wallet is locked: unlock it to top up.",
        NoTopUp::OtherAccount => "Choose this account in the wallet to top up.",
        NoTopUp::OtherChain => {
            "Your wallet is on another chain. It will ask whether to switch; no money moves."
        }
        NoTopUp::NotConfirmed => {
            "No top-up is offered while our arithmetic and the chain’s differ: no amount would be exact."
        }
        NoTopUp::Disputed => {
            "No top-up is offered while two endpoints disagree: one of them is wrong."
        }
        NoTopUp::Protocol => {
            "Positions of this protocol are watched here; top them up where you manage them."
        }
        NoTopUp::Stale => "No top-up is offered on old data. It returns with the next read.",
    }
}

/// Why a target cannot be used.
pub fn target_problem(problem: TargetProblem) -> &'static str {
    match problem {
        TargetProblem::NotANumber => "Type a health factor, like 1.5.",
        TargetProblem::TooLow => "Must be greater than 1: at 1 it is too late.",
        TargetProblem::TooHigh => "Must be at most 100.",
    }
}

/// Why a token cannot restore or does not count.
pub fn obstacle(obstacle: Obstacle) -> String {
    match obstacle {
        Obstacle::Inactive => "The market does not run this asset any more.".to_owned(),
        Obstacle::Paused => "The market has paused this asset: nothing moves.".to_owned(),
        Obstacle::Frozen => "The market has frozen this asset: nothing new is supplied.".to_owned(),
        Obstacle::SupplyCap { headroom } => format!(
            "The supply cap leaves room for {} only.",
            format::amount(headroom, Round::Down)
        ),
        Obstacle::NotCollateral => {
            "Its liquidation threshold is zero here: it never counts as collateral.".to_owned()
        }
        Obstacle::Lent => "It is lent to the market, and can be withdrawn there.".to_owned(),
        Obstacle::ZeroLtv => {
            "Its loan-to-value is zero here: a new supply would not count as collateral.".to_owned()
        }
        Obstacle::Isolation => {
            "Isolation mode: it is not enabled beside your other collateral.".to_owned()
        }
        Obstacle::CollateralDisabled => {
            "Supplied, but its use as collateral is switched off.".to_owned()
        }
        Obstacle::TooSmall => "The amount is too small for the market to record.".to_owned(),
        Obstacle::NothingOwed => "Nothing of it is owed.".to_owned(),
        Obstacle::OtherDebt { best } => format!(
            "Closing all of this debt reaches {} only: there is other debt.",
            format::health(best)
        ),
    }
}

/// Why an option does not lead to the target.
pub fn unavailable(reason: &Unavailable, symbol: &str) -> String {
    match reason {
        Unavailable::Balance { needed } => format!(
            "Takes {} {symbol}: more than the wallet holds.",
            format::amount(*needed, Round::Up)
        ),
        Unavailable::AlreadyThere => "The position is at this target already.".to_owned(),
        Unavailable::Obstacle(why) => obstacle(*why),
        Unavailable::NotComputable => "No exact amount can be computed.".to_owned(),
    }
}

/// What a transaction does, in one sentence, from its decoded bytes. Exact: every digit.
pub fn decoded(decoded: &Decoded, market: &str) -> String {
    match decoded {
        Decoded::Approve { token, amount, .. } if amount.raw.is_zero() => format!(
            "Take back the market’s permission to take {}, so that a new one can be given.",
            token.symbol
        ),
        Decoded::Approve { token, amount, .. } => format!(
            "Allow {market} to take exactly {} {}, and not one unit more.",
            format::amount_exact(*amount),
            token.symbol
        ),
        Decoded::Supply { token, amount, .. } => format!(
            "Supply {} {} from your wallet to your position on {market}.",
            format::amount_exact(*amount),
            token.symbol
        ),
        Decoded::Repay {
            token,
            amount: RepayAmount::Exact(amount),
            ..
        } => format!(
            "Repay {} {} of your debt on {market} from your wallet.",
            format::amount_exact(*amount),
            token.symbol
        ),
        Decoded::Repay {
            token,
            amount: RepayAmount::All,
            ..
        } => format!(
            "Repay all of your {} debt on {market} from your wallet, to the last unit that is owed when it is mined.",
            token.symbol
        ),
        Decoded::EnableCollateral { token } => {
            format!("Let your {} on {market} count as collateral.", token.symbol)
        }
    }
}

/// How a flow failed.
pub fn failure(failure: &FlowFailure) -> String {
    match failure {
        FlowFailure::Rejected => "You declined in the wallet.".to_owned(),
        FlowFailure::Unauthorized => {
            "The wallet does not let this page do that. Give it access in the wallet.".to_owned()
        }
        FlowFailure::Disconnected => "The wallet is locked, or not connected to the chain.".to_owned(),
        FlowFailure::ContextChanged => {
            "The wallet is on another chain or account than this top-up was made for.".to_owned()
        }
        FlowFailure::CannotRead => "The position or the prices could not be read.".to_owned(),
        FlowFailure::NoContract => {
            "There is no contract where the market should be on this chain.".to_owned()
        }
        FlowFailure::NotAvailable(why) => {
            format!("This is not possible any more. {}", unavailable(why, ""))
        }
        FlowFailure::WouldRevert(reason) => format!("The contract would refuse it: {}", revert(reason)),
        FlowFailure::FallsShort(health) => format!(
            "The chain’s own simulation lands at {}, short of the target.",
            format::health(*health)
        ),
        FlowFailure::WalletRefused(words) => format!("The wallet refused: {words}"),
        FlowFailure::OtherWaits => {
            "A transaction of this account is waiting for a block already. Whatever is sent now could only be mined after it: wait for it, or speed it up or cancel it in the wallet."
                .to_owned()
        }
        FlowFailure::OtherMined => {
            "Another transaction of this account was mined in this moment. Review once more what is left to do."
                .to_owned()
        }
        FlowFailure::Behind => {
            "The endpoint is behind the block in which your last transaction ended, so what is left to do is not known yet. Try again in a moment."
                .to_owned()
        }
        FlowFailure::NotStored => {
            "This browser keeps nothing for this page. After a reload nobody would know of the transaction, and it could be sent twice. Allow this page to store data, or leave private browsing, and try again."
                .to_owned()
        }
        FlowFailure::Reverted { .. } => "The contract refused it when it was mined.".to_owned(),
        FlowFailure::Replaced => {
            "Another transaction was mined under its number: it was cancelled or replaced in the wallet, and cannot be mined any more."
                .to_owned()
        }
    }
}

/// What a failure did to the person's money. `sent_before`: an earlier step is on the chain.
pub fn money(failure: &FlowFailure, sent_before: bool) -> &'static str {
    match failure {
        FlowFailure::Replaced => "It did not happen: another transaction took its place.",
        FlowFailure::Reverted { .. } => "It reverted: the fee was spent, nothing else.",
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
        Doubt::SomethingWaits => {
            "It may have been sent: something of this account is waiting for a block."
        }
        Doubt::Unseen => "It may have been sent: no node that was asked has heard of it.",
        Doubt::SomethingMined => {
            "It may have been mined: something of this account was, and this endpoint cannot tell what."
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
        Doubt::Unseen => {
            "The wallet may still be asking, or have handed it to a private relay, out of which it can be mined later. Look into the wallet. Nothing else is offered until this is settled, so that nothing is paid twice."
        }
        Doubt::SomethingMined => {
            "Look into the wallet’s activity. If it lists this transaction as done or cancelled, say so: what is left to do is then read from the chain."
        }
        Doubt::Unreadable => {
            "Its record cannot be read here. Look into the wallet: only if nothing of this account is waiting there, say so."
        }
    }
}
