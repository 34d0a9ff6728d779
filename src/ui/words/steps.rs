use super::top_up::with_coin;
use super::top_up::{authorizing, by};
use crate::math::{Timestamp, TokenAmount};
use crate::top_up::{
    Coin, Decoded, Earlier, Fee, Manner, Manners, Means, Offer, OptionView, PartView, RepayAmount,
    ReviewView, StepView, Token,
};
use crate::ui::address::short;
use crate::ui::format::{self, Round};

/// What a top-up does, in a headline: to the digits that a person reads, rounded up.
pub fn headline(option: &OptionView, offer: &Offer) -> String {
    does(
        option.id.means,
        &option.symbol,
        option.paid_in(),
        offer.amount,
        offer.closes_debt,
    )
}

/// What a part of a mix does.
pub fn doing(part: &PartView) -> String {
    let paid_in = part.paid_in();
    does(
        part.way.means,
        &part.symbol,
        paid_in,
        part.amount,
        part.closes_debt,
    )
}

/// What a mix does.
pub fn mixed(parts: &[PartView]) -> String {
    one_after_the_other(parts.iter().map(doing)).unwrap_or_default()
}

fn does(
    means: Means,
    symbol: &str,
    paid_in: &str,
    amount: TokenAmount,
    closes_debt: bool,
) -> String {
    match (means, closes_debt) {
        (Means::Repay, true) => repay_all(symbol),
        (Means::Repay, false) => rounded("Repay", amount, symbol),
        (Means::RepayCoin, true) => with_coin(repay_all(symbol), paid_in),
        (Means::RepayCoin, false) => with_coin(rounded("Repay", amount, symbol), paid_in),
        (Means::RepaySupplied, true) => out_of_supply(repay_all(symbol)),
        (Means::RepaySupplied, false) => out_of_supply(rounded("Repay", amount, symbol)),
        (Means::AddCollateral | Means::AddCoin, _) => rounded("Add", amount, paid_in),
        (Means::Enable | Means::EnterEMode(_) | Means::TakeBack | Means::Authorize { .. }, _) => {
            by(means, symbol, paid_in)
        }
    }
}

/// The same, from its steps.
pub fn headline_of(steps: &[StepView]) -> Option<String> {
    let does = steps.iter().filter_map(|one| match &one.decoded {
        Decoded::Supply {
            token,
            amount,
            coin,
            ..
        } => Some(rounded("Add", *amount, paid(token, *coin))),
        Decoded::Repay {
            token,
            amount,
            coin,
            ..
        } => Some(in_coin(repaying(token, *amount), *coin)),
        Decoded::RepaySupplied { token, amount } => Some(out_of_supply(repaying(token, *amount))),
        Decoded::EnableCollateral { .. }
        | Decoded::EnterEMode { .. }
        | Decoded::Authorize { .. } => Some(step(&one.decoded)),
        Decoded::Approve { .. } | Decoded::Permit { .. } | Decoded::Wrap { .. } => None,
    });
    one_after_the_other(does).or_else(|| steps.first().map(|first| step(&first.decoded)))
}

/// What was done, once it is.
pub fn did(steps: &[StepView]) -> String {
    let did = steps.iter().filter_map(|one| match &one.decoded {
        Decoded::Supply {
            token,
            amount,
            coin,
            ..
        } => Some(rounded("Added", *amount, paid(token, *coin))),
        Decoded::Repay {
            token,
            amount,
            coin,
            ..
        } => Some(in_coin(repaid(token, *amount), *coin)),
        Decoded::RepaySupplied { token, amount } => Some(out_of_supply(repaid(token, *amount))),
        Decoded::EnterEMode { e_mode } => Some(format!("Switched to e-mode {e_mode}")),
        Decoded::Authorize { contract, may } => Some(match may {
            true => format!("Authorised {}", short(*contract)),
            false => format!("Took back the authorisation of {}", short(*contract)),
        }),
        Decoded::EnableCollateral { token } => {
            Some(format!("Let your {} count as collateral", token.symbol))
        }
        Decoded::Approve { .. } | Decoded::Permit { .. } | Decoded::Wrap { .. } => None,
    });
    one_after_the_other(did)
        .or_else(|| steps.first().map(|first| step(&first.decoded)))
        .unwrap_or_else(|| "Done".to_owned())
}

