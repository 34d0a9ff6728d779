use super::known::CHAINS;
use super::public_endpoints::PUBLIC_ENDPOINTS;
use super::{ChainFacts, ChainId};

impl ChainFacts {
    /// The facts of a chain; `None` for a chain that the program does not know.
    #[must_use]
    pub fn of(id: ChainId) -> Option<&'static Self> {
        CHAINS.iter().find(|chain| chain.id == id)
    }
}

/// Endpoints through which anyone may read a chain, in the order in which they are published; none
/// for a local chain, or one that the program does not know.
#[must_use]
pub fn public_endpoints(chain: ChainId) -> &'static [&'static str] {
    let of = |one: &&(u32, _)| chain == ChainId(one.0.into());
    PUBLIC_ENDPOINTS.iter().find(of).map_or(&[], |one| one.1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::chain::{BlockPace, LOCAL};

    #[test]
    fn finds_each_chain_by_its_id_and_no_other() {
        for chain in &CHAINS {
            assert_eq!(ChainFacts::of(chain.id), Some(chain));
        }
        assert_eq!(ChainFacts::of(ChainId(2)), None);
    }

    #[test]
    fn only_local_chains_have_no_pace_and_no_explorer() {
        for chain in &CHAINS {
            let local = chain.id.is_local();
            assert_eq!(chain.blocks == BlockPace::OnDemand, local);
            assert_eq!(chain.explorer.is_none(), local);
        }
    }

    #[test]
    fn the_local_chains_are_three_and_each_has_a_name_of_its_own() {
        let local = CHAINS.iter().filter(|chain| chain.id.is_local());
        let named: Vec<_> = local.map(|chain| (chain.id.0, chain.name)).collect();
        let expected = [
            (LOCAL.0, "Local chain"),
            (31338, "Local chain 31338"),
            (31339, "Local chain 31339"),
        ];
        assert_eq!(named, expected);
        for other in [0, 1, 1337, 31336, 31340] {
            assert!(!ChainId(other).is_local(), "{other}");
        }
    }

    #[test]
    fn every_margin_outlasts_several_blocks() {
        for chain in &CHAINS {
            if let BlockPace::Every { ms } = chain.blocks {
                assert!(
                    chain.inclusion_margin_s * 1_000 >= 10 * ms,
                    "{}",
                    chain.name
                );
            }
        }
    }

    #[test]
    fn every_public_chain_has_endpoints_and_no_other_has() {
        for chain in &CHAINS {
            let none = public_endpoints(chain.id).is_empty();
            assert_eq!(none, chain.id.is_local(), "{}", chain.name);
        }
        assert!(public_endpoints(ChainId(2)).is_empty());
        let public = CHAINS.iter().filter(|chain| !chain.id.is_local());
        assert_eq!(PUBLIC_ENDPOINTS.len(), public.count());
    }

    #[test]
    fn every_endpoint_is_listed_once_and_is_https_and_nothing_but_an_address() {
        let mut known = HashSet::new();
        for url in PUBLIC_ENDPOINTS.iter().flat_map(|one| one.1) {
            assert!(known.insert(url), "{url} twice");
            let address = url.strip_prefix("https://").unwrap_or_default();
            assert!(!address.is_empty(), "{url}");
            assert!(
                !address.contains(['?', '#', '@', ':', '{', '$', '<']),
                "{url}"
            );
        }
    }

    #[test]
    fn explorer_urls_point_at_the_thing_named() {
        let base = ChainFacts::of(ChainId(8453)).unwrap();
        assert_eq!(
            base.transaction_url("0xabc").as_deref(),
            Some("https://basescan.org/tx/0xabc")
        );
        assert_eq!(
            base.address_url("0xdef").as_deref(),
            Some("https://basescan.org/address/0xdef")
        );
        assert_eq!(ChainFacts::of(LOCAL).unwrap().address_url("0xdef"), None);
    }
}
