//! From a snapshot and a target to the exact amount of one way.

use alloy::primitives::{Address, U256, address};

use super::plan::of_parts;
use super::remedy::Remedy;
use super::{Goal, Means, Part, Permission, Plan, Purse, Source, StrategyId, Unavailable};
use crate::chain::ChainId;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::{Action, Snapshot, registry};
use crate::risk::AssetId;

/// Tokens that are known to refuse to replace one permission by another: it must be taken away first.
/// Others show it when a permission over a rest is simulated ([`with_reset`](super::with_reset)).
const RESET_FIRST: [(ChainId, Address); 1] = [(
    ChainId(1),
    address!("dAC17F958D2ee523a2206206994597C13D831ec7"),
)];

/// How a market comes to be allowed to take a token, as far as is known beforehand.
pub(super) fn permission_for(snapshot: &Snapshot, token: Address) -> Permission {
    match RESET_FIRST.contains(&(snapshot.market.chain, token)) {
        true => Permission::ApprovedAnew,
        false => Permission::Approved,
    }
}

/// The plan of one way: what it takes for the rule by which the position is liquidated first.
///
/// # Errors
/// [`Unavailable`] says why it does not lead to the target.
pub(super) fn single(
    snapshot: &Snapshot,
    purse: Option<&Purse>,
    way: StrategyId,
    goal: Goal,
    latest: Timestamp,
) -> Result<Plan, Unavailable> {
    let ruling = snapshot.ruling();
    let remedy = Remedy::of(&ruling, way, latest)?;
    let asset = remedy.asset();
    let wallet = snapshot.wallet(asset).ok_or(Unavailable::NotComputable)?;
    let decimals = wallet.balance.decimals;
    is_listed(snapshot, way, decimals)?;
    let nothing = TokenAmount::zero(decimals);
    let (amount, closes_debt, target) = match (way.means, goal) {
        (
            Means::AddCollateral
            | Means::AddCoin
            | Means::Repay
            | Means::RepayCoin
            | Means::RepaySupplied,
            goal,
        ) => {
            let (amount, closes_debt) = match goal {
                Goal::Restore(target) => remedy.needed(target)?,
                Goal::Exactly(raw) => remedy.given(TokenAmount::new(raw, decimals))?,
            };
            let coin = wrappable(snapshot, purse, asset);
            let is_short = match way.means.source() {
                Some(Source::Token) => wallet.balance.raw.saturating_add(coin) < amount.raw,
                Some(Source::Coin) => coin < amount.raw,
                Some(Source::Supply) | None => false,
            };
            if is_short {
                return Err(Unavailable::Balance { needed: amount });
            }
            let target = match goal {
                Goal::Restore(target) => target,
                Goal::Exactly(_) => remedy.promised(amount)?,
            };
            (amount, closes_debt, target)
        }
        (Means::Enable | Means::EnterEMode(_), Goal::Restore(target)) => {
            if remedy.is_there(target)? {
                return Err(Unavailable::AlreadyThere);
            }
            match remedy.restores(nothing, target)? {
                (_, true) => (nothing, false, target),
                (best, false) => return Err(Unavailable::Short { best }),
            }
        }
        // They move nothing.
        (Means::Enable | Means::EnterEMode(_), Goal::Exactly(_)) => {
            return Err(Unavailable::NotComputable);
        }
        (Means::TakeBack, _) if wallet.allowance.is_zero() => {
            return Err(Unavailable::AlreadyThere);
        }
        // What is not known to be authorised may be so all the same, and can be taken back.
        (
            Means::Authorize {
                contract,
                may: true,
            },
            _,
        ) if snapshot.authorized().contains(&contract) => {
            return Err(Unavailable::AlreadyThere);
        }
        // Any health will do.
        (Means::TakeBack | Means::Authorize { .. }, _) => (nothing, false, Wad::ZERO),
    };
    let part = Part {
        way,
        amount,
        closes_debt,
        permission: permission_for(snapshot, way.asset),
    };
    of_parts(snapshot, way.into(), goal, target, latest, vec![part])
}

/// Whether the protocols' address books list the token of a way; an e-mode, and who may act for the account, is
/// only named after its token.
pub(super) fn is_listed(
    snapshot: &Snapshot,
    way: StrategyId,
    decimals: u8,
) -> Result<(), Unavailable> {
    let is_named_only = matches!(way.means, Means::EnterEMode(_) | Means::Authorize { .. });
    match is_named_only || registry::lists(snapshot.market.chain, way.asset, decimals) {
        true => Ok(()),
        false => Err(Unavailable::NotListed),
    }
}

