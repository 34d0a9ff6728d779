use alloy::primitives::Address;

/// Names one way to repair a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StrategyId {
    /// What is done.
    pub means: Means,
    /// With which token.
    pub asset: Address,
}

/// What can be done for a position, and about what a top-up leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Means {
    /// Supply more collateral from the wallet.
    AddCollateral,
    /// Repay debt from the wallet.
    Repay,
    /// Repay debt out of what is supplied of the same token.
    RepaySupplied,
    /// Let what is supplied already count as collateral. It moves nothing.
    Enable,
    /// Take back what the market may still take of a token. It moves nothing, so it reaches no target.
    TakeBack,
}

impl Means {
    /// Whether it moves an amount, which can be chosen.
    #[must_use]
    pub const fn moves(self) -> bool {
        self.is_paid_by_wallet() || matches!(self, Self::RepaySupplied)
    }

    /// Whether what it moves comes out of the wallet.
    #[must_use]
    pub const fn is_paid_by_wallet(self) -> bool {
        matches!(self, Self::AddCollateral | Self::Repay)
    }
}
