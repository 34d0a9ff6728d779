//! What a text to sign really says, read from the text alone.
//!
//! Shares nothing with what writes it: types and names are written out, what a wallet would hash of the domain is
//! hashed by hand, and whatever is not exactly a permission of this form is refused. A mistake in the writer, or
//! a text changed on the way, cannot pass unnoticed.

use alloy::primitives::{Address, B256, U256, keccak256};
use serde_json::{Map, Value};

use super::Permit;
use crate::chain::ChainId;
use crate::chain::rpc::parse_address;
use crate::math::Timestamp;
use crate::protocols::DecodeError;

/// The type that stands for the token, as it is hashed.
const DOMAIN: &str =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

/// The type of a permission, as it is hashed.
const PERMIT: &str =
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";

/// Reads a text that a wallet is to sign, for a token of which this stands for what it is.
///
/// # Errors
/// [`DecodeError`] for everything that [`typed`](super::typed) never writes for such a token.
pub fn read_typed(text: &str, separator: B256) -> Result<Permit, DecodeError> {
    let typed: Value = serde_json::from_str(text).map_err(|_| DecodeError::Malformed)?;
    let [types, primary, domain, message] =
        fields(&typed, ["types", "primaryType", "domain", "message"])?;
    if primary != "Permit" {
        return Err(DecodeError::UnknownFunction);
    }
    let [own, permit] = fields(types, ["EIP712Domain", "Permit"])?;
    if spelt("EIP712Domain", own)? != DOMAIN || spelt("Permit", permit)? != PERMIT {
        return Err(DecodeError::UnknownFunction);
    }
    let [name, version, chain, token] =
        fields(domain, ["name", "version", "chainId", "verifyingContract"])?;
    let chain = chain.as_u64().ok_or(DecodeError::Malformed)?;
    let token = address(token)?;
    let words = [
        keccak256(DOMAIN),
        keccak256(word(name)?),
        keccak256(word(version)?),
        U256::from(chain).into(),
        token.into_word(),
    ];
    if keccak256(words.concat()) != separator {
        return Err(DecodeError::OtherContract);
    }
    let [owner, spender, value, nonce, deadline] =
        fields(message, ["owner", "spender", "value", "nonce", "deadline"])?;
    let deadline = u64::try_from(number(deadline)?).map_err(|_| DecodeError::Unexpected)?;
    Ok(Permit {
        chain: ChainId(chain),
        token,
        owner: address(owner)?,
        spender: address(spender)?,
        value: number(value)?,
        nonce: number(nonce)?,
        deadline: Timestamp(deadline),
    })
}

/// These fields of an object, which has no others.
fn fields<'a, const N: usize>(
    value: &'a Value,
    names: [&str; N],
) -> Result<[&'a Value; N], DecodeError> {
    let object: &Map<String, Value> = value.as_object().ok_or(DecodeError::Malformed)?;
    if object.len() != N {
        return Err(DecodeError::Malformed);
    }
    let found = names.iter().filter_map(|name| object.get(*name));
    let found: Vec<&Value> = found.collect();
    found.try_into().map_err(|_| DecodeError::Malformed)
}

/// A type as it is hashed.
fn spelt(name: &str, of: &Value) -> Result<String, DecodeError> {
    let members = of.as_array().ok_or(DecodeError::Malformed)?;
    let members = members.iter().map(|member| {
        let [name, kind] = fields(member, ["name", "type"])?;
        Ok(format!("{} {}", word(kind)?, word(name)?))
    });
    let members: Vec<String> = members.collect::<Result<_, DecodeError>>()?;
    Ok(format!("{name}({})", members.join(",")))
}

fn word(value: &Value) -> Result<&str, DecodeError> {
    value.as_str().ok_or(DecodeError::Malformed)
}

fn address(value: &Value) -> Result<Address, DecodeError> {
    parse_address(word(value)?).ok_or(DecodeError::Malformed)
}

