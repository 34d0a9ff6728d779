//! What would be signed, and what it would do.

use alloy::primitives::{Address, U256};

use super::remedy::{Remedy, find};
use super::steps::{Step, payments, read_step};
use super::{Chosen, Decoded, Goal, Means, Part, Permission, Source, Unavailable};
use crate::math::{Timestamp, Wad};
use crate::protocols::Snapshot;
use crate::risk::Health;

/// What would be signed, and what it would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What was chosen.
    pub chosen: Chosen,
    /// What was asked for.
    pub goal: Goal,
    /// The health factor that is promised, whenever it is mined.
    pub target: Wad,
    /// What is done, in order, as far as it is not carried out: one thing, or several for a mix.
    pub parts: Vec<Part>,
    /// Health now.
    pub health_before: Health,
    /// Health right after, at [`evaluated_at`](Self::evaluated_at).
    pub health_after: Health,
    /// The latest likely inclusion.
    pub evaluated_at: Timestamp,
    /// What is still to be signed, in order.
    pub steps: Vec<Step>,
}

impl Plan {
    /// The same once its first steps were carried out.
    #[must_use]
    pub fn after(mut self, steps: usize) -> Self {
        let rest = self.steps.split_off(steps.min(self.steps.len()));
        // Each part ends with the one step that does it.
        let ended = self.steps.iter().filter(|step| !step.prepares()).count();
        self.parts.drain(..ended.min(self.parts.len()));
        self.steps = rest;
        self
    }

    /// Whether who may act for an account is as its parts leave it.
    #[must_use]
    pub fn is_done_in(&self, after: &Snapshot) -> bool {
        let authorized = after.authorized();
        self.parts.iter().all(|part| match part.way.means {
            Means::Authorize { contract, may } => authorized.contains(&contract) == may,
            _ => true,
        })
    }

    /// The contract that it lets act for the account.
    #[must_use]
    pub fn authorizes(&self) -> Option<Address> {
        let mut parts = self.parts.iter();
        parts.find_map(|part| part.way.means.authorizes())
    }

    /// How much of a token its parts take out of the wallet together.
    #[must_use]
    pub fn takes(&self, asset: Address) -> U256 {
        let is_own = |part: &&Part| {
            part.way.asset == asset && part.way.means.source() == Some(Source::Token)
        };
        let own = self.parts.iter().filter(is_own);
        own.fold(U256::ZERO, |sum, part| sum.saturating_add(part.amount.raw))
    }
}

/// A plan of parts that are given: amounts that were shown stay what is signed as long as they still do
/// what was promised.
pub(super) fn of_parts(
    snapshot: &Snapshot,
    chosen: Chosen,
    goal: Goal,
    target: Wad,
    latest: Timestamp,
    parts: Vec<Part>,
) -> Result<Plan, Unavailable> {
    let ruling = snapshot.ruling();
    let (last, first) = parts.split_last().ok_or(Unavailable::NotComputable)?;
    let remedy = Remedy::after(&ruling, first, last.way, latest)?;
    let evaluated_at = remedy.latest();
    let after = remedy.after_it(last.amount, evaluated_at);
    let steps: Vec<Step> = payments(snapshot, &parts)?
        .into_iter()
        .map(|payment| read_step(snapshot, payment))
        .collect::<Result<_, _>>()?;
    // What coin is made into is said by nothing in its bytes.
    let is_meant = |token: Address| parts.iter().any(|part| part.way.asset == token);
    let mut in_coin = steps.iter().filter_map(|step| step.decoded.in_coin());
    if !in_coin.all(is_meant) {
        return Err(Unavailable::NotComputable);
    }
    Ok(Plan {
        chosen,
        goal,
        target,
        health_before: ruling.health,
        health_after: after.map_err(|_| Unavailable::NotComputable)?,
        evaluated_at,
        steps,
        parts,
    })
}

/// Whether a plan that was made for up to its [`evaluated_at`](Plan::evaluated_at) still restores its
/// target on a newer snapshot, whenever it is mined until then.
pub(super) fn still_restores(snapshot: &Snapshot, plan: &Plan) -> Result<bool, Unavailable> {
    let ruling = snapshot.ruling();
    let (last, first) = plan.parts.split_last().ok_or(Unavailable::NotComputable)?;
    let remedy = Remedy::after(&ruling, first, last.way, plan.evaluated_at)?;
    let (_, restores) = remedy.restores(last.amount, plan.target)?;
    Ok(restores)
}

