//! Nothing is asked of the wallet that was not clicked, and nothing signed that was not shown.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolInterface;
use margin_call::chain::rpc::Request;
use margin_call::chain::{ChainFacts, ChainId};
use margin_call::engine::view::PositionView;
use margin_call::engine::{Endpoint, Event, UserAction, View};
use margin_call::risk::Health;
use margin_call::top_up::{Decoded, Raw, RepayAmount, ReviewView, StageView, StepView, TopUpView};
use serde_json::Value;

use super::knowing::{find, raw};
use super::{Law, positions, session};
use crate::abi::{Gateway, Isolated, Pool, Token};
use crate::chain::{Block, Chain, DEPOSIT, address, amount, bytes, hex_number};
use crate::isolated;
use crate::market::Market;
use crate::permits::{self, Signed};
use crate::scene::{contracts_of, is_gateway};

#[derive(Debug, Default)]
pub struct Signing {
    /// What was on the screen when "sign" was clicked and has not been asked for yet.
    clicked: Vec<(Address, Bytes, U256)>,
    /// The text that was on it then, where it was one to sign, and how much is done with it.
    to_sign: Option<(String, Decoded)>,
    prompts: usize,
}

fn stage(view: &View) -> Option<&StageView> {
    view.top_up.as_ref().map(|top_up| &top_up.stage)
}

impl Signing {
    pub fn before(&mut self, event: &Event, view: &View) {
        self.prompts = 0;
        let account = session(view).and_then(|session| session.account());
        match event {
            Event::User(UserAction::Sign) => {
                if let Some(StageView::Review(review)) = stage(view) {
                    let next = &review.steps[review.current..][..review.at_once];
                    let call = |step: &StepView| match &step.raw {
                        Raw::Call(data) => Some((step.to, data.clone(), step.value)),
                        Raw::Message(_) | Raw::ToCome => None,
                    };
                    self.clicked = next.iter().filter_map(call).collect();
                    self.to_sign = match &next[0].raw {
                        Raw::Message(text) => {
                            let then = &review.steps[review.current + 1];
                            Some((text.clone(), then.decoded.clone()))
                        }
                        Raw::Call(_) | Raw::ToCome => None,
                    };
                }
            }
            Event::AccountsChanged(accounts) => {
                let first = accounts
                    .get(0)
                    .and_then(|first| first.as_str()?.parse().ok());
                if first != account {
                    self.clicked.clear();
                    self.to_sign = None;
                }
            }
            _ => {}
        }
    }

    pub fn asked(
        &mut self,
        via: &Endpoint,
        request: &Request,
        click: Option<&UserAction>,
        view: &View,
        chains: &[Chain],
    ) -> Law {
        let asked_for = match request.method {
            "eth_requestAccounts" => {
                matches!(click, Some(UserAction::Connect(_) | UserAction::Unlock))
            }
            "wallet_switchEthereumChain" => match click {
                Some(UserAction::SwitchChain(chain)) => {
                    request.params[0]["chainId"] == hex_number(chain.0)
                }
                _ => false,
            },
            "eth_sendTransaction" | "wallet_sendCalls" => {
                return self.sends(via, request, view, chains);
            }
            "eth_signTypedData_v4" => return self.signs(via, request, view, chains),
            _ => return Ok(()),
        };
        self.prompts += 1;
        match asked_for && self.prompts == 1 && *via == Endpoint::Wallet {
            true => Ok(()),
            false => Err(format!("{} without a click for it", request.method)),
        }
    }

    /// What is signed is what was shown: to nobody but the pool, for what is done with it and not a unit more,
    /// and for no longer than that takes.
    fn signs(&mut self, via: &Endpoint, request: &Request, view: &View, chains: &[Chain]) -> Law {
        let (shown, then) = self.to_sign.take().ok_or("a signature without a click")?;
        let session = session(view).ok_or("a signature without a session")?;
        let chain = session.wallet_chain.as_ref().map(|chain| chain.id.0);
        let chain = chain.ok_or("a signature without a chain")?;
        let account = session.account().ok_or("a signature without an account")?;
        let text = request.params[1].as_str().unwrap_or_default();
        if text != shown || address(&request.params[0]) != account || *via != Endpoint::Wallet {
            return Err(format!("shown {shown}, to be signed {}", request.params));
        }
        let signed = permits::read(chain, text).ok_or("what is signed is no permission")?;
        let paid = match then {
            Decoded::Supply { token, amount, .. } => (token.address, amount.raw),
            Decoded::Repay {
                token,
                amount: RepayAmount::Exact(amount) | RepayAmount::AllUpTo(amount),
                ..
            } => (token.address, amount.raw),
            other => return Err(format!("a permission for {other:?}")),
        };
        let pools: Vec<Address> = contracts_of(chain).into_iter().map(|all| all.0).collect();
        let is_asset = (1..4).any(|place| Market::asset(place) == signed.token);
        let is_exact = (signed.token, signed.value) == paid && signed.value != U256::MAX;
        let is_own = pools.contains(&signed.spender) && signed.owner == account;
        let there = chains.iter().find(|one| one.id == chain);
        let is_timely = there.is_some_and(|chain| is_timely(chain.head(), chain.id, &signed));
        match is_asset && is_exact && is_own && is_timely {
            true => Ok(()),
            false => Err(format!("signed {signed:?}")),
        }
    }

