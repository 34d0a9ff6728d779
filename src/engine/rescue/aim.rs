//! What a top-up is to do, and what of it was shown.

use alloy::primitives::U256;

use super::around::{Around, Picture};
use super::manner::{Choice, Left};
use crate::math::{Wad, decimal};
use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::protocols::{PositionKey, Snapshot};
use crate::top_up::{
    AmountProblem, Changed, Chosen, Earlier, Fee, Goal, Manner, Manners, Means, MixView,
    OptionView, Part, PartView, Plan, Purse, Record, Reserved, SaleView, SimulationView, Step,
    TargetProblem, ToSign, Unavailable, is_next_signed, mixed, options, parse_amount, parse_target,
    sale,
};

/// What is to be done: for which position, how, and up to where or with how much.
#[derive(Clone, Debug)]
pub(super) struct Aim {
    pub(super) key: PositionKey,
    /// As typed.
    target: String,
    chosen: Option<Chosen>,
    /// No person chose it.
    is_proposed: bool,
    /// An amount for the chosen way in place of the target, as typed.
    amount: Option<String>,
    /// What was promised of that amount when it was last reviewed.
    promised: Option<Wad>,
}

impl Aim {
    /// Nothing is chosen yet.
    pub(super) const fn at(key: PositionKey, target: String) -> Self {
        Self {
            key,
            target,
            chosen: None,
            is_proposed: false,
            amount: None,
            promised: None,
        }
    }

    /// What a record was written for.
    pub(super) fn of(record: &Record) -> Self {
        Self {
            key: record.position.clone(),
            target: record.target.clone(),
            chosen: Some(record.chosen),
            is_proposed: false,
            amount: record.amount.clone(),
            promised: record.amount.as_ref().and(record.wanted()),
        }
    }

    /// The restore target, where what was typed is one.
    pub(super) fn wanted(&self) -> Option<Wad> {
        parse_target(&self.target).ok()
    }

    /// What the chosen way does, or the mix, where it leads to the target.
    pub(super) fn parts(
        &self,
        ways: &[OptionView],
        mix: Option<&Result<MixView, Unavailable>>,
    ) -> Vec<Part> {
        match self.chosen {
            Some(Chosen::One(id)) => {
                let chosen = ways.iter().find(|way| way.id == id);
                chosen.and_then(OptionView::part).into_iter().collect()
            }
            Some(Chosen::Mix) => mix
                .and_then(|mix| mix.as_ref().ok())
                .into_iter()
                .flat_map(|mix| &mix.parts)
                .map(PartView::part)
                .collect(),
            None => Vec::new(),
        }
    }

    /// What was only proposed is proposed no more.
    pub(super) fn withdraw(&mut self) {
        if self.is_proposed {
            self.choose(None);
        }
    }

    /// The way that is chosen.
    pub(super) const fn chosen(&self) -> Option<Chosen> {
        self.chosen
    }

    /// The restore target as typed, or what an amount in place of it reaches by one of these ways.
    pub(super) fn target(&self, ways: &[OptionView]) -> (String, Result<Wad, TargetProblem>) {
        let chosen = self.chosen.and_then(Chosen::one);
        let chosen = ways.iter().find(|one| Some(one.id) == chosen);
        let offered = chosen.and_then(|one| one.offer.as_ref().ok());
        let reached = self.promised.or_else(|| offered.map(|offer| offer.target));
        match reached.filter(|_| self.amount.is_some()) {
            Some(reached) => (exact(reached), Ok(reached)),
            None => (self.target.clone(), parse_target(&self.target)),
        }
    }

    /// The amount in place of it, as typed.
    pub(super) fn amount(&self) -> Option<&String> {
        self.amount.as_ref()
    }

    /// A plan was made of it.
    pub(super) fn planned(&mut self, plan: &Plan) {
        self.promised = match plan.goal {
            Goal::Restore(_) => None,
            Goal::Exactly(_) => Some(plan.target),
        };
    }

    /// The target of a record of such a plan.
    pub(super) fn target_of(&self, plan: &Plan) -> String {
        match plan.goal {
            Goal::Restore(_) => self.target.clone(),
            Goal::Exactly(_) => exact(plan.target),
        }
    }

    /// It is chosen anew: what was promised was of then.
    pub(super) fn choose_again(&mut self) {
        self.promised = None;
        // Which is no way to the target.
        if self
            .chosen
            .and_then(Chosen::means)
            .is_some_and(Means::is_no_top_up)
        {
            self.choose(None);
        }
    }

    /// Another way: an amount that was typed was one of another token.
    pub(super) fn choose(&mut self, way: Option<Chosen>) {
        if self.chosen != way {
            (self.amount, self.promised) = (None, None);
        }
        self.chosen = way;
        self.is_proposed = false;
    }

