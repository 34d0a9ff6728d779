//! What wallets may show of the calls that a top-up signs (ERC-7730), held to those calls: every
//! contract that is compiled in, every argument shown or left out by name.

use std::collections::BTreeSet;

use alloy::primitives::Address;
use serde_json::Value;

use super::{morpho_on, on_chain};
use crate::chain::ChainId;
use crate::protocols::Protocol;

/// The descriptor of a protocol.
pub(in crate::protocols) fn of(protocol: Protocol) -> Value {
    read(match protocol {
        Protocol::AaveV3 => include_str!("clear-signing/aave-v3.json"),
        Protocol::Spark => include_str!("clear-signing/spark.json"),
        Protocol::CompoundV3 => include_str!("clear-signing/compound-v3.json"),
        Protocol::MorphoBlue => include_str!("clear-signing/morpho-blue.json"),
    })
}

/// That of what takes the chain's coin for the markets of a protocol.
pub(in crate::protocols) fn of_gateway(protocol: Protocol) -> Value {
    read(match protocol {
        Protocol::Spark => include_str!("clear-signing/spark-gateway.json"),
        Protocol::CompoundV3 => include_str!("clear-signing/compound-v3-bulker.json"),
        _ => include_str!("clear-signing/aave-v3-gateway.json"),
    })
}

/// That of the tokens which wrap a coin.
pub(in crate::protocols) fn of_wrapped_coins() -> Value {
    read(include_str!("clear-signing/wrapped-coin.json"))
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// The signatures of the calls that it is for, as the ABI has them.
pub(in crate::protocols) fn signatures(descriptor: &Value) -> BTreeSet<String> {
    let formats = descriptor["display"]["formats"].as_object().expect("calls");
    let calls = formats.iter().map(|(named, format)| {
        let (signature, arguments) = taken_apart(named);
        let shown = |list: &str, of: fn(&Value) -> Option<&str>| {
            let items = format[list].as_array().cloned().unwrap_or_default();
            let texts = items.iter().filter_map(|one| Some(of(one)?.to_owned()));
            texts.collect::<BTreeSet<_>>()
        };
        let fields = shown("fields", |field| field["path"].as_str());
        assert_eq!(fields, shown("required", Value::as_str), "{named}");
        let hidden = shown("excluded", Value::as_str);
        assert!(fields.is_disjoint(&hidden), "{named}");
        // A token is shown with its amount.
        let tokens = format["fields"].as_array().into_iter().flatten();
        let tokens = tokens.filter_map(|field| field["params"]["tokenPath"].as_str());
        // Of a list each is shown.
        let arguments_of = fields
            .union(&hidden)
            .map(|path| path.trim_end_matches(".[]"));
        let mut told: BTreeSet<_> = arguments_of.map(str::to_owned).collect();
        told.extend(tokens.map(str::to_owned));
        // What goes with the call, and whom it calls, are no arguments.
        told.retain(|path| !path.starts_with('@'));
        assert_eq!(told, arguments, "{named}");
        signature
    });
    calls.collect()
}

/// A signature with its arguments' names: the one without, and the paths of the arguments.
fn taken_apart(named: &str) -> (String, BTreeSet<String>) {
    let (name, rest) = named.split_once('(').expect("arguments");
    let mut signature = format!("{name}(");
    let (mut paths, mut open, mut word) = (BTreeSet::new(), Vec::new(), String::new());
    let mut inner: Vec<String> = Vec::new();
    for sign in rest.chars() {
        match sign {
            '(' => {
                open.push(inner.len());
                signature.push('(');
            }
            ',' | ')' => {
                let (kind, argument) = word.split_once(' ').unwrap_or((&word, ""));
                signature.push_str(kind);
                match (kind.is_empty(), argument.is_empty()) {
                    // What was inside of it is named after it.
                    (true, false) => {
                        let from = open.pop().expect("opened");
                        for path in inner.split_off(from) {
                            paths.insert(format!("{argument}.{path}"));
                        }
                    }
                    (false, _) if open.is_empty() => drop(paths.insert(argument.to_owned())),
                    (false, _) => inner.push(argument.to_owned()),
                    (true, true) => {}
                }
                word.clear();
                signature.push(sign);
            }
            _ => word.push(sign),
        }
    }
    (signature, paths)
}

fn deployments(descriptor: &Value) -> BTreeSet<(ChainId, Address)> {
    let list = &descriptor["context"]["contract"]["deployments"];
    let all = list.as_array().expect("deployments").iter().map(|one| {
        let chain = ChainId(one["chainId"].as_u64().expect("a chain"));
        let address = one["address"].as_str().expect("an address");
        let address = Address::parse_checksummed(address, None);
        (chain, address.expect("a checksum"))
    });
    all.collect()
}

#[test]
fn a_name_is_taken_from_each_argument() {
    let (signature, paths) = taken_apart("f((address a,uint256 b) c,bytes d)");
    assert_eq!(signature, "f((address,uint256),bytes)");
    let expected = ["c.a", "c.b", "d"].map(str::to_owned);
    assert_eq!(paths, expected.into());
    assert_eq!(taken_apart("g()"), ("g()".to_owned(), BTreeSet::new()));
}

#[test]
fn every_contract_that_is_compiled_in_is_described_and_no_other() {
    for protocol in [
        Protocol::AaveV3,
        Protocol::Spark,
        Protocol::CompoundV3,
        Protocol::MorphoBlue,
    ] {
        let chains = super::chains().into_iter();
        let compiled: BTreeSet<_> = match protocol {
            Protocol::MorphoBlue => chains
                .filter_map(|chain| Some((chain, morpho_on(chain)?)))
                .collect(),
            _ => chains
                .flat_map(on_chain)
                .filter(|market| market.protocol() == protocol)
                .map(|market| (market.chain, market.entry()))
                .collect(),
        };
        assert_eq!(deployments(&of(protocol)), compiled, "{protocol:?}");
    }
    for protocol in [Protocol::AaveV3, Protocol::Spark, Protocol::CompoundV3] {
        let markets = super::chains().into_iter().flat_map(on_chain);
        let own = markets.filter(|market| market.protocol() == protocol);
        let gateways = own.filter_map(|market| Some((market.chain, market.gateway()?)));
        let described = deployments(&of_gateway(protocol));
        assert_eq!(described, gateways.collect(), "{protocol:?}");
    }
    let wrapped = super::WRAPPED.iter();
    let wrapped = wrapped.map(|&(chain, token)| (ChainId(chain.into()), token));
    assert_eq!(deployments(&of_wrapped_coins()), wrapped.collect());
}
