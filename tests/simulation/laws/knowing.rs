//! What is shown as known was so on the chain, and what is not known is not shown as known.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256, hex};
use alloy::sol_types::SolCall;
use margin_call::alert::DataState;
use margin_call::chain::rpc::Request;
use margin_call::engine::view::{
    AccountView, AgreementView, Attention, Body, PositionView, WatchedView,
};
use margin_call::engine::{Endpoint, Engine, Event, UserAction, View};
use margin_call::math::Timestamp;
use margin_call::risk::Health;

use serde_json::json;

use super::levels::true_level;
use super::{Law, positions, session};
use crate::abi::Pool;
use crate::chain::{Block, Chain, bytes, is_batch};
use crate::{contracts, isolated, scene};

#[derive(Debug, Default)]
pub struct Knowing {
    chains: BTreeMap<u64, Known>,
    /// What has debts, of whom it was shown since the memory was whole: account and chain.
    owing: BTreeMap<(Address, u64), u64>,
    /// The person wants nobody watched any more.
    pub is_unwanted: bool,
    /// Some endpoint lies.
    pub liars: bool,
    /// Two of them tell the same lie: that one of them repeats what the other says proves nothing.
    pub conspire: bool,
    /// An endpoint refused something: what it bears is found out, and it bears fewer.
    pub refused: bool,
    /// Until when an answer may have been damaged on its way: what it seems to name is asked about.
    pub damaged_until: u64,
}

/// What is known of a chain.
#[derive(Debug, Default)]
struct Known {
    /// Batches since the head was asked for, by whom they were asked for.
    batches: BTreeMap<String, usize>,
    /// The next refresh can be made in one batch.
    warm: bool,
    /// The one that is under way need not be.
    is_cold: bool,
    /// It began with a batch at the head.
    began_cold: bool,
    /// So many looks may be such: the first may find the block that is held, and learn nothing.
    learns: u8,
    /// Other e-modes are looked for.
    looks: bool,
    /// So often a token was asked by what its permissions are made out, since the look began.
    permits: u8,
    /// The next refresh looks at everything.
    sweeps: bool,
    /// When something new was last learnt.
    news_at: Option<u64>,
    /// When something was last heard that the engine believed.
    heard_at: Option<Timestamp>,
    /// Who was asked for the block that was read, and is asked next what it says at it.
    witness: Option<String>,
    /// Who is watched, and why: what is only kept is not looked for everywhere.
    accounts: Vec<AccountView>,
}

impl Known {
    fn sweep(&mut self) {
        (self.warm, self.is_cold, self.sweeps) = (false, true, true);
    }
}

/// Whether a batch asks what governance has queued.
pub fn is_of_queue(chain: u64, request: &Request) -> bool {
    let Some(controller) = scene::controller_of(chain).filter(|_| is_batch(request)) else {
        return false;
    };
    let asked = contracts::targets(contracts::MULTICALL, &bytes(&request.params[0]["data"]));
    asked.contains(&controller)
}

/// Whether it asks what contracts that may act for an account are.
fn is_of_contracts(request: &Request) -> bool {
    if !is_batch(request) {
        return false;
    }
    let data = bytes(&request.params[0]["data"]);
    let targets = contracts::targets(contracts::MULTICALL, &data);
    let mut own = targets.iter().filter(|to| **to != contracts::MULTICALL);
    let oracles = [isolated::ORACLE, isolated::OWN_ORACLE];
    let asks_oracle = own.clone().next().is_some() && own.all(|to| oracles.contains(to));
    asks_oracle || targets.contains(&isolated::FACTORY)
}

/// Whether a batch asks about the last e-mode of the first that are looked for.
fn looks_for_e_modes(request: &Request) -> bool {
    let last = Pool::getEModeCategoryBorrowableBitmapCall { id: 32 };
    let data = request.params[0]["data"].as_str().unwrap_or_default();
    data.contains(&hex::encode(last.abi_encode()))
}

