use super::ChainId;

/// The chain id of development chains (anvil, hardhat). The only chain on which deployments that
/// are not compiled in are accepted.
pub const LOCAL: ChainId = ChainId(31337);

const ETHEREUM: u64 = 1;

/// `block.number` is an estimate of the L1 height there; ArbSys has the chain's own.
pub(super) const ARBITRUM: u64 = 42_161;

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

/// Whether contracts of a chain see the chain's own height.
///
/// On Arbitrum `block.number` is the L1's, so only the time can be compared there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockNumbers {
    /// `block.number` is the height that the node reports.
    Own,
    /// `block.number` is another chain's.
    OfParentChain,
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
