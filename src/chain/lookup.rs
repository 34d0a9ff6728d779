use super::known::CHAINS;
use super::{ChainFacts, ChainId};

impl ChainFacts {
    /// The facts of a chain; `None` for a chain that the program does not know.
    #[must_use]
    pub fn of(id: ChainId) -> Option<&'static Self> {
        CHAINS.iter().find(|chain| chain.id == id)
    }
}

#[cfg(test)]
mod tests {
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
