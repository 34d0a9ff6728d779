//! What happens to a page and to what it reads through.

use margin_call::engine::view::PositionKey;
use margin_call::engine::{Event, UserAction};

use super::{Fault, Item, World};
use crate::days::market;
use crate::laws::{positions, raw};

impl World {
    /// The computer sleeps, or the page is frozen alone: chains go on, the page does not.
    pub fn sleep(&mut self, ms: u64, computer: bool) {
        self.note(format!("sleeps for {} s", ms / 1_000));
        self.seen.count(if computer { "asleep" } else { "frozen" });
        let end = self.now + ms;
        if computer {
            self.slept += ms;
        }
        self.now = end;
        self.chains_pass();
        // What was under way arrives now, or never.
        let waiting = core::mem::take(&mut self.queue);
        for (_, item) in waiting {
            // That something is not kept is said while it is written.
            let is_sure = matches!(item, Item::Page(Event::StoreFailed));
            if is_sure || self.random.chance(50) {
                self.queue(0, item);
            }
        }
        self.laws.slept(self.now);
        if !computer {
            let visible = !self.hidden;
            self.feed(Event::VisibilityChanged { visible });
        }
    }

    /// Somebody connects the wallet: what it shares is watched from then on.
    pub fn connects(&mut self) {
        self.laws.disturbed(self.now);
        self.feed(Event::User(UserAction::Connect(Self::wallet_id())));
    }

    pub fn see(&mut self, visible: bool) {
        self.hidden = !visible;
        self.hidden_since = self.now;
        self.seen.count(if visible { "shown" } else { "hidden" });
        self.laws.disturbed(self.now);
        self.feed(Event::VisibilityChanged { visible });
    }

    /// The computer's clock is set.
    pub fn set_clock(&mut self, seconds_ahead: i64) {
        self.seen.count("clock");
        self.note(format!("the clock is {seconds_ahead} s ahead"));
        let ahead = seconds_ahead * 1_000;
        self.laws.clock_set(self.now, ahead - self.clock_ahead);
        self.clock_ahead = ahead;
    }

    pub fn reorganise(&mut self, place: usize, depth: usize) {
        self.note(format!("a reorganisation of {depth} blocks"));
        self.seen.count("reorganisation");
        self.comes(place, depth);
    }

    /// A block comes now, at once.
    pub fn block(&mut self, place: usize) {
        self.comes(place, 0);
    }

    /// A block comes now, in place of so many: whoever lies, lies of it too.
    fn comes(&mut self, place: usize, instead_of: usize) {
        let lie = self.lie(place);
        let (chain, laws) = (&mut self.chains[place], &mut self.laws);
        chain.reorganise(self.now, instead_of, |block| laws.came(place, block, lie));
    }

    /// Everything that is shown of a chain is what its newest block says.
    #[track_caller]
    pub fn is_true(&self, place: usize) {
        let chain = &self.chains[place];
        let view = self.view();
        let shown = positions(&view);
        assert!(!shown.is_empty());
        for position in shown.iter().filter(|one| one.key.chain.0 == chain.id) {
            let mut accounts = 0..market::ACCOUNTS;
            let account = accounts.find(|place| market::account(*place) == position.key.account);
            let health = market::health(account.expect("an account"), chain.head().price);
            assert!(position.is_known);
            assert_eq!(raw(position.health), health);
        }
    }

    /// What is wrong with an endpoint from now on, for so long.
    pub fn fault(&mut self, place: usize, fault: Fault, ms: u64) {
        let chain = self.hosts[place].chain;
        let host = &mut self.hosts[place];
        host.becomes(self.now, fault, self.now + ms);
        if let Fault::Lies(percent) = fault {
            let head = self.chains[chain].head();
            self.laws.lied(self.now, chain, head, percent);
        }
        let url = host.url;
        self.note(format!("{url} {fault:?} for {} s", ms / 1_000));
        let own = self.hosts.iter().filter(|host| host.chain == chain);
        let faults: Vec<Fault> = own.map(|host| host.fault).collect();
        let is_quiet = faults.iter().all(|fault| *fault == Fault::Fair);
        self.chains[chain].stirs(self.now, is_quiet);
        self.laws.faults(self.now, chain, faults);
    }

    /// The person has seen the call of a position.
    pub fn acknowledged(&mut self, key: &PositionKey) {
        let mut chains = self.chains.iter();
        let chain = chains
            .position(|one| one.id == key.chain.0)
            .expect("a chain");
        let mut accounts = 0..market::ACCOUNTS;
        let account = accounts.find(|place| market::account(*place) == key.account);
        let account = account.expect("an account");
        self.seen.count("acknowledged");
        self.laws.acknowledged(self.now, chain, account);
    }
}
