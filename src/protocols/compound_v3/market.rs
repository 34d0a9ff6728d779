use alloy::primitives::Address;

/// The contract of a Compound III market that everything else is found from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addresses {
    /// `Comet`: holds collateral and debt, and answers for both.
    pub comet: Address,
}
