//! A permission that is signed in place of an approval: where it can be, what is signed, and the plan with it.

use alloy::primitives::Address;

use super::plan::of_parts;
use super::remedy::find;
use super::steps::Step;
use super::{
    Decoded, Means, Part, Permission, Plan, Raw, RepayAmount, Source, StepStatus, StepView, Token,
};
use crate::math::{Timestamp, TokenAmount};
use crate::protocols::permit::{Permit, PermitTerms, Signature, SignedPermit, read_typed, typed};
use crate::protocols::{Snapshot, registry};

/// So long a permission holds beyond the latest likely inclusion of what is to use it, seconds: for a person who
/// reads the second question as long as the first, and for a block that comes late. What is left unused is worth
/// nothing after it.
const LASTS_S: u64 = 1_800;

/// So much of that may be used up by reading and thinking before it is shown anew.
const HALF_S: u64 = LASTS_S / 2;

/// A permission to sign, as the wallet gets it, and what its text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToSign {
    /// The text: typed data (EIP-712).
    pub text: String,
    /// What that says, read back from it.
    pub permit: Permit,
    /// The same, as it is shown.
    decoded: Decoded,
    /// So many steps it takes the place of.
    replaces: usize,
}

impl ToSign {
    /// So many transactions of the plan it takes the place of: an approval, and what takes away a rest before it.
    #[must_use]
    pub const fn replaces(&self) -> usize {
        self.replaces
    }

    /// What comes after it, as its bytes will say it: where that closes a debt, no more than is permitted.
    #[must_use]
    pub fn limits(&self, decoded: Decoded) -> Decoded {
        match (decoded, &self.decoded) {
            (
                Decoded::Repay {
                    token,
                    amount: RepayAmount::All,
                    on_behalf_of,
                    coin: None,
                    permitted_until: None,
                },
                Decoded::Permit { amount, .. },
            ) => Decoded::Repay {
                token,
                amount: RepayAmount::AllUpTo(*amount),
                on_behalf_of,
                coin: None,
                permitted_until: None,
            },
            (decoded, _) => decoded,
        }
    }

    /// As it is shown.
    #[must_use]
    pub fn view(&self, status: StepStatus) -> StepView {
        StepView {
            to: self.permit.token,
            decoded: self.decoded.clone(),
            raw: Raw::Message(self.text.clone()),
            value: Default::default(),
            status,
        }
    }

    /// Whether what was shown may be signed still, where this is what would be shown now.
    #[must_use]
    pub fn stands_for(&self, now: &Self) -> bool {
        let at = |deadline| Permit {
            deadline,
            ..self.permit.clone()
        };
        let is_same = at(now.permit.deadline) == now.permit && self.replaces == now.replaces;
        let still_holds = self.permit.deadline.0.saturating_add(HALF_S) >= now.permit.deadline.0;
        is_same && still_holds
    }
}

/// The token of which a permission could be signed in place of the approval that comes next in a plan: the market
/// takes one, the token is one that is known to, it is used by that part alone, and for an exact sum.
///
/// What closes a debt is approved for what is owed at the latest likely inclusion, and then repays "all", by a
/// number which in a call with a signature would be the sum that is permitted, too: one without a bound, so it
/// is never written there. The sum of the approval does as well: of a sum that is more than is owed the market
/// takes what is owed, and leaves the rest in the wallet. Where it is mined later than was likely, an approval
/// that is short makes it fail, and a signature leaves a rest of the debt.
#[must_use]
pub fn may_be_signed(snapshot: &Snapshot, plan: &Plan) -> Option<Address> {
    let (part, rest) = plan.parts.split_first()?;
    let token = part.way.asset;
    let takes =
        |part: &Part| part.way.asset == token && part.way.means.source() == Some(Source::Token);
    if !takes(part) || rest.iter().any(takes) || is_signed(part) {
        return None;
    }
    // Only where an approval is what comes next, for just that sum.
    let place = plan.steps.iter().position(|step| !step.prepares())?;
    let (before, _) = plan.steps.split_at(place);
    let approves = |step: &Step| match &step.decoded {
        Decoded::Approve {
            token: of, amount, ..
        } => (of.address == token).then_some(*amount),
        _ => None,
    };
    let approved: Vec<TokenAmount> = before.iter().map(approves).collect::<Option<_>>()?;
    let last = approved.last()?;
    if last.raw != part.amount.raw || last.raw.is_zero() {
        return None;
    }
    let (_, symbol, _) = named(snapshot, token)?;
    let takes_permits = registry::may_take_permits(snapshot.market.chain, token, &symbol);
    (takes_permits && snapshot.takes_permits()).then_some(token)
}

