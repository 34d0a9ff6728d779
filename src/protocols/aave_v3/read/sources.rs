//! Where the prices of what is held and owed, and what is paid on it, come from. Nothing that is shown of the position rests on it: what
//! is not answered, or garbled, is not known.

use alloy::primitives::Address;

use super::super::AavePosition;
use super::Reading;
use super::ask::Ask;
use crate::protocols::price_source::moved_at;
use crate::protocols::source_turn::SourceTurn;
use crate::protocols::{PriceSource, PriceSources, RateCurve, RateSource};

impl Reading {
    /// What was said of them.
    pub(super) fn price_sources(&self, oracle: Address, position: &AavePosition) -> PriceSources {
        let each = priced(position).filter_map(|asset| {
            let source = self.source_of(oracle, asset)?;
            Some(PriceSource {
                token: asset,
                source,
                is_capped: self.questions.flag(Ask::Capped(source)).ok(),
                moved_at: moved_at(self.questions.words(Ask::Moved(source)).ok()),
            })
        });
        PriceSources {
            oracle: Some(oracle),
            each: each.collect(),
            rates: self.rates(position),
        }
    }

    /// Who says what is paid on each token that is owed, and what it says.
    fn rates(&self, position: &AavePosition) -> Vec<RateSource> {
        let owed = position.reserves.iter();
        let owed = owed.filter(|one| position.user.borrows(one.id));
        owed.filter_map(|one| {
            let (asset, strategy) = (one.asset, self.strategy(one.asset)?);
            let said = self.questions.words(Ask::RateCurve { strategy, asset });
            Some(RateSource {
                token: asset,
                strategy,
                curve: said.ok().and_then(RateCurve::of_bps),
            })
        })
        .collect()
    }

    /// The contract that says what is paid on an asset, if a pool names one with the reserve.
    pub(super) fn strategy(&self, asset: Address) -> Option<Address> {
        let data = self.reserve(asset).ok()??;
        Some(data.rate_strategy).filter(|strategy| !strategy.is_zero())
    }

    /// What the next reading is to ask.
    pub(super) fn next_sources(&self, oracle: Address, position: &AavePosition) -> SourceTurn {
        match self.questions.block() {
            Ok(block) => {
                let source = |asset| self.source_of(oracle, asset);
                self.sources
                    .after(block.timestamp, priced(position), source)
            }
            Err(_) => SourceTurn::default(),
        }
    }

    fn source_of(&self, oracle: Address, asset: Address) -> Option<Address> {
        self.questions.address(Ask::Source { oracle, asset }).ok()
    }
}

/// What is supplied and owed of an account that owes, and priced by a source of its own: up to 3.1 that of an
/// e-mode may stand for it.
fn priced(position: &AavePosition) -> impl Iterator<Item = Address> {
    let owes = position.user.borrowed().next().is_some();
    let reserves = position.reserves.iter().filter(move |_| owes);
    let held = reserves.filter(|one| !one.supply_scaled.is_zero() || position.user.borrows(one.id));
    let own = held.filter(|one| {
        let category = position.category_of(one);
        category.is_none_or(|category| category.price.is_none())
    });
    own.map(|one| one.asset)
}
