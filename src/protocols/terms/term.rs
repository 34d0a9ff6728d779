use alloy::primitives::Address;
use serde::{Deserialize, Serialize};

use super::gauge::{FULL, Gauge, Limits, SIGN};
use crate::protocols::term_value::TermValue;

/// A rule under which a position is liquidated, and which others can move: a threshold that is lowered
/// liquidates by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// The share of a collateral's value that counts against debt, wad.
    LiquidationThreshold(Address),
    /// What a liquidator takes of a collateral beyond what is repaid, as a share of that, wad.
    LiquidationPenalty(Address),
    /// Whether a collateral is used as such: 1 or 0.
    UsedAsCollateral(Address),
    /// Whether nothing new of a token can be supplied: 1 or 0.
    Frozen(Address),
    /// Whether nothing of a token moves: 1 or 0.
    Paused(Address),
    /// The account's e-mode; 0: none.
    EMode,
    /// Whether nobody can liquidate: 1 or 0.
    LiquidationPaused,
    /// The use of a market's money beyond which its interest grows faster, as a share, wad.
    RateKink(Address),
    /// What is paid a year on what is owed, at that use, wad.
    RateAtKink(Address),
    /// The same where all of it is used.
    RateAtMost(Address),
    /// What is paid a year on a token that is owed, at the rate in force, wad.
    BorrowRate(Address),
    /// The share of a token's money in the market that is lent out, wad: at one nothing can be withdrawn.
    Used(Address),
    /// The contract that says what is paid on a token that is owed, by how much of it is used.
    RateStrategy(Address),
    /// The most of a collateral that can be supplied in all, in whole tokens.
    SupplyLimit(Address),
    /// The share of a collateral's supply cap that is taken, wad: at one nothing can be added.
    SupplyCap(Address),
    /// The contract that a market asks for every price.
    PriceOracle,
    /// The contract that says the price of a token.
    PriceSource(Address),
    /// From which loan-to-value on a contract may liquidate a part before the market, as the account has
    /// authorised it, wad; 0: it may not.
    PreLiquidation(Address),
    /// For how many looks a price is still held to be capped by its source; 0: it is not.
    PriceCapped(Address),
    /// For how many seconds a price has not moved; 0 as long as that says nothing.
    PriceStopped(Address),
}

impl Term {
    /// The token that it is about.
    #[must_use]
    pub const fn token(self) -> Option<Address> {
        match self {
            Self::LiquidationThreshold(token)
            | Self::LiquidationPenalty(token)
            | Self::UsedAsCollateral(token)
            | Self::Frozen(token)
            | Self::Paused(token)
            | Self::RateKink(token)
            | Self::RateAtKink(token)
            | Self::RateAtMost(token)
            | Self::BorrowRate(token)
            | Self::Used(token)
            | Self::RateStrategy(token)
            | Self::SupplyLimit(token)
            | Self::SupplyCap(token)
            | Self::PriceSource(token)
            | Self::PriceCapped(token)
            | Self::PriceStopped(token) => Some(token),
            Self::EMode | Self::LiquidationPaused | Self::PriceOracle | Self::PreLiquidation(_) => {
                None
            }
        }
    }

    /// Whether somebody has to change it; else it goes with what everybody does.
    #[must_use]
    pub fn is_rule(self) -> bool {
        self.gauge(Limits::NONE).is_none()
    }

    /// Whether it may be another price that goes with it: what it would be otherwise was not read.
    #[must_use]
    pub const fn moves_prices(self) -> bool {
        matches!(self, Self::PriceOracle | Self::PriceSource(_))
    }

    /// Whether it is what a source says of its own price: neither a rule nor a move of the market.
    #[must_use]
    pub const fn is_of_a_price(self) -> bool {
        matches!(self, Self::PriceCapped(_) | Self::PriceStopped(_))
    }

    /// Whether there are markets that are asked for it only now and then: where it is not there nothing is known of
    /// it.
    pub(super) const fn is_rare(self) -> bool {
        self.is_of_a_price()
            || matches!(
                self,
                Self::PriceSource(_)
                    | Self::RateKink(_)
                    | Self::RateAtKink(_)
                    | Self::RateAtMost(_)
            )
    }

    /// How it moves, if it is none.
    pub(super) fn gauge(self, limits: Limits) -> Option<Gauge> {
        match self {
            Self::BorrowRate(_) => Some(Gauge::well_below(limits.rate, 5)),
            // Of what is used most of the time a twentieth is a lot.
            Self::Used(_) => Some(Gauge::well_below(limits.used, 20)),
            Self::SupplyCap(_) => Some(FULL),
            Self::PriceCapped(_) | Self::PriceStopped(_) => Some(SIGN),
            _ => None,
        }
    }

    /// What is held against what comes: of what moves all the time what was told last, or where it
    /// roughly was before that.
    pub(super) fn kept(self, before: TermValue, after: TermValue, limits: Limits) -> TermValue {
        let (Some(before), Some(now), Some(gauge)) =
            (before.number(), after.number(), self.gauge(limits))
        else {
            return after;
        };
        match self {
            // Gone in one look is not gone.
            Self::PriceCapped(_) => now.max(before.saturating_sub(1)),
            _ => gauge.kept(before, now),
        }
        .into()
    }
}
