use alloy::primitives::{Address, B256, U256};
use alloy::sol;
use alloy::sol_types::{Eip712Domain, SolCall};

use crate::chain::{Call, CallAnswer, ChainId};

sol! {
    function name() returns (string text);
    function version() returns (string text);
    function DOMAIN_SEPARATOR() returns (bytes32 separator);
    function nonces(address owner) returns (uint256 count);
}

/// The version of tokens that name none.
const FIRST: &str = "1";

/// The longest name that is shown to a wallet, in bytes.
const LONGEST: usize = 64;

/// What a token says of the permissions that it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitTerms {
    /// The chain that it is on.
    pub chain: ChainId,
    /// The token.
    pub token: Address,
    /// What it calls itself.
    pub name: String,
    /// Of which version it says that it is.
    pub version: String,
    /// What stands for all of these in what is signed, as the token has it.
    pub separator: B256,
    /// How many permissions of the account it has taken.
    pub nonce: U256,
}

impl PermitTerms {
    /// What is asked of a token.
    #[must_use]
    pub fn calls(token: Address, owner: Address) -> Vec<Call> {
        let asked = [
            nameCall {}.abi_encode(),
            versionCall {}.abi_encode(),
            DOMAIN_SEPARATORCall {}.abi_encode(),
            noncesCall { owner }.abi_encode(),
        ];
        let asked = asked.into_iter().map(|data| Call {
            to: token,
            data: data.into(),
        });
        asked.collect()
    }

    /// What it answered; none where it takes no permissions of the form that is known here: it says nothing of
    /// them, or what stands for its chain, its address, its name and its version is not what it says of itself.
    /// The name and the version are data from a stranger: that equality is what proves them.
    #[must_use]
    pub fn read(chain: ChainId, token: Address, answers: &[CallAnswer]) -> Option<Self> {
        let [name, version, separator, nonce] = answers else {
            return None;
        };
        let said = |answer: &CallAnswer| answer.success.then(|| answer.data.clone());
        let name = nameCall::abi_decode_returns_validate(&said(name)?).ok()?;
        let version =
            said(version).and_then(|text| versionCall::abi_decode_returns_validate(&text).ok());
        let separator =
            DOMAIN_SEPARATORCall::abi_decode_returns_validate(&said(separator)?).ok()?;
        let nonce = noncesCall::abi_decode_returns_validate(&said(nonce)?).ok()?;
        let terms = Self {
            chain,
            token,
            name,
            version: version.unwrap_or_else(|| FIRST.to_owned()),
            separator,
            nonce,
        };
        (terms.can_be_shown() && terms.domain().separator() == separator).then_some(terms)
    }

    /// A wallet shows both as they are.
    fn can_be_shown(&self) -> bool {
        let is_plain = |text: &str| {
            text.len() <= LONGEST && !text.is_empty() && !text.chars().any(char::is_control)
        };
        is_plain(&self.name) && is_plain(&self.version)
    }

    fn domain(&self) -> Eip712Domain {
        Eip712Domain {
            name: Some(self.name.clone().into()),
            version: Some(self.version.clone().into()),
            chain_id: Some(U256::from(self.chain.0)),
            verifying_contract: Some(self.token),
            salt: None,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use alloy::primitives::{address, b256};
    use alloy::sol_types::SolValue;

    pub const USDC: Address = address!("A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");

    /// `DOMAIN_SEPARATOR()` of USDC on Ethereum, as its contract has it since 2020.
    pub const USDC_SEPARATOR: B256 =
        b256!("06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335");

    fn answers() -> [CallAnswer; 4] {
        let said = |data: Vec<u8>| CallAnswer {
            success: true,
            data: data.into(),
        };
        [
            said("USD Coin".to_owned().abi_encode()),
            said("2".to_owned().abi_encode()),
            said(USDC_SEPARATOR.abi_encode()),
            said(U256::from(7).abi_encode()),
        ]
    }

    #[test]
    fn a_token_that_is_what_it_says_takes_permissions_and_no_other() {
        let read = |answers: &[CallAnswer]| PermitTerms::read(ChainId(1), USDC, answers);
        let terms = read(&answers()).expect("terms");
        assert_eq!(
            (terms.name.as_str(), terms.version.as_str()),
            ("USD Coin", "2")
        );
        assert_eq!(terms.nonce, U256::from(7));
        assert_eq!(PermitTerms::read(ChainId(10), USDC, &answers()), None);
        let elsewhere = Address::repeat_byte(1);
        assert_eq!(PermitTerms::read(ChainId(1), elsewhere, &answers()), None);
        for place in 0..4 {
            let mut silent = answers();
            silent[place].success = false;
            assert_eq!(read(&silent), None, "{place}");
            let mut nothing = answers();
            nothing[place].data = Default::default();
            assert_eq!(read(&nothing), None, "{place}");
        }
        let mut another = answers();
        another[0].data = "USDC".to_owned().abi_encode().into();
        assert_eq!(read(&another), None);
        assert_eq!(read(&answers()[..3]), None);
    }

    #[test]
    fn a_token_without_a_version_is_of_the_first() {
        let terms = PermitTerms {
            chain: ChainId(1),
            token: USDC,
            name: "T".into(),
            version: FIRST.into(),
            separator: B256::ZERO,
            nonce: U256::ZERO,
        };
        let mut said = answers();
        said[0].data = "T".to_owned().abi_encode().into();
        said[1].success = false;
        said[2].data = terms.domain().separator().abi_encode().into();
        let read = PermitTerms::read(ChainId(1), USDC, &said).expect("terms");
        assert_eq!(read.version, "1");
        let mut long = said.clone();
        long[0].data = "T".repeat(65).abi_encode().into();
        assert_eq!(PermitTerms::read(ChainId(1), USDC, &long), None);
    }
}
