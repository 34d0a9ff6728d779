//! Every way to restore a position, beside each other.

use alloy::primitives::U256;

use super::plan::wrappable;
use super::{Goal, Means, Offer, OptionView, Purse, Rest, SaleView, StrategyId, Unavailable, plan};
use crate::chain::ChainFacts;
use crate::math::{Timestamp, TokenAmount, WAD, Wad, mul_div_ceil, mul_div_floor, pow10};
use crate::protocols::{Action, Repayment, Snapshot};
use crate::risk::{self, AssetId, Leg, Obstacle, Position};

/// Every way to reach `target`, the possible ones first, then by what they cost.
///
/// Amounts are for `latest`, the latest likely inclusion, or for the snapshot's own block where
/// that takes more: interest moves health both ways. Of the one way for which an amount is `typed` it is
/// told what that does.
#[must_use]
pub fn options(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    target: Wad,
    typed: Option<(StrategyId, U256)>,
    latest: Timestamp,
) -> Vec<OptionView> {
    let ruling = snapshot.ruling();
    let Some(position) = ruling.position() else {
        return Vec::new();
    };
    let Ok(legs) = position.legs(latest) else {
        return Vec::new();
    };
    let asked = Asked {
        snapshot,
        purse,
        position,
        target,
        typed,
        latest,
    };
    let mut options: Vec<OptionView> = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let asset = AssetId(place);
        for means in means_of(snapshot, purse, asset, leg) {
            let option = asked.option(asset, leg, means);
            if is_beside_the_point(&option, leg) {
                continue;
            }
            let after = options.partition_point(|other| rank(other) <= rank(&option));
            options.insert(after, option);
        }
    }
    options
}

/// What of the position, sold, would restore `target`: where no way leads there with what the wallet has.
#[must_use]
pub fn sale(
    snapshot: &Snapshot,
    ways: &[OptionView],
    target: Wad,
    latest: Timestamp,
) -> Option<SaleView> {
    let is_short = |way: &OptionView| matches!(way.offer, Err(Unavailable::Balance { .. }));
    if ways.iter().any(|way| way.offer.is_ok()) || !ways.iter().any(is_short) {
        return None;
    }
    let ruling = snapshot.ruling();
    let position = ruling.position()?;
    let sale = risk::sale::least(position, target, latest).ok()??;
    let legs = position.legs(latest).ok()?;
    let base = position.base();
    Some(SaleView {
        symbol: legs.get(sale.asset.0)?.symbol.clone(),
        amount: sale.amount,
        value: TokenAmount::new(sale.value, base.decimals),
        currency: base.currency,
    })
}

/// What the market may still take of the account's tokens: each can be taken back.
#[must_use]
pub fn rests(snapshot: &Snapshot) -> Vec<Rest> {
    let legs = snapshot
        .position()
        .and_then(|position| position.legs(snapshot.block.timestamp).ok());
    let rest = |(place, leg): (usize, Leg)| {
        let wallet = snapshot.wallet(AssetId(place))?;
        let is_bounded = wallet.allowance <= BOUNDLESS;
        (!wallet.allowance.is_zero()).then(|| Rest {
            id: StrategyId {
                means: Means::TakeBack,
                asset: leg.asset,
            },
            symbol: leg.symbol,
            amount: is_bounded.then(|| TokenAmount::new(wallet.allowance, leg.decimals)),
        })
    };
    let legs = legs.unwrap_or_default().into_iter();
    legs.enumerate().filter_map(rest).collect()
}

/// A permission for more than this is one for whatever there will ever be.
const BOUNDLESS: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

/// What can be done now comes first, the cheapest of it before all.
fn rank(option: &OptionView) -> (u8, U256) {
    match &option.offer {
        Ok(offer) => (0, offer.value.raw),
        Err(Unavailable::Balance { .. }) => (1, U256::ZERO),
        Err(_) => (2, U256::ZERO),
    }
}