/// Whether a batch asks a token by what its signed permissions are to be made out: a review that could use
/// one does, beside the refresh.
fn asks_for_permits(request: &Request) -> bool {
    let data = request.params[0]["data"].as_str().unwrap_or_default();
    // `DOMAIN_SEPARATOR()`.
    data.contains("3644e515")
}

/// Seconds of silence after which nothing is known.
fn silence_s(hidden: bool) -> u64 {
    if hidden { 120 } else { 60 }
}

/// The block that a view names.
pub fn find<'a>(chains: &'a [Chain], position: &PositionView) -> Option<&'a Block> {
    let chain = chains
        .iter()
        .find(|chain| chain.id == position.key.chain.0)?;
    let block = chain.ever(position.block);
    block.or_else(|| chain.nearly(position.block))
}

pub fn raw(health: Health) -> U256 {
    match health {
        Health::NoDebt => U256::MAX,
        Health::Ratio(ratio) => ratio.raw(),
    }
}

impl Knowing {
    /// The page was loaded again; `remembers`: whom it watches is still there.
    pub fn loaded(&mut self, now: u64, remembers: bool) {
        self.chains.clear();
        match remembers {
            // It has as long as it had at first to say how they are.
            true => self.owing.values_mut().for_each(|at| *at = now),
            false => self.owing.clear(),
        }
    }

    pub fn before(&mut self, event: &Event) {
        let sweeps = matches!(
            event,
            Event::User(
                UserAction::Refresh
                    | UserAction::FindPositions
                    | UserAction::OpenTopUp(_)
                    | UserAction::ReviewWay(..)
                    | UserAction::Connect(_)
            ) | Event::NotificationClicked { .. }
        );
        if sweeps {
            self.chains.values_mut().for_each(Known::sweep);
        }
        // Who ends the watch by hand wants none.
        if matches!(
            event,
            Event::User(UserAction::Disconnect | UserAction::Unwatch(_))
        ) {
            self.owing.clear();
        }
    }

    /// A question about a chain.
    pub fn asked(&mut self, now: u64, chain: u64, via: &Endpoint, request: &Request) -> Law {
        let known = self.chains.entry(chain).or_default();
        // What may act for the account is asked when a person wants to see it, or signs; then one more may
        // be known, and the market is learnt anew.
        if is_of_contracts(request) {
            known.learns = 2;
            return Ok(());
        }
        // What governance has queued is no part of a look.
        if is_of_queue(chain, request) {
            return Ok(());
        }
        if request.method == "eth_sendTransaction" {
            known.sweeps = true;
        }
        if request.method == "eth_getBlockByNumber" && request.params[0] != "latest" {
            // What follows is to be compared with what was read.
            known.witness = Some(format!("{via:?}"));
            return Ok(());
        }
        if is_batch(request)
            && known
                .witness
                .take_if(|one| *one == format!("{via:?}"))
                .is_some()
        {
            return Ok(());
        }
        // A look begins with the head, or with a batch that is made there.
        if request.method == "eth_getBlockByNumber"
            || request.params.get(1) == Some(&json!("latest"))
        {
            known.batches.clear();
            known.permits = 0;
            known.looks = false;
            // One that began at the head goes on by the header, where that is not believed.
            let goes_on = request.method == "eth_getBlockByNumber" && known.began_cold;
            let learns = known.learns > 0;
            known.learns = known.learns.saturating_sub(1);
            known.is_cold = core::mem::take(&mut known.sweeps) || !known.warm || goes_on || learns;
            known.began_cold = known.is_cold && request.method == "eth_call";
        }
        if is_batch(request) && asks_for_permits(request) {
            // Once for a review, and once more where that is looked at again right before the wallet is asked.
            known.permits += 1;
            if known.permits > 2 {
                return Err(format!(
                    "{} times a token is asked for its terms",
                    known.permits
                ));
            }
        } else if is_batch(request) {
            let asked = known.batches.entry(format!("{via:?}")).or_default();
            *asked += 1;
            known.looks |= looks_for_e_modes(request);
            // What is supplied without use is found last, and takes one more; so does what an e-mode is
            // that the account could be in.
            let rounds = if known.is_cold { 4 } else { 1 };
            let most = rounds + usize::from(known.looks);
            if *asked > most && !self.refused && self.damaged_until < now {
                let warmth = if known.is_cold { "cold" } else { "warm" };
                return Err(format!(
                    "{asked} batches for a {warmth} refresh of chain {chain} by {via:?} at {}: {}",
                    request.params[1], request.params[0]
                ));
            }
        }
        Ok(())
    }

