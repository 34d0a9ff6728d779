use alloy::primitives::U256;

use crate::chain::short_address;
use crate::math::decimal;
use crate::protocols::{Term, TermChange, TermValue};

/// A rule that changed, in words. `symbol`: of the token that it is about, if it is about one.
#[must_use]
pub fn term_text(symbol: &str, change: TermChange) -> String {
    let TermChange { term, .. } = change;
    let number = |value: TermValue| value.number().unwrap_or_default();
    let (before, after) = (number(change.before), number(change.after));
    let source = |value| match value {
        TermValue::Contract(address) if !address.is_zero() => short_address(address),
        TermValue::Contract(_) | TermValue::Number(_) => "the fallback oracle".to_owned(),
    };
    let replaced = || {
        format!(
            "{} instead of {}",
            source(change.after),
            source(change.before)
        )
    };
    let moved = |what: &str| {
        let way = if after < before { "lowered" } else { "raised" };
        let (before, after) = (percent(before), percent(after));
        format!("{symbol} {what} {way} from {before} to {after}")
    };
    let a_year = |what: &str| format!("{} a year", moved(what));
    match (term, after) {
        (Term::RateKink(_), _) => moved("use beyond which interest grows faster"),
        (Term::RateAtKink(_), _) => a_year("borrow rate up to there"),
        (Term::RateAtMost(_), _) => a_year("borrow rate at full use"),
        (Term::BorrowRate(_), _) => format!(
            "{symbol} borrow rate rose from {} to {} a year",
            percent_ceil(before),
            percent_ceil(after)
        ),
        (Term::Used(_), _) => {
            let (before, after) = (percent_ceil(before), percent_ceil(after));
            format!(
                "{after} of all {symbol} is lent out, up from {before}: withdrawals may have to wait"
            )
        }
        (Term::RateStrategy(_), _) => format!("{symbol} interest is set by {}", replaced()),
        (Term::SupplyLimit(_), _) => {
            let (before, after) = (whole(before), whole(after));
            format!("{symbol} supply cap lowered from {before} to {after}")
        }
        (Term::SupplyCap(_), _) => {
            format!("{symbol} supply cap is full: little or nothing can be added")
        }
        (Term::LiquidationThreshold(_), _) => moved("liquidation threshold"),
        (Term::LiquidationPenalty(_), _) => moved("liquidation penalty"),
        (Term::UsedAsCollateral(_), 0) => format!("{symbol} no longer counts as collateral"),
        (Term::UsedAsCollateral(_), _) => format!("{symbol} counts as collateral now"),
        (Term::Frozen(_), 0) => format!("{symbol} is no longer frozen"),
        (Term::Frozen(_), _) => format!("{symbol} is frozen: none can be added"),
        (Term::Paused(_), 0) => format!("{symbol} is no longer paused"),
        (Term::Paused(_), _) => format!("{symbol} is paused"),
        (Term::EMode, _) => format!("e-mode {} instead of {}", mode(after), mode(before)),
        (Term::PreLiquidation(contract), 0) => {
            let contract = short_address(contract);
            format!("{contract} may no longer liquidate a part of it early")
        }
        (Term::PreLiquidation(contract), from) => {
            let (contract, from) = (short_address(contract), percent(from));
            format!("{contract} may liquidate a part of it from a loan-to-value of {from} on")
        }
        (Term::PriceOracle, _) => format!("all prices come through {}", replaced()),
        (Term::PriceSource(_), _) => format!("{symbol} price comes from {}", replaced()),
        (Term::PriceCapped(_), _) => format!("{symbol} price is capped, its own feed says more"),
        (Term::PriceStopped(_), seconds) => {
            format!("{symbol} price last moved {} h ago", seconds / 3_600)
        }
        (Term::LiquidationPaused, 0) => "liquidation is possible again".to_owned(),
        (Term::LiquidationPaused, _) => "liquidation is paused".to_owned(),
    }
}

/// What moved, in two words: the rules, what everybody's doing moves, or what a price stands on.
#[must_use]
pub fn what_moved(changes: &[TermChange]) -> &'static str {
    let mut all = changes.iter().map(|change| change.term);
    match all.clone().any(Term::is_rule) {
        true => "Rules changed",
        false if all.all(Term::is_of_a_price) => "Price source",
        false => "Market moved",
    }
}

/// A share in wad as a percentage, with all its digits as far as basis points of a percent.
fn percent(share_wad: u64) -> String {
    format!("{}%", decimal::format_floor(U256::from(share_wad), 16, 4))
}

/// The same of what moves all the time, rounded up.
fn percent_ceil(share_wad: u64) -> String {
    format!("{}%", decimal::format_ceil(U256::from(share_wad), 16, 1))
}