/// What would be signed for that, on the terms of its token.
#[must_use]
pub fn to_sign(snapshot: &Snapshot, plan: &Plan, terms: &PermitTerms) -> Option<ToSign> {
    let token = may_be_signed(snapshot, plan).filter(|token| *token == terms.token)?;
    let part = plan.parts.first()?;
    let latest = plan.evaluated_at.max(snapshot.block.timestamp);
    let meant = Permit {
        chain: snapshot.market.chain,
        token,
        owner: snapshot.account,
        spender: snapshot.market.entry(),
        value: part.amount.raw,
        nonce: terms.nonce,
        deadline: Timestamp(latest.0.checked_add(LASTS_S)?),
    };
    let text = typed(&meant, terms);
    // What counts is what is read of it.
    let permit = read_typed(&text, terms.separator).ok()?;
    if permit != meant {
        return None;
    }
    let (decimals, symbol, address) = named(snapshot, permit.token)?;
    let decoded = Decoded::Permit {
        token: Token { address, symbol },
        spender: permit.spender,
        amount: TokenAmount::new(permit.value, decimals),
        until: permit.deadline,
    };
    let replaces = plan.steps.iter().position(|step| !step.prepares())?;
    Some(ToSign {
        text,
        permit,
        decoded,
        replaces,
    })
}

/// The plan with what a person has signed in the place of the approval.
#[must_use]
pub fn with_signature(
    snapshot: &Snapshot,
    plan: &Plan,
    signed: &ToSign,
    signature: Signature,
) -> Option<Plan> {
    let deadline = signed.permit.deadline;
    let mut parts = plan.parts.clone();
    let first = parts.first_mut()?;
    let is_for_it = first.way.asset == signed.permit.token
        && first.amount.raw == signed.permit.value
        && matches!(first.way.means, Means::AddCollateral | Means::Repay);
    if !is_for_it {
        return None;
    }
    first.permission = Permission::Signed(SignedPermit {
        deadline,
        signature,
    });
    let (chosen, goal, target) = (plan.chosen, plan.goal, plan.target);
    of_parts(snapshot, chosen, goal, target, plan.evaluated_at, parts).ok()
}

/// Whether the next part of a plan pays by a permission that is signed.
#[must_use]
pub fn is_next_signed(plan: &Plan) -> bool {
    plan.parts.first().is_some_and(is_signed)
}

const fn is_signed(part: &Part) -> bool {
    matches!(part.permission, Permission::Signed(_))
}

/// The decimals of a token of the position, and its name.
fn named(snapshot: &Snapshot, token: Address) -> Option<(u8, String, Address)> {
    let now = snapshot.block.timestamp;
    let position = snapshot.position()?;
    let asset = find(position, token, now).ok()?;
    let leg = position.legs(now).ok()?.into_iter().nth(asset.0)?;
    registry::lists(snapshot.market.chain, token, leg.decimals).then_some((
        leg.decimals,
        leg.symbol,
        leg.asset,
    ))
}

#[cfg(test)]
mod tests {
    use alloy::primitives::{B256, U256, address};
    use alloy::sol_types::SolValue;

