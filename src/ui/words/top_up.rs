use alloy::primitives::Address;

use crate::chain::ChainFacts;
use crate::engine::view::{ApprovalLeft, LinkView, LinkWaits, NoTopUp};
use crate::risk::Obstacle;
use crate::top_up::{
    AmountProblem, Changed, Means, MixView, Offer, OptionView, Rest, SaleView, Source, StrategyId,
    TargetProblem, TopUpView, Unavailable,
};
use crate::ui::address::short;
use crate::ui::format::{self, Round};

/// What a strategy does, as a person would say it.
pub fn strategy(option: &OptionView) -> String {
    by(option.id.means, &option.symbol, option.paid_in())
}

/// What a means does with a token, and with what that is paid.
pub(super) fn by(means: Means, symbol: &str, paid_in: &str) -> String {
    match means {
        Means::AddCollateral | Means::AddCoin => format!("Add {paid_in} as collateral"),
        Means::Repay => format!("Repay {symbol}"),
        Means::RepayCoin => with_coin(format!("Repay {symbol}"), paid_in),
        Means::RepaySupplied => format!("Repay {symbol} out of your supply"),
        Means::Enable => format!("Let your {symbol} count as collateral"),
        Means::EnterEMode(e_mode) => format!("Switch to e-mode {e_mode}"),
        Means::TakeBack => format!("Take back the permission for {symbol}"),
        Means::Authorize { contract, may } => authorizing(contract, may),
    }
}

/// That a contract is let act, or not any more.
pub(super) fn authorizing(contract: Address, may: bool) -> String {
    let contract = short(contract);
    match may {
        true => format!("Let {contract} act for you on Morpho"),
        false => format!("Take back what lets {contract} act for you on Morpho"),
    }
}

/// What repays the wrapped coin out of the coin itself.
pub fn with_coin(repays: String, coin: &str) -> String {
    format!("{repays} with {coin}")
}

/// What a strategy means for the person.
pub fn strategy_note(option: &OptionView) -> String {
    note(option.id.means, &option.symbol)
}

fn note(means: Means, symbol: &str) -> String {
    let note = match means {
        Means::AddCollateral => "It stays yours, in the position. The debt stays as it is.",
        Means::AddCoin => {
            "It is wrapped on the way, and stays yours, in the position. The debt stays as it is."
        }
        Means::Repay => "It lowers the debt and the interest on it.",
        Means::RepayCoin => "It is wrapped on the way, and lowers the debt and the interest on it.",
        Means::RepaySupplied => {
            "It lowers the debt, and your supply by as much. Nothing leaves the wallet."
        }
        Means::Enable => {
            return format!("Your {symbol} is supplied already, and could be seized then.");
        }
        Means::EnterEMode(_) => {
            return format!(
                "Your {symbol} counts for more there. From then on only what that e-mode allows can be borrowed."
            );
        }
        Means::TakeBack | Means::Authorize { .. } => "No token moves.",
    };
    note.to_owned()
}

/// What it means that several go together.
pub fn mix_note(mix: &MixView) -> String {
    let paid = mix.parts.iter().filter(|part| part.way.means.moves());
    let order = match (mix.signatures, paid.count()) {
        (1, _) => "In this order, all or nothing.",
        (_, 0 | 1) => "In this order.",
        _ => "In this order; after each payment the next one waits until nothing can undo it.",
    };
    // What moves nothing has a price of another kind.
    let switches = mix.parts.iter().filter(|part| !part.way.means.moves());
    let switches = switches.map(|part| format!(" {}", note(part.way.means, &part.symbol)));
    let yearly = mix.yearly.map(|yearly| {
        let value = format::value(yearly, &mix.currency, Round::Down);
        format!(" Saves or earns about {value} a year.")
    });
    let switches: String = switches.collect();
    format!("{order}{switches}{}", yearly.unwrap_or_default())
}

/// What there is for a way.
pub fn holds(option: &OptionView) -> String {
    let symbol = &option.symbol;
    let own = format::amount(option.balance, Round::Down);
    match option.id.means.source() {
        Some(Source::Supply) => return format!("You have supplied {own} {symbol}."),
        Some(Source::Coin) => {
            let coin = option.paid_in();
            return format!("The wallet holds {own} {coin} beyond the fees.");
        }
        Some(Source::Token) | None => {}
    }
    match option.coin.filter(|_| !option.wrappable.raw.is_zero()) {
        Some(coin) => {
            let more = format::amount(option.wrappable, Round::Down);
            format!("The wallet holds {own} {symbol}, and {more} {coin} beyond the fees.")
        }
        None => format!("The wallet holds {own} {symbol}."),
    }
}

/// What the market may still take.
pub fn rest(rest: &Rest) -> String {
    match rest.amount {
        Some(amount) => format!("{} {}", format::amount(amount, Round::Up), rest.symbol),
        None => format!("{} without limit", rest.symbol),
    }
}

/// What is left of a permission that was given from here.
pub fn approval_left(left: &ApprovalLeft) -> String {
    format!(
        "An approval is left of a top-up: {} may still take {} from your wallet.",
        short(left.spender),
        rest(&left.rest)
    )
}

/// How it ended, once it went through.
pub fn ended(means: Option<Means>, reached: bool) -> &'static str {
    match (means, reached) {
        (Some(Means::TakeBack), _) => "Nothing may be taken of it any more. No token has moved.",
        (Some(Means::Authorize { may: true, .. }), _) => {
            "It may act for you from now on. Your call comes before that: the level is measured against its trigger."
        }
        (Some(Means::Authorize { may: false, .. }), _) => {
            "It may not act for you any more. No token has moved."
        }
        (_, true) => "Your health factor is restored, as read from the chain.",
        (_, false) => {
            "The top-up went through, but prices moved meanwhile: the target is not reached yet."
        }
    }
}

