//! Who is watched, on which chain, through what: from the first wallet's announcement to the last
//! word of a wallet that goes away.

use alloy::primitives::Address;
use serde_json::Value;

use super::effect::{Effect, Endpoint};
use super::event::RequestFailure;
use super::requests::Purpose;
use super::stored::Chosen;
use super::telling::Departure;
use super::typed_address::parse_typed_address;
use super::view::{
    ConfigProblem, ConnectProblem, ConnectionView, SwitchProblem, WalletId, WalletInfo,
    WatchProblem,
};
use super::{Engine, Millis};
use crate::chain::ChainId;
use crate::chain::rpc::{self, Request};

/// How often a locked wallet is asked whether it still is, milliseconds.
const ASK_AGAIN_MS: u64 = 30_000;

/// How long the next hint of a wallet waits, milliseconds: some shout with every question.
const HINTS_EVERY_MS: u64 = 1_000;

/// The wallets and the connection.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Announced wallets, in their order.
    pub(super) wallets: Vec<WalletInfo>,
    /// Every wallet that answers at once has answered.
    pub(super) settled: bool,
    /// Where the connection stands.
    pub(super) stage: Stage,
    /// Why the last attempt to connect did not succeed.
    pub(super) failed: Option<ConnectProblem>,
    /// Why an address typed to be watched was not accepted.
    pub(super) watch_problem: Option<WatchProblem>,
}

/// Where the connection stands.
#[derive(Debug, Default)]
pub(super) enum Stage {
    /// Nobody is watched.
    #[default]
    Idle,
    /// A wallet that was used before is asked, without a prompt, for its accounts.
    Reconnecting(WalletInfo),
    /// A wallet asks the person.
    Connecting(WalletInfo),
    /// An account is watched.
    Open(Open),
}

/// A watched account.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) account: Address,
    /// The wallet that can sign for it; none when only watching.
    pub(super) wallet: Option<WalletInfo>,
    /// The chain that is watched; none until it answered.
    pub(super) chain: Option<ChainId>,
    /// The chain of the host's endpoint, when reads go there and a wallet names the chain.
    pub(super) endpoint_chain: Option<ChainId>,
    /// The wallet is being asked to switch.
    pub(super) switching: bool,
    /// Why the wallet did not switch.
    pub(super) switch_problem: Option<SwitchProblem>,
    /// The wallet shares no account now: it is locked, or was told not to. That ends what it can
    /// sign, not what is watched.
    pub(super) locked: bool,
    /// When a locked wallet is asked again: not every one says that it was unlocked.
    pub(super) ask_again_at: Option<Millis>,
    /// When a hint of the wallet is to be looked into, if one was given.
    hint_due: Option<Millis>,
    /// When the next one may be.
    next_hint_at: Millis,
}

impl Session {
    /// The watched account, if one is.
    pub(super) fn open(&self) -> Option<&Open> {
        match &self.stage {
            Stage::Open(open) => Some(open),
            _ => None,
        }
    }

    pub(super) fn open_mut(&mut self) -> Option<&mut Open> {
        match &mut self.stage {
            Stage::Open(open) => Some(open),
            _ => None,
        }
    }

    /// What is shown while nobody is watched.
    pub(super) fn connection_view(&self, can_watch: bool) -> ConnectionView {
        match &self.stage {
            Stage::Reconnecting(wallet) | Stage::Connecting(wallet) => {
                let wallet = wallet.clone();
                ConnectionView::Connecting { wallet }
            }
            Stage::Idle | Stage::Open(_) if !self.wallets.is_empty() => ConnectionView::Choose {
                wallets: self.wallets.clone(),
                failed: self.failed.clone(),
                watch_problem: self.watch_problem,
                can_watch,
            },
            Stage::Idle | Stage::Open(_) if self.settled => ConnectionView::NoWallet {
                watch_problem: self.watch_problem,
                can_watch,
            },
            Stage::Idle | Stage::Open(_) => ConnectionView::Starting,
        }
    }

    fn wallet(&self, id: &WalletId) -> Option<&WalletInfo> {
        self.wallets.iter().find(|wallet| wallet.id == *id)
    }
}

impl Engine {
    /// Whether reads can be made without connecting a wallet.
    pub(super) fn can_watch(&self) -> bool {
        self.config.rpc_url.is_some()
    }

