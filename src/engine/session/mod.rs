//! The wallet: which one is used, what it shares, where it is, and so what can be signed.
//!
//! What a wallet says unasked is a hint to ask. That it shares no account ends what it can sign, not
//! what is watched; only a person, or another account, ends more.

mod io;
mod open;
#[cfg(test)]
mod tests;

use alloy::primitives::{Address, keccak256};

use super::Millis;
use super::event::RequestFailure;
use super::view::{ConnectProblem, ConnectionView, SwitchProblem, WalletId, WalletInfo};
use crate::chain::{ChainId, strange};
pub(super) use io::{Forgotten, Input, Output, Question};
pub(super) use open::Open;

/// The wallets and the connection.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Announced wallets, in their order.
    wallets: Vec<WalletInfo>,
    /// Every wallet that answers at once has answered.
    settled: bool,
    /// Those that look like the one that was used last, and its account, until one is used.
    familiar: Vec<(WalletInfo, Address)>,
    stage: Stage,
    /// Why the last attempt to connect did not succeed.
    failed: Option<ConnectProblem>,
}

/// Where the connection stands.
#[derive(Debug, Default)]
enum Stage {
    /// No wallet is used.
    #[default]
    Idle,
    /// A wallet that was used before is asked, without a prompt, for its accounts.
    Reconnecting {
        wallet: WalletInfo,
        /// The account of it that was watched; none for the host page's own, which chose itself.
        remembered: Option<Address>,
    },
    /// A wallet asks the person.
    Connecting(WalletInfo),
    /// One is used.
    Open(Open),
}

impl Session {
    /// The wallet in use, if one is.
    pub(super) fn open(&self) -> Option<&Open> {
        match &self.stage {
            Stage::Open(open) => Some(open),
            _ => None,
        }
    }

    fn open_mut(&mut self) -> Option<&mut Open> {
        match &mut self.stage {
            Stage::Open(open) => Some(open),
            _ => None,
        }
    }

    /// The account and chain that can be signed for now.
    pub(super) fn signs(&self) -> Option<(Address, ChainId)> {
        let open = self.open()?;
        Some((open.account()?, open.chain()?))
    }

    /// What is shown while nothing is watched; `waits`: an address about which nothing may be asked yet.
    pub(super) fn connection_view(
        &self,
        waits: Option<Address>,
        watch_problem: Option<super::view::WatchProblem>,
    ) -> ConnectionView {
        match &self.stage {
            // It is asked without a prompt: there is nothing to confirm.
            Stage::Reconnecting { .. } => ConnectionView::Starting,
            Stage::Connecting(wallet) => {
                let wallet = wallet.clone();
                ConnectionView::Connecting { wallet }
            }
            // It may come back by itself in a moment.
            Stage::Idle if self.is_finding_out() && !self.familiar.is_empty() => {
                ConnectionView::Starting
            }
            Stage::Idle | Stage::Open(_) if !self.wallets.is_empty() => ConnectionView::Choose {
                wallets: self.wallets.clone(),
                failed: self.failed.clone(),
                watch_problem,
                waits,
            },
            Stage::Idle | Stage::Open(_) if self.settled => ConnectionView::NoWallet {
                watch_problem,
                waits,
            },
            Stage::Idle | Stage::Open(_) => ConnectionView::Starting,
        }
    }

    /// The wallets that can be connected, while none is.
    pub(super) fn offered(&self) -> &[WalletInfo] {
        match self.stage {
            Stage::Idle if self.settled || self.familiar.is_empty() => &self.wallets,
            _ => &[],
        }
    }

    /// Whether no wallet was looked for yet.
    pub(super) fn is_new(&self) -> bool {
        !self.settled && self.wallets.is_empty()
    }

    /// The wallet that asks the person.
    pub(super) fn connecting(&self) -> Option<&WalletInfo> {
        match &self.stage {
            Stage::Connecting(wallet) => Some(wallet),
            _ => None,
        }
    }

    /// Why the last attempt to connect did not succeed.
    pub(super) fn failed(&self) -> Option<&ConnectProblem> {
        self.failed.as_ref()
    }

