use crate::math::TokenAmount;
use crate::protocols::{Part, Taking};

/// How amounts are written: what is lost is rounded up, and what was got for it down.
#[derive(Clone, Copy)]
pub struct Numbers<'a> {
    /// No less than it is.
    pub up: &'a dyn Fn(TokenAmount) -> String,
    /// No more than it is.
    pub down: &'a dyn Fn(TokenAmount) -> String,
}

impl Numbers<'static> {
    /// As where nobody groups digits: to those that matter at its size.
    pub(super) const PLAIN: Self = Self {
        up: &|amount| amount.format_ceil(digits(amount)),
        down: &|amount| amount.format_floor(digits(amount)),
    };
}

/// How many digits after the point tell amounts of this size apart.
fn digits(amount: TokenAmount) -> u8 {
    let whole = amount.format_floor(0);
    match whole.len() {
        1 if whole == "0" => 8,
        1..=3 => 4,
        _ => 2,
    }
}

/// What was taken, and for what: "1.2 WETH taken for 2310 USDC".
#[must_use]
pub fn taking_text(taking: &Taking, numbers: Numbers<'_>) -> String {
    let part = |part: &Part, say: &dyn Fn(TokenAmount) -> String| {
        format!("{} {}", say(part.amount), part.symbol)
    };
    let all = taking.taken.iter().map(|one| part(one, numbers.up));
    let taken = all.collect::<Vec<_>>().join(" and ");
    format!("{taken} taken for {}", part(&taking.paid, numbers.down))
}

/// At which price, in which block and how often: "1925 USDC each, in block 123".
#[must_use]
pub fn taking_more(taking: &Taking, numbers: Numbers<'_>, block: &dyn Fn(u64) -> String) -> String {
    let price = taking.price().map_or_else(String::new, |price| {
        let fee = match taking.leaves_out_fee {
            true => " before the protocol's fee",
            false => "",
        };
        let price = (numbers.down)(price);
        format!("{price} {} each{fee}, ", taking.paid.symbol)
    });
    let block = block(taking.block);
    match taking.times {
        0 | 1 => format!("{price}in block {block}"),
        times => format!("{price}in {times} liquidations, the last in block {block}"),
    }
}

/// A transaction in short: to recognise it.
#[must_use]
pub fn short_hash(taking: &Taking) -> String {
    let text = taking.transaction.to_string();
    match (text.get(..6), text.get(62..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{B256, U256};

    #[test]
    fn an_amount_has_as_many_digits_as_matter_at_its_size_and_is_rounded_against_what_is_lost() {
        let part = |raw: u64, symbol: &str| Part {
            amount: TokenAmount::new(U256::from(raw), 9),
            symbol: symbol.to_owned(),
        };
        let text = |taken: u64, paid: u64| {
            let taking = Taking {
                taken: vec![part(taken, "WBTC")],
                paid: part(paid, "USDC"),
                leaves_out_fee: false,
                times: 1,
                block: 7,
                transaction: B256::ZERO,
            };
            taking_text(&taking, Numbers::PLAIN)
        };
        let billion = 1_000_000_000;
        assert_eq!(
            text(12_345_671, 987_654),
            "0.01234568 WBTC taken for 0.00098765 USDC"
        );
        let tens = text(12_345_678_912, 98_765_432_198);
        assert_eq!(tens, "12.3457 WBTC taken for 98.7654 USDC");
        let thousands = text(1_234_567_891_234, 9_876 * billion + 1);
        assert_eq!(thousands, "1234.57 WBTC taken for 9876 USDC");
    }
}
