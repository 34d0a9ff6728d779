//! Whether the wallet carries out several steps as one (EIP-5792), and whether that is wanted.

use super::super::effect::Endpoint;
use super::answer::read;
use super::io::{Answer, Question};
use super::turn::Turn;
use crate::chain::ChainId;
use crate::chain::calls::{Atomic, parse_atomic};
use crate::chain::rpc::Request;
use crate::protocols::PositionKey;
use crate::top_up::AtOnce;

/// What the wallet said that it can, and what the person said to it. A wallet that says nothing, or
/// refuses once, is asked for one step after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Choice {
    /// None while it was not heard.
    can: Option<Atomic>,
    wish: Option<bool>,
    is_refused: bool,
}

impl Choice {
    /// Asks the wallet what it can, where that is not known.
    pub(super) fn ask(self, turn: &mut Turn<'_>, key: &PositionKey) {
        if self.can.is_some() {
            return;
        }
        let request = Request::capabilities(key.account, key.chain);
        let question = Question::Capabilities(Box::new(key.clone()));
        turn.ask(question, Endpoint::Wallet, request);
    }

    /// It says so, or does not.
    pub(super) fn answered(&mut self, chain: ChainId, answer: Answer) {
        let can = read(answer, |answer| parse_atomic(answer, chain));
        self.can = Some(can.unwrap_or_default());
    }

    /// A person wants it so, or not.
    pub(super) fn choose(&mut self, at_once: bool) {
        self.wish = Some(at_once);
    }

    /// It has refused.
    pub(super) fn refuse(&mut self) {
        self.is_refused = true;
    }

    /// What there is to choose for so many steps, if there is.
    pub(super) fn of(self, steps: usize) -> Option<AtOnce> {
        let changes_account = match self.can? {
            Atomic::Unsupported => return None,
            Atomic::Ready => true,
            Atomic::Supported => false,
        };
        let is_one = steps <= 1;
        (!is_one && !self.is_refused).then_some(AtOnce {
            // An account is not changed by the way, unless somebody says so.
            is_wanted: self.wish.unwrap_or(!changes_account),
            changes_account,
        })
    }

    /// Whether it may have carried out several calls of the account as one before.
    pub(super) fn knows_calls(self) -> bool {
        matches!(self.can, Some(Atomic::Ready | Atomic::Supported))
    }

    /// Whether a single step is better put to it so: what an account without a row of its own pays somebody
    /// else carries out, under a hash that only the wallet comes to know. Then it tells of it by its name.
    pub(super) fn follows(self, has_row: bool) -> bool {
        !has_row && self.can == Some(Atomic::Supported) && !self.is_refused
    }

    /// Whether so many steps are put to it at once.
    pub(super) fn is_for(self, steps: usize) -> bool {
        self.of(steps).is_some_and(|choice| choice.is_wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn saying(status: &str) -> Choice {
        let mut choice = Choice::default();
        let answer = json!({ "0x1": { "atomic": { "status": status } } });
        choice.answered(ChainId(1), Ok(answer));
        choice
    }

    #[test]
    fn a_wallet_that_can_does_and_one_that_would_change_the_account_is_told_to_first() {
        assert!(saying("supported").is_for(2));
        assert!(!saying("supported").is_for(1));
        assert!(!saying("unsupported").is_for(2));
        assert_eq!(saying("unsupported").of(2), None);
        let mut ready = saying("ready");
        assert!(!ready.is_for(2));
        ready.choose(true);
        assert!(ready.is_for(2));
        ready.refuse();
        assert_eq!(ready.of(2), None);
    }

    #[test]
    fn what_a_contract_pays_is_put_to_it_by_a_name() {
        assert!(saying("supported").follows(false));
        assert!(!saying("supported").follows(true));
        assert!(!saying("ready").follows(false));
        let mut refused = saying("supported");
        refused.refuse();
        assert!(!refused.follows(false));
    }

    #[test]
    fn what_a_person_wants_holds_whatever_the_wallet_can() {
        let mut choice = saying("supported");
        choice.choose(false);
        assert!(!choice.is_for(2) && choice.of(2).is_some());
    }
}
