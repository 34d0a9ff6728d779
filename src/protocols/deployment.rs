//! Markets that are not compiled in: those of local chains, from the file that the host page names.

use core::slice;
use std::borrow::Cow;

use alloy::primitives::B256;
use serde_json::Value;

use super::{Addresses, Market, aave_v3, compound_v3, morpho_blue, registry};
use crate::chain::{ChainId, rpc};

/// Why a deployment file is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeploymentError {
    /// It is not of the documented form.
    #[error("the deployment file is not of the documented form")]
    Garbled,
    /// It is for a chain where only compiled-in addresses are accepted.
    #[error("deployment files are accepted for chains 31337 to 31339 only")]
    NotLocal,
}

/// Reads a deployment file; for several chains it is a list of what it is for one:
///
/// ```
/// let file = r#"{ "chainId": 31337, "markets": [{
///     "protocol": "aave-v3",
///     "name": "Local",
///     "pool": "0x0000000000000000000000000000000000000001",
///     "addressesProvider": "0x0000000000000000000000000000000000000002"
/// }] }"#;
/// let markets = margin_call::protocols::deployment::parse(&serde_json::from_str(file)?)?;
/// assert_eq!(markets[0].name, "Local");
///
/// let several = format!(r#"[{file}, {{ "chainId": 31338, "markets": [] }}]"#);
/// let all = margin_call::protocols::deployment::parse(&serde_json::from_str(&several)?)?;
/// assert_eq!(all, markets);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`DeploymentError::NotLocal`] where any chain is not local ([`ChainId::is_local`]);
/// [`DeploymentError::Garbled`] for an empty list, a missing field, an address that is none, or a
/// protocol or a unit that is not known. A file is accepted whole or not at all.
pub fn parse(file: &Value) -> Result<Vec<Market>, DeploymentError> {
    let deployments = file.as_array().map_or(slice::from_ref(file), Vec::as_slice);
    if deployments.is_empty() {
        return Err(DeploymentError::Garbled);
    }
    let mut named = deployments.iter().filter_map(chain_of);
    if named.any(|chain| !chain.is_local()) {
        return Err(DeploymentError::NotLocal);
    }
    let mut markets = Vec::new();
    for deployment in deployments {
        let chain = chain_of(deployment).ok_or(DeploymentError::Garbled)?;
        let listed = deployment.get("markets").and_then(Value::as_array);
        for file in listed.ok_or(DeploymentError::Garbled)? {
            markets.push(market(chain, file)?);
        }
    }
    Ok(markets)
}

fn chain_of(deployment: &Value) -> Option<ChainId> {
    let chain = deployment.get("chainId").and_then(Value::as_u64);
    chain.map(ChainId)
}

