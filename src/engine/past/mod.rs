//! What was: the health of each position and the prices that it depends on, since this widget first
//! saw them, with what happened meanwhile.
//!
//! - `thinned`: readings that are thinned as they age
//! - `health`, `price`: one line each; `saved`: when it is written
//!
//! Every line is one item of the store. Reading after reading is taken in, and shown; written is a
//! line only now and then.

mod health;
mod price;
mod saved;
mod thinned;

use std::sync::Arc;

use alloy::primitives::Address;

use super::view::{HistoryMark, HistoryPoint, PositionKey, PricePoint};
use crate::chain::{BlockRef, ChainId};
use crate::math::TokenAmount;
use crate::protocols::market_text;
use crate::risk::Health;
use health::HealthLine;
pub(super) use price::PriceKey;
use price::PriceLine;

/// Before the name of a position.
const HEALTH: &str = "past:";
/// Before the name of a market and an asset.
const PRICE: &str = "price:";

/// All lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Past {
    healths: Vec<Arc<HealthLine>>,
    prices: Vec<Arc<PriceLine>>,
}

/// Whether an item of this name is a line.
pub(super) fn is_line(name: &str) -> bool {
    name.starts_with(HEALTH) || name.starts_with(PRICE)
}

impl Past {
    /// A position was read, and some prices with it.
    pub(super) fn read(
        &mut self,
        key: &PositionKey,
        block: BlockRef,
        health: Health,
        prices: impl Iterator<Item = (Address, TokenAmount)>,
    ) {
        let (at, number) = (block.timestamp, block.number);
        self.health_mut(key).push(at, number, health);
        for (asset, price) in prices {
            let key = PriceKey::of(key, asset);
            let known = self.prices.iter().position(|one| *one.key() == key);
            let place = known.unwrap_or_else(|| {
                self.prices.push(Arc::new(PriceLine::new(key, price)));
                self.prices.len().saturating_sub(1)
            });
            if let Some(line) = self.prices.get_mut(place) {
                Arc::make_mut(line).push(at, number, price);
            }
        }
    }

    /// Something happened to a position. It is not to be lost.
    pub(super) fn mark(&mut self, key: &PositionKey, mark: Option<HistoryMark>) {
        let line = self.health_mut(key);
        line.mark(mark);
        line.saved.hurry();
    }

    /// What was read of a chain at a height, and above it, is in doubt.
    pub(super) fn take_back(&mut self, chain: ChainId, block: u64) {
        let healths = self.healths.iter_mut();
        healths
            .filter(|one| one.key().chain == chain)
            .for_each(|one| Arc::make_mut(one).take_back(block));
        let prices = self.prices.iter_mut();
        prices
            .filter(|one| one.key().chain == chain)
            .for_each(|one| Arc::make_mut(one).take_back(block));
    }

    /// What is to be written of the lines of a chain is from now on what is kept; `all`: whatever
    /// is not yet.
    pub(super) fn save(&mut self, chain: ChainId, all: bool) {
        let healths = self.healths.iter_mut();
        healths
            .filter(|one| one.key().chain == chain)
            .for_each(|one| Arc::make_mut(one).save(all));
        let prices = self.prices.iter_mut();
        prices
            .filter(|one| one.key().chain == chain)
            .for_each(|one| Arc::make_mut(one).save(all));
    }

    /// How the health of a position went.
    pub(super) fn health(&self, key: &PositionKey) -> Arc<[HistoryPoint]> {
        let line = self.healths.iter().find(|one| one.key() == key);
        line.map_or_else(|| [].into(), |line| line.shown())
    }

    /// What happened to it.
    pub(super) fn marks(&self, key: &PositionKey) -> Arc<[HistoryMark]> {
        let line = self.healths.iter().find(|one| one.key() == key);
        line.map_or_else(|| [].into(), |line| line.marks())
    }

    /// How a price went.
    pub(super) fn price(&self, key: &PriceKey) -> Arc<[PricePoint]> {
        let line = self.prices.iter().find(|one| one.key() == key);
        line.map_or_else(|| [].into(), |line| line.shown())
    }