    fn sends(&mut self, via: &Endpoint, request: &Request, view: &View, chains: &[Chain]) -> Law {
        let asked = &request.params[0];
        let calls = match asked["calls"].as_array() {
            Some(calls) if asked["atomicRequired"] == true => &calls[..],
            Some(_) => return Err(format!("calls that are not as one: {asked}")),
            None => core::slice::from_ref(asked),
        };
        let read = |one: &Value| {
            let (to, data) = (address(&one["to"]), bytes(&one["data"]));
            (to, data, amount(&one["value"]))
        };
        let calls: Vec<(Address, Bytes, U256)> = calls.iter().map(read).collect();
        let shown = core::mem::take(&mut self.clicked);
        if shown.is_empty() {
            return Err("a transaction without a click".into());
        }
        if shown != calls {
            return Err(format!("shown {shown:?}, sent {calls:?}"));
        }
        let session = session(view).ok_or("a transaction without a session")?;
        let chain = session
            .wallet_chain
            .as_ref()
            .ok_or("a transaction without a chain")?
            .id
            .0;
        let account = session
            .account()
            .ok_or("a transaction without an account")?;
        let own = address(&asked["from"]) == account
            && asked["chainId"] == hex_number(chain)
            && *via == Endpoint::Wallet;
        let there = chains.iter().find(|one| one.id == chain);
        let there = there.ok_or("a transaction on no chain")?;
        match own && calls.iter().all(|call| is_known(there, account, call)) {
            true => Ok(()),
            false => Err(format!("sent {asked}")),
        }
    }

    pub fn after(&mut self, was: &View, view: &View, chains: &[Chain]) -> Law {
        let under_way = matches!(stage(view), Some(StageView::Rechecking(_)));
        if !under_way {
            self.clicked.clear();
            self.to_sign = None;
        }
        let Some(top_up) = &view.top_up else {
            return Ok(());
        };
        match (stage(was), &top_up.stage) {
            (Some(StageView::Checking), StageView::Review(review)) => {
                restores(review, top_up, view, chains)
            }
            (Some(StageView::Done { .. }), _) => Ok(()),
            (_, StageView::Done { after, reached, .. }) => done(*after, *reached, top_up, view),
            _ => Ok(()),
        }
    }
}

/// Half an hour beyond the latest likely inclusion a permission ends, seconds.
const LASTS_S: u64 = 1_800;

/// Whether a permission is the next one that its token takes of its owner, and ends neither before it can be used
/// nor later than that takes.
fn is_timely(head: &Block, chain: u64, signed: &Signed) -> bool {
    let market = head.state.iter().find(|one| one.pool == signed.spender);
    let place = (0..4).find(|&place| Market::asset(place) == signed.token);
    let taken = market.zip(place).map(|(market, place)| {
        let taken = market.permits.get(&(signed.owner, place));
        U256::from(taken.copied().unwrap_or_default())
    });
    let margin = ChainFacts::of(ChainId(chain)).map_or(0, |facts| facts.inclusion_margin_s);
    let (soonest, latest) = (LASTS_S / 2, LASTS_S + margin);
    let lasts = signed.deadline.saturating_sub(U256::from(head.time));
    let lasts = lasts.to::<u64>();
    taken == Some(signed.nonce) && (soonest..=latest).contains(&lasts)
}

/// Whether who may act for an account is what may be asked for: only what the factory has made, and what goes by
/// the market's own oracle, is let act, and only what may act is taken back.
fn is_authority(head: &Block, contract: Address, may: bool) -> bool {
    let mut all = head.state.iter().filter_map(|one| one.isolated.as_ref());
    let Some(isolated) = all.next() else {
        return false;
    };
    match contract {
        isolated::CONTRACT if may => isolated.may_be_authorized() && !isolated.authorized,
        isolated::CONTRACT => isolated.authorized,
        isolated::THIEF => !may && isolated.authorized_thief,
        _ => false,
    }
}