/// What can be done with a leg: repay what is owed, from the wallet or out of what is supplied, add what
/// is held or already supplied.
fn means_of(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    asset: AssetId,
    leg: &Leg,
) -> impl Iterator<Item = Means> + use<> {
    let held = snapshot
        .wallet(asset)
        .is_some_and(|wallet| !wallet.balance.raw.is_zero())
        || !wrappable(snapshot, purse, asset).is_zero();
    let repay = leg.debt.is_some().then_some(Means::Repay);
    let add = (held || leg.collateral.is_some()).then_some(Means::AddCollateral);
    let supplied = leg.collateral.as_ref();
    let is_idle =
        supplied.is_some_and(|supplied| supplied.not_counted == Some(Obstacle::CollateralDisabled));
    let enable = is_idle.then_some(Means::Enable);
    let action = Action::RepaySupplied {
        asset: leg.asset,
        amount: Repayment::All,
    };
    let is_on_both_sides = leg.debt.is_some() && supplied.is_some();
    let knows = || snapshot.payment(action).is_some();
    let from_supply = (is_on_both_sides && knows()).then_some(Means::RepaySupplied);
    let ways = enable.into_iter().chain(repay);
    ways.chain(from_supply).chain(add)
}

/// A token of the wallet that could never help is no way; one that is supplied, and does not count, is
/// shown with why.
fn is_beside_the_point(option: &OptionView, leg: &Leg) -> bool {
    let never = Err(Unavailable::Obstacle(Obstacle::NotCollateral));
    option.id.means == Means::AddCollateral && leg.collateral.is_none() && option.offer == never
}

/// What is asked of each way.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    purse: Option<&'a Purse>,
    /// Under the rule by which it is liquidated first.
    position: &'a dyn Position,
    target: Wad,
    typed: Option<(StrategyId, U256)>,
    latest: Timestamp,
}

impl Asked<'_> {
    fn option(&self, asset: AssetId, leg: &Leg, means: Means) -> OptionView {
        let (snapshot, purse) = (self.snapshot, self.purse);
        let id = StrategyId {
            means,
            asset: leg.asset,
        };
        let supplied = leg.collateral.as_ref().map(|supply| supply.balance);
        let held = snapshot.wallet(asset).map(|wallet| wallet.balance);
        let none = TokenAmount::zero(leg.decimals);
        let (balance, wrappable) = match means {
            Means::RepaySupplied => (supplied, U256::ZERO),
            _ => (held, wrappable(snapshot, purse, asset)),
        };
        OptionView {
            id,
            symbol: leg.symbol.clone(),
            offer: self.offer(id, leg),
            balance: balance.unwrap_or(none),
            coin: ChainFacts::of(snapshot.market.chain).map(|facts| facts.native_symbol),
            wrappable: TokenAmount::new(wrappable, leg.decimals),
        }
    }

    fn offer(&self, id: StrategyId, leg: &Leg) -> Result<Offer, Unavailable> {
        let typed = self.typed.filter(|(of, _)| *of == id);
        let goal = typed.map_or(Goal::Restore(self.target), |(_, raw)| Goal::Exactly(raw));
        let plan = plan(self.snapshot, self.purse, id, goal, self.latest)?;
        let price = leg.price.ok_or(Unavailable::NotComputable)?;
        let base = self.position.base();
        let value = value_of(plan.amount, price, base.decimals);
        Ok(Offer {
            amount: plan.amount,
            target: plan.target,
            value,
            currency: base.currency,
            yearly: yearly(id.means, leg, value),
            closes_debt: plan.closes_debt,
            health_after: plan.health_after,
            signatures: plan.steps.len(),
        })
    }
}

