use alloy::primitives::Address;

use super::{AavePosition, AccountData, Profile};
use crate::chain::BlockRef;
use crate::protocols::{self, Holding, Market, PriceSources, Wallet};
use crate::risk::{AssetId, Health, Position, counted_value};

/// Everything read about an account in a market, at one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The market.
    pub market: Market,
    /// The account.
    pub account: Address,
    /// The block that every value is from.
    pub block: BlockRef,
    /// The contract's own view.
    pub account_data: AccountData,
    /// Whether our arithmetic reproduces that view.
    pub agreement: Agreement,
    /// Where its prices come from, as far as this reading asked.
    pub sources: PriceSources,
    pub(super) position: AavePosition,
    pub(super) wallets: Vec<Wallet>,
}

/// Whether our arithmetic reproduces the contract's own view of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// All six words are equal under this release's arithmetic.
    Matches(Profile),
    /// They differ: only [`Snapshot::account_data`] may be shown, and no exact amounts offered.
    Differs {
        /// What we computed under the release that the pool claims; `None` when it claims one
        /// that we do not know, or the computation fails.
        ours: Option<Box<AccountData>>,
    },
}

impl Snapshot {
    /// The position, if our arithmetic reproduces the contract's: only then may anything exact be
    /// said about it.
    #[must_use]
    pub fn position(&self) -> Option<&AavePosition> {
        matches!(self.agreement, Agreement::Matches(_)).then_some(&self.position)
    }

    /// The position even where it does not reproduce the contract's view: balances and prices to
    /// show, never health or amounts.
    #[must_use]
    pub const fn position_unverified(&self) -> &AavePosition {
        &self.position
    }

    /// The health factor as the contract says it, at [`block`](Self::block).
    #[must_use]
    pub fn health(&self) -> Health {
        self.account_data.health()
    }

    /// What the account's wallet holds of a leg.
    #[must_use]
    pub fn wallet(&self, asset: AssetId) -> Option<&Wallet> {
        self.wallets.get(asset.0)
    }
}

impl From<Snapshot> for protocols::Snapshot {
    fn from(snapshot: Snapshot) -> Self {
        // The contract's sum also has collateral whose threshold is zero for this account.
        let counted = snapshot.position().and_then(|position| {
            let legs = position.legs(snapshot.block.timestamp).ok()?;
            counted_value(&legs).ok()
        });
        Self {
            health: snapshot.health(),
            collateral: counted.unwrap_or(snapshot.account_data.total_collateral),
            debt: snapshot.account_data.total_debt,
            agreement: match snapshot.agreement {
                Agreement::Matches(profile) => protocols::Agreement::Matches {
                    rules: profile.name(),
                },
                Agreement::Differs { ours } => protocols::Agreement::Differs {
                    ours: ours.map(|ours| ours.health()),
                },
            },
            market: snapshot.market,
            account: snapshot.account,
            block: snapshot.block,
            sources: snapshot.sources,
            holding: Holding::AaveV3(Box::new(snapshot.position)),
            wallets: snapshot.wallets,
        }
    }
}