    use super::*;
    use crate::chain::{CallAnswer, ChainId};
    use crate::math::{WAD, Wad};
    use crate::protocols::{a_snapshot_in, registry};
    use crate::top_up::{Goal, StrategyId, Unavailable, plan, read_step};

    const WETH: Address = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
    const USDS: Address = address!("dC035D45d973E3EC169d2276DDab16f1e407384F");

    /// `DOMAIN_SEPARATOR` of a token of this name, which says that it is of the first version.
    fn terms(nonce: u64) -> PermitTerms {
        let kind =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        let words: [B256; 5] = [
            alloy::primitives::keccak256(kind),
            alloy::primitives::keccak256("USDS Stablecoin"),
            alloy::primitives::keccak256("1"),
            U256::ONE.into(),
            USDS.into_word(),
        ];
        let separator = alloy::primitives::keccak256(words.concat());
        let said = |data: Vec<u8>| CallAnswer {
            success: true,
            data: data.into(),
        };
        let answers = [
            said("USDS Stablecoin".to_owned().abi_encode()),
            said("1".to_owned().abi_encode()),
            said(separator.abi_encode()),
            said(U256::from(nonce).abi_encode()),
        ];
        PermitTerms::read(ChainId(1), USDS, &answers).expect("terms")
    }

    /// Two ether against four tokens of 1,000 dollars, of which the market may take so much.
    fn snapshot(
        market: crate::protocols::Market,
        tokens: [Address; 2],
        allowance: U256,
    ) -> Snapshot {
        let held = U256::from(4) * WAD;
        a_snapshot_in(market, 100, tokens, [(held, allowance), (held, allowance)])
    }

    fn core() -> crate::protocols::Market {
        registry::on_chain(ChainId(1)).remove(0)
    }

    fn made(
        snapshot: &Snapshot,
        means: Means,
        asset: Address,
        tenths: u64,
    ) -> Result<Plan, Unavailable> {
        let target = Wad::from_raw(WAD * U256::from(tenths) / U256::from(10));
        let way = StrategyId { means, asset };
        let now = snapshot.block.timestamp;
        plan(snapshot, None, way, Goal::Restore(target), now)
    }

    fn signature() -> Signature {
        Signature::read(&[[1_u8; 32].as_slice(), &[2; 32], &[27]].concat()).expect("a signature")
    }

    #[test]
    fn what_is_signed_is_for_the_very_sum_to_the_market_alone_and_for_a_short_while() {
        let snapshot = snapshot(core(), [WETH, USDS], U256::ZERO);
        let plan = made(&snapshot, Means::Repay, USDS, 15).expect("a plan");
        assert_eq!(may_be_signed(&snapshot, &plan), Some(USDS));
        let ask = to_sign(&snapshot, &plan, &terms(7)).expect("a permission");
        let Permit {
            chain,
            token,
            owner,
            spender,
            value,
            nonce,
            deadline,
        } = ask.permit.clone();
        assert_eq!((chain, token, owner), (ChainId(1), USDS, snapshot.account));
        assert_eq!(
            (spender, value),
            (snapshot.market.entry(), plan.parts[0].amount.raw)
        );
        assert_eq!(
            (nonce, deadline.0),
            (U256::from(7), plan.evaluated_at.0 + LASTS_S)
        );
        assert_eq!(ask.replaces(), 1);
        let signed = with_signature(&snapshot, &plan, &ask, signature()).expect("a plan");
        let [step] = &signed.steps[..] else {
            panic!("one step")
        };
        assert!(matches!(
            &step.decoded,
            Decoded::Repay { permitted_until: Some(until), .. } if *until == deadline
        ));
        assert_eq!(
            read_step(&snapshot, step.payment.clone()).as_ref(),
            Ok(step)
        );
        assert!(is_next_signed(&signed) && may_be_signed(&snapshot, &signed).is_none());
        assert_eq!(signed.health_after, plan.health_after);
    }

