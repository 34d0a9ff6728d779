//! How the price of one asset went in one market, whoever holds it.

use std::sync::Arc;

use alloy::primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

use super::super::value::{read, text};
use super::super::view::PricePoint;
use super::saved::Saved;
use super::thinned::{self, Keeps, Point, Thinned};
use crate::chain::ChainId;
use crate::math::{Timestamp, TokenAmount, pow10};
use crate::protocols::PositionKey;

/// A price that stays is noted this often, seconds: so it is seen that somebody was looking.
const SAME_EVERY_S: u64 = 600;
/// The first price of a line is kept with so many digits.
const DIGITS: u64 = 10_000_000_000;

/// Whose price, by which oracle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct PriceKey {
    pub(super) chain: ChainId,
    pub(super) market: Address,
    pub(super) id: Option<B256>,
    pub(super) asset: Address,
}

impl PriceKey {
    /// The price of an asset in the market of a position.
    pub(in super::super) const fn of(position: &PositionKey, asset: Address) -> Self {
        Self {
            chain: position.chain,
            market: position.market,
            id: position.id,
            asset,
        }
    }

    /// Whether it is of the market that a position is in.
    pub(super) fn is_in_market_of(&self, position: &PositionKey) -> bool {
        *self == Self::of(position, self.asset)
    }
}

/// How one price went.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PriceLine {
    key: PriceKey,
    points: Thinned,
    /// Of the values of its points.
    decimals: u8,
    /// As they are to be shown.
    decimals_shown: u8,
    shown: Arc<[PricePoint]>,
    pub(super) saved: Saved,
}

#[derive(Serialize, Deserialize)]
struct Text {
    of: PriceKey,
    decimals: u8,
    decimals_shown: u8,
    points: Vec<u64>,
}

impl PriceLine {
    /// A line that begins with this price.
    pub(super) fn new(key: PriceKey, first: TokenAmount) -> Self {
        let (mut digits, mut decimals) = (first.raw, first.decimals);
        while digits >= U256::from(DIGITS) && decimals > 0 {
            digits = digits.checked_div(U256::from(10)).unwrap_or_default();
            decimals = decimals.saturating_sub(1);
        }
        Self {
            key,
            points: Thinned::new(Keeps::Both),
            decimals,
            decimals_shown: first.decimals,
            shown: [].into(),
            saved: Saved::default(),
        }
    }

    /// Reads what [`save`](Self::save) wrote.
    pub(super) fn found(value: &str) -> Option<Self> {
        let Text {
            of,
            decimals,
            decimals_shown,
            points,
        } = read(value)?;
        let mut line = Self::new(of, TokenAmount::zero(decimals));
        line.decimals_shown = decimals_shown;
        line.points.learn(thinned::points(&points)?);
        line.saved = Saved::found(value, line.points.newest());
        line.show();
        Some(line)
    }

    pub(super) fn key(&self) -> &PriceKey {
        &self.key
    }

    pub(super) fn shown(&self) -> Arc<[PricePoint]> {
        self.shown.clone()
    }

    /// A price was read. One that does not fit is not kept.
    pub(super) fn push(&mut self, at: Timestamp, block: u64, price: TokenAmount) {
        let Some(value) = scaled(price.raw, price.decimals, self.decimals) else {
            return;
        };
        let Ok(value) = u64::try_from(value) else {
            return;
        };
        let is_same = self.points.newest().is_some_and(|last| {
            let is_later = last.block <= block && last.at <= at;
            is_later && last.value == value && at.0.saturating_sub(last.at.0) < SAME_EVERY_S
        });
        if !is_same {
            self.points.push(Point { at, value, block });
        }
        if !is_same || self.decimals_shown != price.decimals {
            self.decimals_shown = price.decimals;
            self.show();
        }
    }

    /// Takes back what was read at a height and above.
    pub(super) fn take_back(&mut self, block: u64) {
        if self.points.take_back(block) {
            self.saved.hurry();
            self.show();
        }
    }

    /// As [`HealthLine::learn`](super::health::HealthLine::learn).
    pub(super) fn learn(&mut self, other: Self, is_newer: bool) -> bool {
        let (from, to) = (other.decimals, self.decimals);
        let fits = |value| {
            let value = scaled(U256::from(value), from, to).unwrap_or(U256::MAX);
            value.saturating_to()
        };
        let points = other.points.map(fits);
        self.points.learn(points.points().iter().copied());
        self.show();
        if is_newer {
            self.saved.is_other(other.saved);
        }
        !is_newer
    }

    pub(super) fn save(&mut self, all: bool) {
        let newest = self.points.newest();
        if self.saved.is_due(newest, all) {
            let value = Text {
                of: self.key.clone(),
                decimals: self.decimals,
                decimals_shown: self.decimals_shown,
                points: thinned::numbers(self.points.points()),
            };
            self.saved.save(text(&value), newest);
        }
    }

    fn show(&mut self) {
        let (from, to) = (self.decimals, self.decimals_shown);
        let points = self.points.points().iter();
        let points = points.filter_map(|one| {
            let raw = scaled(U256::from(one.value), from, to)?;
            let price = TokenAmount::new(raw, to);
            Some(PricePoint { at: one.at, price })
        });
        self.shown = points.collect();
    }
}

/// The same number with other decimals, rounded down; none where that is too great.
fn scaled(raw: U256, from: u8, to: u8) -> Option<U256> {
    match to.checked_sub(from) {
        Some(more) => raw.checked_mul(pow10(more).ok()?),
        None => raw.checked_div(pow10(from.saturating_sub(to)).ok()?),
    }
}
