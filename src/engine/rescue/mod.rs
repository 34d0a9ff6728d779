//! The top-up, from the choice to the re-read.
//!
//! A flow belongs to one account on one chain through one wallet. The wallet is asked once per
//! click, for bytes that were shown, after everything was checked again, and only when a record of
//! it lies in the store; and for nothing more of the account until the end of that is known. Files
//! that stand lower use those above them only:
//!
//! - `io`, `around`: what it takes in, what comes of it, and what it sees of the rest; `doubts`: what may
//!   be mined yet; `records`: what is stored of a transaction under way; `turn`: one input is worked on
//! - `answer`: what wallets and nodes say; `manner`: how steps are put to the wallet; `naming`: by which
//!   name; `aim`: what is to be done, and what of it was shown; `coin`: of what more of a token can be
//!   made; `beside`: what other positions need of the wallet; `several`: which these are, the worst first
//! - `vouching`: whether a contract that is to be authorised is what it is taken for
//! - `confirmed`, `simulation`, `check`: everything once more, and what the chain says that it would do
//! - `claim`: the record is written, and what can have moved meanwhile asked last
//! - `looking`: a look at what became of it, under way; `pending`, `outcome`: what became of it;
//!   `unread`: of what only somebody else could read; `settling`: whether that stays so
//! - `authority`: who may act, once that was to change
//! - `flow`: how far it is; `signing`: from the choice to the wallet; `permitting`: a signature first;
//!   `ending`: from there to the re-read; `resume`: taken up again from a record, also another tab's;
//!   `taking`: what it takes of the wallet yet; `members`, `show`: as a view
//! - `choosing`: opened, and closed

mod aim;
mod answer;
mod around;
mod authority;
mod beside;
mod check;
mod choosing;
mod claim;
mod coin;
mod confirmed;
mod doubts;
mod ending;
mod flow;
mod io;
mod looking;
mod manner;
mod members;
mod naming;
mod outcome;
mod pending;
mod permitting;
mod records;
mod resume;
mod settling;
mod several;
mod show;
mod signing;
mod simulation;
mod taking;
mod terms;
#[cfg(test)]
mod tests;
mod turn;
mod unread;
mod vouching;

use alloy::primitives::Address;

use super::clock::Millis;
use super::view::Ranked;
use crate::chain::Payment;
use crate::protocols::{PositionKey, authorized, entered_e_mode};
use crate::top_up::{FlowFailure, TopUpView};
pub(super) use around::{Around, Picture, Second};
use flow::{Flow, Stage};
use io::Looker;
pub(super) use io::{Input, Output, Question};
use pending::Pending;
use records::Records;
use settling::Settling;
use several::Several;
use turn::Turn;

/// The top-up that is open, if one is, and what is stored of what was signed.
#[derive(Debug, Default)]
pub(super) struct Rescue {
    flow: Option<Flow>,
    records: Records,
    /// What has ended, and is not out of a reorganisation's reach.
    settling: Option<Settling>,
    /// The account's other weak positions.
    several: Several,
}

impl Rescue {
    /// The position that is topped up.
    pub(super) fn key(&self) -> Option<&PositionKey> {
        self.flow.as_ref().map(Flow::key)
    }

    /// When [`Input::Time`] will have something to do.
    pub(super) fn due(&self) -> Option<Millis> {
        let of_flow = match self.flow.as_ref().map(|flow| &flow.stage) {
            Some(Stage::Pending(pending)) => pending.next_look,
            Some(Stage::Claiming(_, claim)) => Some(claim.until()),
            _ => None,
        };
        let of_settling = self.settling.as_ref().and_then(Settling::due);
        of_flow.into_iter().chain(of_settling).min()
    }

    /// The e-mode that the last transaction that was signed here for a position puts it into: that it is in
    /// it, and what that changes, is no news.
    pub(super) fn enters(&self, key: &PositionKey) -> Option<u8> {
        // In a mix it is one of the calls, perhaps of several.
        self.asked_for(key).iter().find_map(entered_e_mode)
    }

    /// The contract that the last transaction that was signed here for a position lets act for it, or not any
    /// more: that is no news either.
    pub(super) fn authorizes(&self, key: &PositionKey) -> Option<(Address, bool)> {
        self.asked_for(key).iter().find_map(authorized)
    }

    /// What the last transaction that was asked for here for a position is to do.
    pub(super) fn asked_for(&self, key: &PositionKey) -> &[Payment] {
        let record = self.records.held().record();
        let record = record.filter(|record| record.position == *key);
        record.map_or(&[], |record| record.asked.payments())
    }

    /// Whether a person is about to sign: something is shown to be signed, or on its way there.
    pub(super) fn is_in_hand(&self) -> bool {
        matches!(
            self.flow.as_ref().map(|flow| &flow.stage),
            Some(
                Stage::Checking(_)
                    | Stage::Review(_)
                    | Stage::Rechecking(..)
                    | Stage::Permitting(_)
                    | Stage::Claiming(..)
            )
        )
    }

    /// Whether a top-up is open, or what was signed may still be undone: each block counts.
    pub(super) fn is_at_work(&self) -> bool {
        self.flow.is_some() || self.settling.is_some() || self.records.held().is_open()
    }

    /// What is to be on the screen of it.
    pub(super) fn view(&self, now: Millis, around: &dyn Around) -> Option<TopUpView> {
        let flow = self.flow.as_ref()?;
        flow.view(now, around, &self.several, &self.records)
    }

