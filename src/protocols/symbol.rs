//! A token's symbol: the listed one, or its own made safe to show.

use alloy::primitives::Address;
use alloy::sol_types::SolCall;

use super::aave_v3::symbolCall;
use super::registry;
use crate::chain::{ChainId, strange};

/// The longest symbol that is shown of what no book lists: those of the books have up to 20 characters.
const MOST_CHARACTERS: usize = 16;

/// What symbols have beyond ASCII, and no letter can be taken for.
const SIGNS: [char; 5] = ['₮', '€', '£', '¥', '₿'];

/// Stands for everything else.
const UNKNOWN: char = '?';

/// What a token is called: as the address books have it, or else as it says of itself.
pub(super) fn of(chain: ChainId, token: Address, answer: &[u8]) -> String {
    let listed = registry::symbol(chain, token).map(str::to_owned);
    listed.unwrap_or_else(|| decode(answer, token))
}

/// The symbol in the answer of `symbol()`: a string, or 32 bytes as the oldest tokens return.
///
/// Only ASCII and a few currency signs are shown: letters of other scripts look like those of another
/// token, and stand as question marks. A token's name must not turn the text around it or hide in it.
/// What leaves nothing to show is named by its address.
fn decode(answer: &[u8], asset: Address) -> String {
    let text = match symbolCall::abi_decode_returns_validate(answer) {
        Ok(text) => text,
        Err(_) => from_bytes32(answer),
    };
    let shown: String = text
        .chars()
        .filter(|&c| strange::is_seen(c) && !c.is_whitespace())
        .map(|c| if is_known(c) { c } else { UNKNOWN })
        .take(MOST_CHARACTERS)
        .collect();
    if shown.chars().all(|c| c == UNKNOWN) {
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

fn is_known(c: char) -> bool {
    c.is_ascii_graphic() || SIGNS.contains(&c)
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
        // Cyrillic, and Greek: no other token's symbol.
        assert_eq!(of_string("U\u{405}DC"), "U?DC");
        assert_eq!(of_string("USDC\u{3bd}"), "USDC?");
        for nameless in ["", " \u{202e}", "\u{415}\u{422}\u{41d}", "??"] {
            assert_eq!(of_string(nameless), "0x9f8F…79A2");
        }
        assert_eq!(decode(&[], ASSET), "0x9f8F…79A2");
        assert_eq!(decode(&[0xff; 32], ASSET), "0x9f8F…79A2");
    }
}
