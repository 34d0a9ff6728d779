use alloy::primitives::{Address, U256};
use serde::Serialize;

use super::{Permit, PermitTerms};

/// A field of a type, as wallets take it.
#[derive(Serialize)]
struct Field {
    name: &'static str,
    r#type: &'static str,
}

/// The types that wallets hash by.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Types {
    #[serde(rename = "EIP712Domain")]
    domain: [Field; 4],
    permit: [Field; 5],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Typed<'a> {
    types: Types,
    primary_type: &'static str,
    domain: Domain<'a>,
    message: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Domain<'a> {
    name: &'a str,
    version: &'a str,
    chain_id: u64,
    verifying_contract: String,
}

/// Numbers in decimal digits: JSON's own would be cut by JavaScript.
#[derive(Serialize)]
struct Message {
    owner: String,
    spender: String,
    value: String,
    nonce: String,
    deadline: String,
}

const fn field(name: &'static str, r#type: &'static str) -> Field {
    Field { name, r#type }
}

/// The text that a wallet signs by `eth_signTypedData_v4` (EIP-712) for a permission on these terms.
#[must_use]
pub fn typed(permit: &Permit, terms: &PermitTerms) -> String {
    let spelt = |address: Address| address.to_string();
    let number = |number: U256| number.to_string();
    let typed = Typed {
        types: Types {
            domain: [
                field("name", "string"),
                field("version", "string"),
                field("chainId", "uint256"),
                field("verifyingContract", "address"),
            ],
            permit: [
                field("owner", "address"),
                field("spender", "address"),
                field("value", "uint256"),
                field("nonce", "uint256"),
                field("deadline", "uint256"),
            ],
        },
        primary_type: "Permit",
        domain: Domain {
            name: &terms.name,
            version: &terms.version,
            chain_id: permit.chain.0,
            verifying_contract: spelt(permit.token),
        },
        message: Message {
            owner: spelt(permit.owner),
            spender: spelt(permit.spender),
            value: number(permit.value),
            nonce: number(permit.nonce),
            deadline: permit.deadline.0.to_string(),
        },
    };
    // Texts and a number: JSON can hold them all. An empty text would not read back, and is never signed.
    serde_json::to_string(&typed).unwrap_or_default()
}