    /// What is kept of the lines that are others since this was asked last, by the names of the items.
    pub(super) fn touched(&mut self) -> Vec<(String, String)> {
        let mut items = Vec::new();
        for one in self.healths.iter_mut().filter(|one| one.saved.is_touched()) {
            let line = Arc::make_mut(one);
            line.saved.seen();
            let text = line.saved.text().map(str::to_owned);
            items.extend(text.map(|text| (health_name(line.key()), text)));
        }
        for one in self.prices.iter_mut().filter(|one| one.saved.is_touched()) {
            let line = Arc::make_mut(one);
            line.saved.seen();
            let text = line.saved.text().map(str::to_owned);
            items.extend(text.map(|text| (price_name(line.key()), text)));
        }
        items
    }

    /// What is kept of the line of this name; none where there is none, or it was not written yet.
    pub(super) fn item(&self, name: &str) -> Option<String> {
        let mut healths = self.healths.iter();
        let mut prices = self.prices.iter();
        let saved = healths
            .find(|one| health_name(one.key()) == name)
            .map(|one| &one.saved)
            .or_else(|| {
                let line = prices.find(|one| price_name(one.key()) == name);
                line.map(|one| &one.saved)
            });
        saved?.text().map(str::to_owned)
    }

    /// Takes in the value of an item, as [`Stored::take`](super::stored::Stored::take).
    pub(super) fn take(&mut self, name: &str, value: &str, is_newer: bool) -> Option<bool> {
        if name.starts_with(HEALTH) {
            let found = HealthLine::found(value).filter(|one| health_name(one.key()) == name)?;
            let known = self.healths.iter_mut().find(|one| one.key() == found.key());
            return match known {
                Some(line) => Some(Arc::make_mut(line).learn(found, is_newer)),
                None => {
                    self.healths.push(Arc::new(found));
                    Some(false)
                }
            };
        }
        let found = PriceLine::found(value).filter(|one| price_name(one.key()) == name)?;
        let known = self.prices.iter_mut().find(|one| one.key() == found.key());
        match known {
            Some(line) => Some(Arc::make_mut(line).learn(found, is_newer)),
            None => {
                self.prices.push(Arc::new(found));
                Some(false)
            }
        }
    }

    /// Another tab has taken an item away.
    pub(super) fn is_gone(&mut self, name: &str) {
        self.healths.retain(|one| health_name(one.key()) != name);
        self.prices.retain(|one| price_name(one.key()) != name);
    }

    /// Forgets what is of other accounts than these, and the prices of markets that none of them was
    /// seen in: the names of the items that are to go.
    pub(super) fn retain(&mut self, is_watched: impl Fn(Address) -> bool) -> Vec<String> {
        let mut names = Vec::new();
        self.healths.retain(|one| {
            let stays = is_watched(one.key().account);
            names.extend((!stays).then(|| health_name(one.key())));
            stays
        });
        self.prices.retain(|one| {
            let mut positions = self.healths.iter();
            let stays = positions.any(|health| one.key().is_in_market_of(health.key()));
            names.extend((!stays).then(|| price_name(one.key())));
            stays
        });
        names
    }

    fn health_mut(&mut self, key: &PositionKey) -> &mut HealthLine {
        let known = self.healths.iter().position(|one| one.key() == key);
        let place = known.unwrap_or_else(|| {
            self.healths.push(Arc::new(HealthLine::new(key.clone())));
            self.healths.len().saturating_sub(1)
        });
        // In bounds: it was found there, or pushed there.
        Arc::make_mut(&mut self.healths[place])
    }
}

fn health_name(key: &PositionKey) -> String {
    let market = market_text(key.market, key.id);
    format!("{HEALTH}{}:{market}:{:#x}", key.chain.0, key.account)
}

fn price_name(key: &PriceKey) -> String {
    let market = market_text(key.market, key.id);
    format!("{PRICE}{}:{market}:{:#x}", key.chain.0, key.asset)
}

#[cfg(test)]
mod tests;