/// Several sentences in one; none of none.
fn one_after_the_other(all: impl Iterator<Item = String>) -> Option<String> {
    all.reduce(|all, next| {
        let mut letters = next.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase());
        let next: String = first.into_iter().chain(letters).collect();
        format!("{all}, {next}")
    })
}

fn rounded(does: &str, amount: TokenAmount, symbol: &str) -> String {
    format!("{does} {} {symbol}", format::amount(amount, Round::Up))
}

fn repaying(token: &Token, amount: RepayAmount) -> String {
    match amount {
        RepayAmount::Exact(amount) => rounded("Repay", amount, &token.symbol),
        RepayAmount::All | RepayAmount::AllUpTo(_) => repay_all(&token.symbol),
    }
}

fn repaid(token: &Token, amount: RepayAmount) -> String {
    match amount {
        RepayAmount::Exact(amount) => rounded("Repaid", amount, &token.symbol),
        RepayAmount::All => format!("Repaid all of your {} debt", token.symbol),
        // What was mined later than likely may have left a rest.
        RepayAmount::AllUpTo(most) => rounded("Repaid up to", most, &token.symbol),
    }
}

/// What is paid for a supply.
fn paid(token: &Token, coin: Option<Coin>) -> &str {
    coin.map_or(&token.symbol, |coin| coin.symbol)
}

/// With what a debt is repaid, where that is not the token that is owed.
fn in_coin(repays: String, coin: Option<Coin>) -> String {
    match coin {
        Some(coin) => with_coin(repays, coin.symbol),
        None => repays,
    }
}

fn out_of_supply(repays: String) -> String {
    format!("{repays} out of your supply")
}

fn repay_all(symbol: &str) -> String {
    format!("Repay all of your {symbol} debt")
}

/// How many signatures there are.
pub fn signatures(count: usize) -> String {
    match count {
        1 => "1 signature".to_owned(),
        _ => format!("{count} signatures"),
    }
}

/// What the network takes for a way, beside what it moves.
pub fn network(fee: Fee, coin: Option<&str>) -> String {
    let amount = format::amount(fee.amount, Round::Up);
    let coin = coin.unwrap_or("coin");
    match fee.is_there {
        true => format!("network fee about {amount} {coin}"),
        false => format!("network fee about {amount} {coin}: your wallet has less"),
    }
}

/// How often the wallet is still to ask.
pub fn will_ask(review: &ReviewView) -> String {
    if review.manners.chosen == Manner::Permit {
        return match review.steps.len().saturating_sub(review.current) {
            2 => "Your wallet will ask twice: to sign, then to send".to_owned(),
            count => format!("Your wallet will ask {count} times, first to sign"),
        };
    }
    match review.steps.len().saturating_sub(review.current) {
        1 if review.current == 0 => "Your wallet will ask once".to_owned(),
        1 => "Your wallet will ask once more".to_owned(),
        2 if review.at_once == 2 => "Your wallet will ask once, for both together".to_owned(),
        all if review.at_once == all => {
            format!("Your wallet will ask once, for all {all} together")
        }
        count => format!("Your wallet will ask {count} times"),
    }
}

/// What the button says that asks it.
pub fn sign(review: &ReviewView) -> String {
    let all = review.steps.len();
    if review.manners.chosen == Manner::Permit {
        let next = review.current.saturating_add(1);
        return format!("Sign the permission ({next} of {all})");
    }
    match (all, review.at_once) {
        (1, _) => "Sign in wallet".to_owned(),
        (_, 0 | 1) => {
            let next = review.current.saturating_add(1);
            format!("Sign in wallet ({next} of {all})")
        }
        (_, count) => format!("Sign in wallet (all {count} at once)"),
    }
}

/// Another way to put the steps to it.
pub fn manner(manner: Manner, manners: &Manners) -> &'static str {
    match manner {
        Manner::Together => "All in one signature instead",
        Manner::Permit => "Sign a permission instead",
        Manner::Each if manners.chosen == Manner::Permit => "Approve by a transaction instead",
        Manner::Each => "One after the other instead",
    }
}

