//! What is shown as known was so on the chain, and what is not known is not shown as known.

use alloy::primitives::U256;
use margin_call::alert::DataState;
use margin_call::chain::rpc::Request;
use margin_call::engine::view::{AgreementView, Attention, Body, PositionView};
use margin_call::engine::{Event, UserAction, View};
use margin_call::risk::Health;

use super::{Law, positions, session};
use crate::chain::{Block, Chain, is_batch};

#[derive(Debug, Default)]
pub struct Knowing {
    /// Batches since the head was asked for.
    batches: usize,
    /// The next refresh can be made in one batch.
    warm: bool,
    /// The one that is under way need not be.
    is_cold: bool,
    /// The next refresh looks at everything.
    sweeps: bool,
    /// When something new was last learnt, and of whom.
    news_at: Option<u64>,
    whose: Option<String>,
}

/// Seconds of silence after which nothing is known.
fn silence_s(hidden: bool) -> u64 {
    if hidden { 120 } else { 60 }
}

/// The block that a view names. Its hash may be damaged on the way: nothing hangs on it.
pub fn find<'a>(chains: &'a [Chain], position: &PositionView) -> Option<&'a Block> {
    let chain = chains
        .iter()
        .find(|chain| chain.id == position.key.chain.0)?;
    chain.ever(position.block.hash)
}

pub fn raw(health: Health) -> U256 {
    match health {
        Health::NoDebt => U256::MAX,
        Health::Ratio(ratio) => ratio.raw(),
    }
}

impl Knowing {
    pub fn before(&mut self, event: &Event) {
        let sweeps = matches!(
            event,
            Event::User(UserAction::Refresh | UserAction::OpenTopUp(_) | UserAction::Connect(_))
                | Event::NotificationClicked { .. }
        );
        if sweeps {
            (self.warm, self.is_cold, self.sweeps) = (false, true, true);
        }
    }

    pub fn asked(&mut self, request: &Request) -> Law {
        if request.method == "eth_getBlockByNumber" {
            self.batches = 0;
            self.is_cold = core::mem::take(&mut self.sweeps) || !self.warm;
        }
        if is_batch(request) {
            self.batches += 1;
            let most = if self.is_cold { 3 } else { 1 };
            if self.batches > most {
                let warmth = if self.is_cold { "cold" } else { "warm" };
                return Err(format!("{} batches for a {warmth} refresh", self.batches));
            }
        }
        Ok(())
    }

    pub fn after(
        &mut self,
        now: u64,
        was: &View,
        view: &View,
        chains: &[Chain],
        hidden: bool,
    ) -> Law {
        // A notification that was clicked before anything was read opens it by itself.
        if was.top_up.is_none() && view.top_up.is_some() {
            (self.warm, self.is_cold, self.sweeps) = (false, true, true);
        }
        for position in positions(view) {
            true_health(position, view, chains)?;
        }
        self.silence(now, was, view, hidden)
    }

    fn silence(&mut self, now: u64, was: &View, view: &View, hidden: bool) -> Law {
        let Some(session) = session(view) else {
            self.news_at = None;
            (self.warm, self.is_cold) = (false, true);
            return Ok(());
        };
        let whose = format!("{:?} {:?}", session.account, session.chain);
        if self.whose.as_ref() != Some(&whose) {
            self.whose = Some(whose);
            self.news_at = Some(now);
            (self.warm, self.is_cold) = (false, true);
        }
        let earlier = super::session(was);
        let data = &session.data;
        let block = earlier.and_then(|earlier| earlier.data.block);
        let success = earlier.and_then(|earlier| earlier.data.last_success);
        let local = session
            .chain
            .as_ref()
            .is_some_and(|chain| chain.id.0 == 31337);
        if data.block != block && data.block.is_some() {
            self.warm = !self.sweeps;
        }
        if data.block != block || (local && data.last_success != success) {
            self.news_at = Some(now);
        }
        // What could not be read is found anew.
        if data.problem.is_some() || !session.unread.is_empty() {
            (self.warm, self.is_cold) = (false, true);
        }
        let silent_s = (now - *self.news_at.get_or_insert(now)) / 1_000;
        if silent_s <= silence_s(hidden) + 1 || matches!(session.body, Body::WrongChain { .. }) {
            return Ok(());
        }
        if data.state == DataState::Fresh {
            return Err(format!("fresh after {silent_s} s of silence"));
        }
        if view.attention == Attention::None {
            return Err(format!("nothing to say after {silent_s} s of silence"));
        }
        Ok(())
    }
}

fn true_health(position: &PositionView, view: &View, chains: &[Chain]) -> Law {
    let fresh = session(view).is_some_and(|session| session.data.state == DataState::Fresh);
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
    match real == Some(raw(position.health)) {
        true => Ok(()),
        false => Err(format!(
            "health {:?}, but {real:?} on chain",
            position.health
        )),
    }
}
