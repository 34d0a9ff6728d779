//! What was found, as what is shown: what each contract would do, at the position as it was read last.

use alloy::primitives::U256;

use super::super::loss::loss;
use super::super::view::{
    OtherMarket, ProtectionView, ProtectorView, RuleView, SearchView, StrangeView, TakenView,
    TypedProblem,
};
use super::Protection;
use super::log::Came;
use super::open::Open;
use crate::math::{MathError, TokenAmount, Wad, mul_div_floor};
use crate::protocols::morpho_blue::{MorphoPosition, PreLiquidation, Taken};
use crate::protocols::{Holding, Snapshot, Vetted};
use crate::risk::{Leg, LiquidationPrice, Position};
use crate::top_up::{Means, StrategyId};

impl Protection {
    /// What is shown of it; `others`: all positions of the account on the chain.
    pub(in super::super) fn view(
        &self,
        snapshot: &Snapshot,
        others: &[&Snapshot],
        has_one_voice: bool,
    ) -> Option<ProtectionView> {
        let view = self.0.as_ref()?.view(snapshot, others)?;
        Some(ProtectionView {
            has_one_voice,
            ..view
        })
    }
}

impl Open {
    /// `others`: all positions of the account on the chain.
    fn view(&self, snapshot: &Snapshot, others: &[&Snapshot]) -> Option<ProtectionView> {
        let Holding::MorphoBlue(position) = snapshot.holding() else {
            return None;
        };
        let legs = position.legs(snapshot.block.timestamp).ok()?;
        let seen = Seen {
            snapshot,
            position,
            legs: &legs,
        };
        let mut contracts: Vec<ProtectorView> = self
            .found
            .iter()
            .filter_map(|one| seen.protector(one))
            .collect();
        // What is authorised first; then what may be, by when it acts.
        contracts.sort_by_key(|one| (!one.is_authorized, one.fit.is_err(), one.rule.lltv));
        let strange = self.found.iter();
        let strange = strange.filter(|one| one.is_authorized && one.contract.is_none());
        // What a contract says of itself is believed only where the factory has made it: any other can say that it
        // is one of another market, and may take everything all the same.
        let of_market = |one: &Vetted| {
            let mut others = others.iter();
            let other = others.find(|other| other.authorized().contains(&one.address));
            let other = other.filter(|_| one.is_made)?;
            Some(OtherMarket {
                name: other.market.name.to_string(),
                other_oracle: other.other_oracle_of(one.address),
            })
        };
        let strange = strange.filter_map(|one| {
            Some(StrangeView {
                address: one.address,
                take_back: seen.way(one)?,
                of_market: of_market(one),
            })
        });
        Some(ProtectionView {
            position: self.key.clone(),
            search: match self.log.came() {
                Came::Looking => SearchView::Looking,
                Came::Whole => SearchView::Whole,
                Came::Back(from, _) => {
                    let head = snapshot.block.number;
                    SearchView::Last(head.saturating_sub(from).saturating_add(1))
                }
                Came::Nowhere(problem) => SearchView::Nothing(problem.clone()),
            },
            is_asking: self.is_asking(),
            has_more: self.has_more,
            has_one_voice: false,
            has_failed: !self.unasked.is_empty(),
            typed: self.typed_problem(),
            contracts,
            strange: strange.collect(),
            market: loss(snapshot, &legs),
            currency: position.base().currency,
        })
    }

    fn typed_problem(&self) -> Option<TypedProblem> {
        match self.typed? {
            Err(problem) => Some(TypedProblem::Text(problem)),
            Ok(contract) => {
                let mut found = self.found.iter();
                let found = found.find(|one| one.address == contract)?;
                found.contract.is_none().then_some(TypedProblem::NotOne)
            }
        }
    }
}

/// The position that is looked at.
struct Seen<'a> {
    snapshot: &'a Snapshot,
    position: &'a MorphoPosition,
    legs: &'a [Leg],
}

