use std::borrow::Cow;

use alloy::primitives::{Address, U256};

use super::{Held, Market, PriceSources, Terms, aave_v3, compound_v3, morpho_blue};
use crate::chain::BlockRef;
use crate::math::TokenAmount;
use crate::risk::{Accrue, Accrued, AssetId, Halted, Health, Position, RiskError, counted_value};

/// Everything read about an account in a market, at one block, whatever the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The market.
    pub market: Market,
    /// The account.
    pub account: Address,
    /// The block that every value is from.
    pub block: BlockRef,
    /// The health factor at that block: the contract's own, where it has one.
    pub health: Health,
    /// Value of the collateral that counts, in units of the position's base currency: the sum over
    /// its legs, or, where they are not confirmed, what the contract says.
    pub collateral: U256,
    /// Value of what is owed.
    pub debt: U256,
    /// Whether our arithmetic reproduces what the contracts say.
    pub agreement: Agreement,
    /// Where its prices come from, as far as this reading asked.
    pub sources: PriceSources,
    pub(super) holding: Holding,
    pub(super) wallets: Vec<Wallet>,
}

/// Whether our arithmetic reproduces what the contracts say of the account at the same block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Every word that they say is equal.
    Matches {
        /// The rules by which it is, as in "Aave v3.6".
        rules: &'static str,
    },
    /// They differ: only what the contract says may be shown, and no exact amounts offered.
    Differs {
        /// What we computed, if anything.
        ours: Option<Health>,
    },
}

/// A position in the integers of its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// In an Aave v3 market, or one of its forks.
    AaveV3(Box<aave_v3::AavePosition>),
    /// In a Compound III market.
    CompoundV3(Box<compound_v3::CometPosition>),
    /// In a Morpho Blue market.
    MorphoBlue(Box<morpho_blue::MorphoPosition>),
}

/// What the account itself holds of an asset, ready to be supplied or repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wallet {
    /// In the account's own hands.
    pub balance: TokenAmount,
    /// How much of it the market may take already.
    pub allowance: U256,
}

impl Snapshot {
    /// The position, if our arithmetic reproduces what the contracts say: only then may anything
    /// exact be said about it.
    #[must_use]
    pub fn position(&self) -> Option<&dyn Position> {
        matches!(self.agreement, Agreement::Matches { .. }).then(|| self.position_unverified())
    }

    /// The position even where it is not confirmed: balances and prices to show, never health or
    /// amounts.
    #[must_use]
    pub fn position_unverified(&self) -> &dyn Position {
        match &self.holding {
            Holding::AaveV3(position) => &**position,
            Holding::CompoundV3(position) => &**position,
            Holding::MorphoBlue(position) => &**position,
        }
    }

    /// The position in the integers of its protocol.
    #[must_use]
    pub const fn holding(&self) -> &Holding {
        &self.holding
    }

    /// What the account's wallet holds of a leg.
    #[must_use]
    pub fn wallet(&self, asset: AssetId) -> Option<&Wallet> {
        self.wallets.get(asset.0)
    }

    /// Whether there is anything that could be liquidated.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.health != Health::NoDebt
    }

    /// The same by the rule of a contract that the account has let liquidate a part of it before
    /// the protocol does; none where no such contract comes first. What that contract would take
    /// is not what a liquidation of this takes.
    #[must_use]
    pub fn earlier(&self) -> Option<Self> {
        let Holding::MorphoBlue(position) = &self.holding else {
            return None;
        };
        let (health, rule) = position.earlier(self.block.timestamp)?;
        Some(Self {
            health,
            collateral: counted_value(&rule.legs(self.block.timestamp).ok()?).ok()?,
            holding: Holding::MorphoBlue(Box::new(rule)),
            ..self.clone()
        })
    }

    /// The same by the rule under which it is liquidated first: its own, or an
    /// [`earlier`](Self::earlier) one.
    #[must_use]
    pub fn ruling(&self) -> Cow<'_, Self> {
        self.earlier().map_or(Cow::Borrowed(self), Cow::Owned)
    }

    /// The health at which the first liquidator may act: what alarms follow. The protocol's own,
    /// or that of a contract which comes before it.
    #[must_use]
    pub fn first_health(&self) -> Health {
        self.earlier().map_or(self.health, |first| first.health)
    }

    /// Whether collateral and debt move together, so that tighter thresholds make sense.
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        let confirmed = matches!(self.agreement, Agreement::Matches { .. });
        confirmed
            && match &self.holding {
                Holding::AaveV3(position) => position.is_correlated(),
                Holding::CompoundV3(position) => position.is_correlated(),
                Holding::MorphoBlue(position) => position.is_correlated(),
            }
    }

    /// What is held, in units that neither prices nor interest change.
    #[must_use]
    pub fn held(&self) -> Held {
        match &self.holding {
            Holding::AaveV3(position) => position.held(),
            Holding::CompoundV3(position) => position.held(),
            Holding::MorphoBlue(position) => position.held(),
        }
    }

    /// The rules under which it is liquidated; none where nothing is owed.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let now = self.block.timestamp;
        let terms = match &self.holding {
            _ if !self.owes() => return Terms::default(),
            Holding::AaveV3(position) => position.terms(now),
            Holding::CompoundV3(position) => position.terms(),
            Holding::MorphoBlue(position) => position.terms(now),
        };
        terms.and(self.sources.terms(now))
    }

    /// The position at its block, to ask about many prices; as unconfirmed as
    /// [`position_unverified`](Self::position_unverified).
    ///
    /// # Errors
    /// [`RiskError::Math`].
    pub fn accrued(&self) -> Result<Accrued, RiskError> {
        let position: &dyn Accrue = match &self.holding {
            Holding::AaveV3(position) => &**position,
            Holding::CompoundV3(position) => &**position,
            Holding::MorphoBlue(position) => &**position,
        };
        position.accrued(self.block.timestamp)
    }

    /// What the market has stopped for this account. Nothing of Morpho Blue can be.
    #[must_use]
    pub fn halted(&self) -> Halted {
        match &self.holding {
            Holding::AaveV3(position) => position.halted(),
            Holding::CompoundV3(position) => position.halted(),
            Holding::MorphoBlue(_) => Halted::default(),
        }
    }

    /// The e-modes in which the position would be better off, and the first token that counts for more in
    /// each; none where the protocol has no such.
    #[must_use]
    pub fn better_e_modes(&self) -> Vec<(u8, Address)> {
        match &self.holding {
            Holding::AaveV3(position) => position.better_e_modes(self.block.timestamp),
            Holding::CompoundV3(_) | Holding::MorphoBlue(_) => Vec::new(),
        }
    }

    /// The account's e-mode, where the protocol has such.
    #[must_use]
    pub fn e_mode(&self) -> Option<u8> {
        match &self.holding {
            Holding::AaveV3(position) => position.e_mode().map(|category| category.id),
            Holding::CompoundV3(_) | Holding::MorphoBlue(_) => None,
        }
    }
}
