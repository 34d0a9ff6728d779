//! One position: what it needs, and a set of ways worked out to the unit.

use std::borrow::Cow;

use alloy::primitives::U256;

use super::column::Column;
use super::columns::columns;
use super::need::Need;
use super::stock::Stock;
use super::worth::{ONE, worth};
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Change, Health, Obstacle, Position};
use crate::top_up::remedy::Remedy;
use crate::top_up::single::{is_listed, permission_for};
use crate::top_up::value::fee_of_a_part;
use crate::top_up::{Means, Part, Purse, Reserved, Source, StrategyId, Unavailable};

/// What a mix is made for.
pub(super) struct Case<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// Under the rule by which it is liquidated first.
    ruling: Cow<'a, Snapshot>,
    purse: Option<&'a Purse>,
    pub(super) target: Wad,
    /// The earliest and the latest likely inclusion.
    within: [Timestamp; 2],
}

impl<'a> Case<'a> {
    /// A position that is to reach a target, whenever it is mined up to `latest`.
    pub(super) fn of(
        snapshot: &'a Snapshot,
        purse: Option<&'a Purse>,
        target: Wad,
        latest: Timestamp,
    ) -> Self {
        let ruling = snapshot.ruling();
        let now = ruling.block.timestamp;
        Self {
            snapshot,
            ruling,
            purse,
            target,
            within: [now, now.max(latest)],
        }
    }
}