    pub(super) fn start_session(&mut self, now: Millis) {
        // The host's account comes before one that was typed on an earlier visit.
        let named = self.config.account;
        match named.or_else(|| self.stored.typed()) {
            Some(account) if self.can_watch() => self.watch(now, account),
            _ => {
                if named.is_some() {
                    self.configuration_problem = Some(ConfigProblem::NoEndpoint);
                }
                self.effects.push(Effect::DiscoverWallets);
            }
        }
    }

    pub(super) fn wallet_announced(&mut self, now: Millis, wallet: WalletInfo) {
        // A second announcement under the same name could put another provider in its place.
        if self.session.wallet(&wallet.id).is_some() {
            return;
        }
        self.session.wallets.push(wallet.clone());
        let idle = matches!(self.session.stage, Stage::Idle);
        let known = self.stored.account_of(lasting_name(&wallet)).is_some();
        // The page itself handed it in: that is its choice, made before.
        let host = wallet.id == WalletId::Host;
        if idle && (known || host) {
            self.session.stage = Stage::Reconnecting(wallet.clone());
            self.effects
                .push(Effect::UseWallet(Some(wallet.id.clone())));
            let purpose = Purpose::SilentAccounts(wallet.id);
            self.ask(now, purpose, Endpoint::Wallet, Request::accounts());
        }
    }

    pub(super) fn wallets_settled(&mut self) {
        self.session.settled = true;
    }

    pub(super) fn connect(&mut self, now: Millis, id: &WalletId) {
        let Some(wallet) = self.session.wallet(id).cloned() else {
            return;
        };
        // What was watched before is watched no more, and no earlier question counts.
        self.forget_position();
        self.forget_session();
        self.requests
            .forget(|purpose| matches!(purpose, Purpose::GrantedAccounts(_)));
        self.session.failed = None;
        self.session.watch_problem = None;
        self.effects
            .push(Effect::UseWallet(Some(wallet.id.clone())));
        let purpose = Purpose::GrantedAccounts(wallet.id.clone());
        self.session.stage = Stage::Connecting(wallet);
        self.ask(now, purpose, Endpoint::Wallet, Request::request_accounts());
    }

    pub(super) fn cancel_connect(&mut self) {
        if matches!(self.session.stage, Stage::Connecting(_)) {
            self.requests
                .forget(|purpose| matches!(purpose, Purpose::GrantedAccounts(_)));
            self.close_session(None);
        }
    }

    pub(super) fn disconnect(&mut self) {
        self.stored.chosen = None;
        self.close_session(None);
        self.store();
        // An account that the host named was watched at once, without looking for wallets.
        if !self.session.settled && self.session.wallets.is_empty() {
            self.effects.push(Effect::DiscoverWallets);
        }
    }

    /// Watches an address as it was typed.
    pub(super) fn watch_typed(&mut self, now: Millis, typed: &str) {
        if !self.can_watch() {
            return;
        }
        match parse_typed_address(typed) {
            Ok(account) => {
                self.stored.chosen = Some(Chosen::Typed(account.into()));
                self.store();
                self.watch(now, account);
            }
            Err(problem) => self.session.watch_problem = Some(problem),
        }
    }

    fn watch(&mut self, now: Millis, account: Address) {
        self.session.watch_problem = None;
        self.open_session(now, account, None);
    }

    /// A wallet named its accounts, asked or not.
    pub(super) fn accounts_answered(
        &mut self,
        now: Millis,
        id: &WalletId,
        prompted: bool,
        answer: Result<Value, RequestFailure>,
    ) {
        let wallet = match &self.session.stage {
            Stage::Reconnecting(wallet) | Stage::Connecting(wallet) if wallet.id == *id => {
                wallet.clone()
            }
            _ => return,
        };
        let first = match answer.map(|answer| rpc::parse_accounts(&answer)) {
            Ok(Ok(accounts)) => accounts.first().copied().ok_or(ConnectProblem::NoAccount),
            Ok(Err(_)) => Err(ConnectProblem::NoAnswer),
            Err(failure) => Err(connect_problem(failure)),
        };
        match first {
            // Whoever chose another account in the wallet meanwhile says so here with a click.
            Ok(account) if !prompted && !self.may_reconnect(&wallet, account) => {
                self.close_session(Some(ConnectProblem::OtherAccount));
            }
            Ok(account) => {
                self.choose(&wallet, account);
                self.open_session(now, account, Some(wallet));
            }
            // A wallet that shares nothing, or does not answer, may be locked, or still starting:
            // what was watched before is watched on.
            Err(_) if !prompted => match self.stored.account_of(lasting_name(&wallet)) {
                Some(account) if wallet.id != WalletId::Host => {
                    self.open_session(now, account, Some(wallet));
                    self.wallet_locked(now);
                }
                _ => self.close_session(None),
            },
            Err(problem) => self.close_session(Some(problem)),
        }
    }

