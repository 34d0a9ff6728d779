//! The wires of the session and of the list: what a wallet says, what a person types, and so who is
//! watched, where, and through what.

use alloy::primitives::Address;
use serde_json::Value;

use super::chains::Watched;
use super::effect::{Effect, Endpoint};
use super::event::RequestFailure;
use super::feed::{self, Feed};
use super::queue::Queue;
use super::requests::Purpose;
use super::rescue;
use super::session::{Forgotten, Input, Output, Question};
use super::stored::Stored;
use super::view::{ConfigProblem, LogEntry, WalletId, WalletInfo};
use super::watch::Watch;
use super::witness::Witness;
use super::{Engine, Millis, parse_typed_address};
use crate::alert::{DataWatch, Rule, RuleKey};
use crate::chain::rpc::{self, Request};
use crate::chain::{ChainFacts, ChainId};
use crate::protocols::{Market, registry};

impl Engine {
    pub(super) fn start_session(&mut self, now: Millis) {
        self.name_endpoints(now);
        self.find.restore(self.stored.searched_at.map(Millis));
        if self.can_watch() {
            self.stored.list.name(&self.config.accounts);
        } else if !self.config.accounts.is_empty() {
            self.configuration_problem = Some(ConfigProblem::NoEndpoint);
        }
        if !self.stored.list.is_named() {
            self.effects.push(Effect::DiscoverWallets);
        }
        self.started = true;
        self.endpoints_due(now);
        if self.endpoints.is_empty() && !self.accounts().is_empty() {
            self.find_for_new(now);
        }
    }

    pub(super) fn wallet_announced(&mut self, now: Millis, wallet: WalletInfo) {
        let remembered = self.stored.list.account_of(&wallet);
        self.session_on(now, Input::Announced(wallet, remembered));
    }

    pub(super) fn disconnect(&mut self, now: Millis) {
        let before = self.accounts();
        match self.session.open() {
            Some(_) => self.stored.list.end_wallet(now),
            None => self.stored.list.end_unsigned(now),
        }
        self.session_on(now, Input::Disconnect);
        let stay = self.accounts();
        let is_gone = |(account, _): &(Address, _)| stay.iter().all(|(one, _)| one != account);
        for (account, _) in before.into_iter().filter(is_gone) {
            self.leave(now, account);
        }
        self.forget_held();
        self.store();
        // An account that the host named was watched at once, without looking for wallets.
        if self.session.is_new() {
            self.effects.push(Effect::DiscoverWallets);
        }
    }

    /// Watches an address as it was typed, once something may be asked about it.
    pub(super) fn watch_typed(&mut self, now: Millis, typed: &str) {
        let typed = parse_typed_address(typed);
        self.watch_problem = typed.err();
        self.waits = typed.ok();
        // With a wallet it is read through that, at least.
        if self.accounts().is_empty() {
            self.watch_waiting(now);
        } else {
            self.end_wait(now);
        }
    }

    /// What may be asked is more than before: an address that waited for that is watched.
    pub(super) fn watch_waiting(&mut self, now: Millis) {
        if self.can_watch() {
            self.end_wait(now);
        }
    }

    fn end_wait(&mut self, now: Millis) {
        if let Some(account) = self.waits.take() {
            self.stored.list.type_in(now, account);
            self.store();
            self.find_for_new(now);
        }
    }

    /// Ends the watch of an account that is not the wallet's.
    pub(super) fn unwatch(&mut self, now: Millis, account: Address) {
        self.leave(now, account);
        self.forget_held();
        self.store();
        // An account that the host named was watched at once, without looking for wallets.
        if self.accounts().is_empty() && self.session.is_new() {
            self.effects.push(Effect::DiscoverWallets);
        }
    }

    /// An account is watched no more.
    fn leave(&mut self, now: Millis, account: Address) {
        self.stored.list.end(now, account);
        self.outbox_on(now, super::outbox::Input::Left(account));
        self.forget_lines();
    }

    /// What happened to an account before it was taken off is forgotten, whatever another tab still knew.
    pub(super) fn forget_lines(&mut self) {
        let Stored { list, journal, .. } = &mut self.stored;
        let is_gone = |line: &LogEntry| {
            let whose = line.position.as_ref().map(|key| key.account);
            whose.is_some_and(|account| list.left_since(account, line.at))
        };
        if journal
            .edit(|all| all.forget(is_gone).then_some(()))
            .is_some()
        {
            self.touch();
        }
    }

    /// The person calls an account so.
    pub(super) fn name(&mut self, now: Millis, account: Address, typed: &str) {
        self.stored.list.call(now, account, typed);
        self.store();
    }