    #[test]
    fn only_an_approval_of_one_part_alone_is_replaced() {
        let of = |snapshot: &Snapshot, means, asset, tenths| {
            let plan = made(snapshot, means, asset, tenths).expect("a plan");
            may_be_signed(snapshot, &plan)
        };
        let empty = snapshot(core(), [WETH, USDS], U256::ZERO);
        assert_eq!(of(&empty, Means::Repay, USDS, 15), Some(USDS));
        // What wraps the coin takes any call.
        assert_eq!(of(&empty, Means::AddCollateral, WETH, 15), None);
        let permitted = snapshot(core(), [WETH, USDS], U256::MAX >> 1);
        assert_eq!(of(&permitted, Means::Repay, USDS, 15), None);
        // Another form of permission.
        let dai = address!("6B175474E89094C44Da98b954EedeAC495271d0F");
        let of_dai = snapshot(core(), [WETH, dai], U256::ZERO);
        assert_eq!(of(&of_dai, Means::Repay, dai, 15), None);
        // Another protocol.
        let comet = registry::on_chain(ChainId(1))
            .into_iter()
            .find(|one| one.name == "USDS");
        let elsewhere = snapshot(comet.expect("a market"), [WETH, USDS], U256::ZERO);
        assert_eq!(of(&elsewhere, Means::Repay, USDS, 15), None);
        // Two parts that share one permission.
        let mut plan = made(&empty, Means::Repay, USDS, 15).expect("a plan");
        plan.parts.push(plan.parts[0]);
        assert_eq!(may_be_signed(&empty, &plan), None);
    }

    #[test]
    fn what_closes_a_debt_is_signed_for_what_is_owed_at_the_latest_and_never_without_a_bound() {
        let snapshot = snapshot(core(), [WETH, USDS], U256::ZERO);
        let way = StrategyId {
            means: Means::Repay,
            asset: USDS,
        };
        let latest = Timestamp(snapshot.block.timestamp.0 + 600);
        let all = Goal::Exactly(U256::from(4) * WAD);
        let closing = plan(&snapshot, None, way, all, latest).expect("a plan");
        let most = closing.parts[0].amount;
        assert!(closing.parts[0].closes_debt);
        let ask = to_sign(&snapshot, &closing, &terms(7)).expect("a permission");
        assert_eq!(ask.permit.value, most.raw);
        let repays = |decoded: &Decoded| match decoded {
            Decoded::Repay { amount, .. } => Some(*amount),
            _ => None,
        };
        // What is to come is shown by its bound, which goes into its bytes.
        let [_, approved] = &closing.steps[..] else {
            panic!("two steps")
        };
        assert_eq!(repays(&approved.decoded), Some(RepayAmount::All));
        let to_come = ask.limits(approved.decoded.clone());
        assert_eq!(repays(&to_come), Some(RepayAmount::AllUpTo(most)));
        let signed = with_signature(&snapshot, &closing, &ask, signature()).expect("a plan");
        let [step] = &signed.steps[..] else {
            panic!("one step")
        };
        assert_eq!(repays(&step.decoded), Some(RepayAmount::AllUpTo(most)));
        assert_eq!(signed.health_after, closing.health_after);
        let part = step.part(&snapshot).expect("a part");
        assert!(part.closes_debt && part.amount == most);
        // One unit less than is owed leaves that unit, and is said to be no more than it is.
        let mut short = signed.parts.clone();
        short[0].amount.raw = owed_now(&snapshot) - U256::ONE;
        let (chosen, goal, target) = (signed.chosen, signed.goal, Wad::ZERO);
        let short = of_parts(&snapshot, chosen, goal, target, latest, short).expect("a plan");
        let exact = RepayAmount::Exact(short.parts[0].amount);
        assert_eq!(repays(&short.steps[0].decoded), Some(exact));
    }