impl Seen<'_> {
    fn way(&self, one: &Vetted) -> Option<StrategyId> {
        let means = Means::Authorize {
            contract: one.address,
            may: !one.is_authorized,
        };
        let asset = self.legs.first()?.asset;
        Some(StrategyId { means, asset })
    }

    fn protector(&self, one: &Vetted) -> Option<ProtectorView> {
        let contract = one.contract.as_ref()?;
        Some(ProtectorView {
            contract: one.address,
            fit: one.fit,
            is_authorized: one.is_authorized,
            way: self.way(one)?,
            rule: self.rule(contract).ok()??,
        })
    }

    fn rule(&self, contract: &PreLiquidation) -> Result<Option<RuleView>, MathError> {
        let (position, at) = (self.position, self.snapshot.block.timestamp);
        let [collateral, debt] = self.legs else {
            return Ok(None);
        };
        let Some(own) = collateral.price else {
            return Ok(None);
        };
        let priced = |raw| TokenAmount::new(raw, own.decimals);
        let last_safe = match contract.lowest_safe_price(position, at)? {
            LiquidationPrice::Below(lowest) => Some(lowest),
            _ => None,
        };
        let fall = last_safe
            .zip(contract.price)
            .and_then(|(lowest, now)| fall(now, lowest));
        let health = contract
            .rule(position)
            .and_then(|rule| rule.health(at).ok());
        let is_markets = contract.params.oracle == position.params().oracle;
        let other_oracle = (!is_markets).then_some(contract.params.oracle);
        let taken = |taken: Taken| self.taken(&taken, collateral, debt, is_markets);
        Ok(Some(RuleView {
            lltv: contract.params.pre_lltv,
            market_lltv: position.params().lltv,
            collateral: collateral.symbol.clone(),
            debt: debt.symbol.clone(),
            price: contract.price.map(priced),
            other_oracle,
            last_safe: last_safe.map(priced),
            fall,
            health,
            acts_now: contract.acts_now(position, at)?,
            at_first: contract.at_first(position, at)?.map(taken),
            at_last: contract.at_last(position, at)?.map(taken),
        }))
    }

    /// What is taken, and what that costs: at the price of the contract's oracle, or, where that is not the
    /// market's, at the market's of now if that is more.
    fn taken(&self, taken: &Taken, collateral: &Leg, debt: &Leg, is_markets: bool) -> TakenView {
        let at_market = taken.value_at(self.position.price());
        let at_market = at_market.ok().filter(|_| !is_markets);
        let value = at_market.map_or(taken.seized_value, |value| value.max(taken.seized_value));
        let cost = value.saturating_sub(taken.repaid);
        TakenView {
            close_factor: taken.close_factor.min(Wad::ONE),
            repaid: TokenAmount::new(taken.repaid, debt.decimals),
            seized: TokenAmount::new(taken.seized, collateral.decimals),
            cost: TokenAmount::new(cost, self.position.base().decimals),
        }
    }
}

/// How far a price falls until it is just below another, rounded down; none where it is.
fn fall(now: U256, lowest: U256) -> Option<Wad> {
    let left = now.checked_sub(lowest)?;
    let share = mul_div_floor(left, Wad::ONE.raw(), now).ok()?;
    Some(Wad::from_raw(share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::chain::logs::Events;
    use crate::engine::protection::log::Log;
    use crate::protocols::morpho_blue::PreLiquidationParams;
    use crate::protocols::{Addresses, Unfit, a_snapshot_in, registry};
    use alloy::primitives::Address;

    const ORACLE: Address = Address::repeat_byte(6);

    /// The same account in two markets of Morpho; in the second it has authorised these contracts, of which the
    /// last goes by an oracle of its own.
    fn snapshots(contracts: [Address; 3]) -> [Snapshot; 2] {
        let all = registry::on_chain(ChainId(1)).into_iter();
        let mut all = all.filter(|one| matches!(one.addresses, Addresses::MorphoBlue(_)));
        let mut of = |name: &'static str, tokens: [u8; 2]| {
            let mut market = all.next().expect("a market");
            market.name = name.into();
            let tokens = tokens.map(Address::repeat_byte);
            a_snapshot_in(market, 100, tokens, Default::default())
        };
        let (own, other) = (of("own", [7, 8]), of("other", [9, 8]));
        let Holding::MorphoBlue(position) = other.holding() else {
            panic!("a market of Morpho")
        };
        let markets = position.params().oracle;
        let authorized = |(contract, oracle)| PreLiquidation {
            contract,
            params: PreLiquidationParams {
                pre_lltv: Wad::ONE,
                close_factors: [Wad::ONE; 2],
                incentives: [Wad::ONE; 2],
                oracle,
            },
            price: None,
        };
        let all = contracts.into_iter().zip([markets, markets, ORACLE]);
        let all = all.map(authorized).collect();
        let position = position.clone().with_pre_liquidations(all);
        let holding = Holding::MorphoBlue(Box::new(position));
        let (market, account, block) = (other.market, other.account, other.block);
        let other = Snapshot::supposed(market, account, block, holding).expect("a snapshot");
        [own, other]
    }

    #[test]
    fn a_contract_of_another_market_is_no_stranger_where_the_factory_has_made_it() {
        let [known, liar, other_oracle, unknown] = [1, 2, 3, 4].map(Address::repeat_byte);
        let [own, other] = snapshots([known, liar, other_oracle]);
        let authorized = |address| Vetted {
            address,
            contract: None,
            fit: Err(Unfit::NotMade),
            is_made: address != liar && address != unknown,
            is_authorized: true,
        };
        let nothing = Events {
            contracts: Vec::new(),
            topics: Vec::new(),
        };
        let all = [known, liar, other_oracle, unknown];
        let key = own.market.position_of(own.account);
        let mut open = Open::looking(key, Log::new(nothing, 5, 4), Vec::new());
        open.found = all.map(authorized).to_vec();
        let strange = |others: &[&Snapshot]| -> Vec<_> {
            let view = open.view(&own, others).expect("a view");
            let strange = view.strange.into_iter();
            strange.map(|one| (one.address, one.of_market)).collect()
        };
        let of = |other_oracle| {
            Some(OtherMarket {
                name: "other".to_owned(),
                other_oracle,
            })
        };
        assert_eq!(
            strange(&[&own, &other]),
            [
                (known, of(None)),
                // Its own word is that it is one.
                (liar, None),
                (other_oracle, of(Some(ORACLE))),
                (unknown, None)
            ]
        );
        assert!(strange(&[&own]).iter().all(|(_, of)| of.is_none()));
    }
}
