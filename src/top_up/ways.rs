//! Every way to restore a position, beside each other.

use alloy::primitives::{Address, U256};

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
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{BasisPoints, WAD};
    use crate::protocols::aave_v3::EMode;
    use crate::protocols::{Holding, Market, a_snapshot, a_snapshot_in, a_snapshot_of, registry};
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
        // What of the position would do, sold, is told only where nothing else does.
        let (ways, sells) = listed(U256::ONE, U256::ONE);
        assert!(ways.iter().all(|(_, is_ok)| !is_ok) && sells);
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
}
