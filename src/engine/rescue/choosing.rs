//! A top-up is opened, chosen and closed; and what becomes of it where the wallet goes elsewhere.

use super::aim::Aim;
use super::coin::Coin;
use super::flow::{Flow, Stage};
use super::io::{Forgotten, Output};
use super::manner::Choice;
use super::records::Held;
use super::turn::Turn;
use super::unread::Unread;
use crate::protocols::PositionKey;
use crate::top_up::{Chosen, FlowFailure, Part, PartView};

/// A person wants to top up a position. Not while another one's transaction is under way.
pub(super) fn open(flow: &mut Option<Flow>, turn: &mut Turn<'_>, key: PositionKey) {
    if let Some(open) = flow
        && (open.is_under_way() || (*open.key() == key && !open.has_ended()))
    {
        open.hidden = false;
        // Mined, and its market cannot be read: that holds up no other position.
        let waits_blind = matches!(open.stage, Stage::Rereading { .. }) && *open.key() != key;
        if !waits_blind || !turn.picture(open.key()).could_not_read {
            return;
        }
    }
    if !turn.picture(&key).can_be_opened {
        return;
    }
    let stage = match turn.records.held() {
        Held::Unreadable(text) => Stage::Unreadable(Unread::new(text.clone())),
        _ => Stage::Choosing,
    };
    let chain = key.chain;
    let aim = Aim::at(key, turn.around.restore_to());
    // Not every tab hears of what another writes.
    turn.read_record();
    // Balances of tokens that were not held when the market was first read.
    turn.put(Output::Sweep(chain));
    let mut coin = Coin::default();
    coin.ask(turn, &aim.key);
    turn.ask_what_it_can(Choice::default(), &aim.key);
    let flow = flow.insert(Flow::new(aim, stage));
    flow.coin = coin;
    flow.choose_fitting(turn);
}

/// A person closes it. What is under way is only not shown any more.
pub(super) fn close(flow: &mut Option<Flow>, turn: &mut Turn<'_>) {
    match flow {
        Some(open) if open.is_under_way() => open.hidden = true,
        Some(_) => {
            turn.forget(Forgotten::Checks);
            *flow = None;
        }
        None => {}
    }
}

/// Account, chain or wallet changed: what was begun for the old ones is void.
pub(super) fn moved(flow: &mut Option<Flow>, turn: &mut Turn<'_>) {
    turn.forget(Forgotten::Checks);
    turn.forget(Forgotten::Looks);
    // Another wallet, or another account of it, can other things.
    if let Some(open) = flow {
        open.choice = Choice::default();
    }
    // Where the wallet was asked, or has sent, what is stored finds it again: looked for on another
    // chain it would seem dropped.
    flow.take_if(|open| !open.void(turn, FlowFailure::ContextChanged));
}

impl Flow {
    /// Proposes the first way that leads to the target, where no person has chosen one.
    pub(super) fn choose_fitting(&mut self, turn: &mut Turn<'_>) {
        if !matches!(self.stage, Stage::Choosing) || !self.aim.takes_proposals() {
            return;
        }
        let purse = self.coin.purse();
        let purse = purse.as_ref();
        let picture = turn.picture(&self.aim.key);
        let options = self.aim.options(&picture, purse);
        let beside = turn.several.beside(turn.around, &self.aim, purse);
        let reserved = beside.reserved();
        // What none does alone they may do together; but first it is heard of the coin, which may do it.
        let mix = self.aim.mix(&picture, purse, reserved, &options);
        let mix = mix.filter(|_| self.coin.is_known());
        // What was proposed stays as long as nobody else is left without for it.
        let is_enough = || {
            let parts = self.parts(&picture, (&options, mix.as_ref()));
            let taken = self.taken(&picture, &parts, purse);
            beside.is_enough_after(taken.as_ref())
        };
        if self.aim.leads(&options, mix.as_ref()) && is_enough() {
            return;
        }
        let Some(snapshot) = picture.snapshot else {
            return;
        };
        let mut fitting = options
            .iter()
            .filter(|one| reserved.lets_way(snapshot, purse, one));
        let first = fitting.next().map(|first| first.id.into());
        let mix = mix.and_then(Result::ok).filter(|mix| {
            let parts: Vec<Part> = mix.parts.iter().map(PartView::part).collect();
            reserved.lets(snapshot, purse, &parts)
        });
        match first.or(mix.map(|_| Chosen::Mix)) {
            Some(fitting) => self.aim.propose(fitting),
            None if !beside.is_nobody() => self.aim.withdraw(),
            None => {}
        }
    }

    /// A person chooses what to do.
    pub(super) fn choose(&mut self, chosen: Chosen) {
        if matches!(self.stage, Stage::Choosing) {
            self.aim.choose(Some(chosen));
        }
    }

    /// A person types up to where.
    pub(super) fn set_target(&mut self, typed: String) {
        if matches!(self.stage, Stage::Choosing) {
            self.aim.set_target(typed);
        }
    }

    /// A person types with how much.
    pub(super) fn set_amount(&mut self, typed: String) {
        if matches!(self.stage, Stage::Choosing) {
            self.aim.set_amount(typed);
        }
    }

    /// A person wants to choose again.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) {
        if !self.is_under_way() {
            self.stage = Stage::Choosing;
            self.ended.clear();
            self.aim.choose_again();
            turn.forget(Forgotten::Checks);
            self.coin.ask(turn, &self.aim.key);
        }
    }

    /// The wallet cannot sign now: what was asked goes on.
    pub(super) fn locked(&mut self, turn: &mut Turn<'_>) {
        if self.void(turn, FlowFailure::Disconnected) {
            turn.forget(Forgotten::Checks);
        }
    }
}