/// How many whole tokens may be supplied.
fn whole(tokens: u64) -> String {
    match tokens {
        u64::MAX => "none".to_owned(),
        tokens => tokens.to_string(),
    }
}

fn mode(id: u64) -> String {
    match id {
        0 => "none".to_owned(),
        id => id.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::Address;

    #[test]
    fn before_and_after_are_named() {
        let token = Address::ZERO;
        let of = |term, before: u64, after: u64| {
            let change = TermChange {
                term,
                before: before.into(),
                after: after.into(),
            };
            term_text("WETH", change)
        };
        let (lower, higher) = (810_000_000_000_000_000, 825_000_000_000_000_000);
        for (text, words) in [
            (
                of(Term::LiquidationThreshold(token), higher, lower),
                "WETH liquidation threshold lowered from 82.5% to 81%",
            ),
            (
                of(Term::LiquidationPenalty(token), 0, 50_000_000_000_000_000),
                "WETH liquidation penalty raised from 0% to 5%",
            ),
            (
                of(Term::UsedAsCollateral(token), 1, 0),
                "WETH no longer counts as collateral",
            ),
            (of(Term::EMode, 0, 2), "e-mode 2 instead of none"),
            (
                of(Term::LiquidationPaused, 1, 0),
                "liquidation is possible again",
            ),
            (
                of(
                    Term::BorrowRate(token),
                    41_230_000_000_000_000,
                    312_000_000_000_000_001,
                ),
                "WETH borrow rate rose from 4.2% to 31.3% a year",
            ),
            (
                of(Term::RateAtMost(token), 600_000_000_000_000_000, lower),
                "WETH borrow rate at full use raised from 60% to 81% a year",
            ),
            (
                of(
                    Term::Used(token),
                    901_000_000_000_000_000,
                    961_000_000_000_000_001,
                ),
                "96.2% of all WETH is lent out, up from 90.1%: withdrawals may have to wait",
            ),
            (
                of(Term::SupplyLimit(token), u64::MAX, 2_000),
                "WETH supply cap lowered from none to 2000",
            ),
            (
                of(Term::PreLiquidation(Address::repeat_byte(0x22)), 0, lower),
                "0x2222…2222 may liquidate a part of it from a loan-to-value of 81% on",
            ),
            (
                of(Term::PreLiquidation(Address::repeat_byte(0x22)), lower, 0),
                "0x2222…2222 may no longer liquidate a part of it early",
            ),
            (
                of(Term::SupplyCap(token), lower, higher),
                "WETH supply cap is full: little or nothing can be added",
            ),
        ] {
            assert_eq!(text, words);
        }
    }
    #[test]
    fn where_a_price_comes_from_is_said_with_both_contracts() {
        let (old, new) = (Address::repeat_byte(0x11), Address::repeat_byte(0x22));
        let of = |term, before: Address, after: Address| {
            let change = TermChange {
                term,
                before: before.into(),
                after: after.into(),
            };
            (what_moved(&[change]), term_text("WETH", change))
        };
        let source = Term::PriceSource(Address::ZERO);
        for (said, words) in [
            (
                of(source, old, new),
                "WETH price comes from 0x2222…2222 instead of 0x1111…1111",
            ),
            (
                of(source, old, Address::ZERO),
                "WETH price comes from the fallback oracle instead of 0x1111…1111",
            ),
            (
                of(Term::RateStrategy(Address::ZERO), old, new),
                "WETH interest is set by 0x2222…2222 instead of 0x1111…1111",
            ),
            (
                of(Term::PriceOracle, old, new),
                "all prices come through 0x2222…2222 instead of 0x1111…1111",
            ),
        ] {
            assert_eq!(said, ("Rules changed", words.to_owned()));
        }
    }

    #[test]
    fn what_a_price_stands_on_is_said_in_numbers_that_claim_no_more_than_was_read() {
        let of = |term, after: u64| TermChange {
            term,
            before: 0.into(),
            after: after.into(),
        };
        let capped = of(Term::PriceCapped(Address::ZERO), 12);
        let stopped = of(Term::PriceStopped(Address::ZERO), 32 * 3_600 - 1);
        let rose = of(Term::BorrowRate(Address::ZERO), 400_000_000_000_000_000);
        assert_eq!(
            [capped, stopped].map(|one| term_text("wstETH", one)),
            [
                "wstETH price is capped, its own feed says more",
                "wstETH price last moved 31 h ago"
            ]
        );
        assert_eq!(what_moved(&[capped, stopped]), "Price source");
        assert_eq!(what_moved(&[capped, rose]), "Market moved");
    }
}
