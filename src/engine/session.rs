//! Who is watched, on which chain, through what: from the first wallet's announcement to the last
//! word of a wallet that goes away.

use alloy::primitives::Address;
use serde_json::Value;

use super::effect::{Effect, Endpoint};
use super::event::RequestFailure;
use super::requests::Purpose;
use super::telling::Departure;
use super::typed_address::parse_typed_address;
use super::view::{
    ConfigProblem, ConnectProblem, ConnectionView, SwitchProblem, WalletId, WalletInfo,
    WatchProblem,
};
use super::{Engine, Millis};
use crate::chain::ChainId;
use crate::chain::rpc::{self, Request};

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
        match (self.config.account, self.can_watch()) {
            (Some(account), true) => self.watch(now, account),
            (Some(_), false) => {
                self.configuration_problem = Some(ConfigProblem::NoEndpoint);
                self.effects.push(Effect::DiscoverWallets);
            }
            (None, _) => self.effects.push(Effect::DiscoverWallets),
        }
    }

    pub(super) fn wallet_announced(&mut self, now: Millis, wallet: WalletInfo) {
        // A second announcement under the same name could put another provider in its place.
        if self.session.wallet(&wallet.id).is_some() {
            return;
        }
        self.session.wallets.push(wallet.clone());
        let idle = matches!(self.session.stage, Stage::Idle);
        let known = self.stored.wallet.as_deref() == Some(lasting_name(&wallet));
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
        self.stored.wallet = None;
        self.stored.account = None;
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
            Ok(account) => self.watch(now, account),
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
                self.stored.wallet = Some(lasting_name(&wallet).to_owned());
                self.stored.account = Some(account.into());
                self.store();
                self.open_session(now, account, Some(wallet));
            }
            // A wallet that does not share its accounts any more is no failure: nobody asked.
            Err(_) if !prompted => self.close_session(None),
            Err(problem) => self.close_session(Some(problem)),
        }
    }

    /// Whether an account may be watched without a click: the one that was, or the host page's.
    fn may_reconnect(&self, wallet: &WalletInfo, account: Address) -> bool {
        wallet.id == WalletId::Host || self.stored.account == Some(account.into())
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
                Purpose::WalletChain | Purpose::EndpointChain | Purpose::SwitchChain
            )
        });
    }

    fn close_session(&mut self, failed: Option<ConnectProblem>) {
        if failed == Some(ConnectProblem::Disconnected) && self.owes() {
            self.tell_left(Departure::Disconnected);
        }
        self.forget_position();
        self.forget_session();
        self.session.failed = failed;
        if !matches!(self.session.stage, Stage::Idle) {
            self.session.stage = Stage::Idle;
            self.effects.push(Effect::UseWallet(None));
        }
    }

    /// The wallet says that its accounts changed. An empty list is a disconnect (EIP-1193).
    pub(super) fn accounts_changed(&mut self, now: Millis, accounts: &Value) {
        let Some(Open {
            wallet: Some(wallet),
            account,
            ..
        }) = self.session.open()
        else {
            return;
        };
        let (wallet, current) = (wallet.clone(), *account);
        match rpc::parse_accounts(accounts).as_deref() {
            Ok([first, ..]) if *first == current => {}
            Ok([first, ..]) => {
                // Chosen in the wallet, while it was connected.
                self.stored.account = Some((*first).into());
                self.store();
                self.open_session(now, *first, Some(wallet));
            }
            Ok([]) | Err(_) => self.close_session(Some(ConnectProblem::Disconnected)),
        }
    }

    pub(super) fn wallet_disconnected(&mut self) {
        if self
            .session
            .open()
            .is_some_and(|open| open.wallet.is_some())
        {
            self.close_session(Some(ConnectProblem::Disconnected));
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