/// What the ways mean that there are.
pub fn manner_means(manners: &Manners) -> String {
    let others = &manners.others;
    let is_there = |one| manners.chosen == one || others.contains(&one);
    let as_one = is_there(Manner::Together).then_some(match manners.changes_account {
        true if manners.chosen != Manner::Together => {
            "For all in one signature your wallet asks first to upgrade this account (EIP-7702): address and key stay the same."
        }
        _ => "At once means all or nothing: if one step fails, none of them happens.",
    });
    let signs = is_there(Manner::Permit).then_some(match manners.chosen {
        Manner::Permit => "The permission is a signature: it costs no fee, and is worth nothing after it was used once.",
        _ => "A signed permission takes the place of the approval, and saves its fee.",
    });
    let before = earlier(manners.earlier, is_there(Manner::Together));
    let all: Vec<&str> = as_one.into_iter().chain(before).chain(signs).collect();
    all.join(" ")
}

/// What was asked for before means to what is signed now, at once perhaps.
const fn earlier(earlier: Earlier, at_once: bool) -> Option<&'static str> {
    match (earlier, at_once) {
        (Earlier::Ended, _) => None,
        (Earlier::Unknown, true) => Some(
            "Nothing is kept here of what this account signed before. If something from it may still be on its way, sign one after the other: where your wallet keeps to the number, only one of the two can be mined.",
        ),
        (Earlier::Unknown, false) => Some(
            "Nothing is kept here of what this account signed before. If a top-up of it may still be on its way, wait for that one first.",
        ),
        (Earlier::MayBeMined, _) => Some(
            "Only a word says that what was asked for last will not be mined. What you sign now has the same number (nonce), so the chain takes one of the two: check that your wallet keeps to it.",
        ),
    }
}

/// What becomes of a permission that was signed, and that nothing uses.
pub fn unused_permit(until: Timestamp) -> String {
    format!(
        "The permission that you signed is not used. It may be used until {}, or until the next one is: it lets nobody but the market take that much, and the market takes only from whoever calls it.",
        format::time(until)
    )
}

