//! The wallet in use.

use alloy::primitives::Address;

use super::super::Millis;
use super::super::view::{ReadProblem, SwitchProblem, WalletInfo};
use super::{Forgotten, Input, Output, Question, switch_problem};
use crate::chain::ChainId;

/// How often a locked wallet is asked whether it still is, milliseconds: not every one says that it
/// was unlocked.
const ASK_AGAIN_MS: u64 = 30_000;

/// Shortest and longest wait before a wallet that did not say where it is is asked again,
/// milliseconds.
const NAME_AGAIN_MS: (u64, u64) = (1_000, 60_000);

/// How long the next hint of a wallet waits, milliseconds: some shout with every question.
const HINTS_EVERY_MS: u64 = 1_000;

/// The wallet in use.
#[derive(Debug)]
pub(in super::super) struct Open {
    wallet: WalletInfo,
    /// What it shares, the account in use first; while it is locked, what it shared last.
    accounts: Vec<Address>,
    /// Where it is; none until it answered.
    chain: Option<ChainId>,
    /// It is being asked to switch.
    switching: bool,
    switch_problem: Option<SwitchProblem>,
    /// It shares no account now: it is locked, or was told not to.
    locked: bool,
    /// It was locked when the page was loaded, and has shared nothing since: what it is held to
    /// share is remembered of before.
    is_from_memory: bool,
    /// When a locked one is asked again.
    ask_again_at: Option<Millis>,
    asks_chain: bool,
    /// When one that has not said where it is is asked again, and how often that failed.
    name_again_at: Option<Millis>,
    failures: u32,
    asks_accounts: bool,
    asks_unlock: bool,
    /// When a hint is to be looked into, if one was given.
    hint_due: Option<Millis>,
    /// When the next one may be.
    next_hint_at: Millis,
}

impl Open {
    pub(super) fn new(
        now: Millis,
        wallet: WalletInfo,
        accounts: Vec<Address>,
        locked: bool,
    ) -> Self {
        Self {
            wallet,
            accounts,
            chain: None,
            switching: false,
            switch_problem: None,
            locked,
            is_from_memory: locked,
            ask_again_at: locked.then(|| now.plus(ASK_AGAIN_MS)),
            asks_chain: true,
            name_again_at: None,
            failures: 0,
            asks_accounts: false,
            asks_unlock: false,
            hint_due: None,
            next_hint_at: now,
        }
    }

    /// The wallet.
    pub(in super::super) fn wallet(&self) -> &WalletInfo {
        &self.wallet
    }

    /// What it shares, the account in use first; while it is locked, what it shared last.
    pub(in super::super) fn accounts(&self) -> &[Address] {
        &self.accounts
    }

    /// The account in use.
    pub(in super::super) fn account(&self) -> Option<Address> {
        self.accounts.first().copied()
    }

    /// Where it is; none until it answered.
    pub(in super::super) fn chain(&self) -> Option<ChainId> {
        self.chain
    }

    /// Whether it shares no account now.
    pub(in super::super) fn is_locked(&self) -> bool {
        self.locked
    }

    /// Whether this is another account than the one of before, which nobody has chosen here: neither
    /// while it was connected, nor with a click to unlock it.
    pub(super) fn is_strange(&self, accounts: &[Address]) -> bool {
        let other = accounts
            .first()
            .is_some_and(|first| self.account() != Some(*first));
        self.is_from_memory && other && !self.asks_unlock
    }

    /// Whether it is being asked to switch, and why it did not.
    pub(in super::super) fn switching(&self) -> (bool, Option<&SwitchProblem>) {
        (self.switching, self.switch_problem.as_ref())
    }

    /// When [`Input::Time`] will have something to do. What is being asked is answered first: a
    /// wallet that shouts with every question would never be heard out.
    pub(super) fn due(&self) -> Option<Millis> {
        let hint = self.hint_due.filter(|_| !self.asks_chain);
        let all = [hint, self.ask_again_at, self.name_again_at];
        all.into_iter().flatten().min()
    }

