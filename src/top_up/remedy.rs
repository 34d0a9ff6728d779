//! What one means does to a position, whenever it is mined in a window of time.

use alloy::primitives::{Address, U256};

use super::goal::as_shown;
use super::strategy::Effect;
use super::{Part, StrategyId, Unavailable};
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::Snapshot;
use crate::risk::{AssetId, Change, Health, Inverse, Obstacle, Position, RiskError};

/// How often an amount may ask for more of itself. Each time the average threshold is another basis point
/// lower somewhere, which ends soon or not at all.
const MOST_ROUNDS: usize = 8;

/// How much of a token, and whether that is all that is owed of it.
pub(super) type Need = (TokenAmount, bool);

/// A means, with a token, for a position, perhaps after others.
pub(super) struct Remedy<'a> {
    position: &'a dyn Position,
    /// What comes before it, and what the position is after that at either end; none where nothing does.
    first: Vec<Change>,
    after_first: Option<[Box<dyn Position>; 2]>,
    effect: Effect,
    asset: AssetId,
    /// The earliest and the latest likely inclusion.
    within: [Timestamp; 2],
}

/// Which leg of the position a token is.
pub(super) fn find(
    position: &dyn Position,
    asset: Address,
    at: Timestamp,
) -> Result<AssetId, Unavailable> {
    let legs = position.legs(at).map_err(not_computable)?;
    let place = legs.iter().position(|leg| leg.asset == asset);
    place.map(AssetId).ok_or(Unavailable::NotComputable)
}

/// A position after changes; none where there are none.
fn changed(
    position: &dyn Position,
    changes: &[Change],
    at: Timestamp,
) -> Result<Option<Box<dyn Position>>, Unavailable> {
    let mut after: Option<Box<dyn Position>> = None;
    for &change in changes {
        let before = after.as_deref().unwrap_or(position);
        after = Some(before.changed(change, at).map_err(refused)?);
    }
    Ok(after)
}

const fn refused(error: RiskError) -> Unavailable {
    match error {
        RiskError::Refused(obstacle) => Unavailable::Obstacle(obstacle),
        _ => Unavailable::NotComputable,
    }
}

const fn not_computable(_: RiskError) -> Unavailable {
    Unavailable::NotComputable
}

impl Effect {
    /// What it does to the position with so much of an asset; none where that is nothing.
    const fn change(self, asset: AssetId, amount: U256) -> Option<Change> {
        Some(match self {
            Self::Supply => Change::Supply(asset, amount),
            Self::Repay => Change::Repay(asset, amount),
            Self::RepaySupplied => Change::RepaySupplied(asset, amount),
            Self::Enable => Change::Enable(asset),
            Self::EnterEMode(e_mode) => Change::EnterEMode(e_mode),
            Self::Nothing => return None,
        })
    }
}

impl<'a> Remedy<'a> {
    /// For a snapshot under the rule by which it is liquidated first.
    pub(super) fn of(
        ruling: &'a Snapshot,
        way: StrategyId,
        latest: Timestamp,
    ) -> Result<Self, Unavailable> {
        Self::after(ruling, &[], way, latest)
    }

    /// The same, after other parts in the same block.
    pub(super) fn after(
        ruling: &'a Snapshot,
        first: &[Part],
        way: StrategyId,
        latest: Timestamp,
    ) -> Result<Self, Unavailable> {
        let position = ruling.position().ok_or(Unavailable::NotComputable)?;
        let now = ruling.block.timestamp;
        let within = [now, now.max(latest)];
        let change = |part: &Part| {
            let asset = find(position, part.way.asset, latest)?;
            let effect = part.way.means.effect();
            effect
                .change(asset, part.amount.raw)
                .ok_or(Unavailable::NotComputable)
        };
        let first: Vec<Change> = first.iter().map(change).collect::<Result<_, _>>()?;
        let [at_first, at_last] = within;
        let after_first = match (
            changed(position, &first, at_first)?,
            changed(position, &first, at_last)?,
        ) {
            (Some(now), Some(later)) => Some([now, later]),
            _ => None,
        };
        Ok(Self {
            position,
            after_first,
            first,
            effect: way.means.effect(),
            asset: find(position, way.asset, latest)?,
            within,
        })
    }

    /// The position before it, at either end.
    fn before(&self, at: Timestamp) -> &dyn Position {
        let [now, _] = self.within;
        match &self.after_first {
            None => self.position,
            Some([first, _]) if at == now => first.as_ref(),
            Some([_, last]) => last.as_ref(),
        }
    }

    /// Which leg of the position it is with.
    pub(super) const fn asset(&self) -> AssetId {
        self.asset
    }