    /// Whether an account may be watched without a click: the one that was, or the host page's.
    fn may_reconnect(&self, wallet: &WalletInfo, account: Address) -> bool {
        wallet.id == WalletId::Host || self.stored.account_of(lasting_name(wallet)) == Some(account)
    }

    /// Remembers the account of a wallet as the one to watch.
    fn choose(&mut self, wallet: &WalletInfo, account: Address) {
        self.stored.chosen = Some(Chosen::Wallet {
            name: lasting_name(wallet).to_owned(),
            account: account.into(),
        });
        self.store();
    }

    fn open_session(&mut self, now: Millis, account: Address, wallet: Option<WalletInfo>) {
        let before = self.session.open().map(|open| open.account);
        // Who changes the account before the open page sees it; who does so elsewhere does not.
        if before.is_some_and(|before| before != account) && self.owes() && !self.visible {
            self.tell_left(Departure::OtherAccount);
        }
        self.forget_position();
        self.forget_session();
        self.session.failed = None;
        let reads_through = self.config.reads_through();
        let asks_wallet = wallet.is_some();
        self.session.stage = Stage::Open(Open {
            account,
            wallet,
            chain: None,
            endpoint_chain: None,
            switching: false,
            switch_problem: None,
            locked: false,
            ask_again_at: None,
            hint_due: None,
            next_hint_at: now,
        });
        self.begin_watch(now, None, account);
        if asks_wallet {
            self.ask(
                now,
                Purpose::WalletChain,
                Endpoint::Wallet,
                Request::chain_id(),
            );
        }
        if reads_through == Endpoint::Http {
            self.ask(
                now,
                Purpose::EndpointChain,
                Endpoint::Http,
                Request::chain_id(),
            );
        }
    }

    /// Answers to the questions of an earlier connection are of no use to the next.
    fn forget_session(&mut self) {
        self.requests.forget(|purpose| {
            matches!(
                purpose,
                Purpose::WalletChain
                    | Purpose::EndpointChain
                    | Purpose::SwitchChain
                    | Purpose::SharedAccounts
                    | Purpose::Unlock
            )
        });
    }

    fn close_session(&mut self, failed: Option<ConnectProblem>) {
        self.forget_position();
        self.forget_session();
        self.session.failed = failed;
        if !matches!(self.session.stage, Stage::Idle) {
            self.session.stage = Stage::Idle;
            self.effects.push(Effect::UseWallet(None));
        }
    }

    /// The wallet says that its accounts changed. What is no list of accounts is a hint to ask.
    pub(super) fn accounts_changed(&mut self, now: Millis, said: &Value) {
        if self.wallet_in_use().is_none() {
            return;
        }
        match rpc::parse_accounts(said) {
            Ok(accounts) => self.accounts_shared(now, &accounts),
            Err(_) => self.ask_accounts(now),
        }
    }

    /// The accounts that the wallet in use shares now, the one in use first.
    fn accounts_shared(&mut self, now: Millis, accounts: &[Address]) {
        let Some(open) = self.session.open_mut() else {
            return;
        };
        let Some(wallet) = open.wallet.clone() else {
            return;
        };
        match accounts {
            [first, ..] if *first == open.account => {
                open.locked = false;
                open.ask_again_at = None;
            }
            [first, ..] => {
                // Chosen in the wallet, while it was connected.
                self.choose(&wallet, *first);
                self.open_session(now, *first, Some(wallet));
            }
            [] => self.wallet_locked(now),
        }
    }

    /// The wallet shares no account: it cannot sign, and what is watched is watched on.
    fn wallet_locked(&mut self, now: Millis) {
        if let Some(open) = self.session.open_mut()
            && open.wallet.is_some()
        {
            open.locked = true;
            open.ask_again_at = Some(now.plus(ASK_AGAIN_MS));
            self.void_review();
        }
    }