/// Decimal digits and nothing else.
fn number(value: &Value) -> Result<U256, DecodeError> {
    let digits = word(value)?;
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number {
        return Err(DecodeError::Malformed);
    }
    U256::from_str_radix(digits, 10).map_err(|_| DecodeError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::super::terms::tests::{USDC, USDC_SEPARATOR};
    use super::super::{PermitTerms, typed};
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn terms() -> PermitTerms {
        PermitTerms {
            chain: ChainId(1),
            token: USDC,
            name: "USD Coin".into(),
            version: "2".into(),
            separator: USDC_SEPARATOR,
            nonce: U256::from(3),
        }
    }

    fn permit() -> Permit {
        Permit {
            chain: ChainId(1),
            token: USDC,
            owner: Address::repeat_byte(1),
            spender: Address::repeat_byte(2),
            value: U256::from(1_500_000),
            nonce: U256::from(3),
            deadline: Timestamp(1_800_000_000),
        }
    }

    fn text() -> String {
        typed(&permit(), &terms())
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            owner: [u8; 20], spender: [u8; 20], value: [u64; 4], nonce: u64, deadline: u64,
        ) {
            let permit = Permit {
                owner: owner.into(),
                spender: spender.into(),
                value: U256::from_limbs(value),
                nonce: U256::from(nonce),
                deadline: Timestamp(deadline),
                ..permit()
            };
            prop_assert_eq!(read_typed(&typed(&permit, &terms()), USDC_SEPARATOR), Ok(permit));
        }

        /// Any byte of the text changed makes it another permission or an error, never the same.
        #[test]
        fn no_change_goes_unnoticed(place: prop::sample::Index, to in 0x20_u8..0x7f) {
            let text = text();
            let mut bytes = text.clone().into_bytes();
            let place = place.index(bytes.len());
            // Of an address capitals are a checksum, and say nothing.
            prop_assume!(!bytes[place].eq_ignore_ascii_case(&to));
            bytes[place] = to;
            let changed = String::from_utf8(bytes).expect("text");
            prop_assert_ne!(read_typed(&changed, USDC_SEPARATOR), Ok(permit()));
        }
    }

    #[test]
    fn only_a_permission_of_this_form_for_this_very_token_is_one() {
        assert_eq!(read_typed(&text(), USDC_SEPARATOR), Ok(permit()));
        let other = read_typed(&text(), B256::repeat_byte(1));
        assert_eq!(other, Err(DecodeError::OtherContract));
        let whole: Value = serde_json::from_str(&text()).expect("JSON");
        let changed = |change: &dyn Fn(&mut Value)| {
            let mut typed = whole.clone();
            change(&mut typed);
            read_typed(&typed.to_string(), USDC_SEPARATOR)
        };
        let refused: [&dyn Fn(&mut Value); 12] = [
            &|typed| typed["more"] = json!(1),
            &|typed| typed["primaryType"] = json!("Order"),
            &|typed| typed["types"]["Order"] = json!([]),
            &|typed| typed["types"]["Permit"][2]["type"] = json!("uint128"),
            &|typed| typed["types"]["Permit"][0]["more"] = json!(""),
            &|typed| typed["types"]["EIP712Domain"] = json!([]),
            &|typed| typed["domain"]["salt"] = json!("0x00"),
            &|typed| typed["domain"]["chainId"] = json!("1"),
            &|typed| typed["domain"]["name"] = json!("USDC"),
            &|typed| typed["domain"]["verifyingContract"] = json!(Address::ZERO.to_string()),
            &|typed| typed["message"]["value"] = json!("0x10"),
            &|typed| typed["message"]["deadline"] = json!("18446744073709551616"),
        ];
        for (place, change) in refused.into_iter().enumerate() {
            assert!(changed(change).is_err(), "{place}");
        }
        assert!(read_typed("", USDC_SEPARATOR).is_err());
    }
}