    /// The wallet says that its accounts changed. What is no list of accounts is a hint to ask.
    pub(super) fn accounts_changed(&mut self, now: Millis, said: &Value) {
        self.session_on(now, Input::Said(rpc::parse_accounts(said).ok()));
    }

    /// A wallet answered one of the session's questions.
    pub(super) fn session_answered(
        &mut self,
        now: Millis,
        question: Question,
        answer: Result<Value, RequestFailure>,
    ) {
        let garbled = |_| RequestFailure::Garbled;
        let listed = |answer: Result<Value, RequestFailure>| {
            answer.and_then(|answer| rpc::parse_accounts(&answer).map_err(garbled))
        };
        let input = match question {
            Question::SilentAccounts(id) | Question::GrantedAccounts(id) => {
                Input::Accounts(id, listed(answer))
            }
            Question::SharedAccounts => Input::Shared(listed(answer).ok()),
            Question::Unlock => Input::Unlocked(listed(answer).ok()),
            Question::Chain => Input::Chain(self.believe(answer, rpc::parse_chain_id)),
            Question::Switch(_) => Input::Switched(answer.map(drop)),
        };
        self.session_on(now, input);
    }

    /// Hands the session something, and does what comes of it.
    pub(super) fn session_on(&mut self, now: Millis, input: Input) {
        let outputs = self.session.on(now, input);
        if !outputs.is_empty() {
            self.touch();
        }
        for output in outputs {
            match output {
                Output::Use(wallet) => self.effects.push(Effect::UseWallet(wallet)),
                Output::Ask(question) => self.ask_session(now, question),
                Output::Forget(which) => self.requests.forget(|purpose| match purpose {
                    Purpose::Session(question) => is_forgotten(which, question),
                    _ => false,
                }),
                Output::Chose(wallet, account) => {
                    self.stored.list.choose(now, &wallet, account);
                    self.store();
                }
                Output::Moved => {
                    self.watch_problem = None;
                    self.wallet_problem = None;
                    if !self.accounts().is_empty() {
                        // It is read through the wallet, at least.
                        self.end_wait(now);
                    }
                    self.rescue_on(now, rescue::Input::Moved);
                }
                Output::Locked => self.rescue_on(now, rescue::Input::Locked),
                Output::Unnamed(problem) => {
                    self.wallet_problem = Some(problem);
                    self.reading_failed();
                }
                Output::LookAgain => self.look_again(now),
            }
        }
        if self.session.signs().is_some() {
            self.wallet_problem = None;
        }
    }

    fn ask_session(&mut self, now: Millis, question: Question) {
        let request = match &question {
            Question::SilentAccounts(_) | Question::SharedAccounts => Request::accounts(),
            Question::GrantedAccounts(_) | Question::Unlock => Request::request_accounts(),
            Question::Chain => Request::chain_id(),
            Question::Switch(chain) => Request::switch_chain(*chain),
        };
        self.ask(now, Purpose::Session(question), Endpoint::Wallet, request);
    }

    /// The wallet's accounts that are looked at: a locked wallet's too.
    fn wallet_accounts(&self) -> &[Address] {
        self.session.open().map_or(&[], |open| open.accounts())
    }

    /// Every account that is watched, and why.
    pub(super) fn accounts(&self) -> Vec<(Address, super::view::Origin)> {
        self.stored.list.accounts(self.wallet_accounts())
    }

    /// The account that comes first: the wallet's in use, else the first of the list.
    pub(super) fn first_account(&self) -> Option<Address> {
        self.accounts().first().map(|(account, _)| *account)
    }

    /// Watches what is to be watched now, through what there is now.
    pub(super) fn rewatch(&mut self, now: Millis) {
        if !self.started {
            return;
        }
        let accounts = self.accounts();
        let wanted = self.stored.list.wanted(&accounts, &self.readable());
        let stays = |chain| wanted.iter().any(|(one, _)| *one == chain);
        for gone in self.chains.retain(stays) {
            self.touch();
            self.forget_flight(gone.chain);
            self.forget_witness(gone.chain);
            if let Some(tag) = gone.data.standing_tag() {
                self.effects.push(Effect::CloseNotification { tag });
            }
        }
        self.watch_nowhere(now, !accounts.is_empty() && wanted.is_empty());
        for (chain, accounts) in wanted {
            if self.watch_chain(now, chain, &accounts) {
                self.touch();
                self.feed_on(now, chain, feed::Input::Anew);
            }
            let sources = self.sources(chain);
            self.witness_on(now, chain, super::witness::Input::Read(sources.clone()));
            self.feed_on(now, chain, feed::Input::Served(sources));
        }
    }