/// What the network takes, as a sentence.
pub fn fee(fee: Option<(Fee, &'static str)>) -> String {
    match fee {
        Some((fee, coin)) => format!(
            "The network fee comes on top: about {} {coin}.",
            format::amount(fee.amount, Round::Up)
        ),
        None => "The network fee comes on top: your wallet shows it.".to_owned(),
    }
}

/// What to do where the wallet cannot pay it.
pub fn fee_is_short(coin: &str) -> String {
    format!("Send it some {coin} first, unless your wallet pays the fee in another way.")
}

/// What a transaction does, from its decoded bytes. Exact: every digit.
pub fn step(decoded: &Decoded) -> String {
    let exact = |amount: &TokenAmount| format::amount_exact(*amount);
    match decoded {
        Decoded::Approve { token, amount, .. } if amount.raw.is_zero() => {
            format!("Take back the permission for {}", token.symbol)
        }
        Decoded::Approve { token, amount, .. } => {
            format!("Allow exactly {} {}", exact(amount), token.symbol)
        }
        Decoded::Permit {
            token,
            amount,
            until,
            ..
        } => format!(
            "Sign a permission for exactly {} {}, once, until {}",
            exact(amount),
            token.symbol,
            format::time(*until)
        ),
        Decoded::Wrap {
            token,
            amount,
            coin,
        } => format!("Turn {} {coin} into {}", exact(amount), token.symbol),
        Decoded::Supply {
            token,
            amount,
            coin,
            ..
        } => {
            format!("Supply {} {}", exact(amount), paid(token, *coin))
        }
        Decoded::Repay {
            token,
            amount,
            coin,
            ..
        } => in_coin(repay_exactly(token, *amount), *coin),
        Decoded::RepaySupplied { token, amount } => out_of_supply(repay_exactly(token, *amount)),
        Decoded::EnableCollateral { token } => {
            format!("Let your {} count as collateral", token.symbol)
        }
        Decoded::EnterEMode { e_mode } => format!("Switch to e-mode {e_mode}"),
        Decoded::Authorize { contract, may } => authorizing(*contract, *may),
    }
}

/// By what permission, where it goes with it.
fn permitted(until: Option<Timestamp>) -> String {
    let by = |until| {
        let until = format::time(until);
        format!(", by your signed permission, which holds until {until}")
    };
    until.map(by).unwrap_or_default()
}

fn repay_exactly(token: &Token, amount: RepayAmount) -> String {
    match amount {
        RepayAmount::Exact(amount) => {
            format!("Repay {} {}", format::amount_exact(amount), token.symbol)
        }
        RepayAmount::All => repay_all(&token.symbol),
        RepayAmount::AllUpTo(most) => format!(
            "{}: {} {} at most",
            repay_all(&token.symbol),
            format::amount_exact(most),
            token.symbol
        ),
    }
}

/// What that means for the person.
pub fn step_means(decoded: &Decoded, market: &str) -> String {
    match decoded {
        Decoded::Approve { amount, .. } if amount.raw.is_zero() => {
            format!("{market} may take none of it any more.")
        }
        Decoded::Approve { .. } => {
            format!("{market} may take that much from your wallet, and not one unit more.")
        }
        Decoded::Permit { .. } => format!(
            "A signature: no transaction, no fee. {market} may take that much from your wallet, and not one unit more, with what you send next."
        ),
        Decoded::Wrap { token, .. } => format!("It stays in your wallet, as {}.", token.symbol),
        Decoded::Supply {
            token,
            coin: Some(_),
            ..
        } => format!(
            "From your wallet, made into {} on the way, to your position on {market}.",
            token.symbol
        ),
        Decoded::Supply {
            permitted_until, ..
        } => format!(
            "From your wallet to your position on {market}{}.",
            permitted(*permitted_until)
        ),
        Decoded::Repay {
            token,
            amount,
            coin: Some(coin),
            ..
        } => {
            let symbol = &token.symbol;
            let through = format!("From your wallet to {market}, made into {symbol} on the way");
            match amount {
                RepayAmount::Exact(_) => format!("{through}, for your {symbol} debt."),
                RepayAmount::All | RepayAmount::AllUpTo(_) => format!(
                    "{through}, to the last unit that is owed when it is mined. {} {} are sent; what is left of it comes back.",
                    format::amount_exact(coin.sent),
                    coin.symbol
                ),
            }
        }
        Decoded::Repay {
            amount,
            permitted_until,
            ..
        } => match amount {
            RepayAmount::Exact(_) => format!(
                "From your wallet, for your debt on {market}{}.",
                permitted(*permitted_until)
            ),
            RepayAmount::All => format!(
                "From your wallet, on {market}, to the last unit that is owed when it is mined."
            ),
            RepayAmount::AllUpTo(_) => format!(
                "From your wallet, on {market}, to the last unit that is owed when it is mined{}. Mined later than is likely, it would leave the interest since.",
                permitted(*permitted_until)
            ),
        },
        Decoded::RepaySupplied { amount, .. } => match amount {
            RepayAmount::Exact(_) => {
                format!(
                    "From your supply on {market}, for your debt there. Your wallet pays nothing."
                )
            }
            RepayAmount::All | RepayAmount::AllUpTo(_) => format!(
                "From your supply on {market}, as far as it goes, to the last unit that is owed when it is mined. Your wallet pays nothing."
            ),
        },
        Decoded::EnableCollateral { .. } => format!("On {market}. No token moves."),
        Decoded::EnterEMode { .. } => format!(
            "On {market}. No token moves. From then on only what that e-mode allows can be borrowed."
        ),
        Decoded::Authorize { may: true, .. } => {
            "No token moves now. From then on it may do everything that you may there, also withdraw and borrow. Morpho’s factory made it, so it does one thing: close a part of this position by its rule, at the price of the market’s own oracle.".to_owned()
        }
        Decoded::Authorize { may: false, .. } => {
            "No token moves. It may do nothing for you any more.".to_owned()
        }
    }
}