impl Case<'_> {
    pub(super) const fn later(&self) -> Timestamp {
        let [_, later] = self.within;
        later
    }

    /// The position as it is.
    pub(super) fn position(&self) -> Result<&dyn Position, Unavailable> {
        self.ruling.position().ok_or(Unavailable::NotComputable)
    }

    /// What it needs, with each of its switches, out of what is not spoken for; none where it is at the target
    /// already.
    pub(super) fn needs(&self, reserved: &Reserved) -> Result<Vec<Need>, Unavailable> {
        let position = self.position()?;
        if self.missing(position)?.is_zero() {
            return Err(Unavailable::AlreadyThere);
        }
        let [now, _] = self.within;
        let fee = self.fee(position);
        let mut needs = Vec::new();
        for switches in self.switches(position) {
            let mut switched: Option<Box<dyn Position>> = None;
            let done = switches.iter().try_for_each(|(_, change)| {
                let before = switched.as_deref().unwrap_or(position);
                before
                    .changed(*change, self.later())
                    .map(|after| switched = Some(after))
            });
            // What is refused, or answers nothing, is none.
            if done.is_err() {
                continue;
            }
            let position = switched.as_deref().unwrap_or(position);
            let missing = self.missing(position)?;
            let columns = self.columns(position, reserved);
            let legs = position.legs(now).unwrap_or_default();
            let stock = Stock::of(self.snapshot, self.purse, &legs).only(&columns);
            needs.push(Need {
                fees: fee.saturating_mul(U256::from(switches.len())),
                switches: switches.into_iter().map(|(way, _)| way).collect(),
                columns,
                stock,
                missing,
                fee,
            });
        }
        Ok(needs)
    }

    /// All that helps it, of what is not spoken for.
    fn columns(&self, position: &dyn Position, reserved: &Reserved) -> Vec<Column> {
        let (snapshot, target) = (self.snapshot, self.target);
        let purse = self.purse;
        columns(snapshot, purse, reserved, position, target, self.later())
    }

    /// What is missing to the target, in wad times the value of [`worth`].
    fn missing(&self, position: &dyn Position) -> Result<U256, Unavailable> {
        let mut most = U256::ZERO;
        for at in self.within {
            let not_computable = |_| Unavailable::NotComputable;
            let Health::Ratio(health) = position.health(at).map_err(not_computable)? else {
                continue;
            };
            let short = self.target.raw().saturating_sub(health.raw());
            let legs = position.legs(at).map_err(not_computable)?;
            let decimals = position.base().decimals;
            let debt = legs.iter().filter_map(|leg| leg.debt.as_ref());
            let debt = debt.fold(U256::ZERO, |sum, debt| sum.saturating_add(debt.value));
            let debt = worth(TokenAmount::new(debt, decimals), ONE);
            most = most.max(debt.saturating_mul(short));
        }
        Ok(most)
    }

    /// What moves nothing and could come first: nothing, one idle supply that is let count, all of them, or
    /// another e-mode.
    fn switches(&self, position: &dyn Position) -> Vec<Vec<(StrategyId, Change)>> {
        let legs = position.legs(self.later()).unwrap_or_default();
        let disabled = Some(Obstacle::CollateralDisabled);
        let idle = legs.iter().enumerate().filter_map(|(place, leg)| {
            let supplied = leg.collateral.as_ref();
            supplied.filter(|supplied| supplied.not_counted == disabled)?;
            let way = StrategyId {
                means: Means::Enable,
                asset: leg.asset,
            };
            is_listed(self.snapshot, way, leg.decimals).ok()?;
            Some((way, Change::Enable(AssetId(place))))
        });
        let idle: Vec<_> = idle.collect();
        let e_modes = self.ruling.better_e_modes().into_iter();
        let e_modes = e_modes.map(|(e_mode, asset)| {
            let means = Means::EnterEMode(e_mode);
            vec![(StrategyId { means, asset }, Change::EnterEMode(e_mode))]
        });
        let each = idle.iter().map(|one| vec![*one]);
        let together = (idle.len() > 1).then(|| idle.clone());
        let all = core::iter::once(Vec::new()).chain(each);
        all.chain(together).chain(e_modes).collect()
    }

    /// What the network takes for one part, where a price of its coin is known; else the least that there
    /// is, so that of what costs the same fewer signatures are chosen.
    fn fee(&self, position: &dyn Position) -> U256 {
        let fee = fee_of_a_part(self.snapshot, self.purse, position, self.later());
        fee.map_or(U256::ONE, |fee| worth(fee, ONE).max(U256::ONE))
    }

    /// A set worked out to the unit, where so much of the wallet is spoken for: all of its ways whole but the
    /// last.
    pub(super) fn parts(
        &self,
        switches: &[StrategyId],
        columns: &[Column],
        reserved: &Reserved,
    ) -> Result<Vec<Part>, Unavailable> {
        let switches = switches.iter();
        let mut parts: Vec<Part> = switches.map(|way| self.nothing(*way)).collect();
        let mut stock = self.stock(reserved)?;
        let Some((last, whole)) = columns.split_last() else {
            return self.only_switched(parts);
        };
        self.all(whole, &mut parts, &mut stock)?;
        let part = match Remedy::after(&self.ruling, &parts, last.way, self.later()) {
            // What is repaid out of the supply is refused while the position is under water.
            Err(Unavailable::Obstacle(Obstacle::StillLiquidatable)) => {
                return self.before_supplied(parts, last, &stock);
            }
            remedy => {
                let (amount, closes_debt) = remedy?.needed(self.target)?;
                Part {
                    amount,
                    closes_debt,
                    ..self.nothing(last.way)
                }
            }
        };
        let pays = last.way.means.source() != Some(Source::Supply);
        if pays && part.amount.raw > stock.left(last.way) {
            return Err(Unavailable::Balance {
                needed: part.amount,
            });
        }
        parts.push(part);
        Ok(parts)
    }

    /// All that there is to pay with beside what is spoken for.
    fn stock(&self, reserved: &Reserved) -> Result<Stock, Unavailable> {
        let [now, _] = self.within;
        let legs = self.position()?.legs(now);
        let legs = legs.map_err(|_| Unavailable::NotComputable)?;
        Ok(Stock::of(self.snapshot, self.purse, &legs).without(reserved))
    }

    /// The last part comes before those that are repaid out of the supply, which must find the position above
    /// water. Its least amount is then halved in on: no inverse looks through what follows it.
    fn before_supplied(
        &self,
        parts: Vec<Part>,
        last: &Column,
        stock: &Stock,
    ) -> Result<Vec<Part>, Unavailable> {
        let is_supplied = |part: &Part| part.way.means == Means::RepaySupplied;
        let (supplied, first): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(is_supplied);
        let whole = self.whole(&first, last, stock)?;
        let with = |amount: U256| -> Vec<Part> {
            let part = Part {
                amount: TokenAmount::new(amount, whole.amount.decimals),
                closes_debt: whole.closes_debt && amount == whole.amount.raw,
                ..whole
            };
            let parts = first.iter().copied().chain([part]);
            parts.chain(supplied.iter().copied()).collect()
        };
        if let (best, false) = self.restores(&with(whole.amount.raw))? {
            return Err(Unavailable::Short { best });
        }
        let (mut short, mut enough) = (U256::ZERO, whole.amount.raw);
        while enough.saturating_sub(short) > U256::ONE {
            let half = enough.saturating_sub(short).wrapping_shr(1);
            let between = short.saturating_add(half);
            match self.restores(&with(between)) {
                Ok((_, true)) => enough = between,
                Ok((_, false)) | Err(Unavailable::Obstacle(_)) => short = between,
                Err(other) => return Err(other),
            }
        }
        Ok(with(enough))
    }

    /// The lowest health after parts at either end, and whether the target is there whenever they are mined.
    fn restores(&self, parts: &[Part]) -> Result<(Health, bool), Unavailable> {
        let (last, first) = parts.split_last().ok_or(Unavailable::NotComputable)?;
        let remedy = Remedy::after(&self.ruling, first, last.way, self.later())?;
        remedy.restores(last.amount, self.target)
    }

    /// The lowest health before anything is done.
    fn now(&self, position: &dyn Position) -> Result<Health, Unavailable> {
        let health = |at| position.health(at).map_err(|_| Unavailable::NotComputable);
        let [now, later] = self.within;
        Ok(health(now)?.min(health(later)?))
    }

    /// Switches alone, where they are enough.
    fn only_switched(&self, parts: Vec<Part>) -> Result<Vec<Part>, Unavailable> {
        match self.restores(&parts)? {
            (_, true) => Ok(parts),
            (best, false) => Err(Unavailable::Short { best }),
        }
    }

    /// Parts that move all that there is; those that are repaid out of the supply last: they must find the
    /// position above water.
    fn all(
        &self,
        columns: &[Column],
        parts: &mut Vec<Part>,
        stock: &mut Stock,
    ) -> Result<(), Unavailable> {
        let is_supplied = |column: &&Column| column.way.means == Means::RepaySupplied;
        let (supplied, others): (Vec<&Column>, Vec<_>) = columns.iter().partition(is_supplied);
        let mut first = parts.clone();
        for column in others.into_iter().chain(supplied) {
            if stock.room(column).raw.is_zero() {
                continue;
            }
            // How much of a token can be moved hangs on no other that is repaid out of a supply.
            let part = self.whole(&first, column, stock)?;
            stock.take(column.way, part.amount.raw);
            if !is_supplied(&column) {
                first.push(part);
            }
            parts.push(part);
        }
        Ok(())
    }

    /// A part that moves all that there is, or all that is owed.
    fn whole(&self, first: &[Part], column: &Column, stock: &Stock) -> Result<Part, Unavailable> {
        let room = stock.room(column);
        let remedy = Remedy::after(&self.ruling, first, column.way, self.later())?;
        let (mut amount, mut closes_debt) = remedy.given(room)?;
        let pays = column.way.means.source() != Some(Source::Supply);
        if closes_debt && pays && amount.raw > stock.left(column.way) {
            // It would be enough for the debt of now, and not for that of then.
            amount = TokenAmount::new(room.raw.saturating_sub(U256::ONE), room.decimals);
            closes_debt = false;
        }
        Ok(Part {
            amount,
            closes_debt,
            ..self.nothing(column.way)
        })
    }

    fn nothing(&self, way: StrategyId) -> Part {
        Part {
            way,
            amount: TokenAmount::zero(0),
            closes_debt: false,
            permission: permission_for(self.snapshot, way.asset),
        }
    }

    /// How far all that is not spoken for reaches.
    pub(super) fn short_of_all(&self, reserved: &Reserved) -> Unavailable {
        let reached = || -> Result<Health, Unavailable> {
            let position = self.position()?;
            let all = self.columns(position, reserved);
            let mut stock = self.stock(reserved)?;
            let mut parts: Vec<Part> = Vec::new();
            self.all(&all, &mut parts, &mut stock)?;
            if parts.is_empty() {
                return self.now(position);
            }
            Ok(self.restores(&parts)?.0)
        };
        match reached() {
            Ok(best) => Unavailable::Short { best },
            Err(why) => why,
        }
    }
}
