//! How steps are put to the wallet: whether it carries out several as one (EIP-5792), whether it signs a permission
//! in place of an approval (EIP-2612), and what of that is wanted.

use super::answer::read;
use super::io::Answer;
use crate::chain::ChainId;
use crate::chain::calls::{Atomic, parse_atomic};
use crate::top_up::{Earlier, Manner, Manners};

/// What the wallet said that it can, and what the person said to it. A wallet that says nothing, or
/// refuses once, is asked for one step after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Choice {
    /// None while it was not heard.
    can: Option<Atomic>,
    wish: Option<Manner>,
    is_refused: bool,
    /// It signs no permissions.
    signs_none: bool,
}

/// What can be done with the steps that are left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    /// So many there are.
    pub(super) steps: usize,
    /// They were simulated together.
    pub(super) are_simulated: bool,
    /// The permission that comes next can be signed.
    pub(super) can_be_signed: bool,
    /// What is known of what was asked of the account before.
    pub(super) earlier: Earlier,
}

impl Choice {
    /// Whether it was heard what the wallet can.
    pub(super) const fn is_known(self) -> bool {
        self.can.is_some()
    }

    /// It says so, or does not.
    pub(super) fn answered(&mut self, chain: ChainId, answer: Answer) {
        let can = read(answer, |answer| parse_atomic(answer, chain));
        self.can = Some(can.unwrap_or_default());
    }

    /// A person wants it so.
    pub(super) fn choose(&mut self, manner: Manner) {
        self.wish = Some(manner);
    }

    /// It has refused to carry out several as one.
    pub(super) fn refuse(&mut self) {
        self.is_refused = true;
    }

    /// It does not sign permissions.
    pub(super) fn signs_none(&mut self) {
        self.signs_none = true;
    }

    /// Whether it may be asked to sign a permission.
    pub(super) fn may_sign(self) -> bool {
        !self.signs_none
    }

    /// Whether it would carry out so many steps as one, and change the account for that.
    fn as_one(self, steps: usize) -> Option<bool> {
        let changes_account = match self.can? {
            Atomic::Unsupported => return None,
            Atomic::Ready => true,
            Atomic::Supported => false,
        };
        (steps > 1 && !self.is_refused).then_some(changes_account)
    }

    /// What there is to choose from. All at once comes first; but an account is not changed by the way, unless
    /// somebody says so. A signature comes before a transaction that only prepares another.
    pub(super) fn of(self, left: Left) -> Manners {
        let can = self.as_one(left.steps).filter(|_| left.are_simulated);
        // It numbers them by itself: beside what may be mined yet they would pay once more.
        let as_one = can.filter(|_| left.earlier != Earlier::MayBeMined);
        let permit = left.can_be_signed && self.may_sign();
        let there_are = [
            (Manner::Together, as_one.is_some()),
            (Manner::Permit, permit),
            (Manner::Each, true),
        ];
        let there_are = there_are.into_iter().filter(|(_, is_there)| *is_there);
        let all: Vec<Manner> = there_are.map(|(manner, _)| manner).collect();
        let wish = self.wish.filter(|wish| all.contains(wish));
        let chosen = wish.unwrap_or(match (as_one, permit) {
            (Some(false), _) => Manner::Together,
            (_, true) => Manner::Permit,
            _ => Manner::Each,
        });
        Manners {
            chosen,
            others: all.into_iter().filter(|one| *one != chosen).collect(),
            changes_account: as_one == Some(true),
            earlier: left.earlier,
        }
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

    /// Whether so many steps would be put to it at once, beside what was asked of the account before.
    pub(super) fn is_for(self, steps: usize, earlier: Earlier) -> bool {
        let left = Left {
            steps,
            are_simulated: true,
            can_be_signed: false,
            earlier,
        };
        self.of(left).chosen == Manner::Together
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

    fn of(choice: Choice, can_be_signed: bool) -> (Manner, Vec<Manner>) {
        let left = Left {
            steps: 2,
            are_simulated: true,
            can_be_signed,
            earlier: Earlier::Ended,
        };
        let manners = choice.of(left);
        (manners.chosen, manners.others)
    }

    #[test]
    fn a_wallet_that_can_does_and_one_that_would_change_the_account_is_told_to_first() {
        assert!(saying("supported").is_for(2, Earlier::Ended));
        assert!(!saying("supported").is_for(1, Earlier::Ended));
        assert!(!saying("unsupported").is_for(2, Earlier::Ended));
        assert_eq!(of(saying("unsupported"), false), (Manner::Each, vec![]));
        let mut ready = saying("ready");
        assert!(!ready.is_for(2, Earlier::Ended));
        ready.choose(Manner::Together);
        assert!(ready.is_for(2, Earlier::Ended));
        ready.refuse();
        assert_eq!(of(ready, false), (Manner::Each, vec![]));
    }

    #[test]
    fn that_the_account_would_be_changed_is_said_where_it_would_be() {
        let changes = |status: &str| {
            let left = Left {
                steps: 2,
                are_simulated: true,
                can_be_signed: false,
                earlier: Earlier::Ended,
            };
            saying(status).of(left).changes_account
        };
        let all = ["ready", "supported", "unsupported"].map(changes);
        assert_eq!(all, [true, false, false]);
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
        choice.choose(Manner::Each);
        assert!(!choice.is_for(2, Earlier::Ended));
        assert_eq!(of(choice, false), (Manner::Each, vec![Manner::Together]));
    }

    #[test]
    fn beside_what_may_be_mined_yet_a_wallet_carries_out_nothing_as_one() {
        let beside = |status: &str, earlier| {
            let left = Left {
                steps: 2,
                are_simulated: true,
                can_be_signed: true,
                earlier,
            };
            saying(status).of(left)
        };
        let kept_apart = beside("supported", Earlier::MayBeMined);
        assert_eq!(kept_apart.chosen, Manner::Permit);
        assert_eq!(kept_apart.others, [Manner::Each]);
        assert_eq!(kept_apart.earlier, Earlier::MayBeMined);
        // What is not known is said, and a person decides.
        let unknown = beside("supported", Earlier::Unknown);
        assert_eq!(unknown.chosen, Manner::Together);
        assert_eq!(unknown.earlier, Earlier::Unknown);
        // So many signatures are said before the review as it will ask for.
        let can = saying("supported");
        assert!(can.is_for(2, Earlier::Unknown) && !can.is_for(2, Earlier::MayBeMined));
        // Where one comes after the other in any case it is said too: a wallet may not keep to the number.
        let each = beside("unsupported", Earlier::MayBeMined);
        assert_eq!(each.earlier, Earlier::MayBeMined);
    }

    #[test]
    fn a_signature_comes_before_a_transaction_and_after_all_at_once() {
        use Manner::{Each, Permit, Together};
        assert_eq!(of(Choice::default(), true), (Permit, vec![Each]));
        assert_eq!(of(saying("unsupported"), true), (Permit, vec![Each]));
        assert_eq!(of(saying("ready"), true), (Permit, vec![Together, Each]));
        assert_eq!(
            of(saying("supported"), true),
            (Together, vec![Permit, Each])
        );
        let mut choice = saying("unsupported");
        choice.choose(Each);
        assert_eq!(of(choice, true), (Each, vec![Permit]));
        choice.choose(Permit);
        assert_eq!(of(choice, true), (Permit, vec![Each]));
        // What cannot be is not, whatever was wanted of another step.
        assert_eq!(of(choice, false), (Each, vec![]));
        choice.signs_none();
        assert_eq!(of(choice, true), (Each, vec![]));
    }
}