    /// Proposes one, in place of none or of another that was only proposed.
    pub(super) fn propose(&mut self, way: Chosen) {
        self.choose(Some(way));
        self.is_proposed = true;
    }

    /// Whether nothing is chosen, or something that was only proposed.
    pub(super) fn takes_proposals(&self) -> bool {
        self.chosen.is_none() || (self.is_proposed && self.amount.is_none())
    }

    /// Whether what is chosen leads to the target; a mix that has become one way is that way.
    pub(super) fn leads(
        &self,
        ways: &[OptionView],
        mix: Option<&Result<MixView, Unavailable>>,
    ) -> bool {
        self.chosen.is_some_and(|chosen| match chosen {
            Chosen::Mix => mix
                .and_then(|mix| mix.as_ref().ok())
                .is_some_and(|mix| mix.parts.len() > 1),
            Chosen::One(id) => ways.iter().any(|way| way.id == id && way.offer.is_ok()),
        })
    }

    /// A person wants to see what it would sign: it is theirs now.
    pub(super) fn accept(&mut self) {
        self.is_proposed = false;
    }

    /// Up to where.
    pub(super) fn set_target(&mut self, typed: String) {
        self.target = typed;
        (self.amount, self.promised) = (None, None);
    }

    /// With how much, by a way that moves something; where that is taken away, up to the target.
    pub(super) fn set_amount(&mut self, typed: String) {
        if self
            .chosen
            .and_then(Chosen::means)
            .is_some_and(Means::moves)
        {
            let amount = (!typed.trim().is_empty()).then_some(typed);
            (self.amount, self.promised) = (amount, None);
        }
    }

    /// What is asked of the chosen way; none where what was typed is neither.
    pub(super) fn goal(&self, snapshot: &Snapshot) -> Option<Goal> {
        match self.typed(snapshot) {
            Some(amount) => amount.ok().map(Goal::Exactly),
            None => parse_target(&self.target).ok().map(Goal::Restore),
        }
    }

    /// The amount that was typed.
    pub(super) fn typed(&self, snapshot: &Snapshot) -> Option<Result<U256, AmountProblem>> {
        let amount = self.amount.as_ref()?;
        Some(parse_amount(snapshot, self.chosen?.one()?, amount))
    }

    /// The mix of them that is worth to be shown beside these.
    pub(super) fn mix(
        &self,
        picture: &Picture<'_>,
        purse: Option<&Purse>,
        reserved: &Reserved,
        ways: &[OptionView],
    ) -> Option<Result<MixView, Unavailable>> {
        let snapshot = picture.snapshot.filter(|_| !ways.is_empty())?;
        let target = parse_target(&self.target).ok()?;
        let is_chosen = self.chosen == Some(Chosen::Mix);
        let latest = picture.latest_inclusion(snapshot);
        mixed(snapshot, purse, reserved, ways, is_chosen, target, latest)
    }

    /// What of the position, sold, would get there where none of the ways does.
    pub(super) fn sale(&self, picture: &Picture<'_>, ways: &[OptionView]) -> Option<SaleView> {
        // Nothing is said while nothing is known.
        let snapshot = picture.snapshot.filter(|_| !ways.is_empty())?;
        let target = parse_target(&self.target).ok()?;
        sale(snapshot, ways, target, picture.latest_inclusion(snapshot))
    }

    /// The ways to get there.
    pub(super) fn options(&self, picture: &Picture<'_>, purse: Option<&Purse>) -> Vec<OptionView> {
        match (picture.snapshot, parse_target(&self.target)) {
            (Some(snapshot), Ok(target)) => {
                let latest = picture.latest_inclusion(snapshot);
                let typed = self.typed(snapshot).and_then(Result::ok);
                let chosen = self.chosen.and_then(Chosen::one);
                let chosen = chosen.map(|way| (way, typed));
                options(snapshot, purse, target, chosen, latest)
            }
            _ => Vec::new(),
        }
    }
}

/// A health factor with all its digits.
fn exact(ratio: Wad) -> String {
    decimal::format_floor(ratio.raw(), 18, 18)
}

/// A plan as it was shown.
#[derive(Clone, Debug)]
pub(super) struct Reviewed {
    pub(super) plan: Plan,
    pub(super) simulation: SimulationView,
    /// What the network takes for it, where the node says so.
    pub(super) fee: Option<Fee>,
    /// What changed since it was last shown.
    pub(super) changed: Option<Changed>,
    /// How its steps are put to the wallet.
    pub(super) manner: Manner,
    /// The permission that can be signed in place of the approval that comes next.
    pub(super) to_sign: Option<ToSign>,
    /// What a contract goes by that it lets act for the account, as was vouched for.
    pub(super) goes_by: Option<PreLiquidationParams>,
    /// What is known of what was asked of the account before.
    pub(super) earlier: Earlier,
}

impl Reviewed {
    /// How they are put to the wallet.
    pub(super) fn choose(&mut self, choice: Choice) {
        self.manner = self.manners(choice).chosen;
    }

