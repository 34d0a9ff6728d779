use alloy::primitives::Address;

use super::view::WatchProblem;
use crate::chain::rpc;

/// An address as a person types it: any case, or capitals that fit (EIP-55).
///
/// # Errors
/// [`WatchProblem`] says what is wrong with the text.
pub fn parse_typed_address(typed: &str) -> Result<Address, WatchProblem> {
    let typed = typed.trim();
    let address = rpc::parse_address(typed).ok_or(WatchProblem::NotAnAddress)?;
    let digits = typed.get(2..).unwrap_or_default();
    let one_case = !digits.bytes().any(|digit| digit.is_ascii_uppercase())
        || !digits.bytes().any(|digit| digit.is_ascii_lowercase());
    if one_case || address.to_checksum(None) == typed {
        Ok(address)
    } else {
        Err(WatchProblem::Checksum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_letter_is_found_by_its_capitals() {
        let right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        let address = rpc::parse_address(right).unwrap();
        assert_eq!(parse_typed_address(right), Ok(address));
        assert_eq!(parse_typed_address(&format!(" {right} ")), Ok(address));
        assert_eq!(parse_typed_address(&right.to_lowercase()), Ok(address));
        let wrong = right.replace("aA", "Aa");
        assert_eq!(parse_typed_address(&wrong), Err(WatchProblem::Checksum));
        assert_eq!(
            parse_typed_address("0x5aAe"),
            Err(WatchProblem::NotAnAddress)
        );
        assert_eq!(
            parse_typed_address("vitalik.eth"),
            Err(WatchProblem::NotAnAddress)
        );
    }
}