    pub(super) fn on(&mut self, now: Millis, input: Input) -> Vec<Output> {
        match input {
            Input::Unlock if self.locked && !self.asks_unlock => {
                self.asks_unlock = true;
                vec![Output::Ask(Question::Unlock)]
            }
            Input::Switch(chain) => {
                self.switching = true;
                self.switch_problem = None;
                vec![Output::Ask(Question::Switch(chain))]
            }
            Input::Said(None) => self.ask_accounts(),
            Input::Hinted => {
                self.hint_due.get_or_insert(self.next_hint_at.max(now));
                Vec::new()
            }
            Input::AskAgain => self.ask_again(),
            // It may answer next time.
            Input::Shared(None) => {
                self.asks_accounts = false;
                if self.locked {
                    self.ask_again_at = Some(now.plus(ASK_AGAIN_MS));
                }
                Vec::new()
            }
            Input::Unlocked(accounts) => {
                self.asks_unlock = false;
                accounts.map_or_else(Vec::new, |accounts| self.shared(now, accounts))
            }
            Input::Chain(answer) => {
                self.asks_chain = false;
                match answer {
                    Ok(chain) => self.is_on(chain),
                    Err(problem) => self.is_somewhere(now, problem),
                }
            }
            Input::Switched(answer) => {
                self.switching = false;
                match answer {
                    // The new chain itself comes as an event, but not from every wallet.
                    Ok(()) => self.ask_chain(),
                    Err(failure) => {
                        self.switch_problem = Some(switch_problem(failure));
                        Vec::new()
                    }
                }
            }
            Input::Time => self.time(now),
            _ => Vec::new(),
        }
    }

    fn time(&mut self, now: Millis) -> Vec<Output> {
        let mut outputs = Vec::new();
        if !self.asks_chain && self.hint_due.is_some_and(|at| at <= now) {
            self.hint_due = None;
            self.next_hint_at = now.plus(HINTS_EVERY_MS);
            outputs.extend(self.ask_again());
            outputs.push(Output::LookAgain);
        }
        if self.name_again_at.take_if(|at| *at <= now).is_some() {
            outputs.extend(self.ask_chain());
        }
        if self.ask_again_at.is_some_and(|at| at <= now) {
            self.ask_again_at = Some(now.plus(ASK_AGAIN_MS));
            outputs.extend(self.ask_accounts());
        }
        outputs
    }

    /// Asks it where it is, and what it shares if that was nothing.
    fn ask_again(&mut self) -> Vec<Output> {
        let mut outputs = self.ask_chain();
        if self.locked {
            outputs.extend(self.ask_accounts());
        }
        outputs
    }

    /// Asks it for its chain, also while an earlier answer is under way: that may be of before.
    fn ask_chain(&mut self) -> Vec<Output> {
        self.asks_chain = true;
        vec![
            Output::Forget(Forgotten::Chain),
            Output::Ask(Question::Chain),
        ]
    }

    fn ask_accounts(&mut self) -> Vec<Output> {
        match core::mem::replace(&mut self.asks_accounts, true) {
            true => Vec::new(),
            false => vec![Output::Ask(Question::SharedAccounts)],
        }
    }

    /// It did not say where it is. Where that is known, reading says by itself whether it can be.
    fn is_somewhere(&mut self, now: Millis, problem: ReadProblem) -> Vec<Output> {
        if self.chain.is_some() {
            return Vec::new();
        }
        let (least, most) = NAME_AGAIN_MS;
        let wait = least.checked_shl(self.failures).unwrap_or(most).min(most);
        self.failures = self.failures.saturating_add(1);
        self.name_again_at = Some(now.plus(wait));
        vec![Output::Unnamed(problem)]
    }

    fn is_on(&mut self, chain: ChainId) -> Vec<Output> {
        self.failures = 0;
        self.name_again_at = None;
        if self.chain == Some(chain) {
            return Vec::new();
        }
        let moved = self.chain.replace(chain).is_some();
        self.switching = false;
        self.switch_problem = None;
        match moved {
            true => vec![Output::Moved],
            false => Vec::new(),
        }
    }

    /// What it shares now, the account in use first.
    pub(super) fn shared(&mut self, now: Millis, accounts: Vec<Address>) -> Vec<Output> {
        self.asks_accounts = false;
        let Some(first) = accounts.first().copied() else {
            self.locked = true;
            self.ask_again_at = Some(now.plus(ASK_AGAIN_MS));
            return vec![Output::Locked];
        };
        self.locked = false;
        self.is_from_memory = false;
        self.ask_again_at = None;
        let before = self.account();
        self.accounts = accounts;
        match before == Some(first) {
            true => Vec::new(),
            // Chosen in the wallet, while it was connected.
            false => {
                let mut outputs = vec![Output::Chose(self.wallet.clone(), first), Output::Moved];
                // Some tell of another account before they go to its chain.
                outputs.extend(self.ask_chain());
                outputs
            }
        }
    }
}