    /// While no chain is known to look at, nobody watches: that has an alarm too.
    fn watch_nowhere(&mut self, now: Millis, nowhere: bool) {
        let is_elsewhere = self
            .session
            .open()
            .and_then(|open| open.chain())
            .is_some_and(|chain| !self.has_markets(chain));
        // Or it was looked everywhere, and nothing is held anywhere; or what there is serves nothing.
        let is_elsewhere = is_elsewhere
            || !self.find.results().is_empty()
            || (self.session.open().is_none() && self.endpoints.have_all_said());
        if nowhere && !is_elsewhere {
            let data = || DataWatch::new(watching(ChainId(0)), now.timestamp());
            self.nowhere.get_or_insert_with(data);
        } else if self.accounts().is_empty() || is_elsewhere {
            let tag = self.nowhere.take().and_then(|data| data.standing_tag());
            self.effects
                .extend(tag.map(|tag| Effect::CloseNotification { tag }));
        }
    }

    /// Watches these accounts on a chain. Whether one of them is new there.
    fn watch_chain(&mut self, now: Millis, chain: ChainId, accounts: &[Address]) -> bool {
        if self.chains.get(chain).is_none() {
            let key = watching(chain);
            let data = match self.nowhere.take() {
                // The silence before the chain was known goes on under its name.
                Some(mut data) => {
                    if let Some(tag) = data.rename(key) {
                        self.effects.push(Effect::CloseNotification { tag });
                    }
                    data
                }
                None => DataWatch::new(key, now.timestamp()),
            };
            self.chains.push(Watched {
                chain,
                is_searched: false,
                is_led: false,
                feed: Feed::new(facts(chain), now, self.stored.foresight.seen(chain)),
                witness: Witness::new(chain, now),
                queue: Queue::new(chain, now),
                data,
                watches: Vec::new(),
                asked: Vec::new(),
                compared: Vec::new(),
            });
        }
        let is_searched = self.is_only_searched(chain);
        let Some(watched) = self.chains.get_mut(chain) else {
            return false;
        };
        watched.is_searched = is_searched;
        let known = watched.watches.iter().map(Watch::account);
        if known.eq(accounts.iter().copied()) {
            return false;
        }
        let markets = self.markets_of(chain);
        let Some(watched) = self.chains.get_mut(chain) else {
            return false;
        };
        let mut before = core::mem::take(&mut watched.watches);
        let mut is_new = false;
        for account in accounts {
            let known = before.iter().position(|watch| watch.account() == *account);
            let watch = known.map(|place| before.remove(place));
            is_new |= watch.is_none();
            let foreseen =
                |key: &super::view::PositionKey| self.stored.foresight.layout(key).cloned();
            let watch = watch.unwrap_or_else(|| Watch::new(*account, markets.clone(), foreseen));
            watched.watches.push(watch);
        }
        is_new
    }

    /// Whether any market of a chain is known.
    pub(super) fn has_markets(&self, chain: ChainId) -> bool {
        registry::is_on(chain)
            || self
                .deployment
                .iter()
                .flatten()
                .any(|market| market.chain == chain)
    }

    fn markets_of(&self, chain: ChainId) -> Vec<Market> {
        let deployed = self.deployment.iter().flatten();
        let mut markets = registry::on_chain(chain);
        for named in self.named_markets(chain) {
            if !markets
                .iter()
                .any(|known| known.addresses == named.addresses)
            {
                markets.push(named);
            }
        }
        markets.extend(deployed.filter(|market| market.chain == chain).cloned());
        markets
    }

    /// Connects a wallet.
    pub(super) fn connect(&mut self, now: Millis, id: WalletId) {
        self.session_on(now, Input::Connect(id));
    }
}

/// What is known of a chain; of one that is not listed, as little as can be.
pub(super) fn facts(chain: ChainId) -> ChainFacts {
    ChainFacts::of(chain).copied().unwrap_or(ChainFacts {
        id: chain,
        ..crate::chain::CHAINS[0]
    })
}

/// The alarm about a chain of which nothing is learnt.
fn watching(chain: ChainId) -> RuleKey {
    RuleKey::of_chain(chain, Rule::Watching)
}

fn is_forgotten(which: Forgotten, question: &Question) -> bool {
    match (which, question) {
        (Forgotten::Grants, Question::GrantedAccounts(_)) => true,
        (Forgotten::Chain, Question::Chain) => true,
        (Forgotten::InUse, question) => matches!(
            question,
            Question::SharedAccounts | Question::Unlock | Question::Chain | Question::Switch(_)
        ),
        _ => false,
    }
}