    /// The latest likely inclusion.
    pub(super) const fn latest(&self) -> Timestamp {
        let [_, latest] = self.within;
        latest
    }

    /// How much it takes to reach a target, whenever it is mined.
    pub(super) fn needed(&self, target: Wad) -> Result<Need, Unavailable> {
        if self.effect == Effect::RepaySupplied {
            return self.needed_of_supply(target);
        }
        let mut targets = [target; 2];
        for _ in 0..MOST_ROUNDS {
            let mut most: Option<Need> = None;
            for (at, target) in self.within.into_iter().zip(targets) {
                if let Some(need) = self.needed_at(target, at)?
                    && most.is_none_or(|(most, _)| need.0.raw > most.raw)
                {
                    most = Some(need);
                }
            }
            let (amount, full) = most.ok_or(Unavailable::AlreadyThere)?;
            // There is no more of it than that.
            if full {
                return match self.restores(amount, target)? {
                    (_, true) => Ok((amount, full)),
                    (best, false) => Err(Unavailable::Short { best }),
                };
            }
            let between = self.targets(amount, target)?;
            let [first, last] = between;
            if between
                .into_iter()
                .zip(targets)
                .all(|(one, held)| one <= held)
            {
                return self.closed_early(amount);
            }
            let [held_first, held_last] = targets;
            targets = [first.max(held_first), last.max(held_last)];
        }
        Err(Unavailable::NotComputable)
    }

    /// How much it takes out of the supply to reach a target, whenever it is mined: so much is enough at
    /// either end for every second between, and one unit less is not.
    ///
    /// A repayment out of the supply takes from what counts and from what is owed, and each is rounded by
    /// itself: the health factor rises with the amount, but not with every unit of it. So no quotient is
    /// turned round here: what the protocol does is asked of amounts between one that is too little and
    /// one that is enough, each time half as far apart, which takes no more than 256 questions. Where the
    /// target lies within such a rounding, or within a step of an average threshold, a smaller amount
    /// may reach it, too, by chance.
    fn needed_of_supply(&self, target: Wad) -> Result<Need, Unavailable> {
        if self.is_there(target)? {
            return Err(Unavailable::AlreadyThere);
        }
        let (most, closes) = self.most_of_supply()?;
        if let (best, false) = self.restores(most, target)? {
            return Err(Unavailable::Short { best });
        }
        let (mut short, mut enough) = (U256::ZERO, most.raw);
        while enough.saturating_sub(short) > U256::ONE {
            let half = enough.saturating_sub(short).wrapping_shr(1);
            let between = short.saturating_add(half);
            match self.restores(TokenAmount::new(between, most.decimals), target) {
                Ok((_, true)) => enough = between,
                // Of so little the protocol may record nothing, or demand more.
                Ok((_, false)) | Err(Unavailable::Obstacle(_)) => short = between,
                Err(other) => return Err(other),
            }
        }
        // Up to 3.4 a rest of one unit may be none in scaled units, which leaves the account's bit set.
        let [now, _] = self.within;
        if closes && enough.saturating_add(U256::ONE) >= self.owed(now)?.raw {
            return Ok((most, true));
        }
        Ok((TokenAmount::new(enough, most.decimals), false))
    }

    /// The most that can be repaid out of the supply whenever it is mined, and whether that is all that
    /// is owed.
    fn most_of_supply(&self) -> Result<Need, Unavailable> {
        let [now, later] = self.within;
        if self.supply_covers_debt()? {
            return Ok((self.owed(later)?, true));
        }
        // Both grow until then.
        let (owed, supplied) = (self.owed(now)?, self.supplied(now)?);
        let most = owed.raw.min(supplied.raw);
        Ok((TokenAmount::new(most, owed.decimals), false))
    }

