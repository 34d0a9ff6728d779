use super::ChainId;

/// The chain id that development chains (anvil, hardhat) have by themselves, the first of those that
/// are local ([`ChainId::is_local`]).
pub const LOCAL: ChainId = ChainId(31337);

impl ChainId {
    /// Whether this is a development chain: one of three, so that a machine can run several at once.
    /// The only chains on which deployments that are not compiled in are accepted.
    #[must_use]
    pub const fn is_local(self) -> bool {
        matches!(self.0, 31337..=31339)
    }
}

const ETHEREUM: u64 = 1;

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
    /// How long after signing a transaction may still be included, in seconds.
    ///
    /// A top-up is computed for the debt at that time, so that interest does not undo it.
    pub inclusion_margin_s: u64,
    /// With so many blocks upon its own a transaction is taken to stay where it is. Below that a
    /// reorganisation may still take its block away, and then it may be mined once more. Zero
    /// where one machine makes the blocks and keeps them.
    pub settles_after: u64,
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

/// Branches that were given up were nearly all shorter than this, and younger: whichever is more.
const SETTLES_AFTER: (u64, u64) = (8, 60_000);

/// Blocks until a transaction has settled where one comes in so many milliseconds.
const fn settles_after(block_ms: u64) -> u64 {
    let (blocks, ms) = SETTLES_AFTER;
    match ms.checked_div(block_ms) {
        Some(in_time) if in_time > blocks => in_time,
        _ => blocks,
    }
}

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
        inclusion_margin_s: if id == ETHEREUM {
            L1_MARGIN_S
        } else {
            L2_MARGIN_S
        },
        settles_after: settles_after(block_ms),
        explorer: Some(explorer),
    }
}

/// A chain that only one machine sees.
pub(super) const fn local(id: u64, name: &'static str) -> ChainFacts {
    ChainFacts {
        id: ChainId(id),
        name,
        native_symbol: "ETH",
        blocks: BlockPace::OnDemand,
        inclusion_margin_s: L2_MARGIN_S,
        settles_after: 0,
        explorer: None,
    }
}