    /// Nothing happened in the page until now: it has as long as at first to say how they are.
    pub fn was_still(&mut self, now: u64) {
        self.owing.values_mut().for_each(|at| *at = now);
    }

    pub fn after(
        &mut self,
        now: u64,
        was: &View,
        (view, engine): (&View, &Engine),
        chains: &[Chain],
        hidden: bool,
    ) -> Law {
        // A notification that was clicked before anything was read opens it by itself.
        if was.top_up.is_none() && view.top_up.is_some() {
            self.chains.values_mut().for_each(Known::sweep);
        }
        for position in positions(view) {
            if !self.liars || (position.witnessed == Some(true) && !self.conspire) {
                true_health(position, view, chains)?;
            }
            if position.witnessed == Some(false) && position.is_known {
                not_flattered(position, chains)?;
            }
        }
        if !self.liars {
            told_health(view, chains)?;
        }
        self.silence(now, was, (view, engine), hidden)?;
        self.nobody_is_lost(now, view, chains, hidden)
    }

    /// What owes something is shown as it is, or it is said that it is not known.
    fn nobody_is_lost(&mut self, now: u64, view: &View, chains: &[Chain], hidden: bool) -> Law {
        for position in positions(view) {
            let whose = (position.key.account, position.key.chain.0);
            let news = self.chains.get(&whose.1).and_then(|known| known.news_at);
            match (position.health, position.is_known) {
                (Health::Ratio(_), _) => drop(self.owing.insert(whose, news.unwrap_or(now))),
                (Health::NoDebt, true) => drop(self.owing.remove(&whose)),
                (Health::NoDebt, false) => {}
            }
        }
        let is_wanted = !self.is_unwanted;
        self.owing.retain(|(account, chain), _| {
            let of = chains.iter().find(|one| one.id == *chain);
            is_wanted && of.is_some_and(|one| one.owes(*account))
        });
        if view.attention != Attention::None {
            return Ok(());
        }
        for ((account, chain), at) in &self.owing {
            let silent_s = now.saturating_sub(*at) / 1_000;
            if silent_s > silence_s(hidden) + 60 {
                return Err(format!(
                    "the debt of {account} on chain {chain} was not seen for {silent_s} s, in silence"
                ));
            }
        }
        Ok(())
    }

