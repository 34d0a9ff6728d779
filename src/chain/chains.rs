use super::{ChainId, known::CHAINS, multicall::BlockNumbers};

/// The chain id of development chains (anvil, hardhat). The only chain on which deployments that
/// are not compiled in are accepted.
pub const LOCAL: ChainId = ChainId(31337);

const ETHEREUM: u64 = 1;

/// `block.number` is an estimate of the L1 height there; ArbSys has the chain's own.
const ARBITRUM: u64 = 42_161;

/// What the program knows of a chain without asking it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainFacts {
    /// EIP-155 number.
    pub id: ChainId,
    /// The name people use.
    pub name: &'static str,
    /// Symbol of the coin that pays for gas. All chains listed here give it 18 decimals.
    pub native_symbol: &'static str,
    /// When the next block can be expected.
    pub blocks: BlockPace,
    /// Which height `block.number` has inside a contract.
    pub numbers: BlockNumbers,
    /// How long after signing a transaction may still be included, in seconds.
    ///
    /// A top-up is computed for the debt at that time, so that interest does not undo it.
    pub inclusion_margin_s: u64,
    /// A public explorer, without a trailing slash; none for a chain that only one machine sees.
    pub explorer: Option<&'static str>,
}

/// How a chain makes its blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockPace {
    /// About one in so many milliseconds, whether or not anybody sends a transaction.
    Every {
        /// Milliseconds.
        ms: u64,
    },
    /// Only when something is sent: no new block means nothing.
    OnDemand,
}

impl ChainFacts {
    /// The facts of a chain; `None` for a chain that the program does not know.
    #[must_use]
    pub fn of(id: ChainId) -> Option<&'static Self> {
        CHAINS.iter().find(|chain| chain.id == id)
    }

    /// Where the explorer shows a transaction, `hash` being 0x-prefixed hex.
    #[must_use]
    pub fn transaction_url(&self, hash: impl core::fmt::Display) -> Option<String> {
        self.explorer.map(|at| format!("{at}/tx/{hash}"))
    }

    /// Where the explorer shows a contract or an account.
    #[must_use]
    pub fn address_url(&self, address: impl core::fmt::Display) -> Option<String> {
        self.explorer.map(|at| format!("{at}/address/{address}"))
    }
}

/// Inclusion margin where blocks are bid for: a transaction with a modest fee can wait for half
/// an hour.
const L1_MARGIN_S: u64 = 1_800;

/// Inclusion margin where one sequencer or a short rotation orders transactions as they come.
const L2_MARGIN_S: u64 = 120;

/// A chain that everybody can see.
pub(super) const fn public(
    id: u64,
    name: &'static str,
    native_symbol: &'static str,
    block_ms: u64,
    explorer: &'static str,
) -> ChainFacts {
    ChainFacts {
        id: ChainId(id),
        name,
        native_symbol,
        blocks: BlockPace::Every { ms: block_ms },
        numbers: if id == ARBITRUM {
            BlockNumbers::OfParentChain
        } else {
            BlockNumbers::Own
        },
        inclusion_margin_s: if id == ETHEREUM {
            L1_MARGIN_S
        } else {
            L2_MARGIN_S
        },
        explorer: Some(explorer),
    }
}

pub(super) const LOCAL_FACTS: ChainFacts = ChainFacts {
    id: LOCAL,
    name: "Local chain",
    native_symbol: "ETH",
    blocks: BlockPace::OnDemand,
    numbers: BlockNumbers::Own,
    inclusion_margin_s: L2_MARGIN_S,
    explorer: None,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_chain_by_its_id_and_no_other() {
        for chain in &CHAINS {
            assert_eq!(ChainFacts::of(chain.id), Some(chain));
        }
        assert_eq!(ChainFacts::of(ChainId(2)), None);
    }

    #[test]
    fn only_arbitrum_hides_its_own_height_from_contracts() {
        for chain in &CHAINS {
            let hidden = chain.numbers == BlockNumbers::OfParentChain;
            assert_eq!(hidden, chain.id == ChainId(ARBITRUM), "{}", chain.name);
        }
    }

    #[test]
    fn only_the_local_chain_has_no_pace_and_no_explorer() {
        for chain in &CHAINS {
            let local = chain.id == LOCAL;
            assert_eq!(chain.blocks == BlockPace::OnDemand, local);
            assert_eq!(chain.explorer.is_none(), local);
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