/// Whether a call is one that the widget may ask for.
fn is_known(there: &Chain, account: Address, call: &(Address, Bytes, U256)) -> bool {
    let chain = there.id;
    let (to, data, value) = call;
    let pools: Vec<Address> = contracts_of(chain).into_iter().map(|all| all.0).collect();
    if is_gateway(chain, *to) {
        let is_own = |pool, whose| pools.contains(&pool) && whose == account;
        return match Gateway::GatewayCalls::abi_decode(data) {
            Ok(Gateway::GatewayCalls::depositETH(call)) => {
                is_own(call.pool, call.onBehalfOf) && call.referralCode == 0 && !value.is_zero()
            }
            Ok(Gateway::GatewayCalls::repayETH(call)) => {
                is_own(call.pool, call.onBehalfOf) && [*value, U256::MAX].contains(&call.amount)
            }
            _ => false,
        };
    }
    if !value.is_zero() {
        return *to == Market::asset(0) && data[..] == DEPOSIT;
    }
    if pools.contains(to) {
        return match Pool::PoolCalls::abi_decode(data) {
            Ok(Pool::PoolCalls::supply(call)) => call.onBehalfOf == account && call.referral == 0,
            Ok(Pool::PoolCalls::repay(call)) => call.onBehalfOf == account,
            Ok(Pool::PoolCalls::supplyWithPermit(call)) => {
                call.onBehalfOf == account && call.referral == 0 && call.amount != U256::MAX
            }
            Ok(Pool::PoolCalls::repayWithPermit(call)) => {
                call.onBehalfOf == account && call.amount != U256::MAX
            }
            Ok(Pool::PoolCalls::repayWithATokens(_)) => true,
            Ok(Pool::PoolCalls::setUserEMode(call)) => call.category != 0,
            _ => false,
        };
    }
    if *to == isolated::MORPHO {
        return match Isolated::IsolatedCalls::abi_decode(data) {
            Ok(Isolated::IsolatedCalls::setAuthorization(call)) => {
                is_authority(there.head(), call.authorized, call.newIsAuthorized)
            }
            _ => false,
        };
    }
    let is_asset = (0..4).any(|place| Market::asset(place) == *to);
    match Token::TokenCalls::abi_decode(data) {
        Ok(Token::TokenCalls::approve(call)) => {
            is_asset && pools.contains(&call.spender) && call.amount != U256::MAX
        }
        _ => false,
    }
}

/// What is reviewed restores the target in the world, and one unit less does not.
fn restores(review: &ReviewView, top_up: &TopUpView, view: &View, chains: &[Chain]) -> Law {
    let position = positions(view)
        .iter()
        .find(|one| one.key == top_up.position);
    let position = position.ok_or("a review of a position that is not shown")?;
    let shown = find(chains, position).ok_or("a review at a block that never was")?;
    let outlook = review.outlook.ok_or("a review without an outlook")?;
    // A newer block may have been read while the chain was asked what the steps would do.
    let margin = ChainFacts::of(position.key.chain).map_or(0, |facts| facts.inclusion_margin_s);
    let planned_at = outlook.evaluated_at.0.saturating_sub(margin);
    let chain = chains.iter().find(|one| one.id == position.key.chain.0);
    let mut earlier = chain.into_iter().flat_map(|chain| chain.at(planned_at));
    let holds = |block| restores_at(block, review, top_up, position);
    match holds(shown) {
        Err(_) if shown.time != planned_at && earlier.any(|block| holds(block).is_ok()) => Ok(()),
        judged => judged,
    }
}

fn restores_at(
    block: &Block,
    review: &ReviewView,
    top_up: &TopUpView,
    position: &PositionView,
) -> Law {
    let market = block
        .state
        .iter()
        .find(|market| market.pool == position.key.market);
    let market = market.ok_or("a review of no market")?;
    let outlook = review.outlook.ok_or("a review without an outlook")?;
    let target = top_up
        .target
        .map_err(|_| "a review without a target")?
        .raw();
    let next = review.steps.get(review.current..).unwrap_or_default();
    let actions: Vec<&Decoded> = next.iter().map(|step| &step.decoded).collect();
    let (action, before) = actions.split_last().ok_or("a review of nothing")?;
    if let (Decoded::Authorize { contract, may }, Some(isolated)) = (action, &market.isolated) {
        if *may && !isolated.may_be_authorized() {
            return Err("a review of what must not be let act".into());
        }
        let may_act = match *contract == isolated::CONTRACT {
            true => *may,
            false => isolated.authorized,
        };
        let after = isolated.first_health(may_act);
        return match review.steps.len() == 1 && after == raw(outlook.health_after) {
            true => Ok(()),
            false => Err(format!("{outlook:?}, but {after} on chain")),
        };
    }
    let later = outlook.evaluated_at.0;
    let health = |less: u64, at: u64| {
        let mut market = market.clone();
        for step in &actions {
            if let Decoded::Wrap { amount, .. } = step {
                market.receive(position.key.account, 0, amount.raw);
            }
        }
        for step in before {
            carry_out(&mut market, position.key.account, step, 0, at);
        }
        carry_out(&mut market, position.key.account, action, less, at);
        market.health(position.key.account, at)
    };
    if health(0, later) != raw(outlook.health_after) {
        return Err(format!("{outlook:?}, but {} on chain", health(0, later)));
    }
    // A permission that is taken back restores nothing, and is the only thing that is signed then.
    if matches!(action, Decoded::Approve { amount, .. } if amount.raw.is_zero()) {
        return match review.steps.len() {
            1 => Ok(()),
            _ => Err("more than a permission that is taken back".into()),
        };
    }
    if health(0, later) < target || health(0, block.time) < target {
        return Err(format!("a review that falls short: {outlook:?}"));
    }
    let all = matches!(
        action,
        Decoded::Repay {
            amount: RepayAmount::All | RepayAmount::AllUpTo(_),
            ..
        } | Decoded::RepaySupplied {
            amount: RepayAmount::All,
            ..
        } | Decoded::EnterEMode { .. }
    );
    // An amount that a person typed is theirs to choose.
    let first = review.changed.is_none() && review.current == 0 && top_up.amount.is_none();
    let spare = spare(action, before);
    if first && !all && health(spare, later) >= target && health(spare, block.time) >= target {
        return Err("a review of more than is needed".into());
    }
    Ok(())
}

