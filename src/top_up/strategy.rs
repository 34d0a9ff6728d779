use alloy::primitives::Address;

/// Names one way to repair a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StrategyId {
    /// What is done.
    pub means: Means,
    /// With which token.
    pub asset: Address,
}

/// What is chosen to repair a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chosen {
    /// One way.
    One(StrategyId),
    /// Several ways together: of what the wallet holds, and the market takes, what costs the least.
    Mix,
}

impl Chosen {
    /// The way, where it is one.
    #[must_use]
    pub const fn one(self) -> Option<StrategyId> {
        match self {
            Self::One(way) => Some(way),
            Self::Mix => None,
        }
    }

    /// What is done, where that is one thing.
    #[must_use]
    pub const fn means(self) -> Option<Means> {
        match self {
            Self::One(way) => Some(way.means),
            Self::Mix => None,
        }
    }
}

impl From<StrategyId> for Chosen {
    fn from(way: StrategyId) -> Self {
        Self::One(way)
    }
}

/// What can be done for a position, and about what a top-up leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Means {
    /// Supply more collateral from the wallet.
    AddCollateral,
    /// Supply more collateral out of the chain's coin, which the protocol's own contract makes into the token.
    AddCoin,
    /// Repay debt from the wallet.
    Repay,
    /// Repay debt out of the chain's coin, which the protocol's own contract makes into the token.
    RepayCoin,
    /// Repay debt out of what is supplied of the same token.
    RepaySupplied,
    /// Let what is supplied already count as collateral. It moves nothing.
    Enable,
    /// Put the position under the rules of another e-mode. It moves nothing; the token is one that counts for
    /// more there.
    EnterEMode(u8),
    /// Take back what the market may still take of a token. It moves nothing, so it reaches no target.
    TakeBack,
    /// Let this contract act for the account before the market does; or take that back. It moves nothing, so
    /// it reaches no target; the token only names the position.
    Authorize {
        /// The contract.
        contract: Address,
        /// Whether it may from then on.
        may: bool,
    },
}

/// What a means does to the position, whatever pays for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// There is more collateral.
    Supply,
    /// There is less debt.
    Repay,
    /// There is less debt, and as much less supplied.
    RepaySupplied,
    /// A supply counts.
    Enable,
    /// The rules of an e-mode hold.
    EnterEMode(u8),
    /// Nothing changes.
    Nothing,
}

/// Out of what an amount is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The wallet's token.
    Token,
    /// The wallet's coin.
    Coin,
    /// What is supplied.
    Supply,
}

impl Means {
    /// Whether it moves an amount, which can be chosen.
    #[must_use]
    pub const fn moves(self) -> bool {
        self.source().is_some()
    }

    /// Out of what it moves an amount; none where it moves nothing.
    #[must_use]
    pub const fn source(self) -> Option<Source> {
        match self {
            Self::AddCollateral | Self::Repay => Some(Source::Token),
            Self::AddCoin | Self::RepayCoin => Some(Source::Coin),
            Self::RepaySupplied => Some(Source::Supply),
            Self::Enable | Self::EnterEMode(_) | Self::TakeBack | Self::Authorize { .. } => None,
        }
    }

    /// Whether it is chosen for what it does alone, and not for a target.
    #[must_use]
    pub const fn is_no_top_up(self) -> bool {
        matches!(self, Self::TakeBack | Self::Authorize { .. })
    }

    /// The contract that it lets act for the account.
    #[must_use]
    pub const fn authorizes(self) -> Option<Address> {
        match self.authority() {
            Some((contract, true)) => Some(contract),
            _ => None,
        }
    }

    /// Which contract's authority it changes, and whether that may act from then on.
    #[must_use]
    pub const fn authority(self) -> Option<(Address, bool)> {
        match self {
            Self::Authorize { contract, may } => Some((contract, may)),
            _ => None,
        }
    }

    /// What it does to the position.
    pub(super) const fn effect(self) -> Effect {
        match self {
            Self::AddCollateral | Self::AddCoin => Effect::Supply,
            Self::Repay | Self::RepayCoin => Effect::Repay,
            Self::RepaySupplied => Effect::RepaySupplied,
            Self::Enable => Effect::Enable,
            Self::EnterEMode(e_mode) => Effect::EnterEMode(e_mode),
            Self::TakeBack | Self::Authorize { .. } => Effect::Nothing,
        }
    }
}