    /// How they can be put to it. What was not simulated whole is not signed whole, and what goes by a signature
    /// goes alone: to carry out several as one a wallet may give the account code, by which tokens look at
    /// signatures otherwise.
    pub(super) fn manners(&self, choice: Choice) -> Manners {
        choice.of(Left {
            steps: match is_next_signed(&self.plan) {
                true => 1,
                false => self.plan.steps.len(),
            },
            are_simulated: self.simulation != SimulationView::NotYet,
            can_be_signed: self.to_sign.is_some(),
            earlier: self.earlier,
        })
    }

    /// Whether what was shown is still what the wallet can be asked for, where nothing of the plan changed and
    /// this is what would be shown now.
    pub(super) fn stands_for(&self, now: &Self) -> bool {
        match self.manner {
            Manner::Each => true,
            // What could be simulated whole before cannot be now.
            Manner::Together => now.manner == Manner::Together,
            Manner::Permit => match (&self.to_sign, &now.to_sign) {
                (Some(shown), Some(now)) => shown.stands_for(now),
                _ => false,
            },
        }
    }

    /// Whether somebody is let act for the account, and that would leave it at a worse level than was shown.
    pub(super) fn is_worse(&self, around: &dyn Around, key: &PositionKey, shown: &Self) -> bool {
        let level = |of: &Self| around.level_at(key, of.plan.health_after);
        self.plan.authorizes().is_some() && level(self) > level(shown)
    }

    /// How many steps the wallet is asked for next.
    pub(super) fn count(&self) -> usize {
        match self.manner {
            Manner::Together => self.plan.steps.len(),
            Manner::Each | Manner::Permit => self.plan.steps.len().min(1),
        }
    }

    /// The steps that the wallet is asked for next.
    pub(super) fn next(&self) -> &[Step] {
        self.plan.steps.get(..self.count()).unwrap_or_default()
    }

    /// What remains when those were carried out, or failed and are told of by themselves.
    pub(super) fn rest(mut self) -> Self {
        let count = self.count();
        self.plan = self.plan.after(count);
        self.to_sign = None;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::a_snapshot;
    use crate::top_up::StrategyId;
    use alloy::primitives::Address;

    fn way(means: Means, byte: u8) -> Chosen {
        let asset = Address::repeat_byte(byte);
        StrategyId { means, asset }.into()
    }

    fn aim() -> Aim {
        let snapshot = a_snapshot(100, U256::ZERO);
        Aim::at(snapshot.market.position_of(snapshot.account), "1.5".into())
    }

    #[test]
    fn an_amount_is_one_of_the_chosen_token_and_is_gone_with_it() {
        let mut aim = aim();
        let typed = |aim: &Aim| aim.amount().cloned();
        aim.set_amount("2".into());
        assert_eq!(typed(&aim), None, "of nothing");
        aim.choose(Some(way(Means::Enable, 1)));
        aim.set_amount("2".into());
        assert_eq!(typed(&aim), None, "of what moves nothing");
        let repay = way(Means::Repay, 1);
        aim.choose(Some(repay));
        aim.set_amount("2".into());
        aim.choose(Some(repay));
        assert_eq!(typed(&aim), Some("2".into()), "the same once more");
        aim.choose(Some(way(Means::Repay, 2)));
        assert_eq!(typed(&aim), None, "another token");
        aim.set_amount("3".into());
        aim.set_target("1.6".into());
        assert_eq!(typed(&aim), None, "a target in its place");
    }

    #[test]
    fn what_is_proposed_gives_way_and_what_a_person_chose_or_typed_for_stays() {
        let (first, second) = (way(Means::Repay, 1), way(Means::AddCollateral, 2));
        let mut aim = aim();
        assert!(aim.takes_proposals());
        aim.propose(first);
        assert!(aim.takes_proposals());
        aim.withdraw();
        assert_eq!(aim.chosen(), None);
        aim.propose(first);
        aim.set_amount("2".into());
        assert!(!aim.takes_proposals(), "an amount was typed for it");
        let mut aim = self::aim();
        aim.propose(first);
        aim.accept();
        aim.withdraw();
        assert_eq!(aim.chosen(), Some(first), "its review was asked for");
        aim.choose(Some(second));
        aim.withdraw();
        assert_eq!(aim.chosen(), Some(second));
        assert!(!aim.takes_proposals());
    }

    /// What takes a permission back is chosen for that once.
    #[test]
    fn what_is_no_top_up_is_not_chosen_again() {
        let mut aim = aim();
        aim.choose(Some(way(Means::TakeBack, 1)));
        aim.choose_again();
        assert_eq!(aim.chosen(), None);
        let repay = way(Means::Repay, 1);
        aim.choose(Some(repay));
        aim.choose_again();
        assert_eq!(aim.chosen(), Some(repay));
    }
}
