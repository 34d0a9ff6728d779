use crate::engine::view::NoTopUp;
use crate::risk::Obstacle;
use crate::top_up::{Means, OptionView, StrategyId, TargetProblem, Unavailable};
use crate::ui::format::{self, Round};

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
        Means::AddCollateral => "It stays yours, in the position. The debt stays as it is.",
        Means::Repay => "It lowers the debt and the interest on it.",
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
            "Your wallet is on another chain. It asks whether to switch; no money moves."
        }
        NoTopUp::NotConfirmed => {
            "No top-up is offered while our arithmetic and the chain’s differ: no amount would be exact."
        }
        NoTopUp::Disputed => {
            "No top-up is offered while two endpoints disagree: one of them is wrong."
        }
        NoTopUp::Stale => "No top-up is offered on old data. It returns with the next read.",
    }
}

/// Why a target cannot be used.
pub fn target_problem(problem: TargetProblem) -> &'static str {
    match problem {
        TargetProblem::NotANumber => "Type a health factor, like 1.5.",
        TargetProblem::TooLow => "Must be above 1: at 1 it is too late.",
        TargetProblem::TooHigh => "Must be at most 100.",
    }
}

/// Why a token cannot restore or does not count.
pub fn obstacle(obstacle: Obstacle) -> String {
    match obstacle {
        Obstacle::Inactive => "The market no longer runs this asset.".to_owned(),
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

/// Why an option does not lead to the target. `option`: which, where it is known.
pub fn unavailable(reason: &Unavailable, option: Option<&OptionView>) -> String {
    match (reason, option) {
        (Unavailable::Balance { needed }, Some(option)) => format!(
            "It takes {} {symbol}. The wallet holds {} {symbol}.",
            format::amount(*needed, Round::Up),
            format::amount(option.wallet_balance, Round::Down),
            symbol = option.symbol,
        ),
        (Unavailable::Balance { needed }, None) => format!(
            "It takes {}: more than the wallet holds.",
            format::amount(*needed, Round::Up)
        ),
        (Unavailable::AlreadyThere, _) => "The position is at this target already.".to_owned(),
        (Unavailable::NotListed, _) => {
            "This token is in no address book of the protocols: nothing is paid in it from here."
                .to_owned()
        }
        (Unavailable::Obstacle(why), _) => obstacle(*why),
        (Unavailable::NotComputable, _) => "No exact amount can be computed.".to_owned(),
    }
}