/// What moving a value saves or earns a year. What is repaid out of a supply saves the interest, and earns
/// no more what that supply did.
fn yearly(means: Means, leg: &Leg, value: TokenAmount) -> Option<TokenAmount> {
    let interest = || Some(leg.debt.as_ref()?.yearly_rate.raw());
    let yield_ = || Some(leg.collateral.as_ref()?.yearly_rate.raw());
    let raw = match means {
        Means::Repay => mul_div_floor(value.raw, interest()?, WAD).ok()?,
        Means::AddCollateral => mul_div_floor(value.raw, yield_()?, WAD).ok()?,
        Means::RepaySupplied => {
            let saved = mul_div_floor(value.raw, interest()?, WAD).ok()?;
            saved.checked_sub(mul_div_ceil(value.raw, yield_()?, WAD).ok()?)?
        }
        Means::Enable | Means::TakeBack => return None,
    };
    (!raw.is_zero()).then(|| TokenAmount::new(raw, value.decimals))
}

/// Value in the base currency, rounded up: what it costs.
fn value_of(amount: TokenAmount, price: TokenAmount, base_decimals: u8) -> TokenAmount {
    // The price's digits beyond those of the value go with the amount's.
    let digits = amount
        .decimals
        .saturating_add(price.decimals)
        .saturating_sub(base_decimals);
    let value = pow10(digits).and_then(|unit| mul_div_ceil(amount.raw, price.raw, unit));
    // More than fits is shown as the most that can be: never as less.
    TokenAmount::new(value.unwrap_or(U256::MAX), base_decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::a_snapshot;
    use crate::risk::{Collateral, Debt};
    use alloy::primitives::Address;

    #[test]
    fn a_year_of_interest_is_told_by_the_rate_of_the_leg() {
        let snapshot = a_snapshot(100, U256::ZERO);
        let now = snapshot.block.timestamp;
        let legs = snapshot.position().expect("a position");
        let legs = legs.legs(now).expect("legs");
        let debt = legs.iter().find(|leg| leg.debt.is_some()).expect("a debt");
        let hundred = TokenAmount::new(U256::from(10_000_000_000_u64), 8);
        let rate = debt.debt.as_ref().expect("a debt").yearly_rate;
        let saved = yearly(Means::Repay, debt, hundred).map(|saved| saved.raw);
        let expected = U256::from(10_000_000_000_u64) * rate.raw() / WAD;
        assert_eq!(saved, Some(expected).filter(|saved| !saved.is_zero()));
        assert_eq!(yearly(Means::Enable, debt, hundred), None);
    }

    /// A leg on both sides, at yearly rates in hundredths.
    fn on_both_sides(interest: u64, earned: u64) -> Leg {
        let rate = |percent: u64| Wad::from_raw(WAD / U256::from(100) * U256::from(percent));
        let balance = TokenAmount::new(U256::from(1_000), 6);
        Leg {
            asset: Address::ZERO,
            symbol: "T".into(),
            decimals: 6,
            price: None,
            collateral: Some(Collateral {
                balance,
                value: None,
                yearly_rate: rate(earned),
                liquidation_threshold: rate(80),
                not_counted: None,
            }),
            debt: Some(Debt {
                balance,
                value: U256::ZERO,
                yearly_rate: rate(interest),
            }),
        }
    }

    #[test]
    fn what_a_supply_would_have_earned_goes_off_the_interest_that_is_saved() {
        let saved = |value: u64, interest, earned| {
            let value = TokenAmount::new(U256::from(value), 8);
            let leg = on_both_sides(interest, earned);
            yearly(Means::RepaySupplied, &leg, value).map(|saved| saved.raw)
        };
        assert_eq!(saved(10_000, 7, 4), Some(U256::from(300)));
        // 7.07 is 7, and 4.04 is 5.
        assert_eq!(saved(101, 7, 4), Some(U256::from(2)));
        assert_eq!(saved(10_000, 4, 4), None);
        assert_eq!(saved(10_000, 3, 4), None);
    }

    #[test]
    fn what_a_top_up_costs_is_rounded_up() {
        let amount = TokenAmount::new(U256::ONE, 18);
        let price = TokenAmount::new(U256::from(300_000_000_000_u64), 8);
        let cost = value_of(amount, price, 8);
        assert_eq!(cost, TokenAmount::new(U256::ONE, 8));
    }
}