    /// Whether it is still found out, without a question to anyone, which wallet there is.
    pub(super) fn is_finding_out(&self) -> bool {
        match self.stage {
            Stage::Reconnecting { .. } => true,
            Stage::Idle => !self.settled,
            Stage::Connecting(_) | Stage::Open(_) => false,
        }
    }

    /// When [`Input::Time`] will have something to do.
    pub(super) fn due(&self) -> Option<Millis> {
        self.open().and_then(Open::due)
    }

    /// Takes in what happened; what comes of it, in order.
    pub(super) fn on(&mut self, now: Millis, input: Input) -> Vec<Output> {
        match input {
            Input::Announced(wallet, remembered) => self.announced(wallet, remembered),
            Input::Settled => {
                self.settled = true;
                self.come_back()
            }
            Input::Connect(id) => self.connect(&id),
            Input::Cancel => match self.stage {
                Stage::Connecting(_) => self.close(None),
                _ => Vec::new(),
            },
            Input::Disconnect => self.close(None),
            Input::Accounts(id, accounts) => self.accounts(now, &id, accounts),
            Input::Said(Some(accounts)) | Input::Shared(Some(accounts)) => {
                self.shared(now, accounts)
            }
            input => self
                .open_mut()
                .map_or_else(Vec::new, |open| open.on(now, input)),
        }
    }

    fn announced(&mut self, wallet: WalletInfo, remembered: Option<Address>) -> Vec<Output> {
        // A second announcement under the same name could put another provider in its place.
        if self.wallets.iter().any(|known| known.id == wallet.id) {
            return Vec::new();
        }
        self.wallets.push(wallet.clone());
        if !matches!(self.stage, Stage::Idle) {
            return Vec::new();
        }
        // The page itself handed it in: that is its choice, made before.
        if wallet.id == WalletId::Host {
            return self.reconnect(wallet, None);
        }
        let account = remembered.into_iter();
        self.familiar
            .extend(account.map(|account| (wallet.clone(), account)));
        match self.settled {
            true => self.come_back(),
            false => Vec::new(),
        }
    }

    /// Goes back to the wallet that was used last, where there is one that must be it: any script can
    /// announce itself under its name, and first. Where two do, a person chooses.
    fn come_back(&mut self) -> Vec<Output> {
        let [(wallet, account)] = &self.familiar[..] else {
            return Vec::new();
        };
        let mut namesakes = self.wallets.iter();
        let is_only =
            namesakes.all(|one| one.id == wallet.id || lasting_name(one) != lasting_name(wallet));
        if !is_only || !matches!(self.stage, Stage::Idle) {
            return Vec::new();
        }
        let (wallet, account) = (wallet.clone(), *account);
        self.reconnect(wallet, Some(account))
    }

    fn reconnect(&mut self, wallet: WalletInfo, remembered: Option<Address>) -> Vec<Output> {
        self.familiar.clear();
        let id = wallet.id.clone();
        self.stage = Stage::Reconnecting { wallet, remembered };
        vec![
            Output::Use(Some(id.clone())),
            Output::Ask(Question::SilentAccounts(id)),
        ]
    }

    fn connect(&mut self, id: &WalletId) -> Vec<Output> {
        let Some(wallet) = self.wallets.iter().find(|known| known.id == *id).cloned() else {
            return Vec::new();
        };
        // No earlier question counts.
        self.failed = None;
        self.familiar.clear();
        self.stage = Stage::Connecting(wallet);
        vec![
            Output::Forget(Forgotten::InUse),
            Output::Forget(Forgotten::Grants),
            Output::Moved,
            Output::Use(Some(id.clone())),
            Output::Ask(Question::GrantedAccounts(id.clone())),
        ]
    }

    fn close(&mut self, failed: Option<ConnectProblem>) -> Vec<Output> {
        self.failed = failed;
        self.familiar.clear();
        let before = core::mem::take(&mut self.stage);
        match before {
            Stage::Idle => Vec::new(),
            _ => vec![
                Output::Forget(Forgotten::InUse),
                Output::Forget(Forgotten::Grants),
                Output::Moved,
                Output::Use(None),
            ],
        }
    }