/// The same plan, with the rest of an earlier permission taken away first; none where that would not
/// help what was refused at this `place` of its steps: there is no rest, or it is taken away already.
#[must_use]
pub fn with_reset(snapshot: &Snapshot, plan: &Plan, place: Option<usize>) -> Option<Plan> {
    let position = snapshot.position()?;
    let gives = |(at, step): (usize, &Step)| match &step.decoded {
        Decoded::Approve { token, amount, .. } if !amount.raw.is_zero() => place
            .is_none_or(|place| place == at)
            .then_some(token.address),
        _ => None,
    };
    let has_rest = |token: &Address| {
        let asset = find(position, *token, plan.evaluated_at).ok();
        let wallet = asset.and_then(|asset| snapshot.wallet(asset));
        let resets =
            |part: &Part| part.way.asset == *token && part.permission != Permission::Approved;
        wallet.is_some_and(|wallet| !wallet.allowance.is_zero()) && !plan.parts.iter().any(resets)
    };
    let mut given = plan.steps.iter().enumerate().filter_map(gives);
    let token = given.find(has_rest)?;
    let mut parts = plan.parts.clone();
    for part in parts.iter_mut().filter(|part| part.way.asset == token) {
        part.permission = Permission::ApprovedAnew;
    }
    of_parts(
        snapshot,
        plan.chosen,
        plan.goal,
        plan.target,
        plan.evaluated_at,
        parts,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainId;
    use crate::math::{TokenAmount, WAD};
    use crate::protocols::{a_loan_with, a_snapshot, a_snapshot_in, registry};
    use crate::top_up::{StrategyId, plan};
    use alloy::primitives::address;

    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    /// A debt is to be repaid of which the market may take so much.
    fn repaid(allowance: U256) -> (Snapshot, Plan) {
        let snapshot = a_snapshot(100, allowance);
        let way = StrategyId {
            means: Means::Repay,
            asset: DAI,
        };
        let goal = Goal::Restore(Wad::from_raw(WAD * U256::from(2)));
        let plan = plan(&snapshot, None, way, goal, snapshot.block.timestamp);
        (snapshot, plan.expect("a plan"))
    }

    /// Some tokens do not set one permission in the place of another.
    #[test]
    fn a_rest_of_a_permission_is_taken_away_once_and_only_where_its_approval_is_what_was_refused() {
        let (snapshot, plan) = repaid(U256::from(5));
        let approved = |plan: &Plan| -> Vec<bool> {
            let gives = |step: &Step| match &step.decoded {
                Decoded::Approve { amount, .. } => Some(!amount.raw.is_zero()),
                _ => None,
            };
            plan.steps.iter().filter_map(gives).collect()
        };
        assert_eq!(approved(&plan), [true]);
        // Where it is not said what was refused, that may be it.
        for place in [Some(0), None] {
            let reset = with_reset(&snapshot, &plan, place).expect("a plan");
            assert_eq!(approved(&reset), [false, true]);
            assert_eq!(reset.parts[0].amount, plan.parts[0].amount);
            assert_eq!(with_reset(&snapshot, &reset, place), None, "it was");
        }
        // The payment itself was refused.
        assert_eq!(with_reset(&snapshot, &plan, Some(1)), None);
        let (snapshot, plan) = repaid(U256::ZERO);
        assert_eq!(with_reset(&snapshot, &plan, Some(0)), None, "no rest");
    }

    #[test]
    fn what_is_left_after_a_permission_is_the_payment_and_after_that_nothing() {
        let (_, plan) = repaid(U256::ZERO);
        assert_eq!(plan.steps.len(), 2);
        let left = |steps| {
            let left = plan.clone().after(steps);
            (left.steps.len(), left.parts.len())
        };
        assert_eq!([left(0), left(1)], [(2, 1), (1, 1)]);
        assert_eq!([left(2), left(3)], [(0, 0); 2]);
    }

    /// By the means and by the token: what is paid in coin, or out of what is supplied, is in the wallet's token
    /// not at all.
    #[test]
    fn what_a_plan_takes_of_a_token_is_what_its_parts_move_out_of_the_wallet() {
        let (_, plan) = repaid(U256::ZERO);
        let part = |means, asset, amount: u64| Part {
            way: StrategyId { means, asset },
            amount: TokenAmount::new(U256::from(amount), 18),
            ..plan.parts[0]
        };
        let parts = vec![
            part(Means::AddCoin, WETH, 1),
            part(Means::AddCollateral, WETH, 20),
            part(Means::Repay, WETH, 300),
            part(Means::RepaySupplied, DAI, 4_000),
            part(Means::Repay, DAI, 50_000),
        ];
        let plan = Plan { parts, ..plan };
        let taken = [WETH, DAI].map(|token| plan.takes(token));
        assert_eq!(taken, [320, 50_000].map(U256::from));
    }

    /// Who may act for an account is asked of the chain after it was signed.
    #[test]
    fn a_contract_that_is_let_act_is_done_once_it_may_and_one_that_is_not_once_it_may_not() {
        let contract = Address::repeat_byte(8);
        let (before, after) = (a_loan_with(None), a_loan_with(Some(contract)));
        let planned = |snapshot: &Snapshot, may| {
            let means = Means::Authorize { contract, may };
            let way = StrategyId { means, asset: WETH };
            let goal = Goal::Restore(Wad::ONE);
            plan(snapshot, None, way, goal, snapshot.block.timestamp)
        };
        for may in [true, false] {
            let plan = planned(&before, may).expect("a plan");
            let is_done = [&before, &after].map(|snapshot| plan.is_done_in(snapshot));
            assert_eq!(is_done, [!may, may]);
            assert_eq!(plan.authorizes(), may.then_some(contract));
        }
        // What may already is not asked for.
        assert_eq!(planned(&after, true), Err(Unavailable::AlreadyThere));
        assert!(planned(&after, false).is_ok());
        let (snapshot, plan) = repaid(U256::ZERO);
        assert!(plan.is_done_in(&snapshot) && plan.authorizes().is_none());
    }

    /// The bytes that send coin say nothing of what it is made into: that is the chain's own token alone.
    #[test]
    fn coin_is_no_part_of_a_token_that_it_is_not_made_into() {
        let core = registry::on_chain(ChainId(1)).remove(0);
        let snapshot = a_snapshot_in(core, 100, [WETH, DAI], [Default::default(); 2]);
        let made = |asset| {
            let part = Part {
                way: StrategyId {
                    means: Means::AddCoin,
                    asset,
                },
                amount: TokenAmount::new(WAD, 18),
                closes_debt: false,
                permission: Permission::Approved,
            };
            let (goal, now) = (Goal::Exactly(WAD), snapshot.block.timestamp);
            of_parts(&snapshot, part.way.into(), goal, Wad::ZERO, now, vec![part])
        };
        assert!(made(WETH).is_ok());
        assert_eq!(made(DAI), Err(Unavailable::NotComputable));
    }
}