    /// Whether a position stands where a top-up restored it to.
    pub(super) fn is_secured(&self, one: &Ranked) -> bool {
        self.several.is_secured(one)
    }

    /// Takes in what happened; what comes of it, in order.
    pub(super) fn on(&mut self, now: Millis, around: &dyn Around, input: Input) -> Vec<Output> {
        let Self {
            flow,
            records,
            settling,
            several,
        } = self;
        let mut turn = Turn {
            now,
            around,
            records,
            several,
            outputs: Vec::new(),
        };
        match input {
            Input::Answered(Question::Look(Looker::Settling, node, question), answer) => {
                if let Some(settling) = settling {
                    settling.answered(&mut turn, node, question, answer);
                }
            }
            input => {
                if let (Input::Time, Some(settling)) = (&input, settling.as_mut()) {
                    settling.time(&mut turn);
                }
                take(flow, &mut turn, input);
            }
        }
        Settling::follow(settling, &mut turn);
        turn.several.judge(turn.around);
        match flow {
            None => turn.several.close(),
            Some(flow) => flow.see(&mut turn),
        }
        turn.outputs
    }
}

/// What happened may open a flow, or end it.
fn take(flow: &mut Option<Flow>, turn: &mut Turn<'_>, input: Input) {
    match input {
        Input::Open(key) => choosing::open(flow, turn, key),
        Input::Close => choosing::close(flow, turn),
        Input::Moved => choosing::moved(flow, turn),
        Input::RecordIs(slot, said) => {
            if let Some(change) = turn.records.take(slot, &said) {
                turn.put(change);
            } else if turn.records.slot() == Some(slot) {
                resume::record_learnt(flow, turn);
            }
        }
        // Whatever is open by now.
        Input::Answered(Question::Send(asked), answer) => {
            ending::send_answered(flow.as_mut(), turn, &asked, answer);
        }
        Input::LookAgain => {
            if let Some(pending) = flow.as_mut().and_then(Flow::pending) {
                pending.look_now(turn.now);
            }
            turn.read_record();
        }
        Input::Time => {
            if let Some(flow) = flow {
                flow.claim_on(turn, |claim, turn| claim.time(turn.now));
                // With each look the record is looked at too: whoever clears the browser in this
                // very tab tells nobody, and after a reload nothing would be known.
                let due = flow.pending().and_then(|pending| pending.next_look);
                if due.is_some_and(|at| turn.now >= at) {
                    turn.read_record();
                }
                flow.pending_on(turn, Pending::time);
            }
            follow(turn);
        }
        input => {
            if let Some(flow) = flow {
                hand(flow, turn, input);
            }
        }
    }
}

/// What happened concerns only what is open.
fn hand(flow: &mut Flow, turn: &mut Turn<'_>, input: Input) {
    let chain = flow.key().chain;
    match input {
        Input::Choose(id) => flow.choose(id),
        Input::SetTarget(typed) => {
            flow.set_target(typed);
            flow.choose_fitting(turn);
        }
        Input::SetAmount(typed) => flow.set_amount(typed),
        Input::SetManner(manner) => flow.set_manner(manner),
        Input::Review => flow.review(turn),
        Input::Back => flow.back(turn),
        Input::Sign => flow.sign(turn),
        Input::SayCancelled => flow.say_cancelled(turn),
        Input::Answered(Question::Look(_, node, question), answer) => {
            flow.pending_on(turn, |pending, turn| {
                pending.answered(turn, node, question, answer)
            });
        }
        Input::Answered(Question::Count(at), answer)
            if matches!(flow.stage, Stage::Unreadable(_)) =>
        {
            flow.unread_counted(turn, at, answer);
        }
        // Of another account nothing is asked of it here.
        Input::Answered(Question::Capabilities(of), answer) if *of == *flow.key() => {
            flow.choice.answered(chain, answer);
        }
        Input::Answered(Question::Permit(asked), answer) => {
            flow.permit_answered(turn, &asked, answer);
        }
        Input::Answered(Question::Authority(contract), answer) => {
            flow.authority_answered(turn, contract, answer);
        }
        Input::Answered(question, answer) => {
            if flow.hears_of_coin() && flow.coin.answered(&question, &answer) {
                flow.choose_fitting(turn);
            }
            flow.check_answered(turn, &question, answer);
        }
        Input::Read(of) if of == chain => {
            flow.ask_for_coin(turn);
            flow.check_on(turn, |check, turn, aim| check.read(turn, aim));
            flow.name_steps(turn);
        }
        Input::ReadOut(of) => {
            flow.choose_fitting(turn);
            if of == chain {
                flow.reread(turn);
            }
        }
        Input::Witnessed(of) if of == chain => {
            flow.check_on(turn, |check, turn, aim| check.further(turn, aim));
        }
        Input::CouldNotRead(of) if of == chain => {
            flow.check_on(turn, |_, _, _| Err(FlowFailure::CannotRead));
        }
        Input::Locked => flow.locked(turn),
        _ => {}
    }
}

/// Follows the record of the account and chain that the wallet signs for.
fn follow(turn: &mut Turn<'_>) {
    let slot = turn.around.signs();
    if slot != turn.records.slot() {
        turn.records.follow(slot);
        turn.read_record();
    }
}