    fn wallet_in_use(&self) -> Option<&WalletInfo> {
        self.session.open().and_then(|open| open.wallet.as_ref())
    }

    /// Asks the wallet in use what it shares, without a question to the person.
    fn ask_accounts(&mut self, now: Millis) {
        if !self.requests.awaits(&Purpose::SharedAccounts) {
            let purpose = Purpose::SharedAccounts;
            self.ask(now, purpose, Endpoint::Wallet, Request::accounts());
        }
    }

    /// A click on "unlock": the wallet asks the person.
    pub(super) fn unlock(&mut self, now: Millis) {
        let is_locked = self.session.open().is_some_and(|open| open.locked);
        if is_locked && !self.requests.awaits(&Purpose::Unlock) {
            let request = Request::request_accounts();
            self.ask(now, Purpose::Unlock, Endpoint::Wallet, request);
        }
    }

    pub(super) fn shared_accounts_answered(
        &mut self,
        now: Millis,
        answer: Result<Value, RequestFailure>,
    ) {
        match self.believe(answer, rpc::parse_accounts) {
            Ok(accounts) => self.accounts_shared(now, &accounts),
            // It may answer next time.
            Err(_) => {
                if let Some(open) = self.session.open_mut().filter(|open| open.locked) {
                    open.ask_again_at = Some(now.plus(ASK_AGAIN_MS));
                }
            }
        }
    }

    /// The wallet says that its connection came or went, or that its chain changed (EIP-1193); some
    /// say so while nothing did. A hint: what it can do is found out by asking.
    pub(super) fn wallet_hinted(&mut self, now: Millis) {
        if let Some(open) = self.session.open_mut()
            && open.wallet.is_some()
        {
            open.hint_due.get_or_insert(open.next_hint_at.max(now));
        }
    }

    /// When a hint is to be looked into. What is being asked is answered first: a wallet that
    /// shouts with every question would never be heard out.
    pub(super) fn hint_due(&self) -> Option<Millis> {
        let is_asked = self.requests.awaits(&Purpose::WalletChain);
        self.session.open()?.hint_due.filter(|_| !is_asked)
    }

    fn take_hint(&mut self, now: Millis) {
        if let Some(open) = self.session.open_mut() {
            open.hint_due = None;
            open.next_hint_at = now.plus(HINTS_EVERY_MS);
        }
        self.ask_wallet_again(now);
        if self.reader.problem.is_some() {
            self.look_again(now);
        }
    }

    /// Asks the wallet in use where it is and what it shares.
    pub(super) fn ask_wallet_again(&mut self, now: Millis) {
        if self.wallet_in_use().is_none() {
            return;
        }
        self.ask_wallet_chain(now);
        if self.session.open().is_some_and(|open| open.locked) {
            self.ask_accounts(now);
        }
    }

    pub(super) fn tick_session(&mut self, now: Millis) {
        if self.hint_due().is_some_and(|at| at <= now) {
            self.take_hint(now);
        }
        let due = |open: &&mut Open| open.ask_again_at.is_some_and(|at| at <= now);
        if let Some(open) = self.session.open_mut().filter(due) {
            open.ask_again_at = Some(now.plus(ASK_AGAIN_MS));
            self.ask_accounts(now);
        }
    }
}

/// The name by which a wallet is found again after a reload. None that announces itself can have one
/// with a colon.
fn lasting_name(wallet: &WalletInfo) -> &str {
    match (&wallet.id, &wallet.rdns) {
        (WalletId::Host, _) => ":host",
        (WalletId::Injected, _) => ":injected",
        (WalletId::Announced(_), Some(rdns)) => rdns,
        (WalletId::Announced(uuid), None) => uuid,
    }
}

fn connect_problem(failure: RequestFailure) -> ConnectProblem {
    match failure {
        RequestFailure::Refused { code: 4001, .. } => ConnectProblem::Rejected,
        RequestFailure::Refused { code: -32002, .. } => ConnectProblem::AlreadyAsking,
        RequestFailure::Refused { code: 4900, .. } => ConnectProblem::Disconnected,
        RequestFailure::Refused { message, .. } => ConnectProblem::Other(message),
        _ => ConnectProblem::NoAnswer,
    }
}