fn market(chain: ChainId, file: &Value) -> Result<Market, DeploymentError> {
    let text = |field| {
        let text = file.get(field).and_then(Value::as_str);
        text.ok_or(DeploymentError::Garbled)
    };
    let address = |field| rpc::parse_address(text(field)?).ok_or(DeploymentError::Garbled);
    let optional = |field| file.get(field).map(|_| address(field)).transpose();
    let addresses = match text("protocol")? {
        "aave-v3" => Addresses::AaveV3(aave_v3::Addresses {
            pool: address("pool")?,
            addresses_provider: address("addressesProvider")?,
            gateway: optional("wrappedTokenGateway")?,
            controller: optional("payloadsController")?,
            line: aave_v3::Line::Aave,
        }),
        "compound-v3" => Addresses::CompoundV3(compound_v3::Addresses {
            comet: address("comet")?,
            bulker: optional("bulker")?,
            unit: match file.get("unit") {
                Some(_) => registry::unit(text("unit")?).ok_or(DeploymentError::Garbled)?,
                None => compound_v3::Unit::Unknown,
            },
        }),
        "morpho-blue" => Addresses::MorphoBlue(morpho_blue::Addresses {
            morpho: address("morpho")?,
            id: rpc::parse_hex(text("id")?)
                .and_then(|id| B256::try_from(id.as_ref()).ok())
                .ok_or(DeploymentError::Garbled)?,
            factory: optional("preLiquidationFactory")?
                .map(|contract| morpho_blue::Factory { contract, since: 0 }),
        }),
        _ => return Err(DeploymentError::Garbled),
    };
    Ok(Market {
        chain,
        addresses,
        name: Cow::Owned(text("name")?.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::Protocol;
    use crate::protocols::compound_v3::Unit;
    use alloy::primitives::Address;
    use serde_json::json;

    fn file(chain: u64, pool: &str) -> Value {
        let market = json!({
            "protocol": "aave-v3",
            "name": "Local",
            "pool": pool,
            "addressesProvider": "0x0000000000000000000000000000000000000002",
        });
        json!({ "chainId": chain, "markets": [market] })
    }

    #[test]
    fn a_file_for_a_real_chain_is_refused() {
        let pool = "0x0000000000000000000000000000000000000001";
        assert_eq!(parse(&file(1, pool)), Err(DeploymentError::NotLocal));
        assert_eq!(
            parse(&file(31337, pool)).map(|markets| markets.len()),
            Ok(1)
        );
    }

    #[test]
    fn several_local_chains_are_a_list_and_each_market_is_on_its_own() {
        let pool = "0x0000000000000000000000000000000000000001";
        let list = json!([file(31339, pool), file(31337, pool), file(31338, pool)]);
        let markets = parse(&list).unwrap();
        let chains: Vec<_> = markets.iter().map(|market| market.chain.0).collect();
        assert_eq!(chains, [31339, 31337, 31338]);
        assert_eq!(parse(&list[1]).unwrap(), markets[1..2]);
    }

    #[test]
    fn a_list_is_accepted_whole_or_not_at_all() {
        let pool = "0x0000000000000000000000000000000000000001";
        let good = file(31338, pool);
        // A chain that is not local is named, whatever else is wrong.
        for other in [1, 31336, 31340] {
            for rest in [good.clone(), json!({})] {
                let list = json!([rest, file(other, pool)]);
                assert_eq!(parse(&list), Err(DeploymentError::NotLocal));
            }
        }
        for garbled in [json!({}), Value::Null, json!([good]), file(31337, "0x01")] {
            let list = json!([good, garbled]);
            assert_eq!(parse(&list), Err(DeploymentError::Garbled), "{list}");
        }
        assert_eq!(parse(&json!([])), Err(DeploymentError::Garbled));
    }

    #[test]
    fn every_protocol_can_be_named() {
        let (address, id) = (Address::with_last_byte(1), B256::repeat_byte(2));
        let text = address.to_string();
        let of = |market: Value| parse(&json!({ "chainId": 31337, "markets": [market] }));
        let comet = json!({ "protocol": "compound-v3", "name": "C", "comet": text });
        let [comet] = &of(comet).unwrap()[..] else {
            panic!("one market");
        };
        assert_eq!(
            (comet.protocol(), comet.entry()),
            (Protocol::CompoundV3, address)
        );
        assert_eq!(comet.id(), None);
        let unit = |unit: Value| {
            let comet =
                json!({ "protocol": "compound-v3", "name": "C", "comet": text, "unit": unit });
            of(comet).map(|markets| match markets[0].addresses {
                Addresses::CompoundV3(compound) => compound.unit,
                _ => panic!("of another protocol"),
            })
        };
        assert!(matches!(
            comet.addresses,
            Addresses::CompoundV3(compound) if compound.unit == Unit::Unknown
        ));
        assert_eq!(unit(json!("USD")), Ok(Unit::In("USD")));
        assert_eq!(unit(json!("=ETH")), Ok(Unit::Base("ETH")));
        for none in [json!("ROCKS"), json!(1), Value::Null] {
            assert_eq!(unit(none), Err(DeploymentError::Garbled));
        }
        let morpho =
            json!({ "protocol": "morpho-blue", "name": "M", "morpho": text, "id": id.to_string() });
        let [morpho] = &of(morpho).unwrap()[..] else {
            panic!("one market");
        };
        assert_eq!(
            (morpho.protocol(), morpho.entry()),
            (Protocol::MorphoBlue, address)
        );
        assert_eq!(morpho.id(), Some(id));
        let unknown = json!({ "protocol": "bank", "name": "B", "pool": text });
        assert_eq!(of(unknown), Err(DeploymentError::Garbled));
    }

    #[test]
    fn a_file_with_anything_missing_is_refused() {
        assert_eq!(parse(&file(31337, "0x01")), Err(DeploymentError::Garbled));
        assert_eq!(parse(&json!({})), Err(DeploymentError::Garbled));
        assert_eq!(parse(&Value::Null), Err(DeploymentError::Garbled));
    }
}
