//! Every way to restore a position, beside each other.

use alloy::primitives::{Address, U256};

use super::fee::fee_of;
use super::possible::means_of;
use super::single::wrappable;
use super::value::{value_of, yearly};
use super::{
    Goal, Means, Offer, OptionView, Purse, Rest, SaleView, Source, StrategyId, Unavailable, plan,
};
use crate::chain::ChainFacts;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::Snapshot;
use crate::risk::{self, AssetId, Leg, Obstacle, Position};

/// Every way to reach `target`, the possible ones first, then by what they cost.
///
/// Amounts are for `latest`, the latest likely inclusion, or for the snapshot's own block where
/// that takes more: interest moves health both ways. The way that is `chosen` is among them whatever became
/// of it; where an amount is typed for it, it is told what that does.
#[must_use]
pub fn options(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    target: Wad,
    chosen: Option<(StrategyId, Option<U256>)>,
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
        chosen,
        latest,
    };
    let mut options: Vec<OptionView> = Vec::new();
    let mut list = |option: OptionView| {
        let after = options.partition_point(|other| rank(other) <= rank(&option));
        options.insert(after, option);
    };
    let e_modes = e_modes_of(&ruling, chosen.map(|(way, _)| way));
    for (place, leg) in legs.iter().enumerate() {
        let asset = AssetId(place);
        let chosen = chosen.filter(|(way, _)| way.asset == leg.asset);
        let chosen = chosen.map(|(way, _)| way.means);
        for means in means_of(snapshot, purse, asset, leg, chosen) {
            let option = asked.option(asset, leg, means);
            let holds = snapshot
                .wallet(asset)
                .is_some_and(|held| !held.balance.raw.is_zero());
            if Some(means) != chosen && is_beside_the_point(&option, leg, holds) {
                continue;
            }
            list(option);
        }
        for (e_mode, _) in e_modes.iter().filter(|(_, named)| *named == leg.asset) {
            list(asked.option(asset, leg, Means::EnterEMode(*e_mode)));
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

/// What can be done now comes first, the cheapest of it before all, and of what costs the same what takes
/// fewer signatures.
fn rank(option: &OptionView) -> (u8, U256, usize) {
    match &option.offer {
        Ok(offer) => (0, offer.value.raw, offer.signatures),
        Err(Unavailable::Balance { .. }) => (1, U256::ZERO, 0),
        Err(_) => (2, U256::ZERO, 0),
    }
}

/// The e-modes that would do it good, each with the token by which it is named, and the one that is
/// `chosen`.
fn e_modes_of(ruling: &Snapshot, chosen: Option<StrategyId>) -> Vec<(u8, Address)> {
    let mut e_modes = ruling.better_e_modes();
    if let Some(StrategyId {
        means: Means::EnterEMode(e_mode),
        asset,
    }) = chosen
    {
        // By the name by which it was chosen.
        e_modes.retain(|(one, _)| *one != e_mode);
        e_modes.push((e_mode, asset));
    }
    e_modes
}

/// What the wallet has and could never help is no way, nor is coin for a token that the market does not take
/// now and the account has nothing of; what is supplied, and does not count, is shown with why.
fn is_beside_the_point(option: &OptionView, leg: &Leg, holds: bool) -> bool {
    let adds = matches!(option.id.means, Means::AddCollateral | Means::AddCoin);
    let is_of_account = holds || leg.debt.is_some();
    adds && leg.collateral.is_none()
        && match option.offer {
            Err(Unavailable::Obstacle(Obstacle::NotCollateral)) => true,
            Err(Unavailable::Obstacle(_)) => !is_of_account,
            _ => false,
        }
}

/// What is asked of each way.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    purse: Option<&'a Purse>,
    /// Under the rule by which it is liquidated first.
    position: &'a dyn Position,
    target: Wad,
    chosen: Option<(StrategyId, Option<U256>)>,
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
        let coin = TokenAmount::new(wrappable(snapshot, purse, asset), leg.decimals);
        let (balance, wrappable) = match means.source() {
            Some(Source::Supply) => (supplied, none),
            Some(Source::Coin) => (Some(coin), none),
            Some(Source::Token) | None => (held, coin),
        };
        OptionView {
            id,
            symbol: leg.symbol.clone(),
            offer: self.offer(id, leg),
            balance: balance.unwrap_or(none),
            coin: ChainFacts::of(snapshot.market.chain).map(|facts| facts.native_symbol),
            wrappable,
        }
    }

    fn offer(&self, id: StrategyId, leg: &Leg) -> Result<Offer, Unavailable> {
        let chosen = self.chosen.filter(|(of, _)| *of == id);
        let typed = chosen.and_then(|(_, typed)| typed);
        let goal = typed.map_or(Goal::Restore(self.target), Goal::Exactly);
        let plan = plan(self.snapshot, self.purse, id, goal, self.latest)?;
        let price = leg.price.ok_or(Unavailable::NotComputable)?;
        let base = self.position.base();
        let [part] = plan.parts[..] else {
            return Err(Unavailable::NotComputable);
        };
        let value = value_of(part.amount, price, base.decimals);
        Ok(Offer {
            amount: part.amount,
            target: plan.target,
            value,
            currency: base.currency,
            yearly: yearly(id.means, leg, value),
            closes_debt: part.closes_debt,
            health_after: plan.health_after,
            signatures: plan.steps.len(),
            fee: fee_of(&plan.steps, &self.snapshot.market, self.purse),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{BasisPoints, WAD};
    use crate::protocols::aave_v3::{AavePosition, EMode, Reserve, ReserveConfig, UserConfig};
    use crate::protocols::{
        Holding, Market, a_snapshot, a_snapshot_in, a_snapshot_of, a_snapshot_with, registry,
    };
    use crate::top_up::{Part, Permission, part_views};
    use alloy::primitives::{Address, address};

    /// Two ether that count for 80% against four tokens, in a market where an e-mode of this number has
    /// another threshold for ether.
    fn beside_an_e_mode(id: u8, threshold: u16) -> Snapshot {
        let e_mode = EMode {
            id,
            ltv: BasisPoints::from_raw(9_000),
            liquidation_threshold: BasisPoints::from_raw(threshold),
            collateral: U256::from(0b01),
            borrowable: U256::from(0b10),
            ..EMode::default()
        };
        let snapshot = a_snapshot(100, U256::ZERO);
        let Holding::AaveV3(position) = snapshot.holding() else {
            unreachable!("a position in Aave");
        };
        let position = (**position).clone().with_other_e_modes(vec![e_mode]);
        a_snapshot_of(position, snapshot.block.timestamp)
    }

    #[test]
    fn an_e_mode_that_is_better_is_a_way_that_costs_nothing_and_stays_while_it_is_chosen() {
        let target =
            |thousandths: u64| Wad::from_raw(U256::from(thousandths) * WAD / U256::from(1_000));
        let ways = |snapshot: &Snapshot, target, chosen| {
            let now = snapshot.block.timestamp;
            options(snapshot, None, target, chosen, now)
        };
        // 6,000 dollars at 95% against 4,000.
        let better = beside_an_e_mode(4, 9_500);
        let listed = ways(&better, target(1_425), None);
        let id = listed[0].id;
        assert_eq!(id.means, Means::EnterEMode(4));
        let offer = listed[0].offer.as_ref().expect("an offer");
        assert_eq!(
            (offer.amount.raw, offer.value.raw, offer.signatures),
            (U256::ZERO, U256::ZERO, 1)
        );
        assert_eq!(offer.health_after, risk::Health::Ratio(target(1_425)));
        let best = risk::Health::Ratio(target(1_425));
        let of = |listed: &[OptionView]| {
            let own = listed.iter().find(|way| way.id == id);
            own.map(|way| way.offer.as_ref().map(|_| ()).map_err(Clone::clone))
        };
        let short = ways(&better, target(1_426), None);
        assert_eq!(of(&short), Some(Err(Unavailable::Short { best })));
        // One that is worse is none, unless it is what a person has chosen.
        let worse = beside_an_e_mode(4, 7_900);
        assert_eq!(of(&ways(&worse, target(1_300), None)), None);
        let chosen = ways(&worse, target(1_300), Some((id, None)));
        assert!(matches!(of(&chosen), Some(Err(Unavailable::Short { .. }))));
        let gone = ways(
            &a_snapshot(100, U256::ZERO),
            target(1_300),
            Some((id, None)),
        );
        let refused = Unavailable::Obstacle(Obstacle::NotInEMode);
        assert_eq!(of(&gone), Some(Err(refused)));
        // It moves nothing: an amount is not typed for it.
        let typed = ways(&better, target(1_300), Some((id, Some(U256::ONE))));
        assert_eq!(of(&typed), Some(Err(Unavailable::NotComputable)));
    }

    /// Ways in the coin of the chain, by how many signatures they take.
    fn ways_of(snapshot: &Snapshot, ether: u64) -> Vec<(Means, Result<usize, Unavailable>)> {
        let unit = U256::from(10_u64.pow(18));
        let purse = Purse::new(U256::from(ether) * unit, U256::ONE);
        let now = snapshot.block.timestamp;
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        let ways = options(snapshot, Some(&purse), target, None, now);
        let own = ways.into_iter().filter(|way| way.id.asset == WETH);
        let signatures = |way: OptionView| (way.id.means, way.offer.map(|offer| offer.signatures));
        own.map(signatures).collect()
    }

    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");

    /// The example's position, of which half an ether more would be health enough, in a market.
    fn holding(market: Market, weth: U256) -> Snapshot {
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let wallets = [(weth, U256::ZERO), (U256::ZERO, U256::ZERO)];
        a_snapshot_in(market, 100, [WETH, dai], wallets)
    }

    #[test]
    fn where_the_market_takes_coin_that_is_a_way_of_one_signature() {
        let core = || registry::on_chain(ChainId(1)).remove(0);
        let two = U256::from(2) * WAD;
        let both = [(Means::AddCoin, Ok(1)), (Means::AddCollateral, Ok(2))];
        assert_eq!(ways_of(&holding(core(), two), 3), both);
        let none = holding(core(), U256::ZERO);
        assert_eq!(ways_of(&none, 3), [(Means::AddCoin, Ok(1))]);
        let is_short = |one: &Result<usize, _>| matches!(one, Err(Unavailable::Balance { .. }));
        let ways = ways_of(&holding(core(), U256::ONE), 0);
        assert!(matches!(&ways[..], [(Means::AddCollateral, short)] if is_short(short)));
        let little = Purse::new(U256::from(1_600_000), U256::ONE);
        let way = StrategyId {
            means: Means::AddCoin,
            asset: WETH,
        };
        let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(3) / U256::from(2)));
        let planned = plan(&none, Some(&little), way, goal, none.block.timestamp);
        assert!(matches!(planned, Err(Unavailable::Balance { .. })));
        // Where nothing takes coin, it is made into the token first.
        let elsewhere = holding(a_snapshot(100, U256::ZERO).market, U256::ZERO);
        assert_eq!(ways_of(&elsewhere, 3), [(Means::AddCollateral, Ok(3))]);
    }

    #[test]
    fn what_is_paid_in_coin_is_told_in_coin_and_everything_else_in_its_token() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = holding(core, U256::from(2) * WAD);
        let purse = Purse::new(U256::from(3) * WAD, U256::ONE);
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        let now = snapshot.block.timestamp;
        let ways = options(&snapshot, Some(&purse), target, None, now);
        let paid_in = |means| {
            let way = ways.iter().find(|way| way.id.means == means);
            way.map(OptionView::paid_in)
        };
        assert_eq!(paid_in(Means::AddCoin), Some("ETH"));
        assert_eq!(paid_in(Means::AddCollateral), Some("T0"));
        assert_eq!(paid_in(Means::Repay), Some("T1"));
        // So is each part of several, and only what leaves the wallet is said to be taken from it.
        let told = |means, asset| {
            let part = Part {
                way: StrategyId { means, asset },
                amount: TokenAmount::new(U256::ONE, 18),
                closes_debt: false,
                permission: Permission::Approved,
            };
            let view = part_views(&snapshot, &[part]).remove(0);
            (view.paid_in().to_owned(), view.is_paid_by_wallet())
        };
        assert_eq!(told(Means::AddCoin, WETH), ("ETH".into(), true));
        assert_eq!(told(Means::AddCollateral, WETH), ("T0".into(), true));
        assert_eq!(told(Means::Repay, DAI), ("T1".into(), true));
        assert_eq!(told(Means::RepaySupplied, DAI), ("T1".into(), false));
    }

    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    #[test]
    fn what_the_market_may_still_take_is_told_and_one_without_a_bound_is_no_sum() {
        let core = || registry::on_chain(ChainId(1)).remove(0);
        let told = |allowance| {
            let wallets = [(U256::ZERO, U256::ZERO), (U256::ZERO, allowance)];
            rests(&a_snapshot_in(core(), 100, [WETH, DAI], wallets))
        };
        assert_eq!(told(U256::ZERO), []);
        for (allowance, sum) in [
            (U256::ONE, Some(U256::ONE)),
            (BOUNDLESS, Some(BOUNDLESS)),
            (BOUNDLESS + U256::ONE, None),
            (U256::MAX, None),
        ] {
            let rests = told(allowance);
            let [rest] = &rests[..] else {
                panic!("one: {rests:?}")
            };
            assert_eq!((rest.id.means, rest.id.asset), (Means::TakeBack, DAI));
            assert_eq!(rest.amount.map(|amount| amount.raw), sum);
        }
    }

    /// What restores it now, the cheapest first; then what only the wallet is short of; then the rest.
    #[test]
    fn what_can_be_done_now_comes_before_what_the_wallet_is_short_of_and_the_cheapest_before_all() {
        let core = || registry::on_chain(ChainId(1)).remove(0);
        let listed = |weth: U256, dai: U256| {
            let wallets = [(weth, U256::ZERO), (dai, U256::ZERO)];
            let snapshot = a_snapshot_in(core(), 100, [WETH, DAI], wallets);
            let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
            let now = snapshot.block.timestamp;
            let ways = options(&snapshot, None, target, None, now);
            let sold = sale(&snapshot, &ways, target, now);
            // What is owed counts for nothing where it is supplied.
            let ways = ways
                .iter()
                .filter(|way| way.id.asset == WETH || way.id.means == Means::Repay)
                .map(|way| (way.id.means, way.offer.is_ok()));
            (ways.collect::<Vec<_>>(), sold.is_some())
        };
        let (add, repay) = (Means::AddCollateral, Means::Repay);
        let plenty = U256::from(9) * WAD;
        // To repay takes 800 dollars, to add 1,500.
        let (ways, sells) = listed(plenty, plenty);
        assert_eq!((ways, sells), (vec![(repay, true), (add, true)], false));
        let (ways, sells) = listed(plenty, U256::ONE);
        assert_eq!((ways, sells), (vec![(add, true), (repay, false)], false));
        // What of the position would do, sold, is told only where nothing else does. Of the same kind the first
        // of the position comes first.
        let (ways, sells) = listed(U256::ONE, U256::ONE);
        assert_eq!((ways, sells), (vec![(add, false), (repay, false)], true));
    }

    #[test]
    fn where_the_target_is_there_nothing_is_to_be_sold() {
        let snapshot = holding(registry::on_chain(ChainId(1)).remove(0), U256::ZERO);
        let now = snapshot.block.timestamp;
        let target = Wad::from_raw(WAD + U256::ONE);
        let ways = options(&snapshot, None, target, None, now);
        assert!(
            ways.iter()
                .all(|way| way.offer == Err(Unavailable::AlreadyThere))
        );
        assert_eq!(sale(&snapshot, &ways, target, now), None);
    }

    /// What a person chose stays while the wallet's coin comes and goes.
    #[test]
    fn a_way_that_is_chosen_is_listed_whatever_became_of_it() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = holding(core, U256::ZERO);
        let way = StrategyId {
            means: Means::AddCoin,
            asset: WETH,
        };
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        let listed = |chosen: Option<StrategyId>| {
            let chosen = chosen.map(|way| (way, None));
            let ways = options(&snapshot, None, target, chosen, snapshot.block.timestamp);
            let own = ways.into_iter().find(|one| one.id == way);
            own.map(|one| one.offer)
        };
        assert_eq!(listed(None), None);
        let short = listed(Some(way));
        assert!(
            matches!(short, Some(Err(Unavailable::Balance { .. }))),
            "{short:?}"
        );
    }

    #[test]
    fn the_e_modes_beside_the_one_that_is_chosen_are_ways_too() {
        let e_mode = |id| EMode {
            id,
            ltv: BasisPoints::from_raw(9_000),
            liquidation_threshold: BasisPoints::from_raw(9_500),
            collateral: U256::from(0b01),
            borrowable: U256::from(0b10),
            ..EMode::default()
        };
        let snapshot = a_snapshot(100, U256::ZERO);
        let Holding::AaveV3(position) = snapshot.holding() else {
            unreachable!("a position in Aave");
        };
        let position = (**position).clone();
        let position = position.with_other_e_modes(vec![e_mode(4), e_mode(5)]);
        let snapshot = a_snapshot_of(position, snapshot.block.timestamp);
        let target = Wad::from_raw(WAD * U256::from(13) / U256::from(10));
        let listed = |chosen: Option<StrategyId>| {
            let chosen = chosen.map(|way| (way, None));
            let ways = options(&snapshot, None, target, chosen, snapshot.block.timestamp);
            let modes = ways.iter().filter_map(|way| match way.id.means {
                Means::EnterEMode(id) => Some((id, way.id)),
                _ => None,
            });
            let mut modes: Vec<_> = modes.collect();
            modes.sort_by_key(|(id, _)| *id);
            modes
        };
        let both = listed(None);
        assert_eq!(both.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [4, 5]);
        for (_, way) in &both {
            assert_eq!(listed(Some(*way)), both);
        }
    }

    /// Ether is collateral, which counts with 80%, unless said otherwise; dollars are owed. The bits of each
    /// token's configuration beside that, what is supplied of it in hundredths, and what the wallet holds.
    fn listed_of(
        [ether, dollars, reth]: [(U256, u64, u64); 3],
        chosen: Option<StrategyId>,
    ) -> Vec<(StrategyId, Result<(), Unavailable>)> {
        let before = a_snapshot(100, U256::ZERO);
        let Holding::AaveV3(position) = before.holding() else {
            unreachable!("a position in Aave");
        };
        let [collateral, debt] = position.reserves() else {
            unreachable!("two reserves")
        };
        let tokens = [collateral.asset, debt.asset, RETH];
        let mut user = U256::from(0b01_00);
        let mut reserves = Vec::new();
        for (id, (bits, supplied, _)) in (0_u16..).zip([ether, dollars, reth]) {
            let place = usize::from(id);
            let supply_scaled = WAD / U256::from(100) * U256::from(supplied);
            let counts = supplied > 0 && !(bits >> 16_usize & U256::from(0xffff)).is_zero();
            user |= U256::from(u8::from(counts)) << (2 * place + 1);
            let owed = if place == 1 { debt } else { collateral };
            reserves.push(Reserve {
                id,
                asset: tokens[place],
                symbol: format!("T{id}"),
                config: ReserveConfig(bits | U256::from(18) << 48 | U256::ONE << 56),
                supply_scaled,
                total_supply_scaled: supply_scaled,
                debt_scaled: owed.debt_scaled,
                ..collateral.clone()
            });
        }
        let dollars_of = |value: u64| U256::from(value) * U256::from(10_u64.pow(8));
        let prices = [3_000, 1_000, 3_000].map(dollars_of).to_vec();
        let position =
            AavePosition::new(position.profile(), UserConfig(user), None, reserves, prices);
        let held = [ether, dollars, reth].map(|(_, _, held)| WAD * U256::from(held));
        let now = before.block.timestamp;
        let snapshot = a_snapshot_with(position.expect("a position"), now, &held);
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        // Coin is made into ether, which has no other way here.
        let purse = Purse::new(U256::from(9) * WAD, U256::ONE);
        let chosen = chosen.map(|way| (way, None));
        let ways = options(&snapshot, Some(&purse), target, chosen, now);
        let told = ways.into_iter().map(|way| (way.id, way.offer.map(|_| ())));
        told.collect()
    }

    const RETH: Address = address!("ae78736Cd615f374D3085123A210448E74Fc6393");

    #[test]
    fn what_could_never_help_is_no_way_and_what_is_supplied_or_chosen_is_shown_with_why_it_does_not()
     {
        let (counts, no_collateral) = (U256::from(8_000) << 16 | U256::from(8_000), U256::ZERO);
        let frozen = counts | U256::ONE << 57;
        let add = |asset| StrategyId {
            means: Means::AddCollateral,
            asset,
        };
        let of = |ways: &[(StrategyId, Result<(), Unavailable>)], asset| {
            let own = ways.iter().find(|(id, _)| *id == add(asset));
            own.map(|(_, offer)| *offer)
        };
        let refused = |obstacle| Some(Err(Unavailable::Obstacle(obstacle)));
        let collateral = (counts, 200, 0);
        // What the wallet holds and counts is a way, though nothing of it is supplied.
        let ways = listed_of([collateral, (counts, 0, 9), (counts, 0, 9)], None);
        assert_eq!(of(&ways, RETH), Some(Ok(())));
        // What never counts is none, unless it is supplied, or a person has chosen it.
        let never = [collateral, (counts, 0, 0), (no_collateral, 0, 9)];
        assert_eq!(of(&listed_of(never, None), RETH), None);
        let chosen = listed_of(never, Some(add(RETH)));
        assert_eq!(of(&chosen, RETH), refused(Obstacle::NotCollateral));
        let supplied = [collateral, (counts, 0, 0), (no_collateral, 1, 9)];
        let ways = listed_of(supplied, None);
        assert_eq!(of(&ways, RETH), refused(Obstacle::NotCollateral));
        // Of what is held it is said that the market does not take it now; of coin for it nothing.
        let held = |ether| [(frozen, 0, ether), (counts, 0, 0), (counts, 200, 0)];
        assert_eq!(
            of(&listed_of(held(1), None), WETH),
            refused(Obstacle::Frozen)
        );
        assert_eq!(of(&listed_of(held(0), None), WETH), None);
        // Of what is owed it is said, too.
        let owed = [collateral, (frozen, 0, 1), (counts, 0, 0)];
        assert_eq!(of(&listed_of(owed, None), DAI), refused(Obstacle::Frozen));
    }
}