/// How much more of a token can be made out of the chain's coin.
#[must_use]
pub fn wrappable(snapshot: &Snapshot, purse: Option<&Purse>, asset: AssetId) -> U256 {
    match purse {
        Some(purse) if wraps_coin(snapshot, asset) => purse.spendable(),
        _ => U256::ZERO,
    }
}

/// Whether the market takes the chain's coin itself in place of a token.
#[must_use]
pub fn takes_coin(snapshot: &Snapshot, asset: AssetId) -> bool {
    let supply = Action::SupplyCoin { amount: U256::ONE };
    wraps_coin(snapshot, asset) && snapshot.payment(supply).is_some()
}

/// Whether a token is the chain's coin in its wrapped form.
pub(super) fn wraps_coin(snapshot: &Snapshot, asset: AssetId) -> bool {
    let legs = snapshot
        .position()
        .and_then(|position| position.legs(snapshot.block.timestamp).ok());
    let leg = legs.as_ref().and_then(|legs| legs.get(asset.0));
    leg.is_some_and(|leg| registry::wraps_coin(snapshot.market.chain, leg.asset, &leg.symbol))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Payment;
    use crate::math::WAD;
    use crate::protocols::{a_snapshot, a_snapshot_in, approve, wrap};
    use crate::top_up::{Decoded, read_step};

    const DAI: Address = address!("6B175474E89094C44Da98b954EedeAC495271d0F");

    fn repaid(snapshot: &Snapshot) -> Result<Plan, Unavailable> {
        let strategy = StrategyId {
            means: Means::Repay,
            asset: DAI,
        };
        let target = Wad::from_raw(WAD.saturating_mul(U256::from(2)));
        let goal = Goal::Restore(target);
        single(snapshot, None, strategy, goal, snapshot.block.timestamp)
    }

    /// An endpoint can say of any contract that it is a reserve, and give it any name.
    #[test]
    fn a_token_that_no_book_lists_is_neither_planned_nor_read_back() {
        let snapshot = a_snapshot(100, U256::ZERO);
        let listed = repaid(&snapshot).expect("a plan");
        assert_eq!(listed.steps.len(), 2);
        // The same addresses, where they are none of the books'.
        let mut elsewhere = snapshot;
        elsewhere.market.chain = ChainId(10);
        assert_eq!(repaid(&elsewhere), Err(Unavailable::NotListed));
        for step in listed.steps {
            let read = read_step(&elsewhere, step.payment);
            assert_eq!(read, Err(Unavailable::NotComputable));
        }
    }

    /// Nor with any other call.
    #[test]
    fn coin_goes_to_no_token_but_the_one_that_wraps_it() {
        let mut snapshot = a_snapshot(100, U256::ZERO);
        let wrapped = |token| wrap(token, U256::ONE);
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let read = read_step(&snapshot, wrapped(weth)).map(|step| step.decoded);
        assert!(matches!(read, Ok(Decoded::Wrap { .. })), "{read:?}");
        let refused = |payment| read_step(&snapshot, payment).is_err();
        assert!(refused(wrapped(DAI)));
        let mut paid = Payment::from(approve(DAI, snapshot.market.entry(), U256::ONE));
        assert!(!refused(paid.clone()));
        paid.value = U256::ONE;
        assert!(refused(paid));
        let mut empty = wrapped(weth);
        empty.value = U256::ZERO;
        assert!(refused(empty));
        // Of what the wallet lacks only ether can be made, and not of what the fees take.
        snapshot.account = Address::repeat_byte(9);
        let purse = |ether: u64| Purse::new(U256::from(ether) * WAD, U256::from(10_u64.pow(9)));
        let more = |purse: Option<&Purse>, place| wrappable(&snapshot, purse, AssetId(place));
        assert_eq!(more(Some(&purse(3)), 0), purse(3).spendable());
        assert_eq!(more(Some(&purse(3)), 1), U256::ZERO);
        assert_eq!(more(None, 0), U256::ZERO);
    }

    #[test]
    fn what_is_just_enough_is_enough() {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let of = |balance, allowance| {
            let market = a_snapshot(100, U256::ZERO).market;
            let wallets = [Default::default(), (balance, allowance)];
            repaid(&a_snapshot_in(market, 100, [weth, DAI], wallets))
        };
        let plan = of(U256::MAX, U256::MAX).expect("a plan");
        let amount = plan.parts[0].amount.raw;
        let steps = |allowance| of(U256::MAX, allowance).expect("a plan").steps.len();
        assert_eq!(steps(amount), 1);
        assert_eq!(steps(amount - U256::ONE), 2);
        assert_eq!(of(amount, U256::MAX), Ok(plan));
        let needed = TokenAmount::new(amount, 18);
        let short = of(amount - U256::ONE, U256::MAX);
        assert_eq!(short, Err(Unavailable::Balance { needed }));
    }

    /// The rest is there already, and every unit more that is wrapped is one less for fees.
    #[test]
    fn no_more_is_made_out_of_coin_than_the_wallet_is_short_of_and_no_more_is_approved_than_is_taken()
     {
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        let way = StrategyId {
            means: Means::AddCollateral,
            asset: weth,
        };
        let target = Wad::from_raw(WAD * U256::from(3) / U256::from(2));
        let steps = |held: U256| {
            let market = a_snapshot(100, U256::ZERO).market;
            let wallets = [(held, U256::ZERO), Default::default()];
            let snapshot = a_snapshot_in(market, 100, [weth, DAI], wallets);
            let purse = Purse::new(WAD, U256::ONE);
            let (goal, now) = (Goal::Restore(target), snapshot.block.timestamp);
            let plan = single(&snapshot, Some(&purse), way, goal, now).expect("a plan");
            let amount = |decoded: &Decoded| match decoded {
                Decoded::Wrap { amount, .. }
                | Decoded::Approve { amount, .. }
                | Decoded::Supply { amount, .. } => amount.raw,
                other => panic!("{other:?}"),
            };
            let steps = plan.steps.iter().map(|step| amount(&step.decoded));
            (plan.parts[0].amount.raw, steps.collect::<Vec<_>>())
        };
        let (needed, all) = steps(U256::ZERO);
        assert_eq!(all, [needed; 3]);
        assert_eq!(steps(needed - U256::ONE).1, [U256::ONE, needed, needed]);
        assert_eq!(steps(needed).1, [needed; 2], "nothing is short");
    }

    #[test]
    fn no_permission_without_a_bound_is_read_as_a_step() {
        let snapshot = a_snapshot(100, U256::ZERO);
        let entry = snapshot.market.entry();
        let read = |amount| read_step(&snapshot, approve(DAI, entry, amount).into());
        assert!(read(U256::MAX).is_err());
        assert!(read(U256::MAX - U256::ONE).is_ok());
        // Nor one for anybody but the market.
        let stranger = approve(DAI, Address::repeat_byte(9), U256::ONE);
        assert!(read_step(&snapshot, stranger.into()).is_err());
    }

    #[test]
    fn only_what_may_still_be_taken_is_taken_back() {
        let way = StrategyId {
            means: Means::TakeBack,
            asset: DAI,
        };
        let taken_back = |allowance| {
            let snapshot = a_snapshot(100, allowance);
            let goal = Goal::Restore(Wad::from_raw(WAD));
            single(&snapshot, None, way, goal, snapshot.block.timestamp)
        };
        assert_eq!(taken_back(U256::ZERO), Err(Unavailable::AlreadyThere));
        let plan = taken_back(U256::ONE).expect("a plan");
        let [step] = &plan.steps[..] else {
            panic!("one step")
        };
        assert!(matches!(&step.decoded, Decoded::Approve { amount, .. } if amount.raw.is_zero()));
    }

    /// What a person reads is the name of the token that the bytes are about.
    #[test]
    fn a_step_is_told_by_the_name_of_its_own_token() {
        let snapshot = a_snapshot(100, U256::ZERO);
        let weth = address!("C02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
        for (token, expected) in [(weth, "T0"), (DAI, "T1")] {
            let approval = approve(token, snapshot.market.entry(), U256::ONE);
            let read = read_step(&snapshot, approval.into()).map(|step| step.decoded);
            let Ok(Decoded::Approve { token, .. }) = read else {
                panic!("{read:?}")
            };
            assert_eq!(token.symbol, expected);
        }
    }
}
