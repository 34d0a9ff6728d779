use alloy::primitives::U256;

use crate::math::decimal;
use crate::protocols::{Term, TermChange};

/// A rule that changed, in words. `symbol`: of the token that it is about, if it is about one.
#[must_use]
pub fn term_text(symbol: &str, change: TermChange) -> String {
    let TermChange {
        term,
        before,
        after,
    } = change;
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
        (Term::LiquidationPaused, 0) => "liquidation is possible again".to_owned(),
        (Term::LiquidationPaused, _) => "liquidation is paused".to_owned(),
    }
}

/// What moved, in two words: the rules, or what everybody's doing moves.
#[must_use]
pub fn what_moved(changes: &[TermChange]) -> &'static str {
    match changes.iter().any(|change| change.term.is_rule()) {
        true => "Rules changed",
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
        let of = |term, before, after| {
            let change = TermChange {
                term,
                before,
                after,
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
                of(Term::SupplyCap(token), lower, higher),
                "WETH supply cap is full: little or nothing can be added",
            ),
        ] {
            assert_eq!(text, words);
        }
    }
}