    fn owed_now(snapshot: &Snapshot) -> U256 {
        let position = snapshot.position().expect("a position");
        let legs = position.legs(snapshot.block.timestamp).expect("legs");
        let leg = legs.iter().find(|leg| leg.asset == USDS).expect("a leg");
        leg.debt.as_ref().expect("a debt").balance.raw
    }

    #[test]
    fn what_was_shown_stands_for_a_while_and_for_the_same_place_in_the_row() {
        let snapshot = snapshot(core(), [WETH, USDS], U256::ZERO);
        let plan = made(&snapshot, Means::Repay, USDS, 15).expect("a plan");
        let at = |seconds, nonce| {
            let mut later = plan.clone();
            later.evaluated_at.0 += seconds;
            to_sign(&snapshot, &later, &terms(nonce)).expect("a permission")
        };
        let shown = at(0, 7);
        assert!(shown.stands_for(&at(0, 7)) && shown.stands_for(&at(HALF_S, 7)));
        assert!(!shown.stands_for(&at(HALF_S + 1, 7)));
        assert!(!shown.stands_for(&at(0, 8)));
    }

    /// Where an earlier one is taken away first, a signature does for both.
    #[test]
    fn a_signature_takes_the_place_of_all_that_is_asked_for_before_the_payment() {
        let snapshot = snapshot(core(), [WETH, USDS], U256::ONE);
        let plan = made(&snapshot, Means::Repay, USDS, 15).expect("a plan");
        let reset = crate::top_up::with_reset(&snapshot, &plan, Some(0)).expect("a plan");
        let replaced = [&plan, &reset].map(|plan| {
            let ask = to_sign(&snapshot, plan, &terms(7)).expect("a permission");
            (plan.steps.len(), ask.replaces())
        });
        assert_eq!(replaced, [(2, 1), (3, 2)]);
    }

    /// Beside it another token may be supplied, and its own may be moved out of what is supplied.
    #[test]
    fn another_part_that_takes_nothing_of_the_token_out_of_the_wallet_is_no_hindrance() {
        let snapshot = snapshot(core(), [WETH, USDS], U256::ZERO);
        let plan = made(&snapshot, Means::Repay, USDS, 15).expect("a plan");
        let with = |means, asset| {
            let mut plan = plan.clone();
            let way = StrategyId { means, asset };
            plan.parts.push(Part {
                way,
                ..plan.parts[0]
            });
            may_be_signed(&snapshot, &plan)
        };
        assert_eq!(with(Means::AddCollateral, WETH), Some(USDS));
        assert_eq!(with(Means::RepaySupplied, USDS), Some(USDS));
        assert_eq!(with(Means::AddCollateral, USDS), None);
        // An approval for another sum than the part's is none that is replaced.
        let mut other = plan.clone();
        other.parts[0].amount.raw -= U256::ONE;
        assert_eq!(may_be_signed(&snapshot, &other), None);
        assert!(!is_next_signed(&plan));
    }

    #[test]
    fn what_was_signed_for_one_sum_of_one_token_serves_nothing_else() {
        let snapshot = snapshot(core(), [WETH, USDS], U256::ZERO);
        let plan = made(&snapshot, Means::Repay, USDS, 15).expect("a plan");
        let ask = to_sign(&snapshot, &plan, &terms(7)).expect("a permission");
        let serves = |change: &dyn Fn(&mut Part)| {
            let mut plan = plan.clone();
            change(&mut plan.parts[0]);
            with_signature(&snapshot, &plan, &ask, signature()).is_some()
        };
        assert!(serves(&|_| ()));
        assert!(!serves(&|part| part.amount.raw -= U256::ONE));
        assert!(!serves(&|part| part.way.asset = WETH));
        assert!(!serves(&|part| part.way.means = Means::RepayCoin));
        assert!(!serves(&|part| {
            part.way.means = Means::RepaySupplied;
            part.way.asset = WETH;
        }));
    }
}