    /// A wallet named its accounts, asked or not.
    fn accounts(
        &mut self,
        now: Millis,
        id: &WalletId,
        accounts: Result<Vec<Address>, RequestFailure>,
    ) -> Vec<Output> {
        let (wallet, prompted, remembered) = match &self.stage {
            Stage::Reconnecting { wallet, remembered } if wallet.id == *id => {
                (wallet.clone(), false, *remembered)
            }
            Stage::Connecting(wallet) if wallet.id == *id => (wallet.clone(), true, None),
            _ => return Vec::new(),
        };
        let accounts = match accounts {
            Ok(accounts) if accounts.is_empty() => Err(ConnectProblem::NoAccount),
            Ok(accounts) => Ok(accounts),
            Err(failure) => Err(connect_problem(failure)),
        };
        match (accounts, remembered) {
            // Whoever chose another account in the wallet meanwhile says so here with a click.
            (Ok(accounts), Some(before)) if accounts.first() != Some(&before) => {
                self.close(Some(ConnectProblem::OtherAccount))
            }
            (Ok(accounts), _) => self.open_with(now, wallet, accounts, false),
            // A wallet that shares nothing, or does not answer, may be locked, or still starting:
            // what was watched before is watched on.
            (Err(_), Some(before)) => self.open_with(now, wallet, vec![before], true),
            (Err(problem), None) => self.close(prompted.then_some(problem)),
        }
    }

    fn open_with(
        &mut self,
        now: Millis,
        wallet: WalletInfo,
        accounts: Vec<Address>,
        locked: bool,
    ) -> Vec<Output> {
        self.failed = None;
        let chose = accounts.first().filter(|_| !locked);
        let chose = chose.map(|account| Output::Chose(wallet.clone(), *account));
        self.stage = Stage::Open(Open::new(now, wallet, accounts, locked));
        let mut outputs = vec![Output::Forget(Forgotten::InUse)];
        outputs.extend(chose);
        outputs.push(Output::Moved);
        outputs.push(Output::Ask(Question::Chain));
        outputs
    }

    /// The accounts that the wallet in use shares now, the one in use first.
    fn shared(&mut self, now: Millis, accounts: Vec<Address>) -> Vec<Output> {
        if self.open().is_some_and(|open| open.is_strange(&accounts)) {
            return self.close(Some(ConnectProblem::OtherAccount));
        }
        self.open_mut()
            .map_or_else(Vec::new, |open| open.shared(now, accounts))
    }
}

/// The name by which a wallet is found again after a reload. None that announces itself can have one
/// with a colon.
pub(super) fn lasting_name(wallet: &WalletInfo) -> &str {
    match (&wallet.id, &wallet.rdns) {
        (WalletId::Host, _) => ":host",
        (WalletId::Injected, _) => ":injected",
        (WalletId::Announced(_), Some(rdns)) => rdns,
        (WalletId::Announced(uuid), None) => uuid,
    }
}

/// What a wallet looks like, in short: of two under one lasting name, which one it is.
pub(super) fn likeness(wallet: &WalletInfo) -> String {
    let icon = wallet.icon.as_deref().unwrap_or_default();
    // No name has a line break.
    keccak256(format!("{}\n{icon}", wallet.name)).to_string()
}

fn connect_problem(failure: RequestFailure) -> ConnectProblem {
    match failure {
        RequestFailure::Refused { code: 4001, .. } => ConnectProblem::Rejected,
        RequestFailure::Refused { code: -32002, .. } => ConnectProblem::AlreadyAsking,
        RequestFailure::Refused { code: 4900, .. } => ConnectProblem::Disconnected,
        RequestFailure::Refused { message, .. } => ConnectProblem::Other(strange::clean(&message)),
        _ => ConnectProblem::NoAnswer,
    }
}

/// Why a wallet did not switch its chain.
fn switch_problem(failure: RequestFailure) -> SwitchProblem {
    match failure {
        RequestFailure::Refused { code: 4001, .. } => SwitchProblem::Rejected,
        RequestFailure::Refused { code: 4902, .. } => SwitchProblem::UnknownChain,
        RequestFailure::Refused { message, .. } => SwitchProblem::Other(strange::clean(&message)),
        _ => SwitchProblem::NoAnswer,
    }
}