/// Where no wallet is there to be connected.
pub const NO_WALLET: &str =
    "To top up, open this page in your wallet’s browser: no wallet was found here.";

/// Why no top-up is offered.
pub fn no_top_up(reason: NoTopUp) -> &'static str {
    match reason {
        NoTopUp::NoDebt => "There is no debt to secure.",
        NoTopUp::WatchOnly => "To top up, connect this account’s wallet.",
        NoTopUp::Locked => "The wallet is locked: unlock it to top up.",
        NoTopUp::OtherAccount => "Choose this account in the wallet to top up.",
        NoTopUp::OtherChain => {
            "Your wallet is on another chain. It asks whether to switch; no money moves."
        }
        NoTopUp::NotConfirmed => {
            "No top-up until the chain and our arithmetic agree: no amount would be exact."
        }
        NoTopUp::Disputed => "No top-up until two endpoints agree: one of them is wrong now.",
        NoTopUp::Stale => "No top-up on old data. It returns with the next read.",
    }
}

/// What of the position would restore it.
pub fn sale(sale: &SaleView) -> String {
    format!(
        "Your wallet has not enough for any of these. {} {} of the position ({}), sold to repay debt, would do.",
        format::amount(sale.amount, Round::Up),
        sale.symbol,
        format::value(sale.value, &sale.currency, Round::Up),
    )
}

/// What a way saves or earns a year.
pub fn yearly(id: StrategyId, offer: &Offer) -> Option<String> {
    let value = format::value(offer.yearly?, &offer.currency, Round::Down);
    Some(match id.means {
        Means::Repay | Means::RepayCoin => format!(" Saves about {value} of interest a year."),
        Means::RepaySupplied => {
            format!(" Saves about {value} a year: the interest, less what that supply earns.")
        }
        _ => format!(" Earns about {value} a year."),
    })
}

/// What a link to a top-up waits for.
pub fn link_waits(link: &LinkView) -> String {
    match link.waits_for {
        LinkWaits::TopUp(NoTopUp::WatchOnly) => {
            "It opens once this account’s wallet is connected.".to_owned()
        }
        LinkWaits::TopUp(reason) => no_top_up(reason).to_owned(),
        LinkWaits::Account => format!(
            "It is for an account on {} that is not watched here. Connect its wallet, and the top-up opens.",
            ChainFacts::of(link.chain).map_or_else(
                || format!("chain {}", link.chain.0),
                |facts| facts.name.to_owned()
            )
        ),
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

/// Why an amount cannot be used.
pub fn amount_problem(problem: AmountProblem) -> &'static str {
    match problem {
        AmountProblem::NotANumber => "Type an amount, like 250.5.",
        AmountProblem::Nothing => "Type more than nothing.",
        AmountProblem::TooPrecise => "The token has fewer digits after the point.",
    }
}

/// What changed since a review was last shown.
pub fn changed(changed: Changed) -> (&'static str, String) {
    match changed {
        Changed::Amount(before) => (
            "The amount has changed since you last saw it",
            format!(
                "It was {}. Prices or the debt moved; the new exact amount is below.",
                format::amount_exact(before)
            ),
        ),
        Changed::Health(before) => (
            "It leads to less than when you last saw it",
            format!(
                "The health after it was {}. Prices or the debt moved; your amount is the same.",
                format::health(before)
            ),
        ),
        Changed::Level(before) => (
            "It would stand worse than when you last saw it",
            format!(
                "The health after it was {}. Prices or the debt moved, and it would be at a worse level now.",
                format::health(before)
            ),
        ),
        Changed::Parts => (
            "What is paid has changed since you last saw it",
            "Prices, the debt or the wallet’s balances moved; what is cheapest now is below."
                .to_owned(),
        ),
        Changed::Manner => (
            "Your wallet does not sign permissions",
            "Nothing was sent. The permission is given by a transaction instead; the amount is the same."
                .to_owned(),
        ),
        Changed::Steps => (
            "What you sign has changed since you last saw it",
            "The amount is the same; every signature is listed again below.".to_owned(),
        ),
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
        Obstacle::NothingSupplied => "Nothing of it is supplied.".to_owned(),
        Obstacle::SupplyShort { supplied } => format!(
            "Only {} of it is supplied.",
            format::amount(supplied, Round::Down)
        ),
        Obstacle::StillLiquidatable => {
            "The position would still be liquidatable afterwards: the market refuses that."
                .to_owned()
        }
        Obstacle::NotInEMode => "This e-mode does not take the position as it is now.".to_owned(),
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
            "It takes {} {}. {}",
            format::amount(*needed, Round::Up),
            option.paid_in(),
            holds(option),
        ),
        (Unavailable::Balance { needed }, None) => format!(
            "It takes {}: more than the wallet holds.",
            format::amount(*needed, Round::Up)
        ),
        (Unavailable::AlreadyThere, _) => "The position is at this target already.".to_owned(),
        (Unavailable::Short { best }, _) => {
            format!("It reaches {} only.", format::health(*best))
        }
        (Unavailable::NotListed, _) => {
            "This token is in no address book of the protocols: nothing is paid in it from here."
                .to_owned()
        }
        (Unavailable::Obstacle(why), _) => obstacle(*why),
        (Unavailable::NotComputable, _) => "No exact amount can be computed.".to_owned(),
    }
}

/// What the ways lead to: a health, or what a typed amount reaches.
pub fn goal(top_up: &TopUpView) -> String {
    match &top_up.amount {
        None => format!("Restores health to {}", top_up.target_text),
        Some(amount) => format!("By the amount you typed: {}", amount.text),
    }
}