/// How much less is too little: a unit, or where something is repaid out of a supply, or several things are
/// done, so that the last units of more than one side are rounded between now and then, some more.
fn spare(action: &Decoded, before: &[&Decoded]) -> u64 {
    let amount = match action {
        Decoded::RepaySupplied {
            amount: RepayAmount::Exact(amount),
            ..
        }
        | Decoded::Repay {
            amount: RepayAmount::Exact(amount),
            ..
        }
        | Decoded::Supply { amount, .. } => *amount,
        _ => return 1,
    };
    let prepares = |action: &&Decoded| {
        matches!(
            action,
            Decoded::Approve { .. } | Decoded::Permit { .. } | Decoded::Wrap { .. }
        )
    };
    let is_alone = before.iter().all(prepares);
    if is_alone && !matches!(action, Decoded::RepaySupplied { .. }) {
        return 1;
    }
    let thousandth = amount.raw / U256::from(1_000);
    thousandth.to::<u64>() + 10_u64.pow(u32::from(amount.decimals) * 2 / 3)
}

fn carry_out(market: &mut Market, account: Address, action: &Decoded, less: u64, at: u64) {
    let place_of = |asset: Address| (0..4).find(|&place| Market::asset(place) == asset);
    let less = U256::from(less);
    let repaid = |amount: &RepayAmount| match amount {
        RepayAmount::Exact(amount) => amount.raw.saturating_sub(less),
        RepayAmount::AllUpTo(most) => most.raw,
        RepayAmount::All => U256::MAX,
    };
    match action {
        Decoded::Supply {
            token,
            amount,
            coin,
            ..
        } => {
            let place = place_of(token.address).expect("an asset");
            if let Some(coin) = coin {
                market.receive(account, place, coin.sent.raw);
            }
            market.approve(account, place, U256::MAX);
            // A supply too small to mint anything changes nothing.
            let _ = market.supply(account, place, amount.raw - less, at);
        }
        Decoded::Repay {
            token,
            amount,
            coin,
            ..
        } => {
            let place = place_of(token.address).expect("an asset");
            if let Some(coin) = coin {
                market.receive(account, place, coin.sent.raw);
            }
            market.approve(account, place, U256::MAX);
            let _ = market.repay(account, place, repaid(amount), at);
        }
        Decoded::RepaySupplied { token, amount } => {
            let place = place_of(token.address).expect("an asset");
            // What is refused changes nothing.
            let mut tried = market.clone();
            if tried
                .repay_supplied(account, place, repaid(amount), at)
                .is_ok()
            {
                *market = tried;
            }
        }
        Decoded::EnterEMode { e_mode } => {
            // What is refused changes nothing.
            let mut tried = market.clone();
            if tried.enter(account, *e_mode, at).is_ok() {
                *market = tried;
            }
        }
        _ => {}
    }
}

fn done(after: Health, reached: bool, top_up: &TopUpView, view: &View) -> Law {
    let target = top_up.target.map_err(|_| "done without a target")?;
    let shown = positions(view)
        .iter()
        .find(|one| one.key == top_up.position);
    let shown = shown
        .ok_or("done for a position that is not shown")?
        .first_health;
    match reached == after.reaches(target) && shown == after {
        true => Ok(()),
        false => Err(format!(
            "done at {after:?}, reached {reached}, shown {shown:?}"
        )),
    }
}
