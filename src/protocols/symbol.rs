//! A token's symbol, made safe to show.

use alloy::primitives::Address;
use alloy::sol_types::SolCall;

use super::aave_v3::symbolCall;

/// The longest symbol that is shown.
const MOST_CHARACTERS: usize = 16;

/// The symbol in the answer of `symbol()`: a string, or 32 bytes as the oldest tokens return.
///
/// Only letters, digits, ASCII punctuation and currency signs are kept: a token's name must not
/// turn the text around it or hide in it. What leaves nothing to show is named by its address.
pub(super) fn decode(answer: &[u8], asset: Address) -> String {
    let text = match symbolCall::abi_decode_returns_validate(answer) {
        Ok(text) => text,
        Err(_) => from_bytes32(answer),
    };
    let shown: String = text
        .chars()
        .filter(|&c| is_shown(c))
        .take(MOST_CHARACTERS)
        .collect();
    if shown.is_empty() {
        abbreviate(asset)
    } else {
        shown
    }
}

fn from_bytes32(answer: &[u8]) -> String {
    let text: Vec<u8> = match answer.len() {
        32 => answer
            .iter()
            .copied()
            .take_while(|&byte| byte != 0)
            .collect(),
        _ => Vec::new(),
    };
    String::from_utf8(text).unwrap_or_default()
}

fn is_shown(c: char) -> bool {
    let is_currency_sign = ('\u{20a0}'..='\u{20cf}').contains(&c);
    c.is_ascii_graphic() || c.is_alphanumeric() || is_currency_sign
}

/// `0x1234…abcd`.
fn abbreviate(asset: Address) -> String {
    let hex = asset.to_checksum(None);
    let ends = hex.get(..6).zip(hex.get(38..));
    ends.map_or(hex.clone(), |(start, end)| format!("{start}…{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::address;

    const ASSET: Address = address!("9f8F72aA9304c8B593d555F12eF6589cC3A579A2");

    fn of_string(text: &str) -> String {
        decode(&symbolCall::abi_encode_returns(&text.to_owned()), ASSET)
    }

    #[test]
    fn strings_and_old_bytes32_are_read() {
        assert_eq!(of_string("WETH"), "WETH");
        assert_eq!(of_string("USD₮0"), "USD₮0");
        assert_eq!(of_string("crv.USD-3"), "crv.USD-3");
        let mut old = [0; 32];
        old[..3].copy_from_slice(b"MKR");
        assert_eq!(decode(&old, ASSET), "MKR");
    }

    #[test]
    fn what_could_mislead_is_left_out() {
        assert_eq!(of_string("US\u{202e}DC\u{200b}\n "), "USDC");
        assert_eq!(of_string(&"x".repeat(1000)), "x".repeat(16));
        for nameless in ["", " \u{202e}"] {
            assert_eq!(of_string(nameless), "0x9f8F…79A2");
        }
        assert_eq!(decode(&[], ASSET), "0x9f8F…79A2");
        assert_eq!(decode(&[0xff; 32], ASSET), "0x9f8F…79A2");
    }
}