    fn silence(
        &mut self,
        now: u64,
        was: &View,
        (view, engine): (&View, &Engine),
        hidden: bool,
    ) -> Law {
        let Some(session) = session(view) else {
            self.chains.clear();
            return Ok(());
        };
        let is_watched = |chain: &u64| session.chains.iter().any(|one| one.chain.id.0 == *chain);
        self.chains.retain(|chain, _| is_watched(chain));
        for watched in &session.chains {
            let (chain, data) = (watched.chain.id, &watched.data);
            let known = self.chains.entry(chain.0).or_default();
            // Whoever is new is read for the first time.
            if known.accounts != session.accounts {
                known.accounts.clone_from(&session.accounts);
                known.sweep();
                known.sweeps = false;
                known.news_at = Some(now);
            }
            let earlier = super::session(was).and_then(|earlier| earlier.data(chain));
            let block = earlier.and_then(|earlier| earlier.block);
            let heard_at = engine.heard_at(chain);
            let local = chain.0 == 31337;
            if data.block != block && data.block.is_some() {
                known.warm = !known.sweeps;
            }
            if data.block != block || (local && heard_at != known.heard_at) {
                known.news_at = Some(now);
            }
            known.heard_at = heard_at;
            // What could not be read is found anew.
            let failed = watched
                .sources
                .iter()
                .any(|source| source.problem.is_some());
            if data.problem.is_some() || failed || !watched.unread.is_empty() {
                (known.warm, known.is_cold) = (false, true);
            }
            let silent_s = (now - *known.news_at.get_or_insert(now)) / 1_000;
            if silent_s <= silence_s(hidden) + 1 {
                continue;
            }
            if data.state == DataState::Fresh {
                return Err(format!("fresh after {silent_s} s of silence"));
            }
            let mut there = positions(view).iter().filter(|one| one.key.chain == chain);
            if there.any(|one| one.is_known) {
                return Err(format!("known after {silent_s} s of silence"));
            }
            if view.attention == Attention::None && matters(view, watched) {
                return Err(format!("nothing to say after {silent_s} s of silence"));
            }
        }
        Ok(())
    }
}

/// Whether something may be at stake on a chain, as far as the screen says.
fn matters(view: &View, watched: &WatchedView) -> bool {
    let chain = watched.chain.id;
    watched.data.block.is_none() || positions(view).iter().any(|one| one.key.chain == chain)
}

/// Of what two say the worse is shown: never more than the truth, where one of them says it.
fn not_flattered(position: &PositionView, chains: &[Chain]) -> Law {
    let Some(block) = find(chains, position) else {
        return Ok(());
    };
    let mut markets = block.state.iter();
    let market = markets.find(|market| market.pool == position.key.market);
    let real = market.map(|market| market.health(position.key.account, block.time));
    match real.is_none_or(|real| raw(position.health) <= real) {
        true => Ok(()),
        false => Err(format!(
            "disputed, and {:?} is more than {real:?}",
            position.health
        )),
    }
}

/// What is shown as a contract's own word is what it says in some block.
fn told_health(view: &View, chains: &[Chain]) -> Law {
    let Some(Body::Loading { told }) = session(view).map(|session| &session.body) else {
        return Ok(());
    };
    for one in told {
        let mut chains = chains.iter().filter(|chain| chain.id == one.key.chain.0);
        let says = |block: &Block| {
            let mut markets = block.state.iter();
            let market = markets.find(|market| market.pool == one.key.market);
            let health = market.map(|market| market.health(one.key.account, block.time));
            health == Some(raw(one.health))
        };
        // Or in one to come.
        if !chains.any(|chain| chain.runs_ahead || chain.all().any(says)) {
            return Err(format!("{one:?} is said by no block"));
        }
    }
    Ok(())
}

fn true_health(position: &PositionView, view: &View, chains: &[Chain]) -> Law {
    let data = session(view).and_then(|session| session.data(position.key.chain));
    let fresh = data.is_some_and(|data| data.state == DataState::Fresh);
    if matches!(position.agreement, AgreementView::Differs { .. }) {
        return match fresh {
            true => Err("fresh where our arithmetic differs".into()),
            false => Ok(()),
        };
    }
    let Some(block) = find(chains, position) else {
        return Err(format!(
            "a health of block {:?}, which never was",
            position.block
        ));
    };
    let market = block
        .state
        .iter()
        .find(|market| market.pool == position.key.market);
    let real = market.map(|market| market.health(position.key.account, block.time));
    match (market, real == Some(raw(position.health))) {
        (Some(market), true) => true_level(position, view, (market, block)),
        _ => Err(format!(
            "health {:?}, but {real:?} on chain",
            position.health
        )),
    }
}