    /// Whether no less is supplied of the token than is owed, whenever it is mined: the one grows in a
    /// line, the other at least so, so it is so between where it is at both ends.
    fn supply_covers_debt(&self) -> Result<bool, Unavailable> {
        for at in self.within {
            if self.supplied(at)?.raw < self.owed(at)?.raw {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How much it takes at one time; none where the target is there already.
    fn needed_at(&self, target: Wad, at: Timestamp) -> Result<Option<Need>, Unavailable> {
        let (position, asset) = (self.before(at), self.asset);
        let inverse = match self.effect {
            Effect::Repay => position.minimal_repay(asset, target, at),
            Effect::Supply => position.minimal_supply(asset, target, at),
            Effect::RepaySupplied | Effect::Enable | Effect::EnterEMode(_) | Effect::Nothing => {
                return Ok(None);
            }
        };
        match inverse.map_err(not_computable)? {
            Inverse::Unreachable(obstacle) => Err(Unavailable::Obstacle(obstacle)),
            Inverse::Already => Ok(None),
            Inverse::Amount { amount, full, .. } => Ok(Some((amount, full))),
        }
    }

    /// How much an amount that is given moves: no more is repaid than is owed.
    pub(super) fn given(&self, amount: TokenAmount) -> Result<Need, Unavailable> {
        self.closed_early(amount)
    }

    /// What can be promised of an amount, whenever it is mined: the lowest health factor after it, to
    /// the digits that are shown.
    pub(super) fn promised(&self, amount: TokenAmount) -> Result<Wad, Unavailable> {
        let (lowest, _) = self.restores(amount, Wad::ZERO)?;
        let shown = match lowest {
            Health::NoDebt => as_shown(Wad::from_raw(U256::MAX)),
            Health::Ratio(ratio) => as_shown(ratio),
        };
        // Where an average threshold steps down between, it is less than at either end, by up to a
        // basis point.
        let below = as_shown(Wad::from_raw(shown.raw().saturating_sub(U256::ONE)));
        for promise in [shown, below] {
            if let (_, true) = self.restores(amount, promise)? {
                return Ok(promise);
            }
        }
        Err(Unavailable::NotComputable)
    }

    /// A repayment that would be more than is owed where it is mined early would be too much then, or a
    /// loan to the market: all is repaid instead. Out of a supply all is repaid only where there is as
    /// much of it: else "all" is the supply.
    fn closed_early(&self, amount: TokenAmount) -> Result<Need, Unavailable> {
        let [now, later] = self.within;
        let may_close = match self.effect {
            Effect::Repay => true,
            Effect::RepaySupplied => self.supply_covers_debt()?,
            Effect::Supply | Effect::Enable | Effect::EnterEMode(_) | Effect::Nothing => false,
        };
        if !may_close || amount.raw < self.owed(now)?.raw {
            return Ok((amount, false));
        }
        Ok((self.owed(later)?, true))
    }

    /// What is owed of the token.
    fn owed(&self, at: Timestamp) -> Result<TokenAmount, Unavailable> {
        let legs = self.before(at).legs(at).map_err(not_computable)?;
        let debt = legs.get(self.asset.0).and_then(|leg| leg.debt.as_ref());
        debt.map(|debt| debt.balance)
            .ok_or(Unavailable::NotComputable)
    }

    /// What is supplied of the token, whether or not it counts.
    fn supplied(&self, at: Timestamp) -> Result<TokenAmount, Unavailable> {
        let legs = self.before(at).legs(at).map_err(not_computable)?;
        let supply = legs.get(self.asset.0);
        let supply = supply.and_then(|leg| leg.collateral.as_ref());
        supply
            .map(|supply| supply.balance)
            .ok_or(Unavailable::Obstacle(Obstacle::NothingSupplied))
    }

    /// The health factor after it, where it is mined at this time.
    ///
    /// # Errors
    /// [`Unavailable::Obstacle`] where the protocol refuses it.
    pub(super) fn after_it(
        &self,
        amount: TokenAmount,
        at: Timestamp,
    ) -> Result<Health, Unavailable> {
        let (position, asset) = (self.before(at), self.asset);
        let after = match self.effect {
            Effect::Supply => position.health_after_supply(asset, amount.raw, at),
            Effect::Repay => position.health_after_repay(asset, amount.raw, at),
            Effect::RepaySupplied => position.health_after_repay_supplied(asset, amount.raw, at),
            Effect::Enable => position.health_after_enabling(asset, at),
            Effect::EnterEMode(e_mode) => position.health_in_e_mode(e_mode, at),
            Effect::Nothing => position.health(at),
        };
        after.map_err(refused)
    }

    /// Whether the target is there before it, at either end.
    pub(super) fn is_there(&self, target: Wad) -> Result<bool, Unavailable> {
        for at in self.within {
            let health = self.before(at).health(at).map_err(not_computable)?;
            if !health.reaches(target) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The lowest health factor after it at either end, and whether a target is there whenever it is
    /// mined.
    pub(super) fn restores(
        &self,
        amount: TokenAmount,
        target: Wad,
    ) -> Result<(Health, bool), Unavailable> {
        let [now, later] = self.within;
        let (first, last) = (self.after_it(amount, now)?, self.after_it(amount, later)?);
        let [at_first, at_last] = self.targets(amount, target)?;
        let reaches = first.reaches(at_first) && last.reaches(at_last);
        Ok((first.min(last), reaches))
    }

    /// What must be there after it at either end, so that `target` is at every time between.
    fn targets(&self, amount: TokenAmount, target: Wad) -> Result<[Wad; 2], Unavailable> {
        // What changes nothing asks for nothing more.
        let own = self.effect.change(self.asset, amount.raw);
        let changes: Vec<Change> = self.first.iter().copied().chain(own).collect();
        if changes.is_empty() {
            return Ok([target; 2]);
        }
        let at = |at| {
            let between = self
                .position
                .target_within(&changes, target, at, self.within);
            between.map_err(not_computable)
        };
        let [now, later] = self.within;
        Ok([at(now)?, at(later)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{RAY, Ray, WAD};
    use crate::protocols::aave_v3::{AavePosition, UserConfig};
    use crate::protocols::{Holding, a_snapshot, a_snapshot_of};
    use crate::top_up::{Means, Permission};

    const YEAR_S: u64 = 31_536_000;

    /// What is supplied and what is owed grow by so much a year, in hundredths.
    fn growing(supply: u64, debt: u64) -> Snapshot {
        let before = a_snapshot(100, U256::ZERO);
        let Holding::AaveV3(position) = before.holding() else {
            unreachable!("a position in Aave")
        };
        let rate = |hundredths: u64| Ray::from_raw(RAY / U256::from(100) * U256::from(hundredths));
        let mut reserves = position.reserves().to_vec();
        for one in &mut reserves {
            (one.liquidity_rate, one.borrow_rate) = (rate(supply), rate(debt));
        }
        let prices = [3_000_u64, 1_000].map(|price| U256::from(price) * U256::from(10_u64.pow(8)));
        let user = UserConfig(U256::from(0b01_10));
        let position = AavePosition::new(position.profile(), user, None, reserves, prices.to_vec());
        a_snapshot_of(position.expect("a position"), before.block.timestamp)
    }

    fn ways(snapshot: &Snapshot) -> [StrategyId; 2] {
        let position = snapshot.position().expect("a position");
        let legs = position.legs(snapshot.block.timestamp).expect("legs");
        [(Means::AddCollateral, 0), (Means::Repay, 1)].map(|(means, place)| StrategyId {
            means,
            asset: legs[place].asset,
        })
    }

    /// Whichever grows faster: it may be mined at once, or as late as is likely.
    #[test]
    fn what_is_needed_restores_at_either_end_and_one_unit_less_does_not() {
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        for (supply, debt) in [(0, 60), (60, 0), (0, 0)] {
            let snapshot = growing(supply, debt);
            let latest = Timestamp(snapshot.block.timestamp.0 + YEAR_S / 2);
            for way in ways(&snapshot) {
                let remedy = Remedy::of(&snapshot, way, latest).expect("a remedy");
                let (amount, _) = remedy.needed(target).expect("a need");
                let reaches = |raw| {
                    let amount = TokenAmount { raw, ..amount };
                    let at = |at| remedy.after_it(amount, at).expect("a health");
                    remedy.within.map(|time| at(time).reaches(target))
                };
                let name = format!("{supply}, {debt}, {way:?}");
                assert_eq!(reaches(amount.raw), [true; 2], "{name}");
                assert_ne!(reaches(amount.raw - U256::ONE), [true; 2], "{name}");
            }
        }
    }

    /// The units that a payment is recorded in are worth more with time: what it leaves depends on when.
    #[test]
    fn what_comes_after_another_part_comes_after_it_at_the_same_time() {
        let snapshot = growing(30, 60);
        let position = snapshot.position().expect("a position");
        let now = snapshot.block.timestamp;
        let latest = Timestamp(now.0 + YEAR_S);
        let [add, repay] = ways(&snapshot);
        let amount = TokenAmount::new(WAD / U256::from(3), 18);
        for (way, next) in [(add, repay), (repay, add)] {
            let part = Part {
                way,
                amount,
                closes_debt: false,
                permission: Permission::Approved,
            };
            let remedy = Remedy::after(&snapshot, &[part], next, latest).expect("a remedy");
            let afterwards = [now, latest].map(|at| {
                let of = |way: StrategyId| {
                    let asset = find(position, way.asset, at).expect("a leg");
                    let change = way.means.effect().change(asset, amount.raw);
                    change.expect("a change")
                };
                let after = position.changed(of(way), at).expect("a position");
                let after = after.changed(of(next), at).expect("a position");
                (remedy.after_it(amount, at).ok(), after.health(at).ok())
            });
            for (said, is) in afterwards {
                assert!(said.is_some() && said == is, "{way:?}: {said:?}, {is:?}");
            }
        }
    }
}
