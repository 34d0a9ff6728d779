//! What is shown as current is what the chain was lately, of that very account.

use alloy::primitives::U256;
use margin_call::alert::{DataState, Level};
use margin_call::engine::view::{PositionView, View, WitnessView};

use super::ways::{Ways, silence};
use super::{Law, Now};
use crate::days::chain::Chain;
use crate::days::market;
use crate::days::world::{Host, morpho};
use crate::laws::{positions, raw, session};

pub struct Shown<'a> {
    pub now: &'a Now,
    pub chain: &'a Chain,
    pub ways: &'a Ways,
    /// The endpoints of the chain.
    pub hosts: Vec<&'a Host>,
    pub disputed_at: u64,
    /// The person is told that the computer's clock and the chain's differ by so many milliseconds: an
    /// endpoint that is always as late looks the same.
    pub clock_differs: u64,
}

impl Shown<'_> {
    pub fn judge(&self, view: &View, accounts: usize) -> Law {
        let id = self.chain.id;
        let all = positions(view).iter().filter(|one| one.key.chain.0 == id);
        let all = all.filter(|one| one.key.account != market::PAYER);
        let mut times = vec![0; accounts];
        for position in all {
            let key = &position.key;
            let account = (0..accounts).find(|place| market::account(*place) == key.account);
            let is_ours = key.market == morpho(id) && key.id == Some(market::id());
            let Some(account) = account.filter(|_| is_ours) else {
                return Err(format!("{key:?} is nobody's"));
            };
            times[account] += 1;
            self.position(position, account)
                .map_err(|why| format!("chain {id}, account {account}: {why}"))?;
        }
        if times.iter().any(|times| *times > 1) {
            return Err(format!("an account is shown twice on chain {id}"));
        }
        self.dispute(view)
    }

    fn position(&self, position: &PositionView, account: usize) -> Law {
        let health = raw(position.health);
        if position.first_health != position.health {
            return Err("nobody comes before the market".into());
        }
        let at = Level::ALL
            .into_iter()
            .rev()
            .find(|level| market::is_at(health, *level));
        if position.alarm.level != at {
            return Err(format!(
                "{health} is {at:?}, not {:?}",
                position.alarm.level
            ));
        }
        if !position.is_known {
            return Ok(());
        }
        let (now, hidden) = (self.now.ms, self.now.hidden);
        let late = if self.chain.pace.is_some() { 60_000 } else { 0 };
        let silent = now - self.ways.fed_at;
        if silent > silence(hidden) + late + 3_000 {
            return Err(format!("known after {silent} ms in which nothing was said"));
        }
        if self.is_true(health, account) {
            return Ok(());
        }
        if position.witnessed == Some(true) {
            return Err(format!("{health} is confirmed, and was not true lately"));
        }
        if position.witnessed == Some(false) && self.flatters(health, account) {
            return Err(format!("{health} is disputed, and better than the truth"));
        }
        match self.is_lie(health, account) {
            true => Ok(()),
            false => {
                let ways = &self.ways;
                Err(format!(
                    "{health} is shown, and was not true lately: {ways:?}"
                ))
            }
        }
    }

    /// So long ago a block may be the newest that is known.
    fn since(&self) -> u64 {
        let within = self.ways.shown_within(self.now.ms, self.now.hidden);
        self.now.ms - within - self.clock_differs
    }

    fn is_true(&self, health: U256, account: usize) -> bool {
        let mut blocks = self.chain.since(self.since());
        blocks.any(|block| market::health(account, block.price) == health)
    }

    fn flatters(&self, health: U256, account: usize) -> bool {
        let blocks = self.chain.since(self.since());
        let truths = blocks.map(|block| market::health(account, block.price));
        truths.max().is_some_and(|best| health > best)
    }

    /// Whether some endpoint says so.
    fn is_lie(&self, health: U256, account: usize) -> bool {
        let (now, hidden) = (self.now.ms, self.now.hidden);
        let read = self.chain.head_at(self.since());
        let may_be_held = |until: u64| {
            // What was said of a block stays until there is another.
            let stays = self.chain.pace.is_none() && read.came <= until;
            stays || self.ways.may_show_what_was_said(until, now, hidden)
        };
        let mut told = self.hosts.iter().flat_map(|host| host.lies());
        told.any(|(percent, until)| {
            let is = |price| market::health(account, market::lied(price, percent)) == health;
            may_be_held(until) && self.chain.since(self.since()).any(|block| is(block.price))
        })
    }

    /// Of two that contradict each other it is said, and nothing that one of them says is confirmed.
    fn dispute(&self, view: &View) -> Law {
        let Some(since) = self.ways.lie_since.map(|since| since.max(self.now.woke_at)) else {
            return Ok(());
        };
        let (now, hidden) = (self.now.ms, self.now.hidden);
        // Whoever wished to be left alone is not asked what it says.
        let ways = self.ways;
        let mut since = since.max(ways.troubled_until).max(ways.wish_until);
        if self.chain.pace.is_none() {
            // What was read before is not read again.
            match self.chain.head().came {
                came if came < since => return Ok(()),
                came => since = came,
            }
        }
        let (Some(session), true) = (
            session(view),
            now > since + self.ways.disputed_within(hidden),
        ) else {
            return Ok(());
        };
        let mut chains = session.chains.iter();
        let watched = chains.find(|one| one.chain.id.0 == self.chain.id);
        let watched = watched.ok_or("the chain is not watched")?;
        let is_said = matches!(watched.witness, Some(WitnessView::Differs(..)));
        if !is_said || self.disputed_at == 0 {
            return Err(format!(
                "for {} ms one lies, and it is not told",
                now - since
            ));
        }
        match watched.data.state {
            DataState::Fresh => Err("two contradict each other, and all is fresh".into()),
            _ => Ok(()),
        }
    }
}
